/*
 * invoice_view.c (doc) - see invoice_view.h
 */
#include <jansson.h>

#include "bss/tax.h"
#include "doc/invoice_view.h"
#include "doc/line_settle.h"
#include "doc/width.h"

struct view {
	const struct invoice	*inv;
	const struct doc_text	*text;
	struct buf		 b;	/* the string being made */
};

/* The string in v->b as a JSON value; v->b is empty again. */
static json_t *
take(struct view *v)
{
	json_t *s = json_stringn(v->b.data != NULL ? v->b.data : "", v->b.len);

	buf_clear(&v->b);
	return s;
}

static json_t *
clean(struct view *v, struct slice s)
{
	text_clean(&v->b, s);
	return take(v);
}

static json_t *
amount(struct view *v, money_t a)
{
	doc_amount(&v->b, v->text, a, v->inv->decimals);
	return take(v);
}

/* "20%"; what is not subject to VAT has none (BR-O-05). */
static json_t *
rate(struct view *v, struct slice category, money_t percent)
{
	if (!tax_not_subject(category))
		doc_percent(&v->b, v->text, percent);
	return take(v);
}

/* "EUR 1,234.50" */
static void
add_currency_amount(struct view *v, money_t a)
{
	struct buf n = { 0 }, c = { 0 };

	doc_amount(&n, v->text, a, v->inv->decimals);
	text_clean(&c, v->inv->currency);
	doc_fill(&v->b, v->text, "currency_amount", (struct text_arg[]){
	    { "currency", buf_str(&c) }, { "amount", buf_str(&n) },
	    { NULL, NULL } });
	buf_release(&n);
	buf_release(&c);
}

/* Append {label, value}; nothing when the value is empty. */
static void
add_fact(struct view *v, json_t *list, const char *label, json_t *value)
{
	json_t *o;

	if (json_string_length(value) == 0) {
		json_decref(value);
		return;
	}
	o = json_object();
	json_object_set_new(o, "label",
	    json_string(doc_label(v->text, label)));
	json_object_set_new(o, "value", value);
	json_array_append_new(list, o);
}

static void
add_line(struct view *v, json_t *list, struct slice s)
{
	if (s.len > 0)
		json_array_append_new(list, clean(v, s));
}

static json_t *
address(struct view *v, const struct invoice_party *p)
{
	json_t *list = json_array();

	add_line(v, list, p->street);
	text_clean(&v->b, p->postal_code);
	if (p->postal_code.len > 0 && p->city.len > 0)
		buf_addc(&v->b, ' ');
	text_clean(&v->b, p->city);
	if (v->b.len > 0)
		json_array_append_new(list, take(v));
	add_line(v, list, doc_country(v->text, p->country));
	return list;
}

static json_t *
party(struct view *v, const struct invoice_party *p)
{
	json_t *o = json_object(), *details = json_array();
	json_t *contact = json_array();

	json_object_set_new(o, "name", clean(v, p->name));
	json_object_set_new(o, "address", address(v, p));
	add_fact(v, details, "tax_id", clean(v, p->tax_id));
	add_fact(v, details, "tax_number", clean(v, p->tax_number));
	add_fact(v, details, "registration", clean(v, p->registration));
	json_object_set_new(o, "details", details);
	add_line(v, contact, p->website);
	add_line(v, contact, p->email);
	add_line(v, contact, p->phone);
	json_object_set_new(o, "contact", contact);
	return o;
}

static json_t *
date(struct view *v, const char *d)
{
	if (d[0] != '\0')
		doc_date(&v->b, v->text, d);
	return take(v);
}

