/*
 * billrun_invoice.c (bss) - the document of one paying account
 */
#include "bss/billrun.h"
#include "bss/charge.h"
#include "bss/tax.h"

struct maker {
	struct billrun		*run;
	struct invoice		*inv;
	struct bill_fault	*fault;
	uint32_t		 sub;	/* subscription at work */
};

static bool
fail(struct maker *m, enum reason why, struct slice what)
{
	m->fault->why = why;
	m->fault->subscription = m->run->sub[m->sub].id;
	m->fault->what = what;
	return false;
}

/* Categories that owe the reader a reason (BR-AE-10, BR-E-10 and so on) */
static bool
is_exempt(struct slice category)
{
	return !slice_is(category, "S") && !slice_is(category, "Z")
	    && !slice_is(category, "L") && !slice_is(category, "M");
}

/*
 * Complete a line of the subscription at work and enter it into the tax
 * breakdown. day: the one whose tax rate holds.
 */
static bool
line_finish(struct maker *m, struct invoice_line *l, const struct price *p,
    const struct tax *tax, int64_t day)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	struct tax_terms terms = { .gl = m->run->catalog->ledger.tax };

	l->subscription = m->run->sub[m->sub].id;
	l->identifier = s->identifier;
	if (s->account != s->payer)
		l->account = m->run->account[s->account].id;
	l->offer = s->offer_id;
	l->offer_name = s->offer != NULL ? s->offer->name : s->offer_id;
	l->price = p->id;
	l->name = p->name;
	l->gl = p->gl;
	l->tax_code = tax->id;
	l->tax_category = tax->category;
	if (!tax_percent_at(tax, day, &l->tax_percent))
		return fail(m, REASON_BILL_TAX, tax->id);
	if (is_exempt(tax->category))
		terms.reason = tax->name;
	return tax_add_line(m->inv, l, &terms)
	    || fail(m, REASON_MONEY_OVERFLOW, p->id);
}

static void
line_dates(struct invoice_line *l, struct day_span days)
{
	date_text(days.first, l->first);
	date_text(days.end - 1, l->last);
}

/* Supply of the coming time is taxed when it is charged: on its first day. */
static int64_t
tax_day(const struct price *p, struct day_span part)
{
	return p->timing == TIMING_ADVANCE ? part.first : part.end - 1;
}

static bool
add_charge(struct maker *m, const struct price *p, const struct charge *c)
{
	const struct charge_rounding r = { p->rounding, p->decimals,
	    m->inv->decimals };
	uint64_t days = (uint64_t)(c->cycle.end - c->cycle.first);
	bool whole = p->proration == PRORATION_NONE
	    || (c->part.first == c->cycle.first
	    && c->part.end == c->cycle.end);
	struct invoice_line *l;
	struct charge_part amount;

	if (!prorate(p->amount, c->cycle, whole ? c->cycle : c->part, &r,
	    &amount))
		return fail(m, REASON_MONEY_OVERFLOW, p->id);
	l = invoice_add_line(m->inv);
	l->kind = LINE_RECURRING;
	l->quantity = whole ? 1 : (uint64_t)(c->part.end - c->part.first);
	l->unit = whole ? SLICE_LIT("month") : SLICE_LIT("d");
	l->has_price = true;
	l->unit_price = p->amount;
	l->per = whole ? 1 : days;
	l->net = amount.net;
	l->rounding = amount.exact - amount.net;
	line_dates(l, c->part);
	return line_finish(m, l, p, p->tax, tax_day(p, c->part));
}

static bool
add_recurring(struct maker *m, const struct price *p)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	struct charge_walk w = {
		.price = p,
		.active = s->active,
		.period = m->run->days,
		.bill_day = m->run->account[s->payer].bill_day,
	};
	struct charge c;

	while (charge_next(&w, &c))
		if (!add_charge(m, p, &c))
			return false;
	return true;
}

