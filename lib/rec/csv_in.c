#include "rec/csv_in.h"

#include <csv.h>

#include "base/diag.h"
#include "rec/rec.h"
#include "rec/scan.h"

struct column {
	char		*name;		/* owned */
	enum field	 field;
	struct buf	 key;		/* ,"name": ready to append */
};

struct csv_in {
	struct csv_parser parser;
	const char	*file;
	enum rec_type	 type;
	struct column	*col;		/* owned; NULL before the header */
	size_t		 cols, cap;
	bool		 has_header;
	size_t		 at;		/* cells in this row so far */
	bool		 any;		/* a cell of it is not empty */
	unsigned	 rows;		/* completed by this feed */
	bool		 open;		/* the row goes on over lines */
	struct buf	 row;
	enum reason	 why;
	uint64_t	 line_no;
};

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
parser_start(struct csv_in *c)
{
	/* fails for wrong flags only */
	csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&c->parser, no_space);
	csv_set_realloc_func(&c->parser, realloc);
}

struct csv_in *
csv_in_new(const char *file, enum rec_type type)
{
	struct csv_in *c = xcalloc(1, sizeof(*c));

	c->file = file;
	c->type = type;
	parser_start(c);
	return c;
}

void
csv_in_free(struct csv_in *c)
{
	if (c == NULL)
		return;
	csv_free(&c->parser);
	for (size_t i = 0; i < c->cols; i++) {
		free(c->col[i].name);
		buf_release(&c->col[i].key);
	}
	free(c->col);
	buf_release(&c->row);
	free(c);
}

struct buf *
csv_in_row(struct csv_in *c)
{
	return &c->row;
}

enum reason
csv_in_reason(const struct csv_in *c)
{
	return c->why;
}

static void
add_json_string(struct buf *out, const char *s, size_t len)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char ch = (unsigned char)s[i];

		if (ch == '"' || ch == '\\') {
			buf_addc(out, '\\');
			buf_addc(out, (char)ch);
		} else if (ch < 0x20 && ch != 0)
			buf_addf(out, "\\u%04x", ch);
		else	/* a NUL stays, and the scanner refuses it */
			buf_addc(out, (char)ch);
	}
	buf_addc(out, '"');
}

static void
header_cell(struct csv_in *c, const char *s, size_t len)
{
	struct column *col;

	GROW(c->col, c->cols, c->cap);
	col = &c->col[c->cols++];
	*col = (struct column){ .name = xstrndup(s, len) };
	col->field = field_lookup((struct slice){ s, len });
	add_json_string(&col->key, s, len);
	buf_addc(&col->key, ':');
	if (len == 0)
		diag_at(REASON_CSV_HEADER, c->file, c->line_no,
		    "column %zu has no name", c->cols);
	else if (c->cols > REC_FIELDS_MAX || len > REC_KEY_MAX)
		diag_at(REASON_CSV_HEADER, c->file, c->line_no,
		    "more columns or a longer name than a record may have");
	else {
		for (size_t i = 0; i + 1 < c->cols; i++)
			if (strcmp(c->col[i].name, col->name) == 0)
				diag_at(c->why = REASON_CSV_HEADER, c->file,
				    c->line_no, "column '%s' stands twice",
				    col->name);
		return;
	}
	c->why = REASON_CSV_HEADER;
}

/* What a cell of a known field that is no string looks like in JSON. */
static bool
cell_is_literal(enum field_kind k, const char *s, size_t len)
{
	money_sum_t m;

	if (k == KIND_BOOL)
		return (len == 4 && memcmp(s, "true", 4) == 0)
		    || (len == 5 && memcmp(s, "false", 5) == 0);
	if (k == KIND_STR || k == KIND_TIME)
		return false;
	/* every number has the grammar of JSON, whatever its range */
	return money_sum_parse((struct slice){ s, len }, &m) != NUM_SYNTAX;
}

static void
cell(void *p, size_t len, void *arg)
{
	struct csv_in *c = arg;
	const struct column *col;
	const char *s = p;
	enum field_kind k;

	if (!c->has_header) {
		header_cell(c, s, len);
		return;
	}
	c->any |= len != 0;
	if (c->at++ >= c->cols || len == 0)
		return;
	col = &c->col[c->at - 1];
	if (c->row.len > 1)
		buf_addc(&c->row, ',');
	buf_add_slice(&c->row, buf_slice(&col->key));
	k = col->field == F_UNKNOWN ? KIND_STR : field_defs[col->field].kind;
	if (cell_is_literal(k, s, len))
		buf_add(&c->row, s, len);
	else
		add_json_string(&c->row, s, len);
}

static void
row_start(struct csv_in *c)
{
	buf_clear(&c->row);
	c->at = 0;
	c->rows = 0;
	c->any = false;
	buf_addc(&c->row, '{');
	for (size_t i = 0; i < c->cols; i++)
		if (c->col[i].field == F_TYPE)
			return;
	buf_addf(&c->row, "\"type\":\"%s\"", type_def(c->type)->name);
}

static void
row_end(int terminator, void *arg)
{
	struct csv_in *c = arg;

	(void)terminator;
	c->rows++;
}

static enum csv_in_status
header_end(struct csv_in *c)
{
	if (c->why != REASON_NONE)
		return CSV_FATAL;
	if (c->type == REC_NONE) {
		size_t i = 0;

		while (i < c->cols && c->col[i].field != F_TYPE)
			i++;
		if (i == c->cols) {
			diag_at(REASON_CSV_HEADER, c->file, c->line_no,
			    "no column 'type', and the input may be of "
			    "several types");
			return CSV_FATAL;
		}
	}
	c->has_header = true;
	return CSV_NOTHING;
}

/* What the feed has led to. */
static enum csv_in_status
row_status(struct csv_in *c)
{
	c->open = c->rows == 0;
	if (c->open)
		return CSV_MORE;
	if (!c->has_header)
		return header_end(c);
	if (!c->any)
		return CSV_NOTHING;
	c->why = c->rows > 1 ? REASON_CSV_SYNTAX	/* a lone CR inside */
	    : c->at != c->cols ? REASON_CSV_COLUMNS : REASON_NONE;
	if (c->why != REASON_NONE)
		return CSV_BAD;
	buf_adds(&c->row, "}\n");
	buf_reserve(&c->row, SCAN_PADDING);
	memset(c->row.data + c->row.len, 0, SCAN_PADDING);
	return CSV_ROW;
}

static enum csv_in_status
syntax_error(struct csv_in *c)
{
	csv_in_reset(c);
	c->why = REASON_CSV_SYNTAX;
	if (c->has_header)
		return CSV_BAD;
	diag_at(REASON_CSV_HEADER, c->file, c->line_no, NULL);
	return CSV_FATAL;
}

void
csv_in_reset(struct csv_in *c)
{
	csv_free(&c->parser);
	parser_start(c);
	c->open = false;
}

enum csv_in_status
csv_in_line(struct csv_in *c, struct slice line, uint64_t line_no)
{
	c->line_no = line_no;
	if (!c->open) {
		if (line.len == 0 || line.p[0] == '\n'
		    || (line.p[0] == '\r' && line.len <= 2))
			return CSV_NOTHING;
		row_start(c);
	}
	if (csv_parse(&c->parser, line.p, line.len, cell, row_end, c)
	    != line.len)
		return syntax_error(c);
	return row_status(c);
}

enum csv_in_status
csv_in_finish(struct csv_in *c)
{
	if (!c->open)
		return CSV_NOTHING;
	if (csv_fini(&c->parser, cell, row_end, c) != 0)
		return syntax_error(c);
	return row_status(c);
}
