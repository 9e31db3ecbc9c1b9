/*
 * oss_lately.h (store) - what was of late, see lately.h
 * Parts of oss_db_load, oss_db_save and oss_db_forget. Functions that return
 * -1 have said why.
 */
#ifndef STORE_OSS_LATELY_H
#define STORE_OSS_LATELY_H

#include "oss/watch.h"
#include "store/db.h"

/* 1: it is damaged, said; what could be read is there. */
int	oss_lately_load(struct db *, struct watch *);
int	oss_lately_save(struct db *, const struct watch *);
int	oss_lately_forget(struct db *, struct slice node, struct slice object);

#endif
