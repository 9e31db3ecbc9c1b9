/*
 * spool_account.h (store) - what a period adds up to, as its seal keeps it
 * Counts, the digest of identities as in an `end` record, and totals per
 * usage type, unit and currency. They stay when the details are purged.
 */
#ifndef STORE_SPOOL_ACCOUNT_H
#define STORE_SPOOL_ACCOUNT_H

#include "store/spool_view.h"

struct spool_account {
	uint64_t	records, late;	/* delivered; of which late */
	uint64_t	repeated, settled;	/* not delivered, for cause */
	uint64_t	held;
	sum128_t	ids;
	struct totals	totals;
};

/* 0; -1: more totals than there is room for, said */
int	spool_account_add(struct spool_account *, const struct spool_rec *,
	    const struct spool_slot *, enum spool_fate);
void	spool_account_release(struct spool_account *);
/* Its members of a seal's act */
void	spool_account_json(struct spool_account *, json_t *);
/* False: they are not there. */
bool	spool_account_parse(struct spool_account *, const json_t *);
/* Is the same delivered? */
bool	spool_account_equal(const struct spool_account *,
	    const struct spool_account *);

#endif
