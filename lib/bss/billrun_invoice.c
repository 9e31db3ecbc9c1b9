/*
 * billrun_invoice.c (bss) - the document of one paying account
 */
#include "bss/billrun_make.h"
#include "bss/extra.h"
#include "bss/minor.h"

/* Supply of the coming time is taxed when it is charged: on its first day. */
static int64_t
tax_day(const struct price *p, struct day_span part)
{
	return p->timing == TIMING_ADVANCE ? part.first : part.end - 1;
}

/*
 * How many times a charge is due: what the subscription's field says, once
 * where it says nothing. False: it is no number.
 */
static bool
quantity_of(struct maker *m, const struct price *p, uint64_t *out)
{
	const struct bill_own *own = m->run->sub[m->sub].own;
	struct slice text = { NULL, 0 };

	*out = 1;
	if (p->quantity.len > 0 && own != NULL)
		text = extra_get(own->extra, p->quantity, &m->run->arena);
	return text.len == 0 || u64_parse(text, out) == NUM_OK
	    || maker_fail(m, REASON_BILL_QUANTITY, text);
}

/* What the price is on a day, as often as it is due; 0: it is not. */
static bool
amount_on(struct maker *m, const struct price *p, int64_t day,
    uint64_t *quantity, money_t *amount)
{
	money_t one;

	*amount = 0;
	if (!quantity_of(m, p, quantity))
		return false;
	if (!price_amount_at(p, day, &one)) {
		*quantity = 0;
		return true;
	}
	return money_mul_div(one, *quantity, 1, MONEY_DECIMALS, ROUND_HALF_UP,
	    amount) || maker_fail(m, REASON_MONEY_OVERFLOW, p->id);
}

/* The days of which those covered are a part. */
static uint64_t
days_out_of(const struct price *p, const struct charge *c,
    struct day_span covered)
{
	if (p->proration == PRORATION_30_DAYS)
		return 30 * (p->months > 1 ? p->months : 1);
	if (p->proration == PRORATION_MONTH)
		return month_days(covered.first);
	return (uint64_t)(c->cycle.end - c->cycle.first);
}

static bool
charge_prorate(const struct maker *m, const struct price *p,
    const struct charge *c, struct day_span covered, money_t charge,
    struct charge_part *out)
{
	const struct charge_rounding r = { p->rounding, p->decimals,
	    m->inv->decimals };

	if (p->proration == PRORATION_NONE)
		return prorate(charge, c->cycle, c->cycle, &r, out);
	if (p->proration == PRORATION_CALENDAR)
		return prorate(charge, c->cycle, c->part, &r, out);
	return prorate_covered(charge, c->cycle, covered, c->part,
	    days_out_of(p, c, covered), &r, out);
}

static bool
add_charge(struct maker *m, const struct price *p, const struct charge *c)
{
	struct day_span covered = day_span_cut(c->cycle,
	    m->run->sub[m->sub].active);
	bool whole = p->proration == PRORATION_NONE
	    || (c->part.first == c->cycle.first
	    && c->part.end == c->cycle.end);
	unsigned months = p->months > 1 ? p->months : 1;
	struct charge_part amount;
	struct invoice_line *l;
	uint64_t quantity;
	money_t charge;

	if (!amount_on(m, p, covered.first, &quantity, &charge))
		return false;
	if (quantity == 0)
		return true;
	if (!charge_prorate(m, p, c, covered, charge, &amount))
		return maker_fail(m, REASON_MONEY_OVERFLOW, p->id);
	l = invoice_add_line(m->inv);
	l->kind = LINE_RECURRING;
	l->quantity = whole ? months : (uint64_t)(c->part.end - c->part.first);
	l->unit = whole ? SLICE_LIT("month") : SLICE_LIT("d");
	l->has_price = true;
	l->unit_price = charge;
	l->multiplier = quantity;
	l->per = whole ? months : days_out_of(p, c, covered);
	l->net = amount.net;
	l->rounding = amount.exact - amount.net;
	line_dates(l, c->part);
	return line_finish(m, l, p, p->tax, tax_day(p, c->part));
}

