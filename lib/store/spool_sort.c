#include "store/spool_sort.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include "base/diag.h"
#include "store/spool_marks.h"
#include "store/spool_merge.h"

#define RADIX_BITS	11
#define RADIX		(1u << RADIX_BITS)
#define PREFETCH	8	/* records ahead; input that is not in order */

struct item {
	struct spool_rec	rec;
	struct spool_mark	mark;
};

struct key {
	uint64_t	ts;	/* from the earliest on */
	uint32_t	at;	/* which item */
};

/*
 * One piece of memory: texts grow from its begin, items downwards from its
 * end, and between them there is always room for what sorting needs.
 */
struct room {
	char		*mem;
	size_t		 size, text;	/* octets: all, used by texts */
	struct item	*item;		/* the newest; items[0] is the last */
	uint32_t	 len;
	uint32_t	 behind;	/* that came after a later one */
};

/* A room that is full becomes a run in a thread while the other is filled. */
struct writing {
	pthread_t	 thread;
	bool		 begun;
	struct room	*room;
	const char	*path;
	struct totals	 slots;		/* as they are; only items are owned */
	int		 rc;
};

struct spool_sort {
	struct room	 room[2];
	struct room	*now;		/* the one that is filled */
	struct writing	 writing;
	const char	*folder;
	char		**run;		/* paths */
	size_t		 runs, runs_cap;
	struct totals	 totals;
	sum128_t	 ids;
};

#define SCRATCH_OCTETS	(2 * sizeof(struct key))
_Static_assert(sizeof(struct key) >= sizeof(struct spool_mark),
    "marks are sorted in the room of the keys");

/*
 * Pages are taken when they are written to. Large ones: input that is not in
 * order is read all over the place.
 */
static char *
memory_take(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	(void)madvise(p, size, MADV_HUGEPAGE);
	return p;
}

static void
room_clear(struct room *m)
{
	m->text = 0;
	m->len = 0;
	m->item = (struct item *)(void *)(m->mem + m->size);
	m->behind = 0;
}

static void
rooms_free(struct spool_sort *s)
{
	for (int i = 0; i < 2; i++) {
		if (s->room[i].mem != NULL)
			munmap(s->room[i].mem, s->room[i].size);
		s->room[i].mem = NULL;
	}
}

struct spool_sort *
spool_sort_new(const char *folder, size_t memory)
{
	struct spool_sort *s = xcalloc(1, sizeof(*s));

	for (int i = 0; i < 2; i++) {
		struct room *m = &s->room[i];

		m->size = memory / 2 & ~(size_t)15;
		if ((m->mem = memory_take(m->size)) == NULL) {
			diag(REASON_NO_MEMORY, "no %zu octets of memory for "
			    "sorting", memory);
			rooms_free(s);
			free(s);
			return NULL;
		}
		room_clear(m);
	}
	s->now = &s->room[0];
	s->folder = folder;
	return s;
}

/* The run that is being written, if any, is down. 0 or -1. */
static int
writing_end(struct spool_sort *s)
{
	struct writing *w = &s->writing;

	if (!w->begun)
		return 0;
	pthread_join(w->thread, NULL);
	w->begun = false;
	free(w->slots.item);
	return w->rc;
}

void
spool_sort_free(struct spool_sort *s)
{
	if (s == NULL)
		return;
	writing_end(s);
	for (size_t i = 0; i < s->runs; i++) {
		unlink(s->run[i]);
		free(s->run[i]);
	}
	free(s->run);
	totals_release(&s->totals);
	rooms_free(s);
	free(s);
}

const struct totals *
spool_sort_totals(const struct spool_sort *s)
{
	return &s->totals;
}

sum128_t
spool_sort_ids(const struct spool_sort *s)
{
	return s->ids;
}

/* The n-th record that came. */
static inline struct item *
item_at(const struct room *m, uint32_t n)
{
	return m->item + (m->len - 1 - n);
}

static void *
scratch(const struct room *m)
{
	return m->mem + ((m->text + 15) & ~(size_t)15);
}

static bool
has_room(const struct room *m, const struct spool_rec *r)
{
	size_t items = (size_t)m->len + 1;

	return m->len < UINT32_MAX - 1 && m->text + 16 + r->line_len
	    + r->id_len + (size_t)r->user_len
	    + items * (sizeof(struct item) + SCRATCH_OCTETS) <= m->size;
}

/*
 * Order in memory
 */

static int
key_tie_cmp(const void *a, const void *b, void *arg)
{
	const struct room *m = arg;

	return spool_rec_cmp(&item_at(m, ((const struct key *)a)->at)->rec,
	    &item_at(m, ((const struct key *)b)->at)->rec);
}

