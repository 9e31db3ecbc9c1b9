/*
 * catalog_costs.c (store) - what usage costs the operator
 */
#include "store/catalog_read.h"

struct cost_text {
	struct slice		unit, destinations;
	struct money_text	money;
	struct tariff_text	tariff;
};

#define AT(m) offsetof(struct cost_text, m)
#define COST_MEMBERS							\
	{ "unit", DOC_STR, true, AT(unit), NULL },			\
	{ "destinations", DOC_STR, false, AT(destinations), NULL },	\
	MONEY_MEMBERS(struct cost_text, money),				\
	TARIFF_MEMBERS(struct cost_text, tariff)

static const struct doc_member cost_members[] = {
	COST_MEMBERS,
	{ "rates", DOC_STR, false, AT(tariff.rates), NULL },
	DOC_END
};

static const struct doc_member cost_rows_members[] = {
	COST_MEMBERS,
	{ "rates", DOC_ARRAY, false, AT(tariff.rows), NULL },
	DOC_END
};

static void
cost_read(struct catalog_reader *r, const struct doc_at *at, struct price *p)
{
	bool rows = json_is_array(json_object_get(at->value, "rates"));
	struct cost_text text = { .tariff.increment = 1 };

	p->kind = PRICE_COST;
	if (!doc_object(at, rows ? cost_rows_members : cost_members, &text))
		return;
	p->name = p->id;
	p->unit = text.unit;
	if (text.tariff.terms.overrides.len > 0)
		doc_fault(at, REASON_DOC_MEMBER,
		    "a cost has no 'overrides': its rates name a network");
	if (text.destinations.len > 0) {
		p->destinations = arena_alloc(&r->c->arena,
		    sizeof(*p->destinations));
		catalog_read_prefixes(r, text.destinations.p,
		    p->destinations);
	}
	catalog_read_money(r, at, &text.money, p);
	catalog_read_tariff(r, at, &text.tariff, p);
	catalog_compile_rates(r, at, p);
}

void
catalog_read_cost_tariffs(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct doc_at one;
	const char *key;
	json_t *value;
	struct price *p;

	c->cost = arena_alloc(&c->arena,
	    (json_object_size(at->value) + 1) * sizeof(*c->cost));
	json_object_foreach(at->value, key, value) {
		p = &c->cost[c->cost_len++];
		p->id = slice_of(key);
		p->id.p = arena_strdup(&c->arena, p->id);
		one = doc_member_at(at, key, value);
		cost_read(r, &one, p);
	}
	catalog_sort(c->cost, c->cost_len, sizeof(*c->cost));
}
