/*
 * detail.c (rec) - the records of FreeRADIUS detail files
 */
#include <assert.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/buf.h"
#include "base/sizes.h"
#include "base/utf8.h"
#include "rec/detail.h"

#define BLOCK	SIZE_OF(256 << 10, 256)	/* octets asked for at a time */
#define PAD	64			/* a vector may be read past the end */
#define DATE_LEN 24			/* Sun Oct 25 02:30:00 2026 */
#define SLOTS	1024			/* of the names; a power of two */
#define WANT_MAX 512
#define SHAPE_LINES 64			/* lines remembered of a record */
#define SHAPE_TEXT 56

/* How a line of the last record began: the same is likely to come again. */
struct shape_line {
	char	text[SHAPE_TEXT];	/* tab, name, " = " */
	uint8_t	len;			/* 0: nothing is known */
	int16_t	want;			/* -1: nobody wants it */
};

struct detail {
	struct unpack	*src;		/* borrowed */
	bool		eof;
	char		*buf;		/* DETAIL_MAX + BLOCK + PAD */
	size_t		at, end;	/* the record's start; the data's end */
	uint64_t	base;		/* of buf in the file */
	uint64_t	line;		/* lines before at */
	struct slice	name[WANT_MAX];	/* owned */
	unsigned	wants;
	uint16_t	slot[SLOTS];	/* 1 + index into name */
	struct slice	val[WANT_MAX];
	bool		twice[WANT_MAX];
	struct shape_line shape[SHAPE_LINES];
	struct buf	text;		/* values without their escapes */
	bool		said;		/* a callback failed */
	int		(*wait)(void *);
	void		*wait_arg;
	int		(*huge)(void *, const char *, size_t);
	void		*huge_arg;
};

struct detail *
detail_new(void)
{
	struct detail *d = xcalloc(1, sizeof(*d));

	d->eof = true;
	d->buf = xcalloc(1, DETAIL_MAX + BLOCK + PAD);
	/* room for a whole record: what stands there must not move half-way */
	buf_reserve(&d->text, DETAIL_MAX + BLOCK);
	return d;
}

void
detail_free(struct detail *d)
{
	unsigned i;

	if (d == NULL)
		return;
	for (i = 0; i < d->wants; i++)
		free((void *)(uintptr_t)d->name[i].p);
	buf_release(&d->text);
	free(d->buf);
	free(d);
}

/* ---- names ------------------------------------------------------------ */

static uint16_t *
slot_of(struct detail *d, struct slice name)
{
	const unsigned char *p = (const unsigned char *)name.p;
	size_t n = name.len;
	unsigned h = 0;

	if (n != 0)
		h = (unsigned)n * 61 + p[0] * 7u + p[n / 2] * 31u
		    + p[n - 1] * 127u + p[n / 3] * 257u + p[n * 2 / 3] * 513u;
	for (h &= SLOTS - 1; d->slot[h] != 0; h = (h + 1) & (SLOTS - 1))
		if (slice_eq(d->name[d->slot[h] - 1], name))
			break;
	return &d->slot[h];
}

unsigned
detail_want(struct detail *d, struct slice name)
{
	uint16_t *slot = slot_of(d, name);

	if (*slot == 0) {
		assert(d->wants < WANT_MAX);
		d->name[d->wants] = (struct slice){
		    xstrndup(name.p, name.len), name.len };
		*slot = (uint16_t)++d->wants;
		memset(d->shape, 0, sizeof(d->shape));
	}
	return *slot - 1u;
}

/* ---- the file --------------------------------------------------------- */

static void
took(struct detail *d, size_t n)
{
	d->end += n;
	d->buf[d->end] = '\n';		/* a sentinel */
}

void
detail_open(struct detail *d, struct unpack *src, uint64_t offset,
    uint64_t line)
{
	d->src = src;
	d->eof = false;
	d->at = d->end = 0;
	d->base = offset;
	d->line = line;
	took(d, 0);
}

uint64_t
detail_offset(const struct detail *d)
{
	return d->base + d->at;
}

uint64_t
detail_lines(const struct detail *d)
{
	return d->line;
}

void
detail_on_wait(struct detail *d, int (*fn)(void *), void *arg)
{
	d->wait = fn;
	d->wait_arg = arg;
}

void
detail_on_huge(struct detail *d, int (*fn)(void *, const char *, size_t),
    void *arg)
{
	d->huge = fn;
	d->huge_arg = arg;
}

