/*
 * allowance.h (bss) - what an offer includes: buckets of units or of money
 * An allowance is the rule of a bucket: how much it is given in each of its
 * cycles, who shares it, which usage it covers and when. What is in a bucket
 * at some moment is a meter (meter.h).
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_ALLOWANCE_H
#define BSS_ALLOWANCE_H

#include "base/money.h"
#include "base/zone.h"
#include "bss/proration.h"
#include "bss/tier.h"

#define ROLL_PERIODS_MAX	12

/* Who has a meter together, always within one paying account. */
enum meter_shared {
	SHARED_SUBSCRIPTION, SHARED_IDENTIFIER, SHARED_ACCOUNT, SHARED_PAYER
};

/* From when to when a meter runs, in the catalog's zone. */
enum meter_every {
	EVERY_MONTH,		/* from the account's bill day */
	EVERY_CALENDAR_MONTH,	/* from the first */
	EVERY_WEEK,		/* from Monday */
	EVERY_DAY,
	EVERY_ONCE		/* from the subscription's beginning, once */
};

/*
 * A price that goes by what its holder used, or owed, of it before in the
 * cycle. By quantity the steps are the price; by amount each takes a
 * percentage of the amounts that the price has without it.
 */
struct graduated {
	struct tiers		 tiers;	/* TIER_GRADUATED */
	enum meter_shared	 shared;
	enum meter_every	 every;
	bool			 by_amount;	/* tiers in 10^-9 of currency */
	uint64_t		 increment;	/* by quantity */
};

struct allowance {
	struct slice		 id, name;
	struct slice		 unit;		/* of usage; missing: money */
	struct slice		 currency;	/* of it, or of the price */
	uint64_t		 quantity;	/* a grant, see below */
	struct slice		 multiply;	/* field that says how often;
						 * missing: once */
	uint64_t		 weight;	/* the greater goes first */
	enum meter_shared	 shared;
	enum meter_every	 every;
	uint64_t		 valid_d;	/* EVERY_ONCE; 0: open */
	bool			 each;		/* subscription adds its grant */
	bool			 prorated;	/* by the days of it */
	bool			 cut;		/* ends within usage, too */
	bool			 takes_fee;	/* for usage it covers whole */
	int64_t			 from_us, to_us;	/* half-open */
	/* of units: how they are taken, and what they cost */
	uint64_t		 increment;
	money_t			 price;
	uint64_t		 per;
	/* what is left goes over into that many cycles */
	uint64_t		 roll_periods;
	uint64_t		 roll_limit;	/* in all; 0: none */
	bool			 roll_last;	/* used behind the new grant */
	/* which usage it covers */
	uint64_t		 bands;		/* bit of each; all: ~0 */
	uint8_t			*covers;	/* by a price's place */
	uint8_t			*destination;	/* by number; NULL: any */
};

/* Quantities are units, or 10^-9 of the currency where it is money. */
static inline bool
allowance_is_money(const struct allowance *a)
{
	return a->unit.len == 0;
}

/*
 * The grant of a subscription that has it so often and is active on some days
 * of a cycle; UINT64_MAX, or INT64_MAX of money, where it is more.
 */
uint64_t	allowance_grant(const struct allowance *, uint64_t times,
		    struct day_span cycle, struct day_span active);

/*
 * The cycle that a day is in, as days; EVERY_ONCE has none. bill_day: 1 to
 * CYCLE_DAY_MAX.
 */
struct day_span	meter_cycle(enum meter_every, int bill_day, int64_t day);
/* The instant at which a day begins on the zone's clock. */
int64_t		zone_midnight(const struct zone *, int64_t day);

#endif
