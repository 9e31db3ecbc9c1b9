/*
 * format_rows.c (store) - the rows of a file, as its format lays them out
 */
#include "base/diag.h"
#include "base/money.h"
#include "store/format_rows.h"
#include "store/format_tally.h"

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
	bool		  resumed;	/* in the middle */
	bool		  between;	/* no part is open */
	bool		  trailed;	/* the last line was a trailer */
	struct format_tally tally;	/* of the part that is read */
	int		(*huge)(void *, const char *, size_t);
	void		 *huge_arg;
	void		(*heading)(void *, struct slice);
	void		 *heading_arg;
	void		(*number)(void *, struct slice);
	void		 *number_arg;
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

void
format_rows_on_number(struct format_rows *r, void (*fn)(void *, struct slice),
    void *arg)
{
	r->number = fn;
	r->number_arg = arg;
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
	r->passing = r->growing = r->resumed = r->trailed = false;
	r->between = true;
	format_tally_begin(&r->tally);
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
	r->headed = r->resumed = true;
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

/* What a header and a trailer say is held against the rows of whole files. */
static inline bool
is_whole(const struct format_rows *r)
{
	return !r->growing && !r->resumed && !r->f->in_part;
}

static enum csvrow_status
fail(struct csvrow *row, uint64_t line, enum reason why)
{
	*row = (struct csvrow){ .line = line, .reason = why };
	return CSVROW_FAIL;
}

/* The part ends: with a trailer, before a header or where the file does. */
static enum csvrow_status
part_end(struct format_rows *r, struct csvrow *row,
    const struct format_claim *trailer)
{
	const struct format *f = r->f;
	const struct format_claim *head = &r->tally.header;
	enum reason why;

	if (!is_whole(r))
		goto out;
	if (f->header.begins.len != 0 && !head->there)
		return fail(row, row->line, REASON_HEADER_MISSING);
	why = format_tally_fits(&r->tally, f, false, head, &r->why);
	if (why != REASON_NONE)
		return fail(row, head->line, why);
	if (f->trailer.begins.len != 0 && trailer == NULL)
		return fail(row, row->line, REASON_TRAILER_MISSING);
	why = format_tally_fits(&r->tally, f, true, trailer, &r->why);
	if (why != REASON_NONE)
		return fail(row, trailer->line, why);
out:
	format_tally_begin(&r->tally);
	r->between = true;
	return CSVROW_OK;
}

static void
say_number(struct format_rows *r, const struct format_line *l,
    const struct csvrow *row)
{
	if (l->numbers && r->number != NULL)
		r->number(r->number_arg, usagemap_column(&r->f->map, row->col,
		    row->len, l->number));
}

/* A header: a part begins, and the one before ended if there was any. */
static enum csvrow_status
on_head(struct format_rows *r, struct csvrow *row)
{
	struct format_claim claim;
	enum csvrow_status st = CSVROW_OK;

	format_tally_claim(&claim, r->f, &r->f->header, row);
	say_number(r, &r->f->header, row);
	if (!r->between)
		st = part_end(r, row, NULL);
	r->tally.header = claim;
	r->between = r->trailed = false;
	return st;
}

static enum csvrow_status
on_trailer(struct format_rows *r, struct csvrow *row)
{
	struct format_claim claim;

	format_tally_claim(&claim, r->f, &r->f->trailer, row);
	say_number(r, &r->f->trailer, row);
	r->trailed = true;
	return part_end(r, row, &claim);
}

static enum csvrow_status
file_end(struct format_rows *r, struct csvrow *row)
{
	row->line = format_rows_line(r);
	return r->trailed || part_end(r, row, NULL) == CSVROW_OK ? CSVROW_EOF
	    : CSVROW_FAIL;
}

/* A row that is one: whether it stands where one may. */
static enum csvrow_status
counted(struct format_rows *r, struct csvrow *row, enum csvrow_status st)
{
	if (r->between && r->f->header.begins.len != 0 && is_whole(r))
		return fail(row, row->line, REASON_HEADER_MISSING);
	r->between = r->trailed = false;
	if (r->headed)
		format_tally_row(&r->tally, r->f, st == CSVROW_OK ? row->col
		    : NULL, row->len);
	return st;
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
		if (row->raw.p == NULL) {
			if (r->passing)
				continue;
			return counted(r, row, st);
		}
		if (!r->passing)
			r->passing = begins(row->raw, f->until, f->untils);
		if (r->passing || begins(row->raw, f->skip, f->skips))
			continue;
		if (f->header.begins.len != 0
		    && begins(row->raw, &f->header.begins, 1))
			st = on_head(r, row);
		else if (f->trailer.begins.len != 0
		    && begins(row->raw, &f->trailer.begins, 1))
			st = on_trailer(r, row);
		else
			return counted(r, row, st);
		if (st == CSVROW_FAIL)
			return st;
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
	if (r->f->skips + r->f->untils == 0 && r->f->trailer.begins.len == 0
	    && r->f->header.begins.len == 0)
		return any_row(r, row);
	return real_row(r, row);
}

/* What stops a file, and is said here. */
static bool
is_of_rows(enum reason why)
{
	switch (why) {
	case REASON_CSV_HEADER:
	case REASON_HEADER_COUNT:
	case REASON_HEADER_SUM:
	case REASON_TRAILER_COUNT:
	case REASON_TRAILER_SUM:
		return true;
	default:
		return false;
	}
}

const char *
format_rows_why(struct format_rows *r, const struct csvrow *row)
{
	if (is_of_rows(row->reason))
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
	if (is_of_rows(row->reason) || row->reason == REASON_JSON_CUT
	    || row->reason == REASON_HEADER_MISSING
	    || row->reason == REASON_TRAILER_MISSING)
		diag_at(row->reason, file, row->line, "%s",
		    format_rows_why(r, row));
	else
		unpack_say(r->src, file);
}
