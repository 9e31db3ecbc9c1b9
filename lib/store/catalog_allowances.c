/*
 * catalog_allowances.c (store) - what offers include
 */
#include "store/catalog_read.h"

#define YEARS_100_D	36525
#define PARAM		"param_"	/* how parameters of offers begin */

struct allowance_text {
	struct slice	 name, unit, currency, from, to, multiply;
	uint64_t	 quantity, weight, valid_d, increment, per;
	money_t		 amount, price;
	json_t		*prices, *usage_types, *destinations, *bands;
	json_t		*roll_over;
	int		 shared, grant, every, proration, expiry, fee;
};

#define AT(m) offsetof(struct allowance_text, m)
static const struct doc_member allowance_members[] = {
	{ "name", DOC_STR, true, AT(name), NULL },
	{ "unit", DOC_STR, false, AT(unit), NULL },
	{ "quantity", DOC_COUNT, false, AT(quantity), NULL },
	{ "amount", DOC_MONEY, false, AT(amount), NULL },
	{ "currency", DOC_STR, false, AT(currency), NULL },
	{ "multiply", DOC_STR, false, AT(multiply), NULL },
	{ "weight", DOC_COUNT, false, AT(weight), NULL },
	{ "shared", DOC_ENUM, false, AT(shared),
	    "subscription|identifier|account|payer" },
	{ "grant", DOC_ENUM, false, AT(grant), "each|one" },
	{ "every", DOC_ENUM, false, AT(every),
	    "month|calendar-month|week|day|once" },
	{ "valid_days", DOC_COUNT, false, AT(valid_d), NULL },
	{ "proration", DOC_ENUM, false, AT(proration), "none|calendar" },
	{ "expiry", DOC_ENUM, false, AT(expiry), "begun|cut" },
	{ "connect_fee", DOC_ENUM, false, AT(fee), "covered|charged" },
	{ "from", DOC_STR, false, AT(from), NULL },
	{ "to", DOC_STR, false, AT(to), NULL },
	{ "increment", DOC_COUNT, false, AT(increment), NULL },
	{ "price", DOC_MONEY, false, AT(price), NULL },
	{ "per", DOC_COUNT, false, AT(per), NULL },
	{ "roll_over", DOC_OBJECT, false, AT(roll_over), NULL },
	{ "prices", DOC_ARRAY, false, AT(prices), NULL },
	{ "usage_types", DOC_ARRAY, false, AT(usage_types), NULL },
	{ "destinations", DOC_ARRAY, false, AT(destinations), NULL },
	{ "bands", DOC_ARRAY, false, AT(bands), NULL },
	DOC_END
};

/* ---- which usage ------------------------------------------------------ */

/* A list of names, each found by fn. Missing: it is not asked. */
static void
names_read(struct catalog_reader *r, const struct doc_at *at,
    const char *key, json_t *list, struct allowance *a,
    bool (*fn)(struct catalog_reader *, struct allowance *, struct slice))
{
	struct doc_at array = doc_member_at(at, key, list), one;
	const char *name;
	json_t *value;
	size_t i;

	if (list != NULL && json_array_size(list) == 0)
		doc_fault(&array, REASON_DOC_VALUE, "an empty list covers "
		    "nothing");
	json_array_foreach(list, i, value) {
		one = doc_element_at(&array, i, value);
		name = json_string_value(value);
		if (name == NULL || !fn(r, a, slice_of(name)))
			doc_fault(&one, REASON_CATALOG_REFERENCE, "no such "
			    "name '%s' that this allowance could cover",
			    name != NULL ? name : "");
	}
}

/* Its money is of one currency, so it takes part in no other. */
static bool
same_money(const struct allowance *a, const struct price *p)
{
	if (!allowance_is_money(a) && a->price == 0)
		return true;
	return slice_eq(p->currency, a->currency) && p->convert == NULL;
}

/*
 * A rate has no units to be taken out of a bucket, and what is settled with
 * the period has no amount yet to be paid out of it or added to.
 */
static bool
settles_left(const struct allowance *a, const struct price *p)
{
	return p->settle == NULL || (p->settle->kind != SETTLE_PERCENTILE
	    && !allowance_is_money(a) && a->price == 0);
}

static bool
may_cover(const struct allowance *a, const struct price *p)
{
	return p->kind == PRICE_USAGE && settles_left(a, p)
	    && (allowance_is_money(a) || slice_eq(p->unit, a->unit))
	    && same_money(a, p);
}

