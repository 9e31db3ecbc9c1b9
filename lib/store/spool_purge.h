/*
 * spool_purge.h (store) - which details are old enough to go
 * Only what sealed periods were delivered from goes, and only when every
 * cycle is done with it: the seal that lists a batch, and the batch's last
 * event, are before the cutoff in each of them. What stays: the batch's entry
 * in the register, the seals, and all acts.
 */
#ifndef STORE_SPOOL_PURGE_H
#define STORE_SPOOL_PURGE_H

#include "store/spool_state.h"

struct spool_purge {
	struct spool_list	 batch;		/* to go */
	json_t			*seals;		/* acts of periods that go */
	uint64_t		 octets;	/* of the batches' files */
};

/*
 * What goes with a cutoff. 0; -1, said: `spool-unsealed` when usage before
 * the cutoff may be of a period that is not sealed.
 */
int	spool_purge_plan(struct spool_purge *, const struct spool_state *,
	    int64_t cutoff_us);
void	spool_purge_release(struct spool_purge *);
/*
 * Remove the files of all batches that acts say are purged, also those that
 * an earlier purge had no time for. 0; -1, said
 */
int	spool_purge_files(const struct spool_state *);

#endif
