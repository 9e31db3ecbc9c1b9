#include "bss/rating.h"

#include "tap.h"

/*
 * A catalog made by hand: Europe/Paris, peak on workdays from 8 to 20.
 * France (+33) has a rate per band, Belgium (+32) one for any time, Spain
 * (+34) one for peak alone.
 */
static struct catalog catalog;

static void
catalog_make(void)
{
	struct band_clash clash;

	catalog.currency = SLICE_LIT("EUR");
	ok(zone_load(&catalog.zone, "Europe/Paris"), "a zone");
	band_table_init(&catalog.bands);
	band_add(&catalog.bands, SLICE_LIT("peak"));
	band_window_add(&catalog.bands, &(struct band_window){ .band = 1,
	    .days = 0x1f, .from = 480 * 60, .to = 1200 * 60, .since = INT64_MIN,
	    .until = INT64_MAX });
	band_table_compile(&catalog.bands, &clash);
	destination_add(&catalog.destinations, SLICE_LIT("+33"),
	    SLICE_LIT("France"));
	destination_add(&catalog.destinations, SLICE_LIT("+32"),
	    SLICE_LIT("Belgium"));
	destination_add(&catalog.destinations, SLICE_LIT("+34"),
	    SLICE_LIT("Spain"));
}

enum { FRANCE = 1, BELGIUM, SPAIN };

/* price per 60 s, counted by first and next */
static void
rate_add(struct price *p, uint32_t destination, uint8_t band,
    const char *price, uint64_t first, uint64_t next, const char *fee,
    const char *minimum)
{
	struct rate r = { .destination = destination, .band = band,
		.from_us = INT64_MIN, .to_us = INT64_MAX, .per = 60,
		.first_increment = first, .next_increment = next };

	money_parse(slice_of(price), &r.price);
	money_parse(slice_of(fee), &r.connect_fee);
	money_parse(slice_of(minimum), &r.minimum);
	tariff_add(&p->tariff, &r);
}

static void
price_compile(struct price *p)
{
	const struct rate *a, *b;

	ok(tariff_compile(&p->tariff, catalog.destinations.len, &a, &b),
	    "the tariff compiles");
}

/* What is wanted as text: the amount, the quantity and the legs. */
static void
check_usage(const struct price *p, const char *start, struct rating_usage u,
    const char *want)
{
	struct band_cache cache = { 0 };
	struct charge c;
	char text[256], amount[MONEY_TEXT_MAX];
	enum reason why;
	size_t n;
	unsigned i;

	tstamp_parse(slice_of(start), &u.ts_us);
	why = rate_usage(&catalog, p, &u, &cache, &c);
	if (why != REASON_NONE) {
		is_str(reason_code(why), want, "%s +%ju to %s", start,
		    (uintmax_t)u.quantity, u.number.p);
		return;
	}
	money_format(c.amount, amount);
	n = (size_t)snprintf(text, sizeof(text), "%s %ju%s", amount,
	    (uintmax_t)c.quantity, c.at_minimum ? " minimum" : "");
	for (i = 0; i < c.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %u:%ju",
		    c.leg[i].rate->band, (uintmax_t)c.leg[i].quantity);
	is_str(text, want, "%s +%ju to %s", start, (uintmax_t)u.quantity,
	    u.number.p);
}

static void
check(const struct price *p, const char *start, uint64_t quantity,
    const char *number, const char *want)
{
	struct rating_usage u = { .quantity = quantity,
		.number = slice_of(number) };

	check_usage(p, start, u, want);
}

