/*
 * catalog_offers.c (store) - prices, and the offers made of them
 */
#include "store/catalog_read.h"

/* ---- prices ----------------------------------------------------------- */

/* The members of a price as they stand; each kind has its own table. */
struct price_text {
	int		 kind, direction, counts;
	struct slice	 name, tax, gl, usage_type, unit, cost;
	json_t		*settle, *graduated;
	struct limits_text limits;
	struct money_text money;
	struct tariff_text tariff;
	struct charge_text charge;
};

#define AT(m) offsetof(struct price_text, m)
#define PRICE_MEMBERS							\
	{ "kind", DOC_ENUM, true, AT(kind), "usage|recurring|one-off" },	\
	{ "name", DOC_NAME, true, AT(name), NULL },			\
	{ "tax", DOC_STR, true, AT(tax), NULL },			\
	{ "gl", DOC_STR, true, AT(gl), NULL },				\
	MONEY_MEMBERS(struct price_text, money)

#define USAGE_MEMBERS							\
	PRICE_MEMBERS,							\
	{ "usage_type", DOC_STR, true, AT(usage_type), NULL },		\
	{ "unit", DOC_STR, true, AT(unit), NULL },			\
	{ "direction", DOC_ENUM, false, AT(direction), "out|in|any" },	\
	{ "counts", DOC_ENUM, false, AT(counts), "quantity|in|out" },	\
	{ "settle", DOC_OBJECT, false, AT(settle), NULL },		\
	{ "graduated", DOC_OBJECT, false, AT(graduated), NULL },	\
	{ "cost", DOC_STR, false, AT(cost), NULL },			\
	LIMITS_MEMBERS(struct price_text, limits),			\
	TARIFF_MEMBERS(struct price_text, tariff)

static const struct doc_member usage_members[] = {
	USAGE_MEMBERS,
	{ "rates", DOC_STR, false, AT(tariff.rates), NULL },
	DOC_END
};

/* the rates stand in the document itself */
static const struct doc_member usage_rows_members[] = {
	USAGE_MEMBERS,
	{ "rates", DOC_ARRAY, false, AT(tariff.rows), NULL },
	DOC_END
};

static const struct doc_member recurring_members[] = {
	PRICE_MEMBERS,
	CHARGE_MEMBERS(struct price_text, charge),
	{ "every", DOC_ENUM, true, AT(charge.every), "month|quarter|year" },
	{ "anchor", DOC_ENUM, false, AT(charge.anchor),
	    "calendar|subscription" },
	{ "timing", DOC_ENUM, false, AT(charge.timing), "advance|arrears" },
	{ "proration", DOC_ENUM, false, AT(charge.proration),
	    "calendar|none|30-days|month" },
	DOC_END
};

static const struct doc_member one_off_members[] = {
	PRICE_MEMBERS,
	CHARGE_MEMBERS(struct price_text, charge),
	DOC_END
};

static const struct {
	const char		*name;
	const struct doc_member	*members;
} kinds[] = {
	[PRICE_USAGE] = { "usage", usage_members },
	[PRICE_RECURRING] = { "recurring", recurring_members },
	[PRICE_ONE_OFF] = { "one-off", one_off_members }
};

static void
price_settle(struct catalog_reader *r, const struct doc_at *at,
    const struct price_text *text, struct price *p)
{
	struct doc_at settle = doc_member_at(at, "settle", text->settle);

	if (json_object_get(at->value, "price") != NULL
	    || json_object_get(at->value, "increment") != NULL
	    || text->tariff.rates.len > 0 || text->tariff.rows != NULL
	    || text->tariff.per != 0)
		doc_fault(at, REASON_DOC_MEMBER, "'rates', or 'price', 'per' "
		    "and 'increment', and 'settle' exclude each other");
	catalog_refuse_terms(at);
	if (p->rounds != ROUNDS_RECORD)
		doc_fault(at, REASON_DOC_MEMBER, "what is settled with its "
		    "period is rounded for its line");
	p->settle = catalog_read_settle(r, &settle, p->currency_decimals);
	/* it is rounded once, for the line */
	if (text->money.rounding == NULL)
		p->decimals = p->currency_decimals;
	if (p->convert != NULL || text->cost.len > 0)
		doc_fault(at, REASON_DOC_MEMBER, "'convert' and 'cost' are of "
		    "records, not of a price that is settled");
	if (p->settle != NULL && p->settle->kind == SETTLE_PERCENTILE
	    && (!slice_is(p->unit, "octet") || p->counts != COUNTS_QUANTITY))
		doc_fault(at, REASON_DOC_VALUE, "a percentile is of octets, "
		    "and its 'measure' says which");
}

