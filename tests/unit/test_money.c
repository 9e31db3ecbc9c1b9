#include "base/money.h"

#include "tap.h"

static void
test_parse(void)
{
	static const struct {
		const char	*text;
		enum num_err	 err;
		money_t		 nano;
	} cases[] = {
		{ "0", NUM_OK, 0 },
		{ "-0", NUM_OK, 0 },
		{ "0.0375", NUM_OK, 37500000 },
		{ "-3", NUM_OK, -3000000000 },
		{ "29.90", NUM_OK, 29900000000 },
		{ "1e-05", NUM_OK, 10000 },
		{ "1E-9", NUM_OK, 1 },
		{ "1e9", NUM_OK, 1000000000000000000 },
		{ "12.5e+1", NUM_OK, 125000000000 },
		{ "0.000000001", NUM_OK, 1 },
		{ "0.0000000010", NUM_OK, 1 },
		{ "1.0000000000000000000000000000000000000000000000",
		    NUM_OK, 1000000000 },
		{ "0.0000000000000000000000000000000000000000001e43",
		    NUM_OK, 1000000000 },
		{ "9223372036.854775807", NUM_OK, INT64_MAX },
		{ "-9223372036.854775808", NUM_OK, INT64_MIN },
		{ "9223372036.854775808", NUM_RANGE, 0 },
		{ "-9223372036.854775809", NUM_RANGE, 0 },
		{ "9223372036.8547758071", NUM_RANGE, 0 },
		{ "9223372036.8547758069", NUM_PRECISION, 0 },
		{ "99999999999", NUM_RANGE, 0 },
		{ "1e999999999999999999999", NUM_RANGE, 0 },
		{ "1e-999999999999999999999", NUM_PRECISION, 0 },
		{ "0e999999999999999999999", NUM_OK, 0 },
		{ "0.0000000001", NUM_PRECISION, 0 },
		{ "1.00000000000000000000000000000000000000000000001",
		    NUM_PRECISION, 0 },
		{ "123456789012345678901234567890123456789012.5",
		    NUM_RANGE, 0 },
		{ "", NUM_SYNTAX, 0 },
		{ "-", NUM_SYNTAX, 0 },
		{ "+1", NUM_SYNTAX, 0 },
		{ "01", NUM_SYNTAX, 0 },
		{ "-01.5", NUM_SYNTAX, 0 },
		{ "1.", NUM_SYNTAX, 0 },
		{ ".5", NUM_SYNTAX, 0 },
		{ "1e", NUM_SYNTAX, 0 },
		{ "1e+", NUM_SYNTAX, 0 },
		{ "1.5.5", NUM_SYNTAX, 0 },
		{ "1 ", NUM_SYNTAX, 0 },
		{ "0x10", NUM_SYNTAX, 0 },
		{ "1,5", NUM_SYNTAX, 0 },
		{ "NaN", NUM_SYNTAX, 0 }
	};
	const money_t untouched = 42;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		money_t v = untouched;

		is_i64(money_parse(slice_of(cases[i].text), &v), cases[i].err,
		    "money_parse '%s'", cases[i].text);
		is_i64(v, cases[i].err == NUM_OK ? cases[i].nano : untouched,
		    "money of '%s'", cases[i].text);
	}
}

static void
test_integers(void)
{
	static const struct {
		const char	*text;
		enum num_err	 err;
		uint64_t	 value;
	} cases[] = {
		{ "0", NUM_OK, 0 }, { "-0", NUM_OK, 0 }, { "7", NUM_OK, 7 },
		{ "1234567890123456789", NUM_OK, 1234567890123456789 },
		{ "18446744073709551615", NUM_OK, UINT64_MAX },
		{ "18446744073709551616", NUM_RANGE, 0 },
		{ "6e1", NUM_OK, 60 }, { "1.5", NUM_PRECISION, 0 },
		{ "1.50e1", NUM_OK, 15 }, { "-1", NUM_RANGE, 0 },
		{ "1e20", NUM_RANGE, 0 }, { "00", NUM_SYNTAX, 0 },
		{ "12a", NUM_SYNTAX, 0 }, { "", NUM_SYNTAX, 0 },
		{ "2.000", NUM_OK, 2 }
	};
	int64_t signed_value = 42;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		uint64_t v = 42;

		is_i64(u64_parse(slice_of(cases[i].text), &v), cases[i].err,
		    "u64_parse '%s'", cases[i].text);
		is_u64(v, cases[i].err == NUM_OK ? cases[i].value : 42,
		    "u64 of '%s'", cases[i].text);
	}
	ok(i64_parse(SLICE_LIT("-9223372036854775808"), &signed_value)
	    == NUM_OK && signed_value == INT64_MIN, "i64_parse of the least");
	ok(i64_parse(SLICE_LIT("9223372036854775808"), &signed_value)
	    == NUM_RANGE && signed_value == INT64_MIN, "i64_parse too large");
}