/* By ts, RADIX_BITS at a time; the result is in a or in b. */
static struct key *
keys_radix(struct key *a, struct key *b, uint32_t n, uint64_t max)
{
	for (unsigned shift = 0; shift < 64 && max >> shift != 0;
	    shift += RADIX_BITS) {
		uint32_t at[RADIX] = { 0 }, sum = 0, count;
		struct key *other = b;

		for (uint32_t i = 0; i < n; i++)
			at[a[i].ts >> shift & (RADIX - 1)]++;
		for (unsigned d = 0; d < RADIX; d++) {
			count = at[d];
			at[d] = sum;
			sum += count;
		}
		for (uint32_t i = 0; i < n; i++)
			b[at[a[i].ts >> shift & (RADIX - 1)]++] = a[i];
		b = a;
		a = other;
	}
	return a;
}

static void
keys_ties(struct room *m, struct key *k, uint32_t n)
{
	uint32_t end;

	for (uint32_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && k[end].ts == k[i].ts; end++)
			;
		if (end - i > 1)
			qsort_r(k + i, end - i, sizeof(*k), key_tie_cmp, m);
	}
}

/* The items' places in canonical order; NULL when they are in it. */
static struct key *
sort_items(struct room *m)
{
	struct key *k = scratch(m);
	int64_t min = INT64_MAX;
	uint64_t max = 0;

	if (m->behind == 0)
		return NULL;
	for (uint32_t i = 0; i < m->len; i++)
		if (item_at(m, i)->rec.ts_us < min)
			min = item_at(m, i)->rec.ts_us;
	for (uint32_t i = 0; i < m->len; i++) {
		k[i].ts = (uint64_t)item_at(m, i)->rec.ts_us - (uint64_t)min;
		k[i].at = i;
		max = k[i].ts > max ? k[i].ts : max;
	}
	k = keys_radix(k, k + m->len, m->len, max);
	keys_ties(m, k, m->len);
	return k;
}

static int
write_items(struct room *m, struct spool_writer *w)
{
	struct key *k = sort_items(m);

	for (uint32_t i = 0; i < m->len; i++) {
		if (k != NULL && i + PREFETCH < m->len) {
			struct item *ahead = item_at(m, k[i + PREFETCH].at);

			__builtin_prefetch(ahead);
			if (i + PREFETCH / 2 < m->len)
				__builtin_prefetch(item_at(m,
				    k[i + PREFETCH / 2].at)->rec.line);
		}
		if (spool_writer_add(w, &item_at(m, k != NULL ? k[i].at
		    : i)->rec) != 0)
			return -1;
	}
	return 0;
}

static int
write_marks(struct room *m, struct spool_writer *w)
{
	struct spool_mark *mark = scratch(m);

	for (uint32_t i = 0; i < m->len; i++)
		mark[i] = m->item[i].mark;
	spool_marks_sort(mark, m->len, mark + m->len);
	return spool_writer_marks(w, mark, m->len);
}

/*
 * What is in memory becomes a file. The blocks of a run go into the batch as
 * they are when the input is more or less in order; else they are packed
 * again, and packing them well now is in vain.
 */
static int
write_room(struct room *m, const char *path, bool final,
    const struct totals *slots, struct spool_sum *sum)
{
	struct spool_writer *w = spool_writer_new(path, final ? SPOOL_BATCH
	    : m->behind < m->len / 4 ? SPOOL_RUN : SPOOL_RUN_LIGHT);
	int rc = -1;

	if (w != NULL && write_items(m, w) == 0 && write_marks(m, w) == 0)
		rc = spool_writer_end(w, slots, final, sum);
	spool_writer_free(w);
	room_clear(m);
	return rc;
}

static void *
write_thread(void *arg)
{
	struct writing *w = arg;
	struct spool_sum sum;

	w->rc = write_room(w->room, w->path, false, &w->slots, &sum);
	return NULL;
}

/* The room that is full becomes a run, the other one is filled next. */
static int
write_run(struct spool_sort *s)
{
	struct writing *w = &s->writing;

	if (writing_end(s) != 0)
		return -1;
	GROW(s->run, s->runs, s->runs_cap);
	s->run[s->runs] = xasprintf("%s/run-%zu", s->folder, s->runs);
	w->path = s->run[s->runs++];
	w->room = s->now;
	/* new words are added to the totals meanwhile; these stay */
	w->slots = (struct totals){ .len = s->totals.len,
		.item = xcalloc(s->totals.len + 1, sizeof(struct total)) };
	memcpy(w->slots.item, s->totals.item,
	    s->totals.len * sizeof(struct total));
	s->now = &s->room[w->room == &s->room[0]];
	w->begun = pthread_create(&w->thread, NULL, write_thread, w) == 0;
	if (w->begun)
		return 0;
	write_thread(w);
	free(w->slots.item);
	return w->rc;
}

