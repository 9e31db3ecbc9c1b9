/*
 * spool_state.h (store) - what the acts of a spool add up to
 * Seals. A period's seal fixes which batches it was delivered from. Seals of
 * one cycle (months that begin on the same day; all other periods are one
 * cycle) follow each other without a gap, and each lists the batches that
 * none before it has listed: what a batch of that list has of earlier periods
 * is late, and delivered with this one.
 */
#ifndef STORE_SPOOL_STATE_H
#define STORE_SPOOL_STATE_H

#include "base/period.h"
#include "store/spool_act.h"

struct spool_seal {
	size_t			 act;		/* its number */
	const json_t		*doc;		/* borrowed */
	const char		*period, *zone;	/* borrowed */
	int			 cycle;		/* first day of its months, or 0 */
	int64_t			 from_us, to_us;
	bool			 purged;	/* its details are gone */
	struct spool_list	 list;
};

/* One content of a thing that stood with several, as someone settled it. */
struct spool_settled {
	struct spool_mark	 mark;		/* with its content */
	bool			 chosen;
	size_t			 act;
};

struct spool_state {
	const char		*folder;	/* borrowed */
	struct spool_acts	 acts;
	struct spool_seal	*seal;		/* in force; by cycle and time */
	size_t			 seals, seals_cap;
	struct spool_list	 withdrawn, purged;	/* entry of the first: "" */
	struct spool_settled	*settled;	/* by thing; the last act first */
	size_t			 settled_len, settled_cap;
};

/* 0; -1, said */
int	spool_state_read(struct spool_state *, const char *folder);
void	spool_state_release(struct spool_state *);

/*
 * What was settled before an act (SIZE_MAX: until now), the last word about
 * each thing; ascending, owned by the caller.
 */
struct spool_settled *spool_settled_before(const struct spool_state *,
	    size_t act, size_t *len);

/* The cycle that a period is of: the first day of a month's, else 0. */
int	spool_cycle(const struct period *);
/* The seals of a cycle: *first of n. n may be 0. */
size_t	spool_cycle_seals(const struct spool_state *, int cycle,
	    const struct spool_seal **first);
/* The seal that lists the batch, in any cycle; NULL: none */
const struct spool_seal *spool_sealed_by(const struct spool_state *,
	    const char *batch);
bool	spool_is_withdrawn(const struct spool_state *, const char *batch);
bool	spool_is_purged(const struct spool_state *, const char *batch);
/*
 * "purged", "withdrawn", "late" (of a sealed period that was delivered
 * without it), "sealed", or "open"
 */
const char *spool_batch_state(const struct spool_state *,
	    const struct spool_batch *);
/* Events before are of purged periods; INT64_MIN: nothing was purged */
int64_t	spool_purged_until(const struct spool_state *);
/* SHA-256 of a batch's entry. 0; -1, said */
int	spool_entry_digest(const char *folder, const char *batch,
	    char hex[SHA256_HEX_MAX]);

#endif
