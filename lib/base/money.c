#include "base/money.h"

#include <assert.h>

#include "base/digits.h"

typedef unsigned __int128 u128;

#define U128_DIGITS	38	/* any number of so many digits fits */
#define EXPONENT_CEIL	1000000000	/* saturates; lines are far shorter */

const uint64_t money_pow10[20] = {
	UINT64_C(1), UINT64_C(10), UINT64_C(100), UINT64_C(1000),
	UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000),
	UINT64_C(10000000), UINT64_C(100000000), UINT64_C(1000000000),
	UINT64_C(10000000000), UINT64_C(100000000000),
	UINT64_C(1000000000000), UINT64_C(10000000000000),
	UINT64_C(100000000000000), UINT64_C(1000000000000000),
	UINT64_C(10000000000000000), UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000), UINT64_C(10000000000000000000)
};

/* ---- reading ---------------------------------------------------------- */

/*
 * A number as its significant digits and a power of ten: 0.0120e5 is 12 and
 * 2. Digits past U128_DIGITS are only counted: such a number is too large or
 * too fine for every type here, which of the two is told by the exponent.
 */
struct decimal {
	bool	negative;
	u128	digits;		/* no trailing zero, unless 0 */
	int64_t	len;		/* digits, also those that were only counted */
	int64_t	exponent;
};

/* The digits from p on; trailing zeros are held back until one follows. */
static const char *
digits_scan(const char *p, const char *end, struct decimal *d, int64_t *zeros)
{
	for (; p < end && (unsigned char)(*p - '0') <= 9; p++) {
		if (*p == '0') {
			if (d->len != 0)
				(*zeros)++;
			continue;
		}
		for (; *zeros > 0; (*zeros)--)
			if (d->len++ < U128_DIGITS)
				d->digits *= 10;
		if (d->len++ < U128_DIGITS)
			d->digits = d->digits * 10 + (unsigned)(*p - '0');
	}
	return p;
}

/* "e-05"; p stands behind the e. */
static const char *
exponent_scan(const char *p, const char *end, int64_t *exponent)
{
	const char *start;
	bool negative = false;
	int64_t e = 0;

	if (p < end && (*p == '+' || *p == '-'))
		negative = *p++ == '-';
	for (start = p; p < end && (unsigned char)(*p - '0') <= 9; p++)
		if (e < EXPONENT_CEIL)
			e = e * 10 + (*p - '0');
	*exponent += negative ? -e : e;
	return p > start ? p : NULL;
}

/* RFC 8259 section 6: [-] int [frac] [exp] */
static bool
decimal_parse(struct slice s, struct decimal *d)
{
	const char *p = s.p, *end = s.p + s.len, *start;
	int64_t zeros = 0;

	*d = (struct decimal){ 0 };
	if (p < end && *p == '-') {
		d->negative = true;
		p++;
	}
	start = p;
	p = digits_scan(p, end, d, &zeros);
	if (p == start || (*start == '0' && p - start > 1))
		return false;
	if (p < end && *p == '.') {
		start = ++p;
		p = digits_scan(p, end, d, &zeros);
		if (p == start)
			return false;
		d->exponent = start - p;
	}
	d->exponent += zeros;
	if (p < end && (*p == 'e' || *p == 'E'))
		if ((p = exponent_scan(p + 1, end, &d->exponent)) == NULL)
			return false;
	return p == end;
}

/* |value| * 10^scale, when that is an integer of at most max. */
static enum num_err
decimal_scale(const struct decimal *d, int scale, u128 max, u128 *out)
{
	int64_t e = d->exponent + scale;
	u128 v = d->digits;

	if (d->len == 0) {
		*out = 0;
		return NUM_OK;
	}
	if (d->len + e > U128_DIGITS)
		return NUM_RANGE;
	if (e < 0) {
		/* too fine; but a value past max is told as that first */
		if (d->len + e <= 0)
			return NUM_PRECISION;
		for (e += d->len > U128_DIGITS ? d->len - U128_DIGITS : 0;
		    e < 0; e++)
			v /= 10;
		return v >= max ? NUM_RANGE : NUM_PRECISION;
	}
	for (; e > 0; e--)
		v *= 10;
	if (v > max)
		return NUM_RANGE;
	*out = v;
	return NUM_OK;
}

