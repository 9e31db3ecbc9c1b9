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
	uint64_t quantity = 0;
	enum reason why;

	if (s->records == UINT32_MAX)
		return REASON_MONEY_OVERFLOW;
	if (s->price->settle->kind == SETTLE_PERCENTILE)
		why = reading_of_rec(r, t, &reading);
	else
		why = rec_u64(r, F_CHARGED_QUANTITY, &quantity);
	if (why != REASON_NONE)
		return why;
	if ((s->price->settle->kind == SETTLE_PERCENTILE
	    && !gauge_add(&s->gauge, t, &reading))
	    || __builtin_add_overflow(s->quantity, quantity, &quantity))
		return REASON_MONEY_OVERFLOW;
	s->quantity = quantity;
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
	struct day_span		 active;	/* of all, within the days */
	struct percentile	 percentile;
	struct settled		 settled;
	uint64_t		 commit;
	money_t			 fee;		/* of the commitment */
	bool			 known;		/* enough was read */
};

/* The days of the cycle that some of them is active. */
static struct day_span
days_of_all(struct billrun *b, const struct bill_settle *s)
{
	uint32_t payer = b->sub[s->leader].payer;
	struct day_span all = { 0, 0 }, one;

	for (uint32_t i = b->first[payer]; i < b->first[payer + 1]; i++) {
		if (!is_pooled(b, s->price, s->leader, b->of_payer[i]))
			continue;
		one = day_span_cut(b->sub[b->of_payer[i]].active, s->days);
		if (day_span_empty(one))
			continue;
		if (day_span_empty(all) || one.first < all.first)
			all.first = one.first;
		all.end = one.end > all.end ? one.end : all.end;
	}
	return all;
}

/* The windows of the active days, among those of the cycle. */
static void
measure_percentile(struct settling *x)
{
	const struct percentile_terms *t = &x->s->price->settle->percentile;
	const struct billrun *b = x->m->run;
	struct gauge part;
	size_t begin;

	if (day_span_empty(x->active) || !gauge_init(&part, t,
	    day_instant(b, x->active.first), day_instant(b, x->active.end)))
		return;
	begin = (size_t)(part.first - x->s->gauge.first);
	gauge_percentile(&x->s->gauge, t, begin, begin + part.windows,
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
commit_next(const struct settling *x, struct day_span *cycle,
    struct day_span *part)
{
	if (!cycle_next(x->m, x->active, cycle, part))
		return false;
	if (!x->s->price->settle->prorated)
		*part = *cycle;
	return true;
}

static bool
commit_reckon(struct settling *x)
{
	const struct price *p = x->s->price;
	const struct charge_rounding r = rounding_of(x->m, p);
	struct day_span cycle = { .end = x->active.first }, part;
	struct charge_part fee;

	if (p->settle->kind == SETTLE_PERCENTILE)
		x->commit = p->settle->commit;
	while (commit_next(x, &cycle, &part)) {
		if (p->settle->kind != SETTLE_PERCENTILE
		    && __builtin_add_overflow(x->commit, settle_commit(
		    p->settle, part.first - cycle.first,
		    part.end - cycle.first, cycle.end - cycle.first),
		    &x->commit))
			return false;
		if (!prorate(p->settle->commit_fee, cycle, part, &r, &fee)
		    || !money_add(x->fee, fee.net, &x->fee))
			return false;
	}
	return true;
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
	    || t->package > 1)
		return;
	l->has_price = true;
	l->unit_price = t->price;
	l->per = t->per;
}

static bool
settle_finish(struct settling *x, struct invoice_line *l)
{
	const struct maker *m = x->m;
	const struct price *p = x->s->price;

	line_dates(l, x->s->days);
	return line_finish(x->m, l, p, p->tax, usage_tax_day(&x->s->days,
	    &m->run->sub[m->sub]));
}

/* A line for a cycle, as a recurring charge has it. */
static bool
add_fee(struct settling *x, struct day_span cycle, struct day_span part)
{
	const struct price *p = x->s->price;
	const struct charge_rounding r = rounding_of(x->m, p);
	bool whole = part.first == cycle.first && part.end == cycle.end;
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
	line_dates(l, whole && !p->settle->prorated
	    ? day_span_cut(part, x->active) : part);
	return line_finish(x->m, l, p, p->tax, usage_tax_day(&x->s->days,
	    &x->m->run->sub[x->m->sub]));
}

static bool
add_commit(struct settling *x)
{
	struct day_span cycle = { .end = x->active.first }, part;

	if (x->s->price->settle->commit_fee == 0)
		return true;
	while (commit_next(x, &cycle, &part))
		if (!add_fee(x, cycle, part))
			return false;
	return true;
}

static bool
add_measured(struct settling *x)
{
	struct invoice_line l = { .kind = LINE_USAGE };

	if (x->s->records == 0 && x->settled.charged == 0
	    && x->s->price->settle->commit_fee == 0)
		return true;
	l.quantity = x->settled.charged;
	l.unit = l.measured_unit = unit_of(x->s->price);
	l.records = x->s->records;
	line_measures(x, &l);
	line_price(x, &l);
	if (!cost_round(x, &l))
		return maker_fail(x->m, REASON_MONEY_OVERFLOW,
		    x->s->price->id);
	*invoice_add_line(x->m->inv) = l;
	return settle_finish(x, &x->m->inv->line[x->m->inv->lines - 1]);
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
	return settle_finish(x, &x->m->inv->line[x->m->inv->lines - 1]);
}

static bool
settle_one(struct maker *m, const struct bill_settle *s)
{
	struct settling x = { .m = m, .s = s,
	    .active = days_of_all(m->run, s) };
	struct charged_usage had;
	uint64_t measured;

	if (!measure(&x, &measured) || !commit_reckon(&x)
	    || !settle_reckon(s->price->settle, measured, x.commit,
	    &x.settled) || !had_of_all(&x, &had))
		return maker_fail(m, REASON_MONEY_OVERFLOW, s->price->id);
	if (!x.known)
		maker_fail(m, REASON_BILL_COVERAGE, s->price->id);
	if (had.any)
		return add_difference(&x, &had);
	return add_commit(&x) && add_measured(&x);
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

/* The day from which the price is not charged yet, at most the period's. */
static int64_t
settled_since(const struct maker *m, const struct price *p)
{
	const struct charged *c = m->past.item;
	int64_t end = INT64_MIN;

	for (; c < m->past.item + m->past.len; c++)
		if (c->kind == LINE_USAGE && c->before
		    && slice_eq(c->price, p->id) && c->days.end > end)
			end = c->days.end;
	return end != INT64_MIN && end < m->since ? end : m->since;
}

/*
 * The cycles before the period that are charged with it: of a subscription
 * that became known late, of a period that was left out. What is measured
 * with others has its own documents.
 */
static bool
make_earlier(struct maker *m, const struct price *p)
{
	struct billrun *b = m->run;
	struct day_span before = day_span_cut(b->sub[m->sub].active,
	    (struct day_span){ settled_since(m, p), b->days.first });
	struct day_span cycle = { .end = before.first }, part;

	if (p->settle->commit_fee == 0
	    || p->settle->pool != POOL_SUBSCRIPTION)
		return true;
	while (cycle_next(m, before, &cycle, &part))
		if (cycle.end <= b->days.first
		    && !charged_has(m->past, LINE_USAGE, p->id, cycle)
		    && settle_at(b, p, m->sub, cycle) == BILL_NONE)
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
