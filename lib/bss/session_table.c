/*
 * session_table.c (bss) - the sessions and access servers that are known
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "bss/session_table.h"

#define SLOTS_MIN	1024u

void
session_table_release(struct session_table *t)
{
	arena_release(&t->mem);
	arena_release(&t->nas_mem);
	free(t->item);
	free(t->slot);
	free(t->nas);
	free(t->nas_slot);
	*t = (struct session_table){ 0 };
}

/* ---- access servers --------------------------------------------------- */

static uint32_t *
nas_slot(const struct session_table *t, struct slice name)
{
	uint32_t i = (uint32_t)hash_slice(name) & (t->nas_slots - 1);

	for (; t->nas_slot[i] != 0; i = (i + 1) & (t->nas_slots - 1))
		if (slice_eq(t->nas[t->nas_slot[i] - 1].name, name))
			break;
	return &t->nas_slot[i];
}

static void
nas_rehash(struct session_table *t)
{
	uint32_t i;

	free(t->nas_slot);
	t->nas_slots = t->nas_slots != 0 ? t->nas_slots * 2 : SLOTS_MIN;
	t->nas_slot = xcalloc(t->nas_slots, sizeof(*t->nas_slot));
	for (i = 0; i < t->nas_len; i++)
		*nas_slot(t, t->nas[i].name) = i + 1;
}

uint32_t
session_table_nas(struct session_table *t, struct slice name)
{
	uint32_t *slot;

	if (t->recent < t->nas_len && slice_eq(t->nas[t->recent].name, name))
		return t->recent;
	if (t->nas_len >= t->nas_slots / 4 * 3)
		nas_rehash(t);
	slot = nas_slot(t, name);
	if (*slot == 0) {
		GROW(t->nas, t->nas_len, t->nas_cap);
		t->nas[t->nas_len] = (struct session_nas){
		    .name = arena_slice(&t->nas_mem, name),
		    .clock_s = SESSION_NEVER, .since_s = SESSION_NEVER,
		    .forgot_s = SESSION_NEVER, .restart_s = SESSION_NEVER };
		*slot = ++t->nas_len;
	}
	t->recent = *slot - 1;
	return t->recent;
}

/* ---- sessions --------------------------------------------------------- */

static uint32_t *
slot_of(const struct session_table *t, uint32_t nas, struct slice key)
{
	uint32_t i = (uint32_t)hash_more(key, nas) & (t->slots - 1);

	for (; t->slot[i] != 0; i = (i + 1) & (t->slots - 1)) {
		const struct session *s = &t->item[t->slot[i] - 1];

		if (s->nas == nas && slice_eq(s->key, key))
			break;
	}
	return &t->slot[i];
}

static void
rehash(struct session_table *t, uint32_t slots)
{
	uint32_t i;

	free(t->slot);
	t->slots = slots;
	t->slot = xcalloc(slots, sizeof(*t->slot));
	for (i = 0; i < t->len; i++)
		*slot_of(t, t->item[i].nas, t->item[i].key) = i + 1;
}

struct session *
session_table_find(const struct session_table *t, uint32_t nas,
    struct slice key)
{
	uint32_t *slot;

	if (t->slots == 0)
		return NULL;
	slot = slot_of(t, nas, key);
	return *slot != 0 ? &t->item[*slot - 1] : NULL;
}

struct session *
session_table_add(struct session_table *t, uint32_t nas, struct slice key)
{
	if (t->len >= t->slots / 4 * 3)
		rehash(t, t->slots != 0 ? t->slots * 2 : SLOTS_MIN);
	GROW(t->item, t->len, t->cap);
	t->item[t->len] = (struct session){ .nas = nas,
	    .key = arena_slice(&t->mem, key) };
	*slot_of(t, nas, key) = t->len + 1;
	return &t->item[t->len++];
}

void
session_table_identify(struct session_table *t, struct session *s,
    struct slice identifier)
{
	if (identifier.len != 0 && !slice_eq(identifier, s->identifier))
		s->identifier = arena_slice(&t->mem, identifier);
}

static uint32_t
slots_for(uint32_t len)
{
	uint32_t slots = SLOTS_MIN;

	while (len >= slots / 4 * 3)
		slots *= 2;
	return slots;
}

void
session_table_keep(struct session_table *t,
    bool (*keep)(void *, struct session *), void *arg)
{
	struct arena mem = { 0 };
	uint32_t i, kept = 0;

	for (i = 0; i < t->len; i++) {
		if (!keep(arg, &t->item[i]))
			continue;
		t->item[kept] = t->item[i];
		t->item[kept].key = arena_slice(&mem, t->item[i].key);
		t->item[kept].identifier = arena_slice(&mem,
		    t->item[i].identifier);
		kept++;
	}
	arena_release(&t->mem);
	t->mem = mem;
	t->len = kept;
	rehash(t, slots_for(kept));
}

static int
by_name(const void *a, const void *b, void *arg)
{
	const struct session_table *t = arg;
	const struct session *x = a, *y = b;
	int c = slice_cmp(t->nas[x->nas].name, t->nas[y->nas].name);

	return c != 0 ? c : slice_cmp(x->key, y->key);
}

void
session_table_sort(struct session_table *t)
{
	if (t->len == 0)
		return;
	qsort_r(t->item, t->len, sizeof(*t->item), by_name, t);
	rehash(t, t->slots);
}
