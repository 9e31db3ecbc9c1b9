#include "base/sizes.h"
#include "rec/out.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/diag.h"
#include "base/fd.h"
#include "base/tstamp.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "rec/csv_out.h"
#include "rec/scan.h"

#define BLOCK		SIZE_OF(128 << 10, 1 << 10)	/* written at a time */
#define ROOM_AHEAD	512	/* of fields that are appended */
#define PIPE_SIZE	(1 << 20)

struct out {
	int		 fd;
	const char	*name;
	enum rec_format	 format;
	struct buf	 buf;
	size_t		 start;		/* of the record that is begun */
	enum rec_type	 type;
	bool		 metered;
	struct out_known m;		/* of a metered record */
	/* its words, when they are those of a record that came in */
	struct total_key key;
	const struct rec *keyed;	/* ... which has the texts, too */
	struct slice	 identity;	/* of a record that came in */
	const struct rec *from;		/* that record, when it is summed */

	struct csv_out	*csv;
	struct scanner	*scanner;	/* of records made here */
	struct sha256	*sha;

	uint64_t	 count;
	sum128_t	 digest;
	struct totals	 totals;
	char		 run[17];
	bool		 failed;
};

struct out *
out_new(int fd, const char *name, enum rec_format format)
{
	struct out *o = xcalloc(1, sizeof(*o));

	o->fd = fd;
	o->name = name;
	o->format = format;
	buf_reserve(&o->buf, BLOCK + REC_LINE_MAX);
	if (format == FORMAT_CSV)
		o->csv = csv_out_new(name);
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
	return o;
}

void
out_free(struct out *o)
{
	if (o == NULL)
		return;
	buf_release(&o->buf);
	csv_out_free(o->csv);
	scanner_free(o->scanner);
	sha256_free(o->sha);
	totals_release(&o->totals);
	free(o);
}

int
out_flush(struct out *o)
{
	if (o->failed)
		return -1;
	if (o->start != 0 && write_all(o->fd, o->buf.data, o->start) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot write %s", o->name);
		o->failed = true;
		return -1;
	}
	memmove(o->buf.data, o->buf.data + o->start, o->buf.len - o->start);
	o->buf.len -= o->start;
	o->start = 0;
	return 0;
}

/*
 * A record, field by field
 */

static inline char *
room(struct out *o, size_t n)
{
	if (o->buf.cap - o->buf.len < n)
		buf_reserve(&o->buf, n);
	return o->buf.data + o->buf.len;
}

static inline void
put(struct out *o, const void *p, size_t n)
{
	memcpy(room(o, n), p, n);
	o->buf.len += n;
}

/*
 * Copy in steps of a fixed size, without a call: up to COPY_STEP octets
 * more are read and written.
 */
#define COPY_STEP	OUT_READABLE
_Static_assert(COPY_STEP <= SCAN_PADDING, "behind a line of a record");
static inline char *
copy_over(char *to, const char *from, size_t n)
{
	memcpy(to, from, COPY_STEP);	/* most are no longer */
	for (size_t i = COPY_STEP; i < n; i += COPY_STEP)
		memcpy(to + i, from + i, COPY_STEP);
	return to + n;
}

/* The same of what is no longer than half of that mostly */
static inline char *
copy_short(char *to, const char *from, size_t n)
{
	memcpy(to, from, COPY_STEP / 2);
	if (n > COPY_STEP / 2)
		copy_over(to + COPY_STEP / 2, from + COPY_STEP / 2,
		    n - COPY_STEP / 2);
	return to + n;
}

/* ,"name": padded, so that a copy is two stores of fixed size. */
#define KEY_SIZE	32
static const struct {
	char	text[KEY_SIZE];
	uint8_t	len;
} keys[FIELD_COUNT] = {
#define FIELD(id, n, k, u, m) [F_##id] = { ",\"" n "\":", sizeof(n) + 3 },
#include "rec/fields.def"
#undef FIELD
};

static inline void
put_name(struct out *o, enum field f)
{
	memcpy(room(o, KEY_SIZE), keys[f].text, KEY_SIZE);
	o->buf.len += keys[f].len;
}

