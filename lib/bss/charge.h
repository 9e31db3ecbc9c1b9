/*
 * charge.h (bss) - which days of a recurring charge a bill period takes
 * The days that a subscription is charged (proration.h) are cut at the
 * account's cycles. Which period bills a part is stated so that periods that
 * follow one another bill each part exactly once, whatever their length:
 *
 *	arrears		the days within the period
 *	advance		the cycles that begin behind the period's first day
 *			and not behind its end, and the rest of the cycle in
 *			which the subscription begins, with that day's period
 *	not prorated, or	whole cycles; in arrears with the day they
 *	of several months	end on
 *
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_CHARGE_H
#define BSS_CHARGE_H

#include "bss/catalog.h"
#include "bss/proration.h"

struct charge {
	struct day_span	cycle;		/* the whole */
	struct day_span	part;		/* of which these days are charged */
};

/* A walk over the charges of one price; zero but for these: */
struct charge_walk {
	const struct price *price;	/* PRICE_RECURRING */
	struct day_span	    active;	/* of the subscription */
	struct day_span	    period;	/* of the bill */
	int		    bill_day;
	struct day_span	    cycle;	/* private */
	bool		    begun;
};

/* The cycle of a price that a day is in. */
struct day_span	charge_cycle(const struct price *, struct day_span active,
		    int bill_day, int64_t day);
/* The next charge, in order of time; false when there is none left. */
bool	charge_next(struct charge_walk *, struct charge *);

/* Whether a one-off charge falls into the period. */
static inline bool
charge_begins(struct day_span active, struct day_span period)
{
	return !day_span_empty(active) && active.first >= period.first
	    && active.first < period.end;
}

#endif
