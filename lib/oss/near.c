/*
 * near.c (oss) - what nodes say of the nodes beside them, in one pass
 */
#include <ctype.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/near.h"


void
near_release(struct near *n)
{
	arena_release(&n->arena);
	names_release(&n->nodes);
	names_release(&n->called);
	free(n->called_node);
	free(n->seen);
	*n = (struct near){ 0 };
}

void
near_add(struct near *n, struct slice node, const struct near_seen *seen)
{
	struct near_seen *s;

	GROW(n->seen, n->seens, n->seens_cap);
	s = &n->seen[n->seens++];
	*s = (struct near_seen){ .ts_us = seen->ts_us,
	    .node = names_add(&n->nodes, node),
	    .port = arena_slice(&n->arena, seen->port),
	    .peer_node = arena_slice(&n->arena, seen->peer_node),
	    .peer_port = arena_slice(&n->arena, seen->peer_port),
	    .protocol = arena_slice(&n->arena, seen->protocol) };
}

static struct slice
without_domain(struct slice name)
{
	const char *dot = name.len != 0 ? memchr(name.p, '.', name.len)
	    : NULL;

	/* an address stays whole */
	if (dot == NULL || dot == name.p
	    || isdigit((unsigned char)name.p[0]))
		return name;
	return (struct slice){ name.p, (size_t)(dot - name.p) };
}

static struct slice
canonical(struct slice name, struct buf *b)
{
	buf_clear(b);
	while (name.len != 0 && name.p[name.len - 1] == '.')
		name.len--;
	for (size_t i = 0; i < name.len; i++)
		buf_addc(b, (char)tolower((unsigned char)name.p[i]));
	return buf_slice(b);
}

static void
call(struct near *n, uint32_t node, struct slice name, struct buf *b)
{
	struct slice key = canonical(name, b);
	size_t known = n->called.len;
	uint32_t i;

	if (key.len == 0)
		return;
	i = names_add(&n->called, key);
	if (i == known) {
		GROW(n->called_node, i, n->called_cap);
		n->called_node[i] = node;
	} else if (n->called_node[i] != node) {
		n->called_node[i] = NAMES_NONE;
	}
}

void
near_call(struct near *n, struct slice node, struct slice name)
{
	uint32_t number = names_add(&n->nodes, node);
	struct buf b = { 0 };

	call(n, number, name, &b);
	call(n, number, without_domain(name), &b);
	buf_release(&b);
}

struct slice
near_node(const struct near *n, struct slice name)
{
	const struct slice ways[] = { name, without_domain(name) };
	struct buf b = { 0 };
	uint32_t i = NAMES_NONE;

	for (size_t w = 0; w < 2 && i == NAMES_NONE; w++)
		i = names_find(&n->called, canonical(ways[w], &b));
	buf_release(&b);
	return i == NAMES_NONE || n->called_node[i] == NAMES_NONE
	    ? (struct slice){ NULL, 0 } : n->nodes.item[n->called_node[i]];
}

static int
seen_cmp(const void *va, const void *vb)
{
	const struct near_seen *a = va, *b = vb;
	int c;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	if ((c = slice_cmp(a->port, b->port)) != 0
	    || (c = slice_cmp(a->peer_node, b->peer_node)) != 0)
		return c;
	if ((c = slice_cmp(a->peer_port, b->peer_port)) != 0)
		return c;
	return slice_cmp(a->protocol, b->protocol);
}

void
near_sort(struct near *n)
{
	if (n->seens > 1)
		qsort(n->seen, n->seens, sizeof(*n->seen), seen_cmp);
}

/* The first that is of a later node, or of this one and later than ts_us. */
static size_t
behind(const struct near *n, uint32_t node, int64_t ts_us)
{
	size_t from = 0, to = n->seens, at;

	while (from < to) {
		at = from + (to - from) / 2;
		if (n->seen[at].node < node || (n->seen[at].node == node
		    && n->seen[at].ts_us <= ts_us))
			from = at + 1;
		else
			to = at;
	}
	return from;
}

size_t
near_latest(const struct near *n, struct slice node, int64_t since_us,
    int64_t now_us, size_t *first)
{
	uint32_t number = names_find(&n->nodes, node);
	size_t begin, end, at;

	if (number == NAMES_NONE || since_us >= now_us)
		return 0;
	at = end = behind(n, number, now_us);
	begin = behind(n, number, since_us);
	while (at > begin
	    && n->seen[at - 1].ts_us > n->seen[end - 1].ts_us - NEAR_LOOK_US)
		at--;
	*first = at;
	return end - at;
}
