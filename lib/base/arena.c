#include "base/arena.h"

#include <stdint.h>

#include "base/buf.h"

#define BLOCK_MIN	((size_t)4096)

struct arena_block {
	struct arena_block	*next;
	size_t			 used, cap;
	_Alignas(16) char	 data[];
};

static struct arena_block *
block_new(struct arena *a, size_t n)
{
	size_t cap = a->head != NULL ? a->head->cap * 2 : BLOCK_MIN;
	struct arena_block *b;

	if (cap > (size_t)1 << 20)
		cap = (size_t)1 << 20;
	if (cap < n)
		cap = n;
	b = xmalloc(sizeof(*b) + cap);
	b->next = a->head;
	b->used = 0;
	b->cap = cap;
	a->head = b;
	a->total += cap;
	return b;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->head;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (b == NULL || b->cap - b->used < n)
		b = block_new(a, n);
	p = b->data + b->used;
	b->used += n;
	return memset(p, 0, n);
}

char *
arena_strdup(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.len + 1);

	if (s.len != 0)
		memcpy(p, s.p, s.len);
	return p;
}

struct slice
arena_slice(struct arena *a, struct slice s)
{
	if (s.p == NULL)
		return s;
	return (struct slice){ arena_strdup(a, s), s.len };
}

/* Keeps the newest and largest block, so that a reset costs nothing. */
void
arena_clear(struct arena *a)
{
	struct arena_block *b, *next;

	if (a->head == NULL)
		return;
	for (b = a->head->next; b != NULL; b = next) {
		next = b->next;
		a->total -= b->cap;
		free(b);
	}
	a->head->next = NULL;
	a->head->used = 0;
}

void
arena_release(struct arena *a)
{
	arena_clear(a);
	free(a->head);
	*a = (struct arena){ 0 };
}
