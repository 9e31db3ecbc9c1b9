/*
 * situation.h (oss) - how alarms hang together at one instant
 * Says of each active alarm of a watch which one caused it (topology.h) and
 * whether it is planned. Part of watch.h, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_SITUATION_H
#define OSS_SITUATION_H

#include "oss/watch.h"

/* The graph of a watch whose objects and links are all in. */
struct situation *situation_new(const struct watch *);
void	situation_free(struct situation *);

/* Set object[].root of all active alarms: WATCH_NONE when it is a cause. */
void	situation_locate(struct situation *, struct watch *);

/* The window in which an object is at an instant, or NULL. */
const struct watch_window *situation_window(const struct watch *,
	    const struct watched *, int64_t ts_us);

#endif
