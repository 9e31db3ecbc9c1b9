/*
 * tier.c (bss) - see tier.h
 */
#include <assert.h>

#include "bss/tier.h"

/* Whole packages, in units; they end with the tier, or with the numbers. */
static uint64_t
in_packages(uint64_t quantity, uint64_t package)
{
	uint64_t rest = package > 1 ? quantity % package : 0;
	uint64_t whole;

	if (rest == 0)
		return quantity;
	return __builtin_add_overflow(quantity, package - rest, &whole)
	    ? UINT64_MAX : whole;
}

static void
part_set(struct tier_part *p, const struct tier *t, uint64_t before,
    uint64_t quantity)
{
	*p = (struct tier_part){
		.tier = t,
		.quantity = quantity,
		.charged = in_packages(before + quantity, t->package)
		    - in_packages(before, t->package),
		.fee = before == 0 && t->fee != 0,
	};
}

static size_t
split_graduated(const struct tiers *t, uint64_t before, uint64_t end,
    struct tier_part out[TIERS_MAX])
{
	uint64_t first = 0, from, to;
	size_t n = 0;

	for (size_t i = 0; i < t->len; first = t->tier[i++].upto) {
		from = before > first ? before : first;
		to = end < t->tier[i].upto ? end : t->tier[i].upto;
		if (from < to)
			part_set(&out[n++], &t->tier[i], from - first,
			    to - from);
	}
	return n;
}

size_t
tiers_split(const struct tiers *t, uint64_t before, uint64_t quantity,
    struct tier_part out[TIERS_MAX])
{
	uint64_t end;
	size_t i = 0;

	assert(t->len >= 1 && t->len <= TIERS_MAX);
	if (quantity == 0 || __builtin_add_overflow(before, quantity, &end))
		return 0;
	if (t->mode == TIER_GRADUATED)
		return split_graduated(t, before, end, out);
	assert(before == 0);
	while (end > t->tier[i].upto)
		i++;
	part_set(&out[0], &t->tier[i], 0, quantity);
	return 1;
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	uint64_t rest;

	for (; b != 0; a = b, b = rest)
		rest = a % b;
	return a;
}

bool
money_ratio_add(struct money_ratio *r, money_t price, uint64_t quantity,
    uint64_t per)
{
	uint64_t common = common_divisor(r->den, per), den;
	money_sum_t num, add;

	if (__builtin_mul_overflow((money_sum_t)price, quantity, &add)
	    || __builtin_mul_overflow(add, r->den / common, &add)
	    || __builtin_mul_overflow(r->num, per / common, &num)
	    || __builtin_mul_overflow(r->den, per / common, &den)
	    || __builtin_add_overflow(num, add, &num))
		return false;
	r->num = num;
	r->den = den;
	return true;
}

bool
tiers_cost(const struct tier_part *p, size_t len, struct money_ratio *r)
{
	*r = (struct money_ratio){ 0, 1 };
	for (; len > 0; p++, len--)
		if (!money_ratio_add(r, p->tier->price, p->charged,
		    p->tier->per)
		    || (p->fee && !money_ratio_add(r, p->tier->fee, 1, 1)))
			return false;
	return true;
}
