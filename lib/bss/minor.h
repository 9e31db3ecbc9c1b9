/*
 * minor.h (bss) - amounts as integers in the minor unit of their currency
 * EUR 12.34 is 1234, JPY 12 is 12, KWD 1.234 is 1234 (ISO 4217). Pure.
 */
#ifndef BSS_MINOR_H
#define BSS_MINOR_H

#include <assert.h>

#include "base/money.h"

/* How much of money_t one minor unit is; decimals 0 to 9. */
static inline int64_t
minor_unit(unsigned decimals)
{
	int64_t unit = MONEY_SCALE;

	while (decimals-- > 0)
		unit /= 10;
	return unit;
}

/* v has no more decimals than the currency. */
static inline int64_t
minor_from_money(money_t v, unsigned decimals)
{
	assert(v % minor_unit(decimals) == 0);
	return v / minor_unit(decimals);
}

/* False when it is too large, *out untouched. */
static inline bool
minor_to_money(int64_t minor, unsigned decimals, money_t *out)
{
	return !__builtin_mul_overflow(minor, minor_unit(decimals), out);
}

#endif
