#include "store/spool_merge.h"

#include "store/spool_ahead.h"

#include <zstd.h>

#define CACHE_LINE	64
#define FETCH_MAX	512	/* octets of a line; longer ones are few */
#define AHEAD_MAX	128	/* blocks loaded before their turn */
#define AHEAD_EACH	3	/* of one file */

/*
 * A file's place in the order: its next record, or, before a block is loaded,
 * the instant that the block begins at.
 */
struct cursor {
	struct spool_reader	 reader;
	const struct spool_rec	*rec;		/* NULL: not loaded */
	int64_t			 ts_us;
	bool			 known;
	struct spool_errand	*errand[AHEAD_EACH];	/* its next blocks */
	size_t			 errands;
	size_t			 lane;
};

/* Which files have a block to be loaded, and when it will be wanted. */
struct lane {
	int64_t		 wanted_us;	/* INT64_MAX: none */
	struct cursor	*cursor;
};

struct spool_merge {
	const struct spool_source **todo;	/* by first_us */
	size_t			 todo_len, todo_at;
	struct cursor		**heap;		/* the least record first */
	size_t			 len, cap;
	int64_t			 from_us, to_us;
	struct lane		*lane;
	size_t			 lanes, lanes_cap;
	struct spool_ahead	*ahead;		/* NULL: not yet, or without */
	size_t			 errands;
	ZSTD_DCtx		*unpack;
	bool			 whole;		/* hand out whole blocks */
	bool			 taken;		/* heap[0] was handed out */
};

static int
source_cmp(const void *a, const void *b)
{
	const struct spool_source *x = *(const struct spool_source *const *)a;
	const struct spool_source *y = *(const struct spool_source *const *)b;

	if (x->first_us != y->first_us)
		return x->first_us < y->first_us ? -1 : 1;
	return strcmp(x->name, y->name);
}

struct spool_merge *
spool_merge_new(const struct spool_source *src, size_t n, int64_t from_us,
    int64_t to_us)
{
	struct spool_merge *m = xcalloc(1, sizeof(*m));

	m->todo = xcalloc(n + 1, sizeof(const struct spool_source *));
	for (size_t i = 0; i < n; i++)
		m->todo[i] = &src[i];
	m->todo_len = n;
	qsort(m->todo, n, sizeof(const struct spool_source *), source_cmp);
	m->from_us = from_us;
	m->to_us = to_us;
	m->unpack = ZSTD_createDCtx();
	return m;
}

static void
lane_add(struct spool_merge *m, struct cursor *c)
{
	GROW(m->lane, m->lanes, m->lanes_cap);
	c->lane = m->lanes++;
	m->lane[c->lane] = (struct lane){ INT64_MAX, c };
}

/* The last one takes its place. */
static void
lane_remove(struct spool_merge *m, size_t at)
{
	m->lane[at] = m->lane[--m->lanes];
	m->lane[at].cursor->lane = at;
}

/* Does a record of another file come in between those of a block of c? */
static bool
is_mixed(const struct spool_merge *m, const struct cursor *c,
    const struct spool_block *k)
{
	for (size_t i = 0; i < m->lanes; i++) {
		const struct cursor *o = m->lane[i].cursor;
		const struct spool_reader *r = &o->reader;

		if (o != c && o->ts_us <= k->last_us && r->blocks > 0
		    && r->block[r->blocks - 1].last_us >= k->first_us)
			return true;
	}
	return false;
}

/*
 * The next block that nobody was asked to load; NULL: none, or enough, or it
 * may be handed out whole.
 */
static const struct spool_block *
next_to_ask(const struct spool_merge *m, struct cursor *c)
{
	const struct spool_reader *r = &c->reader;
	const struct spool_block *k = spool_reader_peek(&c->reader);

	if (k == NULL || c->errands == AHEAD_EACH)
		return NULL;
	k += c->errands;
	return k < r->block + r->blocks && k->first_us < r->to_us
	    && (!m->whole || is_mixed(m, c, k)) ? k : NULL;
}

/* When that block will be wanted: when those before it are at their end. */
static void
lane_set(struct spool_merge *m, struct cursor *c)
{
	const struct spool_block *k = next_to_ask(m, c);

	m->lane[c->lane].wanted_us = k == NULL ? INT64_MAX
	    : k == c->reader.block ? k->first_us : k[-1].last_us;
}

static void
cursor_free(struct spool_merge *m, struct cursor *c)
{
	m->errands -= c->errands;
	while (c->errands > 0)
		spool_ahead_drop(m->ahead, c->errand[--c->errands]);
	lane_remove(m, c->lane);
	spool_reader_release(&c->reader);
	free(c);
}

void
spool_merge_free(struct spool_merge *m)
{
	if (m == NULL)
		return;
	while (m->lanes > 0)
		cursor_free(m, m->lane[0].cursor);
	spool_ahead_free(m->ahead);
	ZSTD_freeDCtx(m->unpack);
	free(m->lane);
	free(m->heap);
	free(m->todo);
	free(m);
}

/* Have loaded what will be wanted next. */
static void
read_ahead(struct spool_merge *m)
{
	while (m->errands < AHEAD_MAX) {
		struct lane *next = &m->lane[0];
		const struct spool_block *k;
		struct cursor *c;

		for (size_t i = 1; i < m->lanes; i++)
			if (m->lane[i].wanted_us < next->wanted_us)
				next = &m->lane[i];
		if (next->wanted_us == INT64_MAX || (m->ahead == NULL
		    && (m->ahead = spool_ahead_new()) == NULL))
			return;
		c = next->cursor;
		k = next_to_ask(m, c);
		if (k != NULL) {	/* the others may have moved on */
			c->errand[c->errands++] = spool_ahead_ask(m->ahead,
			    &c->reader, k);
			m->errands++;
		}
		lane_set(m, c);
	}
}

