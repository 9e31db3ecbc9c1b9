/*
 * billrun_make.h (bss) - what the files that make documents share
 * Private to lib/bss/billrun*.c.
 */
#ifndef BSS_BILLRUN_MAKE_H
#define BSS_BILLRUN_MAKE_H

#include "bss/billrun.h"
#include "bss/charge.h"
#include "bss/tax.h"
#include "bss/treatment.h"

/* What discounts have left of a line so far. */
struct line_rest {
	money_t		left;
	bool		picked;		/* for the one at work */
};

/* Usage lines that are rounded together: what they are, and were. */
struct line_sum {
	money_t		exact, rounded;
};

/* The days of several subscriptions, in stays apart from each other. */
struct day_stays {
	struct day_span	*span;		/* as long as the run lives */
	size_t		 len;
	struct day_span	 all;		/* from the first to the last of them */
};

/* The cycles of stays, see stays_next; zeroed at the beginning. */
struct stays_walk {
	size_t		 stay;
	bool		 begun;
	struct day_span	 cycle, part;
};

struct maker {
	struct billrun		*run;
	struct invoice		*inv;
	struct bill_fault	*fault;
	const struct bill_past	*all_past;	/* of the account */
	uint32_t		 account;
	struct treated_list	 treated;	/* how it is taxed, by day */
	uint32_t		 sub;	/* subscription at work */
	struct charged_list	 past;	/* of it */
	int64_t			 since;	/* the day from which it is charged */
	struct line_sum		 together[ROUND_DOWN + 1][MONEY_DECIMALS + 1];
	struct slice		 account_discounts, account_commitments;
	struct line_rest	*rest;	/* of the lines; owned */
	size_t			 rests, rests_cap;
};

/* billrun_line.c */

/* False; the fault says why. */
bool	maker_fail(struct maker *, enum reason, struct slice what);
void	line_dates(struct invoice_line *, struct day_span);
/*
 * Complete a line of the subscription at work and enter it into the tax
 * breakdown. day: the one whose tax rate holds.
 */
bool	line_finish(struct maker *, struct invoice_line *,
	    const struct price *, const struct tax *, int64_t day);
/*
 * The same of what changes an earlier charge: with the tax that one had, as
 * its VAT goes up or down with it, whatever the account's treatment is by now.
 * code: the tax of the price.
 */
bool	line_finish_as(struct maker *, struct invoice_line *,
	    const struct price *, struct slice code, struct slice charged,
	    int64_t day);
/* The document's last line, of usage some of which may have been charged. */
bool	finish_more(struct maker *, const struct price *, const struct tax *,
	    const struct charged_usage *had, int64_t day);
/* Usage is taxed at the rate of the last day of its time. */
int64_t	usage_tax_day(const struct day_span *,
	    const struct bill_subscription *);

/* billrun_past.c */
/* What is known of a subscription begins at *at, which is moved behind it. */
struct charged_list past_of(const struct bill_past *, uint32_t sub,
	    size_t *at);

/* billrun_stays.c */
/*
 * The cycles of the account that meet some days, and of each the part that
 * does; *cycle begins as { .end = days.first }. False: there is none left.
 */
bool	cycle_next(const struct maker *, struct day_span days,
	    struct day_span *cycle, struct day_span *part);

/*
 * The days that the subscriptions of a paying account for which `has` says so
 * have of some days.
 */
struct day_stays stays_of(struct billrun *, uint32_t payer,
	    struct day_span days, bool (*has)(void *arg, uint32_t sub),
	    void *arg);
/*
 * The next cycle that meets a stay, and the part that does; with whole a
 * cycle comes once, and is its own part.
 */
bool	stays_next(const struct maker *, const struct day_stays *, bool whole,
	    struct stays_walk *);

/* billrun_discount.c */
void	account_lists(struct maker *);
/* Of the subscription at work, whose lines begin there. */
bool	add_discounts(struct maker *, size_t first_line);
bool	add_account_discounts(struct maker *);

/* billrun_settle.c */
struct bill_own *billrun_own(struct billrun *, struct bill_subscription *);
/* A record that is marked as settled with its period. */
enum reason billrun_settle_add(struct billrun *, uint32_t sub,
	    const struct rec *);
/* The lines of the settled prices that the subscription at work leads. */
bool	add_settled(struct maker *);

#endif
