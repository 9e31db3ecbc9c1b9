/*
 * subscription_joint.c (bss) - a tariff, and what was added to it
 * Of the prices of all subscriptions that an identifier has at a time the
 * closest takes a record, as of those of one offer (choice.h). Here is seen to
 * it, once at the start, that there is always such a price. An offer that is
 * not served prices nothing.
 */
#include "bss/subscription_joint.h"

#include <stdlib.h>

static const enum price_direction both[] = { DIRECTION_OUT, DIRECTION_IN };

void
joint_release(struct joint *j)
{
	free(j->item);
	free(j->held);
	free(j->offer);
}

static const struct offer *
offer_of(const struct joint *j, const struct subscription *sub)
{
	return &j->catalog->offer[sub->offer];
}

/* ---- who prices with whom --------------------------------------------- */

/* Whether both price some usage, each all of it or a part */
static bool
offers_meet(const struct offer *a, const struct offer *b)
{
	size_t i, d;

	for (d = 0; d < 2; d++)
		for (i = 0; i < a->len; i++)
			if (prices_meet(a->price[i], a->price[i], both[d])
			    && offer_meets(b, a->price[i], both[d]) != NULL)
				return true;
	return false;
}

/* Whether there are any */
static bool
chain_mark(struct joint *j)
{
	struct subscription *a, *b;
	bool any = false;
	size_t i, k;

	for (i = 0; i < j->len; i++)
		for (k = i + 1; k < j->len; k++) {
			a = j->item[i];
			b = j->item[k];
			if (a->from_us >= b->to_us || b->from_us >= a->to_us
			    || a->unserved || b->unserved
			    || !offers_meet(offer_of(j, a), offer_of(j, b)))
				continue;
			a->joint = b->joint = any = true;
		}
	return any;
}

/* ---- whether they get along ------------------------------------------- */

/* Two that are rivals, or the first two of too many */
static void
clash_set(const struct joint *j, const struct choices *k,
    const struct choice_rivals *r, struct subscription_clash *clash)
{
	*clash = (struct subscription_clash){
		.a = j->held[k->of[r->a]], .b = j->held[k->of[r->b]],
		.price_a = k->price[r->a], .price_b = k->price[r->b],
		.to = DESTINATION_NONE, .in = CHOICE_ANY
	};
	if (k->to_len > 1)
		clash->to = r->to->example;
	if (k->in_len > 1)
		clash->in = r->in->example;
}

/* Of prices for usage like that of one of them */
static bool
kind_good(const struct joint *j, const struct price *like,
    enum price_direction direction, struct subscription_clash *clash)
{
	struct choice_rivals rivals = { .b = 1 };
	struct choices k;
	bool good = choices_make(&k, j->catalog, (struct choice_offers){
	    j->offer, j->helds }, like, direction);

	if (!good || choices_rivals(&k, &rivals)) {
		good = false;
		clash_set(j, &k, &rivals, clash);
	}
	choices_release(&k);
	return good;
}

/* Whether one before it is for such usage, too: then it was looked at */
static bool
looked_at(const struct joint *j, size_t n, size_t i,
    enum price_direction direction)
{
	const struct price *p = j->offer[n]->price[i];
	size_t m;

	for (m = 0; m < n; m++)
		if (offer_meets(j->offer[m], p, direction) != NULL)
			return true;
	return offer_meets(j->offer[n], p, direction) != p;
}

static bool
held_good(const struct joint *j, struct subscription_clash *clash)
{
	const struct price *p;
	size_t n, i, d;

	for (n = 0; n < j->helds; n++)
		for (i = 0; i < j->offer[n]->len; i++)
			for (d = 0; d < 2; d++) {
				p = j->offer[n]->price[i];
				if (prices_meet(p, p, both[d])
				    && !looked_at(j, n, i, both[d])
				    && !kind_good(j, p, both[d], clash))
					return false;
			}
	return true;
}

/* Its place among those that are known, NULL: it is too large for it. */
static struct joint_known *
known_at(struct joint *j, struct joint_known *set)
{
	uint32_t hash = 0;
	size_t n;

	if (j->helds > JOINT_OFFERS)
		return NULL;
	*set = (struct joint_known){ .len = (uint16_t)j->helds };
	for (n = 0; n < j->helds; n++) {
		set->offer[n] = j->held[n]->offer;
		hash = (hash ^ set->offer[n]) * UINT32_C(0x9e3779b1);
	}
	return &j->known[hash >> 24];
}
_Static_assert(JOINT_KNOWN == 1 << 8, "so many bits of the hash");

static void
held_find(struct joint *j, int64_t us)
{
	struct subscription *sub;
	size_t i;

	j->helds = 0;
	for (i = 0; i < j->len; i++) {
		sub = j->item[i];
		if (!sub->joint || us < sub->from_us || us >= sub->to_us)
			continue;
		GROW(j->held, j->helds, j->held_cap);
		GROW(j->offer, j->helds, j->offer_cap);
		j->offer[j->helds] = offer_of(j, sub);
		j->held[j->helds++] = sub;
	}
}

/* Who held on to that instant, or from it on */
static bool
instant_good(struct joint *j, int64_t us, struct subscription_clash *clash)
{
	struct joint_known set, *known;

	held_find(j, us);
	if (j->helds < 2)
		return true;
	known = known_at(j, &set);
	if (known != NULL && memcmp(known, &set, sizeof(set)) == 0)
		return true;
	if (!held_good(j, clash))
		return false;
	if (known != NULL)
		*known = set;
	return true;
}

bool
joint_check(struct joint *j, struct subscription_clash *clash)
{
	size_t i;

	if (!chain_mark(j))
		return true;
	/* what closes a gap between two may end before them */
	for (i = 0; i < j->len; i++)
		if (j->item[i]->joint
		    && (!instant_good(j, j->item[i]->from_us, clash)
		    || !instant_good(j, j->item[i]->to_us, clash)))
			return false;
	return true;
}

void
subscription_clash_add(struct buf *b, const struct catalog *c,
    const struct subscription_clash *clash)
{
	buf_addf(b, "subscriptions '%.*s' and '%.*s' of '%.*s' price the same "
	    "usage at the same time", SLICE_FMT(subscription_id(clash->a)),
	    SLICE_FMT(subscription_id(clash->b)),
	    SLICE_FMT(subscription_identifier(clash->a)));
	choice_where_add(b, c, clash->to, clash->in);
	buf_addf(b, " ('%.*s' and '%.*s'): neither is for less than the other",
	    SLICE_FMT(clash->price_a->id), SLICE_FMT(clash->price_b->id));
}
