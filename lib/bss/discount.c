/*
 * discount.c (bss) - see discount.h
 */
#include "bss/discount.h"
#include "bss/minor.h"

static bool
tiers_of(const struct discount *d, money_t spend, unsigned decimals,
    money_t *out)
{
	struct tier_part part[TIERS_MAX];
	struct money_ratio cost;
	size_t n = tiers_split(&d->tiers, 0, (uint64_t)(spend
	    / minor_unit(decimals)), part);

	return tiers_cost(part, n, &cost) && money_quotient(cost.num,
	    cost.den, decimals, ROUND_HALF_UP, out);
}

bool
discount_of(const struct discount *d, money_t spend, unsigned decimals,
    money_t *out)
{
	money_t taken = d->amount;

	if (d->percent != 0)
		return money_mul_div(spend, (uint64_t)d->percent,
		    100 * (uint64_t)MONEY_SCALE, decimals, ROUND_HALF_UP,
		    out);
	if (spend <= 0) {
		*out = 0;
		return true;
	}
	if (d->tiers.len > 0 && !tiers_of(d, spend, decimals, &taken))
		return false;
	*out = taken < spend ? taken : spend;
	return true;
}

static bool
share_until(money_t amount, money_t n, money_t whole, unsigned decimals,
    money_t *out)
{
	bool minus = (n < 0) != (whole < 0);
	uint64_t num = n < 0 ? -(uint64_t)n : (uint64_t)n;
	uint64_t den = whole < 0 ? -(uint64_t)whole : (uint64_t)whole;

	return money_mul_div(minus ? -amount : amount, num, den, decimals,
	    ROUND_HALF_UP, out);
}

bool
spend_share(money_t amount, money_t a, money_t b, money_t whole,
    unsigned decimals, money_t *out)
{
	money_t until_a, until_b;

	if (!share_until(amount, a, whole, decimals, &until_a)
	    || !share_until(amount, b, whole, decimals, &until_b))
		return false;
	*out = until_b - until_a;
	return true;
}

bool
spend_holds(const struct spend_of *of, int64_t day, int64_t began,
    int bill_day)
{
	int64_t first = began > of->from_day ? began : of->from_day;
	struct day_span cycle;

	if (day < of->from_day || day >= of->to_day)
		return false;
	if (of->cycles == 0 || first == INT64_MIN)
		return true;
	cycle = cycle_of(first, bill_day);
	for (uint64_t n = 1; n < of->cycles && cycle.end <= day; n++)
		cycle = cycle_of(cycle.end, bill_day);
	return day < cycle.end;
}