/* More data behind what is there. */
static int
fill(struct detail *d)
{
	ssize_t n;

	if (d->at != 0) {
		memmove(d->buf, d->buf + d->at, d->end - d->at);
		d->base += d->at;
		d->end -= d->at;
		d->at = 0;
	}
	if (d->wait != NULL && unpack_would_block(d->src)
	    && d->wait(d->wait_arg) < 0) {
		d->said = true;
		return -1;
	}
	n = unpack_read(d->src, d->buf + d->end, BLOCK);
	if (n < 0)
		return -1;
	d->eof = n == 0;
	took(d, (size_t)n);
	return 0;
}

static enum detail_status
failed(const struct detail *d, struct detail_rec *rec)
{
	*rec = (struct detail_rec){ .line = d->line + 1,
	    .reason = d->said ? REASON_NONE : unpack_reason(d->src) };
	return DETAIL_FAIL;
}

/* ---- lines ------------------------------------------------------------ */

/*
 * The line end from p on; the sentinel bounds it. *odd is set when an octet
 * that is no printable ASCII, tab or CR is near.
 */
static inline const char *
line_end(const char *p, unsigned *odd)
{
#ifdef __SSE2__
	const __m128i blank = _mm_set1_epi8(' '), nl = _mm_set1_epi8('\n');
	const __m128i tab = _mm_set1_epi8('\t'), cr = _mm_set1_epi8('\r');

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i end = _mm_cmpeq_epi8(v, nl);
		__m128i fine = _mm_or_si128(end, _mm_or_si128(
		    _mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, cr)));
		unsigned m = (unsigned)_mm_movemask_epi8(end);

		/* signed: octets above 127 are below the blank as well */
		*odd |= (unsigned)_mm_movemask_epi8(_mm_andnot_si128(fine,
		    _mm_cmplt_epi8(v, blank)));
		if (m != 0)
			return p + __builtin_ctz(m);
	}
#else
	for (; *p != '\n'; p++)
		*odd |= (unsigned char)*p >= 0x80 || ((unsigned char)*p < ' '
		    && *p != '\t' && *p != '\r');
	return p;
#endif
}

/* "Sun Oct 25 02:30:00 2026", as FreeRADIUS writes above a record. */
static bool
is_date(const char *p, const char *end)
{
	static const char form[] = "Aaa Aaa 99 99:99:99 9999";
	unsigned i;

	if ((size_t)(end - p) != DATE_LEN)
		return false;
	for (i = 0; i < DATE_LEN; i++) {
		bool digit = p[i] >= '0' && p[i] <= '9';

		if (form[i] == '9' ? !digit && !(i == 8 && p[i] == ' ')
		    : form[i] == 'A' ? p[i] < 'A' || p[i] > 'Z'
		    : form[i] == 'a' ? p[i] < 'a' || p[i] > 'z'
		    : p[i] != form[i])
			return false;
	}
	return true;
}

static inline bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	    || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'
	    || c == '/';
}

/* Octal, and the letters that FreeRADIUS writes. */
static size_t
unescape(const char *p, size_t left, char *out)
{
	unsigned i, v = 0;

	if (left < 2)
		return 0;
	switch (p[1]) {
	case 'n':
		*out = '\n';
		return 2;
	case 'r':
		*out = '\r';
		return 2;
	case 't':
		*out = '\t';
		return 2;
	default:
		if (p[1] < '0' || p[1] > '7') {
			*out = p[1];
			return 2;
		}
	}
	for (i = 1; i <= 3; i++) {
		if (i == left || p[i] < '0' || p[i] > '7')
			return 0;
		v = v * 8 + (unsigned)(p[i] - '0');
	}
	*out = (char)v;
	return v <= 0377 ? 4 : 0;
}

/*
 * Text without its escapes. What would not be UTF-8 then, or has a NUL, stays
 * as it stands: nothing is lost, and two values stay two.
 */
static struct slice
decode(struct detail *d, struct slice s)
{
	size_t from = d->text.len, i, n;
	char c;

	for (i = 0; i < s.len; i += n) {
		n = 1;
		c = s.p[i];
		if (c == '\\' && (n = unescape(s.p + i, s.len - i, &c)) == 0)
			break;
		if (c == '\0')
			break;
		buf_addc(&d->text, c);
	}
	buf_addc(&d->text, '\0');	/* a check may look past the end */
	d->text.len--;
	if (i < s.len || !utf8_valid(d->text.data + from, d->text.len - from)) {
		d->text.len = from;
		return s;
	}
	return (struct slice){ d->text.data + from, d->text.len - from };
}

