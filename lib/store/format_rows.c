/*
 * format_rows.c (store) - the rows of a file, as its format lays them out
 */
#include "base/diag.h"
#include "base/money.h"
#include "store/format_rows.h"

#define NAME_SHOWN	60	/* octets of a header's first column */

struct format_rows {
	struct format	 *f;
	struct unpack	 *src;		/* borrowed */
	struct csvrows	 *csv;		/* one of these */
	struct jsonrows	 *json;
	struct fixedrows *fixed;
	bool		  headed;	/* the header was read, or there is none */
	bool		  passing;	/* a line of `until` was there */
	bool		  growing;
	bool		  trailed;	/* the last line was a trailer */
	uint64_t	  count;	/* rows since the last one */
	int		(*huge)(void *, const char *, size_t);
	void		 *huge_arg;
	void		(*heading)(void *, struct slice);
	void		 *heading_arg;
	struct buf	  why;
};

/* What stands behind the end is nobody's. */
static int
on_huge(void *arg, const char *p, size_t n)
{
	struct format_rows *r = arg;

	return r->passing || r->huge == NULL ? 0 : r->huge(r->huge_arg, p, n);
}

struct format_rows *
format_rows_new(struct format *f)
{
	struct format_rows *r = xcalloc(1, sizeof(*r));
	unsigned bad;

	r->f = f;
	switch (f->map.layout) {
	case MAP_CSV:
		r->csv = csvrows_new(&f->csv);
		csvrows_on_huge(r->csv, on_huge, r);
		break;
	case MAP_JSON:
		r->json = format_json(f, &bad);
		jsonrows_on_huge(r->json, on_huge, r);
		break;
	case MAP_FIXED_WIDTH:
		r->fixed = fixedrows_new(&f->fixed);
		fixedrows_on_huge(r->fixed, on_huge, r);
		break;
	case MAP_DETAIL:
		break;		/* packets are no rows: rec/detail.h */
	}
	return r;
}

void
format_rows_free(struct format_rows *r)
{
	if (r == NULL)
		return;
	csvrows_free(r->csv);
	jsonrows_free(r->json);
	fixedrows_free(r->fixed);
	buf_release(&r->why);
	free(r);
}

void
format_rows_on_wait(struct format_rows *r, int (*fn)(void *), void *arg)
{
	if (r->csv != NULL)
		csvrows_on_wait(r->csv, fn, arg);
	else if (r->json != NULL)
		jsonrows_on_wait(r->json, fn, arg);
	else
		fixedrows_on_wait(r->fixed, fn, arg);
}

void
format_rows_on_huge(struct format_rows *r,
    int (*fn)(void *, const char *, size_t), void *arg)
{
	r->huge = fn;
	r->huge_arg = arg;
}

void
format_rows_on_header(struct format_rows *r, void (*fn)(void *, struct slice),
    void *arg)
{
	r->heading = fn;
	r->heading_arg = arg;
}

static void
say_heading(struct format_rows *r, struct slice row)
{
	if (r->heading != NULL)
		r->heading(r->heading_arg, row);
}

static void
begin(struct format_rows *r, struct unpack *src)
{
	r->src = src;
	r->headed = !r->f->map.header;
	r->passing = r->growing = r->trailed = false;
	r->count = 0;
	if (r->csv != NULL)
		csvrows_open(r->csv, src, (struct slice){ NULL, 0 });
	else if (r->json != NULL)
		jsonrows_open(r->json, src);
	else
		fixedrows_open(r->fixed, src);
}

void
format_rows_open(struct format_rows *r, struct unpack *src)
{
	say_heading(r, (struct slice){ NULL, 0 });
	begin(r, src);
}

static struct textin *
text_of(const struct format_rows *r)
{
	return r->json != NULL ? jsonrows_text(r->json)
	    : fixedrows_text(r->fixed);
}

void
format_rows_growing(struct format_rows *r)
{
	r->growing = true;
	if (r->csv != NULL)
		csvrows_growing(r->csv);
	else
		text_of(r)->growing = true;
}

void
format_rows_resume(struct format_rows *r, struct unpack *src, uint64_t offset,
    uint64_t line)
{
	begin(r, src);
	r->headed = true;
	if (r->csv != NULL)
		csvrows_from(r->csv, offset, line);
	else
		textin_from(text_of(r), offset, line);
}

uint64_t
format_rows_offset(const struct format_rows *r)
{
	if (r->csv != NULL)
		return csvrows_offset(r->csv);
	return text_of(r)->offset + text_of(r)->at;
}

uint64_t
format_rows_line(const struct format_rows *r)
{
	return r->csv != NULL ? csvrows_line(r->csv) : text_of(r)->line;
}

uint64_t
format_rows_left(const struct format_rows *r)
{
	return r->csv != NULL ? csvrows_left(r->csv)
	    : text_of(r)->end - text_of(r)->at;
}

static inline enum csvrow_status
any_row(struct format_rows *r, struct csvrow *row)
{
	if (r->csv != NULL)
		return csvrows_next(r->csv, row);
	return r->json != NULL ? jsonrows_next(r->json, row)
	    : fixedrows_next(r->fixed, row);
}

static bool
begins(struct slice s, const struct slice *with, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (s.len >= with[i].len
		    && memcmp(s.p, with[i].p, with[i].len) == 0)
			return true;
	return false;
}

