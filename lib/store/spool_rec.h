/*
 * spool_rec.h (store) - a record as the spool keeps it: its line, and what
 * sorting, selecting and adding up need to know of it without parsing again
 *
 * Order. Records stand by (ts, identity, type, line): the instant, then bytes.
 * The line is part of the order only so that there is exactly one.
 *
 * Identity. Two records are the same thing when type and identity (usage_id)
 * are equal.
 *
 * Content. Of the same thing there may be one content. It is equal when the
 * same fields hold the same values, whatever their order and spelling: times
 * are compared as instants, numbers by value, strings decoded, and missing,
 * null and "" are one. `source` and `seq` of usage and rated records say
 * where a record came from, not what was used: they do not count, so that a
 * file that comes again under another name is no conflict.
 */
#ifndef STORE_SPOOL_REC_H
#define STORE_SPOOL_REC_H

#include "base/digest.h"
#include "rec/rec.h"
#include "rec/total.h"

/* Recorded with each batch: a change of the rules below is a new number. */
#define SPOOL_ORDER_RECIPE	1
#define SPOOL_IDENTITY_RECIPE	1
#define SPOOL_CONTENT_RECIPE	1

struct spool_rec {
	int64_t		 ts_us;
	uint64_t	 quantity;
	money_t		 amount;
	const char	*line;		/* '{' ... '}', all borrowed */
	const char	*id;		/* identity, escapes decoded */
	const char	*user;		/* the identifier of usage, else NULL */
	uint32_t	 line_len, id_len, user_len;
	uint16_t	 slot;		/* index of its total (usage_type, unit,
					   currency) */
	uint8_t		 type;		/* enum rec_type */
};

/*
 * A record's mark for finding repeats: 88 bits say which thing it is, the
 * low 40 bits what its content is. Ascending as a 128-bit number, the marks
 * of one thing are neighbours. Two things share a mark's upper part with a
 * chance of 10^-7 among 10^10 records; other content of the same thing is
 * missed with a chance of 10^-12.
 */
struct spool_mark {
	uint64_t	hi, lo;
};
#define SPOOL_CONTENT_BITS	40

static inline bool
spool_mark_same_id(struct spool_mark a, struct spool_mark b)
{
	return a.hi == b.hi && (a.lo ^ b.lo) >> SPOOL_CONTENT_BITS == 0;
}

static inline int
spool_mark_cmp(struct spool_mark a, struct spool_mark b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return (a.lo > b.lo) - (a.lo < b.lo);
}

/* Whether records of this type have an event time and so a place here. */
bool	spool_takes(enum rec_type);

/*
 * Fill *s from r, which lends its memory, and count it in *totals.
 * REASON_NONE, the reason to reject it, or REASON_TOTALS_FULL (stop).
 */
enum reason spool_rec_of(const struct rec *r, struct totals *totals,
	    struct spool_rec *s);
/* The place in the order: <0, 0, >0. */
int	spool_rec_cmp(const struct spool_rec *, const struct spool_rec *);
/* Its parts: identity and type; line */
int	spool_thing_cmp(const struct spool_rec *, const struct spool_rec *);
int	spool_line_cmp(const struct spool_rec *, const struct spool_rec *);
static inline bool
spool_rec_same_id(const struct spool_rec *a, const struct spool_rec *b)
{
	return a->id_len == b->id_len && a->type == b->type
	    && memcmp(a->id, b->id, a->id_len) == 0;
}

/*
 * The n-th value of a record as contents are compared: its one spelling, in
 * the record or in text.
 */
struct slice spool_value(const struct rec *, unsigned n,
	    char text[MONEY_SUM_TEXT_MAX]);

/* Which thing it is; the content part is 0. */
struct spool_mark spool_mark_id(const struct spool_rec *);
/* The whole mark. *id: XXH3-128 of the identity, as `end` records sum up. */
struct spool_mark spool_mark_of(const struct spool_rec *, const struct rec *,
	    sum128_t *id);

#endif
