/*
 * total.h (rec) - exact sums per usage_type, unit and currency
 * The conservation check of the stream: what a stage read equals what it
 * wrote, type by type and unit by unit.
 */
#ifndef REC_TOTAL_H
#define REC_TOTAL_H

#include <stdint.h>

#include "base/money.h"
#include "base/slice.h"

#define TOTALS_MAX	4096		/* combinations in a stream */
#define TOTAL_WORD_MAX	64		/* octets of each of the three words */
#define RECENT_BITS	4

struct total {
	char		*usage_type, *unit, *currency;	/* "" when missing */
	uint32_t	 key_len[3];
	uint64_t	 records;
	unsigned __int128 quantity;
	money_sum_t	 amount;
};

struct totals {
	struct total	*item;		/* owned */
	size_t		 len, cap;
	uint32_t	*slot;		/* hash table of 1 + index */
	/* 1 + index, by a glance at the key */
	uint16_t	 recent[1 << RECENT_BITS];
};

void	totals_release(struct totals *);
void	totals_clear(struct totals *);
static inline bool
total_words_fit(struct slice usage_type, struct slice unit,
    struct slice currency)
{
	return usage_type.len <= TOTAL_WORD_MAX && unit.len <= TOTAL_WORD_MAX
	    && currency.len <= TOTAL_WORD_MAX;
}

/* The total of a key, made when new; NULL past TOTALS_MAX or TOTAL_WORD_MAX */
struct total *totals_at(struct totals *, struct slice usage_type,
	    struct slice unit, struct slice currency);
/* Sorted by key: for output and comparison. */
void	totals_sort(struct totals *);

#endif