static void
test_voice(void)
{
	static const struct {
		const char	*start;
		uint64_t	 quantity;
		const char	*number, *want;
	} cases[] = {
		/* Monday noon: 0.10 + 61 * 0.12 / 60 = 0.222 */
		{ "2026-10-05T10:00:00Z", 61, "+33473", "0.222 61 1:61" },
		/* the first increment is 30 s */
		{ "2026-10-05T10:00:00Z", 1, "+33473", "0.16 30 1:30" },
		{ "2026-10-05T10:00:00Z", 0, "+33473", "0 0 1:0" },
		/* ends on the band's last second: not split */
		{ "2026-10-05T17:59:00Z", 60, "+33473", "0.22 60 1:60" },
		/* one second of it begins at 20:00: at 0.06 */
		{ "2026-10-05T17:59:00Z", 61, "+33473", "0.221 61 1:60 0:1" },
		/* the first increment lies across: it is all peak */
		{ "2026-10-05T17:59:45Z", 45, "+33473",
		    "0.175 45 1:30 0:15" },
		/* over the night and the morning: peak stands once */
		{ "2026-10-05T17:00:00Z", 14 * 3600, "+33473",
		    "57.7 50400 1:7200 0:43200" },
		/* from Saturday noon there is no peak before Monday 8:00 */
		{ "2026-10-10T10:00:00Z", 44 * 3600, "+33473",
		    "158.45 158400 0:158400" },
		/* the clocks go back: 25 hours of Sunday are off-peak */
		{ "2026-10-24T22:00:00Z", 33 * 3600 + 60, "+33473",
		    "118.97 118860 0:118800 1:60" },
		/* the clocks go forth: Monday 8:00 is 31 hours later */
		{ "2026-03-28T23:00:00Z", 31 * 3600 + 60, "+33473",
		    "111.77 111660 0:111600 1:60" },
		/* any time: one leg, though it crosses the band */
		{ "2026-10-05T17:59:00Z", 61, "+3223", "0.6 120 255:120" },
		{ "2026-10-05T17:59:00Z", 1, "+3223", "0.5 60 minimum "
		    "255:60" },
		{ "2026-10-05T17:59:00Z", 30, "+3491", "0.06 60 1:60" },
		{ "2026-10-05T17:59:00Z", 61, "+3491", "rate-no-price" },
		{ "2026-10-05T18:00:00Z", 1, "+3491", "rate-no-price" },
		{ "2026-10-05T10:00:00Z", 1, "+4930", "rate-no-destination" },
		{ "2026-10-05T10:00:00Z", 1, "112", "rate-bad-number" },
		{ "2026-10-05T10:00:00Z", 1, "", "rate-bad-number" },
		/* 400 days are walked; beyond, it must be a mistake */
		{ "2026-10-05T10:00:00Z", 400 * 86400, "+33473",
		    "46911.7 34560000 1:12351600 0:22208400" },
		{ "2026-10-05T10:00:00Z", 400 * 86400 + 1, "+33473",
		    "rate-quantity" },
		{ "2026-10-05T10:00:00Z", UINT64_MAX, "+33473",
		    "rate-quantity" },
		{ "2026-10-05T10:00:00Z", UINT64_MAX, "+3223",
		    "rate-quantity" }
	};
	struct price p = { .kind = PRICE_USAGE, .unit = SLICE_LIT("s"),
		.rounding = ROUND_HALF_UP, .decimals = 4 };
	size_t i;

	rate_add(&p, FRANCE, 1, "0.12", 30, 1, "0.10", "0");
	rate_add(&p, FRANCE, BAND_OFFPEAK, "0.06", 30, 1, "0.05", "0");
	rate_add(&p, BELGIUM, BAND_ANY, "0.25", 60, 60, "0.10", "0.50");
	rate_add(&p, SPAIN, 1, "0.06", 60, 60, "0", "0");
	price_compile(&p);
	for (i = 0; i < LEN(cases); i++)
		check(&p, cases[i].start, cases[i].quantity, cases[i].number,
		    cases[i].want);
	tariff_release(&p.tariff);
}

/* What allowances leave of a call is counted and priced as if it were all. */
static void
test_left(void)
{
	static const struct {
		struct usage_stretch left[2];
		size_t		 lefts;
		uint64_t	 quantity;
		const char	*want;
	} cases[] = {
		/* the band changes after 60 s */
		{ { { 30, 90 } }, 1, 60, "0.19 60 1:30 0:30" },
		{ { { 59, 60 } }, 1, 1, "0.16 30 1:30" },
		/* the fee is that of the first second left */
		{ { { 60, 61 } }, 1, 1, "0.08 30 0:30" },
		/* an increment that begins in peak goes on behind the gap */
		{ { { 0, 10 }, { 50, 70 } }, 2, 30, "0.16 30 1:30" },
		{ { { 0, 30 }, { 90, 100 } }, 2, 40, "0.17 40 1:30 0:10" },
		{ { { 0, 35 }, { 70, 80 } }, 2, 45, "0.18 45 1:35 0:10" },
		{ { { 0, 0 } }, 0, 0, "0 0 1:0" }
	};
	struct price p = { .kind = PRICE_USAGE, .unit = SLICE_LIT("s"),
		.rounding = ROUND_HALF_UP, .decimals = 4 };

	rate_add(&p, FRANCE, 1, "0.12", 30, 1, "0.10", "0");
	rate_add(&p, FRANCE, BAND_OFFPEAK, "0.06", 30, 1, "0.05", "0");
	price_compile(&p);
	for (size_t i = 0; i < LEN(cases); i++)
		check_usage(&p, "2026-10-05T17:59:00Z", (struct rating_usage){
		    .quantity = cases[i].quantity, .covered = true,
		    .number = SLICE_LIT("+33473"), .left = cases[i].left,
		    .lefts = cases[i].lefts }, cases[i].want);
	tariff_release(&p.tariff);
}