static enum num_err
unsigned_parse(struct slice s, uint64_t max, bool *negative, uint64_t *out)
{
	struct decimal d;
	enum num_err err;
	u128 v;

	if (!decimal_parse(s, &d))
		return NUM_SYNTAX;
	if ((err = decimal_scale(&d, 0, max, &v)) != NUM_OK)
		return err;
	*negative = d.negative && v != 0;
	*out = (uint64_t)v;
	return NUM_OK;
}

enum num_err
u64_parse(struct slice s, uint64_t *out)
{
	const char *p = s.p, *end = s.p + s.len;
	enum num_err err;
	bool negative;
	uint64_t v = 0;

	/* up to 19 digits without a sign: nearly every number there is */
	if (s.len - 1 < 19 && (*p != '0' || s.len == 1)) {
		for (; p < end; p++) {
			unsigned digit = (unsigned char)(*p - '0');

			if (digit > 9)
				break;
			v = v * 10 + digit;
		}
		if (p == end) {
			*out = v;
			return NUM_OK;
		}
	}
	if ((err = unsigned_parse(s, UINT64_MAX, &negative, &v)) != NUM_OK)
		return err;
	if (negative)
		return NUM_RANGE;
	*out = v;
	return NUM_OK;
}

enum num_err
i64_parse(struct slice s, int64_t *out)
{
	enum num_err err;
	bool negative;
	uint64_t v;

	err = unsigned_parse(s, (uint64_t)INT64_MAX + 1, &negative, &v);
	if (err != NUM_OK)
		return err;
	if (!negative && v > INT64_MAX)
		return NUM_RANGE;
	*out = negative ? (int64_t)-v : (int64_t)v;
	return NUM_OK;
}

/*
 * Up to 9 digits, a point, up to 9 digits: prices and amounts as people and
 * tools write them. False: take the general way.
 */
static bool
money_parse_plain(struct slice s, money_t *out)
{
	const char *p = s.p, *end = s.p + s.len, *start;
	bool negative = false;
	uint64_t v = 0;
	unsigned digit, len;

	if (s.len - 1 >= 20)
		return false;
	if (*p == '-') {
		negative = true;
		p++;
	}
	for (start = p; p < end && (digit = (unsigned char)(*p - '0')) <= 9;
	    p++)
		v = v * 10 + digit;
	len = (unsigned)(p - start);
	if (len - 1 >= 9 || (*start == '0' && len > 1))
		return false;
	v *= MONEY_SCALE;
	if (p < end) {
		uint64_t frac = 0;

		if (*p++ != '.')
			return false;
		for (start = p;
		    p < end && (digit = (unsigned char)(*p - '0')) <= 9; p++)
			frac = frac * 10 + digit;
		len = (unsigned)(p - start);
		if (p != end || len - 1 >= MONEY_DECIMALS)
			return false;
		v += frac * money_pow10[MONEY_DECIMALS - len];
	}
	*out = negative ? -(money_t)v : (money_t)v;
	return true;
}

enum num_err
money_parse(struct slice s, money_t *out)
{
	struct decimal d;
	enum num_err err;
	u128 v;

	if (money_parse_plain(s, out))
		return NUM_OK;
	if (!decimal_parse(s, &d))
		return NUM_SYNTAX;
	err = decimal_scale(&d, MONEY_DECIMALS,
	    (u128)INT64_MAX + (d.negative ? 1 : 0), &v);
	if (err != NUM_OK)
		return err;
	*out = d.negative ? (money_t)-(uint64_t)v : (money_t)v;
	return NUM_OK;
}

