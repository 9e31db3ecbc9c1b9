/*
 * pile.c (base) - see pile.h
 * An item lies as two lengths, its key and its body. A run is what was in
 * memory when it was full, in order; runs are merged with a heap.
 */
#include "base/pile.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/fd.h"
#include "base/file.h"

#define OUT_STEP	((size_t)64 << 10)
#define IN_MIN		((size_t)4 << 10)	/* of a run, when many */
#define IN_MAX		((size_t)256 << 10)
#define PER_ITEM	(2 * sizeof(struct item))	/* qsort copies them */

struct head {
	uint32_t	key, body;	/* octets */
};

struct item {
	size_t		at;		/* of its head, in memory */
};

/* A stretch of the file, and the part of it that is in memory. */
struct run {
	off_t		at, end;	/* not yet read */
	struct buf	in;
	size_t		used;		/* octets of `in` that were given out */
	size_t		size;		/* of the item that stands first */
	size_t		no;		/* runs are in the order of adding */
};

struct pile {
	size_t		 memory;
	bool		 by_key;
	bool		 disorder;	/* within memory */
	bool		 reading;
	struct buf	 mem;
	struct item	*item;		/* owned; by_key only */
	size_t		 items, items_cap;
	size_t		 last;		/* in memory, of the last head */
	size_t		 next;		/* item (by_key) or octet to give */
	size_t		 len;
	int		 fd;		/* -1: all is in memory */
	off_t		 written;
	struct run	*run;		/* owned */
	size_t		 runs, runs_cap;
	struct run	**heap;		/* owned; the first is the least */
	size_t		 heap_len;
	size_t		 given;		/* octets of the heap's first */
};

struct pile *
pile_new(size_t memory, bool by_key)
{
	struct pile *p = xcalloc(1, sizeof(*p));

	p->memory = memory;
	p->by_key = by_key;
	p->fd = -1;
	buf_init(&p->mem, SIZE_MAX);
	return p;
}

void
pile_free(struct pile *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->runs; i++)
		buf_release(&p->run[i].in);
	if (p->fd >= 0)
		close(p->fd);
	buf_release(&p->mem);
	free(p->item);
	free(p->run);
	free(p->heap);
	free(p);
}

size_t
pile_len(const struct pile *p)
{
	return p->len;
}

static size_t
size_at(const char *at)
{
	struct head h;

	memcpy(&h, at, sizeof(h));
	return sizeof(h) + h.key + h.body;
}

static struct slice
key_at(const char *at)
{
	struct head h;

	memcpy(&h, at, sizeof(h));
	return (struct slice){ at + sizeof(h), h.key };
}

static void
give(const char *at, struct slice *key, struct slice *body)
{
	struct head h;

	memcpy(&h, at, sizeof(h));
	*key = (struct slice){ at + sizeof(h), h.key };
	*body = (struct slice){ at + sizeof(h) + h.key, h.body };
}

/* ---- memory and the file -------------------------------------------------- */

/* qsort has no argument for it. */
static const char *sort_mem;

static int
item_cmp(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = slice_cmp(key_at(sort_mem + x->at), key_at(sort_mem + y->at));

	return c != 0 ? c : (x->at > y->at) - (x->at < y->at);
}

static void
sort(struct pile *p)
{
	if (p->disorder) {
		sort_mem = p->mem.data;
		qsort(p->item, p->items, sizeof(*p->item), item_cmp);
	}
	p->disorder = false;
}

static int
put(struct pile *p, const char *data, size_t n)
{
	if (write_all(p->fd, data, n) != 0) {
		diag_errno(REASON_WRITE_FAILED, "no room in $TMPDIR");
		return -1;
	}
	p->written += (off_t)n;
	return 0;
}

static int
put_sorted(struct pile *p)
{
	struct buf out = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->items; i++) {
		const char *at = p->mem.data + p->item[i].at;

		buf_add(&out, at, size_at(at));
		if (out.len < OUT_STEP && i + 1 < p->items)
			continue;
		rc = put(p, out.data, out.len);
		buf_clear(&out);
	}
	buf_release(&out);
	return rc;
}

/* What is in memory becomes a run. */
static int
spill(struct pile *p)
{
	struct run *r;
	bool in_order = !p->disorder;

	if (p->fd < 0 && (p->fd = file_nameless()) < 0)
		return -1;
	GROW(p->run, p->runs, p->runs_cap);
	r = &p->run[p->runs];
	*r = (struct run){ .at = p->written, .no = p->runs };
	sort(p);
	if ((in_order ? put(p, p->mem.data, p->mem.len) : put_sorted(p)) < 0)
		return -1;
	r->end = p->written;
	p->runs++;
	p->items = 0;
	buf_clear(&p->mem);
	return 0;
}

int
pile_add(struct pile *p, struct slice key, struct slice body)
{
	struct head h = { (uint32_t)key.len, (uint32_t)body.len };
	size_t size = sizeof(h) + key.len + body.len;

	if (key.len > UINT32_MAX || body.len > UINT32_MAX) {
		diag(REASON_FIELD_VALUE, "an item is too long");
		return -1;
	}
	if (p->mem.len != 0 && p->mem.len + size
	    + (p->items + 1) * PER_ITEM > p->memory && spill(p) < 0)
		return -1;
	if (p->by_key) {
		p->disorder |= p->items != 0
		    && slice_cmp(key, key_at(p->mem.data + p->last)) < 0;
		GROW(p->item, p->items, p->items_cap);
		p->item[p->items++].at = p->mem.len;
	}
	p->last = p->mem.len;
	if (buf_reserve(&p->mem, size) != 0) {
		diag(REASON_NO_MEMORY, "an item of %zu octets", size);
		return -1;
	}
	buf_add(&p->mem, &h, sizeof(h));
	buf_add_slice(&p->mem, key);
	buf_add_slice(&p->mem, body);
	p->len++;
	return 0;
}