/* The name, and room for a value of n octets: where that begins. */
static inline char *
value_begin(struct out *o, enum field f, size_t n)
{
	char *p = room(o, KEY_SIZE + n);

	memcpy(p, keys[f].text, KEY_SIZE);
	return p + keys[f].len;
}

static inline void
value_end(struct out *o, const char *p)
{
	o->buf.len = (size_t)(p - o->buf.data);
}

/*
 * The octet at i of s, which cannot stand as it is. An octet that is no UTF-8
 * (an ifAlias in Latin-1) or NUL becomes U+FFFD, so that what is written is always
 * a record. Octets of s that were used.
 */
static size_t
put_special(struct out *o, struct slice s, size_t i)
{
	unsigned char c[4] = { 0 };
	char esc[8];
	unsigned n;

	memcpy(c, s.p + i, s.len - i < 4 ? s.len - i : 4);
	if (c[0] >= 0x80 || c[0] == 0) {
		n = utf8_char(c);
		if (c[0] != 0 && n != 0 && i + n <= s.len) {
			put(o, s.p + i, n);
			return n;
		}
		put(o, "\xef\xbf\xbd", 3);
	} else if (c[0] == '"' || c[0] == '\\') {
		put(o, "\\", 1);
		put(o, s.p + i, 1);
	} else {
		snprintf(esc, sizeof(esc), "\\u%04x", c[0]);
		put(o, esc, 6);
	}
	return 1;
}

#ifdef __SSE2__
/* None of 16 octets is a quote, a backslash, a control or not ASCII. */
static inline bool
is_plain(__m128i x)
{
	__m128i hit = _mm_or_si128(_mm_cmplt_epi8(x, _mm_set1_epi8(0x20)),
	    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
	    _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));

	return _mm_movemask_epi8(hit) == 0;
}

/*
 * Copy s to p when all of it is plain. Loads overlap at the end instead of
 * reading behind s; stores may go up to 15 octets beyond.
 */
static inline bool
copy_plain(char *p, struct slice s)
{
	const char *end = s.p + s.len;
	uint64_t lo, hi;
	__m128i x;

	if (s.len >= 16) {
		for (; end - s.p > 16; s.p += 16, p += 16) {
			x = _mm_loadu_si128((const void *)s.p);
			if (!is_plain(x))
				return false;
			_mm_storeu_si128((void *)p, x);
		}
		x = _mm_loadu_si128((const void *)(end - 16));
		_mm_storeu_si128((void *)(p + (end - s.p) - 16), x);
		return is_plain(x);
	}
	if (s.len >= 8) {
		memcpy(&lo, s.p, 8);
		memcpy(&hi, end - 8, 8);
		memcpy(p, &lo, 8);
		memcpy(p + s.len - 8, &hi, 8);
		return is_plain(_mm_set_epi64x((long long)hi, (long long)lo));
	}
	if (s.len >= 4) {
		uint32_t first, last;

		memcpy(&first, s.p, 4);
		memcpy(&last, end - 4, 4);
		memcpy(p, &first, 4);
		memcpy(p + s.len - 4, &last, 4);
		lo = (uint64_t)last << 32 | first;
		return is_plain(_mm_set1_epi64x((long long)lo));
	}
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			return false;
		p[i] = (char)c;
	}
	return true;
}
#else
static inline bool
copy_plain(char *p, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			return false;
		p[i] = (char)c;
	}
	return true;
}
#endif

/* Character by character, with what cannot stand as it is. */
static void
put_escaped(struct out *o, struct slice s)
{
	size_t i = 0;

	while (i < s.len) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\')
			put(o, s.p + i++, 1);
		else
			i += put_special(o, s, i);
	}
	put(o, "\"", 1);
}

static inline void
put_string(struct out *o, struct slice s)
{
	char *p = room(o, s.len + 32);

	*p++ = '"';
	o->buf.len++;
	if (copy_plain(p, s)) {
		p[s.len] = '"';
		o->buf.len += s.len + 1;
	} else
		put_escaped(o, s);
}

