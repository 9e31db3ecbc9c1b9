/*
 * customers.h (ossctl-diag) - whose service hangs on which node or port
 * Read from subscription records, into what lib/oss judges (impact.h).
 */
#ifndef OSSCTL_DIAG_CUSTOMERS_H
#define OSSCTL_DIAG_CUSTOMERS_H

#include "alarms.h"
#include "oss/impact.h"

/* A file of subscription records. 0 or -1, said. */
int	customers_load(struct impact *, const char *path);
/* Where the terminations are that the database knows. 0 or -1, said. */
int	customers_terms(struct impact *, struct db *);
/*
 * By the active alarms and links of the database: who is hit by which cause.
 * What it finds is borrowed from the arena. 0 or -1, said.
 */
int	customers_hit(struct impact *, struct db *, struct arena *);

#endif
