/*
 * observe.h (ossctl-diag) - what a record becomes
 */
#ifndef OSSCTL_DIAG_OBSERVE_H
#define OSSCTL_DIAG_OBSERVE_H

#include "alarms.h"

/* What became of a record. */
enum fate { FATE_USED, FATE_FILTERED, FATE_BAD };

struct intake {
	struct watch	*watch;
	uint64_t	 max;		/* observations in a pass */
	const char	*why;		/* FATE_BAD: what is wrong */
};

static inline enum fate
observe_bad(struct intake *in, const char *why)
{
	in->why = why;
	return FATE_BAD;
}

enum fate observe_sample(struct intake *, const struct rec *);
enum fate observe_event(struct intake *, const struct rec *);

#endif
