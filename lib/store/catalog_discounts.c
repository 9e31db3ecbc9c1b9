/*
 * catalog_discounts.c (store) - discounts and commitments, and who has them
 */
#include "base/tstamp.h"
#include "store/catalog_read.h"

/* ---- what they are of ------------------------------------------------- */

struct of_text {
	int		 scope;
	json_t		*prices, *usage_types;
	struct slice	 from, to;
	uint64_t	 cycles;
};

#define OF_MEMBERS(type)						\
	{ "scope", DOC_ENUM, false, offsetof(type, of.scope),		\
	    "subscription|account" },					\
	{ "prices", DOC_ARRAY, false, offsetof(type, of.prices), NULL },	\
	{ "usage_types", DOC_ARRAY, false, offsetof(type, of.usage_types),	\
	    NULL },							\
	{ "from", DOC_STR, false, offsetof(type, of.from), NULL },	\
	{ "to", DOC_STR, false, offsetof(type, of.to), NULL },		\
	{ "cycles", DOC_COUNT, false, offsetof(type, of.cycles), NULL }

static bool
price_is(const struct price *p, bool by_type, const char *name)
{
	return by_type ? p->kind == PRICE_USAGE
	    && slice_is(p->usage_type, name) : slice_is(p->id, name);
}

static void
mark_prices(const struct catalog *c, const struct doc_at *at, bool by_type,
    bool *set)
{
	struct doc_at one;
	const char *name;
	json_t *value;
	bool found;
	size_t i, n;

	if (at->value != NULL && json_array_size(at->value) == 0)
		doc_fault(at, REASON_DOC_VALUE, "an empty list is of no line");
	json_array_foreach(at->value, i, value) {
		name = json_string_value(value);
		found = false;
		for (n = 0; name != NULL && n < c->price_len; n++)
			if (price_is(&c->price[n], by_type, name))
				found = set[n] = true;
		if (found)
			continue;
		one = doc_element_at(at, i, value);
		doc_fault(&one, REASON_CATALOG_REFERENCE, "no price %s '%s'",
		    by_type ? "takes usage of type" : "is",
		    name != NULL ? name : "");
	}
}

static const bool *
prices_of(struct catalog_reader *r, const struct doc_at *at,
    const struct of_text *text)
{
	struct doc_at list;
	bool *set;

	if (text->prices == NULL && text->usage_types == NULL)
		return NULL;
	set = arena_alloc(&r->c->arena, r->c->price_len + 1);
	list = doc_member_at(at, "prices", text->prices);
	if (text->prices != NULL)
		mark_prices(r->c, &list, false, set);
	list = doc_member_at(at, "usage_types", text->usage_types);
	if (text->usage_types != NULL)
		mark_prices(r->c, &list, true, set);
	return set;
}

void
catalog_read_day(const struct doc_at *at, struct slice text, int64_t *day)
{
	struct civil c;

	if (text.len == 0)
		return;
	if (date_parse(text, &c))
		*day = civil_days(c.year, c.month, c.day);
	else
		doc_fault(at, REASON_DOC_VALUE, "'%.*s' is no date",
		    SLICE_FMT(text));
}

static void
of_read(struct catalog_reader *r, const struct doc_at *at,
    const struct of_text *text, struct spend_of *of)
{
	*of = (struct spend_of){
		.scope = (enum spend_scope)text->scope,
		.price = prices_of(r, at, text),
		.from_day = INT64_MIN, .to_day = INT64_MAX,
		.cycles = text->cycles,
	};
	catalog_read_day(at, text->from, &of->from_day);
	catalog_read_day(at, text->to, &of->to_day);
	if (of->from_day >= of->to_day)
		doc_fault(at, REASON_DOC_VALUE,
		    "'from' and 'to' are dates, in this order");
	if (of->cycles > 0 && of->scope == SCOPE_ACCOUNT
	    && of->from_day == INT64_MIN)
		doc_fault(at, REASON_DOC_MISSING, "the 'cycles' of an account "
		    "count from a date 'from'");
}

/* ---- discounts -------------------------------------------------------- */

struct discount_text {
	struct slice	 name, gl;
	money_t		 percent, amount;
	json_t		*tiers;
	struct of_text	 of;
};

#define AT(m) offsetof(struct discount_text, m)
static const struct doc_member discount_members[] = {
	{ "name", DOC_NAME, true, AT(name), NULL },
	{ "gl", DOC_STR, true, AT(gl), NULL },
	{ "percent", DOC_MONEY, false, AT(percent), NULL },
	{ "amount", DOC_MONEY, false, AT(amount), NULL },
	{ "tiers", DOC_OBJECT, false, AT(tiers), NULL },
	OF_MEMBERS(struct discount_text),
	DOC_END
};
#undef AT

static void
discount_read(struct catalog_reader *r, const struct doc_at *at,
    struct discount *d)
{
	struct discount_text text = { .percent = 0 };
	struct doc_at tiers;

