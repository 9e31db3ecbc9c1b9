/*
 * metering.h (bss) - usage priced with what was used before it
 * First the buckets of units cover what they can of a record, in the order
 * of their weight; what is left is priced as usage of its own (rating.h);
 * units out of a bucket may have a price, too. All of this is exact until it
 * is rounded once. Of the rounded amount buckets of money pay what they can.
 * A graduated price goes by the units that were charged before, or by the
 * amounts that it had before its own percentages. What is left for a price
 * that is settled with its period has no amount yet.
 *
 *	quantity 100 s	bucket A 30 s | bucket B 50 s | tariff 20 s
 *
 * A bucket covers usage that begins in its cycle and validity, or until the
 * end of both where it is cut there; of usage in seconds those of its bands.
 * It gives whole increments, the last one as far as there is some.
 * Pure: no I/O, no clock; memory is that of the longest list so far.
 */
#ifndef BSS_METERING_H
#define BSS_METERING_H

#include "bss/meter.h"
#include "bss/rating.h"

/* What a record has of one bucket. */
struct metering_part {
	const struct allowance	*allowance;
	uint32_t		 meter;
	uint64_t		 taken;	/* units, or 10^-9 of the currency */
	uint64_t		 left;	/* in the bucket behind it */
};

struct stretches {
	struct usage_stretch	*item;	/* owned */
	size_t			 len, cap;
};

/* How the last record came by its amount; zeroed is a valid empty one. */
struct metering {
	struct metering_part	*part;	/* owned */
	size_t			 parts, parts_cap;
	uint64_t		 taken;	/* units */
	money_t			 paid;	/* out of buckets of money */
	const struct graduated	*graduated;	/* NULL: it is not */
	uint64_t		 before, after;	/* the count it goes by */
	struct tier_part	 tier[TIERS_MAX];
	size_t			 tiers;
	struct stretches	 open, next;	/* not covered; private */
};
void	metering_release(struct metering *);
void	metering_clear(struct metering *);

/*
 * As rate_usage, with a metering that was cleared. Usage from before the
 * period counts as of its first instant. Not REASON_NONE: nothing was taken.
 */
enum reason meters_rate(struct meters *, struct metering *,
	    const struct subscription *, const struct price *,
	    const struct rating_usage *, struct band_cache *,
	    struct charge *out);

#endif
