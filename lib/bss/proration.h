/*
 * proration.h (bss) - the part of a recurring charge that some days are worth
 * A charge of amount A covers a cycle of D days: a calendar month, or the
 * month from the n-th to the n-th for accounts with another bill day. The
 * days a to b of it (half-open, counted from the cycle's first) cost
 *	round(A * b / D) - round(A * a / D)
 * so however a cycle is cut, by a change of offer, an activation or a bill
 * period, the parts add up to A. Days are calendar days of the catalog's
 * zone: a day of 23 or 25 hours is a day.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_PRORATION_H
#define BSS_PRORATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "base/zone.h"

#define CYCLE_DAY_MAX	31	/* the last day of each month */

/* Days since 1970-01-01 (civil_days), half-open. Empty when first >= end. */
struct day_span {
	int64_t	first, end;
};

/*
 * The cycle that a day is in, when cycles begin on the bill_day-th, 1 to
 * CYCLE_DAY_MAX. In a month that does not have the day they begin on its
 * last one, and in the next month on the day again: the 31st is 31 January,
 * 28 February, 31 March.
 */
struct day_span	cycle_of(int64_t day, int bill_day);
/* The bill day whose cycle a span is; 0: it is none. */
int	cycle_day(struct day_span);

/*
 * The same of cycles of several months that begin in the anchor's month and
 * every so many months before and behind it. anchor: months since year 0.
 */
struct day_span	cycle_of_months(int64_t day, int bill_day, unsigned months,
		    int anchor);
/* The month in which the cycle of a day begins: an anchor. */
int	cycle_month(int64_t day, int bill_day);
/* The days of the calendar month that a day is in. */
unsigned month_days(int64_t day);

/* The calendar day of an instant. */
int64_t	zone_day(const struct zone *, int64_t us);

struct day_span	day_span_cut(struct day_span, struct day_span);
static inline bool
day_span_empty(struct day_span s)
{
	return s.first >= s.end;
}

/*
 * The days that any of n spans has, in order and apart from each other, in
 * their place; how many spans that are.
 */
size_t	day_spans_union(struct day_span *, size_t n);

/*
 * The days on which a subscription is charged: from the day of its first
 * instant up to, without, the day on which it ends. Who follows it on that
 * day pays for the day, so a change of offer charges each day once.
 * has_to false: open.
 */
struct day_span	days_active(const struct zone *, int64_t from_us,
	    bool has_to, int64_t to_us);

/* How a charge is rounded: as its price says, then for the document. */
struct charge_rounding {
	enum rounding	mode;
	unsigned	decimals;
	unsigned	minor;		/* decimals of the currency; half up */
};

struct charge_part {
	money_t	exact;		/* as the price says */
	money_t	net;		/* in the minor unit */
};

/*
 * What the days `part` of `cycle` cost. part lies within cycle, neither is
 * empty. False when an amount is too large; *out is untouched.
 */
bool	prorate(money_t charge, struct day_span cycle, struct day_span part,
	    const struct charge_rounding *, struct charge_part *out);
/*
 * The same where days are counted from those that are covered of the cycle,
 * out of so many: d days cost charge * min(d, out_of) / out_of, rounded, a
 * whole cycle the charge. part lies within covered.
 */
bool	prorate_covered(money_t charge, struct day_span cycle,
	    struct day_span covered, struct day_span part, uint64_t out_of,
	    const struct charge_rounding *, struct charge_part *out);

#endif