	if (!doc_object(at, discount_members, &text))
		return;
	d->name = text.name;
	d->gl = text.gl;
	d->percent = text.percent;
	d->amount = text.amount;
	of_read(r, at, &text.of, &d->of);
	if ((text.percent != 0) + (text.amount != 0) + (text.tiers != NULL)
	    != 1 || text.percent > 100 * MONEY_SCALE)
		doc_fault(at, REASON_DOC_MISSING, "one of 'percent', which is "
		    "at most 100, 'amount' and 'tiers' is wanted");
	tiers = doc_member_at(at, "tiers", text.tiers);
	if (text.tiers != NULL)
		catalog_read_tiers(r, &tiers, r->c->currency_decimals,
		    &d->tiers);
}

/* ---- commitments ------------------------------------------------------ */

struct commitment_text {
	struct slice	name, gl, tax;
	money_t		minimum, maximum;
	int		proration;
	struct of_text	of;
};

#define AT(m) offsetof(struct commitment_text, m)
static const struct doc_member commitment_members[] = {
	{ "name", DOC_NAME, true, AT(name), NULL },
	{ "gl", DOC_STR, true, AT(gl), NULL },
	{ "tax", DOC_STR, true, AT(tax), NULL },
	{ "minimum", DOC_MONEY, false, AT(minimum), NULL },
	{ "maximum", DOC_MONEY, false, AT(maximum), NULL },
	{ "proration", DOC_ENUM, false, AT(proration), "calendar|none" },
	OF_MEMBERS(struct commitment_text),
	DOC_END
};
#undef AT

static void
commitment_read(struct catalog_reader *r, const struct doc_at *at,
    struct commitment *k)
{
	struct commitment_text text = { .minimum = 0 };

	if (!doc_object(at, commitment_members, &text))
		return;
	k->name = text.name;
	k->gl = text.gl;
	k->minimum = text.minimum;
	k->maximum = text.maximum;
	k->has_minimum = json_object_get(at->value, "minimum") != NULL;
	k->has_maximum = json_object_get(at->value, "maximum") != NULL;
	k->prorated = text.proration == PRORATION_CALENDAR;
	of_read(r, at, &text.of, &k->of);
	if ((k->tax = catalog_tax(r->c, text.tax)) == NULL)
		doc_fault(at, REASON_CATALOG_REFERENCE, "no such tax '%.*s'",
		    SLICE_FMT(text.tax));
	if (!k->has_minimum && !k->has_maximum)
		doc_fault(at, REASON_DOC_MISSING,
		    "'minimum' or 'maximum' is wanted");
	if (k->has_minimum && k->has_maximum && k->minimum > k->maximum)
		doc_fault(at, REASON_DOC_VALUE,
		    "'minimum' is above 'maximum'");
}

/* ---- the tables ------------------------------------------------------- */

static void
id_set(struct catalog *c, const char *key, struct slice *id)
{
	*id = slice_of(key);
	id->p = arena_strdup(&c->arena, *id);
}

void
catalog_read_discounts(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct discount *d;
	struct doc_at one;
	const char *key;
	json_t *value;

	c->discount = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*d));
	json_object_foreach(at->value, key, value) {
		d = &c->discount[c->discount_len++];
		id_set(c, key, &d->id);
		one = doc_member_at(at, key, value);
		discount_read(r, &one, d);
	}
	catalog_sort(c->discount, c->discount_len, sizeof(*d));
}

void
catalog_read_commitments(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct commitment *k;
	struct doc_at one;
	const char *key;
	json_t *value;

	c->commitment = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*k));
	json_object_foreach(at->value, key, value) {
		k = &c->commitment[c->commitment_len++];
		id_set(c, key, &k->id);
		one = doc_member_at(at, key, value);
		commitment_read(r, &one, k);
	}
	catalog_sort(c->commitment, c->commitment_len, sizeof(*k));
}

/* ---- what an offer has ------------------------------------------------ */

static bool
name_read(const struct doc_at *at, json_t *value, size_t i,
    const void *found, const char *what)
{
	struct doc_at one = doc_element_at(at, i, value);
	const char *name = json_string_value(value);

	if (found == NULL)
		doc_fault(&one, REASON_CATALOG_REFERENCE, "no such %s '%s'",
		    what, name != NULL ? name : "");
	return found != NULL;
}

static struct slice
name_of(json_t *value)
{
	const char *name = json_string_value(value);

	return slice_of(name != NULL ? name : "");
}

void
catalog_offer_discounts(struct catalog_reader *r, const struct doc_at *at,
    struct offer *o)
{
	const struct discount *d;
	json_t *value;
	size_t i;

	o->discount = arena_alloc(&r->c->arena,
	    json_array_size(at->value) * sizeof(const struct discount *));
	json_array_foreach(at->value, i, value) {
		d = catalog_discount(r->c, name_of(value));
		if (name_read(at, value, i, d, "discount"))
			o->discount[o->discounts++] = d;
	}
}

void
catalog_offer_commitments(struct catalog_reader *r, const struct doc_at *at,
    struct offer *o)
{
	const struct commitment *k;
	json_t *value;
	size_t i;

	o->commitment = arena_alloc(&r->c->arena,
	    json_array_size(at->value) * sizeof(const struct commitment *));
	json_array_foreach(at->value, i, value) {
		k = catalog_commitment(r->c, name_of(value));
		if (name_read(at, value, i, k, "commitment"))
			o->commitment[o->commitments++] = k;
	}
}