/* What stands behind " = "; false when a quote is not closed. */
static bool
value_of(struct detail *d, const char *p, const char *end, struct slice *out)
{
	const char *q;

	if (p == end || (*p != '"' && *p != '\'')) {
		*out = (struct slice){ p, (size_t)(end - p) };
		return true;
	}
	q = end - 1;
	if (q == p || *q != *p)
		return false;
	*out = (struct slice){ p + 1, (size_t)(q - p - 1) };
	if (memchr(out->p, '\\', out->len) != NULL)
		*out = decode(d, *out);
	return true;
}

static void
remember(struct shape_line *s, const char *line, const char *value, int want)
{
	size_t n = (size_t)(value - line);

	s->len = n <= SHAPE_TEXT ? (uint8_t)n : 0;
	s->want = (int16_t)want;
	memcpy(s->text, line, s->len);
}

/*
 * Where the value of an attribute line begins, and who wants it; NULL when it
 * is none.
 */
static const char *
name_of(struct detail *d, const char *line, const char *end, int *want)
{
	const char *p = line, *name;

	while (p < end && (*p == '\t' || *p == ' '))
		p++;
	name = p;
	while (p < end && is_name(*p))
		p++;
	if (p == name)
		return NULL;
	*want = (int)*slot_of(d, (struct slice){ name, (size_t)(p - name) })
	    - 1;
	if (p < end && *p == ':')	/* a tag */
		for (p++; p < end && *p >= '0' && *p <= '9'; p++)
			;
	if (end - p < 3 || memcmp(p, " = ", 3) != 0)
		return NULL;
	return p + 3;
}

/* An attribute line; false when it is none. */
static bool
attribute(struct detail *d, struct shape_line *shape, const char *line,
    const char *end)
{
	const char *value;
	struct slice s;
	int want;

	if (shape != NULL && shape->len != 0
	    && (size_t)(end - line) >= shape->len
	    && memcmp(line, shape->text, shape->len) == 0) {
		value = line + shape->len;
		want = shape->want;
	} else {
		value = name_of(d, line, end, &want);
		if (value == NULL)
			return false;
		if (shape != NULL)
			remember(shape, line, value, want);
	}
	if (want < 0)
		return true;
	if (!value_of(d, value, end, &s))
		return false;
	if (d->val[want].p == NULL)
		d->val[want] = s;
	else if (!slice_eq(d->val[want], s))
		d->twice[want] = true;
	return true;
}

/* ---- a record --------------------------------------------------------- */

/* Walk over a record's lines; what it comes to. */
struct walk {
	const char	*p;		/* behind it */
	uint64_t	lines;
	unsigned	attributes;
	unsigned	odd;
	enum reason	reason;
	struct slice	header;
	bool		ended;		/* an empty line was there */
};

/* A line that is no attribute. False: it begins the next record. */
static bool
text_line(struct walk *w, const char *line, const char *end)
{
	if (w->lines == 0) {
		w->header = (struct slice){ line, (size_t)(end - line) };
		return true;
	}
	if (is_date(line, end)) {
		if (w->reason == REASON_NONE)
			w->reason = w->attributes != 0 ? REASON_DETAIL_CUT
			    : REASON_DETAIL_SYNTAX;
		return false;
	}
	w->reason = REASON_DETAIL_SYNTAX;
	return true;
}

/* False: the data ends before the record does. */
static bool
walk_record(struct detail *d, struct walk *w)
{
	const char *stop = d->buf + d->end, *line, *nl, *end;

	*w = (struct walk){ .p = d->buf + d->at };
	memset(d->val, 0, d->wants * sizeof(d->val[0]));
	memset(d->twice, 0, d->wants * sizeof(d->twice[0]));
	buf_clear(&d->text);
	for (;; w->p = nl + 1, w->lines++) {
		line = w->p;
		nl = line_end(line, &w->odd);
		if (nl >= stop)
			return false;
		end = nl > line && nl[-1] == '\r' ? nl - 1 : nl;
		if (end == line) {
			w->ended = true;
			w->p = nl + 1;
			w->lines++;
			break;
		}
		if (*line != '\t' && *line != ' ') {
			if (!text_line(w, line, end))
				break;
			continue;
		}
		if (w->lines == 0 || !attribute(d, w->attributes < SHAPE_LINES
		    ? &d->shape[w->attributes] : NULL, line, end))
			w->reason = REASON_DETAIL_SYNTAX;
		w->attributes++;
	}
	if (w->attributes == 0 && w->reason == REASON_NONE)
		w->reason = REASON_DETAIL_SYNTAX;
	return true;
}

