/*
 * segment.h (rec) - what was read since the last `end`, and whether it agrees
 * A segment is the records from one end to the next; several in a row (cat a
 * b) are as good as one.
 */
#ifndef REC_SEGMENT_H
#define REC_SEGMENT_H

#include "base/digest.h"
#include "rec/in.h"

#define SEGMENT_STRS	6	/* tool, version, run, and what was rated by */
#define SHARDS_MAX	4096	/* that a set of them is checked for */

struct segment_mark {			/* of a segment that was closed */
	sum128_t	digest;
	uint64_t	count;
};

struct segment {
	uint64_t	count;		/* records of this segment */
	sum128_t	digest;
	struct totals	sums;		/* as read */
	struct totals	declared;	/* as its total records say */
	struct totals	all;		/* of closed segments */
	bool		ended;		/* there was an end */
	bool		mismatch;
	char		*end_str[SEGMENT_STRS];	/* of segment_strs; owned */
	uint64_t	shards;		/* n of "i/n"; 0: none was named */
	bool		shards_differ;	/* in n, or some ends name none */
	uint64_t	shards_seen;	/* different ones */
	uint64_t	shard_seen[SHARDS_MAX / 64];	/* bits, by i - 1 */
	struct segment_mark *mark;	/* owned; of those with records */
	size_t		marks, marks_cap;
};

void	segment_init(struct segment *);
void	segment_release(struct segment *);
/*
 * Count a record and note in it what that took. A reason: its quantity or
 * amount cannot be summed.
 */
enum reason segment_add(struct segment *, struct rec *);
/* A total or end record. */
enum reason segment_close(struct segment *, const struct rec *);
enum in_end segment_verdict(const struct segment *);
/* All that was read, closed or not. */
const struct totals *segment_totals(struct segment *);
/* Text that the end records hold; "" for none, "mixed" when they differ */
const char *segment_end_str(const struct segment *, enum field);
/* No end names a shard, or together they name each from 1/n to n/n. */
bool	segment_shards_whole(const struct segment *);
/* Two segments have the same records. */
bool	segment_twice(struct segment *);

#endif