void
out_begin(struct out *o, enum rec_type type)
{
	const struct type_def *def = type_def(type);
	char *p;

	o->type = type;
	o->metered = def->metered;
	o->m = (struct out_known){ 0 };
	o->keyed = NULL;
	o->identity = (struct slice){ NULL, 0 };
	o->from = NULL;
	p = room(o, 9 + TYPE_NAME_MAX + 1);
	memcpy(p, "{\"type\":\"", 9);
	memcpy(p + 9, def->name, TYPE_NAME_MAX);
	p += 9 + def->name_len;
	*p++ = '"';
	value_end(o, p);
}

static void
texts_of(struct out *o, const struct rec *r)
{
	o->m.id = rec_str(r, F_USAGE_ID);
	o->m.usage_type = rec_str(r, F_USAGE_TYPE);
	o->m.unit = rec_str(r, F_UNIT);
}

static void
metered_of(struct out *o, const struct rec *r)
{
	o->m.currency = rec_str(r, F_CURRENCY);
	if (r->summed) {
		o->keyed = r;
		o->key = r->key;
		o->m.quantity = r->quantity;
		o->m.amount = r->amount;
		return;
	}
	o->keyed = NULL;
	texts_of(o, r);
	o->m.quantity = 0;
	o->m.amount = 0;
	(void)rec_u64(r, F_QUANTITY, &o->m.quantity);
	(void)rec_money(r, F_AMOUNT, &o->m.amount);
}

void
out_enrich(struct out *o, const struct rec *r, enum rec_type type)
{
	const struct type_def *def = type_def(type);
	const struct rec_val *v = &r->val[r->shape->type_at - 1];
	size_t before = (size_t)(v->p - r->line);
	size_t behind = r->len - before - v->len - 1;	/* not the brace */
	char *p = room(o, r->len + TYPE_NAME_MAX + ROOM_AHEAD);

	o->type = type;
	o->metered = def->metered;
	o->from = r->summed ? r : NULL;
	if (o->metered)
		metered_of(o, r);
	else if (o->from == NULL)
		o->identity = rec_identity(r);
	/* behind a line there is room to read (SCAN_PADDING) */
	p = copy_over(p, r->line, before);
	memcpy(p, def->name, TYPE_NAME_MAX);
	p += def->name_len;
	value_end(o, copy_over(p, v->p + v->len, behind));
}

/* "name":value as they stood; what was missing is so again */
static void
put_member(struct out *o, struct slice name, const struct rec_val *v)
{
	bool null = v->kind == VAL_MISSING && v->p[0] == 'n';
	unsigned quote = v->kind == VAL_STRING
	    || (v->kind == VAL_MISSING && !null);

	put(o, "\"", 1);
	put(o, name.p, name.len);
	put(o, "\":", 2);
	put(o, v->p - quote, null ? 4 : v->len + 2 * quote);
}

void
out_replace(struct out *o, const struct rec *r, enum rec_type type,
    const struct field_set *drop)
{
	const struct type_def *def = type_def(type);
	const struct shape *shape = r->shape;
	unsigned i, n = 0;

	o->type = type;
	o->metered = def->metered;
	o->from = r->summed ? r : NULL;
	metered_of(o, r);
	o->identity = (struct slice){ NULL, 0 };
	for (i = 0; i < shape->len; i++) {
		if (shape->field[i] != F_UNKNOWN
		    && field_set_has(drop, (enum field)shape->field[i]))
			continue;
		put(o, n++ == 0 ? "{" : ",", 1);
		if (i + 1u == shape->type_at) {
			put(o, "\"type\":\"", 8);
			put(o, def->name, strlen(def->name));
			put(o, "\"", 1);
		} else
			put_member(o, shape->name[i], &r->val[i]);
	}
	if (field_set_has(drop, F_CURRENCY)) {
		o->m.currency = (struct slice){ NULL, 0 };
		o->key.currency = 0;
	}
	if (field_set_has(drop, F_AMOUNT))
		o->m.amount = 0;
}

/*
 * What the books sum up is remembered as it passes. The slices stand in the
 * caller's memory, which lives until out_done.
 */
