/*
 * subscription.h (bss) - who uses which offer, found by identifier and time
 * Filled once at start, then read-only. A subscription is one stretch of
 * memory and so one cache line or two per look-up; a million take about
 * 80 MB.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_SUBSCRIPTION_H
#define BSS_SUBSCRIPTION_H

#include "base/reason.h"
#include "bss/choice.h"

#define SUBSCRIPTION_TEXT_MAX	UINT8_MAX	/* octets of one text */

/*
 * Texts: subscription, account, identifier, payer, one behind the other. With
 * ordinary ones it fits into a cache line, and so do 16 octets from where each
 * of the first two begins: those are copied. SUBSCRIPTION_ALIGN octets behind
 * the texts can be read.
 */
struct subscription {
	int64_t		from_us, to_us;		/* half-open */
	uint32_t	next;	/* place of the next of this identifier */
	uint32_t	party;	/* 1 + index of its keys; 0: none */
	uint16_t	offer;	/* in the catalog's table */
	uint8_t		identifier_len, subscription_len;
	uint8_t		account_len, payer_len;
	uint8_t		bill_day;	/* of who pays; 1 to 31 */
	uint8_t		plain : 1,	/* account and subscription are */
			unserved : 1,	/* its offer is */
			joint : 1;	/* others of the identifier price such
					 * usage, too, at some of its time */
	char		text[];
};

static inline struct slice
subscription_id(const struct subscription *s)
{
	return (struct slice){ s->text, s->subscription_len };
}

static inline struct slice
subscription_account(const struct subscription *s)
{
	return (struct slice){ s->text + s->subscription_len,
	    s->account_len };
}

static inline struct slice
subscription_identifier(const struct subscription *s)
{
	return (struct slice){ s->text + s->subscription_len
	    + s->account_len, s->identifier_len };
}

/* The account that pays: the payer when there is one. */
static inline struct slice
subscription_payer(const struct subscription *s)
{
	if (s->payer_len == 0)
		return subscription_account(s);
	return (struct slice){ s->text + s->subscription_len + s->account_len
	    + s->identifier_len, s->payer_len };
}

struct subscription_slot {
	uint32_t	tag;	/* low bits of the identifier's hash */
	uint32_t	place;	/* of its first subscription; 0: empty */
};

/* The keys of rates that are its own, account's and group's, in that order */
struct subscription_party {
	uint32_t	key[3];
	uint32_t	len;
};

/* How often a subscription has an allowance, where that is not once */
struct subscription_times {
	uint32_t	place;		/* of the subscription; ascending */
	uint32_t	allowance;	/* in the catalog's table */
	uint64_t	times;
};

struct subscriptions {
	const struct catalog	*catalog;	/* borrowed */
	char			*data;		/* owned */
	size_t			 len, cap;
	struct subscription_slot *slot;		/* owned, open addressing */
	uint32_t		 slots, used;	/* slots: a power of two */
	uint32_t		 last;		/* place of the last one */
	size_t			 count;
	struct subscription_party *party;	/* owned */
	size_t			 party_len, party_cap;
	struct subscription_times *times;	/* owned */
	size_t			 times_len, times_cap;
};

struct subscription_new {
	struct slice	identifier, subscription, account, payer, offer;
	struct slice	group;		/* of customers; may be missing */
	int64_t		from_us, to_us;
	uint64_t	bill_day;	/* 0: 1 */
};

static inline const struct subscription_party *
subscription_party(const struct subscriptions *s,
    const struct subscription *sub)
{
	return sub->party != 0 ? &s->party[sub->party - 1] : NULL;
}

void	subscriptions_init(struct subscriptions *, const struct catalog *);
void	subscriptions_release(struct subscriptions *);

/*
 * REASON_NONE, REASON_RATE_UNKNOWN_OFFER, REASON_FIELD_VALUE (a text is too
 * long, to is not behind from, or it is no bill day).
 */
enum reason subscriptions_add(struct subscriptions *,
	    const struct subscription_new *);

/* The one added last has the allowance so often, in any order. */
void	subscriptions_multiply(struct subscriptions *,
	    const struct allowance *, uint64_t times);
uint64_t subscriptions_times(const struct subscriptions *,
	    const struct subscription *, const struct allowance *);
/* The day of who pays, 1 to CYCLE_DAY_MAX, is another than its record says. */
void	subscriptions_set_bill_day(struct subscriptions *,
	    const struct subscription *, unsigned day);

/*
 * After the last one. Two subscriptions of one identifier whose offers have
 * prices at the same time that are equally close to some usage (to there, in
 * that place of networks; DESTINATION_NONE and CHOICE_ANY: any), or too many
 * prices for it: false, and *clash is they.
 */
struct subscription_clash {
	const struct subscription *a, *b;
	const struct price *price_a, *price_b;
	uint32_t	to, in;
};
bool	subscriptions_compile(struct subscriptions *,
	    struct subscription_clash *);
/* Who they are, in words */
void	subscription_clash_add(struct buf *, const struct catalog *,
	    const struct subscription_clash *);

/* The next in the order in which they were added, NULL: the first, or none. */
const struct subscription *subscriptions_next(const struct subscriptions *,
	    const struct subscription *);
/* Where it is: above 0, and not above subscriptions_places. */
#define SUBSCRIPTION_ALIGN	64	/* a cache line */
static inline uint32_t
subscriptions_place(const struct subscriptions *s,
    const struct subscription *sub)
{
	return (uint32_t)((size_t)((const char *)sub - s->data)
	    / SUBSCRIPTION_ALIGN);
}
static inline size_t
subscriptions_places(const struct subscriptions *s)
{
	return s->len / SUBSCRIPTION_ALIGN;
}
static inline const struct subscription *
subscription_at(const struct subscriptions *s, uint32_t place)
{
	return (const struct subscription *)(const void *)(s->data
	    + (size_t)place * SUBSCRIPTION_ALIGN);
}

/*
 * For in_look_ahead: the hash of an identifier and its slot into the cache, and
 * some records later the subscription, or one of an identifier that is like it
 * by hash. That one's place comes back, or 0.
 */
uint32_t subscriptions_ahead_slot(const struct subscriptions *, struct slice);
uint32_t subscriptions_ahead_entry(const struct subscriptions *,
	    uint32_t hash);

/*
 * The subscription of an identifier at an instant whose offer has a price
 * for such usage. REASON_RATE_NO_SUBSCRIPTION: nobody has it then (*sub is
 * one of another time, or NULL). REASON_RATE_NO_PRICE: somebody has (*sub),
 * but not for such usage. REASON_RATE_OFFER_STATUS: for such usage too, but
 * the offer is a draft or retired. `likely`: what subscriptions_ahead_entry
 * gave for it, or 0. REASON_RATE_CLASH: it is joint, and subscriptions_joint
 * says who else has a price for it.
 */
enum reason subscriptions_find(const struct subscriptions *,
	    struct slice identifier, uint32_t likely, int64_t ts_us,
	    struct slice usage_type, struct slice unit, enum price_direction,
	    struct price_memo *, const struct subscription **sub,
	    const struct price **price);

/*
 * Where the subscription found is joint: it and all others of the identifier
 * that have a price then for usage like that of its price; their number.
 */
size_t	subscriptions_joint(const struct subscriptions *,
	    const struct subscription *found, int64_t ts_us,
	    const struct price *like, enum price_direction,
	    const struct subscription *sub[CHOICES_MAX]);

#endif
