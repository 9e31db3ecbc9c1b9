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

/*
 * The slot of a string, or the free one where it belongs. Beside a number
 * stands a part of its hash: others are told apart without a look at them.
 */
static size_t
slot_of(const struct names *n, struct slice s, uint64_t hash)
{
	size_t mask = n->slots - 1, at = hash & mask;
	uint32_t tag = (uint32_t)(hash >> 32);

	while (n->slot[at].number != 0 && (n->slot[at].tag != tag
	    || !slice_eq(n->item[n->slot[at].number - 1], s)))
		at = (at + 1) & mask;
	return at;
}

uint32_t
names_find(const struct names *n, struct slice s)
{
	if (n->slots == 0)
		return NAMES_NONE;
	/* 0, that of a free slot, becomes NAMES_NONE */
	return n->slot[slot_of(n, s, hash_slice(s))].number - 1;
}

static void
grow(struct names *n)
{
	size_t mask = n->slots != 0 ? n->slots * 2 - 1 : SLOTS_FIRST - 1, at;
	struct names_slot *slot = xcalloc(mask + 1, sizeof(*slot));

	for (size_t i = 0; i < n->slots; i++) {
		if (n->slot[i].number == 0)
			continue;
		at = n->slot[i].low & mask;
		while (slot[at].number != 0)
			at = (at + 1) & mask;
		slot[at] = n->slot[i];
	}
	free(n->slot);
	n->slot = slot;
	n->slots = mask + 1;
}

uint32_t
names_add(struct names *n, struct slice s)
{
	uint64_t hash = hash_slice(s);
	size_t at;

	if (n->len * 2 >= n->slots)
		grow(n);
	at = slot_of(n, s, hash);
	if (n->slot[at].number != 0)
		return n->slot[at].number - 1;
	GROW(n->item, n->len, n->cap);
	n->item[n->len] = arena_slice(&n->arena, s);
	n->slot[at] = (struct names_slot){ (uint32_t)n->len + 1,
	    (uint32_t)(hash >> 32), (uint32_t)hash };
	return (uint32_t)n->len++;
}
