/*
 * spool_sort.h (store) - a stream of records, sorted into the file of a batch
 * Records gather in memory up to a ceiling; what does not fit goes to sorted
 * runs in a folder, which are merged at the end. One half of the memory is
 * filled while a thread makes a run of the other. Input that is in order
 * already, or nearly, costs next to nothing for the order.
 */
#ifndef STORE_SPOOL_SORT_H
#define STORE_SPOOL_SORT_H

#include "store/spool_file.h"

#define SPOOL_MEMORY_MIN	((size_t)8 << 20)	/* fits any record twice */
#define SPOOL_MEMORY_MAX	((size_t)1 << 40)

struct spool_sort;
/*
 * folder: for the runs, borrowed. memory: octets for records in memory. NULL:
 * there is not so much, said.
 */
struct spool_sort *spool_sort_new(const char *folder, size_t memory);
/* Removes the runs. */
void	spool_sort_free(struct spool_sort *);
/* 0; -1: failed, said. *why: the reason to reject the record, not taken. */
int	spool_sort_add(struct spool_sort *, const struct rec *,
	    enum reason *why);
/* All of them into a new file, down to the disk. 0; -1, said */
int	spool_sort_finish(struct spool_sort *, const char *path,
	    struct spool_sum *);
const struct totals *spool_sort_totals(const struct spool_sort *);
/* Sum of XXH3-128 of all identities, as in an `end` record */
sum128_t spool_sort_ids(const struct spool_sort *);

#endif