/* A charge, or what of it no other document has. */
static bool
add_uncharged(struct maker *m, const struct price *p, const struct charge *c)
{
	struct charge gap = *c;
	struct day_span rest = c->part;

	if (p->proration == PRORATION_NONE)
		return charged_has(m->past, LINE_RECURRING, p->id, c->part)
		    || add_charge(m, p, c);
	while (charged_gap(m->past, p->id, &rest, &gap.part))
		if (!add_charge(m, p, &gap))
			return false;
	return true;
}

/*
 * The days of a recurring price that are due. Cycles in advance are those
 * that begin behind the first of them (charge.h).
 */
static struct day_span
days_due(const struct maker *m, const struct price *p)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	struct day_span due = { m->since, m->run->days.end };
	int64_t end, cycle;

	if (!charged_end(m->past, p->id, &end))
		return due;
	if (p->timing == TIMING_ARREARS) {
		if (end < due.first)
			due.first = end;
		return due;
	}
	cycle = charge_cycle(p, s->active,
	    m->run->account[s->payer].bill_day, end).first;
	if (cycle <= due.first)
		due.first = cycle - 1;
	return due;
}

static bool
add_recurring(struct maker *m, const struct price *p)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	struct charge_walk w = {
		.price = p,
		.active = s->active,
		.period = days_due(m, p),
		.bill_day = m->run->account[s->payer].bill_day,
	};
	struct charge c;

	while (charge_next(&w, &c))
		if (!add_uncharged(m, p, &c))
			return false;
	return true;
}

static bool
add_one_off(struct maker *m, const struct price *p)
{
	static const struct day_span ever = { INT64_MIN, INT64_MAX };
	const struct bill_subscription *s = &m->run->sub[m->sub];
	struct invoice_line *l;
	money_t exact, charge;
	uint64_t quantity;

	if (!charge_begins(s->active, (struct day_span){ m->since,
	    m->run->days.end })
	    || charged_has(m->past, LINE_ONE_OFF, p->id, ever))
		return true;
	if (!amount_on(m, p, s->active.first, &quantity, &charge))
		return false;
	if (quantity == 0)
		return true;
	l = invoice_add_line(m->inv);
	l->kind = LINE_ONE_OFF;
	l->quantity = 1;
	l->unit = SLICE_LIT("1");
	l->has_price = true;
	l->unit_price = charge;
	l->multiplier = quantity;
	l->per = 1;
	line_dates(l, (struct day_span){ s->active.first,
	    s->active.first + 1 });
	if (!money_round(charge, p->decimals, p->rounding, &exact)
	    || !invoice_line_amount(l, exact, m->inv->decimals))
		return maker_fail(m, REASON_MONEY_OVERFLOW, p->id);
	return line_finish(m, l, p, p->tax, s->active.first);
}

static bool
add_correction(struct maker *m, const struct charged *c,
    const struct price *p, money_t amount, struct day_span days)
{
	struct invoice_line *l = invoice_add_line(m->inv);

	l->kind = LINE_CORRECTION;
	l->quantity = (uint64_t)(days.end - days.first);
	l->unit = SLICE_LIT("d");
	l->net = amount;
	line_dates(l, days);
	return line_finish_as(m, l, p, c->tax_code, charged_tax(c),
	    tax_day(p, c->days));
}

/*
 * Charges of earlier documents, for days that the subscription turned out not
 * to have, or to have after all. Who was charged is corrected, nobody else.
 */
