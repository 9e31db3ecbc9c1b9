/*
 * total.h (rec) - exact sums per usage_type, unit and currency
 * The conservation check of the stream: what a stage read equals what it
 * wrote, type by type and unit by unit.
 */
#ifndef REC_TOTAL_H
#define REC_TOTAL_H

#include <endian.h>
#include <stdint.h>

#include "base/money.h"
#include "base/slice.h"

#define TOTALS_MAX	4096		/* combinations in a stream */
#define TOTAL_WORD_MAX	64		/* octets of each of the three words */
#define RECENT_BITS	6

struct total {
	char		*usage_type, *unit, *currency;	/* "" when missing */
	uint32_t	 key_len[3];
	uint64_t	 glance[3];	/* the three, where all are short */
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

static inline uint64_t
total_octet(const char *p, size_t i)
{
	return (uint64_t)(unsigned char)p[i] << 8 * i;
}

/*
 * A word of up to 8 octets as a number: the octets in their places, some more
 * than once. There is no NUL in a word.
 */
static inline uint64_t
total_word(struct slice s)
{
	uint32_t first, last;

	if (s.len < 4)
		return s.len == 0 ? 0 : total_octet(s.p, 0)
		    | total_octet(s.p, s.len >> 1) | total_octet(s.p, s.len - 1);
	memcpy(&first, s.p, 4);
	memcpy(&last, s.p + s.len - 4, 4);
	return le32toh(first) | (uint64_t)le32toh(last) << 8 * (s.len - 4);
}

static inline bool
total_is_short(struct slice usage_type, struct slice unit,
    struct slice currency)
{
	return usage_type.len <= 8 && unit.len <= 8 && currency.len <= 8;
}

/* The total of a key, made when new; NULL past TOTALS_MAX or TOTAL_WORD_MAX */
struct total *totals_find(struct totals *, struct slice usage_type,
	    struct slice unit, struct slice currency);
/*
 * The same, for every record: a stream has few keys and mixes them, so those
 * of late are found without a hash.
 */
static inline struct total *
totals_at(struct totals *t, struct slice usage_type, struct slice unit,
    struct slice currency)
{
	uint64_t a, b, c, hash;
	struct total *n;

	if (!total_is_short(usage_type, unit, currency))
		return totals_find(t, usage_type, unit, currency);
	a = total_word(usage_type);
	b = total_word(unit);
	c = total_word(currency);
	hash = (a ^ b << 7 ^ c << 13) * UINT64_C(0x9e3779b97f4a7c15);
	hash >>= 64 - RECENT_BITS;
	if (t->recent[hash] != 0) {
		n = &t->item[t->recent[hash] - 1];
		if (((n->glance[0] ^ a) | (n->glance[1] ^ b)
		    | (n->glance[2] ^ c)) == 0)
			return n;
	}
	n = totals_find(t, usage_type, unit, currency);
	if (n != NULL)
		t->recent[hash] = (uint16_t)(n - t->item + 1);
	return n;
}
/* Sorted by key: for output and comparison. */
void	totals_sort(struct totals *);

#endif
