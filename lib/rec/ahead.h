/*
 * ahead.h (rec) - look at the lines to come and prefetch
 * A look-up in a large table waits for memory twice (the slot, then what it
 * points to), for as long as it takes to scan a whole record. So a scout runs
 * some lines ahead, guesses a field of theirs and asks for the memory. A wrong
 * guess costs time, never a result: what counts is read again by the scanner.
 */
#ifndef REC_AHEAD_H
#define REC_AHEAD_H

#include "rec/in.h"

#define AHEAD_LINES	8		/* a power of two */

struct ahead {
	/* set by the caller */
	enum field	 field;		/* its value is the key of the table */
	/* hash of a key and prefetch of its slot; prefetch of what it holds */
	uint64_t	(*slot)(const void *table, struct slice key);
	void		(*entry)(const void *table, uint64_t hash);
	/* NULL, or some lines later: what that refers to */
	void		(*deep)(const void *table, uint64_t hash);
	const void	*table;
	/* the scout's own */
	const char	*here;		/* behind the current record */
	const char	*scout;		/* the next line to look at */
	unsigned	 at, lines;	/* looked at in all, and ahead */
	size_t		 hint, skip;
	uint64_t	 hash[AHEAD_LINES];
};

/* Called with each record that was read, before it is used. */
void	ahead_step(struct ahead *, const struct in *, const struct rec *);

#endif
