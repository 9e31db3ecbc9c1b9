#include "bss/choice.h"

#include <stdlib.h>

/* Whether one of the prices for such usage asks where the number leads */
static bool
destination_asked(struct choice_offers all, const struct choice_usage *u)
{
	const struct offer *o;
	size_t n, i;

	for (n = 0; n < all.len; n++)
		for (o = all.offer[n], i = 0; i < o->len; i++)
			if (o->price[i]->only_to != NULL
			    && prices_meet(u->like, o->price[i], u->direction))
				return true;
	return false;
}

/* A number that leads nowhere is for prices of all destinations. */
static enum reason
destination_ask(const struct catalog *c, struct choice_usage *u)
{
	if (u->destination == DESTINATION_NONE
	    && destination_of(&c->destinations, u->number, &u->destination)
	    == DESTINATION_SYNTAX)
		return REASON_RATE_BAD_NUMBER;
	return REASON_NONE;
}

/* What lies within all others has the least. */
static const struct price *
narrowest(const struct offer *o, const struct choice_usage *u, uint32_t to,
    uint32_t place)
{
	const struct price *p, *best = NULL;
	size_t i;

	for (i = 0; i < o->len; i++) {
		p = o->price[i];
		if (prices_meet(u->like, p, u->direction)
		    && price_is_for(p, to, place)
		    && (best == NULL || p->breadth < best->breadth))
			best = p;
	}
	return best;
}

enum reason
offers_choose(const struct catalog *c, struct choice_offers all,
    struct choice_usage *u, const struct price **price, size_t *of)
{
	uint32_t place, to = DESTINATION_NONE;
	const struct price *p, *best = NULL;
	enum reason why;
	size_t n;

	*price = NULL;
	*of = 0;
	u->asked = destination_asked(all, u);
	if (u->asked && (why = destination_ask(c, u)) != REASON_NONE)
		return why;
	if (u->asked)
		to = u->destination;
	place = net_place(&c->places, u->network);
	for (n = 0; n < all.len; n++) {
		p = narrowest(all.offer[n], u, to, place);
		if (p != NULL && (best == NULL || p->breadth < best->breadth)) {
			best = p;
			*of = n;
		}
	}
	*price = best;
	if (best != NULL)
		return REASON_NONE;
	return u->asked && to == DESTINATION_NONE ? REASON_RATE_NO_DESTINATION
	    : REASON_RATE_NO_PRICE;
}

const struct price *
offer_meets(const struct offer *o, const struct price *like,
    enum price_direction direction)
{
	size_t i;

	for (i = 0; i < o->len; i++)
		if (prices_meet(like, o->price[i], direction))
			return o->price[i];
	return NULL;
}

bool
offer_choice_first(const struct offer *o, size_t n,
    enum price_direction direction)
{
	const struct price *p = o->price[n];
	size_t i;

	if (!price_limited(p) || !prices_meet(p, p, direction))
		return false;
	for (i = 0; i < n; i++)
		if (price_limited(o->price[i])
		    && prices_meet(p, o->price[i], direction))
			return false;
	return true;
}

/* ---- all cases -------------------------------------------------------- */

void
choices_release(struct choices *k)
{
	free(k->to);
	free(k->in);
	*k = (struct choices){ .len = 0 };
}

static void
class_add(struct choice_class **list, uint32_t *len, uint32_t *cap,
    uint64_t prices, uint32_t at)
{
	uint32_t i = *len;

	while (i > 0 && (*list)[i - 1].prices != prices)
		i--;
	if (i > 0) {
		(*list)[i - 1].len++;
		return;
	}
	GROW(*list, *len, *cap);
	(*list)[(*len)++] = (struct choice_class){ prices, at, 1 };
}

static uint64_t
prices_to(const struct choices *k, uint32_t destination)
{
	uint64_t prices = 0;
	unsigned i;

	for (i = 0; i < k->len; i++)
		if (k->price[i]->only_to == NULL
		    || k->price[i]->only_to[destination] != 0)
			prices |= UINT64_C(1) << i;
	return prices;
}

static uint64_t
prices_in(const struct choices *k, uint32_t place)
{
	uint64_t prices = 0;
	unsigned i;

	for (i = 0; i < k->len; i++)
		if (k->price[i]->only_in == NULL
		    || k->price[i]->only_in[place] != 0)
			prices |= UINT64_C(1) << i;
	return prices;
}

