/*
 * billrun_settle.c (bss) - prices that are settled with their period
 */
#include "base/buf.h"
#include "bss/billrun_make.h"
#include "bss/extra.h"
#include "bss/reading.h"

struct bill_own *
billrun_own(struct billrun *b, struct bill_subscription *s)
{
	if (s->own == NULL) {
		s->own = arena_alloc(&b->arena, sizeof(*s->own));
		s->own->settle = s->own->last = BILL_NONE;
	}
	return s->own;
}

/*
 * Who is measured together
 */
static bool
has_price(const struct bill_subscription *s, const struct price *p)
{
	if (s->offer == NULL || !offer_served(s->offer))
		return false;
	for (size_t i = 0; i < s->offer->len; i++)
		if (s->offer->price[i] == p)
			return true;
	return false;
}

static struct slice
circuit_of(struct billrun *b, uint32_t sub)
{
	struct bill_own *own = b->sub[sub].own;

	if (own == NULL)
		return (struct slice){ 0 };
	if (own->circuit.p == NULL) {
		own->circuit = extra_get(own->extra,
		    SLICE_LIT("param_circuit"), &b->arena);
		if (own->circuit.p == NULL)
			own->circuit = SLICE_LIT("");
	}
	return own->circuit;
}

/* Whether two subscriptions of a payer are measured together. */
static bool
is_pooled(struct billrun *b, const struct price *p, uint32_t x, uint32_t y)
{
	struct slice circuit;

	if (x == y)
		return true;
	if (p->settle->pool == POOL_SUBSCRIPTION || !has_price(&b->sub[x], p)
	    || !has_price(&b->sub[y], p))
		return false;
	if (p->settle->pool == POOL_ACCOUNT)
		return true;
	circuit = circuit_of(b, x);
	return circuit.len > 0 && slice_eq(circuit, circuit_of(b, y));
}

/* The first of them that has some of the days. */
static uint32_t
leader_of(struct billrun *b, const struct price *p, uint32_t sub,
    struct day_span days)
{
	uint32_t payer = b->sub[sub].payer, one;

	if (p->settle->pool == POOL_SUBSCRIPTION)
		return sub;
	for (uint32_t i = b->first[payer]; i < b->first[payer + 1]; i++) {
		one = b->of_payer[i];
		if (is_pooled(b, p, one, sub) && !day_span_empty(
		    day_span_cut(b->sub[one].active, days)))
			return one;
	}
	return sub;
}

/*
 * Gathering
 */
static int64_t
day_instant(const struct billrun *b, int64_t day)
{
	struct civil c;

	civil_from_days(day, &c);
	return zone_instant(&b->catalog->zone, &c, NULL);
}

/* BILL_NONE: it has more windows than there may be. */
static uint32_t
settle_new(struct billrun *b, const struct price *p, uint32_t leader,
    struct day_span days)
{
	struct bill_own *own = billrun_own(b, &b->sub[leader]);
	struct bill_settle *s;

	GROW(b->settle, b->settles, b->settles_cap);
	s = &b->settle[b->settles];
	*s = (struct bill_settle){ .price = p, .leader = leader,
	    .days = days, .next = own->settle };
	if (p->settle->kind == SETTLE_PERCENTILE
	    && !gauge_init(&s->gauge, &p->settle->percentile,
	    day_instant(b, days.first), day_instant(b, days.end)))
		return BILL_NONE;
	own->settle = b->settles;
	return b->settles++;
}

/* What is measured with a subscription, made when it is new. */
static uint32_t
settle_at(struct billrun *b, const struct price *p, uint32_t sub,
    struct day_span days)
{
	uint32_t leader = leader_of(b, p, sub, days), at;
	const struct bill_own *own = b->sub[leader].own;

	for (at = own != NULL ? own->settle : BILL_NONE; at != BILL_NONE;
	    at = b->settle[at].next)
		if (b->settle[at].price == p
		    && b->settle[at].days.first == days.first)
			return at;
	return settle_new(b, p, leader, days);
}