static void
price_rates(struct catalog_reader *r, const struct doc_at *at,
    const struct tariff_text *text, struct price *p)
{
	catalog_read_tariff(r, at, text, p);
	if (text->terms.overrides.len > 0)
		catalog_read_overrides(r, at, text->terms.overrides, p);
	catalog_compile_rates(r, at, p);
}

/* By quantity its steps are the whole price, by amount they take off it. */
static void
price_graduated(struct catalog_reader *r, const struct doc_at *at,
    const struct price_text *text, struct price *p)
{
	struct doc_at graduated = doc_member_at(at, "graduated",
	    text->graduated);

	p->graduated = catalog_read_graduated(r, &graduated);
	if (p->graduated == NULL)
		return;
	if (p->graduated->by_amount) {
		price_rates(r, at, &text->tariff, p);
		return;
	}
	catalog_refuse_terms(at);
	if (json_object_get(at->value, "price") != NULL
	    || json_object_get(at->value, "increment") != NULL
	    || text->tariff.rates.len > 0 || text->tariff.rows != NULL
	    || text->tariff.per != 0)
		doc_fault(at, REASON_DOC_MEMBER, "'rates', or 'price', 'per' "
		    "and 'increment', and steps of quantity exclude each "
		    "other");
}

static void
price_cost(struct catalog_reader *r, const struct doc_at *at,
    struct slice id, struct price *p)
{
	if (id.len == 0)
		return;
	if ((p->cost = catalog_cost(r->c, id)) == NULL)
		doc_fault(at, REASON_CATALOG_REFERENCE, "no such cost '%.*s'",
		    SLICE_FMT(id));
	else if (!slice_eq(p->cost->unit, p->unit))
		doc_fault(at, REASON_DOC_VALUE, "cost '%.*s' is of '%.*s', "
		    "not of '%.*s'", SLICE_FMT(id), SLICE_FMT(p->cost->unit),
		    SLICE_FMT(p->unit));
}

static void
price_fill(struct catalog_reader *r, const struct doc_at *at,
    const struct price_text *text, struct price *p)
{
	p->name = text->name;
	p->gl = text->gl;
	p->kind = (enum price_kind)text->kind;
	p->usage_type = text->usage_type;
	p->unit = text->unit;
	p->direction = (enum price_direction)text->direction;
	p->counts = (enum price_counts)text->counts;
	if (p->kind != PRICE_USAGE)
		catalog_read_charge(r, at, &text->charge, p);
	if ((p->tax = catalog_tax(r->c, text->tax)) == NULL)
		doc_fault(at, REASON_CATALOG_REFERENCE, "no such tax '%.*s'",
		    SLICE_FMT(text->tax));
	catalog_read_money(r, at, &text->money, p);
	if (p->convert != NULL && p->kind != PRICE_USAGE)
		doc_fault(at, REASON_DOC_MEMBER,
		    "'convert' is of prices of usage");
	if (p->kind != PRICE_USAGE)
		return;
	price_cost(r, at, text->cost, p);
	catalog_read_limits(r, at, &text->limits, p);
	if (text->settle != NULL && text->graduated != NULL)
		doc_fault(at, REASON_DOC_MEMBER,
		    "'settle' and 'graduated' exclude each other");
	else if (text->settle != NULL)
		price_settle(r, at, text, p);
	else if (text->graduated != NULL)
		price_graduated(r, at, text, p);
	else
		price_rates(r, at, &text->tariff, p);
	p->apart = p->settle != NULL || price_limited(p);
}

static void
price_read(struct catalog_reader *r, const struct doc_at *at,
    struct price *p)
{
	struct price_text text = { .tariff.increment = 1 };
	const struct doc_member *members;
	const char *kind = json_string_value(
	    json_object_get(at->value, "kind"));
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kind != NULL && strcmp(kinds[i].name, kind) == 0)
			break;
	if (i == sizeof(kinds) / sizeof(*kinds))
		doc_fault(at, REASON_DOC_VALUE, "'kind' is none of "
		    "usage, recurring, one-off");
	else {
		members = kinds[i].members;
		if (i == PRICE_USAGE && json_is_array(
		    json_object_get(at->value, "rates")))
			members = usage_rows_members;
		if (doc_object(at, members, &text))
			price_fill(r, at, &text, p);
	}
}

