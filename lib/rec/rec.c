#include "rec/rec.h"

#include "base/buf.h"
#include "base/digits.h"
#include "base/tstamp.h"
#include "base/utf8.h"

const struct rec_val rec_val_missing;

uint8_t
val_kinds(enum field f)
{
	static const uint8_t kinds[] = {
		[KIND_STR] = 1 << VAL_STRING, [KIND_TIME] = 1 << VAL_STRING,
		[KIND_UINT] = 1 << VAL_NUMBER, [KIND_DEC] = 1 << VAL_NUMBER,
		[KIND_SUM] = 1 << VAL_NUMBER,
		[KIND_BOOL] = 1 << VAL_TRUE | 1 << VAL_FALSE,
	};

	return f != F_UNKNOWN ? kinds[field_defs[f].kind]
	    : (uint8_t)~(1 << VAL_MISSING);
}

static uint32_t
hex4_value(const char *p)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];

		v = v << 4 | (uint32_t)(c <= '9' ? c - '0'
		    : (c | 0x20) - 'a' + 10);
	}
	return v;
}

/* The escape at p, known to be valid, to *out; octets read. */
static size_t
unescape(const char *p, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	uint32_t cp;

	if (p[1] != 'u') {
		*(*out)++ = to[strchr(from, p[1]) - from];
		return 2;
	}
	cp = hex4_value(p + 2);
	if (cp < 0xd800 || cp > 0xdbff) {
		*out += utf8_put(cp, *out);
		return 6;
	}
	cp = 0x10000 + ((cp - 0xd800) << 10) + (hex4_value(p + 8) - 0xdc00);
	*out += utf8_put(cp, *out);
	return 12;
}

struct slice
rec_str_decode(const struct rec *r, const struct rec_val *v)
{
	char *text, *out;
	size_t i = 0;

	if (v->kind == VAL_MISSING || !v->escaped)
		return (struct slice){ v->p, v->kind == VAL_MISSING ? 0
		    : v->len };
	text = out = arena_alloc(r->scratch, v->len + 4);
	while (i < v->len) {
		if (v->p[i] == '\\')
			i += unescape(v->p + i, &out);
		else
			*out++ = v->p[i++];
	}
	return (struct slice){ text, (size_t)(out - text) };
}

static struct slice
number_text(const struct rec_val *v)
{
	return (struct slice){ v->p, v->len };
}

enum reason
rec_u64(const struct rec *r, enum field f, uint64_t *out)
{
	const struct rec_val *v = rec_val(r, f);
	uint64_t whole;

	if (v->kind == VAL_MISSING)
		return REASON_FIELD_MISSING;
	/* behind a line there is room to read */
	if (v->kind == VAL_NUMBER && v->len - 1 < 16 && (v->len <= 8
	    ? digits_value_short(v->p, v->len, &whole)
	    : digits_value16(v->p, v->len, &whole))) {
		*out = whole;
		return REASON_NONE;
	}
	if (v->kind != VAL_NUMBER || u64_parse(number_text(v), out) != NUM_OK)
		return REASON_FIELD_VALUE;
	return REASON_NONE;
}

enum reason
rec_money(const struct rec *r, enum field f, money_t *out)
{
	const struct rec_val *v = rec_val(r, f);

	if (v->kind == VAL_MISSING)
		return REASON_FIELD_MISSING;
	if (v->kind != VAL_NUMBER
	    || money_parse(number_text(v), out) != NUM_OK)
		return REASON_FIELD_VALUE;
	return REASON_NONE;
}

enum reason
rec_time(const struct rec *r, enum field f, int64_t *us)
{
	const struct rec_val *v = rec_val(r, f);

	if (v->kind == VAL_MISSING)
		return REASON_FIELD_MISSING;
	if (v->kind != VAL_STRING || !tstamp_parse(rec_str(r, f), us))
		return REASON_FIELD_VALUE;
	return REASON_NONE;
}

enum reason
rec_bool(const struct rec *r, enum field f, bool *out)
{
	const struct rec_val *v = rec_val(r, f);

	if (v->kind == VAL_MISSING)
		return REASON_FIELD_MISSING;
	if (v->kind != VAL_TRUE && v->kind != VAL_FALSE)
		return REASON_FIELD_VALUE;
	*out = v->kind == VAL_TRUE;
	return REASON_NONE;
}

/* Whether the value that a record has for it can be read */
static bool
fits(const struct rec *r, enum field f)
{
	union { uint64_t u; money_t m; int64_t t; } any;

	switch (field_defs[f].kind) {
	case KIND_UINT:
		return rec_u64(r, f, &any.u) != REASON_FIELD_VALUE;
	case KIND_DEC:
		return rec_money(r, f, &any.m) != REASON_FIELD_VALUE;
	case KIND_TIME:
		return rec_time(r, f, &any.t) != REASON_FIELD_VALUE;
	default:
		return rec_val(r, f)->kind == VAL_MISSING
		    || (val_kinds(f) >> rec_val(r, f)->kind & 1) != 0;
	}
}

bool
rec_misfit(const struct rec *r, struct buf *text)
{
	const struct rec_val *v;
	enum field f;

	for (unsigned i = 0; i < r->shape->len; i++) {
		f = (enum field)r->shape->field[i];
		if (f == F_UNKNOWN || fits(r, f))
			continue;
		v = rec_val(r, f);
		buf_addf(text, "not a value for '%s' '%.*s'",
		    field_defs[f].name, v->len < 40 ? (int)v->len : 40, v->p);
		return true;
	}
	return false;
}

#define IDENTITY_SEP	'\037'

/* Several identity fields: their texts, parted by US (0x1f). */
static struct slice
identity_join(const struct rec *r, const enum field *f, size_t n)
{
	struct slice part[TYPE_KEYS_MAX];
	size_t len = 0;
	char *text, *p;

	for (size_t i = 0; i < n; i++) {
		part[i] = rec_str(r, f[i]);
		len += part[i].len + 1;
	}
	text = p = arena_alloc(r->scratch, len);
	for (size_t i = 0; i < n; i++) {
		if (part[i].len != 0)
			memcpy(p, part[i].p, part[i].len);
		p += part[i].len;
		*p++ = IDENTITY_SEP;
	}
	return (struct slice){ text, len - 1 };
}

struct slice
rec_identity(const struct rec *r)
{
	const struct type_def *def = type_def(r->type);

	if (def->metered)
		return rec_str(r, F_USAGE_ID);
	if (def->keys == 0)	/* a type that is not known: its name */
		return rec_str(r, F_TYPE);
	return def->keys == 1 ? rec_str(r, def->key[0])
	    : identity_join(r, def->key, def->keys);
}
