/*
 * catalog_check.c (bss) - see catalog_check.h: offers, taxes, bands, names
 */
#include "bss/catalog_check.h"

#include <stdlib.h>

#include "bss/proration.h"
#include "bss/tax.h"

static const struct slice document = { "catalog.json", 12 };

/* ---- offers and prices ------------------------------------------------ */

static void
offer_check(const struct catalog_check *k, const struct offer *o)
{
	uint32_t line = view_line(k->view, "offers", o->id);

	if (offer_served(o) && o->len == 0 && o->allowances == 0)
		catalog_check_say(k, REASON_CATALOG_OFFER_EMPTY, document,
		    line, "offer '%s' is active and has no price", o->id.p);
	if (!k->has_now)
		return;
	if (o->status == OFFER_RETIRED && o->to_us != INT64_MAX
	    && k->now_us < o->to_us)
		catalog_check_say(k, REASON_CATALOG_OFFER_DATES, document,
		    line, "offer '%s' is retired before its 'to'", o->id.p);
	if (o->status == OFFER_DRAFT && o->from_us != INT64_MIN
	    && k->now_us >= o->from_us)
		catalog_check_say(k, REASON_CATALOG_OFFER_DATES, document,
		    line, "offer '%s' is a draft after its 'from'", o->id.p);
}

static bool
offer_has(const struct offer *o, const struct price *p)
{
	size_t i;

	for (i = 0; i < o->len; i++)
		if (o->price[i] == p)
			return true;
	return false;
}

static void
price_used_check(const struct catalog_check *k, const struct price *p)
{
	size_t i;

	for (i = 0; i < k->catalog->offer_len; i++)
		if (offer_has(&k->catalog->offer[i], p))
			return;
	catalog_check_say(k, REASON_CATALOG_PRICE_UNUSED, document,
	    view_line(k->view, "prices", p->id),
	    "price '%s' is in no offer", p->id.p);
}

static bool
offer_gives(const struct offer *o, const struct allowance *a)
{
	size_t i;

	for (i = 0; i < o->allowances; i++)
		if (o->allowance[i] == a)
			return true;
	return false;
}

static bool
allowance_used_check(const struct catalog_check *k,
    const struct allowance *a)
{
	size_t i;

	for (i = 0; i < k->catalog->offer_len; i++)
		if (offer_gives(&k->catalog->offer[i], a))
			return true;
	catalog_check_say(k, REASON_CATALOG_PRICE_UNUSED, document,
	    view_line(k->view, "allowances", a->id),
	    "allowance '%s' is in no offer", a->id.p);
	return false;
}

static bool
covers_of(const struct catalog *c, const struct allowance *a,
    const struct offer *o)
{
	size_t i;

	for (i = 0; i < o->len; i++)
		if (a->covers[o->price[i] - c->price])
			return true;
	return false;
}

/* What is the subscription's own is for what its offer prices. */
static void
allowance_own_check(const struct catalog_check *k, const struct allowance *a)
{
	const struct offer *o;
	size_t i;

	for (i = 0; i < k->catalog->offer_len; i++) {
		o = &k->catalog->offer[i];
		if (offer_gives(o, a) && !covers_of(k->catalog, a, o))
			catalog_check_say(k, REASON_CATALOG_ALLOWANCE_EMPTY,
			    document, view_line(k->view, "offers", o->id),
			    "offer '%s' gives allowance '%s', which is the "
			    "subscription's own and covers no price of it",
			    o->id.p, a->id.p);
	}
}

/* Who shares a bucket need not have it, so all offers are looked at. */
static void
allowance_covers_check(const struct catalog_check *k,
    const struct allowance *a)
{
	const struct catalog *c = k->catalog;
	bool any = false;
	size_t i;

	for (i = 0; i < c->offer_len; i++)
		any |= covers_of(c, a, &c->offer[i]);
	if (!any)
		catalog_check_say(k, REASON_CATALOG_ALLOWANCE_EMPTY, document,
		    view_line(k->view, "allowances", a->id), "allowance '%s' "
		    "covers no price that an offer has%s%.*s%s", a->id.p,
		    allowance_is_money(a) ? "" : ": it is of the unit '",
		    SLICE_FMT(a->unit), allowance_is_money(a) ? "" : "'");
	else if (a->shared == SHARED_SUBSCRIPTION)
		allowance_own_check(k, a);
}

