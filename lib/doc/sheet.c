/*
 * sheet.c (doc) - see sheet.h
 */
#include "doc/sheet.h"

#include <stdio.h>

#include "base/diag.h"
#include "base/tool.h"
#include "doc/width.h"

int
sheet_open(struct sheet *s, enum rec_type type, enum sheet_form form)
{
	*s = (struct sheet){ .form = form, .type = type,
	    .def = type_def(type) };
	if (form == SHEET_TEXT)
		return EXIT_OK;
	s->opts.out_format = form == SHEET_CSV;
	s->spec = (struct stream_spec){ .tool = tool_name(),
		.makes = REC_BIT(type), .writes = true };
	return stream_open(&s->stream, &s->spec, &s->opts, 0, NULL);
}

void
sheet_row(struct sheet *s)
{
	if (s->form != SHEET_TEXT) {
		out_begin(s->stream.out, s->type);
		return;
	}
	for (size_t i = 0; i < s->def->len; i++) {
		GROW(s->cell, s->len, s->cap);
		s->cell[s->len++] = (struct slice){ 0 };
	}
}

static void
cell(struct sheet *s, enum field f, struct slice text)
{
	struct slice *row = &s->cell[s->len - s->def->len];
	struct buf shown = { 0 };
	size_t column = 0;

	while (s->def->field[column].field != f)
		column++;
	text_clean(&shown, text);
	row[column] = arena_slice(&s->text, buf_slice(&shown));
	buf_release(&shown);
}

void
sheet_str(struct sheet *s, enum field f, struct slice v)
{
	if (s->form == SHEET_TEXT)
		cell(s, f, v);
	else
		out_str(s->stream.out, f, v);
}

void
sheet_u64(struct sheet *s, enum field f, uint64_t v)
{
	char text[24];

	if (s->form == SHEET_TEXT) {
		u64_format(v, text);
		cell(s, f, slice_of(text));
	} else {
		out_u64(s->stream.out, f, v);
	}
}

void
sheet_money(struct sheet *s, enum field f, money_t v, unsigned decimals)
{
	char text[MONEY_TEXT_MAX];

	if (s->form == SHEET_TEXT) {
		money_format_fixed(v, decimals, text);
		cell(s, f, slice_of(text));
	} else {
		out_money(s->stream.out, f, v);
	}
}

void
sheet_sum(struct sheet *s, enum field f, money_sum_t v, unsigned decimals)
{
	char text[MONEY_SUM_TEXT_MAX];
	money_t m;

	if (s->form != SHEET_TEXT) {
		out_sum(s->stream.out, f, v);
	} else if (money_from_sum(v, &m)) {
		sheet_money(s, f, m, decimals);
	} else {
		money_sum_format(v, text);
		cell(s, f, slice_of(text));
	}
}

int
sheet_done(struct sheet *s)
{
	return s->form == SHEET_TEXT ? 0 : out_done(s->stream.out);
}

static bool
is_number(enum field f)
{
	enum field_kind k = field_defs[f].kind;

	return k == KIND_UINT || k == KIND_DEC || k == KIND_SUM;
}

static size_t
column_width(const struct sheet *s, size_t column)
{
	size_t width = text_width(slice_of(
	    field_defs[s->def->field[column].field].name));

	for (size_t i = column; i < s->len; i += s->def->len) {
		size_t w = text_width(s->cell[i]);

		if (w > width)
			width = w;
	}
	return width;
}

static void
print_cell(struct slice text, size_t width, bool right, bool last)
{
	size_t w = text_width(text);
	int pad = w < width ? (int)(width - w) : 0;

	if (right)
		printf("%*s", pad, "");
	printf("%.*s", SLICE_FMT(text));
	if (last)
		putchar('\n');
	else
		printf("%*s", (right ? 0 : pad) + 2, "");
}

static bool
column_shown(const struct sheet *s, size_t column)
{
	for (size_t i = column; s->lean && i < s->len; i += s->def->len)
		if (s->cell[i].len > 0)
			return true;
	return !s->lean;
}

static void
print_table(const struct sheet *s)
{
	size_t columns = s->def->len, width[SHEET_COLUMNS], last = 0;
	bool shown[SHEET_COLUMNS];

	if (s->len == 0)
		return;
	for (size_t c = 0; c < columns; c++)
		if ((shown[c] = column_shown(s, c)))
			last = c;
	for (size_t c = 0; c < columns; c++) {
		enum field f = s->def->field[c].field;

		width[c] = column_width(s, c);
		if (shown[c])
			print_cell(slice_of(field_defs[f].name), width[c],
			    is_number(f), c == last);
	}
	for (size_t i = 0; i < s->len; i++) {
		size_t c = i % columns;

		if (shown[c])
			print_cell(s->cell[i].len > 0 ? s->cell[i]
			    : SLICE_LIT("-"), width[c],
			    is_number(s->def->field[c].field), c == last);
	}
}

int
sheet_close(struct sheet *s, int rc)
{
	int code = tool_exit_code(rc);

	if (s->form != SHEET_TEXT) {
		stream_fail(&s->stream, code);
		code = stream_close(&s->stream);
	} else if (rc == 0) {
		print_table(s);
	}
	arena_release(&s->text);
	free(s->cell);
	return code;
}