/* A trailer: whether it counts the rows that were there. */
static bool
trailer_fits(struct format_rows *r, const struct csvrow *row)
{
	const struct format *f = r->f;
	struct slice s = usagemap_column(&f->map, row->col, row->len,
	    f->count_column);
	uint64_t count = 0;
	size_t i;

	buf_clear(&r->why);
	for (i = 0; i + 1 < s.len && s.p[i] == '0'; i++)
		;		/* 0000042 */
	if (!f->counts || r->growing || f->in_part || (s.len != 0 && u64_parse((struct slice){
	    s.p + i, s.len - i }, &count) == NUM_OK && count == r->count))
		return true;
	buf_addf(&r->why, "the trailer counts '%.*s' rows, there are %ju",
	    SLICE_FMT(s), (uintmax_t)r->count);
	return false;
}

/* The end of the file, and no trailer before it. */
static enum csvrow_status
file_end(struct format_rows *r, struct csvrow *row)
{
	if (r->f->trailer.len == 0 || r->trailed || r->growing
	    || r->f->in_part)
		return CSVROW_EOF;
	*row = (struct csvrow){ .line = format_rows_line(r),
	    .reason = REASON_TRAILER_MISSING };
	return CSVROW_FAIL;
}

/* A row that is one; lines that only stand between rows are passed over. */
static enum csvrow_status
real_row(struct format_rows *r, struct csvrow *row)
{
	const struct format *f = r->f;
	enum csvrow_status st;

	for (;;) {
		st = any_row(r, row);
		if (st == CSVROW_EOF)
			return file_end(r, row);
		if (st == CSVROW_FAIL)
			return st;
		if (row->raw.p != NULL && !r->passing)
			r->passing = begins(row->raw, f->until, f->untils);
		if (r->passing || (row->raw.p != NULL
		    && begins(row->raw, f->skip, f->skips)))
			continue;
		r->trailed = f->trailer.len != 0 && row->raw.p != NULL
		    && begins(row->raw, &f->trailer, 1);
		if (!r->trailed) {
			r->count++;
			return st;
		}
		if (!trailer_fits(r, row)) {
			row->reason = REASON_TRAILER_COUNT;
			return CSVROW_FAIL;
		}
		r->count = 0;
	}
}

static enum csvrow_status
header_bad(struct format_rows *r, const struct csvrow *row)
{
	const struct usagemap *m = &r->f->map;
	struct slice first = row->col[0];

	if (m->bad_name.p == NULL)
		buf_adds(&r->why, "the header has no column of a number that "
		    "the format names");
	else
		buf_addf(&r->why, "column '%.*s' is missing in the header, or "
		    "stands there twice", SLICE_FMT(m->bad_name));
	buf_addf(&r->why, "; columns of the row: %u, the first is '%.*s'",
	    row->len, (int)(first.len < NAME_SHOWN ? first.len : NAME_SHOWN),
	    first.len != 0 ? first.p : "");
	if (row->len == 1)
		buf_adds(&r->why, "; is it another 'delimiter'?");
	return CSVROW_FAIL;
}

/* The first row names the columns; a file without any row is fine. */
static enum csvrow_status
header(struct format_rows *r, struct csvrow *row)
{
	enum csvrow_status st = real_row(r, row);

	r->headed = true;
	r->count = 0;
	if (st == CSVROW_EOF || st == CSVROW_FAIL)
		return st;
	buf_clear(&r->why);
	if (st == CSVROW_BAD) {
		buf_addf(&r->why, "the header row is not usable: %s",
		    reason_text(row->reason));
		st = CSVROW_FAIL;
	} else if (usagemap_bind(&r->f->map, row->col, row->len)
	    != REASON_NONE)
		st = header_bad(r, row);
	if (st == CSVROW_FAIL)
		row->reason = REASON_CSV_HEADER;
	else
		say_heading(r, row->raw);
	return st;
}

enum csvrow_status
format_rows_header(struct format_rows *r, struct csvrow *row)
{
	return r->headed ? CSVROW_OK : header(r, row);
}

enum csvrow_status
format_rows_next(struct format_rows *r, struct csvrow *row)
{
	enum csvrow_status st;

	if (!r->headed) {
		st = header(r, row);
		if (st != CSVROW_OK)
			return st;
	}
	if (r->f->skips + r->f->untils == 0 && r->f->trailer.len == 0)
		return any_row(r, row);
	return real_row(r, row);
}

const char *
format_rows_why(struct format_rows *r, const struct csvrow *row)
{
	if (row->reason == REASON_CSV_HEADER
	    || row->reason == REASON_TRAILER_COUNT)
		return buf_str(&r->why);
	if (row->reason == REASON_JSON_CUT)
		return row->raw.p == NULL
		    ? "the array is not closed: the file is not whole"
		    : "an object ends in the middle";
	if (row->reason == REASON_JSON_NESTED)
		return "an object or array where the format wants a value";
	return reason_text(row->reason);
}

void
format_rows_say(struct format_rows *r, const struct csvrow *row,
    const char *file)
{
	if (row->reason == REASON_NONE)
		return;
	if (row->reason == REASON_CSV_HEADER || row->reason == REASON_JSON_CUT
	    || row->reason == REASON_TRAILER_COUNT
	    || row->reason == REASON_TRAILER_MISSING)
		diag_at(row->reason, file, row->line, "%s",
		    format_rows_why(r, row));
	else
		unpack_say(r->src, file);
}
