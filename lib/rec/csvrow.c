/*
 * csvrow.c (rec) - the rows of CSV, as their writers left them
 */
#include <csv.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/buf.h"
#include "base/sizes.h"
#include "base/utf8.h"
#include "rec/csvrow.h"

#define BLOCK	SIZE_OF(256 << 10, 256)	/* octets asked for at a time */
#define PAD	64			/* a vector may be read past the end */

struct csvrows {
	struct csvrow_opts	o;
	struct csv_parser	csv;
	struct unpack		*src;		/* borrowed */
	bool			eof, plain, first, growing, unquoted;
	char			*buf;		/* CSVROW_MAX + BLOCK + PAD */
	uint64_t		offset;		/* of buf in the file */
	size_t			at, end;	/* the row's start; the data's end */
	uint64_t		line;		/* of at */
	struct slice		col[CSVROW_COLUMNS_MAX];
	unsigned		len;
	bool			many;		/* more columns than fit */
	bool			done;		/* libcsv ended a row */
	bool			extra;		/* and went on behind it */
	bool			high;		/* octets above 127 were seen */
	bool			clean;		/* csvrow.h */
	bool			said;		/* a callback failed */
	struct buf		text;		/* fields that libcsv made */
	struct buf		wide;		/* fields made UTF-8 */
	int			(*wait)(void *);
	void			*wait_arg;
	int			(*huge)(void *, const char *, size_t);
	void			*huge_arg;
};

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;		/* libcsv would drop blanks around a field */
}

struct csvrows *
csvrows_new(const struct csvrow_opts *o)
{
	struct csvrows *r = xcalloc(1, sizeof(*r));

	r->o = *o;
	r->eof = true;
	r->buf = xcalloc(1, CSVROW_MAX + BLOCK + PAD);
	/* Room for whole rows: what stands there must not move half-way. */
	buf_reserve(&r->text, CSVROW_MAX);
	if (o->latin1)
		buf_reserve(&r->wide, 2 * CSVROW_MAX);
	csv_init(&r->csv, CSV_STRICT);
	csv_set_delim(&r->csv, (unsigned char)o->delimiter);
	/* one that UTF-8 has not, or no text, and that no row may hold:
	 * something must be asked for */
	r->unquoted = o->quote == CSVROW_UNQUOTED;
	if (r->unquoted)
		r->o.quote = o->latin1 ? '\x1f' : '\xff';
	csv_set_quote(&r->csv, (unsigned char)r->o.quote);
	csv_set_space_func(&r->csv, no_space);
	return r;
}

void
csvrows_free(struct csvrows *r)
{
	if (r == NULL)
		return;
	csv_free(&r->csv);
	buf_release(&r->text);
	buf_release(&r->wide);
	free(r->buf);
	free(r);
}

/* n octets more stand in buf; a line end stands as sentinel behind them. */
static void
took(struct csvrows *r, size_t n)
{
	r->end += n;
	r->buf[r->end] = '\n';
	if (r->first && (r->end >= 3 || r->eof)) {
		r->first = false;
		if (r->end >= 3 && memcmp(r->buf, "\xef\xbb\xbf", 3) == 0)
			r->at = 3;
	}
}

void
csvrows_open(struct csvrows *r, struct unpack *src, struct slice begun)
{
	r->src = src;
	r->eof = false;
	r->first = true;
	r->growing = false;
	r->offset = 0;
	r->at = r->end = 0;
	r->line = 1;
	if (begun.len != 0) {
		memcpy(r->buf, begun.p, begun.len);
		took(r, begun.len);
	}
}

void
csvrows_growing(struct csvrows *r)
{
	r->growing = true;
}

void
csvrows_from(struct csvrows *r, uint64_t offset, uint64_t line)
{
	r->offset = offset;
	r->line = line;
	r->first = false;
}

uint64_t
csvrows_offset(const struct csvrows *r)
{
	return r->offset + r->at;
}

uint64_t
csvrows_line(const struct csvrows *r)
{
	return r->line;
}

uint64_t
csvrows_left(const struct csvrows *r)
{
	return r->end - r->at;
}

void
csvrows_on_wait(struct csvrows *r, int (*fn)(void *), void *arg)
{
	r->wait = fn;
	r->wait_arg = arg;
}

void
csvrows_on_huge(struct csvrows *r, int (*fn)(void *, const char *, size_t),
    void *arg)
{
	r->huge = fn;
	r->huge_arg = arg;
}

void
csvrows_plain(struct csvrows *r, bool plain)
{
	r->plain = plain;
}

