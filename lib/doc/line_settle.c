/*
 * line_settle.c (doc) - see line_settle.h
 */
#include <jansson.h>

#include "bss/minor.h"
#include "doc/line_settle.h"

#define RATE_UNITS	7		/* bit/s to Ebit/s */
#define RATE_DECIMALS	18

/* v / 10^decimals without zeros at its end */
static void
add_scaled(struct buf *b, const struct doc_text *t, uint64_t v,
    unsigned decimals)
{
	char digits[RATE_DECIMALS + 3], *end;
	unsigned len;
	uint64_t unit = 1;

	for (unsigned i = 0; i < decimals; i++)
		unit *= 10;
	doc_count(b, t, v / unit);
	if (v % unit == 0)
		return;
	len = (unsigned)snprintf(digits, sizeof(digits), "%0*llu",
	    (int)decimals, (unsigned long long)(v % unit));
	for (end = digits + len; end > digits && end[-1] == '0'; end--)
		;
	buf_adds(b, doc_label(t, "decimal"));
	buf_add(b, digits, (size_t)(end - digits));
}

/* 0 for 1, 1 for 1000, ...; the largest unit that is not above v for others. */
static unsigned
rate_unit(uint64_t v, uint64_t per)
{
	unsigned n = 0;

	for (; per > 1 && per % 1000 == 0; per /= 1000)
		n++;
	if (per == 1 && n > 0)
		return n;
	for (n = 0; n + 1 < RATE_UNITS && v >= 1000; v /= 1000)
		n++;
	return n;
}

void
doc_rate(struct buf *b, const struct doc_text *t, uint64_t bps, uint64_t per)
{
	unsigned n = rate_unit(bps, per);

	add_scaled(b, t, bps, 3 * n);
	buf_addf(b, " %s", json_string_value(json_array_get(
	    json_object_get(t->root, "rate_units"), n)));
}

static void
add_measure(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l, uint64_t v)
{
	if (slice_is(l->measured_unit, "bit/s"))
		doc_rate(b, t, v, l->has_price ? l->per : 0);
	else
		doc_quantity(b, t, v, l->measured_unit);
}

/* "minimum 30.00, of which 12.50 was spent" */
static void
add_minimum(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l, unsigned decimals)
{
	struct buf n = { 0 }, spent = { 0 };
	money_t limit = 0, had = 0;

	minor_to_money((int64_t)l->commit, decimals, &limit);
	minor_to_money((int64_t)l->measured, decimals, &had);
	doc_amount(&n, t, limit, decimals);
	doc_amount(&spent, t, had, decimals);
	doc_fill(b, t, "minimum", (struct text_arg[]){ { "n", buf_str(&n) },
	    { "spent", buf_str(&spent) }, { NULL, NULL } });
	buf_release(&n);
	buf_release(&spent);
}

/* Append a label whose {n} is the text in n, which is empty again. */
static void
add_part(struct buf *b, const struct doc_text *t, const char *label,
    struct buf *n)
{
	if (b->len > 0)
		buf_adds(b, ", ");
	doc_fill(b, t, label, (struct text_arg[]){ { "n", buf_str(n) },
	    { NULL, NULL } });
	buf_clear(n);
}

static void
add_percentile(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l)
{
	struct buf rate = { 0 }, p = { 0 };

	add_measure(&rate, t, l, l->measured);
	doc_price(&p, t, l->percentile, 0);
	doc_fill(b, t, "percentile", (struct text_arg[]){
	    { "p", buf_str(&p) }, { "n", buf_str(&rate) }, { NULL, NULL } });
	buf_release(&rate);
	buf_release(&p);
}

static void
add_missing(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l)
{
	struct buf n = { 0 }, all = { 0 };

	doc_count(&n, t, l->windows_missing);
	doc_count(&all, t, l->windows);
	buf_adds(b, ", ");
	doc_fill(b, t, "windows_missing", (struct text_arg[]){
	    { "n", buf_str(&n) }, { "all", buf_str(&all) }, { NULL, NULL } });
	buf_release(&n);
	buf_release(&all);
}

/* "15 of 30 days" */
static void
add_share(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l)
{
	struct buf n = { 0 }, of = { 0 };

	doc_count(&n, t, l->days_due);
	doc_count(&of, t, l->cycle_days);
	buf_adds(b, ", ");
	doc_fill(b, t, "days_of", (struct text_arg[]){
	    { "n", buf_str(&n) }, { "per", buf_str(&of) }, { NULL, NULL } });
	buf_release(&n);
	buf_release(&of);
}

void
doc_line_settle(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l, unsigned decimals)
{
	struct buf own = { 0 }, n = { 0 };

	if (l->settle.len == 0)
		return;
	if (slice_is(l->settle, "minimum")) {
		add_minimum(b, t, l, decimals);
		return;
	}
	if (slice_is(l->settle, "percentile")) {
		add_percentile(&own, t, l);
	} else if (!slice_is(l->settle, "commit-fee")) {
		add_measure(&n, t, l, l->measured);
		add_part(&own, t, "measured", &n);
	}
	if (l->commit > 0) {
		add_measure(&n, t, l, l->commit);
		add_part(&own, t, "commit", &n);
	}
	if (l->commit > 0 && l->kind == LINE_USAGE && l->quantity > 0
	    && !slice_is(l->settle, "commit-fee")) {
		add_measure(&n, t, l, l->quantity);
		add_part(&own, t, "overage", &n);
	}
	if (l->cycle_days > 0)
		add_share(&own, t, l);
	if (l->windows_missing > 0)
		add_missing(&own, t, l);
	buf_add_slice(b, buf_slice(&own));
	buf_release(&own);
	buf_release(&n);
}

void
doc_line_quantity(struct buf *b, const struct doc_text *t,
    const struct invoice_line *l)
{
	if (slice_is(l->unit, "bit/s"))
		doc_rate(b, t, l->quantity, l->has_price ? l->per : 0);
	else
		doc_quantity(b, t, l->quantity, l->unit);
}