static json_t *
facts(struct view *v)
{
	const struct invoice *inv = v->inv;
	json_t *list = json_array();

	add_fact(v, list, "number", clean(v, inv->number));
	add_fact(v, list, "issue_date", date(v, inv->issue_date));
	if (inv->due > 0 || inv->number.len == 0)
		add_fact(v, list, "due_date", date(v, inv->due_date));
	doc_date_range(&v->b, v->text, inv->first, inv->last);
	add_fact(v, list, "period", take(v));
	add_fact(v, list, "customer", clean(v, inv->customer));
	add_fact(v, list, "account", clean(v, inv->account));
	return list;
}

static json_t *
columns(struct view *v)
{
	static const char *const names[] = {
		"description", "quantity", "unit_price", "rate", "amount"
	};
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		json_object_set_new(o, names[i],
		    json_string(doc_label(v->text, names[i])));
	return o;
}

static json_t *
line_name(struct view *v, const struct invoice_line *l)
{
	struct buf name = { 0 };

	text_clean(&name, l->name.len > 0 ? l->name : l->price);
	if (l->kind == LINE_LATE || l->kind == LINE_CORRECTION)
		doc_fill(&v->b, v->text, l->records > 0 ? "late_usage"
		    : "correction", (struct text_arg[]){
		    { "name", buf_str(&name) }, { NULL, NULL } });
	else
		buf_add_slice(&v->b, buf_slice(&name));
	buf_release(&name);
	return take(v);
}

/* Usage is of the bill's period unless it says otherwise. */
static bool
says_dates(const struct view *v, const struct invoice_line *l)
{
	return l->first[0] != '\0' && ((l->kind != LINE_USAGE
	    && l->kind != LINE_COMMITMENT) || strcmp(l->first, v->inv->first) != 0
	    || strcmp(l->last, v->inv->last) != 0);
}

/* "3 × 9.90" */
static void
add_multiplier(struct view *v, const struct invoice_line *l)
{
	if (v->b.len > 0)
		buf_adds(&v->b, " \302\267 ");
	doc_count(&v->b, v->text, l->multiplier);
	buf_adds(&v->b, " \303\227 ");
	doc_price(&v->b, v->text, l->unit_price / (money_t)l->multiplier,
	    v->inv->decimals);
}

/* Append to what a line is about a label whose {n} is the text in n. */
static void
about_add(struct view *v, const char *label, struct buf *n)
{
	if (v->b.len > 0)
		buf_adds(&v->b, " \302\267 ");
	doc_fill(&v->b, v->text, label, (struct text_arg[]){
	    { "n", buf_str(n) }, { NULL, NULL } });
	buf_clear(n);
}

/* "1 h 23 min included", "2.00 paid from your credit" */
static void
about_included(struct view *v, const struct invoice_line *l, struct buf *n)
{
	if (l->included > 0) {
		doc_quantity(n, v->text, l->included, l->unit);
		about_add(v, "included", n);
	}
	if (l->included_amount > 0) {
		doc_amount(n, v->text, l->included_amount, v->inv->decimals);
		about_add(v, "included_amount", n);
	}
}

/* "1–30 November 2026", "12 calls" */
static json_t *
line_about(struct view *v, const struct invoice_line *l)
{
	struct buf n = { 0 };

	if (says_dates(v, l))
		doc_date_range(&v->b, v->text, l->first, l->last);
	if (l->records > 0 && l->settle.len == 0 && slice_is(l->unit, "s")) {
		doc_count(&n, v->text, l->records);
		about_add(v, l->records == 1 ? "calls_1" : "calls", &n);
	}
	buf_clear(&n);
	if (l->multiplier > 1)
		add_multiplier(v, l);
	about_included(v, l, &n);
	doc_line_settle(&n, v->text, l, v->inv->decimals);
	if (n.len > 0 && v->b.len > 0)
		buf_adds(&v->b, " \302\267 ");
	buf_add_slice(&v->b, buf_slice(&n));
	buf_release(&n);
	return take(v);
}

