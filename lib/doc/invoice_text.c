/*
 * invoice_text.c (doc) - see invoice_text.h
 */
#include <jansson.h>

#include "doc/invoice_text.h"
#include "doc/width.h"

#define PAGE		78	/* columns */
#define HALF		40	/* where the right block begins */
#define HALF_LEAST	34	/* with the longest words */
#define BLOCK_ROWS	32	/* of the two blocks side by side */
#define INDENT		2
#define FACT_LABEL	17

/* The least widths of the columns of a line; the name has what they leave. */
#define COL_QUANTITY	14
#define COL_PRICE	11
#define COL_RATE	 7
#define COL_AMOUNT	11

/* What the words of the language make of them */
struct layout {
	size_t	half, fact_label;
	size_t	name, quantity, price, rate, amount;
};

static struct slice
str(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return (struct slice){ json_string_value(v), json_string_length(v) };
}

static struct slice
label(const json_t *view, const char *name)
{
	return str(json_object_get(view, "text"), name);
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* The widest of a member in a list */
static size_t
widest(const json_t *list, const char *name)
{
	const json_t *v;
	size_t w = 0, i;

	json_array_foreach(list, i, v)
		w = max(w, text_width(str(v, name)));
	return w;
}

/* A column with a blank before its head */
static size_t
column_width(const json_t *view, const char *name, size_t least)
{
	return max(least, 1 + text_width(str(json_object_get(view, "columns"),
	    name)));
}

static struct layout
layout_of(const json_t *view)
{
	const json_t *facts = json_object_get(view, "facts");
	struct layout l = {
		.fact_label = max(FACT_LABEL, widest(facts, "label") + 2),
		.quantity = column_width(view, "quantity", COL_QUANTITY),
		.price = column_width(view, "unit_price", COL_PRICE),
		.rate = column_width(view, "rate", COL_RATE),
		.amount = column_width(view, "amount", COL_AMOUNT),
	};
	size_t right = l.fact_label + widest(facts, "value");
	size_t figures = l.quantity + l.price + l.rate + l.amount;

	l.half = right + HALF <= PAGE ? HALF
	    : right + HALF_LEAST <= PAGE ? PAGE - right : HALF_LEAST;
	l.name = figures + PAGE / 4 <= PAGE ? PAGE - figures : PAGE / 4;
	return l;
}

static void
spaces(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_addc(b, ' ');
}

static void
left(struct buf *b, struct slice s, size_t width)
{
	size_t w = text_width(s);

	buf_add_slice(b, s);
	spaces(b, w < width ? width - w : 0);
}

/* Too wide a value pushes the line out: figures are never cut. */
static void
right(struct buf *b, struct slice s, size_t width)
{
	size_t w = text_width(s);

	spaces(b, w < width ? width - w : 0);
	buf_add_slice(b, s);
}

/* Ends a line, without blanks at its end. */
static void
line_end(struct buf *b)
{
	while (b->len > 0 && b->data[b->len - 1] == ' ')
		b->len--;
	buf_addc(b, '\n');
}

static void
rule(struct buf *b)
{
	for (int i = 0; i < PAGE; i++)
		buf_addc(b, '-');
	buf_addc(b, '\n');
}

static void
text_line(struct buf *b, struct slice s)
{
	buf_add_slice(b, s);
	line_end(b);
}

/*
 * Where to break s to be at most width wide: at its last blank, else hard.
 */
static struct slice
wrap(struct slice s, size_t width)
{
	struct slice fit = text_fit(s, width);
	size_t n = fit.len;

	if (fit.len == s.len)
		return fit;
	while (n > 0 && s.p[n] != ' ')
		n--;
	if (n > 0)
		fit.len = n;
	if (fit.len == 0)
		fit.len = s.len;	/* one character wider than the column */
	return fit;
}

static struct slice
rest_of(struct slice s, struct slice begun)
{
	s.p += begun.len;
	s.len -= begun.len;
	while (s.len > 0 && s.p[0] == ' ') {
		s.p++;
		s.len--;
	}
	return s;
}

static void
paragraph(struct buf *b, struct slice s, size_t indent)
{
	while (s.len > 0) {
		struct slice part = wrap(s, PAGE - indent);

		spaces(b, indent);
		text_line(b, part);
		s = rest_of(s, part);
	}
}

static void
seller(struct buf *b, const json_t *view)
{
	const json_t *o = json_object_get(view, "seller"), *v;
	struct slice title = str(view, "title");
	size_t i;

	left(b, str(o, "name"), PAGE - text_width(title));
	text_line(b, title);
	json_array_foreach(json_object_get(o, "address"), i, v)
		text_line(b, slice_of(json_string_value(v)));
	json_array_foreach(json_object_get(o, "contact"), i, v)
		text_line(b, slice_of(json_string_value(v)));
	json_array_foreach(json_object_get(o, "details"), i, v) {
		buf_add_slice(b, str(v, "label"));
		buf_addc(b, ' ');
		text_line(b, str(v, "value"));
	}
	buf_addc(b, '\n');
}

/* The left block: whom it is billed to, in lines as wide as it is. */
struct block {
	struct buf	text;
	size_t		end[BLOCK_ROWS], rows, width;
};

static void
block_add(struct block *k, struct slice lead, struct slice s)
{
	struct buf all = { 0 };
	struct slice rest;

	buf_add_slice(&all, lead);
	if (lead.len != 0)
		buf_addc(&all, ' ');
	buf_add_slice(&all, s);
	for (rest = buf_slice(&all); rest.len > 0 && k->rows < BLOCK_ROWS;) {
		struct slice part = wrap(rest, k->width);

		buf_add_slice(&k->text, part);
		k->end[k->rows++] = k->text.len;
		rest = rest_of(rest, part);
	}
	buf_release(&all);
}

static void
buyer(struct block *k, const json_t *view)
{
	const json_t *o = json_object_get(view, "buyer"), *v;
	const struct slice none = { "", 0 };
	size_t i;

	block_add(k, none, label(view, "bill_to"));
	block_add(k, none, str(o, "name"));
	json_array_foreach(json_object_get(o, "address"), i, v)
		block_add(k, none, slice_of(json_string_value(v)));
	json_array_foreach(json_object_get(o, "details"), i, v)
		block_add(k, str(v, "label"), str(v, "value"));
}

static struct slice
block_row(const struct block *k, size_t i)
{
	size_t from = i == 0 ? 0 : k->end[i - 1];

	return (struct slice){ k->text.data + from, k->end[i] - from };
}

static void
buyer_and_facts(struct buf *b, const json_t *view, const struct layout *l)
{
	const json_t *facts = json_object_get(view, "facts"), *f;
	struct block k = { .width = l->half - 2 };
	size_t n = json_array_size(facts);

	buyer(&k, view);
	for (size_t i = 0; i < k.rows || i < n; i++) {
		left(b, i < k.rows ? block_row(&k, i)
		    : (struct slice){ "", 0 }, l->half);
		f = json_array_get(facts, i);
		if (f != NULL) {
			left(b, str(f, "label"), l->fact_label);
			buf_add_slice(b, str(f, "value"));
		}
		line_end(b);
	}
	buf_addc(b, '\n');
	buf_release(&k.text);
}

/* As right, with a blank before it at least. */
static void
column(struct buf *b, struct slice s, size_t width)
{
	buf_addc(b, ' ');
	right(b, s, width - 1);
}

static void
cells(struct buf *b, const json_t *o, struct slice name,
    const struct layout *l)
{
	left(b, name, l->name);
	column(b, str(o, "quantity"), l->quantity);
	column(b, str(o, "unit_price"), l->price);
	column(b, str(o, "rate"), l->rate);
	column(b, str(o, "amount"), l->amount);
	line_end(b);
}

/* A name too long for its column goes on below it. */
static void
invoice_line(struct buf *b, const json_t *o, const struct layout *l)
{
	struct slice name = str(o, "name"), part;
	struct buf first = { 0 };

	part = wrap(name, l->name - INDENT);
	spaces(&first, INDENT);
	buf_add_slice(&first, part);
	cells(b, o, buf_slice(&first), l);
	for (name = rest_of(name, part); name.len > 0;
	    name = rest_of(name, part)) {
		part = wrap(name, l->name - INDENT);
		spaces(b, INDENT);
		text_line(b, part);
	}
	paragraph(b, str(o, "about"), 2 * INDENT);
	buf_release(&first);
}

static void
group(struct buf *b, const json_t *view, const json_t *g,
    const struct layout *l)
{
	const json_t *lines = json_object_get(g, "lines"), *v;
	struct slice about = str(g, "about");
	struct buf head = { 0 };
	size_t i;

	buf_add_slice(&head, str(g, "title"));
	if (about.len > 0) {
		buf_adds(&head, "  ");
		buf_add_slice(&head, about);
	}
	paragraph(b, buf_slice(&head), 0);
	buf_release(&head);
	json_array_foreach(lines, i, v)
		invoice_line(b, v, l);
	if (json_array_size(lines) > 1) {
		right(b, label(view, "subtotal"), PAGE - l->amount - 3);
		column(b, str(g, "subtotal"), l->amount + 3);
		line_end(b);
	}
	buf_addc(b, '\n');
}

static void
totals(struct buf *b, const json_t *view)
{
	const json_t *list = json_object_get(view, "totals"), *v;
	size_t amount = 2 + max(COL_AMOUNT, widest(list, "amount")), i;

	json_array_foreach(list, i, v) {
		right(b, str(v, "label"), amount < PAGE ? PAGE - amount : 0);
		right(b, str(v, "amount"), amount);
		line_end(b);
	}
}

/* "VAT 0% on 120.00: Reverse charge" */
static void
exempt_reason(struct buf *b, const json_t *o)
{
	struct buf s = { 0 };

	buf_add_slice(&s, str(o, "label"));
	if (s.len > 0)
		buf_adds(&s, ": ");
	buf_add_slice(&s, str(o, "reason"));
	if (text_width(buf_slice(&s)) > PAGE) {
		paragraph(b, buf_slice(&s), 0);
	} else {
		right(b, buf_slice(&s), PAGE);
		line_end(b);
	}
	buf_release(&s);
}

static void
exempt_reasons(struct buf *b, const json_t *view)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(view, "taxes"), i, v)
		if (str(v, "reason").len > 0)
			exempt_reason(b, v);
}

