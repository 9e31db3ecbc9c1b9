/*
 * exchange.h (bss) - amounts in another currency, at the rate of a date
 * Nothing is converted unless a price asks for it. The rates are a table of
 * the catalog, so that a bill stays a function of what it is made from.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_EXCHANGE_H
#define BSS_EXCHANGE_H

#include "base/money.h"

/* One of `currency` is `rate` of `to`, from then to the next one's time. */
struct exchange_rate {
	struct slice	currency, to;
	int64_t		from_us;
	uint32_t	line;		/* in exchange.csv */
	money_t		rate;		/* > 0 */
};

/* What a price does with its amounts, already rounded as it says */
struct convert {
	struct slice	to;
	unsigned	to_decimals;	/* of that currency */
	enum rounding	rounding;
	unsigned	decimals;
	const struct exchange_rate *rate;	/* of this pair, ascending */
	size_t		len;
};

int	exchange_compare(const void *, const void *);
/* The rate in force at an instant, NULL before the first one. */
const struct exchange_rate *exchange_at(const struct convert *, int64_t us);
/* False when it is too large. */
bool	exchange_apply(const struct convert *, const struct exchange_rate *,
	    money_t amount, money_t *out);

#endif
