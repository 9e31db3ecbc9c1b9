/*
 * money.h (base) - exact decimal numbers
 * money_t is decimal fixed point, 10^-9 of a currency unit (or of whatever is
 * counted). No floating point anywhere. Overflow is an error, never a wrap.
 * Pure.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

typedef int64_t money_t;
typedef __int128 money_sum_t;	/* for sums of many, same scale */

#define MONEY_SCALE	1000000000LL
#define MONEY_DECIMALS	9
#define MONEY_TEXT_MAX	24	/* "-9223372036.854775807" and a NUL */
#define MONEY_SUM_TEXT_MAX 48

enum num_err {
	NUM_OK = 0,
	NUM_SYNTAX,	/* not a JSON number */
	NUM_RANGE,	/* too large for the type */
	NUM_PRECISION	/* digits behind the last that the type holds */
};

enum rounding {
	ROUND_HALF_UP,		/* away from zero at the half */
	ROUND_HALF_EVEN,
	ROUND_UP,		/* away from zero */
	ROUND_DOWN		/* towards zero */
};

/*
 * Read a JSON number (RFC 8259 section 6), exponents included, exactly.
 * "1e-05" is money 0.00001; "6e1" is u64 60; "1.5" is NUM_PRECISION as u64.
 * A sum is below 10^29 units. On error *out is untouched.
 */
enum num_err money_parse(struct slice, money_t *out);
enum num_err money_sum_parse(struct slice, money_sum_t *out);
enum num_err u64_parse(struct slice, uint64_t *out);
enum num_err i64_parse(struct slice, int64_t *out);

/* Shortest exact form: "0.0375", "-3", "0". Returns the length. */
unsigned money_format(money_t, char out[MONEY_TEXT_MAX]);
unsigned money_sum_format(money_sum_t, char out[MONEY_SUM_TEXT_MAX]);
/* For people: as many decimals as the currency has, or as v needs: "45.50". */
unsigned money_sum_format_in(money_sum_t, struct slice currency,
	    char out[MONEY_SUM_TEXT_MAX]);
/* Exactly `decimals` decimals (0 to 9): "12.50". v must not have more. */
unsigned money_format_fixed(money_t, unsigned decimals,
	    char out[MONEY_TEXT_MAX]);
unsigned u64_format(uint64_t, char out[24]);

/* false on overflow, *out untouched */
bool	money_add(money_t a, money_t b, money_t *out);
/* A sum back to money_t; false when it does not fit. */
bool	money_from_sum(money_sum_t, money_t *out);
/* Round to a number of decimals (0 to 9). False on overflow. */
bool	money_round(money_t, unsigned decimals, enum rounding, money_t *out);
bool	money_sum_round(money_sum_t, unsigned decimals, enum rounding,
	    money_t *out);
/*
 * a * num / den, rounded once to `decimals`: price * quantity / per, or
 * amount * days / days_of_month. den > 0. False on overflow.
 */
bool	money_mul_div(money_t a, uint64_t num, uint64_t den,
	    unsigned decimals, enum rounding, money_t *out);
/* num / den, rounded once; den > 0: a sum of products over one `per`. */
bool	money_quotient(money_sum_t num, uint64_t den, unsigned decimals,
	    enum rounding, money_t *out);
/*
 * The same for a numerator and a result of less than 64 bits, quickly; false
 * when something does not fit: ask the other.
 */
extern const uint64_t money_pow10[20];
static inline bool
money_quotient_plain(uint64_t num, uint64_t den, unsigned decimals,
    enum rounding mode, money_t *out)
{
	uint64_t unit = money_pow10[MONEY_DECIMALS - decimals];
	uint64_t divisor, quotient, rest, twice;

	if (__builtin_mul_overflow(den, unit, &divisor)
	    || divisor > INT64_MAX)
		return false;
	quotient = num / divisor;
	rest = num % divisor;
	twice = rest * 2;
	/* no branch: which way it goes is as good as random */
	switch (mode) {
	case ROUND_HALF_UP:
		quotient += twice >= divisor;
		break;
	case ROUND_HALF_EVEN:
		quotient += (twice > divisor)
		    | ((twice == divisor) & (quotient & 1));
		break;
	case ROUND_UP:
		quotient += rest != 0;
		break;
	default:
		break;
	}
	return !__builtin_mul_overflow((int64_t)quotient, (int64_t)unit, out);
}
const char *rounding_name(enum rounding);

/*
 * Decimals of a currency's minor unit (ISO 4217): EUR 2, JPY 0, KWD 3.
 * -1 for a code that is not in the list.
 */
int	currency_decimals(struct slice code);

#endif