static bool
price_name(struct catalog_reader *r, struct allowance *a, struct slice id)
{
	const struct price *p = catalog_price(r->c, id);

	if (p == NULL || !may_cover(a, p))
		return false;
	a->covers[p - r->c->price] = 1;
	return true;
}

static bool
usage_type_name(struct catalog_reader *r, struct allowance *a,
    struct slice type)
{
	bool found = false;
	size_t i;

	for (i = 0; i < r->c->price_len; i++)
		if (may_cover(a, &r->c->price[i])
		    && slice_eq(r->c->price[i].usage_type, type)) {
			a->covers[i] = 1;
			found = true;
		}
	return found;
}

static bool
destination_name(struct catalog_reader *r, struct allowance *a,
    struct slice name)
{
	return catalog_mark_destination(r->c, name, a->destination);
}

static bool
band_name(struct catalog_reader *r, struct allowance *a, struct slice name)
{
	int band = band_find(&r->c->bands, name);

	if (band < 0)
		return false;
	a->bands |= UINT64_C(1) << band;
	return true;
}

static void
covers_all(struct catalog_reader *r, struct allowance *a)
{
	size_t i;

	for (i = 0; i < r->c->price_len; i++)
		a->covers[i] = may_cover(a, &r->c->price[i]);
}

static void
usage_read(struct catalog_reader *r, const struct doc_at *at,
    const struct allowance_text *text, struct allowance *a)
{
	a->covers = arena_alloc(&r->c->arena, r->c->price_len + 1);
	if (text->prices == NULL && text->usage_types == NULL)
		covers_all(r, a);
	names_read(r, at, "prices", text->prices, a, price_name);
	names_read(r, at, "usage_types", text->usage_types, a,
	    usage_type_name);
	if (text->destinations != NULL) {
		a->destination = arena_alloc(&r->c->arena,
		    (size_t)r->c->destinations.len + 1);
		names_read(r, at, "destinations", text->destinations, a,
		    destination_name);
	}
	a->bands = text->bands != NULL ? 0 : UINT64_MAX;
	names_read(r, at, "bands", text->bands, a, band_name);
}

/* ---- how much --------------------------------------------------------- */

/* Of its money, or of what its units cost; else there is none to name. */
static void
currency_read(const struct catalog_reader *r, const struct doc_at *at,
    const struct allowance_text *text, struct allowance *a)
{
	a->currency = text->currency.len > 0 ? text->currency
	    : r->c->currency;
	if (currency_decimals(a->currency) < 0)
		doc_fault(at, REASON_DOC_VALUE, "no such currency '%.*s' in "
		    "ISO 4217", SLICE_FMT(a->currency));
	if (text->currency.len > 0 && !allowance_is_money(a)
	    && text->per == 0)
		doc_fault(at, REASON_DOC_MEMBER, "'currency' is of an "
		    "'amount', or of a 'price'");
}

/* "quantity" of a unit, or "amount" of the currency */
static void
grant_read(const struct doc_at *at, const struct allowance_text *text,
    struct allowance *a)
{
	bool money = json_object_get(at->value, "amount") != NULL;

	if (money == (text->quantity != 0) || money == (text->unit.len > 0)
	    || (money && text->amount == 0)) {
		doc_fault(at, REASON_DOC_MISSING, "either 'unit' and "
		    "'quantity' are wanted, or an 'amount' above 0");
		return;
	}
	a->unit = text->unit;
	a->quantity = money ? (uint64_t)text->amount : text->quantity;
	if (money && (text->per != 0 || text->increment != 0
	    || json_object_get(at->value, "price") != NULL
	    || json_object_get(at->value, "connect_fee") != NULL))
		doc_fault(at, REASON_DOC_MEMBER, "'increment', 'price', 'per' "
		    "and 'connect_fee' are of units, not of money");
	else if ((json_object_get(at->value, "price") != NULL)
	    != (text->per != 0))
		doc_fault(at, REASON_DOC_MISSING,
		    "'price' and 'per' stand together");
	a->increment = text->increment != 0 ? text->increment : 1;
	a->price = text->price;
	a->per = text->per != 0 ? text->per : 1;
	a->takes_fee = text->fee == 1;
}

struct roll_text {
	uint64_t	cycles;
	struct slice	limit;
	int		use;
};