/* The last one used, which it nearly always is, else by its price. */
static enum reason
settle_find(struct billrun *b, const struct rec *r, uint32_t sub,
    struct day_span days, struct bill_settle **out)
{
	struct bill_own *own = billrun_own(b, &b->sub[sub]);
	struct slice id = rec_str(r, F_PRICE);
	const struct price *p;
	uint32_t at = own->last;

	if (at == BILL_NONE || !slice_eq(b->settle[at].price->id, id)
	    || b->settle[at].days.first != days.first) {
		p = catalog_price(b->catalog, id);
		if (p == NULL || p->settle == NULL)
			return REASON_BILL_PRICE;
		if ((at = settle_at(b, p, sub, days)) == BILL_NONE)
			return REASON_MONEY_OVERFLOW;
		own->last = at;
	}
	p = b->settle[at].price;
	if (!slice_eq(rec_str(r, F_UNIT), p->unit)
	    || !slice_is(rec_str(r, F_SETTLE),
	    settle_kind_name(p->settle->kind)))
		return REASON_BILL_PRICE;
	*out = &b->settle[at];
	return REASON_NONE;
}

/* A percentile and a volume are known of a whole cycle or not at all. */
static enum reason
settle_days(const struct billrun *b, uint32_t sub, const struct rec *r,
    int64_t ts_us, struct day_span *days)
{
	bool late = false;

	*days = b->days;
	if (rec_has(r, F_LATE) && rec_bool(r, F_LATE, &late) != REASON_NONE)
		return REASON_FIELD_VALUE;
	if (late && b->late_first < b->days.first)
		return REASON_BILL_LATE;
	if (ts_us >= b->period->to_us)
		return REASON_BILL_PERIOD;
	if (ts_us >= b->period->from_us)
		return REASON_NONE;
	*days = cycle_of(zone_day(&b->catalog->zone, ts_us),
	    b->account[b->sub[sub].payer].bill_day);
	if (days->first >= b->late_first)
		return REASON_NONE;
	return late ? REASON_BILL_SETTLE : REASON_BILL_PERIOD;
}

static enum reason
settle_gather(struct bill_settle *s, const struct rec *r)
{
	const struct percentile_terms *t = &s->price->settle->percentile;
	struct reading reading;
	uint64_t quantity = 0, included = 0;
	enum reason why;

	if (s->records == UINT32_MAX)
		return REASON_MONEY_OVERFLOW;
	if (s->price->settle->kind == SETTLE_PERCENTILE)
		why = reading_of_rec(r, t, &reading);
	else
		why = rec_u64(r, F_CHARGED_QUANTITY, &quantity);
	if (why == REASON_NONE && rec_has(r, F_ALLOWANCE_QUANTITY))
		why = rec_u64(r, F_ALLOWANCE_QUANTITY, &included);
	if (why != REASON_NONE)
		return why;
	if ((s->price->settle->kind == SETTLE_PERCENTILE
	    && !gauge_add(&s->gauge, t, &reading))
	    || __builtin_add_overflow(s->quantity, quantity, &quantity)
	    || __builtin_add_overflow(s->included, included, &included))
		return REASON_MONEY_OVERFLOW;
	s->quantity = quantity;
	s->included = included;
	s->records++;
	return REASON_NONE;
}

enum reason
billrun_settle_add(struct billrun *b, uint32_t sub, const struct rec *r)
{
	struct bill_settle *s;
	struct day_span days;
	int64_t ts_us;
	enum reason why;

	if ((why = rec_time(r, F_TS, &ts_us)) != REASON_NONE
	    || (why = settle_days(b, sub, r, ts_us, &days)) != REASON_NONE
	    || (why = settle_find(b, r, sub, days, &s)) != REASON_NONE)
		return why;
	return settle_gather(s, r);
}

/*
 * Settling
 */
struct settling {
	struct maker		*m;
	const struct bill_settle *s;
	struct day_stays	 active;	/* of all, within the days */
	struct percentile	 percentile;
	struct settled		 settled;
	uint64_t		 commit;
	money_t			 fee;		/* of the commitment */
	int64_t			 days_due, cycle_days;	/* active ones */
	bool			 known;		/* enough was read */
};

