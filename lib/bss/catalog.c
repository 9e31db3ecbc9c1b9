#include "bss/catalog.h"

#include <stdlib.h>

#include "rec/total.h"

static void
price_release(struct price *p)
{
	tariff_release(&p->tariff);
	keyed_release(&p->keyed);
	if (p->destinations != NULL)
		destinations_release(p->destinations);
}

void
catalog_release(struct catalog *c)
{
	size_t i;

	for (i = 0; i < c->price_len; i++)
		price_release(&c->price[i]);
	for (i = 0; i < c->cost_len; i++)
		price_release(&c->cost[i]);
	free(c->exchange);
	key_names_release(&c->keys);
	wording_release(&c->names);
	destinations_release(&c->destinations);
	net_places_release(&c->places);
	band_table_release(&c->bands);
	zone_release(&c->zone);
	arena_release(&c->arena);
	*c = (struct catalog){ 0 };
}

/* Every table's element begins with its id. */
static int
id_compare(const void *key, const void *element)
{
	const struct slice *a = key, *b = element;

	return slice_cmp(*a, *b);
}

void
catalog_sort(void *table, size_t len, size_t size)
{
	if (len > 0)
		qsort(table, len, size, id_compare);
}

/* A table that is empty need not be there. */
static const void *
by_id(struct slice id, const void *table, size_t len, size_t size)
{
	return len > 0 ? bsearch(&id, table, len, size, id_compare) : NULL;
}

const struct tax *
catalog_tax(const struct catalog *c, struct slice id)
{
	return by_id(id, c->tax, c->tax_len, sizeof(*c->tax));
}

const struct tax_treatment *
catalog_treatment(const struct catalog *c, struct slice id)
{
	return by_id(id, c->treatment, c->treatment_len,
	    sizeof(*c->treatment));
}

const struct price *
catalog_price(const struct catalog *c, struct slice id)
{
	return by_id(id, c->price, c->price_len, sizeof(*c->price));
}

const struct allowance *
catalog_allowance(const struct catalog *c, struct slice id)
{
	return by_id(id, c->allowance, c->allowance_len, sizeof(*c->allowance));
}

const struct price *
catalog_cost(const struct catalog *c, struct slice id)
{
	return by_id(id, c->cost, c->cost_len, sizeof(*c->cost));
}

const struct offer *
catalog_offer(const struct catalog *c, struct slice id)
{
	return by_id(id, c->offer, c->offer_len, sizeof(*c->offer));
}

const char *
offer_status_name(enum offer_status s)
{
	static const char *const names[] = {
		[OFFER_ACTIVE] = "active", [OFFER_DRAFT] = "draft",
		[OFFER_RETIRED] = "retired"
	};

	return names[s];
}

const struct discount *
catalog_discount(const struct catalog *c, struct slice id)
{
	return by_id(id, c->discount, c->discount_len, sizeof(*c->discount));
}

const struct commitment *
catalog_commitment(const struct catalog *c, struct slice id)
{
	return by_id(id, c->commitment, c->commitment_len,
	    sizeof(*c->commitment));
}

bool
price_amount_at(const struct price *p, int64_t day, money_t *amount)
{
	size_t i = p->amounts;

	while (i > 0 && p->amount[i - 1].from_day > day)
		i--;
	if (i == 0)
		return false;
	*amount = p->amount[i - 1].amount;
	return true;
}

bool
catalog_instant(const struct catalog *c, struct slice s, int64_t *us)
{
	struct civil date;

	if (!date_parse(s, &date))
		return tstamp_parse(s, us);
	*us = zone_instant(&c->zone, &date, NULL);
	return true;
}

const struct tax *
tax_treated(const struct tax *tax, const struct tax_treatment *t)
{
	for (size_t i = 0; t != NULL && i < t->len; i++)
		if (t->swap[i].from == tax)
			return t->swap[i].to;
	return tax;
}

bool
tax_category_exempt(struct slice category)
{
	return !slice_is(category, "S") && !slice_is(category, "Z")
	    && !slice_is(category, "L") && !slice_is(category, "M");
}

bool
tax_category_names_buyer(struct slice category)
{
	return slice_is(category, "AE") || slice_is(category, "K");
}

bool
tax_percent_at(const struct tax *tax, int64_t day, money_t *percent)
{
	size_t i = tax->len;

	while (i > 0 && tax->rate[i - 1].from_day > day)
		i--;
	if (i == 0)
		return false;
	*percent = tax->rate[i - 1].percent;
	return true;
}

bool
tax_category_takes(struct slice category, money_t percent)
{
	if (slice_is(category, "S"))
		return percent > 0;
	return percent == 0 || slice_is(category, "L")
	    || slice_is(category, "M");
}

const struct price *
offer_usage_price(const struct offer *o, struct slice usage_type,
    struct slice unit, enum price_direction direction)
{
	const struct price *p, *found = NULL;
	size_t i;

	for (i = 0; i < o->len; i++) {
		p = o->price[i];
		if (p->kind != PRICE_USAGE || (p->direction != direction
		    && p->direction != DIRECTION_ANY)
		    || !slice_eq(p->usage_type, usage_type)
		    || !slice_eq(p->unit, unit))
			continue;
		if (p->only_to != NULL || p->only_in != NULL)
			return p;
		if (found == NULL)
			found = p;
	}
	return found;
}

const struct price *
offer_usage_price_again(const struct offer *o, struct slice usage_type,
    struct slice unit, enum price_direction direction, struct price_memo *m)
{
	uint64_t a = m->usage_type, b = m->unit;
	uint64_t hash = ((uintptr_t)o ^ a ^ b << 7 ^ (uint64_t)direction << 3)
	    * UINT64_C(0x9e3779b97f4a7c15);
	struct price_known *k = &m->known[hash >> (64 - PRICE_MEMO_BITS)];

	if (k->offer == o && ((k->usage_type ^ a) | (k->unit ^ b)) == 0
	    && k->direction == direction)
		return k->price;
	if (a == TOTAL_WORD_LONG || b == TOTAL_WORD_LONG)
		return offer_usage_price(o, usage_type, unit, direction);
	*k = (struct price_known){ o, a, b, direction,
		offer_usage_price(o, usage_type, unit, direction) };
	return k->price;
}
