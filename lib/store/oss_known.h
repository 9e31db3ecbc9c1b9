/*
 * oss_known.h (store) - what is known of each node and all that is in it
 * A row a node; its octets are what known.h makes of them. Parts of
 * oss_db_load, oss_db_save and oss_db_forget. Functions that return -1 have
 * said why.
 */
#ifndef STORE_OSS_KNOWN_H
#define STORE_OSS_KNOWN_H

#include "oss/known.h"
#include "store/db.h"

/*
 * Of all nodes their own health, their probes and neighbours and what has
 * events; of the rest what the watch has objects of.
 */
int	oss_known_load(struct db *, struct watch *);
/* Of all nodes all there is, to look at: not to be saved. */
int	oss_known_load_all(struct db *, struct watch *);
/* Of nodes of which something is dirty. */
int	oss_known_save(struct db *, const struct watch *);
/* A node, or an object of it. How many objects, or -1. */
int64_t	oss_known_forget(struct db *, struct slice node, struct slice object);

/* Conditions of events that were not seen since, and have no active alarm. */
int	oss_known_purge(struct db *, int64_t before_us);

/* Objects of a kind whose health is known; nodes in order. 0: go on */
typedef int oss_known_fn(struct slice node, struct slice name, void *);
int	oss_known_each(struct db *, enum object_kind, bool backwards,
	    oss_known_fn *, void *);

#endif