/* What is measured together, by one of them, and what was charged for it */
struct pool {
	struct billrun		*b;
	const struct price	*price;
	uint32_t		 sub;
	struct charged_list	 past;		/* of all, or of this one */
};

static struct pool
pool_of(const struct maker *m, const struct price *p, uint32_t sub)
{
	const struct charged_list all = { m->all_past->item,
	    m->all_past->len };

	return (struct pool){ m->run, p, sub,
	    p->settle->pool == POOL_SUBSCRIPTION ? m->past : all };
}

static bool
in_pool(void *arg, uint32_t sub)
{
	const struct pool *p = arg;

	return is_pooled(p->b, p->price, p->sub, sub);
}

static struct day_stays
pool_days(struct pool *p, struct day_span days)
{
	return stays_of(p->b, p->b->sub[p->sub].payer, days, in_pool, p);
}

/* The windows of the active days, among those of the cycle. */
static void
measure_percentile(struct settling *x)
{
	const struct percentile_terms *t = &x->s->price->settle->percentile;
	struct billrun *b = x->m->run;
	struct gauge_span *span = arena_alloc(&b->arena,
	    (x->active.len + 1) * sizeof(*span));
	struct gauge part;

	for (size_t i = 0; i < x->active.len; i++) {
		if (!gauge_init(&part, t, day_instant(b,
		    x->active.span[i].first), day_instant(b,
		    x->active.span[i].end)))
			return;
		span[i].begin = (size_t)(part.first - x->s->gauge.first);
		span[i].end = span[i].begin + part.windows;
	}
	if (x->active.len == 0)
		return;
	gauge_percentile(&x->s->gauge, t, span, x->active.len,
	    &x->percentile);
	x->known = x->percentile.covered;
}

static bool
measure(struct settling *x, uint64_t *measured)
{
	const struct settle *terms = x->s->price->settle;

	*measured = x->s->quantity;
	x->known = true;
	if (terms->kind != SETTLE_PERCENTILE)
		return true;
	measure_percentile(x);
	return percentile_bps(x->known ? x->percentile.octets : 0,
	    terms->percentile.window_s, terms->increment, measured);
}

static struct charge_rounding
rounding_of(const struct maker *m, const struct price *p)
{
	return (struct charge_rounding){ p->rounding, p->decimals,
	    m->inv->decimals };
}

/* The cycles of which the commitment is due, by the active days or whole. */
static bool
commit_next(const struct settling *x, struct stays_walk *w)
{
	return stays_next(x->m, &x->active, !x->s->price->settle->prorated,
	    w);
}

static bool
commit_reckon(struct settling *x)
{
	const struct price *p = x->s->price;
	const struct charge_rounding r = rounding_of(x->m, p);
	struct stays_walk w = { .stay = 0 };
	struct charge_part fee;

	if (p->settle->kind == SETTLE_PERCENTILE)
		x->commit = p->settle->commit;
	while (commit_next(x, &w)) {
		if (p->settle->kind != SETTLE_PERCENTILE
		    && __builtin_add_overflow(x->commit, settle_commit(
		    p->settle, w.part.first - w.cycle.first,
		    w.part.end - w.cycle.first, w.cycle.end - w.cycle.first),
		    &x->commit))
			return false;
		if (!prorate(p->settle->commit_fee, w.cycle, w.part, &r, &fee)
		    || !money_add(x->fee, fee.net, &x->fee))
			return false;
	}
	return true;
}

static bool
share_reckon(struct settling *x)
{
	struct stays_walk w = { .stay = 0 };

	while (stays_next(x->m, &x->active, false, &w)) {
		x->days_due += w.part.end - w.part.first;
		x->cycle_days = w.cycle.end - w.cycle.first;
	}
	return settle_share(x->s->price->settle, x->days_due, x->cycle_days,
	    &x->settled);
}

