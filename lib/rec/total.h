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

/* The three as numbers, where they are short: total_word */
struct total_key {
	uint64_t	usage_type, unit, currency;
};
#define TOTAL_WORD_LONG	UINT64_MAX	/* it is not; no text is this */

struct total {
	char		*usage_type, *unit, *currency;	/* "" when missing */
	uint32_t	 key_len[3];
	struct total_key glance;	/* where all are short */
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
 * of late are found without a hash. The key is that of the three words.
 */
static inline uint16_t *
totals_recent(struct totals *t, const struct total_key *key)
{
	uint64_t hash = (key->usage_type ^ key->unit << 7
	    ^ key->currency << 13) * UINT64_C(0x9e3779b97f4a7c15);

	return &t->recent[hash >> (64 - RECENT_BITS)];
}

/* NULL: ask totals_at_key */
static inline struct total *
totals_again(struct totals *t, const struct total_key *key)
{
	uint16_t at = *totals_recent(t, key);
	struct total *n;

	if (at == 0)
		return NULL;
	n = &t->item[at - 1];
	return ((n->glance.usage_type ^ key->usage_type)
	    | (n->glance.unit ^ key->unit)
	    | (n->glance.currency ^ key->currency)) == 0 ? n : NULL;
}

static inline struct total *
totals_at_key(struct totals *t, const struct total_key *key,
    struct slice usage_type, struct slice unit, struct slice currency)
{
	struct total *n = totals_again(t, key);

	if (n != NULL)
		return n;
	n = totals_find(t, usage_type, unit, currency);
	/* with a long word the key is not all that it is known by */
	if (n != NULL && key->usage_type != TOTAL_WORD_LONG
	    && key->unit != TOTAL_WORD_LONG
	    && key->currency != TOTAL_WORD_LONG)
		*totals_recent(t, key) = (uint16_t)(n - t->item + 1);
	return n;
}

static inline struct total *
totals_at(struct totals *t, struct slice usage_type, struct slice unit,
    struct slice currency)
{
	struct total_key key;

	if (!total_is_short(usage_type, unit, currency))
		return totals_find(t, usage_type, unit, currency);
	key = (struct total_key){ total_word(usage_type), total_word(unit),
		total_word(currency) };
	return totals_at_key(t, &key, usage_type, unit, currency);
}
/* Sorted by key: for output and comparison. */
void	totals_sort(struct totals *);

#endif
