/*
 * billrun_line.c (bss) - what all lines of a document have: subscription,
 * days, tax
 */
#include "bss/billrun_make.h"

bool
maker_fail(struct maker *m, enum reason why, struct slice what)
{
	m->fault->why = why;
	m->fault->subscription = m->run->sub[m->sub].id;
	m->fault->what = what;
	return false;
}

/*
 * The line keeps the tax of its price as its code: what is charged again, or
 * given back, is found by it.
 */
static bool
line_tax(struct maker *m, struct invoice_line *l, const struct price *p,
    struct slice code, const struct tax *tax, int64_t day)
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
	l->tax_code = code;
	if (!slice_eq(tax->id, code))
		l->taxed_as = tax->id;
	l->tax_category = tax->category;
	if (!tax_percent_at(tax, day, &l->tax_percent))
		return maker_fail(m, REASON_BILL_TAX, tax->id);
	if (tax_category_exempt(tax->category)) {
		terms.reason = tax->name;
		terms.reason_code = tax->reason_code;
	}
	return tax_add_line(m->inv, l, &terms)
	    || maker_fail(m, REASON_MONEY_OVERFLOW, p->id);
}

bool
line_finish(struct maker *m, struct invoice_line *l, const struct price *p,
    const struct tax *of_price, int64_t day)
{
	const struct treated *t = treated_on(&m->treated, day);
	const struct tax_treatment *how = t != NULL
	    ? catalog_treatment(m->run->catalog, t->id) : NULL;

	if (t != NULL && how == NULL)
		return maker_fail(m, REASON_BILL_TREATMENT, t->id);
	return line_tax(m, l, p, of_price->id, tax_treated(of_price, how),
	    day);
}

bool
line_finish_as(struct maker *m, struct invoice_line *l, const struct price *p,
    struct slice code, struct slice charged, int64_t day)
{
	const struct tax *tax = catalog_tax(m->run->catalog, charged);

	return tax != NULL ? line_tax(m, l, p, code, tax, day)
	    : maker_fail(m, REASON_BILL_TAX, charged);
}

void
line_dates(struct invoice_line *l, struct day_span days)
{
	date_text(days.first, l->first);
	date_text(days.end - 1, l->last);
}

/*
 * Usage is taxed at the rate of the last day of its time, which ends with the
 * subscription: at midnight that is the day before.
 */
int64_t
usage_tax_day(const struct day_span *days, const struct bill_subscription *s)
{
	return s->last < days->end ? s->last : days->end - 1;
}

bool
finish_more(struct maker *m, const struct price *p, const struct tax *of_price,
    const struct charged_usage *had, int64_t day)
{
	struct invoice_line *l = &m->inv->line[m->inv->lines - 1];

	return had->tax.len > 0 ? line_finish_as(m, l, p, of_price->id,
	    had->tax, day) : line_finish(m, l, p, of_price, day);
}
