#include "bss/tier.h"

#include "tap.h"

#define EUR(n)	((money_t)(n) * MONEY_SCALE)
#define CENT(n)	((money_t)(n) * (MONEY_SCALE / 100))
#define E4(n)	((money_t)(n) * (MONEY_SCALE / 10000))
#define REST	UINT64_MAX

/* An API of three prices (Lago, "Graduated") */
static const struct tier lago_graduated[] = {
	{ 100, EUR(1), 1, 1, 0 }, { 200, CENT(50), 1, 1, 0 },
	{ REST, CENT(10), 1, 1, 0 }
};
/* Lago, "Volume": 65,000 calls are 49 */
static const struct tier lago_volume[] = {
	{ 10000, E4(10), 1, 1, EUR(10) }, { 50000, E4(8), 1, 1, EUR(10) },
	{ 100000, E4(6), 1, 1, EUR(10) }, { REST, E4(4), 1, 1, EUR(10) }
};
/* Lago, "Package": 5 per 100 units, the first 100 are free */
static const struct tier lago_package[] = {
	{ 100, 0, 1, 1, 0 }, { REST, EUR(5), 100, 100, 0 }
};
/* Zuplo, "Pricing models": 15,000 units */
static const struct tier zuplo[] = {
	{ 1000, CENT(10), 1, 1, 0 }, { 10000, CENT(5), 1, 1, 0 },
	{ REST, CENT(1), 1, 1, 0 }
};
/* Chargebee, "Package pricing": 1.25 per million tokens */
static const struct tier chargebee[] = {
	{ REST, CENT(125), 1000000, 1000000, 0 }
};
/* Oracle Banking, "Tier based amount": a fixed charge for each slab */
static const struct tier oracle_slabs[] = {
	{ 250, 0, 1, 1, EUR(10) }, { 500, 0, 1, 1, EUR(20) },
	{ REST, 0, 1, 1, EUR(30) }
};
/* 2.5 % of an amount counted in cents, below 10,000.00, 1 % of what is more */
static const struct tier percent[] = {
	{ 1000000, CENT(250), 10000, 1, 0 }, { REST, EUR(1), 10000, 1, 0 }
};

static const struct {
	const char	*name;
	enum tier_mode	 mode;
	const struct tier *tier;
	size_t		 len;
	uint64_t	 quantity;
	const char	*cost;
} cases[] = {
#define T(t)	t, LEN(t)
	{ "Lago graduated, 100", TIER_GRADUATED, T(lago_graduated), 100,
	    "100" },
	{ "Lago graduated, 101", TIER_GRADUATED, T(lago_graduated), 101,
	    "100.5" },
	{ "Lago graduated, 250", TIER_GRADUATED, T(lago_graduated), 250,
	    "155" },
	{ "Lago volume, 65,000", TIER_VOLUME, T(lago_volume), 65000, "49" },
	{ "Lago volume, the last of a tier", TIER_VOLUME, T(lago_volume),
	    10000, "20" },
	{ "Lago volume, the first of the next", TIER_VOLUME, T(lago_volume),
	    10001, "18.0008" },
	{ "Lago volume, nothing", TIER_VOLUME, T(lago_volume), 0, "0" },
	{ "Lago package, 201", TIER_GRADUATED, T(lago_package), 201, "10" },
	{ "Lago package, 200", TIER_GRADUATED, T(lago_package), 200, "5" },
	{ "Lago package, 100", TIER_GRADUATED, T(lago_package), 100, "0" },
	{ "Zuplo graduated", TIER_GRADUATED, T(zuplo), 15000, "600" },
	{ "Zuplo volume", TIER_VOLUME, T(zuplo), 15000, "150" },
	{ "Chargebee, 10 tokens", TIER_VOLUME, T(chargebee), 10, "1.25" },
	{ "Chargebee, a package", TIER_VOLUME, T(chargebee), 1000000,
	    "1.25" },
	{ "Chargebee, 1.5 packages", TIER_VOLUME, T(chargebee), 1500000,
	    "2.5" },
	{ "Oracle slabs, 1000", TIER_GRADUATED, T(oracle_slabs), 1000, "60" },
	{ "Oracle slabs, whole volume", TIER_VOLUME, T(oracle_slabs), 1000,
	    "30" },
	{ "percent tiers", TIER_GRADUATED, T(percent), 1500000, "300" },
	{ "percent of the whole", TIER_VOLUME, T(percent), 1500000, "150" },
};

static void
test_published(void)
{
	for (size_t i = 0; i < LEN(cases); i++) {
		const struct tiers t = { cases[i].mode, cases[i].tier,
		    cases[i].len };
		struct tier_part part[TIERS_MAX];
		struct money_ratio r;
		char text[MONEY_TEXT_MAX] = "";
		money_t m;

		if (tiers_cost(part, tiers_split(&t, 0, cases[i].quantity,
		    part), &r) && money_quotient(r.num, r.den, 9,
		    ROUND_HALF_UP, &m))
			money_format(m, text);
		is_str(text, cases[i].cost, "%s", cases[i].name);
	}
}

/* The pieces of a quantity cost what the whole costs, packages too. */
static void
test_cuts(void)
{
	static const struct tier tier[] = {
		{ 7, EUR(3), 1, 1, EUR(1) }, { 20, EUR(2), 7, 3, EUR(2) },
		{ REST, EUR(1), 3, 10, 0 }
	};
	const struct tiers t = { TIER_GRADUATED, tier, LEN(tier) };
	struct tier_part part[TIERS_MAX];
	struct money_ratio whole, a, b;
	unsigned bad = 0;

	for (uint64_t q = 0; q <= 60; q++)
		for (uint64_t cut = 0; cut <= q; cut++) {
			tiers_cost(part, tiers_split(&t, 0, q, part), &whole);
			tiers_cost(part, tiers_split(&t, 0, cut, part), &a);
			tiers_cost(part, tiers_split(&t, cut, q - cut, part),
			    &b);
			bad += a.num * 21 / a.den + b.num * 21 / b.den
			    != whole.num * 21 / whole.den;
		}
	is_u64(bad, 0, "cuts that change the cost");
}

static void
test_limits(void)
{
	const struct tiers package = { TIER_VOLUME, chargebee, 1 };
	const struct tiers grad = { TIER_GRADUATED, zuplo, LEN(zuplo) };
	struct tier_part part[TIERS_MAX];
	struct money_ratio r = { 0, 1 };

	is_u64(tiers_split(&grad, 1, UINT64_MAX, part), 0,
	    "more units than there are numbers");
	is_u64(tiers_split(&grad, 1, UINT64_MAX - 1, part), 3,
	    "as many as there are");
	is_u64(tiers_split(&package, 0, UINT64_MAX, part), 1,
	    "packages of all");
	is_u64(part[0].charged, UINT64_MAX, "end with the numbers");
	ok(!money_ratio_add(&r, INT64_MAX, UINT64_MAX, 1)
	    || !money_ratio_add(&r, INT64_MAX, UINT64_MAX, 1),
	    "a sum that is too large");
	r = (struct money_ratio){ 1, UINT64_MAX };
	ok(!money_ratio_add(&r, 1, 1, UINT64_MAX - 1),
	    "a denominator that is too large");
}

int
main(void)
{
	test_published();
	test_cuts();
	test_limits();
	return tap_done();
}
