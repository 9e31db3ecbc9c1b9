#include "bss/entity.h"

#include <assert.h>

#include "base/tstamp.h"
#include "base/utf8.h"
#include "bss/extra.h"
#include "bss/treatment.h"

#define E164_DIGITS_MAX	15
#define EMAIL_MAX	254	/* RFC 5321 4.5.3.1.3, without < and > */
#define TERMS_MAX_D	3650

enum rec_type
entity_type(struct slice word)
{
	enum rec_type t;

	if (word.len > 1 && word.p[word.len - 1] == 's')
		word.len--;
	t = type_lookup(word);
	return t == REC_CUSTOMER || t == REC_ACCOUNT || t == REC_SUBSCRIPTION
	    ? t : REC_NONE;
}

/* Where in value[]; -1 when the type has no such field. */
static int
index_of(enum rec_type type, enum field f)
{
	const struct type_def *def = type_def(type);

	assert(def->len <= ENTITY_FIELDS_MAX);
	for (size_t i = 0; i < def->len; i++)
		if (def->field[i].field == f)
			return (int)i;
	return -1;
}

static enum field
field_at(const struct entity *e, size_t at)
{
	return type_def(e->type)->field[at].field;
}

const struct entity_value *
entity_get(const struct entity *e, enum field f)
{
	int at = index_of(e->type, f);

	return at < 0 ? NULL : &e->value[at];
}

/*
 * Reading
 */

/* A word to a value of a kind. False when it cannot be read as one. */
static bool
kind_parse(struct entity_value *v, enum field_kind kind, struct slice word,
    const struct zone *zone)
{
	struct civil day;
	uint64_t u;

	switch (kind) {
	case KIND_TIME:
		if (zone == NULL || !date_parse(word, &day))
			return tstamp_parse(word, &v->num);
		v->num = zone_instant(zone, &day, NULL);
		return true;
	case KIND_UINT:
		if (u64_parse(word, &u) != NUM_OK || u > INT64_MAX)
			return false;
		v->num = (int64_t)u;
		return true;
	case KIND_DEC:
		return money_parse(word, &v->num) == NUM_OK;
	default:
		v->text = word;
		return utf8_valid(word.p, word.len);
	}
}

/* REASON_FIELD_VALUE, REASON_CRM_ZONE */
static enum reason
value_parse(struct entity_value *v, enum field_kind kind, struct slice word,
    const struct zone *zone)
{
	struct civil day;

	if (kind_parse(v, kind, word, zone))
		return REASON_NONE;
	return kind == KIND_TIME && zone == NULL && date_parse(word, &day)
	    ? REASON_CRM_ZONE : REASON_FIELD_VALUE;
}

enum reason
entity_from_rec(struct entity *e, const struct rec *r,
    const struct zone *zone, struct arena *a, enum field *field)
{
	const struct type_def *def = type_def(r->type);
	struct slice word;
	enum reason why;

	*e = (struct entity){ .type = r->type };
	for (size_t i = 0; i < def->len; i++) {
		*field = def->field[i].field;
		word = rec_str(r, *field);
		if (word.len == 0)
			continue;
		why = value_parse(&e->value[i], field_defs[*field].kind, word,
		    zone);
		if (why != REASON_NONE)
			return why;
		e->value[i].text = arena_slice(a, e->value[i].text);
		e->value[i].has = true;
	}
	e->extra = extra_of_rec(r, a);
	return REASON_NONE;
}