/* More data behind what is there. */
static int
fill(struct csvrows *r)
{
	ssize_t n;

	if (r->at != 0) {
		memmove(r->buf, r->buf + r->at, r->end - r->at);
		r->offset += r->at;
		r->end -= r->at;
		r->at = 0;
	}
	if (r->wait != NULL && unpack_would_block(r->src)
	    && r->wait(r->wait_arg) < 0) {
		r->said = true;
		return -1;
	}
	n = unpack_read(r->src, r->buf + r->end, BLOCK);
	if (n < 0)
		return -1;
	r->eof = n == 0;
	took(r, (size_t)n);
	return 0;
}

/* What a field may end at. TAB, VT, FF and the like are text. */
static inline bool
is_stop(char c, char a, char b)
{
	return c == a || c == b || c == '\n' || c == '\r' || c == '\0';
}

/*
 * The first of a, b, CR, LF and NUL from p on; the sentinel bounds it. *high
 * is set when an octet above 127 is near.
 */
static inline const char *
find_stop(const char *p, char a, char b, unsigned *high)
{
#ifdef __SSE2__
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b);
	const __m128i cr = _mm_set1_epi8('\r');

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, cr), v);
		__m128i hit = _mm_or_si128(low, _mm_or_si128(
		    _mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)));
		unsigned m = (unsigned)_mm_movemask_epi8(hit);

		*high |= (unsigned)_mm_movemask_epi8(v);
		for (; m != 0; m &= m - 1) {
			const char *q = p + __builtin_ctz(m);

			if (is_stop(*q, a, b))
				return q;
		}
	}
#else
	for (; !is_stop(*p, a, b); p++)
		*high |= (unsigned char)*p & 0x80;
	return p;
#endif
}

enum cut { CUT_ROW, CUT_MORE, CUT_ODD };

/*
 * Cut a row that has nothing to decide: every field without a quote, or in
 * quotes without one inside, on one line. CUT_MORE: its end is not here yet.
 * CUT_ODD: libcsv's business. *used: octets of the row with its line end.
 */
static enum cut
cut_row(struct csvrows *r, size_t *used)
{
	const char delim = r->o.delimiter, quote = r->o.quote;
	const char *start = r->buf + r->at, *end = r->buf + r->end;
	const char *p = start, *q;
	unsigned high = 0;

	for (r->len = 0; r->len < CSVROW_COLUMNS_MAX; p++) {
		if (*p == quote && p < end) {
			if (r->unquoted)
				return CUT_ODD;
			q = find_stop(++p, quote, quote, &high);
			r->col[r->len++] = (struct slice){ p, (size_t)(q - p) };
			if (q < end && *q == quote)
				q++;
			else if (q < end || r->eof)
				return CUT_ODD;
		} else {
			q = find_stop(p, delim, quote, &high);
			r->col[r->len++] = (struct slice){ p, (size_t)(q - p) };
		}
		p = q;
		if (p < end && *p == delim)
			continue;
		if (p < end && *p == '\r')
			p++;
		if (p >= end && !r->eof)
			return CUT_MORE;
		if (*p != '\n')
			return CUT_ODD;
		r->high = high != 0;
		*used = (size_t)(p - start) + (p < end);
		return CUT_ROW;
	}
	return CUT_ODD;
}

#ifdef __SSE2__
/* Of 64 octets: the places where a row may be cut, and those not clean. */
struct glance {
	uint64_t	stop, odd;
};

static inline struct glance
glance_at(const char *p, char delim, char quote)
{
	const __m128i vd = _mm_set1_epi8(delim), vq = _mm_set1_epi8(quote);
	const __m128i cr = _mm_set1_epi8('\r'), space = _mm_set1_epi8(' ');
	const __m128i mark = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	struct glance g = { 0, 0 };

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)
		    (p + i));
		__m128i stop = _mm_or_si128(
		    _mm_cmpeq_epi8(_mm_min_epu8(v, cr), v), _mm_or_si128(
		    _mm_cmpeq_epi8(v, vd), _mm_cmpeq_epi8(v, vq)));
		/* signed: below a space are controls and octets above 127 */
		__m128i odd = _mm_or_si128(_mm_cmplt_epi8(v, space),
		    _mm_or_si128(_mm_cmpeq_epi8(v, mark),
		    _mm_cmpeq_epi8(v, back)));

		g.stop |= (uint64_t)(unsigned)_mm_movemask_epi8(stop) << i;
		g.odd |= (uint64_t)(unsigned)_mm_movemask_epi8(odd) << i;
	}
	return g;
}

/*
 * The same for a row without quotes, 64 octets at a time: most of most files.
 * CUT_ODD: it is cut_row's business, or libcsv's. The sentinel bounds it.
 */
