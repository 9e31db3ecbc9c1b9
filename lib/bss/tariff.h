/*
 * tariff.h (bss) - the rates of one price, by destination, band and date
 * Pure: no I/O, no clock.
 */
#ifndef BSS_TARIFF_H
#define BSS_TARIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"

/* price per `per` units, counted in increments. A row of rates/x.csv. */
struct rate {
	uint32_t	destination;	/* DESTINATION_NONE: any */
	uint8_t		band;		/* BAND_ANY: at any time */
	uint32_t	line;		/* in its file; else its place there */
	int64_t		from_us, to_us;	/* half-open; INT64_MAX: no end */
	money_t		price;
	uint64_t	per;		/* > 0 */
	uint64_t	first_increment, next_increment;	/* > 0 */
	money_t		connect_fee;
	money_t		minimum;	/* amount that usage costs at least */
	money_t		maximum;	/* and at most; 0: no such */
	uint64_t	after;		/* from which unit of a record on */
};

struct tariff {
	struct rate	*rate;	/* sorted: destination, band, after, from */
	size_t		 len, cap;
	uint32_t	*first;		/* of a destination; one more behind */
	uint32_t	 destinations;	/* length of first, less the one */
	bool		 by_destination, by_band;
	bool		 by_after, by_maximum;
};

void	tariff_release(struct tariff *);
void	tariff_add(struct tariff *, const struct rate *);
/*
 * Sort and index, for destinations 0 to `destinations` - 1; rates_end ends
 * those without an end. Two rates that hold for the same destination, band
 * and time: false, and *a and *b are they.
 */
bool	tariff_compile(struct tariff *, uint32_t destinations,
	    const struct rate **a, const struct rate **b);

/*
 * The rate in force at an instant. The destination's own rates come before
 * those for any destination, a band's own before those for any time. NULL
 * when there is none.
 */
const struct rate *tariff_rate(const struct tariff *, uint32_t destination,
	    uint8_t band, int64_t us);

/* The same for unit number `at` of a record; *until as of rates_pick. */
const struct rate *tariff_rate_from(const struct tariff *,
	    uint32_t destination, uint8_t band, int64_t us, uint64_t at,
	    uint64_t *until);

/* The order in which rates stand */
int	rate_compare(const void *, const void *);
/*
 * Rows in it: one without an end ends where the next of its kind without one
 * begins, as price lists with effective dates mean it, and one for later
 * units also where such a row from the first unit on does: a list replaces
 * the one before it as a whole. False, and *a and *b, as of tariff_compile.
 */
bool	rates_end(struct rate *, size_t, const struct rate **a,
	    const struct rate **b);
/*
 * Of rows of one destination, ended: the one for any time that begins behind
 * a band's, where both have no end, so that the band's goes on before it.
 */
const struct rate *rates_beside(const struct rate *first, size_t len,
	    const struct rate *old);
/*
 * Of rows of one destination the one in force for unit number `at` of a
 * record, NULL when there is none. *until is lowered to the unit from which
 * it may be another.
 */
const struct rate *rates_pick(const struct rate *first, size_t len,
	    uint8_t band, int64_t us, uint64_t at, uint64_t *until);

#endif
