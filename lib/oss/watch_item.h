/*
 * watch_item.h (oss) - what watch.c hands to watch_judge.c
 */
#ifndef OSS_WATCH_ITEM_H
#define OSS_WATCH_ITEM_H

#include "oss/watch.h"

struct watch_item {
	int64_t		ts_us;
	uint32_t	condition;	/* WATCH_NONE: a heartbeat */
	uint32_t	error;		/* word */
	uint8_t		reading, cause, severity;
};

/* Into the list of those that a settlement looks at. */
void	watch_live(struct watch *, uint32_t condition);

#endif
