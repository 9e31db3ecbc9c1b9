#include "rec/scan.h"

#include <limits.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

#include "base/buf.h"
#include "base/digits.h"
#include "base/utf8.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define SCAN_AVX2	/* chosen where the processor has it */
#endif

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define SEP_MAX		(REC_KEY_MAX + 56)	/* cached text between values */
#define STEADY		16	/* values of the same length in a row */
#define SEP_NEVER	UINT32_MAX		/* too long to be cached */

/* The text from the end of one value to the begin of the next. */
struct separator {
	const char	*text;		/* padded to 32 octets */
	uint32_t	 mask;		/* of the first 32 octets */
	uint32_t	 len;
	uint8_t		 takes;		/* kinds of value: bits of val_kind */
	/* the value behind it: how long it was last, how often in a row, and
	 * the same once it was so for long, else SIZE_UNSURE */
	uint8_t		 steady;
	uint32_t	 last, sure;
};
#define SIZE_UNSURE	UINT32_MAX

struct key_shape {
	struct shape	 pub;		/* first: lent to the caller */
	/* one more behind the last, which is the text of no separator */
	struct separator sep[REC_FIELDS_MAX + 1];
	unsigned	 at;			/* in scanner.shape */
	/* the separators that it has alike with each other shape */
	uint8_t		 common[SHAPES_MAX];
	struct arena	 text;
	uint64_t	 used;		/* age, for replacement */
};

/* What a line takes. */
struct room {
	struct arena	  scratch;
	struct rec_val	  missing;	/* stands before the values: rec_val */
	struct rec_val	  val[REC_FIELDS_MAX];
};

typedef enum reason scan_fn(struct scanner *, const char *, struct rec *,
	    const char **next, const char **at);

struct scanner {
	scan_fn		 *scan;
	struct room	  room[SCAN_LINES];
	unsigned	  turn;
	struct room	 *line;			/* of the last line */
	struct key_shape *shape[SHAPES_MAX];
	struct key_shape *cur;		/* of the last record */
	bool		  building;	/* cur grows with this record */
	uint64_t	  clock;
	/* the last type seen, as a word or a text, and what it is */
	uint64_t	  type_word;
	char		  type_text[32];
	uint32_t	  type_len;
	enum rec_type	  type;
};

/* Of no text: a record of anyone may hold the octets, NULs too. */
static const struct separator sep_none = {
	.text = (const char[32]) { 0 }, .mask = UINT32_MAX, .len = SEP_NEVER,
	.sure = SIZE_UNSURE
};

static struct key_shape *
shape_new(unsigned at)
{
	struct key_shape *sh = xcalloc(1, sizeof(*sh));

	sh->at = at;
	sh->sep[0] = sep_none;
	return sh;
}

static scan_fn	*scan_best(void);

struct scanner *
scanner_new(void)
{
	struct scanner *s = xcalloc(1, sizeof(*s));

	s->scan = scan_best();
	s->shape[0] = s->cur = shape_new(0);
	s->line = s->room;
	return s;
}