/* "17 of 31 days" for a part of a cycle, else the number in its unit */
static json_t *
line_quantity(struct view *v, const struct invoice_line *l)
{
	char n[24], per[24];

	if (slice_is(l->unit, "d") && l->has_price && l->per > 1) {
		u64_format(l->quantity, n);
		u64_format(l->per, per);
		doc_fill(&v->b, v->text, "days_of", (struct text_arg[]){
		    { "n", n }, { "per", per }, { NULL, NULL } });
	} else if (l->kind != LINE_COMMITMENT) {
		doc_line_quantity(&v->b, v->text, l);
	}
	return take(v);
}

static json_t *
line(struct view *v, const struct invoice_line *l)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", line_name(v, l));
	json_object_set_new(o, "about", line_about(v, l));
	json_object_set_new(o, "quantity", line_quantity(v, l));
	if (l->has_price)
		doc_price(&v->b, v->text, l->unit_price, v->inv->decimals);
	json_object_set_new(o, "unit_price", take(v));
	json_object_set_new(o, "rate", rate(v, l->tax_category,
	    l->tax_percent));
	json_object_set_new(o, "amount", amount(v, l->net));
	return o;
}

/* Offer, and the account where another one pays: "Fibre 1G · account A-2" */
static json_t *
group_about(struct view *v, const struct invoice_line *l)
{
	struct buf account = { 0 };

	text_clean(&v->b, l->offer_name.len > 0 ? l->offer_name : l->offer);
	if (l->account.len > 0 && !slice_eq(l->account, v->inv->account)) {
		text_clean(&account, l->account);
		if (v->b.len > 0)
			buf_adds(&v->b, " \302\267 ");
		doc_fill(&v->b, v->text, "for_account", (struct text_arg[]){
		    { "account", buf_str(&account) }, { NULL, NULL } });
	}
	buf_release(&account);
	return take(v);
}

/* The lines from at on that are of one subscription; their number. */
static size_t
group_len(const struct invoice *inv, size_t at)
{
	size_t end = at + 1;

	while (end < inv->lines && slice_eq(inv->line[end].subscription,
	    inv->line[at].subscription))
		end++;
	return end - at;
}

/* A discount, below the lines that it is of. */
static json_t *
allowance(struct view *v, const struct invoice_allowance *a)
{
	struct buf percent = { 0 }, base = { 0 };
	json_t *o = json_object();

	json_object_set_new(o, "name", clean(v, a->reason));
	if (a->has_percent) {
		doc_percent(&percent, v->text, a->percent);
		doc_amount(&base, v->text, a->base, v->inv->decimals);
		doc_fill(&v->b, v->text, "percent_of", (struct text_arg[]){
		    { "percent", buf_str(&percent) },
		    { "amount", buf_str(&base) }, { NULL, NULL } });
	}
	json_object_set_new(o, "about", take(v));
	json_object_set_new(o, "quantity", take(v));
	json_object_set_new(o, "unit_price", take(v));
	json_object_set_new(o, "rate", rate(v, a->tax_category,
	    a->tax_percent));
	json_object_set_new(o, "amount", amount(v, -a->amount));
	buf_release(&percent);
	buf_release(&base);
	return o;
}

static void
add_allowances(struct view *v, struct slice subscription, json_t *lines,
    money_sum_t *sum)
{
	for (size_t i = 0; i < v->inv->allowances; i++) {
		const struct invoice_allowance *a = &v->inv->allowance[i];

		if (!slice_eq(a->subscription, subscription))
			continue;
		json_array_append_new(lines, allowance(v, a));
		*sum -= a->amount;
	}
}

/* What fills up to a minimum comes behind the discounts. */
static void
add_lines(struct view *v, const struct invoice_line *l, size_t len,
    bool commitments, json_t *lines, money_sum_t *sum)
{
	for (; len > 0; l++, len--) {
		if ((l->kind == LINE_COMMITMENT) != commitments)
			continue;
		json_array_append_new(lines, line(v, l));
		*sum += l->net;
	}
}

