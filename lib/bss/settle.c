/*
 * settle.c (bss) - see settle.h
 */
#include "bss/settle.h"

static bool
in_increments(uint64_t n, uint64_t increment, uint64_t *out)
{
	uint64_t rest = n % increment;

	return !__builtin_add_overflow(n, rest > 0 ? increment - rest : 0,
	    out);
}

bool
settle_reckon(const struct settle *s, uint64_t measured, uint64_t commit,
    struct settled *out)
{
	uint64_t used;

	*out = (struct settled){ .cost = { 0, 1 } };
	if (!in_increments(measured, s->increment, &out->measured))
		return false;
	used = s->cap != 0 && out->measured > s->cap ? s->cap : out->measured;
	if (used > commit) {
		out->charged = used - commit;
		out->len = tiers_split(&s->tiers, 0, out->charged, out->part);
	} else if (s->zero_fee && s->tiers.tier->fee != 0)
		out->part[out->len++] = (struct tier_part){
			.tier = s->tiers.tier, .fee = true };
	return tiers_cost(out->part, out->len, &out->cost);
}

static uint64_t
commit_until(uint64_t commit, int64_t n, int64_t days)
{
	return (uint64_t)((unsigned __int128)commit * (uint64_t)n
	    / (uint64_t)days);
}

uint64_t
settle_commit(const struct settle *s, int64_t a, int64_t b, int64_t days)
{
	if (s->kind == SETTLE_PERCENTILE || !s->prorated)
		return s->commit;
	return commit_until(s->commit, b, days)
	    - commit_until(s->commit, a, days);
}

bool
settle_share(const struct settle *s, int64_t days, int64_t of,
    struct settled *out)
{
	if (!s->charge_prorated || days >= of)
		return true;
	return !__builtin_mul_overflow(out->cost.num, days, &out->cost.num)
	    && !__builtin_mul_overflow(out->cost.den, (uint64_t)of,
	    &out->cost.den);
}

const char *
settle_kind_name(enum settle_kind k)
{
	static const char *const names[] = {
		[SETTLE_PERCENTILE] = "percentile",
		[SETTLE_TIER] = "tier",
		[SETTLE_COMMIT] = "commit",
	};

	return names[k];
}