/* ---- taxes ------------------------------------------------------------ */

/* From when on a price can be charged; false: nothing says so. */
static bool
price_begins(const struct catalog_check *k, const struct offer *o,
    const struct price *p, int64_t *us)
{
	int64_t first = INT64_MAX;
	size_t i;

	for (i = 0; i < p->tariff.len; i++)
		if (p->tariff.rate[i].from_us < first)
			first = p->tariff.rate[i].from_us;
	if (p->tariff.len == 0 || first < o->from_us)
		first = o->from_us;
	if (first == INT64_MIN && k->has_now)
		first = k->now_us;
	*us = first;
	return first != INT64_MIN;
}

static void
tax_check(const struct catalog_check *k, const struct offer *o,
    const struct price *p)
{
	const struct zone *z = &k->catalog->zone;
	int64_t begins;

	if (p->tax->len > 0 && price_begins(k, o, p, &begins)
	    && zone_day(z, begins) < p->tax->rate[0].from_day)
		catalog_check_say(k, REASON_CATALOG_TAX_LATE, document,
		    view_line(k->view, "taxes", p->tax->id), "tax '%s' has no "
		    "rate yet when price '%s' of offer '%s' begins",
		    p->tax->id.p, p->id.p, o->id.p);
}

static void
taxes_check(const struct catalog_check *k)
{
	const struct offer *o;
	size_t i, n;

	for (i = 0; i < k->catalog->offer_len; i++) {
		o = &k->catalog->offer[i];
		for (n = 0; offer_served(o) && n < o->len; n++)
			tax_check(k, o, o->price[n]);
	}
}

static bool
tax_charged(const struct catalog *c, const struct tax *t)
{
	size_t i, n;

	for (i = 0; i < c->offer_len; i++)
		for (n = 0; offer_served(&c->offer[i])
		    && n < c->offer[i].len; n++)
			if (c->offer[i].price[n]->tax == t)
				return true;
	return false;
}

/*
 * What is not subject to VAT stands on a document of its own (EN 16931
 * BR-O-11). Who is treated so gets a second one for what was left out, which
 * is rarely meant.
 */
static void
treatment_mixed_check(const struct catalog_check *k,
    const struct tax_treatment *t)
{
	const struct catalog *c = k->catalog;
	const struct tax *tax;
	bool alone = false;
	size_t i;

	for (i = 0; i < t->len; i++)
		alone |= tax_not_subject(t->swap[i].to->category);
	for (i = 0; i < c->tax_len && alone; i++) {
		tax = tax_treated(&c->tax[i], t);
		if (tax_not_subject(tax->category) || !tax_charged(c, &c->tax[i]))
			continue;
		catalog_check_say(k, REASON_CATALOG_TAX_MIXED, document,
		    view_line(k->view, "tax_treatments", t->id), "treatment "
		    "'%s' makes other taxes category O, and '%s' stays %s: "
		    "its accounts get two documents", t->id.p, c->tax[i].id.p,
		    tax->category.p);
	}
}

/* ---- bands ------------------------------------------------------------ */

static void
bands_check(const struct catalog_check *k)
{
	const struct band_table *t = &k->catalog->bands;
	unsigned b;

	for (b = 0; b < t->len; b++)
		if (b != BAND_OFFPEAK && !band_holds(t, b))
			catalog_check_say(k, REASON_CATALOG_BAND_EMPTY,
			    document, view_line(k->view, "bands",
			    t->name[b]), "band '%s' never holds",
			    t->name[b].p);
}

/* ---- names that differ in writing alone ------------------------------- */

struct folded {
	struct slice	text;	/* lower case, blanks and - and _ as one */
	struct slice	name;	/* as it stands */
};

static struct slice
fold(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.len + 1);
	size_t i, n = 0;
	char c;

	for (i = 0; i < s.len; i++) {
		c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '-' || c == '_' || c == '\t')
			c = ' ';
		if (c != ' ' || (n > 0 && p[n - 1] != ' '))
			p[n++] = c;
	}
	while (n > 0 && p[n - 1] == ' ')
		n--;
	return (struct slice){ p, n };
}

static int
folded_compare(const void *va, const void *vb)
{
	const struct folded *a = va, *b = vb;
	int c = slice_cmp(a->text, b->text);

	return c != 0 ? c : slice_cmp(a->name, b->name);
}

