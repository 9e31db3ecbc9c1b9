/*
 * causes_slow.h (oss) - slow and lossy answers of many nodes
 * Part of locator_causes, apart for its own sake; behind causes_worn.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_SLOW_H
#define OSS_CAUSES_SLOW_H

#include "oss/causes_say.h"

/*
 * Assert link-degraded or node-degraded where the ways from the poller to
 * nodes whose probes are slow or lose answers have their last point in common,
 * and make these alarms its symptoms unless they have another cause. Needs to
 * know where the poller sits.
 */
void	causes_slow(struct causes *, struct watch *);

#endif
