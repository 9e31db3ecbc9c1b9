#include "store/spool_rec.h"

#include <xxhash.h>

#include "base/buf.h"
#include "base/tstamp.h"

#define ODD	UINT64_C(0x9e3779b97f4a7c15)	/* 2^64 / golden ratio */
#define UTC_TEXT_LEN	20	/* 2026-10-01T08:00:00Z */

bool
spool_takes(enum rec_type t)
{
	/* what is said of the spool, of rejects or of alarms is not for it */
	return t != REC_EXPECTED && t != REC_SUSPENSE && t != REC_DEED
	    && t != REC_NOTICE && t != REC_OBJECT_STATE
	    && field_set_has(&type_def(t)->required, F_TS);
}

static enum reason
metering_of(const struct rec *r, struct spool_rec *s)
{
	enum reason why;

	if (r->summed) {	/* the reader had to know already */
		s->quantity = r->quantity;
		s->amount = r->amount;
		return REASON_NONE;
	}
	why = rec_u64(r, F_QUANTITY, &s->quantity);
	if (why != REASON_NONE)
		return why;
	why = rec_money(r, F_AMOUNT, &s->amount);
	return why == REASON_FIELD_MISSING ? REASON_NONE : why;
}

static void
total_add(struct total *t, const struct spool_rec *s)
{
	t->records++;
	t->quantity += s->quantity;
	t->amount += s->amount;
}

enum reason
spool_rec_of(const struct rec *r, struct totals *totals, struct spool_rec *s)
{
	bool metered = type_def(r->type)->metered;
	struct slice id = rec_identity(r), none = { NULL, 0 };
	struct slice user = metered ? rec_str(r, F_IDENTIFIER) : none;
	struct total *t;
	enum reason why;

	*s = (struct spool_rec){ .line = r->line, .line_len = (uint32_t)r->len,
		.id = id.p, .id_len = (uint32_t)id.len,
		.user = user.p, .user_len = (uint32_t)user.len,
		.type = (uint8_t)r->type };
	why = rec_time(r, F_TS, &s->ts_us);
	if (why == REASON_NONE && metered)
		why = metering_of(r, s);
	if (why != REASON_NONE)
		return why;
	t = metered ? totals_at(totals, rec_str(r, F_USAGE_TYPE),
	    rec_str(r, F_UNIT), rec_str(r, F_CURRENCY))
	    : totals_at(totals, none, none, none);
	if (t == NULL)
		return REASON_TOTALS_FULL;
	total_add(t, s);
	s->slot = (uint16_t)(t - totals->item);
	return REASON_NONE;
}

static int
bytes_cmp(const char *a, uint32_t alen, const char *b, uint32_t blen)
{
	return slice_cmp((struct slice){ a, alen }, (struct slice){ b, blen });
}

int
spool_thing_cmp(const struct spool_rec *a, const struct spool_rec *b)
{
	int c;

	if ((c = bytes_cmp(a->id, a->id_len, b->id, b->id_len)) != 0)
		return c;
	if (a->type != b->type)		/* by name: numbers are not for ever */
		return strcmp(type_def(a->type)->name, type_def(b->type)->name);
	return 0;
}

int
spool_line_cmp(const struct spool_rec *a, const struct spool_rec *b)
{
	return bytes_cmp(a->line, a->line_len, b->line, b->line_len);
}

int
spool_rec_cmp(const struct spool_rec *a, const struct spool_rec *b)
{
	int c;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	if ((c = spool_thing_cmp(a, b)) != 0)
		return c;
	return spool_line_cmp(a, b);
}

