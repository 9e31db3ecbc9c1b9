/*
 * causes_chance.h (oss) - how often an answer is missing for no reason
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_CHANCE_H
#define OSS_CAUSES_CHANCE_H

#include "oss/watch.h"

/* What may be missing: answers of nodes and probes, or some of a probe's. */
enum chance_of {
	CHANCE_NODE, CHANCE_PROBE, CHANCE_LOSS, CHANCE_RTT, CHANCE_COUNT
};

#define CHANCE_MISS 6200	/* cost of one, where few are missing */

/* What is no chance any more. */
struct causes_chance {
	int64_t	 miss;		/* cost of one, see rca.h */
	uint32_t row;		/* so many in a row */
	uint32_t downs;		/* so many of the last 21 */
	uint32_t falls;		/* gone down more often than that, perhaps */
	uint32_t turns;		/* or as often as that, for certain */
};

enum chance_of causes_chance_of(const struct watch *,
	    const struct condition *);
/*
 * By the last observations of all of a kind, up to `objects`: a single one
 * that is bad between two that are not is chance. Of each it is asked only
 * whether it has one, so that a few that flap change little. Where many more
 * are missing together than at most other times, that has a cause.
 */
struct causes_chance causes_chance(const struct watch *, uint32_t objects,
	    enum chance_of);

#endif
