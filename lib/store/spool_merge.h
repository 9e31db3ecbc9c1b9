/*
 * spool_merge.h (store) - the records of many files in canonical order
 * A file is opened when the order reaches its first record and closed behind
 * its last: memory is a block (some 200 KiB) for each file that overlaps
 * others in time at that point, whatever their number and length.
 */
#ifndef STORE_SPOOL_MERGE_H
#define STORE_SPOOL_MERGE_H

#include "store/spool_file.h"

struct spool_source {
	const char	*path, *name;	/* borrowed; name for messages */
	int64_t		 first_us;	/* no record is before it */
	bool		 known;		/* of records that are the same thing at
					   the same time its own come first */
};

struct spool_merge;
/* Records with from <= ts < to. The sources are borrowed. */
struct spool_merge *spool_merge_new(const struct spool_source *, size_t n,
	    int64_t from_us, int64_t to_us);
void	spool_merge_free(struct spool_merge *);
/*
 * Hand out whole blocks, not read, where nothing of another file comes in
 * between: spool_merge_next sets *rec to NULL then, and the block is the one
 * that spool_reader_peek tells. The caller passes it with spool_reader_raw.
 */
void	spool_merge_whole(struct spool_merge *);
/*
 * 1 and the next record with the file that it stands in, valid until the next
 * call; 0 at the end; -1, said.
 */
int	spool_merge_next(struct spool_merge *, const struct spool_rec **,
	    struct spool_reader **);
/* Whether the last one came from a source that is known. */
bool	spool_merge_known(const struct spool_merge *);

#endif
