/*
 * arena.h (base) - many small objects with one end of life
 * Memory is freed all at once: by arena_clear (kept for reuse) or
 * arena_release. A zeroed struct arena is valid and empty.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/slice.h"

struct arena_block;
struct arena {
	struct arena_block	*head;	/* owned, newest first */
	size_t			 total;	/* bytes held */
};

void	*arena_alloc(struct arena *, size_t n);	/* zeroed, aligned to 16 */
char	*arena_strdup(struct arena *, struct slice);	/* with a NUL behind */
struct slice arena_slice(struct arena *, struct slice);	/* a copy */
void	 arena_clear(struct arena *);
void	 arena_release(struct arena *);

#endif
