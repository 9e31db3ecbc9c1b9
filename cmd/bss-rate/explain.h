/*
 * explain.h (bss-rate) - what the files of --explain share
 */
#ifndef BSS_RATE_EXPLAIN_H
#define BSS_RATE_EXPLAIN_H

#include "rate.h"

/* explain_word.c */
/* "octets", "piece" of one */
const char *explain_unit(struct slice unit, uint64_t n);
void	explain_time(struct buf *, const struct rate_run *, int64_t us);
/* An indented line of that name; *b is its value, and empty then. */
void	explain_trace(struct buf *b, const char *name);

/* explain_buckets.c, of the record rated last */
/* ": 60 s out of minutes"; false when nothing is. */
bool	explain_units(struct buf *, const struct rate_run *);
/* What each step of a graduated price has of it; nothing when it is none. */
void	explain_tiers(struct buf *, const struct rate_run *,
	    const struct price *, const char *before);
/* Where the count stands by which it goes, a line */
void	explain_count(struct buf *, const struct rate_run *,
	    const struct price *);
/* ", less 0.20 EUR out of cash" */
void	explain_money(struct buf *, const struct rate_run *);
/* Whether a bucket left the connect fee of covered usage to be paid. */
bool	explain_fee_left(const struct rate_run *);
/* What is left in each of them, one line each. */
void	explain_left(struct buf *, const struct rate_run *);

/* explain_json.c: the same as one document; 0 or -1 */
int	explain_json(struct rate_run *, const struct rec *,
	    const struct rated *, enum reason, struct slice sentence);

#endif
