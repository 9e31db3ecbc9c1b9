/*
 * names.c (oss) - open addressing, at most half full
 */
#include "base/buf.h"
#include "base/hash.h"
#include "oss/names.h"

#define SLOTS_FIRST	64

void
names_release(struct names *n)
{
	arena_release(&n->arena);
	free(n->item);
	free(n->slot);
	*n = (struct names){ 0 };
}

/* The slot of a string, or the free one where it belongs. */
static size_t
slot_of(const struct names *n, struct slice s)
{
	size_t mask = n->slots - 1, at = hash_slice(s) & mask;

	while (n->slot[at] != 0 && !slice_eq(n->item[n->slot[at] - 1], s))
		at = (at + 1) & mask;
	return at;
}

uint32_t
names_find(const struct names *n, struct slice s)
{
	uint32_t found;

	if (n->slots == 0)
		return NAMES_NONE;
	found = n->slot[slot_of(n, s)];
	return found != 0 ? found - 1 : NAMES_NONE;
}

static void
grow(struct names *n)
{
	n->slots = n->slots != 0 ? n->slots * 2 : SLOTS_FIRST;
	free(n->slot);
	n->slot = xcalloc(n->slots, sizeof(*n->slot));
	for (size_t i = 0; i < n->len; i++)
		n->slot[slot_of(n, n->item[i])] = (uint32_t)i + 1;
}

uint32_t
names_add(struct names *n, struct slice s)
{
	uint32_t found = names_find(n, s);

	if (found != NAMES_NONE)
		return found;
	if (n->len * 2 >= n->slots)
		grow(n);
	GROW(n->item, n->len, n->cap);
	n->item[n->len] = arena_slice(&n->arena, s);
	n->slot[slot_of(n, s)] = (uint32_t)n->len + 1;
	return (uint32_t)n->len++;
}