/* Whether the line is for a part of its cycle. */
static bool
is_share(const struct settling *x)
{
	return x->s->price->settle->charge_prorated
	    && x->days_due < x->cycle_days && x->settled.charged > 0;
}

/* Exact as far as money goes, and rounded as the price and the document say. */
static bool
cost_round(const struct settling *x, struct invoice_line *l)
{
	const struct money_ratio *c = &x->settled.cost;
	const struct price *p = x->s->price;
	money_t exact, amount;

	if (!money_quotient(c->num, c->den, MONEY_DECIMALS, ROUND_HALF_UP,
	    &exact)
	    || !money_quotient(c->num, c->den, p->decimals, p->rounding,
	    &amount)
	    || !money_round(amount, x->m->inv->decimals, ROUND_HALF_UP,
	    &l->net))
		return false;
	l->rounding = exact - l->net;
	return true;
}

static void
line_measures(const struct settling *x, struct invoice_line *l)
{
	const struct settle *terms = x->s->price->settle;

	l->settle = slice_of(settle_kind_name(terms->kind));
	l->measured = x->settled.measured;
	l->commit = x->commit;
	if (terms->kind != SETTLE_PERCENTILE)
		return;
	l->percentile = terms->percentile.percent;
	l->windows = x->percentile.windows;
	l->windows_missing = x->percentile.missing;
	if (is_share(x)) {
		l->days_due = (uint64_t)x->days_due;
		l->cycle_days = (uint64_t)x->cycle_days;
	}
}

static struct slice
unit_of(const struct price *p)
{
	return p->settle->kind == SETTLE_PERCENTILE ? SLICE_LIT("bit/s")
	    : p->unit;
}

/* One price for all of it, when there is one. */
static void
line_price(const struct settling *x, struct invoice_line *l)
{
	const struct settled *s = &x->settled;
	const struct tiers *tiers = &x->s->price->settle->tiers;
	const struct tier *t = s->len > 0 ? s->part[0].tier : tiers->tier;

	if (s->len > 1 || (s->len == 0 && tiers->len > 1) || t->fee != 0
	    || t->package > 1 || is_share(x))
		return;
	l->has_price = true;
	l->unit_price = t->price;
	l->per = t->per;
}

/* What is measured of several ends with the last of them. */
static int64_t
settle_tax_day(const struct settling *x)
{
	int64_t own = usage_tax_day(&x->s->days, &x->m->run->sub[x->m->sub]);
	int64_t all = x->active.len > 0 ? x->active.all.end - 1 : own;

	return all > own ? all : own;
}

static bool
settle_finish(struct settling *x, const struct charged_usage *had)
{
	struct maker *m = x->m;
	const struct price *p = x->s->price;

	line_dates(&m->inv->line[m->inv->lines - 1], x->s->days);
	return finish_more(m, p, p->tax, had, settle_tax_day(x));
}

/* A line for a cycle, as a recurring charge has it. */
static bool
add_fee(struct settling *x, struct day_span cycle, struct day_span part)
{
	const struct price *p = x->s->price;
	const struct charge_rounding r = rounding_of(x->m, p);
	bool whole = part.first == cycle.first && part.end == cycle.end;
	struct day_span days = whole && !p->settle->prorated
	    ? day_span_cut(part, x->active.all) : part;
	struct invoice_line *l = invoice_add_line(x->m->inv);
	struct charge_part fee;

	if (!prorate(p->settle->commit_fee, cycle, part, &r, &fee))
		return maker_fail(x->m, REASON_MONEY_OVERFLOW, p->id);
	l->kind = LINE_USAGE;
	l->settle = SLICE_LIT("commit-fee");
	l->measured_unit = unit_of(p);
	l->commit = x->commit;
	l->quantity = whole ? 1 : (uint64_t)(part.end - part.first);
	l->unit = whole ? SLICE_LIT("month") : SLICE_LIT("d");
	l->has_price = true;
	l->unit_price = p->settle->commit_fee;
	l->per = whole ? 1 : (uint64_t)(cycle.end - cycle.first);
	l->net = fee.net;
	l->rounding = fee.exact - fee.net;
	line_dates(l, days);
	return line_finish(x->m, l, p, p->tax, days.end - 1);
}

