/*
 * sequence.h (bss) - files that are numbered by who writes them
 * The numbers of a source's files say which ones did not come. They may begin
 * anew behind the last one, so a number is taken for the one nearest to the
 * highest so far: a place, which grows without end. Places that were passed
 * over are missing until they come.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_SEQUENCE_H
#define BSS_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

#define SEQUENCE_GAPS_MAX	1000u

struct sequence_terms {
	struct slice	before, behind;	/* the number stands between these in
					 * a file's name; borrowed */
	uint64_t	from, to;	/* the numbers; to 0: without end */
};

struct sequence_gap {
	int64_t		first, end;	/* places, half-open */
};

struct sequence {
	bool		 begun;
	bool		 loaded;	/* from a run before: nothing comes
					 * before the first one any more */
	int64_t		 lowest, highest;	/* places */
	struct sequence_gap gap[SEQUENCE_GAPS_MAX];	/* ascending */
	unsigned	 gaps;
	bool		 lost;		/* there were more: the first is given up */
};

/* The number in a file's name, without its folder. False: it has none. */
bool	sequence_number(const struct sequence_terms *, struct slice name,
	    uint64_t *number);

enum sequence_fate {
	SEQUENCE_NEXT,		/* the first one, or the one that was due */
	SEQUENCE_AHEAD,		/* some before it are missing */
	SEQUENCE_LATE,		/* one that was missing */
	SEQUENCE_KNOWN		/* it was here */
};
enum sequence_fate sequence_add(struct sequence *,
	    const struct sequence_terms *, uint64_t number);

/*
 * The missing ones as "17-19 23": as numbers, for people, or places, which
 * sequence_read takes. False: that is no such text.
 */
void	sequence_write(const struct sequence *, const struct sequence_terms *,
	    bool places, struct buf *out);
bool	sequence_read(struct sequence *, int64_t highest, struct slice);

#endif
