/*
 * intake.h (ossctl-diag) - what intake.c and sample.c share
 */
#ifndef OSSCTL_DIAG_INTAKE_H
#define OSSCTL_DIAG_INTAKE_H

#include "alarms.h"

/* What became of a record. */
enum fate { FATE_USED, FATE_FILTERED, FATE_BAD };

struct intake {
	struct watch	*watch;
	uint64_t	 max;		/* observations in a pass */
	const char	*why;		/* FATE_BAD: what is wrong */
};

static inline enum fate
bad(struct intake *in, const char *why)
{
	in->why = why;
	return FATE_BAD;
}

enum fate take_sample(struct intake *, const struct rec *);
enum fate take_event(struct intake *, const struct rec *);

#endif
