/*
 * oss_alarms.h (store) - the active alarms, into a watch
 * Part of oss_db_load.
 */
#ifndef STORE_OSS_ALARMS_H
#define STORE_OSS_ALARMS_H

#include "oss/watch.h"
#include "store/db.h"

/* 0 or -1, said. */
int	oss_alarms_load(struct db *, struct watch *);

#endif