static const struct doc_member roll_members[] = {
	{ "cycles", DOC_COUNT, true, offsetof(struct roll_text, cycles), NULL },
	{ "limit", DOC_STR, false, offsetof(struct roll_text, limit), NULL },
	{ "use", DOC_ENUM, false, offsetof(struct roll_text, use),
	    "first|last" },
	DOC_END
};

static bool
limit_parse(const struct allowance *a, struct slice s, uint64_t *out)
{
	money_t money;

	if (!allowance_is_money(a))
		return u64_parse(s, out) == NUM_OK && *out > 0;
	if (money_parse(s, &money) != NUM_OK || money <= 0)
		return false;
	*out = (uint64_t)money;
	return true;
}

static void
roll_read(const struct doc_at *at, const struct allowance_text *text,
    struct allowance *a)
{
	struct doc_at roll = doc_member_at(at, "roll_over", text->roll_over);
	struct roll_text t = { .cycles = 0 };

	if (text->roll_over == NULL || !doc_object(&roll, roll_members, &t))
		return;
	if (t.cycles > ROLL_PERIODS_MAX)
		doc_fault(&roll, REASON_DOC_VALUE, "'cycles' is above %d",
		    ROLL_PERIODS_MAX);
	if (a->every == EVERY_ONCE)
		doc_fault(&roll, REASON_DOC_MEMBER, "what is given once has "
		    "no cycle to go over into");
	if (t.limit.len > 0 && !limit_parse(a, t.limit, &a->roll_limit))
		doc_fault(&roll, REASON_DOC_VALUE, "'limit' is no such "
		    "quantity as the allowance's");
	a->roll_periods = t.cycles;
	a->roll_last = t.use == 1;
}

/* ---- all of it -------------------------------------------------------- */

static void
dates_read(struct catalog_reader *r, const struct doc_at *at,
    const struct allowance_text *text, struct allowance *a)
{
	a->from_us = INT64_MIN;
	a->to_us = INT64_MAX;
	if ((text->from.len > 0
	    && !catalog_instant(r->c, text->from, &a->from_us))
	    || (text->to.len > 0
	    && !catalog_instant(r->c, text->to, &a->to_us))
	    || a->from_us >= a->to_us)
		doc_fault(at, REASON_DOC_VALUE,
		    "'from' and 'to' are dates or times, in this order");
}

static void
allowance_read(struct catalog_reader *r, const struct doc_at *at,
    struct allowance *a)
{
	struct allowance_text text = { .name = { NULL, 0 } };

	if (!doc_object(at, allowance_members, &text))
		return;
	a->name = text.name;
	a->multiply = text.multiply;
	if (text.multiply.len > 0 && strncmp(text.multiply.p, PARAM,
	    strlen(PARAM)) != 0)
		doc_fault(at, REASON_DOC_VALUE, "'multiply' is the name of a "
		    "field " PARAM "*");
	a->weight = text.weight;
	a->shared = (enum meter_shared)text.shared;
	a->every = (enum meter_every)text.every;
	a->each = text.grant == 0;
	a->prorated = text.proration == 1;
	a->cut = text.expiry == 1;
	a->valid_d = text.valid_d;
	grant_read(at, &text, a);
	currency_read(r, at, &text, a);
	dates_read(r, at, &text, a);
	roll_read(at, &text, a);
	usage_read(r, at, &text, a);
	if (a->every == EVERY_ONCE && (a->prorated || text.grant == 1))
		doc_fault(at, REASON_DOC_MEMBER, "what is given once has "
		    "neither 'proration' nor 'grant'");
	if (a->every != EVERY_ONCE && a->valid_d != 0)
		doc_fault(at, REASON_DOC_MEMBER,
		    "'valid_days' is of what is given once");
	if (a->valid_d > YEARS_100_D)
		doc_fault(at, REASON_DOC_VALUE, "'valid_days' is above %d",
		    YEARS_100_D);
}

void
catalog_read_allowances(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct allowance *a;
	struct doc_at one;
	const char *key;
	json_t *value;

	c->allowance = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*c->allowance));
	if (json_object_size(at->value) >= UINT16_MAX)
		doc_fault(at, REASON_DOC_VALUE, "more than %d allowances",
		    UINT16_MAX - 1);
	json_object_foreach(at->value, key, value) {
		a = &c->allowance[c->allowance_len++];
		a->id = slice_of(key);
		a->id.p = arena_strdup(&c->arena, a->id);
		one = doc_member_at(at, key, value);
		allowance_read(r, &one, a);
	}
	catalog_sort(c->allowance, c->allowance_len, sizeof(*c->allowance));
}
