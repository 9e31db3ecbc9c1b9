#include "bss/discount.h"

#include "tap.h"

#define EUR(n)	((money_t)(n) * MONEY_SCALE)
#define CENT(n)	((money_t)(n) * (MONEY_SCALE / 100))

static void
test_discounts(void)
{
	/* nothing up to 100.00, 5 % up to 500.00, 10 % */
	static const struct tier steps[] = {
		{ 10000, 0, 10000, 1, 0 }, { 50000, EUR(5), 10000, 1, 0 },
		{ UINT64_MAX, EUR(10), 10000, 1, 0 }
	};
	static const struct {
		const char	*name;
		struct discount	 d;
		money_t		 spend, want;
	} cases[] = {
		{ "10 percent", { .percent = EUR(10) }, CENT(1999),
		    CENT(200) },
		{ "a half cent goes up", { .percent = EUR(10) }, CENT(5),
		    CENT(1) },
		{ "of a credit it is taken back", { .percent = EUR(10) },
		    CENT(-1999), CENT(-200) },
		{ "of nothing", { .percent = EUR(10) }, 0, 0 },
		{ "an amount", { .amount = EUR(5) }, EUR(39), EUR(5) },
		{ "at most the spend", { .amount = EUR(5) }, EUR(3), EUR(3) },
		{ "not of a credit", { .amount = EUR(5) }, EUR(-3), 0 },
		{ "tiers of the whole", { .tiers = { TIER_VOLUME, steps, 3 } },
		    EUR(600), EUR(60) },
		{ "tiers of each part", { .tiers = { TIER_GRADUATED, steps,
		    3 } }, EUR(600), EUR(30) },
		{ "below the first", { .tiers = { TIER_VOLUME, steps, 3 } },
		    EUR(100), 0 },
		{ "not of a credit", { .tiers = { TIER_VOLUME, steps, 3 } },
		    EUR(-600), 0 },
	};
	money_t got;

	for (size_t i = 0; i < LEN(cases); i++)
		ok(discount_of(&cases[i].d, cases[i].spend, 2, &got)
		    && got == cases[i].want, "%s", cases[i].name);
	ok(discount_of(&(struct discount){ .percent = EUR(10) }, 1005 *
	    MONEY_SCALE, 0, &got) && got == EUR(101), "of a yen a whole one");
}

static void
test_shares(void)
{
	money_t a, b, c;

	ok(spend_share(EUR(10), 0, EUR(1), EUR(3), 2, &a)
	    && spend_share(EUR(10), EUR(1), EUR(2), EUR(3), 2, &b)
	    && spend_share(EUR(10), EUR(2), EUR(3), EUR(3), 2, &c),
	    "a third each");
	ok(a == CENT(333) && b == CENT(334) && c == CENT(333), "adds up");
	ok(spend_share(EUR(10), 0, EUR(5), EUR(4), 2, &a)
	    && spend_share(EUR(10), EUR(5), EUR(4), EUR(4), 2, &b)
	    && a + b == EUR(10) && b < 0, "with a credit among them, too");
	ok(spend_share(EUR(-10), 0, EUR(-1), EUR(-4), 2, &a)
	    && a == CENT(-250), "of a spend below 0");
}

static void
test_times(void)
{
	const int64_t jan = civil_days(2026, 1, 1);
	const int64_t mid = civil_days(2026, 1, 20);
	const int64_t apr = civil_days(2026, 4, 1);
	struct spend_of of = { .from_day = INT64_MIN, .to_day = INT64_MAX };

	ok(spend_holds(&of, jan, mid, 1), "ever");
	of.cycles = 3;
	ok(spend_holds(&of, civil_days(2026, 3, 31), mid, 1),
	    "the first three cycles");
	ok(!spend_holds(&of, apr, mid, 1), "and no more");
	ok(spend_holds(&of, civil_days(2026, 4, 14), mid, 15),
	    "of another bill day");
	ok(!spend_holds(&of, civil_days(2026, 4, 15), mid, 15), "no more");
	of.from_day = civil_days(2026, 3, 1);
	ok(!spend_holds(&of, civil_days(2026, 2, 28), mid, 1), "before from");
	ok(spend_holds(&of, civil_days(2026, 5, 31), mid, 1),
	    "counted from the later of both");
	ok(!spend_holds(&of, civil_days(2026, 6, 1), mid, 1), "no more");
	ok(spend_holds(&of, civil_days(2026, 5, 31), INT64_MIN, 1),
	    "an account has no beginning");
	of.cycles = 0;
	of.to_day = apr;
	ok(spend_holds(&of, apr - 1, mid, 1) && !spend_holds(&of, apr, mid, 1),
	    "to is not included");
}

int
main(void)
{
	test_discounts();
	test_shares();
	test_times();
	return tap_done();
}
