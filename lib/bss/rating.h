/*
 * rating.h (bss) - what one usage record costs
 * Usage is counted in increments: the first one, then as many of the next
 * size as are needed. Each increment costs what the band in force at its
 * start says, so a call that crosses a band or a clock change is charged at
 * several rates. (Time passes within usage in seconds only; octets and pieces
 * are charged at the band of their start.) The rates themselves are those in
 * force when the usage begins. connect fee + quantity * price / per, at least
 * the minimum, exact until it is rounded once as the price says. Usage of
 * quantity 0 costs nothing, no connect fee either. So it is where a price says
 * nothing else; terms.h has what it may say.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_RATING_H
#define BSS_RATING_H

#include "base/reason.h"
#include "bss/catalog.h"

#define CHARGE_LEGS_MAX		256	/* rates; at most BANDS_MAX without terms */
#define RATING_WALK_S_MAX	(400 * 86400)	/* a call that changes its band */

/* Units from .. to, counted from the usage's start, half-open. */
struct usage_stretch {
	uint64_t	from, to;
};

/*
 * Where allowances cover some of the usage, what is left of it is priced as
 * if it were all: quantity is the sum of the stretches that are left, in
 * order, none empty. Its clock runs where they lie.
 */
struct rating_usage {
	int64_t		ts_us;		/* its start */
	uint64_t	quantity;	/* what the price counts, in its unit */
	struct slice	number;		/* of the other party, or missing */
	uint32_t	destination;	/* of it in the catalog's table, where
					 * somebody looked, or none */
	const uint32_t	*key;		/* whose own rates go first, in order */
	unsigned	keys;
	bool		covered;	/* by allowances, in part or whole */
	const struct usage_stretch *left;	/* when covered; borrowed */
	size_t		lefts;
};

/* What one rate has of a usage record. */
struct charge_leg {
	const struct rate *rate;
	uint64_t	quantity;	/* whole increments */
	uint32_t	key;		/* KEY_NONE: a rate of the list */
};

struct charge {
	uint32_t	destination;	/* DESTINATION_NONE: not asked */
	uint64_t	quantity;	/* sum of the legs */
	money_t		amount;		/* rounded from exact / per: */
	money_sum_t	exact;
	uint64_t	per;
	bool		at_minimum, at_maximum;
	bool		cut;		/* not all of the usage is in it */
	unsigned	len;
	struct charge_leg leg[CHARGE_LEGS_MAX];	/* in order of first use */
};

/*
 * The fee that leg number i brings: the connect fee of the first, and of one
 * that begins further within the record than all before it.
 */
static inline money_t
charge_leg_fee(const struct charge *c, unsigned i)
{
	const struct rate *r = c->leg[i].rate;

	for (unsigned k = 0; k < i; k++)
		if (c->leg[k].rate->after >= r->after)
			return 0;
	return r->connect_fee;
}

/*
 * REASON_NONE and *out filled; or REASON_RATE_BAD_NUMBER,
 * REASON_RATE_NO_DESTINATION, REASON_RATE_NO_PRICE, REASON_RATE_QUANTITY,
 * REASON_MONEY_OVERFLOW, and *out is undefined.
 */
enum reason rate_usage(const struct catalog *, const struct price *,
	    const struct rating_usage *, struct band_cache *,
	    struct charge *out);

/* The same for a price with terms, or usage with keys. */
enum reason rate_usage_by_terms(const struct catalog *, const struct price *,
	    const struct rating_usage *, struct band_cache *,
	    struct charge *out);

#endif