/* Names of our style: what a record table of a later day could hold. */
static bool
is_name(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_'
		    || (s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return true;
}

static enum reason
set_extra(struct entity *e, struct slice name, struct slice word,
    struct arena *a)
{
	if (!extra_named(name) || !is_name(name))
		return REASON_FIELD_UNKNOWN;
	if (!utf8_valid(word.p, word.len) || word.len > ENTITY_TEXT_MAX)
		return REASON_FIELD_VALUE;
	e->extra = extra_set(e->extra, name, word, a);
	return REASON_NONE;
}

enum reason
entity_set(struct entity *e, struct slice name, struct slice word,
    const struct zone *zone, struct arena *a)
{
	enum field f = field_lookup(name);
	int at = f == F_UNKNOWN ? -1 : index_of(e->type, f);
	struct entity_value v = { .has = true };
	enum reason why;

	if (at < 0)
		return set_extra(e, name, word, a);
	if (word.len == 0) {
		e->value[at] = (struct entity_value){ 0 };
		return REASON_NONE;
	}
	why = value_parse(&v, field_defs[f].kind, word, zone);
	if (why != REASON_NONE)
		return why;
	v.text = arena_slice(a, v.text);
	e->value[at] = v;
	return REASON_NONE;
}

/*
 * Checking
 */

static bool
has_space(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return true;
	return false;
}

static bool
is_key(const struct entity_value *v)
{
	return v->text.len <= ENTITY_KEY_MAX && !has_space(v->text);
}

static bool
is_e164(const struct entity_value *v)
{
	for (size_t i = 1; i < v->text.len; i++)
		if (v->text.p[i] < '0' || v->text.p[i] > '9')
			return false;
	return v->text.len > 1 && v->text.len <= 1 + E164_DIGITS_MAX
	    && v->text.p[0] == '+' && v->text.p[1] != '0';
}

/* A login or node/port may be anything but a number that is none. */
static bool
is_identifier(const struct entity_value *v)
{
	return v->text.p[0] == '+' ? is_e164(v) : true;
}

/* Looser than RFC 5321: the mail server is the judge. */
static bool
is_email(const struct entity_value *v)
{
	const char *end = v->text.p + v->text.len;
	const char *at = memchr(v->text.p, '@', v->text.len);

	return at != NULL && at > v->text.p && at + 1 < end
	    && memchr(at + 1, '@', (size_t)(end - at - 1)) == NULL
	    && v->text.len <= EMAIL_MAX && !has_space(v->text);
}

static bool
two_letters(struct slice s, char first, char last)
{
	return s.len == 2 && s.p[0] >= first && s.p[0] <= last
	    && s.p[1] >= first && s.p[1] <= last;
}

static bool
is_country(const struct entity_value *v)
{
	return two_letters(v->text, 'A', 'Z');
}

static bool
is_language(const struct entity_value *v)
{
	return two_letters(v->text, 'a', 'z');
}

static bool
is_currency(const struct entity_value *v)
{
	return currency_decimals(v->text) >= 0;
}

static bool
is_party_type(const struct entity_value *v)
{
	return slice_is(v->text, "individual")
	    || slice_is(v->text, "organization");
}

static bool
is_bill_day(const struct entity_value *v)
{
	return v->num >= 1 && v->num <= 31;
}

static bool
is_terms(const struct entity_value *v)
{
	return v->num <= TERMS_MAX_D;
}

static bool
is_revenue(const struct entity_value *v)
{
	return v->num >= 0;
}

static const struct rule {
	enum field	  field;
	bool		(*holds)(const struct entity_value *);
	const char	 *want;
} rules[] = {
	{ F_CUSTOMER, is_key, "at most 64 octets without spaces" },
	{ F_ACCOUNT, is_key, "at most 64 octets without spaces" },
	{ F_SUBSCRIPTION, is_key, "at most 64 octets without spaces" },
	{ F_PAYER, is_key, "at most 64 octets without spaces" },
	{ F_OFFER, is_key, "at most 64 octets without spaces" },
	{ F_IDENTIFIER, is_identifier, "E.164: + and 1 to 15 digits" },
	{ F_PHONE, is_e164, "E.164: + and 1 to 15 digits" },
	{ F_EMAIL, is_email, "name@domain" },
	{ F_COUNTRY, is_country, "two capital letters of ISO 3166-1" },
	{ F_LANGUAGE, is_language, "two small letters of ISO 639-1" },
	{ F_CURRENCY, is_currency, "a code of ISO 4217" },
	{ F_PARTY_TYPE, is_party_type, "individual or organization" },
	{ F_BILL_DAY, is_bill_day, "1 to 31" },
	{ F_PAYMENT_TERMS_D, is_terms, "at most 3650" },
	{ F_REVENUE_MONTH, is_revenue, "not below zero" },
};

static enum reason
check_treatments(const struct entity_value *v, const char **want)
{
	struct treated_list list;

	*want = treated_parse(v->text, &list);
	return *want == NULL ? REASON_NONE : REASON_FIELD_VALUE;
}

static enum reason
check_value(const struct entity_value *v, enum field f, const char **want)
{
	if (v->text.len > ENTITY_TEXT_MAX) {
		*want = "at most 1000 octets";
		return REASON_FIELD_VALUE;
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].field == f && !rules[i].holds(v)) {
			*want = rules[i].want;
			return REASON_FIELD_VALUE;
		}
	return f == F_TAX_TREATMENT ? check_treatments(v, want) : REASON_NONE;
}