static bool
add_corrections(struct maker *m)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];

	for (size_t i = 0; i < m->past.len; i++) {
		const struct charged *c = &m->past.item[i];
		const struct price *p;
		struct day_span days;
		money_t amount;

		if (c->kind != LINE_RECURRING || !c->before)
			continue;
		p = catalog_price(m->run->catalog, c->price);
		if (!charged_correct(m->past, c, s->active, p != NULL
		    && p->proration == PRORATION_NONE, m->inv->decimals,
		    &amount, &days))
			return maker_fail(m, REASON_MONEY_OVERFLOW, c->price);
		if (amount == 0)
			continue;
		if (p == NULL || !c->own)
			maker_fail(m, p == NULL ? REASON_BILL_PRICE
			    : REASON_BILL_CHARGED, c->price);
		else if (!add_correction(m, c, p, amount, days))
			return false;
	}
	return true;
}

static bool
add_charges(struct maker *m, enum price_kind kind)
{
	const struct offer *o = m->run->sub[m->sub].offer;

	for (size_t i = 0; i < o->len; i++) {
		const struct price *p = o->price[i];

		if (p->kind != kind)
			continue;
		if (!(kind == PRICE_RECURRING ? add_recurring(m, p)
		    : add_one_off(m, p)))
			return false;
	}
	return true;
}

/*
 * What is left of a line when what was charged is taken from it. False:
 * nothing is, or there is less now than was charged, or the same usage costs
 * more; none of these is put right by a charge, so the fault says so.
 */
static bool
line_take_charged(struct maker *m, const struct bill_class *c,
    struct invoice_line *l, const struct charged_usage *had)
{
	/* of lines that are rounded together the cents depend on the others */
	money_t other = c->price->rounds == ROUNDS_DOCUMENT
	    ? minor_unit(m->inv->decimals) : 0;

	if (l->quantity == had->quantity && l->records == had->records
	    && l->net - had->net <= other && had->net - l->net <= other)
		return false;
	if (l->net < had->net || l->quantity < had->quantity
	    || l->records <= had->records)
		return maker_fail(m, REASON_BILL_POSTED, c->price_id);
	l->net -= had->net;
	l->quantity -= had->quantity;
	l->records -= had->records;
	return true;
}

static enum line_kind
usage_kind(const struct bill_class *c)
{
	return c->late ? LINE_LATE : c->again ? LINE_CORRECTION : LINE_USAGE;
}

/* As the price says, then to the minor unit, half up. */
static bool
round_as(const struct maker *m, const struct price *p, money_t exact,
    money_t *net)
{
	return money_round(exact, p->line_decimals, p->line_rounding, net)
	    && money_round(*net, m->inv->decimals, ROUND_HALF_UP, net);
}

/*
 * The net amount of a line of usage. Lines that are rounded together, and
 * alike, get what the rounded sum grows by; a correction is of another
 * document, and alone.
 */
static bool
usage_round(struct maker *m, const struct price *p, money_t exact,
    struct invoice_line *l)
{
	struct line_sum *all = &m->together[p->line_rounding]
	    [p->line_decimals];
	money_t sum;

	if (p->rounds == ROUNDS_RECORD)
		return invoice_line_amount(l, exact, m->inv->decimals);
	if (p->rounds == ROUNDS_LINE || l->kind == LINE_CORRECTION) {
		if (!round_as(m, p, exact, &l->net))
			return false;
	} else {
		if (!money_add(all->exact, exact, &all->exact)
		    || !round_as(m, p, all->exact, &sum))
			return false;
		l->net = sum - all->rounded;
		all->rounded = sum;
	}
	l->rounding = exact - l->net;
	return true;
}

/* The order of usage lines within a subscription */
static int
class_cmp(const struct bill_class *a, const struct bill_class *b)
{
	int c;

	if (a->late != b->late)
		return a->late ? 1 : -1;
	if (a->again != b->again)
		return a->again ? 1 : -1;
	if (a->days.first != b->days.first)
		return a->days.first < b->days.first ? -1 : 1;
	if ((c = slice_cmp(a->price_id, b->price_id)) != 0
	    || (c = slice_cmp(a->tax_code, b->tax_code)) != 0
	    || (c = slice_cmp(a->unit, b->unit)) != 0)
		return c;
	return (int)a->included - (int)b->included;
}

