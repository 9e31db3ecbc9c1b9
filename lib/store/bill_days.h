/*
 * bill_days.h (store) - accounts beside subscriptions: who pays, and when
 * An account's bill day is that of the account that pays for it. Private to
 * lib/store/subscriptions.c.
 */
#ifndef STORE_BILL_DAYS_H
#define STORE_BILL_DAYS_H

#include "bss/subscription.h"
#include "rec/rec.h"

struct bill_days {
	struct bill_days_account {
		struct slice	id, payer;
		unsigned	day;		/* 0: not said */
	}		*item;			/* owned */
	size_t		 len, cap;
	bool		 unsorted;
	struct arena	 text;
};

/* An account record. REASON_FIELD_VALUE: it has no such day. */
enum reason bill_days_add(struct bill_days *, const struct rec *);
/* Who pays for an account of those added so far; missing: nobody else. */
struct slice bill_days_payer(struct bill_days *, struct slice account);
/*
 * To all subscriptions whose account is known; the others keep theirs. NULL,
 * or one that was added without its payer, as its account came behind it.
 */
const struct subscription *bill_days_set(struct bill_days *,
	    struct subscriptions *);
void	bill_days_release(struct bill_days *);

#endif
