/*
 * rating_walk.h (bss) - where the units of usage lie in time
 * Private to lib/bss/rating*.c.
 */
#ifndef BSS_RATING_WALK_H
#define BSS_RATING_WALK_H

#include "bss/rating_usage.h"

/* The instant `seconds` after ts_us; false past the end of time. */
static inline bool
instant_after(int64_t ts_us, uint64_t seconds, int64_t *out)
{
	int64_t us;

	return !__builtin_mul_overflow(seconds, US_PER_S, &us)
	    && !__builtin_add_overflow(ts_us, us, out);
}

/* A walk over usage by its quantity */
struct usage_walk {
	const struct rating_usage *u;
	size_t		stretch;	/* of u->left */
	uint64_t	begun;		/* units before it */
};

/*
 * The instant at which unit `at` begins; at never falls. *more: how many
 * units follow it without a gap, itself included.
 */
static inline bool
usage_walk_to(struct usage_walk *w, uint64_t at, int64_t *at_us,
    uint64_t *more)
{
	const struct usage_stretch *s;

	if (!w->u->covered) {
		*more = UINT64_MAX;
		return instant_after(w->u->ts_us, at, at_us);
	}
	for (s = w->u->left + w->stretch; at - w->begun >= s->to - s->from;
	    s++, w->stretch++)
		w->begun += s->to - s->from;
	*more = s->to - s->from - (at - w->begun);
	return instant_after(w->u->ts_us, s->from + (at - w->begun), at_us);
}

#endif
