/*
 * invoice_text.c (doc) - see invoice_text.h
 */
#include <jansson.h>

#include "doc/invoice_text.h"
#include "doc/width.h"

#define PAGE		78	/* columns */
#define HALF		40	/* where the right block begins */
#define BLOCK_ROWS	32	/* of the two blocks side by side */
#define INDENT		2
#define FACT_LABEL	17

/* The columns of a line; the widths and the gaps make up PAGE. */
#define COL_NAME	35
#define COL_QUANTITY	14
#define COL_PRICE	11
#define COL_RATE	 7
#define COL_AMOUNT	11
#define COL_SUBTOTAL	(PAGE - COL_AMOUNT - 3)

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

/* The rows of the left block: whom it is billed to. */
struct block_row {
	struct slice	label, text;
};

static size_t
buyer_rows(const json_t *view, struct block_row row[BLOCK_ROWS])
{
	const json_t *o = json_object_get(view, "buyer"), *v;
	size_t n = 0, i;

	row[n++].text = label(view, "bill_to");
	row[n++].text = str(o, "name");
	json_array_foreach(json_object_get(o, "address"), i, v)
		if (n < BLOCK_ROWS)
			row[n++].text = slice_of(json_string_value(v));
	json_array_foreach(json_object_get(o, "details"), i, v)
		if (n < BLOCK_ROWS)
			row[n++] = (struct block_row){ str(v, "label"),
			    str(v, "value") };
	return n;
}

static void
block_row(struct buf *b, const struct block_row *row, size_t width)
{
	struct buf text = { 0 };

	buf_add_slice(&text, row->label);
	if (row->label.len != 0)
		buf_addc(&text, ' ');
	buf_add_slice(&text, row->text);
	left(b, text_fit(slice_of(buf_str(&text)), HALF - 2), width);
	buf_release(&text);
}

static void
buyer_and_facts(struct buf *b, const json_t *view)
{
	const json_t *facts = json_object_get(view, "facts"), *f;
	struct block_row row[BLOCK_ROWS] = { 0 };
	size_t rows = buyer_rows(view, row), n = json_array_size(facts);

	for (size_t i = 0; i < rows || i < n; i++) {
		f = json_array_get(facts, i);
		block_row(b, &row[i], f != NULL ? HALF : 0);
		if (f != NULL) {
			left(b, str(f, "label"), FACT_LABEL);
			buf_add_slice(b, str(f, "value"));
		}
		line_end(b);
	}
	buf_addc(b, '\n');
}

/* As right, with a blank before it at least. */
static void
column(struct buf *b, struct slice s, size_t width)
{
	buf_addc(b, ' ');
	right(b, s, width - 1);
}

static void
cells(struct buf *b, const json_t *o, struct slice name)
{
	left(b, name, COL_NAME);
	column(b, str(o, "quantity"), COL_QUANTITY);
	column(b, str(o, "unit_price"), COL_PRICE);
	column(b, str(o, "rate"), COL_RATE);
	column(b, str(o, "amount"), COL_AMOUNT);
	line_end(b);
}

/* A name too long for its column goes on below it. */
static void
invoice_line(struct buf *b, const json_t *o)
{
	struct slice name = str(o, "name"), part;
	struct buf first = { 0 };

	part = wrap(name, COL_NAME - INDENT);
	spaces(&first, INDENT);
	buf_add_slice(&first, part);
	cells(b, o, buf_slice(&first));
	for (name = rest_of(name, part); name.len > 0;
	    name = rest_of(name, part)) {
		part = wrap(name, COL_NAME - INDENT);
		spaces(b, INDENT);
		text_line(b, part);
	}
	paragraph(b, str(o, "about"), 2 * INDENT);
	buf_release(&first);
}

static void
group(struct buf *b, const json_t *view, const json_t *g)
{
	const json_t *lines = json_object_get(g, "lines"), *v;
	struct slice about = str(g, "about");
	size_t i;

	buf_add_slice(b, str(g, "title"));
	if (about.len > 0) {
		buf_adds(b, "  ");
		buf_add_slice(b, about);
	}
	line_end(b);
	json_array_foreach(lines, i, v)
		invoice_line(b, v);
	if (json_array_size(lines) > 1) {
		right(b, label(view, "subtotal"), COL_SUBTOTAL);
		column(b, str(g, "subtotal"), PAGE - COL_SUBTOTAL);
		line_end(b);
	}
	buf_addc(b, '\n');
}

static void
totals(struct buf *b, const json_t *view)
{
	const json_t *list = json_object_get(view, "totals"), *v;
	size_t widest = COL_AMOUNT, i;

	json_array_foreach(list, i, v) {
		size_t w = text_width(str(v, "amount"));

		widest = w > widest ? w : widest;
	}
	json_array_foreach(list, i, v) {
		right(b, str(v, "label"), widest + 2 < PAGE
		    ? PAGE - 2 - widest : 0);
		right(b, str(v, "amount"), widest + 2);
		line_end(b);
	}
}

static void
exempt_reasons(struct buf *b, const json_t *view)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(view, "taxes"), i, v)
		if (str(v, "reason").len > 0) {
			right(b, str(v, "reason"), PAGE);
			line_end(b);
		}
}

static void
payment(struct buf *b, const json_t *view)
{
	const json_t *v;
	size_t i;

	buf_addc(b, '\n');
	paragraph(b, str(view, "pay"), 0);
	json_array_foreach(json_object_get(view, "payment"), i, v) {
		spaces(b, INDENT);
		left(b, str(v, "label"), FACT_LABEL);
		text_line(b, str(v, "value"));
	}
	json_array_foreach(json_object_get(view, "notes"), i, v) {
		buf_addc(b, '\n');
		paragraph(b, slice_of(json_string_value(v)), 0);
	}
}

void
invoice_text(const json_t *view, struct buf *b)
{
	const json_t *columns = json_object_get(view, "columns"), *v;
	size_t i;

	seller(b, view);
	buyer_and_facts(b, view);
	cells(b, columns, str(columns, "description"));
	rule(b);
	json_array_foreach(json_object_get(view, "groups"), i, v)
		group(b, view, v);
	rule(b);
	totals(b, view);
	exempt_reasons(b, view);
	payment(b, view);
}