static bool
add_measured(struct settling *x)
{
	const struct charged_usage none = { .any = false };
	struct invoice_line l = { .kind = LINE_USAGE };

	if (x->s->records == 0 && x->settled.len == 0
	    && x->s->price->settle->commit_fee == 0)
		return true;
	l.quantity = x->settled.charged;
	l.unit = l.measured_unit = unit_of(x->s->price);
	l.records = x->s->records;
	l.included = x->s->included;
	line_measures(x, &l);
	line_price(x, &l);
	if (!cost_round(x, &l))
		return maker_fail(x->m, REASON_MONEY_OVERFLOW,
		    x->s->price->id);
	*invoice_add_line(x->m->inv) = l;
	return settle_finish(x, &none);
}

/*
 * What other documents have charged for it, to any of those that are
 * measured together.
 */
static bool
had_of_all(struct settling *x, struct charged_usage *had)
{
	struct billrun *b = x->m->run;
	const struct bill_past *past = x->m->all_past;
	const struct price *p = x->s->price;
	struct charged_usage one;
	struct charged_list list;
	size_t at = 0;

	*had = (struct charged_usage){ .any = false };
	while (at < past->len) {
		uint32_t sub = past->item[at].sub;

		list = past_of(past, sub, &at);
		if (!is_pooled(b, p, x->s->leader, sub))
			continue;
		if (!charged_usage_sum(list, p->id, p->tax->id, x->s->days,
		    false, &one) || !money_add(had->net, one.net, &had->net))
			return false;
		had->any |= one.any;
		if (one.tax.len > 0)
			had->tax = one.tax;
		had->records += one.records;
	}
	return true;
}

/*
 * Of a cycle that was charged: what it costs with all that came, less what
 * was charged, be it more or less.
 */
static bool
add_difference(struct settling *x, const struct charged_usage *had)
{
	struct invoice_line l = { .kind = LINE_CORRECTION, .quantity = 1,
	    .unit = SLICE_LIT("1"), .measured_unit = unit_of(x->s->price) };

	if (!cost_round(x, &l) || !money_add(l.net, x->fee, &l.net)
	    || !money_add(l.net, -had->net, &l.net))
		return maker_fail(x->m, REASON_MONEY_OVERFLOW,
		    x->s->price->id);
	if (l.net == 0)
		return true;
	l.rounding = 0;
	l.records = x->s->records > had->records
	    ? x->s->records - had->records : 0;
	line_measures(x, &l);
	*invoice_add_line(x->m->inv) = l;
	return settle_finish(x, had);
}

/*
 * Fees that documents have charged
 */

/* A line of a fee has no records, one of what was measured no units then. */
static bool
is_fee(const struct charged *c, const struct price *p)
{
	return c->kind == LINE_USAGE && c->records == 0 && c->quantity > 0
	    && slice_eq(c->price, p->id);
}

static bool
is_charged(const struct charged *c, const struct price *p)
{
	return (c->kind == LINE_USAGE || c->kind == LINE_CORRECTION)
	    && slice_eq(c->price, p->id);
}

static bool
meets(const struct charged *c, struct day_span days)
{
	return !day_span_empty(day_span_cut(c->days, days));
}

/* Whether a line of the pool says so of some days; fee: one of its fee. */
static bool
pool_charged(struct pool *p, struct day_span days, bool fee)
{
	for (size_t i = 0; i < p->past.len; i++) {
		const struct charged *c = &p->past.item[i];

		if ((fee ? is_fee(c, p->price) : is_charged(c, p->price))
		    && meets(c, days) && in_pool(p, c->sub))
			return true;
	}
	return false;
}

/*
 * The first line that has the fee of some days; one that puts right a cycle
 * has it of all its days.
 */