static void
test_format(void)
{
	static const struct {
		money_t		 nano;
		const char	*text;
	} cases[] = {
		{ 0, "0" }, { 1, "0.000000001" }, { 37500000, "0.0375" },
		{ -3000000000, "-3" }, { 12500000000, "12.5" },
		{ 999999999999, "999.999999999" }, { 10000000000, "10" },
		{ 99000000000, "99" }, { 100000000000, "100" },
		{ INT64_MAX, "9223372036.854775807" },
		{ INT64_MIN, "-9223372036.854775808" }
	};
	char text[MONEY_SUM_TEXT_MAX];
	money_sum_t sum;
	unsigned n;
	uint64_t v;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		n = money_format(cases[i].nano, text);
		is_str(text, cases[i].text, "money_format %s", cases[i].text);
		is_u64(n, strlen(cases[i].text), "its length");
		money_sum_format(cases[i].nano, text);
		is_str(text, cases[i].text, "money_sum_format %s",
		    cases[i].text);
	}
	for (v = 1; v != UINT64_C(10000000000000000000); v *= 10) {
		char want[24];

		snprintf(want, sizeof(want), "%ju", (uintmax_t)v);
		u64_format(v, text);
		is_str(text, want, "u64_format %s", want);
		snprintf(want, sizeof(want), "%ju", (uintmax_t)(v - 1));
		u64_format(v - 1, text);
		is_str(text, want, "u64_format %s", want);
	}
	u64_format(UINT64_MAX, text);
	is_str(text, "18446744073709551615", "u64_format of the greatest");

	is_i64(money_sum_parse(
	    SLICE_LIT("-12345678901234567890123456789.000000001"), &sum),
	    NUM_OK, "a large sum is read");
	money_sum_format(sum, text);
	is_str(text, "-12345678901234567890123456789.000000001",
	    "and written as it was");
	is_i64(money_sum_parse(SLICE_LIT("1e29"), &sum), NUM_RANGE,
	    "a sum of 10^29 is too large");
	money_sum_format_in(45500000000, SLICE_LIT("EUR"), text);
	is_str(text, "45.50", "as many decimals as the currency has");
	money_sum_format_in(-7000000000, SLICE_LIT("KWD"), text);
	is_str(text, "-7.000", "three of them");
	money_sum_format_in(45000000000, SLICE_LIT("JPY"), text);
	is_str(text, "45", "none");
	money_sum_format_in(1234500000, SLICE_LIT("EUR"), text);
	is_str(text, "1.2345", "and more where there are more");
	money_sum_format_in(1500000000, SLICE_LIT("?"), text);
	is_str(text, "1.5", "of no currency as it is");
	money_format_fixed(12500000000, 2, text);
	is_str(text, "12.50", "two decimals");
	money_format_fixed(-500000000, 3, text);
	is_str(text, "-0.500", "three decimals");
	money_format_fixed(7000000000, 0, text);
	is_str(text, "7", "no decimals");
}

static void
test_round(void)
{
	/* decimals 2: each mode at, below and above the half */
	static const struct {
		const char	*from;
		const char	*to[4];	/* half-up half-even up down */
	} cases[] = {
		{ "0.125", { "0.13", "0.12", "0.13", "0.12" } },
		{ "0.135", { "0.14", "0.14", "0.14", "0.13" } },
		{ "0.124999999", { "0.12", "0.12", "0.13", "0.12" } },
		{ "0.125000001", { "0.13", "0.13", "0.13", "0.12" } },
		{ "-0.125", { "-0.13", "-0.12", "-0.13", "-0.12" } },
		{ "-0.001", { "0", "0", "-0.01", "0" } },
		{ "3", { "3", "3", "3", "3" } }
	};
	char text[MONEY_TEXT_MAX];
	money_t v, out = 42;
	size_t i;
	int mode;

	for (i = 0; i < LEN(cases); i++)
		for (mode = ROUND_HALF_UP; mode <= ROUND_DOWN; mode++) {
			money_parse(slice_of(cases[i].from), &v);
			ok(money_round(v, 2, (enum rounding)mode, &v),
			    "%s can be rounded", cases[i].from);
			money_format(v, text);
			is_str(text, cases[i].to[mode], "%s rounded %s",
			    cases[i].from, rounding_name((enum rounding)mode));
		}
	ok(!money_round(INT64_MAX, 0, ROUND_UP, &out) && out == 42,
	    "rounding past the greatest amount overflows");
	ok(money_round(INT64_MIN, 9, ROUND_UP, &out) && out == INT64_MIN,
	    "nine decimals leave the least amount alone");
}

