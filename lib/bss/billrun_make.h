/*
 * billrun_make.h (bss) - what the files that make documents share
 * Private to lib/bss/billrun*.c.
 */
#ifndef BSS_BILLRUN_MAKE_H
#define BSS_BILLRUN_MAKE_H

#include "bss/billrun.h"
#include "bss/charge.h"
#include "bss/tax.h"

struct maker {
	struct billrun		*run;
	struct invoice		*inv;
	struct bill_fault	*fault;
	const struct bill_past	*all_past;	/* of the account */
	uint32_t		 account;
	uint32_t		 sub;	/* subscription at work */
	struct charged_list	 past;	/* of it */
	int64_t			 since;	/* the day from which it is charged */
};

/* billrun_invoice.c */

/* False; the fault says why. */
bool	maker_fail(struct maker *, enum reason, struct slice what);
void	line_dates(struct invoice_line *, struct day_span);
/*
 * Complete a line of the subscription at work and enter it into the tax
 * breakdown. day: the one whose tax rate holds.
 */
bool	line_finish(struct maker *, struct invoice_line *,
	    const struct price *, const struct tax *, int64_t day);
/* Usage is taxed at the rate of the last day of its time. */
int64_t	usage_tax_day(const struct day_span *,
	    const struct bill_subscription *);
/* What is known of a subscription begins at *at, which is moved behind it. */
struct charged_list past_of(const struct bill_past *, uint32_t sub,
	    size_t *at);

/* billrun_settle.c */
struct bill_own *billrun_own(struct billrun *, struct bill_subscription *);
/* A record that is marked as settled with its period. */
enum reason billrun_settle_add(struct billrun *, uint32_t sub,
	    const struct rec *);
/* The lines of the settled prices that the subscription at work leads. */
bool	add_settled(struct maker *);

#endif