static inline bool
before(const struct cursor *a, const struct cursor *b)
{
	int c;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us;
	if (a->rec == NULL || b->rec == NULL)	/* load first, then judge */
		return a->rec == NULL && b->rec != NULL;
	if ((c = spool_thing_cmp(a->rec, b->rec)) != 0)
		return c < 0;
	if (a->known != b->known)
		return a->known;
	return spool_line_cmp(a->rec, b->rec) < 0;
}

static void
sift_down(struct spool_merge *m)
{
	struct cursor *c = m->heap[0];
	size_t at = 0, child;

	while ((child = at * 2 + 1) < m->len) {
		if (child + 1 < m->len
		    && before(m->heap[child + 1], m->heap[child]))
			child++;
		if (!before(m->heap[child], c))
			break;
		m->heap[at] = m->heap[child];
		at = child;
	}
	m->heap[at] = c;
}

static void
sift_up(struct spool_merge *m, size_t at)
{
	struct cursor *c = m->heap[at];

	while (at > 0 && before(c, m->heap[(at - 1) / 2])) {
		m->heap[at] = m->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	m->heap[at] = c;
}

/*
 * With many files it is long until this record's turn comes, and what is in
 * the cache then is what was asked for now.
 */
static inline void
fetch_ahead(const struct spool_rec *r)
{
	const char *line = r->line;

	for (uint32_t at = 0; at < r->line_len && at < FETCH_MAX;
	    at += CACHE_LINE)
		__builtin_prefetch(line + at);
}

/* Go to the next record in memory, else before the next block. False: end */
static bool
cursor_step(struct cursor *c)
{
	struct spool_reader *r = &c->reader;
	const struct spool_block *k;

	if (r->at < r->len) {
		c->rec = &r->page.rec[r->at++];
		c->ts_us = c->rec->ts_us;
		fetch_ahead(c->rec);
		if (r->at < r->len)
			__builtin_prefetch(&r->page.rec[r->at]);
		return true;
	}
	c->rec = NULL;
	if ((k = spool_reader_peek(r)) == NULL)
		return false;
	c->ts_us = k->first_us;
	return true;
}

/* Heap[0] has changed: to its place, or out when there is nothing left. */
static void
settle(struct spool_merge *m, bool some)
{
	if (!some) {
		cursor_free(m, m->heap[0]);
		m->heap[0] = m->heap[--m->len];
	}
	if (m->len > 1)
		sift_down(m);
}

static int
source_open(struct spool_merge *m, const struct spool_source *s)
{
	struct cursor *c = xcalloc(1, sizeof(*c));

	lane_add(m, c);
	if (spool_reader_open(&c->reader, s->path, s->name, m->unpack) != 0) {
		cursor_free(m, c);
		return -1;
	}
	c->known = s->known;
	spool_reader_range(&c->reader, m->from_us, m->to_us);
	if (!cursor_step(c)) {
		cursor_free(m, c);
		return 0;
	}
	lane_set(m, c);
	GROW(m->heap, m->len, m->cap);
	m->heap[m->len++] = c;
	sift_up(m, m->len - 1);
	return 0;
}

/* Open whatever may hold a record before the least that is known. */
static int
sources_due(struct spool_merge *m)
{
	while (m->todo_at < m->todo_len) {
		const struct spool_source *s = m->todo[m->todo_at];

		if (s->first_us >= m->to_us
		    || (m->len > 0 && m->heap[0]->ts_us < s->first_us))
			break;
		m->todo_at++;
		if (source_open(m, s) != 0)
			return -1;
	}
	return 0;
}

/* Does the block that heap[0] stands before end before all others begin? */
static bool
is_alone(const struct spool_merge *m)
{
	int64_t last_us = spool_reader_peek(&m->heap[0]->reader)->last_us;

	return m->todo_at == m->todo_len && m->heap[0]->errands == 0
	    && (m->len < 2 || last_us < m->heap[1]->ts_us)
	    && (m->len < 3 || last_us < m->heap[2]->ts_us);
}

void
spool_merge_whole(struct spool_merge *m)
{
	m->whole = true;
}

/* The block of heap[0] into memory, and the next ones on their way. */
static int
load(struct spool_merge *m)
{
	struct cursor *c = m->heap[0];
	int rc;

	if (c->errands > 0) {
		rc = spool_ahead_take(m->ahead, c->errand[0], &c->reader);
		memmove(c->errand, c->errand + 1, --c->errands
		    * sizeof(c->errand[0]));
		m->errands--;
	} else {
		rc = spool_reader_load(&c->reader);
	}
	if (rc < 0)
		return rc;
	lane_set(m, c);
	settle(m, rc > 0 && cursor_step(c));
	if (m->lanes > 0)
		read_ahead(m);
	return rc;
}

int
spool_merge_next(struct spool_merge *m, const struct spool_rec **rec,
    struct spool_reader **from)
{
	if (m->taken && m->heap[0]->rec == NULL)
		lane_set(m, m->heap[0]);	/* a block went as it was */
	if (m->taken)
		settle(m, cursor_step(m->heap[0]));
	for (m->taken = false;;) {
		if (m->todo_at < m->todo_len && sources_due(m) != 0)
			return -1;
		if (m->len == 0)
			return 0;
		if (m->heap[0]->rec != NULL || (m->whole && is_alone(m)))
			break;
		if (load(m) < 0)
			return -1;
	}
	m->taken = true;
	*rec = m->heap[0]->rec;
	*from = &m->heap[0]->reader;
	return 1;
}

bool
spool_merge_known(const struct spool_merge *m)
{
	return m->heap[0]->known;
}