static inline void
remember_str(struct out *o, enum field f, struct slice s)
{
	static const bool wanted[FIELD_COUNT] = {
		[F_USAGE_ID] = true, [F_USAGE_TYPE] = true, [F_UNIT] = true,
		[F_CURRENCY] = true
	};

	if (!wanted[f])
		return;
	if (o->keyed != NULL)
		texts_of(o, o->keyed);
	o->keyed = NULL;
	switch (f) {
	case F_USAGE_ID:
		o->m.id = s;
		break;
	case F_USAGE_TYPE:
		o->m.usage_type = s;
		break;
	case F_UNIT:
		o->m.unit = s;
		break;
	case F_CURRENCY:
		o->m.currency = s;
		break;
	default:
		break;
	}
}

void
out_str(struct out *o, enum field f, struct slice s)
{
	char *p;

	if (s.len == 0)
		return;
	remember_str(o, f, s);
	p = value_begin(o, f, s.len + 32);
	*p++ = '"';
	if (copy_plain(p, s)) {
		p[s.len] = '"';
		value_end(o, p + s.len + 1);
		return;
	}
	value_end(o, p);
	put_escaped(o, s);
}

void
out_plain(struct out *o, enum field f, struct slice s)
{
	char *p;

	if (s.len == 0)
		return;
	remember_str(o, f, s);
	p = value_begin(o, f, s.len + COPY_STEP + 2);
	*p++ = '"';
	p = copy_short(p, s.p, s.len);
	*p++ = '"';
	value_end(o, p);
}

void
out_plain_u64(struct out *o, enum field f, uint64_t v, struct slice s)
{
	if (f == F_QUANTITY)
		o->m.quantity = v;
	value_end(o, copy_over(value_begin(o, f, s.len + COPY_STEP), s.p,
	    s.len));
}

void
out_piece_str(struct out_piece *piece, enum field f, struct slice s)
{
	struct out scratch = { .buf = piece->text };

	/* what else the books need is of each record */
	assert(f != F_USAGE_ID && f != F_USAGE_TYPE && f != F_UNIT);
	if (s.len == 0)
		return;
	put_name(&scratch, f);
	put_string(&scratch, s);
	buf_reserve(&scratch.buf, COPY_STEP);	/* readable behind it */
	piece->text = scratch.buf;
	if (f != F_CURRENCY)
		return;
	buf_add_slice(&piece->currency, s);
	piece->word = s.len <= 8 ? total_word(s) : TOTAL_WORD_LONG;
}

void
out_piece_release(struct out_piece *piece)
{
	buf_release(&piece->text);
	buf_release(&piece->currency);
}

void
out_piece(struct out *o, const struct out_piece *piece)
{
	if (piece->text.len == 0)
		return;
	value_end(o, copy_over(room(o, piece->text.len + COPY_STEP),
	    piece->text.data, piece->text.len));
	if (piece->currency.len != 0) {
		o->m.currency = buf_slice(&piece->currency);
		o->key.currency = piece->word;
	}
}

void
out_u64(struct out *o, enum field f, uint64_t v)
{
	char *p = value_begin(o, f, 24);

	if (f == F_QUANTITY)
		o->m.quantity = v;
	value_end(o, p + u64_format(v, p));
}

void
out_money(struct out *o, enum field f, money_t v)
{
	char *p = value_begin(o, f, MONEY_TEXT_MAX);

	if (f == F_AMOUNT)
		o->m.amount = v;
	value_end(o, p + money_format(v, p));
}

void
out_sum(struct out *o, enum field f, money_sum_t v)
{
	char *p = value_begin(o, f, MONEY_SUM_TEXT_MAX);

	value_end(o, p + money_sum_format(v, p));
}

void
out_time(struct out *o, enum field f, int64_t us)
{
	char *p = value_begin(o, f, TSTAMP_TEXT_MAX + 2);

	*p++ = '"';
	p += tstamp_format(us, p);
	*p++ = '"';
	value_end(o, p);
}

void
out_bool(struct out *o, enum field f, bool v)
{
	put_name(o, f);
	put(o, v ? "true" : "false", v ? 4 : 5);
}

