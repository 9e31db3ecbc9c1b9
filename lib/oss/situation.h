/*
 * situation.h (oss) - how alarms hang together at one instant: the nearest
 * The locator that asks for no more than a graph: says of each active alarm
 * which one caused it, by the nearest failure towards the poller (topology.h)
 * and by the node that an object belongs to.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_SITUATION_H
#define OSS_SITUATION_H

#include "oss/watch.h"

struct situation;

/* locator_nearest in pieces, for a locator that begins with it */
struct situation *situation_new(const struct watch *);
void	situation_free(struct situation *);
/* Set root of all active alarms: WATCH_NONE when it is a cause. */
void	situation_locate(struct situation *, struct watch *);

#endif
