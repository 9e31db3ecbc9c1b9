/*
 * bill_days.c (store) - see bill_days.h
 */
#include <stdlib.h>

#include "base/buf.h"
#include "store/bill_days.h"

enum reason
bill_days_add(struct bill_days *b, const struct rec *r)
{
	struct slice id = rec_str(r, F_ACCOUNT);
	uint64_t day = 0;

	if (rec_has(r, F_BILL_DAY) && (rec_u64(r, F_BILL_DAY, &day)
	    != REASON_NONE || day == 0 || day > CYCLE_DAY_MAX))
		return REASON_FIELD_VALUE;
	if (b->len > 0 && slice_cmp(b->item[b->len - 1].id, id) > 0)
		b->unsorted = true;
	GROW(b->item, b->len, b->cap);
	b->item[b->len++] = (struct bill_days_account){
		arena_slice(&b->text, id),
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
account_find(struct bill_days *b, struct slice id)
{
	struct bill_days_account key = { .id = id };

	if (b->len == 0)
		return NULL;
	if (b->unsorted)
		qsort(b->item, b->len, sizeof(*b->item), account_compare);
	b->unsorted = false;
	return bsearch(&key, b->item, b->len, sizeof(*b->item),
	    account_compare);
}

struct slice
bill_days_payer(struct bill_days *b, struct slice account)
{
	const struct bill_days_account *a = account_find(b, account);

	return a != NULL ? a->payer : (struct slice){ NULL, 0 };
}

const struct subscription *
bill_days_set(struct bill_days *b, struct subscriptions *s)
{
	const struct bill_days_account *a;
	const struct subscription *sub = NULL;

	if (b->len == 0)
		return NULL;
	while ((sub = subscriptions_next(s, sub)) != NULL) {
		if ((a = account_find(b, subscription_payer(sub))) == NULL)
			continue;
		if (a->payer.len > 0 && sub->payer_len == 0)
			return sub;
		subscriptions_set_bill_day(s, sub, a->day != 0 ? a->day : 1);
	}
	return NULL;
}

void
bill_days_release(struct bill_days *b)
{
	free(b->item);
	arena_release(&b->text);
}
