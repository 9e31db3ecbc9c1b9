/*
 * discount.h (bss) - discounts, minimum and maximum spend: the rules
 * Both look at the spend of a document: the net amounts of those of its lines
 * that they are for, within one subscription or all of an account, less what
 * discounts before them took off. An amount is shared out so that the shares
 * add up: the share of the spend up to s of S is round(amount * s / S).
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_DISCOUNT_H
#define BSS_DISCOUNT_H

#include "base/slice.h"
#include "bss/proration.h"
#include "bss/tier.h"

enum spend_scope { SCOPE_SUBSCRIPTION, SCOPE_ACCOUNT };

/* Which lines, and when; by the first day of a line. */
struct spend_of {
	enum spend_scope scope;
	const bool	*price;		/* by a price's place; NULL: all */
	int64_t		 from_day, to_day;	/* half-open */
	uint64_t	 cycles;	/* from the beginning; 0: ever */
};

struct discount {
	struct slice	id, name;
	struct slice	gl;
	struct spend_of	of;
	/* one of these; tiers are of the spend in minor units */
	money_t		percent;
	money_t		amount;		/* at most so much in a document */
	struct tiers	tiers;		/* len 0: none */
};

struct tax;
struct commitment {
	struct slice	 id, name;
	struct slice	 gl;
	const struct tax *tax;		/* of the minimum's line */
	struct spend_of	 of;
	money_t		 minimum, maximum;	/* of a cycle */
	bool		 has_minimum, has_maximum;
	bool		 prorated;	/* by days */
};

/*
 * What a discount takes off a spend, in the minor unit of so many decimals,
 * half up: percent of it, also of one below 0, which gives back what was taken
 * off before; an amount or tiers of one above 0, never more than it. False
 * when it is too large.
 */
bool	discount_of(const struct discount *, money_t spend, unsigned decimals,
	    money_t *out);

/*
 * The share of an amount that falls to the spend from a to b of a whole other
 * than 0, in the minor unit.
 */
bool	spend_share(money_t amount, money_t a, money_t b, money_t whole,
	    unsigned decimals, money_t *out);

/*
 * Whether a line of that first day is looked at. began: the first day of the
 * subscription, or INT64_MIN; cycles count from the later one of it and
 * from_day.
 */
bool	spend_holds(const struct spend_of *, int64_t day, int64_t began,
	    int bill_day);

#endif
