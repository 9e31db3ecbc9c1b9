#include "store/spool_merge.h"

#include <zstd.h>

struct cursor {
	struct spool_reader	 reader;
	const struct spool_rec	*rec;
};

struct spool_merge {
	const struct spool_source **todo;	/* by first_us */
	size_t			 todo_len, todo_at;
	struct cursor		**heap;		/* the least record first */
	size_t			 len, cap;
	int64_t			 from_us, to_us;
	ZSTD_DCtx		*unpack;
	bool			 begun;
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
cursor_free(struct cursor *c)
{
	spool_reader_release(&c->reader);
	free(c);
}

void
spool_merge_free(struct spool_merge *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->len; i++)
		cursor_free(m->heap[i]);
	ZSTD_freeDCtx(m->unpack);
	free(m->heap);
	free(m->todo);
	free(m);
}

static inline bool
before(const struct cursor *a, const struct cursor *b)
{
	if (a->rec->ts_us != b->rec->ts_us)
		return a->rec->ts_us < b->rec->ts_us;
	return spool_rec_cmp(a->rec, b->rec) < 0;
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

static int
source_open(struct spool_merge *m, const struct spool_source *s)
{
	struct cursor *c = xcalloc(1, sizeof(*c));
	int rc = spool_reader_open(&c->reader, s->path, s->name, m->unpack);

	if (rc == 0) {
		spool_reader_range(&c->reader, m->from_us, m->to_us);
		rc = spool_reader_next(&c->reader, &c->rec);
	}
	if (rc <= 0) {
		cursor_free(c);
		return rc;
	}
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

		if (s->first_us >= m->to_us || (m->len > 0
		    && m->heap[0]->rec->ts_us < s->first_us))
			break;
		m->todo_at++;
		if (source_open(m, s) != 0)
			return -1;
	}
	return 0;
}

static int
advance(struct spool_merge *m)
{
	struct cursor *c = m->heap[0];
	int rc = spool_reader_next(&c->reader, &c->rec);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		cursor_free(c);
		m->heap[0] = m->heap[--m->len];
	}
	if (m->len > 1)
		sift_down(m);
	return 0;
}

int
spool_merge_next(struct spool_merge *m, const struct spool_rec **rec,
    const struct spool_reader **from)
{
	if (m->len > 0 && m->begun && advance(m) != 0)
		return -1;
	if (m->todo_at < m->todo_len && sources_due(m) != 0)
		return -1;
	m->begun = true;
	if (m->len == 0)
		return 0;
	*rec = m->heap[0]->rec;
	*from = &m->heap[0]->reader;
	return 1;
}
