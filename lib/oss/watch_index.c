/*
 * watch_index.c (oss) - objects by name
 * Open addressing, at most half full. What is within a node is told from
 * others by its node's number: the object itself, which is looked at next, is
 * all that a look-up reads beside the table.
 */
#include "base/hash.h"
#include "oss/watch.h"
#include "oss/watch_item.h"

#define SLOTS_FIRST	64

bool
watch_within_node(enum object_kind kind)
{
	return kind != OBJECT_NODE && (object_kind_sampled(kind)
	    || kind == OBJECT_CARD || kind == OBJECT_SPLITTER);
}

static bool
is_object(const struct watched *o, const struct watch_name *k)
{
	return o->kind == k->kind && o->of_node == k->of_node
	    && slice_eq(o->name, k->name) && (k->of_node != WATCH_NONE
	    || slice_eq(o->node, k->node));
}

static uint32_t
hash_of(const struct watch_name *k)
{
	uint64_t before = k->of_node != WATCH_NONE
	    ? (uint64_t)k->of_node << 8 | k->kind
	    : hash_more(k->node, k->kind);

	return (uint32_t)hash_more(k->name, before);
}

static uint32_t
find(const struct watch *w, const struct watch_name *k, uint32_t hash)
{
	size_t mask = w->slots - 1, at = hash & mask;

	if (w->slots == 0)
		return WATCH_NONE;
	for (; w->slot[at].number != 0; at = (at + 1) & mask)
		if (w->slot[at].hash == hash
		    && is_object(&w->object[w->slot[at].number - 1], k))
			break;
	return w->slot[at].number - 1;	/* of a free one: WATCH_NONE */
}

static void
put(struct watch_slot *slot, size_t mask, struct watch_slot s)
{
	size_t at = s.hash & mask;

	while (slot[at].number != 0)
		at = (at + 1) & mask;
	slot[at] = s;
}

static void
grow(struct watch *w)
{
	size_t slots = w->slots != 0 ? w->slots * 2 : SLOTS_FIRST;
	struct watch_slot *slot = xcalloc(slots, sizeof(*slot));

	for (size_t i = 0; i < w->slots; i++)
		if (w->slot[i].number != 0)
			put(slot, slots - 1, w->slot[i]);
	free(w->slot);
	w->slot = slot;
	w->slots = slots;
}

uint32_t
watch_index(struct watch *w, const struct watch_name *k)
{
	uint32_t guess = w->guess, n, hash;

	/* passes come in the same order */
	if (guess < w->objects && is_object(&w->object[guess], k)) {
		w->guess = guess + 1;
		return guess;
	}
	hash = hash_of(k);
	n = find(w, k, hash);
	if (n != WATCH_NONE) {
		w->guess = n + 1;
		return n;
	}
	n = (uint32_t)w->objects;
	if (w->objects * 2 >= w->slots)
		grow(w);
	put(w->slot, w->slots - 1, (struct watch_slot){ n + 1, hash });
	w->guess = n + 1;
	return n;
}

static bool
name_of(const struct watch *w, struct watch_name *k, enum object_kind kind,
    struct slice node, struct slice name)
{
	*k = (struct watch_name){ kind, WATCH_NONE, node, name };
	if (!watch_within_node(kind))
		return true;
	k->of_node = watch_find(w, OBJECT_NODE, node, node);
	return k->of_node != WATCH_NONE;
}

uint32_t
watch_find(const struct watch *w, enum object_kind kind, struct slice node,
    struct slice name)
{
	struct watch_name k;

	return name_of(w, &k, kind, node, name) ? find(w, &k, hash_of(&k))
	    : WATCH_NONE;
}

uint32_t
watch_find_in(const struct watch *w, uint32_t of_node, enum object_kind kind,
    struct slice name, uint32_t guess)
{
	const struct watch_name k = { kind, of_node, { NULL, 0 }, name };

	if (guess < w->objects && is_object(&w->object[guess], &k))
		return guess;
	return find(w, &k, hash_of(&k));
}