/*
 * Taking records in
 */

static const char *
keep(struct room *m, const char *p, size_t n)
{
	char *to = m->mem + m->text;

	memcpy(to, p, n);
	m->text += n;
	return to;
}

/* A text in the copied line, or a copy of its own where it had escapes. */
static const char *
keep_text(struct room *m, const char *line, const struct spool_rec *r,
    const char *p, uint32_t n)
{
	uintptr_t from = (uintptr_t)r->line, at = (uintptr_t)p;

	if (n == 0)
		return NULL;
	if (at >= from && at + n <= from + r->line_len)
		return line + (at - from);
	return keep(m, p, n);
}

int
spool_sort_add(struct spool_sort *s, const struct rec *rec, enum reason *why)
{
	struct spool_rec r, *to;
	struct room *m;
	const char *line;
	sum128_t id;

	*why = spool_rec_of(rec, &s->totals, &r);
	if (*why == REASON_TOTALS_FULL) {
		diag(REASON_TOTALS_FULL, NULL);
		return -1;
	}
	if (*why != REASON_NONE)
		return 0;
	if (!has_room(s->now, &r) && write_run(s) != 0)
		return -1;
	m = s->now;
	line = keep(m, r.line, r.line_len);
	m->item--;
	m->len++;
	m->item->mark = spool_mark_of(&r, rec, &id);
	s->ids += id;
	to = &m->item->rec;
	*to = r;
	to->id = keep_text(m, line, &r, r.id, r.id_len);
	to->user = keep_text(m, line, &r, r.user, r.user_len);
	to->line = line;
	if (m->len > 1)
		m->behind += spool_rec_cmp(&m->item[1].rec, to) > 0;
	return 0;
}

/*
 * The runs together
 */

static int
merge_records(struct spool_sort *s, struct spool_writer *w)
{
	struct spool_source *src = xcalloc(s->runs, sizeof(*src));
	struct spool_merge *m;
	struct spool_reader *from;
	const struct spool_rec *rec;
	int rc;

	for (size_t i = 0; i < s->runs; i++)
		src[i] = (struct spool_source){ .path = s->run[i],
			.name = s->run[i], .first_us = INT64_MIN };
	m = spool_merge_new(src, s->runs, INT64_MIN, INT64_MAX);
	spool_merge_whole(m);
	while ((rc = spool_merge_next(m, &rec, &from)) > 0)
		if ((rec != NULL ? spool_writer_add(w, rec)
		    : spool_writer_block(w, from)) != 0) {
			rc = -1;
			break;
		}
	spool_merge_free(m);
	free(src);
	return rc;
}

static int
scan_marks(struct spool_reader *const *r, size_t n, struct spool_writer *w)
{
	struct spool_scan *scan = spool_scan_new(r, n);
	const struct spool_mark *m;
	size_t len;
	int rc;

	while ((rc = spool_scan_next(scan, &m, &len)) > 0)
		if (spool_writer_marks(w, m, len) != 0) {
			rc = -1;
			break;
		}
	spool_scan_free(scan);
	return rc;
}

static int
merge_marks(struct spool_sort *s, struct spool_writer *w)
{
	struct spool_reader *r = xcalloc(s->runs, sizeof(*r));
	struct spool_reader **p = xcalloc(s->runs, sizeof(*p));
	ZSTD_DCtx *unpack = ZSTD_createDCtx();
	int rc = 0;
	size_t n;

	for (n = 0; n < s->runs && rc == 0; n++) {
		rc = spool_reader_open(&r[n], s->run[n], s->run[n], unpack);
		p[n] = &r[n];
	}
	if (rc == 0)
		rc = scan_marks(p, n, w);
	while (n > 0)
		spool_reader_release(&r[--n]);
	ZSTD_freeDCtx(unpack);
	free(p);
	free(r);
	return rc;
}

static int
merge_runs(struct spool_sort *s, const char *path, struct spool_sum *sum)
{
	struct spool_writer *w;
	int rc = -1;

	if ((s->now->len > 0 && write_run(s) != 0) || writing_end(s) != 0)
		return -1;
	rooms_free(s);		/* what merging needs is less */
	w = spool_writer_new(path, SPOOL_BATCH);
	if (w != NULL && merge_records(s, w) == 0 && merge_marks(s, w) == 0)
		rc = spool_writer_end(w, &s->totals, true, sum);
	spool_writer_free(w);
	return rc;
}

int
spool_sort_finish(struct spool_sort *s, const char *path,
    struct spool_sum *sum)
{
	return s->runs == 0
	    ? write_room(s->now, path, true, &s->totals, sum)
	    : merge_runs(s, path, sum);
}