enum num_err
money_sum_parse(struct slice s, money_sum_t *out)
{
	struct decimal d;
	enum num_err err;
	u128 v;

	if (!decimal_parse(s, &d))
		return NUM_SYNTAX;
	err = decimal_scale(&d, MONEY_DECIMALS, ~(u128)0 >> 1, &v);
	if (err != NUM_OK)
		return err;
	*out = d.negative ? -(money_sum_t)v : (money_sum_t)v;
	return NUM_OK;
}

/* ---- writing ---------------------------------------------------------- */

/* Exactly n digits of v, zeros in front. */
static void
digits_put(uint64_t v, char *out, unsigned n)
{
	while (n >= 2) {
		n -= 2;
		digits_put2(out + n, (unsigned)(v % 100));
		v /= 100;
	}
	if (n != 0)
		out[0] = (char)('0' + v % 10);
}

/* At most 8 digits; 8 octets are written. */
static inline unsigned
digits_leading(uint64_t v, char *out)
{
	uint64_t d = digits_of8((uint32_t)v);
	/* a zero is a digit, too */
	unsigned zeros = (unsigned)__builtin_ctzll(d | UINT64_C(1) << 56) / 8;

	digits_store(out, d >> 8 * zeros);
	return 8 - zeros;
}

static unsigned
digits_many(uint64_t v, char *out)
{
	const uint64_t limb = 100000000;
	unsigned n;

	n = v / limb < limb ? digits_leading(v / limb, out)
	    : digits_many(v / limb, out);
	digits_store(out + n, digits_of8((uint32_t)(v % limb)));
	return n + 8;
}

static inline unsigned
digits_all(uint64_t v, char *out)
{
	return v < 100000000 ? digits_leading(v, out) : digits_many(v, out);
}

unsigned
u64_format(uint64_t v, char out[24])
{
	unsigned n = digits_all(v, out);

	out[n] = '\0';
	return n;
}

/* ".0375" of 37500000; nothing of 0. 10 octets are written. */
static inline unsigned
fraction_put(uint32_t nano, char *out)
{
	uint64_t d;

	if (nano == 0)
		return 0;
	d = digits_of8(nano / 10);
	out[0] = '.';
	digits_store(out + 1, d);
	if (nano % 10 != 0) {
		out[9] = (char)('0' + nano % 10);
		return 10;
	}
	return 9 - (unsigned)__builtin_clzll(d) / 8;
}

