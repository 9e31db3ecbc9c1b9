#include "bss/settle.h"

#include "tap.h"

#define EUR(n)	((money_t)(n) * MONEY_SCALE)
#define MBPS(n)	((uint64_t)(n) * 1000000)

/* 0.90 for each Mbit/s above 500 */
static const struct tier transit[] = {
	{ UINT64_MAX, EUR(9) / 10, 1000000, 1, 0 }
};
/* the first 100 above at 1.00, the others at 0.50 */
static const struct tier steps[] = {
	{ MBPS(100), EUR(1), 1000000, 1, 0 },
	{ UINT64_MAX, EUR(1) / 2, 1000000, 1, 0 }
};

/* 10.00 for the first hundred, then 0.12 each */
static const struct tier flat[] = {
	{ 100, 0, 1, 1, EUR(10) },
	{ UINT64_MAX, EUR(12) / 100, 1, 1, 0 }
};

static const struct {
	const char	*name;
	struct settle	 s;
	uint64_t	 measured, rounded, charged;
	const char	*cost;
} cases[] = {
#define FLAT	.tiers = { TIER_VOLUME, flat, 2 }
#define PLAIN	.tiers = { TIER_VOLUME, transit, 1 }
#define STEPS	.tiers = { TIER_GRADUATED, steps, 2 }
	{ "843.2 Mbit/s, 500 committed", { PLAIN, .increment = 1,
	    .commit = MBPS(500) }, 843200000, 843200000, 343200000,
	    "308.88" },
	{ "as much as is committed", { PLAIN, .increment = 1,
	    .commit = MBPS(500) }, MBPS(500), MBPS(500), 0, "0" },
	{ "a bit above", { PLAIN, .increment = 1, .commit = MBPS(500) },
	    MBPS(500) + 1, MBPS(500) + 1, 1, "0.0000009" },
	{ "up to a whole Mbit/s", { PLAIN, .increment = MBPS(1),
	    .commit = MBPS(500) }, 843200000, MBPS(844), MBPS(344),
	    "309.6" },
	{ "at the cap", { PLAIN, .increment = 1, .commit = MBPS(500),
	    .cap = MBPS(800) }, 843200000, 843200000, MBPS(300), "270" },
	{ "below the cap", { PLAIN, .increment = 1, .commit = MBPS(500),
	    .cap = MBPS(900) }, 843200000, 843200000, 343200000, "308.88" },
	{ "tiers count from the commitment", { STEPS, .increment = 1,
	    .commit = MBPS(500) }, MBPS(700), MBPS(700), MBPS(200), "150" },
	{ "a flat price, used", { FLAT, .increment = 1, .zero_fee = true },
	    5, 5, 5, "10" },
	{ "a flat price, unused", { FLAT, .increment = 1, .zero_fee = true },
	    0, 0, 0, "10" },
	{ "unused and free", { FLAT, .increment = 1 }, 0, 0, 0, "0" },
	{ "no more than was committed", { FLAT, .increment = 1,
	    .zero_fee = true, .commit = 5 }, 5, 5, 0, "10" },
	{ "nothing", { PLAIN, .increment = MBPS(1) }, 0, 0, 0, "0" },
};

static void
test_reckon(void)
{
	struct settle s = { PLAIN, .increment = 10 };
	struct settled out;
	money_t m;

	for (size_t i = 0; i < LEN(cases); i++) {
		char text[MONEY_TEXT_MAX] = "";

		if (settle_reckon(&cases[i].s, cases[i].measured,
		    cases[i].s.commit, &out) && money_quotient(out.cost.num,
		    out.cost.den, 9, ROUND_HALF_UP, &m))
			money_format(m, text);
		is_str(text, cases[i].cost, "%s", cases[i].name);
		is_u64(out.measured, cases[i].rounded, "what was measured");
		is_u64(out.charged, cases[i].charged, "what is charged");
	}
	ok(!settle_reckon(&s, UINT64_MAX, 0, &out), "too much for increments");
}

/* Parts of a cycle of 31 days have all of the commitment between them. */
static void
test_commit(void)
{
	struct settle s = { .kind = SETTLE_COMMIT, .commit = 1000,
	    .prorated = true };

	for (int64_t a = 0; a <= 31; a++)
		is_u64(settle_commit(&s, 0, a, 31)
		    + settle_commit(&s, a, 31, 31), 1000, "cut at day %d",
		    (int)a);
	is_u64(settle_commit(&s, 0, 10, 31), 322, "ten days of it");
	s.prorated = false;
	is_u64(settle_commit(&s, 0, 10, 31), 1000, "whole when it is not cut");
	s.prorated = true;
	s.kind = SETTLE_PERCENTILE;
	is_u64(settle_commit(&s, 0, 10, 31), 1000, "a rate is no quantity");
}

/* A rate costs so much a cycle, and its days their part of that. */
static void
test_share(void)
{
	struct settle s = { .kind = SETTLE_PERCENTILE,
	    .charge_prorated = true };
	struct settled x = { .cost = { 930, 7 } };

	ok(settle_share(&s, 10, 31, &x) && x.cost.num == 9300
	    && x.cost.den == 217, "ten days of it");
	ok(settle_share(&s, 31, 31, &x) && x.cost.den == 217, "all of it");
	x.cost = (struct money_ratio){ 1, UINT64_MAX };
	ok(!settle_share(&s, 10, 31, &x), "too large");
	s.charge_prorated = false;
	x.cost = (struct money_ratio){ 930, 7 };
	ok(settle_share(&s, 10, 31, &x) && x.cost.num == 930,
	    "whole when it is not cut");
}

int
main(void)
{
	test_reckon();
	test_commit();
	test_share();
	return tap_done();
}