static void
payment(struct buf *b, const json_t *view)
{
	const json_t *list = json_object_get(view, "payment"), *v;
	size_t wide = max(FACT_LABEL, widest(list, "label") + 2), i;

	buf_addc(b, '\n');
	paragraph(b, str(view, "pay"), 0);
	json_array_foreach(list, i, v) {
		spaces(b, INDENT);
		left(b, str(v, "label"), wide);
		text_line(b, str(v, "value"));
	}
	json_array_foreach(json_object_get(view, "notes"), i, v) {
		buf_addc(b, '\n');
		paragraph(b, slice_of(json_string_value(v)), 0);
	}
}

/* ---- the single records -------------------------------------------------- */

#define TIME		20		/* with the blank behind it */
#define PARTY		23		/* "from +491701234567" */
#define USED		9
#define COST		10
#define PLACE		(PAGE - TIME - PARTY - USED - COST)

/* A destination too long for its column goes on below it. */
static void
detail(struct buf *b, const json_t *o, struct slice time)
{
	struct slice to = str(o, "destination"), part = wrap(to, PLACE - 1);

	left(b, time, TIME);
	left(b, wrap(str(o, "number"), PARTY - 1), PARTY);
	left(b, part, PLACE);
	column(b, str(o, "quantity"), USED);
	column(b, str(o, "amount"), COST);
	line_end(b);
	for (to = rest_of(to, part); to.len > 0; to = rest_of(to, part)) {
		part = wrap(to, PLACE - 1);
		spaces(b, TIME + PARTY);
		text_line(b, part);
	}
	if (str(o, "about").len > 0)
		paragraph(b, str(o, "about"), TIME);
}

