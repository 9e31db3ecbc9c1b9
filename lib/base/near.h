/*
 * near.h (base) - which of the known names a misspelt one may have meant
 * For messages alone: nothing is ever read as what it might have meant.
 * Pure: no I/O, no allocation.
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/slice.h"

/* The best of the names that were offered so far; zeroed: none. */
struct near_name {
	struct slice	best;		/* borrowed from near_offer; len 0: none */
	unsigned	edits;
};

/*
 * Letters put in, left out or changed, and neighbours swapped, are edits. A
 * name is near with one of them, or with one for each three of its letters,
 * and when the shorter of the two, of three letters at least, begins the
 * other. Of names that are as near the first is taken.
 */
void	near_offer(struct near_name *, struct slice wrong, const char *name);

#endif
