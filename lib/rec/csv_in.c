#include "rec/csv_in.h"

#include "base/diag.h"
#include "rec/rec.h"
#include "rec/scan.h"

struct column {
	enum field	field;
	struct buf	key;		/* "name": */
};

struct csv_in {
	struct column	*col;		/* owned */
	unsigned	 cols;
	struct buf	 begin;		/* what every object begins with */
};

static void
add_json_string(struct buf *out, struct slice s)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\')
			buf_addc(out, '\\');
		if (c < 0x20)
			buf_addf(out, "\\u%04x", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static int
header_cell(struct csv_in *c, const char *file, const struct csvrow *row,
    unsigned i)
{
	struct slice name = row->col[i];
	struct column *col = &c->col[i];

	if (name.len == 0 || name.len > REC_KEY_MAX) {
		diag_at(REASON_CSV_HEADER, file, row->line,
		    name.len == 0 ? "column %u has no name"
		    : "the name of column %u is too long", i + 1);
		return -1;
	}
	for (unsigned k = 0; k < i; k++)
		if (slice_eq(row->col[k], name)) {
			diag_at(REASON_CSV_HEADER, file, row->line,
			    "column '%.*s' stands twice", SLICE_FMT(name));
			return -1;
		}
	col->field = field_lookup(name);
	add_json_string(&col->key, name);
	buf_addc(&col->key, ':');
	return 0;
}

static int
header(struct csv_in *c, const char *file, enum rec_type type,
    const struct csvrow *row)
{
	bool typed = false;

	for (unsigned i = 0; i < row->len; i++) {
		if (header_cell(c, file, row, i) != 0)
			return -1;
		typed |= c->col[i].field == F_TYPE;
	}
	buf_addc(&c->begin, '{');
	if (typed)
		return 0;
	if (row->len == 1
	    && memchr(row->col[0].p, ';', row->col[0].len) != NULL) {
		diag_at(REASON_CSV_HEADER, file, row->line, "one column, "
		    "'%.*s': columns are parted by commas",
		    SLICE_FMT(row->col[0]));
		return -1;
	}
	if (type == REC_NONE) {
		diag_at(REASON_CSV_HEADER, file, row->line, "no column 'type', "
		    "and the input may be of several types: it must say which");
		return -1;
	}
	buf_addf(&c->begin, "\"type\":\"%s\"", type_def(type)->name);
	return 0;
}

struct csv_in *
csv_in_new(const char *file, enum rec_type type, const struct csvrow *row)
{
	struct csv_in *c = xcalloc(1, sizeof(*c));

	c->cols = row->len;
	c->col = xcalloc(row->len, sizeof(*c->col));
	if (header(c, file, type, row) == 0)
		return c;
	csv_in_free(c);
	return NULL;
}

void
csv_in_free(struct csv_in *c)
{
	if (c == NULL)
		return;
	for (unsigned i = 0; i < c->cols; i++)
		buf_release(&c->col[i].key);
	free(c->col);
	buf_release(&c->begin);
	free(c);
}

/* Whether the cell of a field stands in JSON as it is, without quotes. */
static bool
is_literal(enum field f, struct slice s)
{
	money_sum_t m;

	if (f == F_UNKNOWN)
		return false;
	switch (field_defs[f].kind) {
	case KIND_STR:
	case KIND_TIME:
		return false;
	case KIND_BOOL:
		return slice_is(s, "true") || slice_is(s, "false");
	case KIND_UINT:
	case KIND_DEC:
	case KIND_SUM:
		break;
	}
	/* the grammar of JSON, whatever the range */
	return money_sum_parse(s, &m) != NUM_SYNTAX;
}

static void
add_cell(struct buf *text, const struct column *col, struct slice s)
{
	if (text->len > 1)
		buf_addc(text, ',');
	buf_add_slice(text, buf_slice(&col->key));
	if (is_literal(col->field, s))
		buf_add_slice(text, s);
	else
		add_json_string(text, s);
}

enum reason
csv_in_row(struct csv_in *c, const struct csvrow *row, struct buf *text)
{
	bool any = false;

	buf_clear(text);
	for (unsigned i = 0; i < row->len; i++)
		any |= row->col[i].len != 0;
	if (!any)
		return REASON_NONE;
	if (row->len != c->cols)
		return REASON_CSV_COLUMNS;
	buf_add_slice(text, buf_slice(&c->begin));
	for (unsigned i = 0; i < row->len; i++)
		if (row->col[i].len != 0)
			add_cell(text, &c->col[i], row->col[i]);
	buf_adds(text, "}\n");
	buf_reserve(text, SCAN_PADDING);
	memset(text->data + text->len, 0, SCAN_PADDING);
	return REASON_NONE;
}
