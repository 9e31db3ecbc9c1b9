/*
 * tier.h (bss) - what a quantity costs where its price depends on it
 * A tier goes up to a unit, that one included, and begins behind the tier
 * before it.
 *
 *	graduated	the units within each tier cost what it says
 *	volume		all units cost what the tier of the last one says
 *
 * A tier counts in whole packages where it has them (a begun one is a full
 * one) and may have a fee, due once a unit falls into it. Nothing used costs
 * nothing.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_TIER_H
#define BSS_TIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"

#define TIERS_MAX	32

enum tier_mode { TIER_GRADUATED, TIER_VOLUME };

struct tier {
	uint64_t	upto;		/* UINT64_MAX: the last one */
	money_t		price;
	uint64_t	per;		/* > 0 */
	uint64_t	package;	/* units; > 0 */
	money_t		fee;
};

struct tiers {
	enum tier_mode	   mode;
	const struct tier *tier;	/* upto ascends */
	size_t		   len;		/* 1 to TIERS_MAX */
};

/* What one tier has of a quantity. */
struct tier_part {
	const struct tier *tier;
	uint64_t	   quantity;	/* units */
	uint64_t	   charged;	/* in whole packages; may be 0 */
	bool		   fee;		/* its fee is due */
};

/*
 * The parts of `quantity` units that follow `before` others, in the order of
 * the tiers; their number. However a quantity is cut, the graduated parts of
 * the pieces add up to those of the whole. TIER_VOLUME: before is 0. 0 too
 * when before + quantity is no uint64_t.
 */
size_t	tiers_split(const struct tiers *, uint64_t before, uint64_t quantity,
	    struct tier_part out[TIERS_MAX]);

/* A sum of price * quantity / per, exact: num / den. Begins as { 0, 1 }. */
struct money_ratio {
	money_sum_t	num;
	uint64_t	den;
};
/* False when it grows too large, *r is undefined then. */
bool	money_ratio_add(struct money_ratio *r, money_t price,
	    uint64_t quantity, uint64_t per);
bool	tiers_cost(const struct tier_part *, size_t len,
	    struct money_ratio *);

#endif