/* Octets that are no text. */
static enum reason
check_text(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)p[i] < ' ' && p[i] != '\t' && p[i] != '\r'
		    && p[i] != '\n')
			return REASON_JSON_CONTROL;
	return utf8_valid(p, len) ? REASON_NONE : REASON_JSON_UTF8;
}

/* The octets of a record without its last line ends. */
static struct slice
trimmed(const char *p, const char *end)
{
	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	return (struct slice){ p, (size_t)(end - p) };
}

static enum detail_status
lend(struct detail *d, const struct walk *w, struct detail_rec *rec)
{
	const char *start = d->buf + d->at;
	enum reason why = w->reason;

	*rec = (struct detail_rec){ .header = w->header, .val = d->val,
	    .twice = d->twice, .line = d->line + 1,
	    .raw = trimmed(start, w->p) };
	if (w->odd != 0 && why == REASON_NONE)
		why = check_text(rec->raw.p, rec->raw.len);
	rec->reason = why;
	d->at = (size_t)(w->p - d->buf);
	d->line += w->lines;
	return why == REASON_NONE ? DETAIL_OK : DETAIL_BAD;
}

/* Pass over a record that is too long to hold. */
static enum detail_status
huge_record(struct detail *d, struct detail_rec *rec)
{
	const uint64_t line = d->line + 1;
	bool within = false, stop = false;
	const char *p, *nl, *end;
	size_t n;

	while (!stop) {
		p = d->buf + d->at;
		nl = memchr(p, '\n', d->end - d->at);
		n = nl != NULL ? (size_t)(nl - p) + 1 : d->end - d->at;
		end = nl != NULL && nl > p && nl[-1] == '\r' ? nl - 1 : nl;
		if (!within && nl != NULL && d->line >= line
		    && is_date(p, end))
			break;
		stop = !within && nl != NULL && end == p;
		if (n != 0 && !stop && d->huge != NULL
		    && d->huge(d->huge_arg, p, n) < 0) {
			d->said = true;
			return failed(d, rec);
		}
		within = nl == NULL;
		d->line += nl != NULL;
		d->at += n;
		if (nl == NULL && d->eof)
			break;
		if (nl == NULL && fill(d) < 0)
			return failed(d, rec);
	}
	*rec = (struct detail_rec){ .line = line,
	    .reason = REASON_LINE_TOO_LONG };
	return DETAIL_BAD;
}

/* Pass over empty lines. 1: a record begins, 0: end of file, -1: failed. */
static int
record_begin(struct detail *d)
{
	for (;;) {
		size_t have = d->end - d->at;
		const char *p = d->buf + d->at;

		if (have >= 1 && p[0] == '\n') {
			d->at++;
			d->line++;
		} else if (have >= 2 && p[0] == '\r' && p[1] == '\n') {
			d->at += 2;
			d->line++;
		} else if (have >= 2 || (have == 1 && *p != '\r')) {
			return 1;
		} else if (d->eof) {
			return 0;
		} else if (fill(d) < 0) {
			return -1;
		}
	}
}

enum detail_status
detail_next(struct detail *d, struct detail_rec *rec)
{
	struct walk w;
	int st = record_begin(d);

	if (st <= 0) {
		*rec = (struct detail_rec){ 0 };
		return st == 0 ? DETAIL_EOF : failed(d, rec);
	}
	while (!walk_record(d, &w)) {
		if (d->end - d->at > DETAIL_MAX)
			return huge_record(d, rec);
		if (d->eof) {
			*rec = (struct detail_rec){ .line = d->line + 1,
			    .raw = trimmed(d->buf + d->at, d->buf + d->end),
			    .reason = REASON_DETAIL_CUT };
			return DETAIL_CUT;
		}
		if (fill(d) < 0)
			return failed(d, rec);
	}
	if ((size_t)(w.p - (d->buf + d->at)) > DETAIL_MAX)
		return huge_record(d, rec);
	return lend(d, &w, rec);
}
