/*
 * billrun.h (bss) - a period's usage and charges, account by account
 * Accounts and subscriptions are added first, each in bytewise order of its
 * id; billrun_ready closes the lists. Then rated records are gathered per
 * subscription and price: memory grows with subscriptions and prices, never
 * with records, and nothing is allocated for a record but for the first of a
 * subscription and price. At last billrun_invoice makes the document of one
 * paying account after the other. The same usage in any order makes the same
 * documents.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_BILLRUN_H
#define BSS_BILLRUN_H

#include "base/arena.h"
#include "base/period.h"
#include "base/reason.h"
#include "bss/catalog.h"
#include "bss/charged.h"
#include "bss/invoice.h"
#include "bss/proration.h"
#include "rec/rec.h"

#define BILL_NONE	UINT32_MAX
#define BILL_BUCKETS	1024		/* of the classes' hash table */
#define BILL_SEEN_BITS	6

struct bill_account {
	struct slice	id, customer, payer_id;
	struct slice	extra;		/* fields of its record, JSON */
	struct slice	treatment;	/* of the catalog; missing: none */
	uint32_t	payer;		/* index; its own when it pays */
	uint8_t		bill_day;
	bool		billed;		/* is of this period's cycle */
	struct slice	currency;	/* ISO 4217, of its documents */
	unsigned	decimals;	/* of that */
};

/* What only some subscriptions have. */
struct bill_own {
	struct slice	extra;		/* fields of its record, JSON */
	struct slice	circuit;	/* its param_circuit */
	uint32_t	settle;		/* what it leads, or BILL_NONE */
	uint32_t	last;		/* used last, or BILL_NONE */
};

struct bill_subscription {
	struct slice	id, identifier, offer_id;
	const struct offer *offer;	/* NULL: the catalog has none */
	struct bill_own	*own;		/* or NULL */
	struct day_span	active;
	int64_t		last;		/* the day of its last instant */
	uint32_t	account, payer;
};

struct bill_class {			/* what a line's records have alike */
	struct slice	    price_id, tax_code, unit;
	const struct price *price;
	const struct tax   *tax;
	bool		    late;	/* says its record */
	bool		    again;	/* of before: the difference counts */
	bool		    included;	/* what allowances had of it: is told
					 * with the line, and not charged */
	struct day_span	    days;	/* late, again: the cycle it is of */
	uint32_t	    next;	/* of the same bucket, or BILL_NONE */
};

/* A class by the words of its texts (total.h), none of them long */
struct bill_seen {
	uint64_t	price_id, tax_code, unit;
	uint32_t	class;		/* 1 + its index; 0: none yet */
};

struct bill_line {
	money_t		amount;
	uint64_t	quantity;
	uint32_t	records, class;
};

/*
 * All that a record touches of its subscription, side by side: 128 octets,
 * so that it costs one cache miss. Longer ids and further lines are
 * elsewhere and cost one more.
 */
#define BILL_KEY_MAX	40
#define BILL_LINES_NEAR	3
#define BILL_CURRENCY_LEN	3	/* of ISO 4217 */

struct bill_hot {
	union {
		char	     near[BILL_KEY_MAX];
		const char  *far;
	}			 key;	/* subscription and account, end to end */
	uint16_t		 id_len, account_len;
	uint32_t		 more;	/* lines elsewhere, the last first */
	uint16_t		 lines;	/* of those here */
	bool			 billed;
	char			 currency[BILL_CURRENCY_LEN]; /* the payer's */
	struct bill_line	 line[BILL_LINES_NEAR];
} __attribute__((aligned(128)));
_Static_assert(sizeof(struct bill_hot) == 128, "two cache lines side by side");

struct bill_more {
	struct bill_line	 line;
	uint32_t		 next;	/* BILL_NONE: the last */
};

/*
 * What is measured together for a price that is settled with its period
 * (settle.h). The first of its subscriptions that has some of the days, in the
 * order of the run, leads it: the lines stand with that one.
 */
struct bill_settle {
	const struct price	*price;
	uint32_t		 leader;
	struct day_span		 days;		/* the cycle */
	uint64_t		 quantity;	/* tier, commit */
	uint64_t		 included;	/* what buckets had besides */
	struct gauge		 gauge;		/* percentile */
	uint32_t		 records;
	uint32_t		 next;		/* of the leader, or BILL_NONE */
};

struct bill_slot {
	uint32_t	hash;		/* the upper half */
	uint32_t	at;		/* 1 + subscription; 0: free */
};