static enum reason
check_period(const struct entity *e, enum field *field)
{
	const struct entity_value *from = entity_get(e, F_FROM);
	const struct entity_value *to = entity_get(e, F_TO);

	*field = F_TO;
	return from != NULL && to != NULL && to->has && to->num <= from->num
	    ? REASON_CRM_PERIOD : REASON_NONE;
}

enum reason
entity_check(const struct entity *e, enum field *field, const char **want)
{
	const struct type_def *def = type_def(e->type);
	enum reason why;

	*want = NULL;
	for (size_t i = 0; i < def->len; i++) {
		*field = def->field[i].field;
		if (!e->value[i].has) {
			if (def->field[i].required)
				return REASON_FIELD_MISSING;
			continue;
		}
		why = check_value(&e->value[i], *field, want);
		if (why != REASON_NONE)
			return why;
	}
	return check_period(e, field);
}

bool
entity_valid_at(const struct entity *e, int64_t us)
{
	const struct entity_value *from = entity_get(e, F_FROM);
	const struct entity_value *to = entity_get(e, F_TO);

	return from == NULL || (from->num <= us && (!to->has || us < to->num));
}

/*
 * Comparing
 */

static bool
value_same(const struct entity_value *a, const struct entity_value *b)
{
	return a->has == b->has && a->num == b->num
	    && slice_eq(a->text, b->text);
}

bool
entity_same(const struct entity *a, const struct entity *b)
{
	const struct type_def *def = type_def(a->type);

	if (a->type != b->type || !slice_eq(a->extra, b->extra))
		return false;
	for (size_t i = 0; i < def->len; i++)
		if (!value_same(&a->value[i], &b->value[i]))
			return false;
	return true;
}

void
entity_text(struct buf *b, const struct entity *e, size_t at)
{
	const struct entity_value *v = &e->value[at];
	char text[TSTAMP_TEXT_MAX > MONEY_TEXT_MAX ? TSTAMP_TEXT_MAX
	    : MONEY_TEXT_MAX];

	if (!v->has)
		return;
	switch (field_defs[field_at(e, at)].kind) {
	case KIND_TIME:
		buf_add(b, text, tstamp_format(v->num, text));
		break;
	case KIND_UINT:
		buf_add(b, text, u64_format((uint64_t)v->num, text));
		break;
	case KIND_DEC:
		buf_add(b, text, money_format(v->num, text));
		break;
	default:
		buf_add_slice(b, v->text);
	}
}

static void
text_or_dash(struct buf *b, const struct entity *e, size_t at)
{
	if (e->value[at].has)
		entity_text(b, e, at);
	else
		buf_addc(b, '-');
}

static struct slice
extra_or_dash(struct slice extra)
{
	return extra.len != 0 ? extra : SLICE_LIT("-");
}

static void
diff_head(struct buf *b, const char *name)
{
	if (b->len != 0)
		buf_adds(b, "; ");
	buf_adds(b, name);
	buf_adds(b, ": ");
}

void
entity_diff(struct buf *b, const struct entity *old, const struct entity *new)
{
	static const struct entity none;
	const struct type_def *def = type_def(new->type);
	const struct entity *was = old != NULL ? old : &none;

	/* a new one's key is the object of the entry already */
	for (size_t i = 1; i < def->len; i++) {
		if (value_same(&was->value[i], &new->value[i]))
			continue;
		diff_head(b, field_defs[def->field[i].field].name);
		if (old != NULL) {
			text_or_dash(b, old, i);
			buf_adds(b, " -> ");
		}
		text_or_dash(b, new, i);
	}
	if (slice_eq(was->extra, new->extra))
		return;
	diff_head(b, "others");
	if (old != NULL)
		buf_addf(b, "%.*s -> ", SLICE_FMT(extra_or_dash(old->extra)));
	buf_addf(b, "%.*s", SLICE_FMT(extra_or_dash(new->extra)));
}
