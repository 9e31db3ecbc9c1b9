/*
 * settle.h (bss) - prices that are known when the period is over
 * Usage of such a price is marked by bss-rate and has no amount. bss-bill
 * measures it over the bill cycle and settles it: what is measured, a
 * percentile in bit/s or a sum in the price's unit, is counted in whole
 * increments, up to the cap; what of that is above the commitment is charged
 * by the tiers, of which there may be one. Tiers count from the commitment.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_SETTLE_H
#define BSS_SETTLE_H

#include "bss/percentile.h"
#include "bss/tier.h"

enum settle_kind { SETTLE_PERCENTILE, SETTLE_TIER, SETTLE_COMMIT };

/* What is measured together, always within one paying account. */
enum settle_pool {
	POOL_SUBSCRIPTION,
	POOL_CIRCUIT,		/* subscriptions of the same param_circuit */
	POOL_ACCOUNT		/* all of a payer that have the price */
};

struct settle {
	enum settle_kind	kind;
	enum settle_pool	pool;
	struct percentile_terms	percentile;	/* SETTLE_PERCENTILE */
	struct tiers		tiers;
	uint64_t		increment;	/* > 0 */
	uint64_t		commit;		/* of a cycle; 0: none */
	money_t			commit_fee;	/* of a cycle */
	uint64_t		cap;		/* 0: none */
	bool			prorated;	/* the commitment, by days */
	bool			charge_prorated; /* SETTLE_PERCENTILE: a rate
						 * costs so much per cycle */
	bool			zero_fee;	/* the fee of the first tier
						 * is due for nothing, too */
};

struct settled {
	uint64_t		measured;	/* in whole increments */
	uint64_t		charged;	/* above the commitment */
	struct money_ratio	cost;		/* of it, without the fee */
	struct tier_part	part[TIERS_MAX];
	size_t			len;
};

/*
 * commit is that of the days at work. False when a quantity or the cost is
 * too large.
 */
bool	settle_reckon(const struct settle *, uint64_t measured,
	    uint64_t commit, struct settled *);
/*
 * What days a to b of a cycle of so many have of the commitment's quantity:
 * floor(commit * b / days) - floor(commit * a / days), so that parts add up.
 * A rate is no quantity: of a percentile it is all of it.
 */
uint64_t settle_commit(const struct settle *, int64_t a, int64_t b,
	    int64_t days);

/*
 * What is above the commitment costs for days of a cycle of so many; all of
 * it where it is not prorated. False when it grows too large.
 */
bool	settle_share(const struct settle *, int64_t days, int64_t of,
	    struct settled *);

const char *settle_kind_name(enum settle_kind);

#endif
