/*
 * catalog_diff.h (bss) - what another catalog does to prices, in words
 * Entries of the documents are compared member by member, prefixes by the
 * numbers that they move, rows of rates by the times at which they hold: a
 * row that was cut in two says nothing, a price that is another from a date on
 * says from when. No member and no column is known by name but for those that
 * say which row it is, when it holds, and what is meant where it is empty.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_CATALOG_DIFF_H
#define BSS_CATALOG_DIFF_H

#include "bss/differ.h"

/* All differences; their number. */
uint64_t catalog_diff(const struct catalog_diff *);

#endif