/* Octets in their only spelling: minus and digits, no fraction, no exponent */
static bool
is_plain_integer(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool
is_plain_utc(struct slice s)
{
	return s.len == UTC_TEXT_LEN && s.p[10] == 'T' && s.p[19] == 'Z'
	    && s.p[17] != '6';
}

/*
 * The one spelling of a value of this kind; text holds it where it is not
 * the record's own. What cannot be read as the kind stands for itself.
 */
static struct slice
canonical(const struct rec *r, const struct rec_val *v, enum field_kind kind,
    char text[MONEY_SUM_TEXT_MAX])
{
	struct slice s = rec_str_decode(r, v);
	money_sum_t sum;
	int64_t us;

	switch (kind) {
	case KIND_UINT:
	case KIND_DEC:
	case KIND_SUM:
		if (!is_plain_integer(s) && money_sum_parse(s, &sum) == NUM_OK)
			return (struct slice){ text,
				money_sum_format(sum, text) };
		return s;
	case KIND_TIME:
		if (!is_plain_utc(s) && tstamp_parse(s, &us))
			return (struct slice){ text, tstamp_format(us, text) };
		return s;
	default:
		return s;
	}
}

struct slice
spool_value(const struct rec *r, unsigned at, char text[MONEY_SUM_TEXT_MAX])
{
	enum field f = r->shape->field[at];

	return canonical(r, &r->val[at], f == F_UNKNOWN ? KIND_STR
	    : field_defs[f].kind, text);
}

/* Text, not numbers of the field table: fields are added to that, and a field
 * that one release does not know must hash as in the next that does. */
static uint64_t
member_hash(struct slice name, struct slice value)
{
	return XXH3_64bits_withSeed(value.p, value.len,
	    XXH3_64bits(name.p, name.len));
}

static uint64_t
field_seed(enum field f)
{
	static uint64_t seed[FIELD_COUNT];

	if (seed[f] == 0)
		seed[f] = XXH3_64bits(field_defs[f].name, field_defs[f].len);
	return seed[f];
}

static uint64_t
unknown_hash(const struct rec *r, unsigned at)
{
	struct slice name = r->shape->name[at];
	struct rec_val v = { .p = name.p, .len = (uint32_t)name.len,
		.kind = VAL_STRING,
		.escaped = memchr(name.p, '\\', name.len) != NULL };

	return member_hash(rec_str_decode(r, &v),
	    rec_str_decode(r, &r->val[at]));
}

/* The sum over the fields: their order does not count. */
static uint64_t
content_hash(const struct rec *r)
{
	bool metered = type_def(r->type)->metered;
	char text[MONEY_SUM_TEXT_MAX];
	uint64_t sum = 0;

	for (unsigned i = 0; i < r->shape->len; i++) {
		const struct rec_val *v = &r->val[i];
		enum field f = r->shape->field[i];
		struct slice s;

		if (v->kind == VAL_MISSING || v->len == 0)
			continue;
		if (metered && (f == F_SOURCE || f == F_SEQ))
			continue;
		if (f == F_UNKNOWN) {
			sum += unknown_hash(r, i);
			continue;
		}
		s = canonical(r, v, field_defs[f].kind, text);
		sum += XXH3_64bits_withSeed(s.p, s.len, field_seed(f));
	}
	return sum;
}

/* "usage" and "rated" of one usage_id are two things. */
static uint64_t
type_salt(enum rec_type t)
{
	static uint64_t salt[REC_TYPE_COUNT];

	if (salt[t] == 0)
		salt[t] = member_hash(SLICE_LIT("type"),
		    slice_of(type_def(t)->name));
	return salt[t];
}

static struct spool_mark
mark_of_id(sum128_t id, enum rec_type type)
{
	return (struct spool_mark){
		.hi = (uint64_t)(id >> 64) ^ type_salt(type),
		.lo = (uint64_t)id >> SPOOL_CONTENT_BITS
		    << SPOOL_CONTENT_BITS };
}

struct spool_mark
spool_mark_id(const struct spool_rec *s)
{
	return mark_of_id(sum128_of(s->id, s->id_len), s->type);
}

struct spool_mark
spool_mark_of(const struct spool_rec *s, const struct rec *r, sum128_t *id)
{
	struct spool_mark m;

	*id = r->summed ? r->digest : sum128_of(s->id, s->id_len);
	m = mark_of_id(*id, s->type);
	m.lo |= content_hash(r) * ODD >> (64 - SPOOL_CONTENT_BITS);
	return m;
}
