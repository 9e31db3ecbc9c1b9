/*
 * bill_days.c (store) - see bill_days.h
 */
#include <stdlib.h>

#include "base/buf.h"
#include "store/bill_days.h"

enum reason
bill_days_add(struct bill_days *b, const struct rec *r)
{
	uint64_t day = 0;

	if (rec_has(r, F_BILL_DAY) && (rec_u64(r, F_BILL_DAY, &day)
	    != REASON_NONE || day == 0 || day > CYCLE_DAY_MAX))
		return REASON_FIELD_VALUE;
	GROW(b->item, b->len, b->cap);
	b->item[b->len++] = (struct bill_days_account){
		arena_slice(&b->text, rec_str(r, F_ACCOUNT)),
		arena_slice(&b->text, rec_str(r, F_PAYER)), (unsigned)day
	};
	return REASON_NONE;
}

static int
account_compare(const void *va, const void *vb)
{
	const struct bill_days_account *a = va, *b = vb;

	return slice_cmp(a->id, b->id);
}

static const struct bill_days_account *
account_find(const struct bill_days *b, struct slice id)
{
	struct bill_days_account key = { .id = id };

	return bsearch(&key, b->item, b->len, sizeof(*b->item),
	    account_compare);
}

/* Who pays: the subscription's own payer, else its account's. */
static const struct bill_days_account *
payer_find(const struct bill_days *b, const struct subscription *sub)
{
	const struct bill_days_account *a = account_find(b,
	    subscription_payer(sub));

	if (a != NULL && a->payer.len > 0 && sub->payer_len == 0)
		return account_find(b, a->payer);
	return a;
}

void
bill_days_set(struct bill_days *b, struct subscriptions *s)
{
	const struct bill_days_account *a;
	const struct subscription *sub = NULL;

	if (b->len == 0)
		return;
	qsort(b->item, b->len, sizeof(*b->item), account_compare);
	while ((sub = subscriptions_next(s, sub)) != NULL)
		if ((a = payer_find(b, sub)) != NULL)
			subscriptions_set_bill_day(s, sub,
			    a->day != 0 ? a->day : 1);
}

void
bill_days_release(struct bill_days *b)
{
	free(b->item);
	arena_release(&b->text);
}