/* The lines and discounts of a subscription, or the account's own. */
static json_t *
group(struct view *v, size_t at, size_t len)
{
	static const struct invoice_line none = { .kind = LINE_USAGE };
	const struct invoice_line *first = len > 0 ? &v->inv->line[at] : &none;
	json_t *o = json_object(), *lines = json_array();
	money_sum_t sum = 0;
	money_t subtotal;

	add_lines(v, first, len, false, lines, &sum);
	add_allowances(v, first->subscription, lines, &sum);
	add_lines(v, first, len, true, lines, &sum);
	json_object_set_new(o, "title", first->subscription.len == 0
	    ? json_string(doc_label(v->text, "whole_account"))
	    : clean(v, first->identifier.len > 0 ? first->identifier
	    : first->subscription));
	json_object_set_new(o, "about", group_about(v, first));
	json_object_set_new(o, "lines", lines);
	if (money_from_sum(sum, &subtotal))
		json_object_set_new(o, "subtotal", amount(v, subtotal));
	return o;
}

static json_t *
groups(struct view *v)
{
	json_t *list = json_array();
	struct slice last = { NULL, 0 };
	size_t len;

	for (size_t i = 0; i < v->inv->lines; i += len) {
		len = group_len(v->inv, i);
		last = v->inv->line[i].subscription;
		json_array_append_new(list, group(v, i, len));
	}
	for (size_t i = 0; last.len > 0 && i < v->inv->allowances; i++)
		if (v->inv->allowance[i].subscription.len == 0) {
			json_array_append_new(list, group(v, 0, 0));
			break;
		}
	return list;
}

/* "VAT 20% on 1,234.50"; there is none of what is not subject to it. */
static json_t *
tax_label(struct view *v, const struct invoice_tax *t)
{
	struct buf rate = { 0 }, base = { 0 };

	if (tax_not_subject(t->category))
		return take(v);
	doc_percent(&rate, v->text, t->percent);
	doc_amount(&base, v->text, t->taxable, v->inv->decimals);
	doc_fill(&v->b, v->text, "tax", (struct text_arg[]){
	    { "rate", buf_str(&rate) }, { "amount", buf_str(&base) },
	    { NULL, NULL } });
	buf_release(&rate);
	buf_release(&base);
	return take(v);
}

static json_t *
taxes(struct view *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->inv->taxes; i++) {
		const struct invoice_tax *t = &v->inv->tax[i];
		json_t *o = json_object();

		json_object_set_new(o, "rate", rate(v, t->category,
		    t->percent));
		json_object_set_new(o, "label", tax_label(v, t));
		json_object_set_new(o, "reason", clean(v, t->reason));
		json_object_set_new(o, "taxable", amount(v, t->taxable));
		json_object_set_new(o, "tax", amount(v, t->tax));
		json_array_append_new(list, o);
	}
	return list;
}

/* label and amount are taken; kind names the row for the layout */
static void
add_total(json_t *list, const char *kind, json_t *label, json_t *amount_text)
{
	json_t *o = json_object();

	json_object_set_new(o, "kind", json_string(kind));
	json_object_set_new(o, "label", label);
	json_object_set_new(o, "amount", amount_text);
	json_array_append_new(list, o);
}

static void
add_tax_total(struct view *v, json_t *list, const struct invoice_tax *t)
{
	json_t *label = tax_label(v, t);

	add_total(list, "tax", label, amount(v, t->tax));
}