static int
kind_compare(const void *va, const void *vb)
{
	const struct price *a = *(struct price *const *)va;
	const struct price *b = *(struct price *const *)vb;
	int c = slice_cmp(a->usage_type, b->usage_type);

	return c != 0 ? c : slice_cmp(a->unit, b->unit);
}

/* A number for each usage type and unit that prices have */
static void
usage_kinds(struct catalog *c)
{
	struct price **by = xcalloc(c->price_len + 1, sizeof(*by));
	size_t i;

	for (i = 0; i < c->price_len; i++)
		by[i] = &c->price[i];
	qsort(by, c->price_len, sizeof(*by), kind_compare);
	for (i = 1; i < c->price_len; i++)
		by[i]->usage_kind = by[i - 1]->usage_kind
		    + (kind_compare(&by[i - 1], &by[i]) != 0);
	free(by);
}

void
catalog_read_prices(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct price *p;
	struct doc_at one;
	const char *key;
	json_t *value;

	c->price = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*c->price));
	json_object_foreach(at->value, key, value) {
		p = &c->price[c->price_len++];
		p->id = slice_of(key);
		p->id.p = arena_strdup(&c->arena, p->id);
		one = doc_member_at(at, key, value);
		price_read(r, &one, p);
	}
	catalog_sort(c->price, c->price_len, sizeof(*c->price));
	usage_kinds(c);
}

/* ---- offers ----------------------------------------------------------- */

struct offer_text {
	struct slice	 name, from, to;
	int		 status;
	json_t		*prices, *allowances, *discounts, *commitments;
	json_t		*requires;	/* read when all offers are there */
};

static const struct doc_member offer_members[] = {
	{ "name", DOC_NAME, true, offsetof(struct offer_text, name), NULL },
	{ "status", DOC_ENUM, true, offsetof(struct offer_text, status),
	    "active|draft|retired" },
	{ "from", DOC_STR, false, offsetof(struct offer_text, from), NULL },
	{ "to", DOC_STR, false, offsetof(struct offer_text, to), NULL },
	{ "prices", DOC_ARRAY, true, offsetof(struct offer_text, prices),
	    NULL },
	{ "allowances", DOC_ARRAY, false,
	    offsetof(struct offer_text, allowances), NULL },
	{ "discounts", DOC_ARRAY, false,
	    offsetof(struct offer_text, discounts), NULL },
	{ "commitments", DOC_ARRAY, false,
	    offsetof(struct offer_text, commitments), NULL },
	{ "requires", DOC_ARRAY, false, offsetof(struct offer_text, requires),
	    NULL },
	DOC_END
};

static void
offer_dates(struct catalog_reader *r, const struct doc_at *at,
    const struct offer_text *text, struct offer *o)
{
	o->from_us = INT64_MIN;
	o->to_us = INT64_MAX;
	if ((text->from.len > 0
	    && !catalog_instant(r->c, text->from, &o->from_us))
	    || (text->to.len > 0
	    && !catalog_instant(r->c, text->to, &o->to_us))
	    || o->from_us >= o->to_us)
		doc_fault(at, REASON_DOC_VALUE,
		    "'from' and 'to' are dates or times, in this order");
}

/* Usage that two prices of an offer would both take has no one price. */
static const struct price *
price_rival(const struct offer *o, const struct price *p)
{
	size_t i;

	if (p->kind != PRICE_USAGE || price_limited(p))
		return NULL;
	for (i = 0; i < o->len; i++)
		if (!price_limited(o->price[i])
		    && (prices_meet(p, o->price[i], p->direction)
		    || (p->direction == DIRECTION_ANY
		    && (prices_meet(p, o->price[i], DIRECTION_OUT)
		    || prices_meet(p, o->price[i], DIRECTION_IN)))))
			return o->price[i];
	return NULL;
}

static void
offer_price(struct catalog_reader *r, const struct doc_at *at,
    struct offer *o)
{
	const char *id = json_string_value(at->value);
	const struct price *p, *rival;
	size_t i;

	if (id == NULL || (p = catalog_price(r->c, slice_of(id))) == NULL) {
		doc_fault(at, REASON_CATALOG_REFERENCE, "no such price '%s'",
		    id != NULL ? id : "");
		return;
	}
	if (p->currency.len == 0)
		return;		/* it is at fault itself, and that was said */
	if (o->len > 0 && !slice_eq(price_record_currency(p),
	    o->currency)) {
		doc_fault(at, REASON_CATALOG_CURRENCY, "'%s' is in %.*s, the "
		    "prices before it are in %.*s", id,
		    SLICE_FMT(price_record_currency(p)),
		    SLICE_FMT(o->currency));
		return;
	}
	o->currency = price_record_currency(p);
	rival = price_rival(o, p);
	for (i = 0; i < o->len && rival == NULL; i++)
		if (o->price[i] == p)
			rival = p;
	if (rival != NULL)
		doc_fault(at, REASON_CATALOG_TWICE,
		    "'%s' prices what '%s' prices already", id, rival->id.p);
	else
		o->price[o->len++] = p;
}

