/*
 * bill_days.h (store) - accounts beside subscriptions, for their bill day
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
	struct arena	 text;
};

/* An account record. REASON_FIELD_VALUE: it has no such day. */
enum reason bill_days_add(struct bill_days *, const struct rec *);
/* To all subscriptions whose account is known; the others keep theirs. */
void	bill_days_set(struct bill_days *, struct subscriptions *);
void	bill_days_release(struct bill_days *);

#endif
