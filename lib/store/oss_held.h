/*
 * oss_held.h (store) - observations that wait, and what thresholds remember
 * Parts of oss_db_load and oss_db_save.
 */
#ifndef STORE_OSS_HELD_H
#define STORE_OSS_HELD_H

#include "oss/watch.h"
#include "store/db.h"

int	oss_held_load(struct db *, struct watch *);
int	oss_held_save(struct db *, const struct watch *);
/* Of the objects that have a gauge or a baseline. */
int	oss_gauges_load(struct db *, struct watch *);
int	oss_gauges_save(struct db *, const struct watch *);

#endif