static bool
class_includes(const struct bill_class *included, const struct bill_class *c)
{
	struct bill_class charged = *included;

	charged.included = false;
	return included->included && class_cmp(&charged, c) == 0;
}

/* What allowances had of the usage of a class; 0 where there was nothing */
static struct bill_line
included_of(const struct maker *m, const struct bill_class *c)
{
	const struct bill_hot *h = &m->run->hot[m->sub];
	const struct bill_line none = { .amount = 0 };

	for (unsigned i = 0; i < h->lines; i++)
		if (class_includes(&m->run->class[h->line[i].class], c))
			return h->line[i];
	for (uint32_t i = h->more; i != BILL_NONE; i = m->run->more[i].next)
		if (class_includes(&m->run->class[m->run->more[i].line.class],
		    c))
			return m->run->more[i].line;
	return none;
}

/*
 * Usage that is looked at again holds what was charged as late; that of a
 * sealed period, billed once more, does not.
 */
static bool
add_usage(struct maker *m, const struct bill_line *u)
{
	const struct bill_class *c = &m->run->class[u->class];
	const struct day_span days = c->late || c->again ? c->days
	    : m->run->days;
	const struct bill_line bucket = included_of(m, c);
	struct charged_usage had = { .any = false };
	struct invoice_line l = { .kind = usage_kind(c), .unit = c->unit,
	    .quantity = u->quantity, .records = u->records,
	    .included = bucket.quantity };

	if (!money_round(bucket.amount, m->inv->decimals, ROUND_HALF_UP,
	    &l.included_amount) || !usage_round(m, c->price, u->amount, &l)
	    || (!c->late && !charged_usage_sum(m->past, c->price_id,
	    c->tax->id, days, c->again, &had)))
		return maker_fail(m, REASON_MONEY_OVERFLOW, c->price_id);
	if (had.any && !line_take_charged(m, c, &l, &had))
		return true;
	if (had.any) {		/* which of it is new, nobody knows */
		l.included = 0;
		l.included_amount = 0;
	}
	line_dates(&l, days);
	*invoice_add_line(m->inv) = l;
	return finish_more(m, c->price, c->tax, &had,
	    usage_tax_day(&days, &m->run->sub[m->sub]));
}

/* Of best (or NULL) and l the lesser that is above `above` (NULL: any). */
static const struct bill_line *
lesser(const struct billrun *r, const struct bill_line *above,
    const struct bill_line *best, const struct bill_line *l)
{
	const struct bill_class *c = &r->class[l->class];

	if (above != NULL && class_cmp(c, &r->class[above->class]) <= 0)
		return best;
	return best == NULL || class_cmp(c, &r->class[best->class]) < 0
	    ? l : best;
}

/*
 * The next line of a subscription in the order of documents. There are few,
 * in the order in which they were met.
 */
static const struct bill_line *
next_line(const struct billrun *b, uint32_t sub, const struct bill_line *above)
{
	const struct bill_hot *h = &b->hot[sub];
	const struct bill_line *best = NULL;

	for (unsigned i = 0; i < h->lines; i++)
		best = lesser(b, above, best, &h->line[i]);
	for (uint32_t i = h->more; i != BILL_NONE; i = b->more[i].next)
		best = lesser(b, above, best, &b->more[i].line);
	return best;
}

static bool
is_active(const struct maker *m)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];

	return s->active.first < m->run->days.end
	    && s->active.end > m->run->days.first;
}

