/*
 * metering.c (bss) - see metering.h
 */
#include <stdlib.h>

#include "base/buf.h"
#include "bss/metering.h"
#include "bss/tier.h"

/* What is alike for all buckets of a record */
struct work {
	struct meters			*m;
	struct metering			*g;
	const struct subscription	*sub;
	const struct price		*price;
	const struct rating_usage	*usage;
	const struct graduated		*graduated;	/* NULL: not */
	struct meter			*count;		/* its */
	struct band_cache		*cache;
	int64_t				 at_us;	/* for cycles */
	uint32_t			 destination;
	bool				 located;	/* that was asked */
};

void
metering_release(struct metering *g)
{
	free(g->part);
	free(g->open.item);
	free(g->next.item);
	*g = (struct metering){ 0 };
}

void
metering_clear(struct metering *g)
{
	g->parts = 0;
	g->taken = 0;
	g->paid = 0;
	g->graduated = NULL;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void
stretch_add(struct stretches *s, uint64_t from, uint64_t to)
{
	if (from == to)
		return;
	if (s->len > 0 && s->item[s->len - 1].to == from) {
		s->item[s->len - 1].to = to;
		return;
	}
	GROW(s->item, s->len, s->cap);
	s->item[s->len++] = (struct usage_stretch){ from, to };
}

/* ---- whether a bucket covers a record at all --------------------------- */

/* A number that leads nowhere is in no bucket's set, and no reject here. */
static bool
destination_covered(struct work *w, const struct allowance *a)
{
	if (a->destination == NULL)
		return true;
	if (!w->located)
		w->destination = w->usage->destination;
	if (!w->located && w->destination == DESTINATION_NONE)
		(void)destination_of(&w->m->catalog->destinations,
		    w->usage->number, &w->destination);
	w->located = true;
	return a->destination[w->destination];
}

static uint8_t
band_of(const struct work *w, int64_t us)
{
	return band_at(&w->m->catalog->bands, &w->m->catalog->zone, us,
	    w->cache);
}

/* Usage in seconds is looked at second by second, the rest as it begins. */
static bool
band_covered(const struct work *w, const struct allowance *a)
{
	return a->bands == UINT64_MAX
	    || (!allowance_is_money(a) && unit_is_time(a->unit))
	    || (a->bands >> band_of(w, w->usage->ts_us) & 1) != 0;
}

static bool
bucket_covers(struct work *w, struct meter *meter)
{
	const struct allowance *a = w->m->def[meter->def].allowance;

	meter_reach(w->m, meter, w->at_us);
	return w->at_us >= meter->from_us && w->at_us >= a->from_us
	    && w->at_us < a->to_us && destination_covered(w, a)
	    && band_covered(w, a);
}

/* ---- units ------------------------------------------------------------ */

/* How many seconds of the usage begin before an instant */
static uint64_t
seconds_before(const struct work *w, int64_t us)
{
	unsigned __int128 span;

	if (us <= w->usage->ts_us)
		return 0;
	span = (unsigned __int128)((__int128)us - w->usage->ts_us);
	return (uint64_t)((span + US_PER_S - 1) / US_PER_S);
}

/* The unit behind the last that the bucket may cover */
static uint64_t
cover_end(const struct work *w, const struct meter *meter)
{
	const struct allowance *a = w->m->def[meter->def].allowance;
	int64_t end_us;

	if (!a->cut || !unit_is_time(a->unit))
		return UINT64_MAX;
	end_us = meter_rest(w->m, meter)->to_us;
	if (end_us > a->to_us)
		end_us = a->to_us;
	if (end_us == INT64_MAX)
		return UINT64_MAX;
	return seconds_before(w, end_us);
}

/* Cover up to `room` units of from..to; the number of those covered. */
static uint64_t
cover_plain(struct work *w, uint64_t from, uint64_t to, uint64_t room)
{
	uint64_t n = least(to - from, room);

	stretch_add(&w->g->next, from + n, to);
	return n;
}

/* The same of the seconds that lie in the bucket's bands */
static uint64_t
cover_banded(struct work *w, const struct allowance *a, uint64_t from,
    uint64_t to, uint64_t room)
{
	uint64_t covered = 0, until;
	uint8_t band;

	for (; from < to && covered < room; from = until) {
		band = band_of(w, w->usage->ts_us
		    + (int64_t)from * US_PER_S);
		until = least(to, seconds_before(w, w->cache->until_us));
		if ((a->bands >> band & 1) != 0)
			covered += cover_plain(w, from, until,
			    room - covered);
		else
			stretch_add(&w->g->next, from, until);
	}
	stretch_add(&w->g->next, from, to);
	return covered;
}

/* What the bucket covers of what is open; the rest of it stays open. */
static uint64_t
bucket_cover(struct work *w, const struct meter *meter, uint64_t room)
{
	const struct allowance *a = w->m->def[meter->def].allowance;
	bool banded = a->bands != UINT64_MAX && unit_is_time(a->unit);
	uint64_t end = cover_end(w, meter), covered = 0, to;
	struct stretches *open = &w->g->open, swap;
	size_t i;

	w->g->next.len = 0;
	for (i = 0; i < open->len; i++) {
		to = least(open->item[i].to, end);
		if (to > open->item[i].from)
			covered += banded ? cover_banded(w, a,
			    open->item[i].from, to, room - covered)
			    : cover_plain(w, open->item[i].from, to,
			    room - covered);
		else
			to = open->item[i].from;
		stretch_add(&w->g->next, to, open->item[i].to);
	}
	swap = w->g->open;
	w->g->open = w->g->next;
	w->g->next = swap;
	return covered;
}

static uint64_t
whole_increments(uint64_t n, uint64_t increment)
{
	uint64_t rest = increment > 1 ? n % increment : 0, whole;

	if (rest == 0)
		return n;
	return __builtin_add_overflow(n, increment - rest, &whole)
	    ? UINT64_MAX : whole;
}

static void
part_add(struct metering *g, const struct allowance *a, uint32_t meter,
    uint64_t taken, uint64_t content)
{
	GROW(g->part, g->parts, g->parts_cap);
	g->part[g->parts++] = (struct metering_part){ a, meter, taken,
		content - taken };
}

static void
units_from(struct work *w, uint32_t at)
{
	struct meter *meter = &w->m->meter[at];
	const struct allowance *a = w->m->def[meter->def].allowance;
	uint64_t content, covered, taken;

	if (!bucket_covers(w, meter)
	    || (content = meter_content(w->m, meter)) == 0
	    || (covered = bucket_cover(w, meter, content)) == 0)
		return;
	taken = least(whole_increments(covered, a->increment), content);
	part_add(w->g, a, at, taken, content);
}

/* Seconds that are looked at one by one must not be too many. */
static bool
too_long(const struct work *w, const struct allowance *a)
{
	return a->bands != UINT64_MAX && unit_is_time(a->unit)
	    && w->usage->quantity > RATING_WALK_S_MAX;
}

/*
 * The buckets of units that the subscription has, in their order; *use
 * becomes the first of money.
 */
static enum reason
units_plan(struct work *w, const struct meter_use **use)
{
	size_t price = (size_t)(w->price - w->m->catalog->price);
	const struct allowance *a;
	uint32_t at;

	for (; (*use)->def != METER_DEFS_MAX; ++*use) {
		a = w->m->def[(*use)->def].allowance;
		if (a == NULL || allowance_is_money(a))
			break;
		if (!a->covers[price])
			continue;
		if (too_long(w, a))
			return REASON_RATE_QUANTITY;
		for (at = (*use)->meter; at != METER_NONE
		    && w->g->open.len > 0; at = w->m->meter[at].next)
			units_from(w, at);
	}
	return REASON_NONE;
}

/* ---- the amount ------------------------------------------------------- */

/*
 * What units out of buckets cost, and the connect fee of usage that is
 * covered as a whole where a bucket leaves it to be paid.
 */
static enum reason
parts_charge(const struct work *w, struct charge *c)
{
	struct money_ratio exact = { c->exact, c->per };
	bool fee = false, more = false;
	const struct metering_part *p;
	size_t i;

	for (i = 0; i < w->g->parts; i++) {
		p = &w->g->part[i];
		fee |= p->allowance->takes_fee;
		if (p->allowance->price == 0)
			continue;
		more = true;
		if (!money_ratio_add(&exact, p->allowance->price, p->taken,
		    p->allowance->per))
			return REASON_MONEY_OVERFLOW;
	}
	if (fee && w->g->open.len == 0 && c->len > 0) {
		more = true;
		if (!money_ratio_add(&exact, c->leg[0].rate->connect_fee, 1,
		    1))
			return REASON_MONEY_OVERFLOW;
	}
	c->exact = exact.num;
	c->per = exact.den;
	return !more || money_quotient(exact.num, exact.den,
	    w->price->decimals, w->price->rounding, &c->amount)
	    ? REASON_NONE : REASON_MONEY_OVERFLOW;
}

/* ---- tiers ------------------------------------------------------------ */

/* `quantity` more, in the steps that it falls into */
static enum reason
tiers_plan(struct work *w, uint64_t quantity, struct charge *c)
{
	struct metering *g = w->g;
	struct money_ratio cost;

	g->tiers = tiers_split(&w->graduated->tiers, w->count->left, quantity,
	    g->tier);
	g->graduated = w->graduated;
	g->before = w->count->left;
	g->after = g->before + quantity;
	if (g->tiers == 0 && quantity > 0)
		return REASON_RATE_QUANTITY;
	if (!tiers_cost(g->tier, g->tiers, &cost)
	    || !money_quotient(cost.num, cost.den, w->price->decimals,
	    w->price->rounding, &c->amount))
		return REASON_MONEY_OVERFLOW;
	c->exact = cost.num;
	c->per = cost.den;
	return REASON_NONE;
}

static enum reason
tiers_rate(struct work *w, const struct rating_usage *left, struct charge *c)
{
	enum reason why;

	w->graduated = w->price->graduated;
	w->count = meter_of_price(w->m, w->sub, w->price);
	meter_reach(w->m, w->count, w->at_us);
	if (w->graduated->by_amount) {
		why = rate_usage(w->m->catalog, w->price, left, w->cache, c);
		return why == REASON_NONE
		    ? tiers_plan(w, (uint64_t)c->amount, c) : why;
	}
	c->destination = DESTINATION_NONE;
	c->quantity = whole_increments(left->quantity,
	    w->graduated->increment);
	c->at_minimum = c->at_maximum = c->cut = false;
	c->len = 0;
	return tiers_plan(w, c->quantity, c);
}

/* The amount of what is left, but for what units out of buckets cost */
static enum reason
left_rate(struct work *w, const struct rating_usage *left, struct charge *c)
{
	if (w->price->graduated != NULL)
		return tiers_rate(w, left, c);
	if (w->price->settle == NULL)
		return rate_usage(w->m->catalog, w->price, left, w->cache, c);
	*c = (struct charge){ .destination = DESTINATION_NONE,
		.quantity = left->quantity, .per = 1 };
	return REASON_NONE;
}

/* ---- money ------------------------------------------------------------ */

static void
money_from(struct work *w, uint32_t at, struct charge *c)
{
	struct meter *meter = &w->m->meter[at];
	uint64_t content, taken;

	if (!bucket_covers(w, meter)
	    || (content = meter_content(w->m, meter)) == 0)
		return;
	taken = least((uint64_t)c->amount, content);
	part_add(w->g, w->m->def[meter->def].allowance, at, taken, content);
	c->amount -= (money_t)taken;
	w->g->paid += (money_t)taken;
}

static void
money_plan(struct work *w, const struct meter_use *use, struct charge *c)
{
	size_t price = (size_t)(w->price - w->m->catalog->price);
	const struct allowance *a;
	uint32_t at;

	for (; use->def != METER_DEFS_MAX; use++) {
		a = w->m->def[use->def].allowance;
		if (a == NULL)
			return;		/* those of tiers are the last */
		if (!a->covers[price])
			continue;
		for (at = use->meter; at != METER_NONE && c->amount > 0;
		    at = w->m->meter[at].next)
			money_from(w, at, c);
	}
}

/* ---- all of it -------------------------------------------------------- */

/* The usage without what is covered */
static struct rating_usage
usage_left(const struct work *w)
{
	struct rating_usage u = *w->usage;
	size_t i;

	if (w->g->parts == 0)
		return u;
	u.covered = true;
	u.left = w->g->open.item;
	u.lefts = w->g->open.len;
	u.quantity = 0;
	for (i = 0; i < u.lefts; i++)
		u.quantity += u.left[i].to - u.left[i].from;
	return u;
}

static void
parts_take(struct work *w)
{
	const struct metering_part *p;
	size_t i;

	for (i = 0; i < w->g->parts; i++) {
		p = &w->g->part[i];
		meter_take(w->m, &w->m->meter[p->meter], p->taken);
		if (!allowance_is_money(p->allowance))
			w->g->taken += p->taken;
	}
	if (w->graduated != NULL)
		w->count->left = w->g->after;
}

enum reason
meters_rate(struct meters *m, struct metering *g,
    const struct subscription *sub, const struct price *price,
    const struct rating_usage *usage, struct band_cache *cache,
    struct charge *out)
{
	struct work w = { .m = m, .g = g, .sub = sub, .price = price,
		.usage = usage, .cache = cache, .at_us = usage->ts_us };
	const struct meter_use *use = meters_of(m, sub);
	struct rating_usage left;
	enum reason why;

	if (w.at_us < m->begin_us)
		w.at_us = m->begin_us;
	g->open.len = 0;
	stretch_add(&g->open, 0, usage->quantity);
	if ((why = units_plan(&w, &use)) != REASON_NONE)
		return why;
	left = usage_left(&w);
	why = left_rate(&w, &left, out);
	if (why != REASON_NONE
	    || (g->parts > 0
	    && (why = parts_charge(&w, out)) != REASON_NONE))
		return why;
	money_plan(&w, use, out);
	parts_take(&w);
	return REASON_NONE;
}
