/*
 * spool_land.h (store) - a batch comes into the spool, whole or not at all
 * A landing works in a folder of its own, tmp/<pid>.<n>, which it keeps
 * locked for as long as it lives. Its end is, under the lock of the spool's
 * folder:
 *
 *	rename the batch to its name, sync the folder
 *	rename the entry to its name	<- from here on the batch is there
 *	sync the folder
 *
 * A landing that died before leaves its folder in tmp/, unlocked, or a batch
 * without an entry. The next landing recognises both by that and removes
 * them. flock(2) ends with the process, so no lock is ever stale. Readers
 * need no lock: an entry names a batch that is complete and never changes.
 */
#ifndef STORE_SPOOL_LAND_H
#define STORE_SPOOL_LAND_H

#include "store/spool_register.h"

struct spool_land {
	const char	*folder;	/* borrowed */
	char		*tmp;		/* owned; the landing's own folder */
	int		 lock, tmp_lock;	/* descriptions, -1: none */
	int64_t		 wait_us;
};

/*
 * Make the spool where there is none, remove leftovers, make the folder
 * l->tmp. Waits up to wait_us for the lock. EXIT_OK, EXIT_TROUBLE or
 * EXIT_RETRY (`spool-locked`), said.
 */
int	spool_land_begin(struct spool_land *, const char *folder,
	    int64_t wait_us);
/*
 * Bring in the file `batch` of l->tmp with its entry. *known: that content
 * is there already, nothing was changed. Exit codes as above.
 */
int	spool_land_commit(struct spool_land *, const char *batch,
	    const char *name, const struct buf *entry, bool *known);
/*
 * Bring in the act `name` with its list (NULL: none), see spool_act.h: the
 * list first, then the act. before: the act that it follows, NULL for the
 * first; EXIT_RETRY when another has followed it meanwhile (`spool-changed`).
 */
int	spool_land_act(struct spool_land *, const char *before,
	    const char *name, const struct buf *list, const struct buf *text);
/* Whether a batch, or an act, of that name is there. */
bool	spool_has(const char *folder, const char *name);
/* Removes l->tmp. */
void	spool_land_release(struct spool_land *);

#endif