static bool
add_subscription(struct maker *m)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	const struct bill_line *l = NULL;

	if (s->offer == NULL)
		maker_fail(m, REASON_BILL_OFFER, s->offer_id);
	else if (!offer_served(s->offer)) {
		if (is_active(m))
			maker_fail(m, REASON_BILL_OFFER_STATUS, s->offer_id);
	} else if (!slice_eq(s->offer->currency, m->inv->currency)) {
		if (is_active(m))
			return maker_fail(m, REASON_BILL_CURRENCY,
			    s->offer_id);
	} else if (!add_charges(m, PRICE_RECURRING)
	    || !add_charges(m, PRICE_ONE_OFF))
		return false;
	if (!add_corrections(m))
		return false;
	while ((l = next_line(m->run, m->sub, l)) != NULL)
		if (!m->run->class[l->class].included && !add_usage(m, l))
			return false;
	return add_settled(m);
}

static void
take_up(struct maker *m, const struct bill_past *past, uint32_t sub,
    size_t *at)
{
	int64_t first = m->run->sub[sub].active.first;

	m->sub = sub;
	m->past = past_of(past, sub, at);
	m->since = m->run->days.first;
	if (past->billed && first >= past->first && first < m->since
	    && !charged_known(m->past))
		m->since = first;
}

static bool
maker_done(struct maker *m, bool made)
{
	free(m->rest);
	m->rest = NULL;
	return made;
}

/* Small coins are rounded away in the currency that is the catalog's. */
static bool
total(const struct billrun *b, const struct bill_account *a,
    money_t cash_step, struct invoice *inv)
{
	return invoice_total(inv, slice_eq(a->currency, b->catalog->currency)
	    ? cash_step : 0);
}

bool
billrun_invoice(struct billrun *b, uint32_t account, money_t cash_step,
    const struct bill_past *past, struct invoice *inv,
    struct bill_fault *fault)
{
	struct maker m = { .run = b, .inv = inv, .fault = fault,
	    .all_past = past, .account = account };
	const struct bill_account *a = &b->account[account];
	size_t at = 0;

	*fault = (struct bill_fault){ .why = REASON_NONE };
	invoice_clear(inv);
	if (!a->billed || b->first[account] == b->first[account + 1])
		return false;
	inv->type_code = SLICE_LIT(INVOICE_TYPE_COMMERCIAL);
	inv->currency = a->currency;
	inv->decimals = a->decimals;
	inv->account = a->id;
	inv->customer = a->customer;
	inv->catalog = slice_of(b->catalog->digest);
	inv->period = slice_of(b->period->name);
	inv->receivable_gl = b->catalog->ledger.receivable;
	inv->rounding_gl = b->catalog->ledger.rounding;
	date_text(b->days.first, inv->first);
	date_text(b->days.end - 1, inv->last);
	m.sub = b->of_payer[b->first[account]];
	if (treated_parse(a->treatment, &m.treated) != NULL)
		return maker_fail(&m, REASON_BILL_TREATMENT, a->treatment);
	account_lists(&m);
	for (uint32_t i = b->first[account]; i < b->first[account + 1]; i++) {
		size_t first = inv->lines;

		take_up(&m, past, b->of_payer[i], &at);
		if (!add_subscription(&m) || !add_discounts(&m, first))
			return maker_done(&m, false);
	}
	if (!add_account_discounts(&m))
		return maker_done(&m, false);
	maker_done(&m, true);
	if (inv->lines == 0)
		return false;
	return (tax_compute(inv) && total(b, a, cash_step, inv))
	    || maker_fail(&m, REASON_MONEY_OVERFLOW, a->id);
}

bool
billrun_split(const struct billrun *b, uint32_t account, money_t cash_step,
    struct invoice *inv, struct invoice *outside, struct bill_fault *fault)
{
	const struct bill_account *a = &b->account[account];

	tax_split(inv, outside);
	if (total(b, a, cash_step, inv) && total(b, a, cash_step, outside))
		return true;
	*fault = (struct bill_fault){ REASON_MONEY_OVERFLOW, { NULL, 0 },
	    a->id };
	return false;
}
