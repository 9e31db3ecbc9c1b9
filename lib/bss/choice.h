/*
 * choice.h (bss) - of the prices of offers for such usage, which takes it
 * A price may be for some destinations and some networks alone. Of those that
 * a record is for, the one takes it whose destinations and networks lie
 * within those of each other one. The loader sees to it that there is always
 * one such price: where neither of two lies within the other, some third one
 * must be for what they have in common. The offers are one, or those that an
 * identifier has at a time: a tariff, and what was added to it.
 * Pure: no I/O, no clock; memory in choices_make alone.
 */
#ifndef BSS_CHOICE_H
#define BSS_CHOICE_H

#include "base/buf.h"
#include "base/reason.h"
#include "bss/catalog.h"

/* Which usage of a type, unit and direction it is */
struct choice_usage {
	const struct price	*like;	/* a price of that type and unit */
	enum price_direction	 direction;	/* DIRECTION_OUT or _IN */
	struct slice		 number;	/* of the other party */
	uint32_t		 destination;	/* of it, where it is known */
	struct slice		 network;
	bool			 asked;		/* set: where it leads */
};

/* Offers, and prices of theirs that are one choice */
struct choice_offers {
	const struct offer *const *offer;	/* borrowed */
	size_t			   len;
};

/*
 * REASON_NONE: *price takes it, *of says whose it is, and u->destination where
 * the number leads, when one of the prices asks. REASON_RATE_BAD_NUMBER,
 * REASON_RATE_NO_DESTINATION; REASON_RATE_NO_PRICE: it is for none of them.
 */
enum reason	offers_choose(const struct catalog *, struct choice_offers,
		    struct choice_usage *, const struct price **price,
		    size_t *of);
static inline enum reason
offer_choose(const struct catalog *c, const struct offer *o,
    struct choice_usage *u, const struct price **price)
{
	size_t of;

	return offers_choose(c, (struct choice_offers){ &o, 1 }, u, price,
	    &of);
}

/* Whether usage to a destination, in a network's place, is what it is for. */
static inline bool
price_is_for(const struct price *p, uint32_t destination, uint32_t place)
{
	return (p->only_to == NULL || p->only_to[destination] != 0)
	    && (p->only_in == NULL || p->only_in[place] != 0);
}
static inline bool
price_limited(const struct price *p)
{
	return p->only_to != NULL || p->only_in != NULL;
}
/* Whether one could price what the other does, but for their limits. */
static inline bool
prices_meet(const struct price *a, const struct price *b,
    enum price_direction direction)
{
	return b->kind == PRICE_USAGE && a->usage_kind == b->usage_kind
	    && (b->direction == direction || b->direction == DIRECTION_ANY);
}

/* A price of the offer that could, NULL: it has none. */
const struct price *offer_meets(const struct offer *, const struct price *like,
		    enum price_direction);

/*
 * Whether it is the first of an offer's prices that is for some of such usage
 * alone: where there is one, there is a choice to be looked at.
 */
bool		offer_choice_first(const struct offer *, size_t price,
		    enum price_direction);

/* ---- all cases -------------------------------------------------------- */

#define CHOICES_MAX	64	/* prices for the same usage */

/* Destinations, or places of networks, that are the same ones' */
struct choice_class {
	uint64_t	prices;		/* bit of each that is for them */
	uint32_t	example, len;	/* the first, and how many */
};

struct choices {
	const struct price	*price[CHOICES_MAX];	/* in their order */
	size_t			 of[CHOICES_MAX];	/* whose it is */
	uint64_t		 wider[CHOICES_MAX];	/* those it lies within */
	unsigned		 len;
	struct choice_class	*to, *in;		/* owned */
	uint32_t		 to_len, in_len;
};

void	choices_release(struct choices *);
/*
 * The prices of the offers for usage like that of a price. False when there
 * are more than CHOICES_MAX.
 */
bool	choices_make(struct choices *, const struct catalog *,
	    struct choice_offers, const struct price *like,
	    enum price_direction);
/* The one that takes such usage, NULL: none, or two are as close. */
const struct price *choices_taker(const struct choices *,
	    const struct choice_class *to, const struct choice_class *in);
/*
 * Two of them that are equally close to some usage, in their order, and to
 * which; false when there are none.
 */
struct choice_rivals {
	unsigned		   a, b;	/* of choices.price */
	const struct choice_class *to, *in;
};
bool	choices_rivals(const struct choices *, struct choice_rivals *);

/*
 * " to 'Premium', network '208*'", for people: DESTINATION_NONE and CHOICE_ANY
 * are not spoken of.
 */
#define CHOICE_ANY	UINT32_MAX
void	choice_where_add(struct buf *, const struct catalog *,
	    uint32_t destination, uint32_t place);

#endif