struct names {
	struct folded	*item;
	size_t		 len, cap;
	struct arena	 arena;
};

static void
name_add(struct names *n, struct slice name)
{
	GROW(n->item, n->len, n->cap);
	n->item[n->len++] = (struct folded){ fold(&n->arena, name), name };
}

/* kind: "offer"; section: where its entries stand, NULL: destinations.csv */
static void
names_check(const struct catalog_check *k, struct names *n,
    const char *kind, const char *section)
{
	struct slice a, b;
	size_t i;

	if (n->len > 0)
		qsort(n->item, n->len, sizeof(*n->item), folded_compare);
	for (i = 1; i < n->len; i++) {
		if (!slice_eq(n->item[i - 1].text, n->item[i].text))
			continue;
		a = n->item[i - 1].name;
		b = n->item[i].name;
		catalog_check_say(k, REASON_CATALOG_ALIKE, section == NULL
		    ? SLICE_LIT("destinations.csv") : document,
		    section == NULL ? 0 : view_line(k->view, section, b),
		    "%s '%.*s' and '%.*s' differ in writing alone", kind,
		    SLICE_FMT(a), SLICE_FMT(b));
	}
	free(n->item);
	arena_release(&n->arena);
	*n = (struct names){ 0 };
}

static void
all_names_check(const struct catalog_check *k)
{
	const struct catalog *c = k->catalog;
	struct names n = { 0 };
	size_t i;

	for (i = 0; i < c->offer_len; i++)
		name_add(&n, c->offer[i].id);
	names_check(k, &n, "offers", "offers");
	for (i = 0; i < c->price_len; i++)
		name_add(&n, c->price[i].id);
	names_check(k, &n, "prices", "prices");
	for (i = 0; i < c->cost_len; i++)
		name_add(&n, c->cost[i].id);
	names_check(k, &n, "costs", "costs");
	for (i = 0; i < c->bands.len; i++)
		name_add(&n, c->bands.name[i]);
	names_check(k, &n, "bands", "bands");
	for (i = 1; i < c->destinations.len; i++)
		name_add(&n, c->destinations.name[i]);
	names_check(k, &n, "destinations", NULL);
	for (i = 0; i < c->to_group_len; i++)
		name_add(&n, c->to_group[i].id);
	names_check(k, &n, "groups of destinations", "destination_groups");
	for (i = 0; i < c->in_group_len; i++)
		name_add(&n, c->in_group[i].id);
	names_check(k, &n, "groups of networks", "network_groups");
}

static void
cost_used_check(const struct catalog_check *k, const struct price *cost)
{
	for (size_t i = 0; i < k->catalog->price_len; i++)
		if (k->catalog->price[i].cost == cost)
			return;
	catalog_check_say(k, REASON_CATALOG_PRICE_UNUSED, document,
	    view_line(k->view, "costs", cost->id), "cost '%s' is in no price",
	    cost->id.p);
}

void
catalog_check(const struct catalog_check *k)
{
	const struct catalog *c = k->catalog;
	size_t i;

	taxes_check(k);
	for (i = 0; i < c->treatment_len; i++)
		treatment_mixed_check(k, &c->treatment[i]);
	bands_check(k);
	for (i = 0; i < c->price_len; i++)
		price_used_check(k, &c->price[i]);
	for (i = 0; i < c->allowance_len; i++)
		if (allowance_used_check(k, &c->allowance[i]))
			allowance_covers_check(k, &c->allowance[i]);
	catalog_check_groups(k);
	for (i = 0; i < c->offer_len; i++) {
		offer_check(k, &c->offer[i]);
		if (!offer_served(&c->offer[i]))
			continue;
		catalog_check_choices(k, &c->offer[i]);
	}
	all_names_check(k);
	catalog_check_prefixes(k);
	for (i = 0; i < c->price_len; i++)
		if (c->price[i].kind == PRICE_USAGE) {
			catalog_check_rates(k, &c->price[i]);
			catalog_check_keyed(k, &c->price[i]);
		}
	for (i = 0; i < c->cost_len; i++) {
		cost_used_check(k, &c->cost[i]);
		catalog_check_rates(k, &c->cost[i]);
		catalog_check_keyed(k, &c->cost[i]);
	}
}
