/*
 * staged.h (bss-crm) - an entity that waits to be put, and where it stood
 */
#ifndef STAGED_H
#define STAGED_H

#include "base/pile.h"
#include "bss/entity.h"

struct staged {
	struct entity	 e;
	const char	*file;		/* lives as long as argv */
	uint64_t	 line;
};

/* Into a pile by key; packed is for scratch. 0 or -1, said. */
int	staged_add(struct pile *, struct buf *packed, const struct staged *);
/* Out of an item of the pile, whose memory it borrows. */
void	staged_get(struct staged *, struct slice key, struct slice body);
/* The same with memory of the arena. */
void	staged_copy(struct staged *, const struct staged *, struct arena *);

#endif
