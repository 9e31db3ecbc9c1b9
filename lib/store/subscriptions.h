/*
 * subscriptions.h (store) - a file of subscription records, for look-up
 */
#ifndef STORE_SUBSCRIPTIONS_H
#define STORE_SUBSCRIPTIONS_H

#include "bss/subscription.h"

/*
 * Read a stream of subscription records (NDJSON or CSV, "-" is stdin;
 * records of other types are passed over). An end record is checked where
 * there is one. *digest is SHA-256 over what rating takes of them, in their
 * order, whatever the format. 0, or -1: said; *s is empty then.
 */
int	subscriptions_load(struct subscriptions *s, const struct catalog *,
	    const char *path, char digest[SHA256_HEX_MAX]);

#endif