void
scanner_free(struct scanner *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < SHAPES_MAX; i++) {
		if (s->shape[i] != NULL)
			arena_release(&s->shape[i]->text);
		free(s->shape[i]);
	}
	for (int i = 0; i < SCAN_LINES; i++)
		arena_release(&s->room[i].scratch);
	free(s);
}

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static const char *
skip_space(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/*
 * Strings
 */

static int
hex4(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (is_digit(c))
			v = v << 4 | (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v << 4 | ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* Octets of the escape at p (on the backslash); 0 when it is none. */
static unsigned
escape_len(const char *p)
{
	int hi, lo;

	switch (p[1]) {
	case '"': case '\\': case '/': case 'b': case 'f': case 'n':
	case 'r': case 't':
		return 2;
	case 'u':
		break;
	default:
		return 0;
	}
	if ((hi = hex4(p + 2)) <= 0)	/* \u0000 is a NUL octet: refused */
		return 0;
	if (hi < 0xd800 || hi > 0xdfff)
		return 6;
	if (hi > 0xdbff || p[6] != '\\' || p[7] != 'u')
		return 0;
	lo = hex4(p + 8);
	return lo >= 0xdc00 && lo <= 0xdfff ? 12 : 0;
}

/* Text of as many octets at once as every processor of this kind takes. */
#ifdef __SSE2__
#define SCAN_OCTETS	16
#else
#define SCAN_OCTETS	1
#endif
#define SCAN(name)	name##_any
#include "rec/scan_text.h"
#undef SCAN
#undef SCAN_OCTETS

static enum reason
string_special(const char **pp, uint8_t *escaped)
{
	const char *p = *pp;
	unsigned n;

	for (;;) {
		if (*p == '"')
			break;
		if (*p == '\\') {
			if ((n = escape_len(p)) == 0)
				return *pp = p, REASON_JSON_ESCAPE;
			*escaped = 1;
		} else if ((unsigned char)*p >= 0x80) {
			if ((n = utf8_char((const unsigned char *)p)) == 0)
				return *pp = p, REASON_JSON_UTF8;
		} else
			return *pp = p, *p == '\n' ? REASON_JSON_SYNTAX
			    : REASON_JSON_CONTROL;
		p += n;
		p += plain_len_any(p, bytes_init_any());
	}
	*pp = p;
	return REASON_NONE;
}

/* *pp behind the opening quote; on success on the closing one. */
static inline __attribute__((always_inline)) enum reason
scan_string(const char **pp, uint8_t *escaped)
{
	const char *p = *pp + plain_len_any(*pp, bytes_init_any());

	*pp = p;
	if (likely(*p == '"'))
		return REASON_NONE;
	return string_special(pp, escaped);
}

/*
 * Values
 */

/* The end of the number at p (RFC 8259 section 6), NULL when it is none. */
static inline const char *
number_end(const char *p)
{
	if (*p == '-')
		p++;
	if (!is_digit(*p))
		return NULL;
	if (*p == '0')
		p++;
	else
		while (is_digit(*p))
			p++;
	if (*p == '.') {
		if (!is_digit(*++p))
			return NULL;
		while (is_digit(*p))
			p++;
	}
	if ((*p | 0x20) == 'e') {
		p++;
		if (*p == '+' || *p == '-')
			p++;
		if (!is_digit(*p))
			return NULL;
		while (is_digit(*p))
			p++;
	}
	return p;
}

static const struct {
	const char	*text;
	uint8_t		 len, kind;
} literals[] = {
	{ "true", 4, VAL_TRUE }, { "false", 5, VAL_FALSE },
	{ "null", 4, VAL_MISSING }
};

static enum reason scan_value(const char **, struct rec_val *);

static enum reason
scan_literal(const char **pp, struct rec_val *v)
{
	const char *p = skip_space(*pp);

	/* white space behind a separator that was cached without any */
	if (p != *pp)
		return *pp = p, scan_value(pp, v);

	for (int i = 0; i < 3; i++)
		if (strncmp(p, literals[i].text, literals[i].len) == 0) {
			v->kind = literals[i].kind;
			v->len = v->kind != VAL_MISSING ? literals[i].len : 0;
			*pp = p + literals[i].len;
			return REASON_NONE;
		}
	if (*p == '{' || *p == '[')
		return REASON_JSON_NESTED;
	return REASON_JSON_SYNTAX;
}

static enum reason
scan_value(const char **pp, struct rec_val *v)
{
	const char *p = *pp, *end;
	uint8_t escaped = 0;
	enum reason why;
	uint32_t len;

	if (likely(*p == '"')) {
		end = p + 1;
		why = scan_string(&end, &escaped);
		*pp = end + 1;
		if (unlikely(why != REASON_NONE))
			return *pp = end, why;
		len = (uint32_t)(end - p - 1);
		*v = (struct rec_val){ p + 1, len,
			len != 0 ? VAL_STRING : VAL_MISSING, escaped };
		return REASON_NONE;
	}
	if ((end = number_end(p)) != NULL) {
		*v = (struct rec_val){ p, (uint32_t)(end - p), VAL_NUMBER, 0 };
		*pp = end;
		return REASON_NONE;
	}
	v->p = p;
	v->escaped = 0;
	return scan_literal(pp, v);
}

/*
 * White space before the value, where the shape has none: `"a": 1` among
 * records that say `"a":1`.
 */
static __attribute__((noinline)) enum reason
scan_spaced(const char **pp, struct rec_val *v)
{
	const char *p = skip_space(*pp);

	if (p == *pp)
		return REASON_JSON_SYNTAX;
	*pp = p;
	return scan_value(pp, v);
}

/*
 * Shapes
 */

/* A shape with room: a new one, or the one that was used longest ago. */
static struct key_shape *
shape_take(struct scanner *s)
{
	struct key_shape *old = NULL;
	unsigned i, k;

	for (i = 0; i < SHAPES_MAX && s->shape[i] != NULL; i++)
		if (s->shape[i] != s->cur
		    && (old == NULL || s->shape[i]->used < old->used))
			old = s->shape[i];
	if (i < SHAPES_MAX) {
		return s->shape[i] = shape_new(i);
	}
	for (k = 0; k < SHAPES_MAX; k++)
		s->shape[k]->common[old->at] = old->common[k] = 0;
	arena_clear(&old->text);
	memset(&old->pub.pos, 0, sizeof(old->pub.pos));
	memset(&old->pub.set, 0, sizeof(old->pub.set));
	old->pub.len = old->pub.unknown = old->pub.type_at = 0;
	old->pub.complete = REC_NONE;
	old->sep[0] = sep_none;
	return old;
}

static bool
sep_same(const struct key_shape *a, const struct key_shape *b, unsigned i)
{
	if (a->sep[i].len != b->sep[i].len)
		return false;
	return a->sep[i].len == SEP_NEVER
	    ? slice_eq(a->pub.name[i], b->pub.name[i])
	    : memcmp(a->sep[i].text, b->sep[i].text, a->sep[i].len) == 0;
}

/*
 * Member i came to sh. Which shapes begin alike is known by their texts and
 * not by a hash: records are anyone's, and for names that collide one would
 * be read as the other.
 */
static void
common_add(struct scanner *s, struct key_shape *sh, unsigned i)
{
	for (unsigned k = 0; k < SHAPES_MAX && s->shape[k] != NULL; k++) {
		struct key_shape *o = s->shape[k];

		if (o != sh && sh->common[k] == i && o->pub.len > i
		    && sep_same(sh, o, i))
			sh->common[k] = o->common[sh->at] = (uint8_t)(i + 1);
	}
}

/*
 * Add a member to sh. Of a separator too long to be cached only the name is
 * kept, so that hostile white space costs no memory.
 */
static void
shape_add(struct scanner *s, struct key_shape *sh, struct slice sep,
    struct slice name, enum field f)
{
	unsigned i = sh->pub.len++;
	struct separator *d = &sh->sep[i];
	bool cached = sep.len <= SEP_MAX;
	struct slice keep = cached ? sep : name;
	char *text = arena_alloc(&sh->text, keep.len + 32);

	memcpy(text, keep.p, keep.len);
	d->text = text;
	d->len = cached ? (uint32_t)sep.len : SEP_NEVER;
	d->mask = d->len >= 32 ? UINT32_MAX : (1u << d->len) - 1;
	d[1] = sep_none;
	sh->pub.name[i] = (struct slice){ text + (name.p - keep.p), name.len };
	common_add(s, sh, i);
	sh->pub.field[i] = (uint16_t)f;
	d->takes = val_kinds(f);
	if (f == F_UNKNOWN) {
		sh->pub.unknown++;
		return;
	}
	field_set_add(&sh->pub.set, f);
	sh->pub.pos[f] = (uint8_t)(i + 1);
	if (f == F_TYPE)
		sh->pub.type_at = (uint8_t)(i + 1);
}

/*
 * From member len on the record differs from all shapes that are known:
 * grow a copy of what it has in common with the current one.
 */
static void
shape_fork(struct scanner *s, unsigned len)
{
	struct key_shape *from = s->cur, *to = shape_take(s);

	for (unsigned i = 0; i < len; i++) {
		const struct separator *d = &from->sep[i];
		struct slice name = from->pub.name[i];

		if (d->len != SEP_NEVER)
			shape_add(s, to, (struct slice){ d->text, d->len },
			    name, (enum field)from->pub.field[i]);
		else
			shape_add(s, to, (struct slice){ NULL, SIZE_MAX },
			    name, (enum field)from->pub.field[i]);
	}
	s->cur = to;
	s->building = true;
}

/*
 * Another known shape that is the same up to member i and fits at p (where
 * the text stands behind the last value); ends: it has no more members.
 */
static bool
shape_other(struct scanner *s, unsigned i, const char *p, bool ends)
{
	for (int k = 0; k < SHAPES_MAX && s->shape[k] != NULL; k++) {
		struct key_shape *sh = s->shape[k];

		if (sh == s->cur || sh->common[s->cur->at] < i)
			continue;
		if (ends ? sh->pub.len == i
		    : sh->pub.len > i && sep_match_any(p, &sh->sep[i])) {
			s->cur = sh;
			return true;
		}
	}
	return false;
}

/* A name with its escapes decoded; it lives as the record. */
static struct slice
name_text(struct scanner *s, struct slice name)
{
	struct rec_val v = { name.p, (uint32_t)name.len, VAL_STRING, 1 };
	struct rec r = { .scratch = &s->line->scratch };

	if (memchr(name.p, '\\', name.len) == NULL)
		return name;
	return rec_str_decode(&r, &v);
}

/* Which field a name is; a name that stands twice is an error. */
static enum reason
key_field(struct scanner *s, struct slice name, enum field *f)
{
	struct slice text;

	if (name.len > REC_KEY_MAX)
		return REASON_FIELD_NAME;
	text = name_text(s, name);
	*f = field_lookup(text);
	if (*f != F_UNKNOWN)
		return field_set_has(&s->cur->pub.set, *f) ? REASON_DUP_KEY
		    : REASON_NONE;
	for (unsigned i = 0; i < s->cur->pub.len; i++)
		if (slice_eq(name_text(s, s->cur->pub.name[i]), text))
			return REASON_DUP_KEY;
	return REASON_NONE;
}

/* The record ends behind member i at *pp (on the brace). */
static void
member_end(struct scanner *s, unsigned i, const char *start)
{
	if (i != s->cur->pub.len && !shape_other(s, i, start, true))
		shape_fork(s, i);
}

/* Parse the name at *pp (on its quote) up to the value behind the colon. */
static enum reason
member_name(struct scanner *s, unsigned i, const char *start, const char **pp)
{
	const char *p = *pp;
	struct slice name;
	uint8_t escaped = 0;
	enum reason why;
	enum field f;

	if (*p != '"')
		return REASON_JSON_SYNTAX;
	name.p = *pp = p + 1;
	if ((why = scan_string(pp, &escaped)) != REASON_NONE)
		return why;
	name.len = (size_t)(*pp - name.p);
	*pp = p = skip_space(*pp + 1);
	if (*p != ':')
		return REASON_JSON_SYNTAX;
	p = skip_space(p + 1);
	if (i == REC_FIELDS_MAX)
		return REASON_TOO_MANY_FIELDS;
	if (!s->building)
		shape_fork(s, i);
	if ((why = key_field(s, name, &f)) != REASON_NONE)
		return why;
	shape_add(s, s->cur, (struct slice){ start, (size_t)(p - start) },
	    name, f);
	*pp = p;
	return REASON_NONE;
}

/*
 * The slow way to the value of member i: parse the text between the values,
 * and find or make the shape that it belongs to. *end: the brace closed.
 */
static __attribute__((noinline)) enum reason
member(struct scanner *s, unsigned i, const char **pp, bool *end)
{
	const char *start = *pp, *p = skip_space(start);

	*pp = p;
	if (*p == '}' && i > 0) {
		*end = true;
		*pp = p + 1;
		member_end(s, i, start);
		return REASON_NONE;
	}
	if (!s->building && shape_other(s, i, start, false)) {
		*pp = start + s->cur->sep[i].len;
		return REASON_NONE;
	}
	if (*p != (i == 0 ? '{' : ','))
		return i == 0 ? REASON_JSON_NOT_OBJECT : REASON_JSON_SYNTAX;
	*pp = p = skip_space(p + 1);
	if (*p == '}' && i == 0) {
		*end = true;
		*pp = p + 1;
		member_end(s, i, start);
		return REASON_NONE;
	}
	return member_name(s, i, start, pp);
}

/*
 * Lines
 */

/* Another type than the last one, or one that is no word */
static __attribute__((noinline)) enum rec_type
type_other(struct scanner *s, const struct rec *r, uint64_t word)
{
	const struct rec_val *v = rec_val(r, F_TYPE);
	struct slice text = { v->p, v->len };

	if (v->kind != VAL_STRING)
		return REC_NONE;
	if (word != s->type_word || !slice_eq(text, (struct slice){
	    s->type_text, s->type_len })) {
		if (v->len >= sizeof(s->type_text))
			return type_lookup(rec_str(r, F_TYPE));
		memcpy(s->type_text, v->p, v->len);
		s->type_len = v->len;
		s->type_word = word;
		s->type = type_lookup(rec_str(r, F_TYPE));
	}
	return s->type;
}

static inline enum rec_type
resolve_type(struct scanner *s, const struct rec *r)
{
	uint64_t word = rec_word(r, F_TYPE);

	return likely(word == s->type_word && word != TOTAL_WORD_LONG)
	    ? s->type : type_other(s, r, word);
}

/*
 * Where a value ends is known late: it is loaded, compared and counted, and
 * nothing behind it can begin before. Most are as long as the last one, so
 * that is taken for granted where it has held for a while: a guess that the
 * processor checks later, as any branch, and not a number it waits for.
 * False: it is empty.
 */
static inline __attribute__((always_inline)) bool
length_settle(struct separator *d, size_t *len)
{
	uint32_t sure;

	if (likely(*len == d->sure)) {
		sure = d->sure;
		__asm__("" : "+r"(sure));	/* not known to be the same */
		*len = sure;
		return true;
	}
	if (unlikely(*len == 0))
		return false;
	/* no branch: whether it is the same again is as good as random */
	d->steady = (uint8_t)((d->steady + 1) & -(*len == d->last));
	d->last = (uint32_t)*len;
	d->sure = d->last | ((uint32_t)(d->steady >= STEADY) - 1);
	return true;
}

#define SCAN(name)	name##_any
#include "rec/scan_line.h"
#undef SCAN

#ifdef SCAN_AVX2
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi"))), \
    apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi")
#endif
#define SCAN_OCTETS	32
#define SCAN(name)	name##_avx2
#include "rec/scan_text.h"
#include "rec/scan_line.h"
#undef SCAN
#undef SCAN_OCTETS
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

static scan_fn *
scan_best(void)
{
#ifdef SCAN_AVX2
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		return scan_line_avx2;
#endif
	return scan_line_any;
}

enum reason
scan_line(struct scanner *s, const char *p, struct rec *r, const char **next,
    const char **at)
{
	return s->scan(s, p, r, next, at);
}

void
scan_complete(struct scanner *s, const struct rec *r)
{
	for (unsigned i = 0; i < SHAPES_MAX && s->shape[i] != NULL; i++)
		if (&s->shape[i]->pub == r->shape)
			s->shape[i]->pub.complete = (uint8_t)r->type;
}
