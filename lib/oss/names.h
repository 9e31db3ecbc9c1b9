/*
 * names.h (oss) - strings to dense numbers and back
 * Numbers count from 0 in the order in which the strings came, so arrays can
 * stand beside the table. Pure. A zeroed struct names is valid and empty.
 */
#ifndef OSS_NAMES_H
#define OSS_NAMES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

#define NAMES_NONE	UINT32_MAX

struct names_slot {
	uint32_t	 number;	/* 1 + its number; 0: free */
	uint32_t	 tag, low;	/* the halves of its hash */
};

struct names {
	struct arena	 arena;
	struct slice	*item;		/* owned; the bytes live in arena */
	size_t		 len, cap;
	struct names_slot *slot;	/* owned */
	size_t		 slots;		/* a power of two */
};

void	names_release(struct names *);
/* The number of a string; it is copied when it is new. */
uint32_t names_add(struct names *, struct slice);
/* NAMES_NONE when it is not there. */
uint32_t names_find(const struct names *, struct slice);

#endif
