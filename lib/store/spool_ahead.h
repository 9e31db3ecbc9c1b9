/*
 * spool_ahead.h (store) - blocks loaded by a second thread before their turn
 * Unpacking is most of what reading batches costs. Errands are done in the
 * order in which they are asked for; who wants one that is not done yet does
 * what stands first in the meantime, so two threads are at work.
 */
#ifndef STORE_SPOOL_AHEAD_H
#define STORE_SPOOL_AHEAD_H

#include "store/spool_file.h"

struct spool_ahead;
struct spool_errand;

/* NULL: there can be no thread; reading goes without. */
struct spool_ahead *spool_ahead_new(void);
/* All errands must have been taken or dropped. */
void	spool_ahead_free(struct spool_ahead *);

/*
 * Load the block that spool_reader_peek tells. Reader and block are borrowed
 * until the errand is taken or dropped; only spool_reader_take may change
 * the reader until then.
 */
struct spool_errand *spool_ahead_ask(struct spool_ahead *,
	    const struct spool_reader *, const struct spool_block *);
/* spool_reader_take with what it has brought; the errand is over. */
int	spool_ahead_take(struct spool_ahead *, struct spool_errand *,
	    struct spool_reader *);
void	spool_ahead_drop(struct spool_ahead *, struct spool_errand *);

#endif
