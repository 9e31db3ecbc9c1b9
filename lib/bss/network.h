/*
 * network.h (bss) - whose an IP address is: prefixes, the longest one holds
 * Addresses of IPv4 and IPv6; an IPv4 address in IPv6 clothes
 * (::ffff:192.0.2.1, RFC 4291 2.5.5.2) is the IPv4 address.
 * Pure. Memory: up to 128 nodes of 12 octets for a prefix.
 */
#ifndef BSS_NETWORK_H
#define BSS_NETWORK_H

#include <stdbool.h>

#include "base/slice.h"

#define ADDRESS_TEXT_MAX	46	/* INET6_ADDRSTRLEN */

struct address {
	bool		v6;
	unsigned char	octet[16];	/* network order; 4 of IPv4 */
};

/* False when s is no address. */
bool	address_parse(struct slice s, struct address *);
/* RFC 5952; octets written. */
unsigned address_format(const struct address *, char out[ADDRESS_TEXT_MAX]);

struct networks;

struct networks *networks_new(void);
void	networks_free(struct networks *);
/*
 * Add "192.0.2.0/24", "2001:db8::/48" or an address. Who uses it: identifier
 * (copied); empty: each address is its own. NULL, or what is wrong (a
 * literal): no prefix, bits behind it, or it stands twice.
 */
const char *networks_add(struct networks *, struct slice prefix,
	    struct slice identifier);
/*
 * Whether an address is in one of them; *identifier: whose, {NULL, 0}: its
 * own.
 */
bool	networks_find(const struct networks *, const struct address *,
	    struct slice *identifier);

#endif