/* Destinations are numbered from 1; number 0 is all that lead nowhere. */
static void
classes_make(struct choices *k, const struct catalog *c)
{
	uint32_t destinations = c->destinations.len > 0
	    ? c->destinations.len : 1, cap = 0, at;

	/* number 0 is the last, so that the example is a name */
	for (at = 1; at <= destinations; at++)
		class_add(&k->to, &k->to_len, &cap, prices_to(k,
		    at % destinations), at % destinations);
	for (at = 0, cap = 0; at < net_places_count(&c->places); at++)
		class_add(&k->in, &k->in_len, &cap, prices_in(k, at), at);
}

/* Whether all classes that are a's are b's, too */
static bool
within(const struct choice_class *list, uint32_t len, unsigned a, unsigned b)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		if ((list[i].prices >> a & 1) != 0
		    && (list[i].prices >> b & 1) == 0)
			return false;
	return true;
}

static bool
lies_within(const struct choices *k, unsigned a, unsigned b)
{
	return within(k->to, k->to_len, a, b)
	    && within(k->in, k->in_len, a, b);
}

/* False when there is no room for all of them. */
static bool
choices_add(struct choices *k, const struct offer *o, size_t of,
    const struct price *like, enum price_direction direction)
{
	size_t i;

	for (i = 0; i < o->len; i++) {
		if (!prices_meet(like, o->price[i], direction))
			continue;
		if (k->len == CHOICES_MAX)
			return false;
		k->of[k->len] = of;
		k->price[k->len++] = o->price[i];
	}
	return true;
}

bool
choices_make(struct choices *k, const struct catalog *c,
    struct choice_offers all, const struct price *like,
    enum price_direction direction)
{
	unsigned a, b;
	size_t n;

	*k = (struct choices){ .len = 0 };
	for (n = 0; n < all.len; n++)
		if (!choices_add(k, all.offer[n], n, like, direction))
			return false;
	classes_make(k, c);
	for (a = 0; a < k->len; a++)
		for (b = 0; b < k->len; b++)
			if (lies_within(k, a, b) && !lies_within(k, b, a))
				k->wider[a] |= UINT64_C(1) << b;
	return true;
}

const struct price *
choices_taker(const struct choices *k, const struct choice_class *to,
    const struct choice_class *in)
{
	uint64_t all = to->prices & in->prices;
	unsigned i;

	for (i = 0; i < k->len; i++)
		if ((all >> i & 1) != 0
		    && (all & ~k->wider[i]) == UINT64_C(1) << i)
			return k->price[i];
	return NULL;
}

/* The first two of those behind which there is no narrower one */
static void
rivals_find(const struct choices *k, uint64_t all, struct choice_rivals *r)
{
	uint64_t narrowest = all;
	unsigned i;

	for (i = 0; i < k->len; i++)
		if ((all >> i & 1) != 0)
			narrowest &= ~k->wider[i];
	r->a = (unsigned)__builtin_ctzll(narrowest);
	narrowest &= narrowest - 1;
	r->b = (unsigned)__builtin_ctzll(narrowest);
}

bool
choices_rivals(const struct choices *k, struct choice_rivals *r)
{
	uint32_t i, j;

	for (i = 0; i < k->to_len; i++)
		for (j = 0; j < k->in_len; j++) {
			r->to = &k->to[i];
			r->in = &k->in[j];
			if ((r->to->prices & r->in->prices) == 0
			    || choices_taker(k, r->to, r->in) != NULL)
				continue;
			rivals_find(k, r->to->prices & r->in->prices, r);
			return true;
		}
	return false;
}

void
choice_where_add(struct buf *b, const struct catalog *c,
    uint32_t destination, uint32_t place)
{
	const char *behind;
	struct slice text;

	if (destination != DESTINATION_NONE)
		buf_addf(b, " to '%s'", c->destinations.name[destination].p);
	if (place == CHOICE_ANY || c->places.len == 0)
		return;
	net_place_name(&c->places, place, &text, &behind);
	buf_addf(b, ", network '%.*s%s'", SLICE_FMT(text), behind);
}