void
out_val(struct out *o, enum field f, const struct rec_val *v)
{
	struct slice s = { v->p, v->len };

	if (v->kind == VAL_MISSING)
		return;
	if (v->kind != VAL_STRING) {
		if (f == F_QUANTITY)
			(void)u64_parse(s, &o->m.quantity);
		if (f == F_AMOUNT)
			(void)money_parse(s, &o->m.amount);
		put_name(o, f);
		put(o, v->p, v->len);
		return;
	}
	if (!v->escaped)
		remember_str(o, f, s);
	put_name(o, f);
	put(o, v->p - 1, v->len + 2u);	/* with its quotes */
}

void
out_extra(struct out *o, struct slice name, struct slice value)
{
	if (value.len == 0)
		return;
	put(o, ",", 1);
	put_string(o, name);
	put(o, ":", 1);
	put_string(o, value);
}

void
out_extra_val(struct out *o, struct slice name, const struct rec_val *v)
{
	unsigned quote = v->kind == VAL_STRING;

	put(o, ",\"", 2);
	put(o, name.p, name.len);
	put(o, "\":", 2);
	if (v->kind == VAL_MISSING)
		put(o, "\"\"", 2);
	else
		put(o, v->p - quote, v->len + 2 * quote);
}

/*
 * The end of a record
 */

/* A record made here is read back: for its identity, or to be CSV. */
static int
read_back(struct out *o, struct rec *r)
{
	const char *next, *at;

	if (o->scanner == NULL)
		o->scanner = scanner_new();
	buf_reserve(&o->buf, SCAN_PADDING);
	if (scan_line(o->scanner, o->buf.data + o->start, r, &next, &at)
	    == REASON_NONE)
		return 0;
	diag(REASON_STREAM_LAW, "%s: a record was written that is none: '%.*s'",
	    o->name, (int)(o->buf.len - o->start < 200
	    ? o->buf.len - o->start : 200), o->buf.data + o->start);
	o->failed = true;
	return -1;
}

static struct total *
total_new(struct out *o)
{
	if (o->keyed == NULL)
		return totals_at(&o->totals, o->m.usage_type, o->m.unit,
		    o->m.currency);
	texts_of(o, o->keyed);
	return totals_at_key(&o->totals, &o->key, o->m.usage_type, o->m.unit,
	    o->m.currency);
}

static int
account_metered(struct out *o)
{
	struct total *t = o->keyed != NULL ? totals_again(&o->totals, &o->key)
	    : NULL;

	if (t == NULL)
		t = total_new(o);
	if (t == NULL) {
		diag(REASON_TOTALS_FULL, NULL);
		o->failed = true;
		return -1;
	}
	t->records++;
	t->quantity += o->m.quantity;
	t->amount += o->m.amount;
	return 0;
}

static int
account(struct out *o)
{
	struct slice id = o->metered ? o->m.id : o->identity;
	struct rec r;

	if (o->type == REC_TOTAL || o->type == REC_END)
		return 0;
	if (o->metered && account_metered(o) != 0)
		return -1;
	if (o->from != NULL) {
		o->count++;
		o->digest += o->from->digest;
		return 0;
	}
	if (id.len == 0) {
		if (read_back(o, &r) != 0)
			return -1;
		id = rec_identity(&r);
	}
	o->count++;
	o->digest += sum128_of(id.p, id.len);
	return 0;
}

static int
to_csv(struct out *o)
{
	struct rec r;

	if (read_back(o, &r) != 0)
		return -1;
	/* the CSV text takes the place of the record's */
	if (csv_out_row(o->csv, &r, &o->buf, o->start) != 0) {
		o->failed = true;
		return -1;
	}
	return 0;
}

static int
finish_record(struct out *o)
{
	if (o->csv != NULL && to_csv(o) != 0)
		return -1;
	o->start = o->buf.len;
	return o->buf.len >= BLOCK ? out_flush(o) : 0;
}

int
out_done(struct out *o)
{
	put(o, "}\n", 2);
	if (o->failed || account(o) != 0)
		return -1;
	return finish_record(o);
}

int
out_pass(struct out *o, const struct rec *r)
{
	o->type = r->type;
	o->metered = type_def(r->type)->metered;
	o->from = r->summed ? r : NULL;
	if (o->metered)
		metered_of(o, r);
	else if (o->from == NULL)
		o->identity = rec_identity(r);
	put(o, r->line, r->len);
	put(o, "\n", 1);
	if (o->failed || account(o) != 0)
		return -1;
	return finish_record(o);
}