static const struct charged *
first_fee(struct pool *p, struct day_span days)
{
	const struct charged *best = NULL, *c = p->past.item;

	for (; c < p->past.item + p->past.len; c++)
		if ((is_fee(c, p->price) || (c->kind == LINE_CORRECTION
		    && is_charged(c, p->price))) && meets(c, days)
		    && (best == NULL || c->days.first < best->days.first)
		    && in_pool(p, c->sub))
			best = c;
	return best;
}

/*
 * The first days in *rest whose fee nobody has charged; *rest becomes what is
 * behind them. False: all have.
 */
static bool
fee_gap(struct pool *p, struct day_span *rest, struct day_span *gap)
{
	const struct charged *c;

	while (!day_span_empty(*rest)) {
		c = first_fee(p, *rest);
		*gap = *rest;
		if (c == NULL) {
			rest->first = rest->end;
			return true;
		}
		gap->end = c->days.first;
		rest->first = c->days.end;
		if (!day_span_empty(*gap))
			return true;
	}
	return false;
}

/* The fee of all days, but for those that have one; a whole one is whole. */
static bool
add_commit(struct settling *x, struct pool *p)
{
	struct stays_walk w = { .stay = 0 };
	struct day_span gap;

	if (p->price->settle->commit_fee == 0)
		return true;
	while (commit_next(x, &w)) {
		if (!p->price->settle->prorated) {
			if (!add_fee(x, w.cycle, w.part))
				return false;
			continue;
		}
		while (fee_gap(p, &w.part, &gap))
			if (!add_fee(x, w.cycle, gap))
				return false;
	}
	return true;
}

/*
 * Days of a charged cycle came to the pool, and what was measured stays as it
 * was: the fee of them. Of a cycle without a fee there is none to go on from.
 */
static bool
add_gaps(struct settling *x, struct pool *p)
{
	return !p->price->settle->prorated
	    || !pool_charged(p, x->s->days, true) || add_commit(x, p);
}

/* Usage of earlier cycles is here where all of it is read once more. */
static bool
is_read(const struct billrun *b, const struct bill_settle *s)
{
	return s->days.first >= b->late_first
	    || s->days.end > b->days.first;
}

static bool
settle_one(struct maker *m, const struct bill_settle *s)
{
	struct pool pool = pool_of(m, s->price, s->leader);
	struct settling x = { .m = m, .s = s,
	    .active = pool_days(&pool, s->days) };
	struct charged_usage had;
	uint64_t measured;

	if (!measure(&x, &measured) || !commit_reckon(&x)
	    || !settle_reckon(s->price->settle, measured, x.commit,
	    &x.settled) || !share_reckon(&x) || !had_of_all(&x, &had))
		return maker_fail(m, REASON_MONEY_OVERFLOW, s->price->id);
	if (!is_read(m->run, s) && pool_charged(&pool, s->days, false))
		return add_gaps(&x, &pool);
	if (!x.known)
		maker_fail(m, REASON_BILL_COVERAGE, s->price->id);
	if (had.any)
		return add_difference(&x, &had);
	return add_commit(&x, &pool) && add_measured(&x);
}

/* The order of lines: earlier cycles first, then by the price's id. */
static int
settle_cmp(const struct bill_settle *a, const struct bill_settle *b)
{
	if (a->days.first != b->days.first)
		return a->days.first < b->days.first ? -1 : 1;
	return slice_cmp(a->price->id, b->price->id);
}

static const struct bill_settle *
settle_next(const struct billrun *b, uint32_t sub,
    const struct bill_settle *above)
{
	const struct bill_settle *best = NULL, *s;

	for (uint32_t i = b->sub[sub].own->settle; i != BILL_NONE;
	    i = b->settle[i].next) {
		s = &b->settle[i];
		if ((above == NULL || settle_cmp(s, above) > 0)
		    && (best == NULL || settle_cmp(s, best) < 0))
			best = s;
	}
	return best;
}

/*
 * Of a pool that is on no document yet: the day from which one of it is
 * charged.
 */