static bool
add_one_off(struct maker *m, const struct price *p)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	struct invoice_line *l;
	money_t exact;

	if (!charge_begins(s->active, m->run->days))
		return true;
	l = invoice_add_line(m->inv);
	l->kind = LINE_ONE_OFF;
	l->quantity = 1;
	l->unit = SLICE_LIT("1");
	l->has_price = true;
	l->unit_price = p->amount;
	l->per = 1;
	line_dates(l, (struct day_span){ s->active.first,
	    s->active.first + 1 });
	if (!money_round(p->amount, p->decimals, p->rounding, &exact)
	    || !invoice_line_amount(l, exact, m->inv->decimals))
		return fail(m, REASON_MONEY_OVERFLOW, p->id);
	return line_finish(m, l, p, p->tax, s->active.first);
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
 * Usage is taxed at the rate of the last day of its time, which ends with the
 * subscription.
 */
static int64_t
usage_tax_day(const struct day_span *days, const struct bill_subscription *s)
{
	return s->active.end < days->end ? s->active.end : days->end - 1;
}

static bool
add_usage(struct maker *m, const struct bill_line *u)
{
	const struct bill_class *c = &m->run->class[u->class];
	const struct day_span days = c->late ? c->days : m->run->days;
	struct invoice_line *l = invoice_add_line(m->inv);

	l->kind = c->late ? LINE_LATE : LINE_USAGE;
	l->quantity = u->quantity;
	l->unit = c->unit;
	l->records = u->records;
	line_dates(l, days);
	if (!invoice_line_amount(l, u->amount, m->inv->decimals))
		return fail(m, REASON_MONEY_OVERFLOW, c->price_id);
	return line_finish(m, l, c->price, c->tax, usage_tax_day(&days,
	    &m->run->sub[m->sub]));
}

/* The order of usage lines within a subscription */
static int
class_cmp(const struct bill_class *a, const struct bill_class *b)
{
	int c;

	if (a->late != b->late)
		return a->late ? 1 : -1;
	if (a->days.first != b->days.first)
		return a->days.first < b->days.first ? -1 : 1;
	if ((c = slice_cmp(a->price_id, b->price_id)) != 0
	    || (c = slice_cmp(a->tax_code, b->tax_code)) != 0)
		return c;
	return slice_cmp(a->unit, b->unit);
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
add_subscription(struct maker *m)
{
	const struct bill_subscription *s = &m->run->sub[m->sub];
	const struct bill_line *l = NULL;

	if (s->offer == NULL)
		fail(m, REASON_BILL_OFFER, s->offer_id);
	else if (!add_charges(m, PRICE_RECURRING)
	    || !add_charges(m, PRICE_ONE_OFF))
		return false;
	while ((l = next_line(m->run, m->sub, l)) != NULL)
		if (!add_usage(m, l))
			return false;
	return true;
}

bool
billrun_invoice(struct billrun *b, uint32_t account, money_t cash_step,
    struct invoice *inv, struct bill_fault *fault)
{
	struct maker m = { .run = b, .inv = inv, .fault = fault };
	const struct bill_account *a = &b->account[account];

	*fault = (struct bill_fault){ .why = REASON_NONE };
	invoice_clear(inv);
	if (!a->billed || b->first[account] == b->first[account + 1])
		return false;
	inv->type_code = SLICE_LIT(INVOICE_TYPE_COMMERCIAL);
	inv->currency = b->catalog->currency;
	inv->decimals = b->catalog->currency_decimals;
	inv->account = a->id;
	inv->customer = a->customer;
	inv->catalog = slice_of(b->catalog->digest);
	inv->period = slice_of(b->period->name);
	inv->receivable_gl = b->catalog->ledger.receivable;
	inv->rounding_gl = b->catalog->ledger.rounding;
	date_text(b->days.first, inv->first);
	date_text(b->days.end - 1, inv->last);
	m.sub = b->of_payer[b->first[account]];
	if (a->other_currency)
		return fail(&m, REASON_BILL_CURRENCY, a->id);
	for (uint32_t i = b->first[account]; i < b->first[account + 1]; i++) {
		m.sub = b->of_payer[i];
		if (!add_subscription(&m))
			return false;
	}
	if (inv->lines == 0)
		return false;
	if (tax_compute(inv) && invoice_total(inv, cash_step))
		return true;
	return fail(&m, REASON_MONEY_OVERFLOW, a->id);
}
