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
#include "bss/rating_usage.h"

/*
 * REASON_NONE and *out filled; or REASON_RATE_BAD_NUMBER,
 * REASON_RATE_NO_DESTINATION, REASON_RATE_NO_PRICE, REASON_RATE_QUANTITY,
 * REASON_MONEY_OVERFLOW, and *out is undefined.
 */
enum reason rate_usage(const struct catalog *, const struct price *,
	    const struct rating_usage *, struct band_cache *,
	    struct charge *out);

#endif
