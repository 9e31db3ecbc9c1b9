#include "bss/keyed.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "bss/band.h"
#include "bss/destination.h"

/* ---- names ------------------------------------------------------------ */

void
key_names_release(struct key_names *k)
{
	free(k->name);
	free(k->slot);
	*k = (struct key_names){ 0 };
}

/* Where a text stands in the table, or would */
static uint32_t *
slot_of(const struct key_names *k, struct slice text)
{
	uint32_t i = (uint32_t)hash_slice(text);

	for (;; i++) {
		uint32_t *slot = &k->slot[i & (k->slots - 1)];

		if (*slot == KEY_NONE || slice_eq(k->name[*slot], text))
			return slot;
	}
}

static void
slots_grow(struct key_names *k)
{
	uint32_t i;

	if ((k->len + 1) * 2 <= k->slots)
		return;
	free(k->slot);
	k->slots = k->slots != 0 ? k->slots * 2 : 64;
	k->slot = xcalloc(k->slots, sizeof(*k->slot));
	for (i = 1; i < k->len; i++)
		*slot_of(k, k->name[i]) = i;
}

uint32_t
key_names_add(struct key_names *k, struct slice text)
{
	uint32_t *slot;

	if (k->len == 0) {
		GROW(k->name, k->len, k->cap);
		k->name[k->len++] = (struct slice){ NULL, 0 };
	}
	slots_grow(k);
	slot = slot_of(k, text);
	if (*slot == KEY_NONE) {
		GROW(k->name, k->len, k->cap);
		k->name[k->len] = text;
		*slot = k->len++;
	}
	return *slot;
}

uint32_t
key_names_find(const struct key_names *k, const char *what, struct slice who)
{
	char text[KEY_TEXT_MAX];
	size_t n = strlen(what);

	if (k->len == 0 || who.len == 0 || n + 1 + who.len > sizeof(text))
		return KEY_NONE;
	memcpy(text, what, n);
	text[n] = ' ';
	memcpy(text + n + 1, who.p, who.len);
	return *slot_of(k, (struct slice){ text, n + 1 + who.len });
}

/* ---- rates ------------------------------------------------------------ */

void
keyed_release(struct keyed_rates *k)
{
	free(k->added);
	free(k->rate);
	free(k->span);
	*k = (struct keyed_rates){ 0 };
}

void
keyed_add(struct keyed_rates *k, uint32_t key, const struct rate *r)
{
	GROW(k->added, k->added_len, k->added_cap);
	k->added[k->added_len++] = (struct keyed_new){ key, *r };
}

static int
new_compare(const void *va, const void *vb)
{
	const struct keyed_new *a = va, *b = vb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return rate_compare(&a->rate, &b->rate);
}

static void
span_add(struct keyed_rates *k, uint32_t key, const struct rate *r,
    uint32_t at)
{
	struct keyed_span *s;

	if (k->span_len == 0 || k->span[k->span_len - 1].key != key)
		k->span[k->span_len++] = (struct keyed_span){ .key = key,
		    .first = at };
	s = &k->span[k->span_len - 1];
	s->len++;
	s->by_destination |= r->destination != DESTINATION_NONE;
	s->by_band |= r->band != BAND_ANY;
}

bool
keyed_compile(struct keyed_rates *k, const struct rate **a,
    const struct rate **b)
{
	size_t i;

	if (k->added_len == 0)
		return true;
	qsort(k->added, k->added_len, sizeof(*k->added), new_compare);
	k->rate = xcalloc(k->added_len, sizeof(*k->rate));
	k->span = xcalloc(k->added_len, sizeof(*k->span));
	for (i = 0; i < k->added_len; i++) {
		k->rate[i] = k->added[i].rate;
		span_add(k, k->added[i].key, &k->rate[i], (uint32_t)i);
	}
	for (i = 0; i < k->span_len; i++)
		if (!rates_end(k->rate + k->span[i].first, k->span[i].len,
		    a, b))
			return false;
	free(k->added);
	k->added = NULL;
	k->added_len = k->added_cap = 0;
	return true;
}

static int
span_compare(const void *key, const void *element)
{
	uint32_t a = *(const uint32_t *)key;
	uint32_t b = ((const struct keyed_span *)element)->key;

	return (a > b) - (a < b);
}

const struct keyed_span *
keyed_find(const struct keyed_rates *k, uint32_t key)
{
	return k->span_len == 0 ? NULL : bsearch(&key, k->span, k->span_len,
	    sizeof(*k->span), span_compare);
}

size_t
keyed_rows(const struct keyed_rates *k, const struct keyed_span *s,
    uint32_t destination, const struct rate **first)
{
	const struct rate *r = k->rate + s->first, *end = r + s->len;
	size_t low = 0, high = s->len, at;

	while (low < high) {
		at = low + (high - low) / 2;
		if (r[at].destination < destination)
			low = at + 1;
		else
			high = at;
	}
	*first = r + low;
	for (r += low; r < end && r->destination == destination; r++)
		;
	return (size_t)(r - *first);
}