static void
test_mul_div(void)
{
	static const struct {
		const char	*a;
		uint64_t	 num, den;
		unsigned	 decimals;
		enum rounding	 mode;
		const char	*want;	/* NULL: overflow */
	} cases[] = {
		/* 0.05 per GB, 3 123 456 789 octets */
		{ "0.05", 3123456789, 1000000000, 4, ROUND_HALF_UP, "0.1562" },
		/* 0.10 a minute, 61 s: once multiplied, once divided */
		{ "0.10", 61, 60, 9, ROUND_HALF_UP, "0.101666667" },
		{ "29.90", 10, 31, 2, ROUND_HALF_UP, "9.65" },
		{ "-29.90", 10, 31, 2, ROUND_HALF_UP, "-9.65" },
		{ "1", 1, 3, 0, ROUND_UP, "1" },
		{ "1", 5, 2, 0, ROUND_HALF_EVEN, "2" },
		{ "1", 7, 2, 0, ROUND_HALF_EVEN, "4" },
		{ "0", UINT64_MAX, 1, 9, ROUND_UP, "0" },
		{ "9223372036.854775807", UINT64_MAX, UINT64_MAX, 9,
		    ROUND_HALF_UP, "9223372036.854775807" },
		{ "-9223372036.854775808", UINT64_MAX, UINT64_MAX, 9,
		    ROUND_HALF_UP, "-9223372036.854775808" },
		{ "9223372036.854775807", 2, 1, 9, ROUND_HALF_UP, NULL },
		{ "1", UINT64_MAX, 1, 0, ROUND_HALF_UP, NULL },
		{ "0.000000001", 1, UINT64_MAX, 0, ROUND_UP, "1" }
	};
	char text[MONEY_TEXT_MAX];
	money_t a, out;
	size_t i;
	bool fits;

	for (i = 0; i < LEN(cases); i++) {
		money_parse(slice_of(cases[i].a), &a);
		fits = money_mul_div(a, cases[i].num, cases[i].den,
		    cases[i].decimals, cases[i].mode, &out);
		if (!ok(fits == (cases[i].want != NULL), "%s * %ju / %ju fits",
		    cases[i].a, (uintmax_t)cases[i].num,
		    (uintmax_t)cases[i].den) || !fits)
			continue;
		money_format(out, text);
		is_str(text, cases[i].want, "its value");
	}
	ok(money_quotient(-7 * (money_sum_t)MONEY_SCALE, 2, 0, ROUND_HALF_UP,
	    &out) && out == -4 * MONEY_SCALE, "-7 / 2 is -4, half up");
	ok(!money_quotient((money_sum_t)1 << 100, 2, 9, ROUND_DOWN, &out),
	    "a quotient that does not fit");
	ok(money_add(INT64_MAX - 1, 1, &out) && out == INT64_MAX, "a sum");
	ok(!money_add(INT64_MAX, 1, &out) && out == INT64_MAX,
	    "a sum that overflows");
	ok(!money_from_sum((money_sum_t)INT64_MAX + 1, &out),
	    "a sum that does not fit");
}

static uint64_t
next(uint64_t *x)
{
	*x = *x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*x ^ *x >> 29) >> (*x >> 58);	/* of all lengths */
}

/* The quick ways say what the others do. */
static void
test_quick(void)
{
	char text[24], want[24];
	money_t quick, slow, read;
	uint64_t x = 1, v;
	unsigned i, wrong = 0, taken = 0;

	for (i = 0; i < 200000; i++) {
		v = next(&x);
		snprintf(want, sizeof(want), "%llu", (unsigned long long)v);
		wrong += u64_format(v, text) != strlen(want)
		    || strcmp(text, want) != 0;
		money_format((money_t)v, text);
		wrong += money_parse(slice_of(text), &read) != NUM_OK
		    || read != (money_t)v || (strchr(text, '.') != NULL
		    && text[strlen(text) - 1] == '0');
	}
	is_u64(wrong, 0, "numbers of all lengths are written");
	for (i = wrong = 0; i < 200000; i++) {
		uint64_t num = next(&x) >> 1, den = (next(&x) >> 20) + 1;
		unsigned decimals = (unsigned)(next(&x) % 10);
		enum rounding mode = (enum rounding)(next(&x) % 4);

		if (i % 4 == 0)		/* halves */
			num = den * 500000000 / 2 * (num % 1000);
		if (num > INT64_MAX || !money_quotient_plain(num, den,
		    decimals, mode, &quick))
			continue;
		taken++;
		wrong += !money_quotient((money_sum_t)num, den, decimals,
		    mode, &slow) || quick != slow;
	}
	is_u64(wrong, 0, "quotients are rounded alike");
	ok(taken > 10000, "many were taken: %u", taken);
}

static void
test_names(void)
{
	static const struct {
		const char	*code;
		int		 decimals;
	} cases[] = {
		{ "EUR", 2 }, { "USD", 2 }, { "JPY", 0 }, { "KWD", 3 },
		{ "CLF", 4 }, { "ISK", 0 }, { "TND", 3 }, { "ZWG", 2 },
		{ "XAU", -1 }, { "XXX", -1 }, { "eur", -1 }, { "EU", -1 },
		{ "", -1 }, { "UR ", -1 }, { "EURO", -1 }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		is_i64(currency_decimals(slice_of(cases[i].code)),
		    cases[i].decimals, "decimals of '%s'", cases[i].code);
}

int
main(void)
{
	test_parse();
	test_integers();
	test_format();
	test_round();
	test_mul_div();
	test_quick();
	test_names();
	return tap_done();
}
