/*
 * bill.h (store) - bill runs, drafts, posted documents and the ledger in
 * bss.db
 * Functions return -1 when they failed and have said why. Amounts in the
 * tables are in the minor unit of their currency, here they are money_t.
 */
#ifndef STORE_BILL_H
#define STORE_BILL_H

#include "base/buf.h"
#include "bss/billrun.h"
#include "bss/ledger.h"
#include "store/db.h"

/*
 * Who is billed: all accounts and subscriptions into the run, which is
 * ready then.
 */
int	bill_load(struct db *, struct billrun *);
/*
 * The buyer (BG-7), language and payment terms of an account's document;
 * text is copied into the arena. What the account does not say stays.
 */
int	bill_buyer(struct db *, struct slice account, struct arena *,
	    struct invoice *);
/* 1: tax_buyer_lacks() of some customer, who may have no documents; 0: none. */
int	bill_buyers_lack(struct db *);

/*
 * What posted documents charged to the subscriptions that an account pays
 * for, into *past, which is cleared first. Charges that begin more than
 * BILL_PAST_D days (billrun.h) before the period are left alone. Documents of the account for
 * this very period do not count: a run of it makes them anew.
 */
struct bill_run;
int	bill_past_load(struct db *, const struct billrun *, uint32_t account,
	    const struct bill_run *, struct bill_past *);
/* 1: something was ever posted; 0: nothing. */
int	bill_past_any(struct db *);
/*
 * 1: a line of a draft of the run charges what another document has charged,
 * or corrects what one has that was posted since, and that one's number is in
 * the buffer; 0: none does. The other document of the account and period (what
 * is not subject to VAT, or the rest) corrects other days.
 */
int	bill_charged_twice(struct db *, const struct bill_run *,
	    const struct invoice *, struct buf *);
/* 1: what is kept as charged by a document are its lines; 0: it is not. */
int	bill_charged_agrees(struct db *, const struct invoice *);

/*
 * Drafts. A run's drafts are written under its number and seen by nobody
 * until bill_run_switch; a run that did not get so far is swept away by the
 * next. Each call below but the sweep is made inside a transaction.
 */
struct bill_run {
	int64_t		run;
	struct slice	period, zone, catalog;
	char		first_date[DATE_TEXT_MAX], end_date[DATE_TEXT_MAX];
	int64_t		end_us;		/* when the period is over */
	uint64_t	records;	/* rated records billed */
	uint64_t	drafts;
	bool		no_end;
};

int	bill_run_begin(struct db *, struct bill_run *);	/* sets run */
/* body: the document as JSON. */
int	bill_draft_put(struct db *, const struct bill_run *,
	    const struct invoice *, struct slice body);
int	bill_run_switch(struct db *, const struct bill_run *);
/* Remove the drafts of all runs of a period but the current, in batches. */
int	bill_run_sweep(struct db *, struct slice period);
/*
 * 1: the current run of a period, text in the arena, NULs behind it; 0:
 * there is none.
 */
int	bill_run_current(struct db *, struct slice period, struct arena *,
	    struct bill_run *);

/*
 * How many posted documents the account has for some day of [first_date,
 * end_date), and the first of them: two are of one period, what is not subject
 * to VAT and the rest.
 */
#define BILL_POSTED_MAX	2
struct bill_posted {
	char	number[48];
	char	period[24];
	money_t	net, tax, due;
	bool	outside;	/* not subject to VAT */
};
int	bill_posted(struct db *, struct slice account, const char *first_date,
	    const char *end_date, unsigned decimals,
	    struct bill_posted [BILL_POSTED_MAX]);
/* The same of any account: 1, 0 or -1. */
int	bill_posted_any(struct db *, const char *first_date,
	    const char *end_date);

/*
 * Posting, inside a transaction: 1, and *account, *outside and *body are those
 * of the run's first draft above *account and *outside (bytewise; empty: of
 * all); 0: none is left. -1 too when the run is no longer its period's
 * (`bill-overtaken`).
 */
int	bill_draft_next(struct db *, const struct bill_run *,
	    struct buf *account, bool *outside, struct buf *body);
/* The serial that is next, and the issue date of the last ("": none). */
int	bill_serial_next(struct db *, struct slice series, int year,
	    int64_t *serial, char last_issue[DATE_TEXT_MAX]);
struct bill_number {
	struct slice	series;
	int		year;
	int64_t		serial;
};
/* Books the document, its entries, and the end of the draft. */
int	bill_post(struct db *, const struct bill_run *,
	    const struct bill_number *, const struct invoice *,
	    const struct ledger *, struct slice body);

/*
 * Looking. Slices live until fn returns; fn returns 0 to go on. Missing
 * conditions do not restrict.
 */
struct bill_filter {
	struct slice	period, account, number;
	bool		drafts, posted;		/* which of them */
};
/* 1: a posted document has this number; 0: none has. */
int	bill_number_known(struct db *, struct slice number);

struct bill_row {
	struct slice	number;			/* missing: a draft */
	struct slice	series;
	int64_t		year, serial;
	struct slice	account, period, issue_date, due_date, currency;
	unsigned	decimals;
	money_t		net, tax, due;
	struct slice	digest, body;
	bool		outside;		/* a draft not subject to VAT */
};
/* Drafts by period and account, then documents by series, year, serial. */
int	bill_each(struct db *, const struct bill_filter *,
	    int (*fn)(const struct bill_row *, void *), void *arg);

struct bill_entry {
	struct slice	number, kind, gl, account, date, currency;
	int64_t		entry;
	unsigned	decimals;
	money_t		amount;
};
/* In the order of numbers and entries. */
int	bill_each_entry(struct db *, const struct bill_filter *,
	    int (*fn)(const struct bill_entry *, void *), void *arg);

struct bill_balance {
	struct slice	gl, account, currency;	/* account: of receivables */
	unsigned	decimals;
	int64_t		minor;		/* the sum, in the minor unit */
};
/*
 * Per GL account and currency, or, when accounts is set, what each billing
 * account owes.
 */
int	bill_each_balance(struct db *, bool accounts, struct slice account,
	    int (*fn)(const struct bill_balance *, void *), void *arg);

#endif
