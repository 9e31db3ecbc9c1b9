/*
 * meter.h (bss) - what is in each bucket now
 * A meter is one bucket of one holder: the minutes of a subscription, the
 * gigabytes that an account shares; or it counts what a graduated price goes
 * by. Meters are made at the start from the
 * catalog and the subscriptions, set to the balances that the last period
 * left, and then run along with usage in the order of time. Their number
 * grows with the subscriptions that have some, never with records; nothing
 * is allocated while usage is rated.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_METER_H
#define BSS_METER_H

#include "bss/subscription.h"

#define METER_NONE	UINT32_MAX
#define METER_DEFS_MAX	UINT16_MAX

/* What meters of one kind have alike: a bucket, or a count for tiers. */
struct meter_def {
	const struct allowance	*allowance;	/* NULL: */
	const struct price	*price;		/* is graduated */
	enum meter_shared	 shared;
	enum meter_every	 every;
	uint64_t		 roll_periods;
};

/* A subscription's share in a meter, from when to when */
struct meter_grant {
	int64_t		from_us, to_us;		/* half-open */
	const struct subscription *sub;
	int64_t		before_us;		/* end of the part of it before
					 * this one; or INT64_MIN */
	uint64_t	times;			/* how often it has it */
	uint32_t	meter;
};

/* What a record touches: two of them are a cache line. */
struct meter {
	uint64_t	left;		/* of what this cycle was given; of
					 * tiers: what it had so far */
	int64_t		next_us;	/* when that changes by itself */
	int64_t		from_us;	/* of the cycle */
	uint32_t	next;		/* EVERY_ONCE: of the same holder,
					 * by expiry; or METER_NONE */
	uint16_t	def;
	bool		rolled;		/* of earlier cycles there may be
					 * something left, too */
};

/* What else there is of it */
struct meter_rest {
	int64_t		to_us;		/* of the cycle */
	uint32_t	grant, grants;	/* its own, in order of time */
	uint32_t	pending;	/* the next of them */
	uint32_t	place;		/* of a subscription that has it */
	uint32_t	rolled;		/* its row of meters.rolled; of
					 * EVERY_ONCE: what was left when over */
	uint8_t		bill_day;
	bool		given;		/* a grant in this cycle */
	bool		opened;		/* with a balance of its own */
};

/* A meter that a subscription has, in the order of use; the first of many. */
struct meter_use {
	uint32_t	meter;
	uint16_t	def;		/* METER_DEFS_MAX: the last one is past */
};

struct meter_span {
	struct day_span	days;
	int64_t		from_us, to_us;
};

struct meter_move;	/* balances of who has another payer now */

struct meters {
	const struct catalog	*catalog;	/* borrowed */
	const struct subscriptions *subs;	/* borrowed */
	bool			(*mine)(const void *arg, struct slice payer);
	const void		*mine_arg;
	struct meter_move	*move;		/* owned; NULL: none yet */
	int64_t			 begin_us, end_us;	/* the period */
	struct meter_def	*def;		/* in the order of use */
	size_t			 defs;
	uint8_t			*offer;		/* of an offer: a flag each */
	struct meter		*meter;		/* owned, all of these */
	struct meter_rest	*rest;		/* one of each meter */
	size_t			 cap;		/* of both */
	uint32_t		 len;
	struct meter_grant	*grant;
	uint32_t		 grants, grants_cap;
	uint64_t		*rolled;	/* [0]: of the last cycle */
	uint32_t		 rolled_len, rolled_cap;
	struct meter_use	*use;
	size_t			 uses_cap;
	uint32_t		 uses;
	struct meter_list {
		uint32_t	 use, meter;	/* the first; of its own */
	}			*list;		/* by a subscription's place */
	size_t			 places;
	uint32_t		*slot;		/* of holders; 0: free */
	uint64_t		 mask;
	/* the cycle looked up last, by the bill day where it matters */
	struct meter_span	 span[EVERY_ONCE][CYCLE_DAY_MAX + 1];
};

/* Whether prices depend on what was used before: then there are meters. */
bool	catalog_is_metered(const struct catalog *);
/* Whether some of them begin on bill days. */
bool	catalog_has_bill_days(const struct catalog *);

/*
 * All meters of the subscriptions for which mine (NULL: any) is true, at the
 * beginning of the period and as full as new ones. What they are made of is
 * complete and stays as it is.
 */
void	meters_make(struct meters *, const struct catalog *,
	    const struct subscriptions *, int64_t begin_us, int64_t end_us,
	    bool (*mine)(const void *arg, struct slice payer),
	    const void *arg);
void	meters_release(struct meters *);

/* What stays of a meter from one period to the next, or came out of one. */
struct meter_state {
	const struct meter_def *def;	/* when closing */
	struct slice	allowance, price;	/* one of them */
	struct slice	payer, account, identifier, subscription;
	int64_t		from_us, to_us;
	struct slice	of;		/* its unit, or currency; missing: any */
	uint64_t	rolled;		/* cycles ago; 0: of this one */
	uint64_t	left;		/* of tiers: had so far */
};
enum meter_opening {
	METER_SET,
	METER_UNKNOWN,		/* the catalog has no such allowance, price */
	METER_LAPSED,		/* nobody has it now, or its cycle is another */
	METER_ELSEWHERE		/* who pays for it now is not mine */
};
/*
 * Before meters_start: the balance with which a meter begins. What a
 * subscription, a number or an account has is found, too, when another one
 * pays for it now; where that makes one of several buckets, they add up.
 */
enum meter_opening meters_open(struct meters *, const struct meter_state *);
/* No more balances; the holders' table is given up. */
void	meters_start(struct meters *);
/*
 * The balances at the end of the period, in the order of the subscriptions,
 * to fn; it stops when that is not 0. The meters are of no use behind it.
 */
int	meters_close(struct meters *, int (*fn)(void *arg,
	    const struct meter_state *), void *arg);

/* The first of a subscription's meters. */
static inline const struct meter_use *
meters_of(const struct meters *m, const struct subscription *sub)
{
	return m->use + m->list[subscriptions_place(m->subs, sub)].use;
}

/* The meter by which a graduated price goes. */
struct meter *meter_of_price(struct meters *, const struct subscription *,
	    const struct price *);

static inline struct meter_rest *
meter_rest(const struct meters *m, const struct meter *meter)
{
	return &m->rest[meter - m->meter];
}

/*
 * For in_look_ahead, by the place of a subscription, 0 too: where its meters
 * are, and some records later those.
 */
void	meters_ahead_entry(const struct meters *, uint32_t place);
void	meters_ahead_deep(const struct meters *, uint32_t place);

/* ---- one meter -------------------------------------------------------- */

/* The cycle that has its beginning, with the grants of that instant. */
void	meter_begin(struct meters *, struct meter *, int64_t us);
/* Bring it to an instant: cycles end, grants come. It never goes back. */
void	meter_advance(struct meters *, struct meter *, int64_t us);
static inline void
meter_reach(struct meters *m, struct meter *meter, int64_t us)
{
	if (meter->next_us <= us)
		meter_advance(m, meter, us);
}
/* All that is in it. */
uint64_t meter_content(const struct meters *, const struct meter *);
/* n: at most what is in it. */
void	meter_take(struct meters *, struct meter *, uint64_t n);

#endif