int
out_raw(struct out *o, struct slice line, const struct out_known *known)
{
	o->type = known->type;
	o->metered = type_def(o->type)->metered;
	o->m = *known;
	o->keyed = NULL;
	o->from = NULL;
	o->identity = known->id;
	put(o, line.p, line.len);
	put(o, "\n", 1);
	if (o->failed || account(o) != 0)
		return -1;
	return finish_record(o);
}

/*
 * The end of a stream
 */

static int
put_totals(struct out *o)
{
	totals_sort(&o->totals);
	for (size_t i = 0; i < o->totals.len; i++) {
		const struct total *t = &o->totals.item[i];

		out_begin(o, REC_TOTAL);
		out_str(o, F_USAGE_TYPE, slice_of(t->usage_type));
		out_str(o, F_UNIT, slice_of(t->unit));
		out_str(o, F_CURRENCY, slice_of(t->currency));
		out_u64(o, F_RECORDS, t->records);
		out_sum(o, F_QUANTITY_SUM,
		    (money_sum_t)t->quantity * MONEY_SCALE);
		if (t->currency[0] != '\0')
			out_sum(o, F_AMOUNT_SUM, t->amount);
		if (out_done(o) != 0)
			return -1;
	}
	return 0;
}

/* Made from what was written, so that the same input gives the same bytes. */
const char *
out_run(struct out *o, const char *tool)
{
	char hex[SHA256_HEX_MAX];

	totals_sort(&o->totals);
	if (o->sha == NULL)
		o->sha = sha256_new();
	sha256_add(o->sha, tool, strlen(tool) + 1);
	sha256_add(o->sha, OSSBSS_VERSION, sizeof(OSSBSS_VERSION));
	sha256_add(o->sha, &o->count, sizeof(o->count));
	sha256_add(o->sha, &o->digest, sizeof(o->digest));
	for (size_t i = 0; i < o->totals.len; i++) {
		const struct total *t = &o->totals.item[i];

		sha256_add(o->sha, &t->quantity, sizeof(t->quantity));
		sha256_add(o->sha, &t->amount, sizeof(t->amount));
	}
	sha256_end_hex(o->sha, hex);
	memcpy(o->run, hex, sizeof(o->run) - 1);
	o->run[sizeof(o->run) - 1] = '\0';
	return o->run;
}

static void
put_end(struct out *o, const struct end_info *e)
{
	char digest[SUM128_HEX_MAX];

	sum128_hex(o->digest, digest);
	out_begin(o, REC_END);
	out_str(o, F_TOOL, slice_of(e->tool));
	out_str(o, F_VERSION, SLICE_LIT(OSSBSS_VERSION));
	out_str(o, F_RUN, slice_of(o->run));
	out_u64(o, F_WRITTEN, o->count);
	out_str(o, F_DIGEST, slice_of(digest));
	out_str(o, F_CATALOG, slice_of(e->catalog));
	out_str(o, F_SUBSCRIPTIONS, slice_of(e->subscriptions));
	out_str(o, F_PERIOD, slice_of(e->period));
	if (e->has_now)
		out_time(o, F_NOW, e->now_us);
	if (e->tzdata)
		out_str(o, F_TZDATA, slice_of(zone_tzdata_version()));
	out_str(o, F_SHARD, slice_of(e->shard));
	if (e->no_end)
		out_bool(o, F_NO_END, true);
}

int
out_finish(struct out *o, const struct end_info *e)
{
	if (o->failed)
		return -1;
	out_run(o, e->tool);
	if (o->csv == NULL) {
		if (put_totals(o) != 0)
			return -1;
		put_end(o, e);
		if (out_done(o) != 0)
			return -1;
	}
	o->count = 0;
	o->digest = 0;
	totals_clear(&o->totals);
	return out_flush(o);
}

uint64_t
out_count(const struct out *o)
{
	return o->count;
}

const struct totals *
out_totals(const struct out *o)
{
	return &o->totals;
}