static void
offer_allowance(struct catalog_reader *r, const struct doc_at *at,
    struct offer *o)
{
	const char *id = json_string_value(at->value);
	const struct allowance *a = id != NULL
	    ? catalog_allowance(r->c, slice_of(id)) : NULL;
	size_t i;

	if (a == NULL) {
		doc_fault(at, REASON_CATALOG_REFERENCE,
		    "no such allowance '%s'", id != NULL ? id : "");
		return;
	}
	for (i = 0; i < o->allowances && o->allowance[i] != a; i++)
		;
	if (i < o->allowances)
		doc_fault(at, REASON_CATALOG_TWICE, "'%s' stands twice", id);
	else
		o->allowance[o->allowances++] = a;
}

static void
offer_read(struct catalog_reader *r, const struct doc_at *at,
    struct offer *o)
{
	struct offer_text text = { .from = { NULL, 0 } };
	struct doc_at prices, allowances, one;
	json_t *value;
	size_t i;

	if (!doc_object(at, offer_members, &text))
		return;
	o->name = text.name;
	o->status = (enum offer_status)text.status;
	o->currency = r->c->currency;
	offer_dates(r, at, &text, o);
	prices = doc_member_at(at, "prices", text.prices);
	o->price = arena_alloc(&r->c->arena,
	    json_array_size(text.prices) * sizeof(const struct price *));
	json_array_foreach(text.prices, i, value) {
		one = doc_element_at(&prices, i, value);
		offer_price(r, &one, o);
	}
	catalog_offer_choices(r, &prices, o);
	allowances = doc_member_at(at, "allowances", text.allowances);
	o->allowance = arena_alloc(&r->c->arena,
	    json_array_size(text.allowances)
	    * sizeof(const struct allowance *));
	json_array_foreach(text.allowances, i, value) {
		one = doc_element_at(&allowances, i, value);
		offer_allowance(r, &one, o);
	}
	one = doc_member_at(at, "discounts", text.discounts);
	catalog_offer_discounts(r, &one, o);
	one = doc_member_at(at, "commitments", text.commitments);
	catalog_offer_commitments(r, &one, o);
}

/* What an add-on stands beside: "requires", as TMF620 calls it */
static void
offer_requires(struct catalog_reader *r, const struct doc_at *at,
    struct offer *o)
{
	const struct offer *other;
	struct doc_at one;
	const char *id;
	json_t *value;
	size_t i;

	if (at->value != NULL && json_array_size(at->value) == 0)
		doc_fault(at, REASON_DOC_VALUE, "an empty list: without it "
		    "the offer stands alone");
	o->requires = arena_alloc(&r->c->arena,
	    json_array_size(at->value) * sizeof(const struct offer *));
	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		id = json_string_value(value);
		other = id != NULL ? catalog_offer(r->c, slice_of(id)) : NULL;
		if (other == NULL || other == o)
			doc_fault(&one, REASON_CATALOG_REFERENCE,
			    "no such other offer '%s'", id != NULL ? id : "");
		else
			o->requires[o->requires_len++] = other;
	}
}

static void
offers_link(struct catalog_reader *r, const struct doc_at *at)
{
	struct doc_at offer, list;
	json_t *value;
	size_t i;

	for (i = 0; i < r->c->offer_len; i++) {
		value = json_object_get(at->value, r->c->offer[i].id.p);
		offer = doc_member_at(at, r->c->offer[i].id.p, value);
		value = json_object_get(value, "requires");
		list = doc_member_at(&offer, "requires", value);
		if (json_is_array(value))
			offer_requires(r, &list, &r->c->offer[i]);
	}
}

void
catalog_read_offers(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct offer *o;
	struct doc_at one;
	const char *key;
	json_t *value;

	c->offer = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*c->offer));
	json_object_foreach(at->value, key, value) {
		o = &c->offer[c->offer_len++];
		o->id = slice_of(key);
		o->id.p = arena_strdup(&c->arena, o->id);
		one = doc_member_at(at, key, value);
		offer_read(r, &one, o);
	}
	catalog_sort(c->offer, c->offer_len, sizeof(*c->offer));
	offers_link(r, at);
}