struct billrun {
	const struct catalog	*catalog;
	const struct period	*period;
	struct day_span		 days;
	int			 cycle_day;	/* 0: the period is no cycle */
	int64_t			 late_first;	/* days.first: none is taken */
	struct arena		 arena;
	struct bill_account	*account;
	uint32_t		 accounts, accounts_cap;
	struct bill_subscription *sub;
	struct bill_hot		*hot;	/* one of each subscription */
	uint32_t		 subs, subs_cap;
	struct bill_more	*more;
	uint32_t		 mores, mores_cap;
	struct bill_class	*class;
	uint32_t		 classes, classes_cap;
	uint32_t		 bucket[BILL_BUCKETS];	/* BILL_NONE: empty */
	/* 1 + class, by a glance at the key: a run has few and mixes them */
	struct bill_seen	 seen[1 << BILL_SEEN_BITS];
	struct bill_slot	*slot;
	uint64_t		 mask;
	struct bill_settle	*settle;
	uint32_t		 settles, settles_cap;
	uint32_t		*of_payer;	/* subscriptions, by payer */
	uint32_t		*first;		/* of a payer; one more behind */
};

/* catalog and period are borrowed for as long as the run lives. */
void	billrun_init(struct billrun *, const struct catalog *,
	    const struct period *);
void	billrun_release(struct billrun *);

/*
 * Take the usage of the cycles from that day on, too, all of it: what of it
 * no document has charged is charged now. False when no cycle begins then,
 * or the period is none, or it is more than BILL_PAST_D days before.
 */
#define BILL_PAST_D	400
bool	billrun_take_late(struct billrun *, int64_t first);

/* Text is copied. payer: an account's id, or missing. */
struct bill_account_def {
	struct slice	id, customer, currency, payer, extra, treatment;
	unsigned	bill_day;		/* 0: 1 */
};
struct bill_subscription_def {
	struct slice	id, account, payer, offer, identifier;
	struct slice	extra;			/* as extra.h has it */
	int64_t		from_us, to_us;
	bool		has_to;
};
void	billrun_add_account(struct billrun *, const struct bill_account_def *);
/* False: its account or payer was not added, or an id is too long. */
bool	billrun_add_subscription(struct billrun *,
	    const struct bill_subscription_def *);
/* BILL_NONE when there is no account of that id. */
uint32_t billrun_account(const struct billrun *, struct slice id);
/*
 * No more of them. BILL_NONE, or the first account whose payer was not
 * added.
 */
uint32_t billrun_ready(struct billrun *);

enum bill_fate {
	BILL_USED,
	BILL_FILTERED,		/* its payer's cycle is not this period */
	BILL_BAD		/* *why */
};

/*
 * For in_look_ahead: the hash of a subscription and its slot into the cache, and
 * some records later what was gathered for it, or for one that is like it by
 * hash: 1 + that one's index comes back, or 0.
 */
uint64_t billrun_ahead_slot(const void *billrun, const struct rec *);
uint64_t billrun_ahead_entry(const void *billrun, uint64_t hash);

/* Gather one rated record that was looked ahead for. */
enum bill_fate billrun_add(struct billrun *, const struct rec *,
	    enum reason *why);

/* What is wrong with the document of an account. */
struct bill_fault {
	enum reason	why;		/* REASON_NONE: nothing */
	struct slice	subscription, what;	/* what: an offer, a tax */
};

/*
 * What posted documents charged to the subscriptions that an account pays
 * for, those in the order of the run, and the days of the account's own
 * documents before the period. Zeroed: nothing was posted. Charges begin with
 * the period, but
 *	a subscription that began since the account is billed here, and is on
 *	no document yet, is charged from its beginning;
 *	where the charges of a price end before the cycle does, or before the
 *	period, they go on from there: its end was taken back, a period was
 *	left out, the bill day is another now.
 */
struct bill_past {
	struct charged	*item;		/* owned */
	size_t		 len, cap;
	struct arena	 text;
	bool		 billed;	/* there are such documents: */
	int64_t		 first;		/* day of the first of them */
};
void	bill_past_clear(struct bill_past *);
void	bill_past_release(struct bill_past *);

/*
 * The lines, tax breakdown and totals of a paying account's document, which
 * is cleared first; its text lives as the run. True: there is one (bill-offer
 * or bill-offer-status in the fault: without the charges of that
 * subscription; bill-charged: some are left out). False: there is none,
 * because nothing is charged or the fault says why.
 */
bool	billrun_invoice(struct billrun *, uint32_t account, money_t cash_step,
	    const struct bill_past *, struct invoice *, struct bill_fault *);
/*
 * Make two documents of one that is mixed (tax.h). False: the fault says why,
 * and there is none.
 */
bool	billrun_split(const struct billrun *, uint32_t account,
	    money_t cash_step, struct invoice *, struct invoice *outside,
	    struct bill_fault *);

#endif