static enum cut
cut_clean_row(struct csvrows *r, size_t *used)
{
	const char delim = r->o.delimiter, quote = r->o.quote;
	const char *start = r->buf + r->at, *end = r->buf + r->end;
	const char *p = start, *block, *q;
	struct slice *col = r->col;
	struct glance g;
	uint64_t odd = 0;

	for (block = start;; block += 64) {
		g = glance_at(block, delim, quote);
		for (; g.stop != 0; g.stop &= g.stop - 1) {
			q = block + __builtin_ctzll(g.stop);
			if (*q == delim) {
				*col++ = (struct slice){ p, (size_t)(q - p) };
				if (col == r->col + CSVROW_COLUMNS_MAX)
					return CUT_ODD;
				p = q + 1;
			} else if (*q == '\n' || (*q == '\r' && q < end
			    && q[1] == '\n'))
				goto out;
			else if (is_stop(*q, quote, quote))
				return CUT_ODD;
		}
		odd |= g.odd;
	}
out:
	*col++ = (struct slice){ p, (size_t)(q - p) };
	r->len = (unsigned)(col - r->col);
	/* below the line end */
	odd |= g.odd & ((g.stop & -g.stop) - 1);
	r->clean = odd == 0;
	r->high = odd != 0;
	q += *q == '\r';
	if (q >= end && !r->eof)
		return CUT_MORE;
	*used = (size_t)(q - start) + (q < end);
	return CUT_ROW;
}
#endif

/* A row that begins with a quote has others, too. */
static inline enum cut
cut_any_row(struct csvrows *r, size_t *used)
{
#ifdef __SSE2__
	if (r->buf[r->at] != r->o.quote) {
		enum cut cut = cut_clean_row(r, used);

		if (cut != CUT_ODD)
			return cut;
	}
#endif
	r->clean = false;
	return cut_row(r, used);
}

static void
on_field(void *p, size_t len, void *arg)
{
	struct csvrows *r = arg;

	if (r->done)
		r->extra = true;
	if (r->len == CSVROW_COLUMNS_MAX) {
		r->many = true;
		return;
	}
	/* text has room for a whole row, so what stands in it does not move */
	r->col[r->len++] = (struct slice){ r->text.data + r->text.len, len };
	buf_add(&r->text, p, len);
}

static void
on_row(int c, void *arg)
{
	struct csvrows *r = arg;

	(void)c;
	r->done = true;
}

static void
libcsv_reset(struct csvrows *r)
{
	csv_set_opts(&r->csv, CSV_STRICT);
	csv_fini(&r->csv, NULL, NULL, NULL);
	buf_clear(&r->text);
	r->len = 0;
	r->many = r->done = r->extra = false;
}

static enum csvrow_status
failed(const struct csvrows *r, struct csvrow *row)
{
	*row = (struct csvrow){ .line = r->line,
	    .reason = r->said ? REASON_NONE : unpack_reason(r->src) };
	return CSVROW_FAIL;
}

static struct slice
without_line_end(const char *p, size_t len)
{
	if (len != 0 && p[len - 1] == '\n')
		len--;
	if (len != 0 && p[len - 1] == '\r')
		len--;
	return (struct slice){ p, len };
}

/* Hand out the line at the row's start, len octets with its end, as bad. */
static enum csvrow_status
bad_line(struct csvrows *r, size_t len, enum reason why, struct csvrow *row)
{
	row->raw = without_line_end(r->buf + r->at, len);
	row->reason = why;
	row->line = r->line++;
	row->col = NULL;
	row->len = 0;
	r->at += len;
	return CSVROW_BAD;
}

/* Pass over the rest of a line that is too long to hold. */
static enum csvrow_status
huge_line(struct csvrows *r, struct csvrow *row)
{
	const char *nl;
	size_t n;

	for (;;) {
		nl = memchr(r->buf + r->at, '\n', r->end - r->at);
		n = nl != NULL ? (size_t)(nl - (r->buf + r->at))
		    : r->end - r->at;
		if (n != 0 && r->huge != NULL
		    && r->huge(r->huge_arg, r->buf + r->at, n) < 0) {
			r->said = true;
			return failed(r, row);
		}
		r->at += n;
		if (nl != NULL || r->eof)
			break;
		if (fill(r) < 0)
			return failed(r, row);
	}
	if (nl != NULL)
		r->at++;
	*row = (struct csvrow){ .line = r->line++,
	    .reason = REASON_LINE_TOO_LONG };
	return CSVROW_BAD;
}

static void
latin1_to_utf8(struct csvrows *r)
{
	char c[4];
	unsigned i;
	size_t k;

	buf_clear(&r->wide);
	for (i = 0; i < r->len; i++) {
		struct slice *s = &r->col[i];
		const char *to = r->wide.data + r->wide.len;

		for (k = 0; k < s->len; k++)
			buf_add(&r->wide, c,
			    utf8_put((unsigned char)s->p[k], c));
		*s = (struct slice){ to,
		    (size_t)(r->wide.data + r->wide.len - to) };
	}
}