/* ---- runs ------------------------------------------------------------------- */

/* n octets of the run at least, which has them. */
static int
fill(struct pile *p, struct run *r, size_t n)
{
	size_t share = p->memory / (p->runs + 1);
	size_t want;
	ssize_t got;

	share = share < IN_MIN ? IN_MIN : share > IN_MAX ? IN_MAX : share;
	if (r->used != 0) {
		memmove(r->in.data, r->in.data + r->used, r->in.len - r->used);
		r->in.len -= r->used;
		r->used = 0;
	}
	want = n > share ? n : share;
	if (want - r->in.len > (size_t)(r->end - r->at))
		want = r->in.len + (size_t)(r->end - r->at);
	buf_reserve(&r->in, want - r->in.len);
	while (r->in.len < want) {
		got = pread(p->fd, r->in.data + r->in.len, want - r->in.len,
		    r->at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			diag_errno(REASON_READ_FAILED, "cannot read what was "
			    "written to $TMPDIR");
			return -1;
		}
		r->in.len += (size_t)got;
		r->at += got;
	}
	return 0;
}

/* 1: an item stands first; 0: the run is over; -1 */
static int
run_item(struct pile *p, struct run *r)
{
	if (r->used == r->in.len && r->at == r->end)
		return 0;
	if (r->in.len - r->used < sizeof(struct head)
	    && fill(p, r, sizeof(struct head)) < 0)
		return -1;
	r->size = size_at(r->in.data + r->used);
	return r->in.len - r->used < r->size && fill(p, r, r->size) < 0
	    ? -1 : 1;
}

static bool
run_before(const struct run *a, const struct run *b, bool by_key)
{
	int c = by_key ? slice_cmp(key_at(a->in.data + a->used),
	    key_at(b->in.data + b->used)) : 0;

	return c != 0 ? c < 0 : a->no < b->no;
}

static void
heap_down(struct pile *p, size_t at)
{
	for (size_t next; (next = 2 * at + 1) < p->heap_len; at = next) {
		struct run *r = p->heap[at];

		if (next + 1 < p->heap_len && run_before(p->heap[next + 1],
		    p->heap[next], p->by_key))
			next++;
		if (!run_before(p->heap[next], r, p->by_key))
			return;
		p->heap[at] = p->heap[next];
		p->heap[next] = r;
	}
}

static int
heap_fill(struct pile *p)
{
	off_t at = 0;
	int rc;

	p->heap_len = p->given = 0;
	for (size_t i = 0; i < p->runs; i++) {
		struct run *r = &p->run[i];

		r->at = at;
		at = r->end;
		r->used = r->in.len = 0;
		if ((rc = run_item(p, r)) < 0)
			return -1;
		if (rc > 0)
			p->heap[p->heap_len++] = r;
	}
	for (size_t i = p->heap_len / 2; i-- > 0;)
		heap_down(p, i);
	return 0;
}

/* Pass over the item that was given out. */
static int
heap_advance(struct pile *p)
{
	struct run *r = p->heap[0];
	int rc;

	r->used += p->given;
	p->given = 0;
	if ((rc = run_item(p, r)) < 0)
		return -1;
	if (rc == 0)
		p->heap[0] = p->heap[--p->heap_len];
	heap_down(p, 0);
	return 0;
}

/* ---- reading ------------------------------------------------------------------ */

/* From now on nothing is added. */
static int
begin(struct pile *p)
{
	p->reading = true;
	if (p->fd < 0) {
		sort(p);
		return 0;
	}
	if (p->mem.len != 0 && spill(p) < 0)
		return -1;
	buf_release(&p->mem);
	free(p->item);
	p->item = NULL;
	p->heap = xcalloc(p->runs, sizeof(struct run *));
	return heap_fill(p);
}

int
pile_rewind(struct pile *p)
{
	p->next = 0;
	if (!p->reading)
		return begin(p);
	return p->fd >= 0 ? heap_fill(p) : 0;
}

static int
next_in_memory(struct pile *p, struct slice *key, struct slice *body)
{
	const char *at;

	if (p->next == (p->by_key ? p->items : p->mem.len))
		return 0;
	at = p->mem.data + (p->by_key ? p->item[p->next].at : p->next);
	give(at, key, body);
	p->next += p->by_key ? 1 : size_at(at);
	return 1;
}

int
pile_next(struct pile *p, struct slice *key, struct slice *body)
{
	struct run *r;

	if (!p->reading && begin(p) < 0)
		return -1;
	if (p->fd < 0)
		return next_in_memory(p, key, body);
	if (p->given != 0 && heap_advance(p) < 0)
		return -1;
	if (p->heap_len == 0)
		return 0;
	r = p->heap[0];
	give(r->in.data + r->used, key, body);
	p->given = r->size;
	return 1;
}