static int64_t
pool_since(struct maker *m, struct pool *p)
{
	struct billrun *b = m->run;
	uint32_t payer = b->sub[p->sub].payer;
	int64_t since = b->days.first, one;

	for (uint32_t i = b->first[payer]; i < b->first[payer + 1]; i++) {
		one = b->sub[b->of_payer[i]].active.first;
		if (in_pool(p, b->of_payer[i]) && m->all_past->billed
		    && one >= m->all_past->first && one < since)
			since = one;
	}
	return since;
}

/* Whether some document of before knows the pool */
static bool
pool_known(struct pool *p)
{
	for (size_t i = 0; i < p->past.len; i++)
		if (p->past.item[i].before && in_pool(p,
		    p->past.item[i].sub))
			return true;
	return false;
}

/*
 * The day from which the fee is not charged yet, at most the period's; and
 * that of the first line that has it, or the same.
 */
static int64_t
settled_since(struct maker *m, struct pool *p, int64_t *first)
{
	int64_t end = INT64_MIN, since = m->run->days.first;

	*first = INT64_MAX;
	for (size_t i = 0; i < p->past.len; i++) {
		const struct charged *c = &p->past.item[i];

		if (!c->before || !is_fee(c, p->price) || !in_pool(p, c->sub))
			continue;
		end = c->days.end > end ? c->days.end : end;
		*first = c->days.first < *first ? c->days.first : *first;
	}
	if (end != INT64_MIN)
		since = end < since ? end : since;
	else if (!pool_known(p))
		since = pool_since(m, p);
	*first = *first < since ? *first : since;
	return since;
}

/* Whether some of the pool is active on some days */
static bool
pool_has(struct pool *p, struct day_span days)
{
	return pool_days(p, days).len > 0;
}

/*
 * A cycle before the period: of a subscription that became known late, of a
 * period that was left out, or one that more days came to. It is the document
 * of the first of its pool.
 */
static bool
make_cycle(struct maker *m, struct pool *p, struct day_span cycle,
    int64_t since)
{
	/* of older ones some lines may not be known, which are of a month */
	int64_t oldest = m->run->days.first - BILL_PAST_D + 31;
	bool due;

	if (day_span_empty(day_span_cut(m->run->sub[m->sub].active, cycle))
	    || leader_of(m->run, p->price, m->sub, cycle) != m->sub)
		return true;
	due = pool_charged(p, cycle, false)
	    ? cycle.first >= oldest && pool_charged(p, cycle, true)
	    : pool_has(p, day_span_cut(cycle,
	    (struct day_span){ since, cycle.end }));
	return !due || settle_at(m->run, p->price, m->sub, cycle)
	    != BILL_NONE;
}

/* The cycles before the period whose fee is charged with it */
static bool
make_earlier(struct maker *m, const struct price *price)
{
	struct billrun *b = m->run;
	struct pool p = pool_of(m, price, m->sub);
	struct day_span before = { .end = b->days.first }, cycle, part;
	int64_t since;

	if (price->settle->commit_fee == 0)
		return true;
	since = settled_since(m, &p, &before.first);
	cycle.end = before.first;
	while (cycle_next(m, before, &cycle, &part))
		if (cycle.end <= b->days.first
		    && !make_cycle(m, &p, cycle, since))
			return false;
	return true;
}

/* A commitment is owed for usage that nobody had. */
static bool
make_unused(struct maker *m)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	const struct price *p;

	if (s->offer == NULL || !offer_served(s->offer))
		return true;
	for (size_t i = 0; i < s->offer->len; i++) {
		p = s->offer->price[i];
		if (p->settle == NULL)
			continue;
		if (!make_earlier(m, p) || (!day_span_empty(day_span_cut(
		    s->active, m->run->days)) && settle_at(m->run, p, m->sub,
		    m->run->days) == BILL_NONE))
			return maker_fail(m, REASON_MONEY_OVERFLOW, p->id);
	}
	return true;
}

bool
add_settled(struct maker *m)
{
	const struct bill_settle *s = NULL;

	if (!make_unused(m))
		return false;
	if (m->run->sub[m->sub].own == NULL)
		return true;
	while ((s = settle_next(m->run, m->sub, s)) != NULL)
		if (!settle_one(m, s))
			return false;
	return true;
}