/* The row of len octets at the start, cut into columns: check and lend it. */
static enum csvrow_status
lend(struct csvrows *r, size_t len, size_t first, struct csvrow *row)
{
	const char *p = r->buf + r->at, *q, *end = p + len;
	enum reason why = REASON_NONE;

	if (p[len - 1] != '\n' && r->growing)
		return CSVROW_EOF;
	if (r->many)
		why = REASON_TOO_MANY_FIELDS;
	else if (p[len - 1] != '\n' && r->o.need_newline)
		why = REASON_CSV_CUT;
	else if (r->high && !r->o.latin1 && !utf8_valid(p, len))
		why = REASON_JSON_UTF8;
	if (why != REASON_NONE)
		return bad_line(r, first, why, row);
	if (r->high && r->o.latin1)
		latin1_to_utf8(r);
	*row = (struct csvrow){ .col = r->col, .len = r->len,
	    .line = r->line++, .raw = without_line_end(p, len),
	    .clean = r->clean };
	for (q = p + first; q < end && (q = memchr(q, '\n',
	    (size_t)(end - q))) != NULL; q++)
		r->line++;
	r->at += len;
	return CSVROW_OK;
}

/* Give libcsv a line, or the last one of the file. False: not valid CSV. */
static bool
feed(struct csvrows *r, const char *p, size_t len, bool last)
{
	if (csv_parse(&r->csv, p, len, on_field, on_row, r) != len)
		return false;
	if (last && !r->done) {
		csv_set_opts(&r->csv, CSV_STRICT | CSV_STRICT_FINI);
		csv_fini(&r->csv, on_field, on_row, r);
	}
	return !r->extra;
}

/* Length of the line at offset off from the row's start; 0: not all here. */
static size_t
line_len(const struct csvrows *r, size_t off)
{
	const char *p = r->buf + r->at + off;
	const char *nl = memchr(p, '\n', r->end - r->at - off);

	if (nl != NULL)
		return (size_t)(nl - p) + 1;
	return r->eof ? r->end - r->at - off : 0;
}

static enum csvrow_status
libcsv_row(struct csvrows *r, struct csvrow *row)
{
	size_t fed = 0, first = 0, n;
	const char *p;

	libcsv_reset(r);
	r->clean = false;
	for (;;) {
		n = line_len(r, fed);
		if (fed + n > CSVROW_MAX
		    || (n == 0 && r->end - r->at >= CSVROW_MAX))
			return first == 0 ? huge_line(r, row)
			    : bad_line(r, first, REASON_CSV_CUT, row);
		if (n == 0 && !r->eof) {
			if (fill(r) < 0)
				return failed(r, row);
			continue;
		}
		p = r->buf + r->at + fed;
		if (r->growing && (n == 0 || p[n - 1] != '\n'))
			return CSVROW_EOF;
		if (n == 0)	/* the file ends within quotes */
			return bad_line(r, first, REASON_CSV_CUT, row);
		if (first == 0)
			first = n;
		if (memchr(p, '\0', n) != NULL)
			return bad_line(r, first, REASON_JSON_CONTROL, row);
		if ((r->unquoted && memchr(p, r->o.quote, n) != NULL)
		    || !feed(r, p, n, p[n - 1] != '\n'))
			return bad_line(r, first, REASON_CSV_SYNTAX, row);
		fed += n;
		if (r->done) {
			r->high = true;
			return lend(r, fed, first, row);
		}
	}
}

/* Pass over empty lines. 1: a row begins, 0: end of file, -1: failed. */
static int
row_begin(struct csvrows *r)
{
	for (;;) {
		size_t have = r->end - r->at;
		const char *p = r->buf + r->at;

		if (have >= 1 && p[0] == '\n') {
			r->at++;
			r->line++;
		} else if (have >= 2 && p[0] == '\r' && p[1] == '\n') {
			r->at += 2;
			r->line++;
		} else if (r->eof) {
			return have != 0 && (have > 1 || p[0] != '\r');
		} else if (r->first || have == 0 || (have == 1 && *p == '\r')) {
			if (fill(r) < 0)
				return -1;
		} else {
			return 1;
		}
	}
}

enum csvrow_status
csvrows_next(struct csvrows *r, struct csvrow *row)
{
	enum cut cut;
	size_t used;
	int st;

	for (;;) {
		st = row_begin(r);
		if (st <= 0)
			return st == 0 ? CSVROW_EOF : failed(r, row);
		cut = r->plain ? CUT_ODD : cut_any_row(r, &used);
		if (cut == CUT_ODD || (cut == CUT_MORE
		    && r->end - r->at >= CSVROW_MAX)
		    || (cut == CUT_ROW && used > CSVROW_MAX))
			return libcsv_row(r, row);
		if (cut == CUT_ROW)
			break;
		if (fill(r) < 0)
			return failed(r, row);
	}
	r->many = false;
	buf_clear(&r->text);
	return lend(r, used, used, row);
}
