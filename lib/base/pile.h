/*
 * pile.h (base) - items, perhaps more than memory holds, taken back in order
 * Items gather in memory; when the ceiling is reached they go to a file
 * without a name in $TMPDIR. They come back in the order in which they were
 * added, or by key (bytewise, the shorter first; equal keys in the order of
 * adding). What fits into the ceiling never touches the disk.
 * Functions that return -1 have said why.
 */
#ifndef BASE_PILE_H
#define BASE_PILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct pile;

/* memory: octets at most, but for a single item that is larger. */
struct pile *pile_new(size_t memory, bool by_key);
void	pile_free(struct pile *);		/* NULL is nothing */

/* Copies both. 0 or -1. Not after the first pile_next. */
int	pile_add(struct pile *, struct slice key, struct slice body);
size_t	pile_len(const struct pile *);

/* 1 and the next one, borrowed until the call after; 0: no more; -1. */
int	pile_next(struct pile *, struct slice *key, struct slice *body);
/* The first one again. 0 or -1. */
int	pile_rewind(struct pile *);

#endif