static json_t *
totals(struct view *v)
{
	const struct invoice *inv = v->inv;
	json_t *list = json_array();

	if (inv->allowances > 0) {
		add_total(list, "lines", json_string(doc_label(v->text,
		    "line_total")), amount(v, inv->line_total));
		add_total(list, "allowances", json_string(doc_label(v->text,
		    "allowance_total")), amount(v, -inv->allowance_total));
	}
	add_total(list, "net", json_string(doc_label(v->text, "net")),
	    amount(v, inv->net));
	for (size_t i = 0; i < inv->taxes; i++)
		if (!tax_not_subject(inv->tax[i].category))
			add_tax_total(v, list, &inv->tax[i]);
	add_total(list, "gross", json_string(doc_label(v->text, "gross")),
	    amount(v, inv->gross));
	if (inv->paid != 0)
		add_total(list, "paid", json_string(doc_label(v->text,
		    "paid")), amount(v, -inv->paid));
	if (inv->rounding != 0)
		add_total(list, "rounding", json_string(doc_label(v->text,
		    "rounding")), amount(v, inv->rounding));
	add_currency_amount(v, inv->due);
	add_total(list, "due", json_string(doc_label(v->text, "due")),
	    take(v));
	return list;
}

/* "FR76 3000 6000 ...": groups of four, as ISO 13616 prints it */
static json_t *
iban(struct view *v, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (i > 0 && i % 4 == 0)
			buf_addc(&v->b, ' ');
		text_clean(&v->b, (struct slice){ s.p + i, 1 });
	}
	return take(v);
}

static json_t *
payment(struct view *v)
{
	const struct invoice *inv = v->inv;
	json_t *list = json_array();

	/* nothing may be paid on a forecast, there is no number to name */
	if (inv->payment.iban.len == 0 || inv->number.len == 0
	    || inv->due <= 0)
		return list;
	add_fact(v, list, "payee", clean(v, inv->seller.name));
	add_fact(v, list, "iban", iban(v, inv->payment.iban));
	add_fact(v, list, "bic", clean(v, inv->payment.bic));
	add_fact(v, list, "reference", clean(v, inv->number));
	return list;
}

static json_t *
pay_sentence(struct view *v)
{
	const struct invoice *inv = v->inv;
	struct buf due = { 0 }, by = { 0 };

	if (inv->number.len == 0)
		return json_string(doc_label(v->text, "draft_note"));
	if (inv->due == 0)
		return json_string(doc_label(v->text, "nothing_due"));
	add_currency_amount(v, inv->due < 0 ? -inv->due : inv->due);
	buf_add_slice(&due, buf_slice(&v->b));
	buf_clear(&v->b);
	doc_date(&by, v->text, inv->due_date);
	doc_fill(&v->b, v->text, inv->due < 0 ? "credit" : "pay_by",
	    (struct text_arg[]){
	    { "amount", buf_str(&due) }, { "date", buf_str(&by) },
	    { NULL, NULL } });
	buf_release(&due);
	buf_release(&by);
	return take(v);
}

static json_t *
notes(struct view *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->inv->notes; i++)
		add_line(v, list, v->inv->note[i]);
	return list;
}

json_t *
invoice_view(const struct invoice *inv, const struct doc_text *text)
{
	struct view v = { .inv = inv, .text = text };
	json_t *o = json_object();
	bool draft = inv->number.len == 0;

	json_object_set_new(o, "lang", json_string(doc_label(text,
	    "language")));
	json_object_set_new(o, "title", json_string(doc_label(text,
	    draft ? "draft" : "invoice")));
	json_object_set_new(o, "draft", json_boolean(draft));
	json_object_set_new(o, "number", clean(&v, inv->number));
	json_object_set_new(o, "currency", clean(&v, inv->currency));
	json_object_set_new(o, "seller", party(&v, &inv->seller));
	json_object_set_new(o, "buyer", party(&v, &inv->buyer));
	json_object_set_new(o, "facts", facts(&v));
	json_object_set_new(o, "columns", columns(&v));
	json_object_set_new(o, "groups", groups(&v));
	json_object_set_new(o, "taxes", taxes(&v));
	json_object_set_new(o, "totals", totals(&v));
	json_object_set_new(o, "payment", payment(&v));
	json_object_set_new(o, "pay", pay_sentence(&v));
	json_object_set_new(o, "notes", notes(&v));
	json_object_set(o, "text", text->root);
	buf_release(&v.b);
	return o;
}