/* Legs of different `per` are added before anything is rounded. */
static void
test_fractions(void)
{
	struct price p = { .kind = PRICE_USAGE, .unit = SLICE_LIT("s"),
		.rounding = ROUND_HALF_UP, .decimals = 2 };

	/* 1/3 + 1/6 = 1/2 exactly: 0.005 goes up to 0.01 */
	rate_add(&p, FRANCE, 1, "0.01", 1, 1, "0", "0");
	rate_add(&p, FRANCE, BAND_OFFPEAK, "0.01", 1, 1, "0", "0");
	p.tariff.rate[0].per = 3;
	p.tariff.rate[1].per = 6;
	price_compile(&p);
	check(&p, "2026-10-05T17:59:59Z", 2, "+331", "0.01 2 1:1 0:1");
	p.rounding = ROUND_HALF_EVEN;
	check(&p, "2026-10-05T17:59:59Z", 2, "+331", "0 2 1:1 0:1");
	p.rounding = ROUND_UP;
	check(&p, "2026-10-05T10:00:00Z", 1, "+331", "0.01 1 1:1");
	p.rounding = ROUND_DOWN;
	check(&p, "2026-10-05T10:00:00Z", 5, "+331", "0.01 5 1:5");
	/* pers whose product is past 64 bits */
	p.tariff.rate[0].per = UINT64_MAX;
	p.tariff.rate[1].per = UINT64_MAX - 1;
	check(&p, "2026-10-05T17:59:59Z", 2, "+331", "money-overflow");
	tariff_release(&p.tariff);
}

static void
test_octets(void)
{
	struct price p = { .kind = PRICE_USAGE, .unit = SLICE_LIT("octet"),
		.rounding = ROUND_HALF_UP, .decimals = 4 };

	/* 0.05 per GB, in steps of 1000 octets, no destination asked */
	rate_add(&p, DESTINATION_NONE, 1, "0.05", 1000, 1000, "0", "0");
	rate_add(&p, DESTINATION_NONE, 0, "0.01", 1000, 1000, "0", "0");
	p.tariff.rate[0].per = p.tariff.rate[1].per = 1000000000;
	price_compile(&p);
	check(&p, "2026-10-05T10:00:00Z", 123456789012, "",
	    "6.1728 123456790000 1:123456790000");
	check(&p, "2026-10-05T18:00:00Z", 123456789012, "not asked",
	    "1.2346 123456790000 0:123456790000");
	check(&p, "2026-10-05T10:00:00Z", UINT64_MAX / 1000 * 1000, "",
	    "922337203.6855 18446744073709551000 1:18446744073709551000");
	check(&p, "2026-10-05T10:00:00Z", UINT64_MAX, "", "rate-quantity");
	p.tariff.rate[0].per = p.tariff.rate[1].per = 1;
	check(&p, "2026-10-05T10:00:00Z", UINT64_MAX / 1000 * 1000, "",
	    "money-overflow");
	tariff_release(&p.tariff);
}

/* Increments longer than a band: the end of one is its last microsecond. */
static void
test_terms(void)
{
	struct price p = { .kind = PRICE_USAGE, .unit = SLICE_LIT("s"),
		.rounding = ROUND_HALF_UP, .decimals = 4, .by_terms = true,
		.terms.band_split = SPLIT_END };

	/* from 7:59:59 over all of peak to 20:00:00, and a second more */
	rate_add(&p, FRANCE, 1, "0.12", 43201, 1, "0", "0");
	rate_add(&p, FRANCE, BAND_OFFPEAK, "0.06", 43201, 1, "0", "0");
	price_compile(&p);
	check(&p, "2026-10-05T05:59:59Z", 1, "+331", "86.402 43201 1:43201");
	check(&p, "2026-10-05T05:59:59.000001Z", 1, "+331",
	    "43.201 43201 0:43201");
	p.terms.band_split = SPLIT_EXACT;
	check(&p, "2026-10-05T05:59:59Z", 2, "+331",
	    "86.401 43201 0:1 1:43200");
	check(&p, "2026-10-05T05:59:59Z", 43202, "+331",
	    "86.402 43202 0:2 1:43200");
	p.terms.band_split = SPLIT_NONE;
	check(&p, "2026-10-05T05:59:59Z", 43202, "+331",
	    "43.202 43202 0:43202");
	p.terms.zero = ZERO_INCREMENT;
	check(&p, "2026-10-05T05:59:59Z", 0, "+331", "43.201 43201 0:43201");
	p.terms.above = ABOVE_CUT_OFF;
	p.tariff.rate[0].maximum = p.tariff.rate[1].maximum
	    = 43 * MONEY_SCALE;
	check(&p, "2026-10-05T05:59:59Z", 9, "+331", "0 0 0:0");
	tariff_release(&p.tariff);
}

int
main(void)
{
	catalog_make();
	test_voice();
	test_left();
	test_fractions();
	test_octets();
	test_terms();
	zone_release(&catalog.zone);
	band_table_release(&catalog.bands);
	destinations_release(&catalog.destinations);
	return tap_done();
}
