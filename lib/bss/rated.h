/*
 * rated.h (bss) - a usage record, whose it is and what it costs
 * From the record to the amount, for all who price usage: rated_find says
 * whose it is and which price takes it, rated_reckon what it costs.
 * Pure: no I/O, no clock; memory as metering.h has it.
 */
#ifndef BSS_RATED_H
#define BSS_RATED_H

#include "bss/metering.h"
#include "bss/rating.h"
#include "bss/subscription.h"
#include "rec/rec.h"

/* Who prices; zero but for the first two. */
struct rater {
	const struct catalog		*catalog;	/* borrowed */
	const struct subscriptions	*subs;		/* borrowed */
	struct band_cache		 band;
	struct price_memo		 prices;
	struct meters			*meters;	/* NULL: none */
	struct metering			 metering;	/* of the last record */
};
void	rater_release(struct rater *);

/* What the usage costs the operator: nothing is guessed where it is unknown. */
struct rated_cost {
	enum reason	why;		/* REASON_NONE: known */
	struct charge	charge;
	money_t		amount;		/* in the cost's own currency, or */
	money_t		exchange;	/* at this rate; 0: not converted */
};

/* All that is known of a record when it is rated, or when it cannot be. */
struct rated {
	struct rating_usage		 usage;
	enum price_direction		 direction;
	const struct subscription	*sub;		/* NULL: none */
	const struct price		*price;		/* NULL: none */
	uint32_t			 chosen;	/* destination asked
							 * for a choice */
	struct charge			 charge;
	money_t				 amount;	/* as the record says */
	money_t				 exchange;	/* 0: not converted */
	struct rated_cost		 cost;	/* when the price has one */
};

/*
 * For in_look_ahead: what a record's rating looks for is found while others
 * are rated. Then rated_find goes by what these gave.
 */
uint64_t rater_ahead_slot(const void *rater, const struct rec *);
uint64_t rater_ahead_entry(const void *rater, uint64_t slot);
uint64_t rater_ahead_meters(const void *rater, uint64_t entry);

/*
 * REASON_NONE: the subscription and the price are found. Otherwise why not;
 * with REASON_RATE_NO_SUBSCRIPTION r->sub is one of another time, or NULL.
 */
enum reason rated_find_first(struct rater *, const struct rec *,
	    struct rated *);
enum reason rated_find_joint(struct rater *, const struct rec *,
	    struct rated *);
static inline enum reason
rated_find(struct rater *rater, const struct rec *rec, struct rated *r)
{
	enum reason why = rated_find_first(rater, rec, r);

	/* several price such usage: rare, and no call of other usage pays */
	return why != REASON_RATE_CLASH ? why
	    : rated_find_joint(rater, rec, r);
}
/*
 * After rated_find found them. REASON_NONE: r->charge is filled; where the
 * price is settled with its period, with the quantity and no amount. r->price
 * is the one of the offer that takes it, NULL when none does.
 */
enum reason rated_reckon(struct rater *, const struct rec *, struct rated *);

#endif