static void
details(struct buf *b, const json_t *view)
{
	const json_t *o = json_object_get(view, "details"), *g, *v;
	const json_t *columns = json_object_get(o, "columns");
	size_t i, k;

	if (o == NULL)
		return;
	buf_addc(b, '\n');
	text_line(b, str(o, "title"));
	buf_addc(b, '\n');
	detail(b, columns, str(columns, "time"));
	rule(b);
	json_array_foreach(json_object_get(o, "groups"), i, g) {
		buf_add_slice(b, str(g, "title"));
		buf_adds(b, "  ");
		text_line(b, str(g, "about"));
		json_array_foreach(json_object_get(g, "records"), k, v)
			detail(b, v, str(v, "time"));
		right(b, label(view, "subtotal"), PAGE - COST);
		column(b, str(g, "amount"), COST);
		line_end(b);
		buf_addc(b, '\n');
	}
	if (str(o, "free").len > 0)
		paragraph(b, str(o, "free"), 0);
}

void
invoice_text(const json_t *view, struct buf *b)
{
	const json_t *columns = json_object_get(view, "columns"), *v;
	const struct layout l = layout_of(view);
	size_t i;

	seller(b, view);
	buyer_and_facts(b, view, &l);
	cells(b, columns, str(columns, "description"), &l);
	rule(b);
	json_array_foreach(json_object_get(view, "groups"), i, v)
		group(b, view, v, &l);
	rule(b);
	totals(b, view);
	exempt_reasons(b, view);
	payment(b, view);
	details(b, view);
}
