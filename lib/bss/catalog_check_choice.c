/*
 * catalog_check_choice.c (bss) - see catalog_check.h: prices that are for
 * some destinations or networks alone
 */
#include "bss/catalog_finding.h"
#include "bss/choice.h"

static const struct slice document = { "catalog.json", 12 };

/* ---- groups ----------------------------------------------------------- */

static void
unused_say(const struct catalog_check *k, const char *section,
    const char *who, struct slice id)
{
	catalog_check_say(k, REASON_CATALOG_PRICE_UNUSED, document,
	    view_line(k->view, section, id), "no %s is for the group '%s'",
	    who, id.p);
}

void
catalog_check_groups(const struct catalog_check *k)
{
	const struct catalog *c = k->catalog;
	size_t i;

	for (i = 0; i < c->to_group_len; i++)
		if (!c->to_group[i].used)
			unused_say(k, "destination_groups",
			    "price or allowance", c->to_group[i].id);
	for (i = 0; i < c->in_group_len; i++)
		if (!c->in_group[i].used)
			unused_say(k, "network_groups", "price",
			    c->in_group[i].id);
}

/* ---- usage that none takes, prices that take none --------------------- */

/* "voice to 'Spain' and 3 more destinations in the network '208*'" */
static void
usage_say(struct buf *b, const struct catalog *c, const struct price *like,
    const struct choice_class *to, const struct choice_class *in)
{
	const char *behind;
	struct slice text;

	buf_addf(b, "'%s'", like->usage_type.p);
	if (to->example != DESTINATION_NONE)
		buf_addf(b, " to '%s'", c->destinations.name[to->example].p);
	if (to->len > 1)
		buf_addf(b, " and %u more destinations", to->len - 1);
	if (c->places.len == 0)
		return;
	net_place_name(&c->places, in->example, &text, &behind);
	buf_addf(b, ", network '%.*s%s'", SLICE_FMT(text), behind);
	if (in->len > 1)
		buf_addf(b, " and %u more", in->len - 1);
}

/* *taken: a bit of each price that takes something */
static void
untaken_check(const struct catalog_check *k, const struct offer *o,
    const struct choices *all, uint64_t *taken)
{
	const struct choice_class *to, *in;
	const struct price *p;
	struct buf b = { 0 };
	unsigned i;

	for (to = all->to; to < all->to + all->to_len; to++)
		for (in = all->in; in < all->in + all->in_len; in++) {
			p = choices_taker(all, to, in);
			for (i = 0; i < all->len; i++)
				if (all->price[i] == p)
					*taken |= UINT64_C(1) << i;
			/* numbers that lead nowhere are no destination */
			if (p != NULL || (to->example == DESTINATION_NONE
			    && all->to_len > 1))
				continue;
			buf_clear(&b);
			usage_say(&b, k->catalog, all->price[0], to, in);
			catalog_check_say(k, REASON_CATALOG_NO_RATE, document,
			    view_line(k->view, "offers", o->id), "offer '%s' "
			    "has no price for %s", o->id.p, buf_str(&b));
		}
	buf_release(&b);
}

static void
choice_check(const struct catalog_check *k, const struct offer *o,
    const struct price *like, enum price_direction direction)
{
	uint64_t taken = 0;
	struct choices all;
	unsigned i;

	if (choices_make(&all, k->catalog, (struct choice_offers){ &o, 1 },
	    like, direction)) {
		untaken_check(k, o, &all, &taken);
		for (i = 0; i < all.len; i++)
			if ((taken >> i & 1) == 0)
				catalog_check_say(k, REASON_CATALOG_UNREACHABLE,
				    document, view_line(k->view, "prices",
				    all.price[i]->id), "price '%s' takes "
				    "nothing in offer '%s': others are for "
				    "less", all.price[i]->id.p, o->id.p);
	}
	choices_release(&all);
}

/* ---- add-ons ---------------------------------------------------------- */

/* Prices of the second of two offers that take nothing */
static void
idle_check(const struct catalog_check *k, const struct choices *all,
    const struct offer *const pair[2])
{
	const struct choice_class *to, *in;
	const struct price *p;
	bool takes;
	unsigned i;

	for (i = 0; i < all->len; i++) {
		p = all->price[i];
		takes = all->of[i] == 0;
		for (to = all->to; to < all->to + all->to_len; to++)
			for (in = all->in; in < all->in + all->in_len; in++)
				takes |= choices_taker(all, to, in) == p;
		if (!takes)
			catalog_check_say(k, REASON_CATALOG_UNREACHABLE,
			    document, view_line(k->view, "prices", p->id),
			    "price '%s' of offer '%s' takes nothing beside "
			    "'%s': others are for less", p->id.p,
			    pair[1]->id.p, pair[0]->id.p);
	}
}

/* Usage like that of a price of the add-on, and what else prices it */
static void
beside_check(const struct catalog_check *k,
    const struct offer *const pair[2], const struct price *like,
    enum price_direction direction)
{
	struct choice_rivals rivals;
	struct buf b = { 0 };
	struct choices all;

	if (choices_make(&all, k->catalog, (struct choice_offers){ pair, 2 },
	    like, direction)) {
		if (!choices_rivals(&all, &rivals))
			idle_check(k, &all, pair);
		else {
			choice_where_add(&b, k->catalog, all.to_len > 1
			    ? rivals.to->example : DESTINATION_NONE,
			    all.in_len > 1 ? rivals.in->example : CHOICE_ANY);
			catalog_check_say(k, REASON_CATALOG_TWICE, document,
			    view_line(k->view, "offers", pair[1]->id),
			    "offer '%s' prices what '%s' prices, which it "
			    "requires, '%s'%s: neither '%s' nor '%s' is for "
			    "less", pair[1]->id.p, pair[0]->id.p,
			    like->usage_type.p, buf_str(&b),
			    all.price[rivals.b]->id.p,
			    all.price[rivals.a]->id.p);
			buf_release(&b);
		}
	}
	choices_release(&all);
}

/* With each offer beside which it may stand; the rest is that one's. */
static void
addon_check(const struct catalog_check *k, const struct offer *o,
    const enum price_direction both[2])
{
	const struct offer *pair[2] = { NULL, o };
	const struct price *p;
	size_t n, i, d;

	for (n = 0; n < o->requires_len; n++) {
		pair[0] = o->requires[n];
		for (i = 0; offer_served(pair[0]) && i < o->len; i++)
			for (d = 0; d < 2; d++) {
				p = o->price[i];
				if (p->kind == PRICE_USAGE
				    && offer_meets(o, p, both[d]) == p)
					beside_check(k, pair, p, both[d]);
			}
	}
}

void
catalog_check_choices(const struct catalog_check *k, const struct offer *o)
{
	static const enum price_direction both[] = {
		DIRECTION_OUT, DIRECTION_IN
	};
	size_t i, d;

	if (o->requires_len > 0) {
		addon_check(k, o, both);
		return;
	}
	for (d = 0; d < 2; d++)
		for (i = 0; i < o->len; i++)
			if (offer_choice_first(o, i, both[d]))
				choice_check(k, o, o->price[i], both[d]);
}
