/*
 * rating_usage.h (bss) - usage as rating sees it, and what it is charged
 */
#ifndef BSS_RATING_USAGE_H
#define BSS_RATING_USAGE_H

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

#endif
