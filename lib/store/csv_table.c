#include "store/csv_table.h"

#include <assert.h>
#include <csv.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/near.h"
#include "base/utf8.h"

struct reader {
	const struct csv_table	*t;
	struct buf		 text;	/* the cells of a row, one by one */
	size_t			 end[CSV_TABLE_COLUMNS_MAX + 1];
	unsigned		 cells;	/* of the row so far */
	int			 of[CSV_TABLE_COLUMNS_MAX]; /* header's columns */
	unsigned		 columns;
	uint64_t		 line;
	bool			 has_header, stop;
	unsigned		 faults;
};

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;		/* libcsv would drop blanks around a cell */
}

static struct slice
cell_at(const struct reader *r, unsigned i)
{
	size_t from = i > 0 ? r->end[i - 1] : 0;

	return (struct slice){ r->text.data + from, r->end[i] - from };
}

static int
column_find(const struct csv_table *t, struct slice name)
{
	unsigned i;

	for (i = 0; i < t->len; i++)
		if (slice_is(name, t->column[i].name))
			return (int)i;
	return -1;
}

static void
fault(struct reader *r, enum reason why, const char *what, struct slice name)
{
	r->faults++;
	diag_at(why, r->t->file, r->line, "%s '%.*s'", what, SLICE_FMT(name));
}

static void
column_unknown(struct reader *r, struct slice name)
{
	struct near_name near = { .edits = 0 };
	unsigned i;

	for (i = 0; i < r->t->len; i++)
		near_offer(&near, name, r->t->column[i].name);
	r->faults++;
	if (near.best.len > 0)
		diag_at(REASON_CSV_HEADER, r->t->file, r->line,
		    "no such column '%.*s'; '%.*s' is one", SLICE_FMT(name),
		    SLICE_FMT(near.best));
	else
		diag_at(REASON_CSV_HEADER, r->t->file, r->line,
		    "no such column '%.*s'", SLICE_FMT(name));
}

/* A header of one cell that has what spreadsheets put between cells */
static bool
other_delimiter(const struct reader *r)
{
	struct slice s = cell_at(r, 0);

	return r->cells == 1 && (memchr(s.p, ';', s.len) != NULL
	    || memchr(s.p, '\t', s.len) != NULL);
}

static void
header_read(struct reader *r)
{
	bool seen[CSV_TABLE_COLUMNS_MAX] = { false };
	unsigned i;
	int at;

	r->has_header = true;
	r->columns = r->cells;
	if (other_delimiter(r)) {
		fault(r, REASON_CSV_HEADER, "commas must stand between "
		    "columns, not as in", cell_at(r, 0));
		r->stop = true;
		return;
	}
	for (i = 0; i < r->cells; i++) {
		r->of[i] = at = column_find(r->t, cell_at(r, i));
		if (at < 0)
			column_unknown(r, cell_at(r, i));
		else if (seen[at])
			fault(r, REASON_CSV_HEADER, "the column stands twice",
			    cell_at(r, i));
		else
			seen[at] = true;
	}
	for (i = 0; i < r->t->len; i++)
		if (r->t->column[i].required && !seen[i])
			fault(r, REASON_CSV_HEADER, "no column",
			    slice_of(r->t->column[i].name));
	r->stop = r->faults > 0;	/* no row means anything */
}

/* Columns that are not known: the header says how many, and in which order. */
static void
header_take(struct reader *r)
{
	struct slice cell[CSV_TABLE_COLUMNS_MAX];
	unsigned i;

	r->has_header = true;
	r->columns = r->cells;
	for (i = 0; i < r->cells; i++) {
		r->of[i] = (int)i;
		cell[i] = cell_at(r, i);
	}
	r->t->header(r->t->arg, cell, r->cells);
}

static void
row_read(struct reader *r)
{
	struct slice cell[CSV_TABLE_COLUMNS_MAX] = { { NULL, 0 } };
	unsigned i, before = r->faults;
	struct slice s;

	if (r->cells != r->columns) {
		r->faults++;
		diag_at(REASON_CSV_COLUMNS, r->t->file, r->line,
		    "%u columns, the header has %u", r->cells, r->columns);
		return;
	}
	for (i = 0; i < r->cells; i++) {
		s = cell_at(r, i);
		if (r->of[i] >= 0 && s.len > 0)
			cell[r->of[i]] = s;
	}
	for (i = 0; i < r->t->len; i++)
		if (r->t->column[i].required && cell[i].len == 0)
			fault(r, REASON_FIELD_MISSING, "no value in column",
			    slice_of(r->t->column[i].name));
	if (r->faults == before)
		r->t->row(r->t->arg, r->line, cell);
}

static void
on_cell(void *p, size_t len, void *arg)
{
	struct reader *r = arg;

	if (r->cells <= CSV_TABLE_COLUMNS_MAX) {
		buf_add(&r->text, p, len);
		r->end[r->cells++] = r->text.len;
	}
}

static void
on_row(int c, void *arg)
{
	struct reader *r = arg;

	(void)c;
	if (r->cells > CSV_TABLE_COLUMNS_MAX) {
		r->faults++;
		diag_at(REASON_CSV_COLUMNS, r->t->file, r->line,
		    "more than %d columns", CSV_TABLE_COLUMNS_MAX);
	} else if (!r->has_header && r->t->column == NULL)
		header_take(r);
	else if (!r->has_header)
		header_read(r);
	else
		row_read(r);
	r->cells = 0;
	buf_clear(&r->text);
}

/* Line by line, so that the callbacks know where they are. */
static void
lines_parse(struct reader *r, struct csv_parser *csv, struct slice text)
{
	const char *p = text.p, *end = text.p + text.len, *nl;
	size_t len;

	while (p < end) {
		nl = memchr(p, '\n', (size_t)(end - p));
		len = nl != NULL ? (size_t)(nl - p) + 1 : (size_t)(end - p);
		r->line++;
		if (csv_parse(csv, p, len, on_cell, on_row, r) != len)
			break;
		if (r->stop)
			return;
		p += len;
	}
	if (p < end || csv_fini(csv, on_cell, on_row, r) != 0) {
		r->faults++;
		diag_at(REASON_CSV_SYNTAX, r->t->file, r->line, "%s",
		    csv_strerror(csv_error(csv)));
	}
}

unsigned
csv_table_read(const struct csv_table *t, struct slice text)
{
	struct reader r = { .t = t };
	struct csv_parser csv;

	assert(t->len <= CSV_TABLE_COLUMNS_MAX);
	if (!utf8_valid(text.p, text.len)
	    || (text.len > 0 && memchr(text.p, '\0', text.len) != NULL)) {
		diag_at(REASON_CSV_SYNTAX, t->file, 0, "not UTF-8 text");
		return 1;
	}
	if (text.len >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
		text.p += 3;
		text.len -= 3;
	}
	buf_reserve(&r.text, 1);	/* empty cells are somewhere, too */
	csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&csv, no_space);
	lines_parse(&r, &csv, text);
	csv_free(&csv);
	if (!r.has_header && r.faults == 0) {
		r.faults++;
		diag_at(REASON_CSV_HEADER, t->file, 0, "no header row");
	}
	buf_release(&r.text);
	return r.faults;
}
