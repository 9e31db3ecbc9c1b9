/*
 * fixedrow.c (rec) - lines of fixed width as rows
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "rec/fixedrow.h"

struct fixedrows {
	struct textin	t;
	struct fixed_column column[CSVROW_COLUMNS_MAX];
	struct slice	col[CSVROW_COLUMNS_MAX];
	unsigned	cols, least;
	bool		latin1, need_newline;
	struct buf	wide;		/* columns made UTF-8 */
};

struct fixedrows *
fixedrows_new(const struct fixedrow_opts *o)
{
	struct fixedrows *r = xcalloc(1, sizeof(*r));
	size_t octets = 0;

	textin_init(&r->t);
	memcpy(r->column, o->column, o->columns * sizeof(r->column[0]));
	r->cols = o->columns;
	r->least = o->least;
	r->latin1 = o->latin1;
	r->need_newline = o->need_newline;
	/* Room for all columns: what stands there must not move half-way. */
	for (unsigned i = 0; i < r->cols; i++)
		octets += 2 * (size_t)r->column[i].len;
	buf_reserve(&r->wide, octets + 1);
	return r;
}

void
fixedrows_free(struct fixedrows *r)
{
	if (r == NULL)
		return;
	textin_release(&r->t);
	buf_release(&r->wide);
	free(r);
}

void
fixedrows_open(struct fixedrows *r, struct unpack *src)
{
	textin_begin(&r->t, src);
}

static struct slice
widened(struct fixedrows *r, struct slice s)
{
	size_t from = r->wide.len;
	char c[4];

	for (size_t i = 0; i < s.len; i++)
		buf_add(&r->wide, c, utf8_put((unsigned char)s.p[i], c));
	return (struct slice){ r->wide.data + from, r->wide.len - from };
}

static enum reason
cut(struct fixedrows *r, struct slice line)
{
	if (line.len != 0 && memchr(line.p, '\0', line.len) != NULL)
		return REASON_JSON_CONTROL;
	buf_clear(&r->wide);
	for (unsigned i = 0; i < r->cols; i++) {
		const struct fixed_column *c = &r->column[i];
		struct slice s = { NULL, 0 };

		if (c->from < line.len) {
			s.p = line.p + c->from;
			s.len = line.len - c->from;
			if (s.len > c->len)
				s.len = c->len;
			if (r->latin1)
				s = widened(r, s);
			else if (!utf8_valid(s.p, s.len))
				return REASON_JSON_UTF8;
		}
		r->col[i] = s;
	}
	return line.len < r->least ? REASON_FIXED_SHORT : REASON_NONE;
}

static enum csvrow_status
failed(const struct fixedrows *r, struct csvrow *row)
{
	*row = (struct csvrow){ .line = r->t.line,
	    .reason = textin_why(&r->t) };
	return CSVROW_FAIL;
}

static enum csvrow_status
huge(struct fixedrows *r, struct csvrow *row)
{
	*row = (struct csvrow){ .line = r->t.line,
	    .reason = REASON_LINE_TOO_LONG };
	return textin_huge(&r->t) < 0 ? failed(r, row) : CSVROW_BAD;
}

/* The line of n octets at the start, with its line end when it has one. */
static enum csvrow_status
lend(struct fixedrows *r, size_t n, struct csvrow *row)
{
	bool ends = r->t.buf[r->t.at + n - 1] == '\n';
	enum reason why;

	if (!ends && r->t.growing)
		return CSVROW_EOF;
	*row = (struct csvrow){ .line = r->t.line,
	    .raw = textin_slice(&r->t, n) };
	why = !ends && r->need_newline ? REASON_CSV_CUT : cut(r, row->raw);
	textin_pass(&r->t, n);
	row->reason = why;
	if (why == REASON_NONE || why == REASON_FIXED_SHORT) {
		row->col = r->col;	/* a trailer may be short */
		row->len = r->cols;
	}
	return why == REASON_NONE ? CSVROW_OK : CSVROW_BAD;
}

enum csvrow_status
fixedrows_next(struct fixedrows *r, struct csvrow *row)
{
	struct textin *t = &r->t;
	size_t n;

	for (;;) {
		n = textin_line(t, 0);
		if (n > FIXEDROW_MAX
		    || (n == 0 && t->end - t->at >= FIXEDROW_MAX))
			return huge(r, row);
		if (n != 0 && t->begun) {
			if (textin_slice(t, n).len != 0)
				return lend(r, n, row);
			textin_pass(t, n);
			continue;
		}
		if (t->eof)
			return CSVROW_EOF;
		if (textin_fill(t) < 0)
			return failed(r, row);
	}
}

struct textin *
fixedrows_text(struct fixedrows *r)
{
	return &r->t;
}

void
fixedrows_on_wait(struct fixedrows *r, int (*fn)(void *), void *arg)
{
	r->t.wait = fn;
	r->t.wait_arg = arg;
}

void
fixedrows_on_huge(struct fixedrows *r, int (*fn)(void *, const char *, size_t),
    void *arg)
{
	r->t.huge = fn;
	r->t.huge_arg = arg;
}