static uint64_t
magnitude(money_t v)
{
	return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

unsigned
money_format(money_t v, char out[MONEY_TEXT_MAX])
{
	uint64_t m = magnitude(v);
	unsigned n = 0;

	if (v < 0)
		out[n++] = '-';
	n += digits_all(m / MONEY_SCALE, out + n);
	n += fraction_put((uint32_t)(m % MONEY_SCALE), out + n);
	out[n] = '\0';
	return n;
}

unsigned
money_sum_format(money_sum_t v, char out[MONEY_SUM_TEXT_MAX])
{
	static const uint64_t limb = UINT64_C(1000000000000000000);
	u128 m = v < 0 ? -(u128)v : (u128)v;
	uint32_t nano = (uint32_t)(m % MONEY_SCALE);
	unsigned n = 0;

	if (v < 0)
		out[n++] = '-';
	m /= MONEY_SCALE;	/* at most 30 digits: two limbs */
	if (m >= limb) {
		n += digits_all((uint64_t)(m / limb), out + n);
		digits_put((uint64_t)(m % limb), out + n, 18);
		n += 18;
	} else
		n += digits_all((uint64_t)m, out + n);
	n += fraction_put(nano, out + n);
	out[n] = '\0';
	return n;
}

unsigned
money_sum_format_in(money_sum_t v, struct slice currency,
    char out[MONEY_SUM_TEXT_MAX])
{
	unsigned n = money_sum_format(v, out);
	const char *point = memchr(out, '.', n);
	int least = currency_decimals(currency);
	int has = point != NULL ? (int)(out + n - point) - 1 : 0;

	if (least > 0 && point == NULL)
		out[n++] = '.';
	for (; has < least; has++)
		out[n++] = '0';
	out[n] = '\0';
	return n;
}

unsigned
money_format_fixed(money_t v, unsigned decimals, char out[MONEY_TEXT_MAX])
{
	uint64_t m = magnitude(v), unit;
	unsigned n = 0;

	assert(decimals <= MONEY_DECIMALS);
	unit = money_pow10[MONEY_DECIMALS - decimals];
	assert(m % unit == 0);
	if (v < 0)
		out[n++] = '-';
	n += digits_all(m / MONEY_SCALE, out + n);
	if (decimals > 0) {
		out[n++] = '.';
		digits_put(m % MONEY_SCALE / unit, out + n, decimals);
		n += decimals;
	}
	out[n] = '\0';
	return n;
}

/* ---- reckoning -------------------------------------------------------- */

bool
money_add(money_t a, money_t b, money_t *out)
{
	money_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

bool
money_from_sum(money_sum_t sum, money_t *out)
{
	if (sum < INT64_MIN || sum > INT64_MAX)
		return false;
	*out = (money_t)sum;
	return true;
}

/* Whether a quotient of even or odd last digit goes up by the remainder */
static bool
rounds_up(u128 rest, u128 divisor, bool odd, enum rounding mode)
{
	if (rest == 0 || mode == ROUND_DOWN)
		return false;
	if (mode == ROUND_UP)
		return true;
	if (rest != divisor - rest)
		return rest > divisor - rest;
	return mode == ROUND_HALF_UP || odd;
}

/* n / divisor rounded to an integer, times unit, as money */
static bool
divide_rounded(u128 n, u128 divisor, bool negative, uint64_t unit,
    enum rounding mode, money_t *out)
{
	u128 quotient, rest;

	if ((n | divisor) >> 64 == 0) {		/* the common case is cheap */
		quotient = (uint64_t)n / (uint64_t)divisor;
		rest = (uint64_t)n % (uint64_t)divisor;
	} else {
		quotient = n / divisor;
		rest = n % divisor;
	}
	if (rounds_up(rest, divisor, quotient & 1, mode))
		quotient++;
	if (quotient > (u128)INT64_MAX + 1)
		return false;
	quotient *= unit;
	if (quotient > (u128)INT64_MAX + negative)
		return false;
	*out = negative ? (money_t)-(uint64_t)quotient : (money_t)quotient;
	return true;
}

bool
money_sum_round(money_sum_t v, unsigned decimals, enum rounding mode,
    money_t *out)
{
	uint64_t unit;

	assert(decimals <= MONEY_DECIMALS);
	unit = money_pow10[MONEY_DECIMALS - decimals];
	return divide_rounded(v < 0 ? -(u128)v : (u128)v, unit, v < 0, unit,
	    mode, out);
}

bool
money_round(money_t v, unsigned decimals, enum rounding mode, money_t *out)
{
	return money_sum_round(v, decimals, mode, out);
}

bool
money_mul_div(money_t a, uint64_t num, uint64_t den, unsigned decimals,
    enum rounding mode, money_t *out)
{
	uint64_t unit;

	assert(decimals <= MONEY_DECIMALS && den > 0);
	unit = money_pow10[MONEY_DECIMALS - decimals];
	/* 2^63 * 2^64 and 2^64 * 10^9 both fit into 128 bits */
	return divide_rounded((u128)magnitude(a) * num, (u128)den * unit,
	    a < 0, unit, mode, out);
}

bool
money_quotient(money_sum_t num, uint64_t den, unsigned decimals,
    enum rounding mode, money_t *out)
{
	uint64_t unit;

	assert(decimals <= MONEY_DECIMALS && den > 0);
	unit = money_pow10[MONEY_DECIMALS - decimals];
	return divide_rounded(num < 0 ? -(u128)num : (u128)num,
	    (u128)den * unit, num < 0, unit, mode, out);
}

static const char *const rounding_names[] = {
	[ROUND_HALF_UP] = "half-up", [ROUND_HALF_EVEN] = "half-even",
	[ROUND_UP] = "up", [ROUND_DOWN] = "down"
};

const char *
rounding_name(enum rounding mode)
{
	return rounding_names[mode];
}
