#include "store/spool_sort.h"

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
struct spool_sort {
	char		*mem;
	size_t		 size, text;	/* octets: all, used by texts */
	struct item	*item;		/* the newest; items[0] is the last */
	uint32_t	 len;
	uint32_t	 behind;	/* that came after a later one */
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

struct spool_sort *
spool_sort_new(const char *folder, size_t memory)
{
	struct spool_sort *s = xcalloc(1, sizeof(*s));

	s->size = memory & ~(size_t)15;
	if ((s->mem = memory_take(s->size)) == NULL) {
		diag(REASON_NO_MEMORY, "no %zu octets of memory for sorting",
		    s->size);
		free(s);
		return NULL;
	}
	s->item = (struct item *)(void *)(s->mem + s->size);
	s->folder = folder;
	return s;
}

void
spool_sort_free(struct spool_sort *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->runs; i++) {
		unlink(s->run[i]);
		free(s->run[i]);
	}
	free(s->run);
	totals_release(&s->totals);
	if (s->mem != NULL)
		munmap(s->mem, s->size);
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
item_at(const struct spool_sort *s, uint32_t n)
{
	return s->item + (s->len - 1 - n);
}

static void *
scratch(const struct spool_sort *s)
{
	return s->mem + ((s->text + 15) & ~(size_t)15);
}

static bool
has_room(const struct spool_sort *s, const struct spool_rec *r)
{
	size_t items = (size_t)s->len + 1;

	return s->len < UINT32_MAX - 1 && s->text + 16 + r->line_len
	    + r->id_len + (size_t)r->user_len
	    + items * (sizeof(struct item) + SCRATCH_OCTETS) <= s->size;
}

/*
 * Order in memory
 */

static int
key_tie_cmp(const void *a, const void *b, void *arg)
{
	const struct spool_sort *s = arg;

	return spool_rec_cmp(&item_at(s, ((const struct key *)a)->at)->rec,
	    &item_at(s, ((const struct key *)b)->at)->rec);
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
keys_ties(struct spool_sort *s, struct key *k, uint32_t n)
{
	uint32_t end;

	for (uint32_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && k[end].ts == k[i].ts; end++)
			;
		if (end - i > 1)
			qsort_r(k + i, end - i, sizeof(*k), key_tie_cmp, s);
	}
}

/* The items' places in canonical order; NULL when they are in it. */
static struct key *
sort_items(struct spool_sort *s)
{
	struct key *k = scratch(s);
	int64_t min = INT64_MAX;
	uint64_t max = 0;

	if (s->behind == 0)
		return NULL;
	for (uint32_t i = 0; i < s->len; i++)
		if (item_at(s, i)->rec.ts_us < min)
			min = item_at(s, i)->rec.ts_us;
	for (uint32_t i = 0; i < s->len; i++) {
		k[i].ts = (uint64_t)item_at(s, i)->rec.ts_us - (uint64_t)min;
		k[i].at = i;
		max = k[i].ts > max ? k[i].ts : max;
	}
	k = keys_radix(k, k + s->len, s->len, max);
	keys_ties(s, k, s->len);
	return k;
}

static int
write_items(struct spool_sort *s, struct spool_writer *w)
{
	struct key *k = sort_items(s);

	for (uint32_t i = 0; i < s->len; i++) {
		if (k != NULL && i + PREFETCH < s->len) {
			struct item *ahead = item_at(s, k[i + PREFETCH].at);

			__builtin_prefetch(ahead);
			if (i + PREFETCH / 2 < s->len)
				__builtin_prefetch(item_at(s,
				    k[i + PREFETCH / 2].at)->rec.line);
		}
		if (spool_writer_add(w, &item_at(s, k != NULL ? k[i].at
		    : i)->rec) != 0)
			return -1;
	}
	return 0;
}

static int
write_marks(struct spool_sort *s, struct spool_writer *w)
{
	struct spool_mark *m = scratch(s);

	for (uint32_t i = 0; i < s->len; i++)
		m[i] = s->item[i].mark;
	spool_marks_sort(m, s->len, m + s->len);
	return spool_writer_marks(w, m, s->len);
}

/*
 * What is in memory becomes a file. The blocks of a run go into the batch as
 * they are when the input is more or less in order; else they are packed
 * again, and packing them well now is in vain.
 */
static int
write_memory(struct spool_sort *s, const char *path, bool final,
    struct spool_sum *sum)
{
	struct spool_writer *w = spool_writer_new(path, final ? SPOOL_BATCH
	    : s->behind < s->len / 4 ? SPOOL_RUN : SPOOL_RUN_LIGHT);
	int rc = -1;

	if (w != NULL && write_items(s, w) == 0 && write_marks(s, w) == 0)
		rc = spool_writer_end(w, &s->totals, final, sum);
	spool_writer_free(w);
	s->text = 0;
	s->len = 0;
	s->item = (struct item *)(void *)(s->mem + s->size);
	s->behind = 0;
	return rc;
}

static int
write_run(struct spool_sort *s)
{
	struct spool_sum sum;

	GROW(s->run, s->runs, s->runs_cap);
	s->run[s->runs] = xasprintf("%s/run-%zu", s->folder, s->runs);
	s->runs++;
	return write_memory(s, s->run[s->runs - 1], false, &sum);
}

/*
 * Taking records in
 */

static const char *
keep(struct spool_sort *s, const char *p, size_t n)
{
	char *to = s->mem + s->text;

	memcpy(to, p, n);
	s->text += n;
	return to;
}

/* A text in the copied line, or a copy of its own where it had escapes. */
static const char *
keep_text(struct spool_sort *s, const char *line, const struct spool_rec *r,
    const char *p, uint32_t n)
{
	uintptr_t from = (uintptr_t)r->line, at = (uintptr_t)p;

	if (n == 0)
		return NULL;
	if (at >= from && at + n <= from + r->line_len)
		return line + (at - from);
	return keep(s, p, n);
}

int
spool_sort_add(struct spool_sort *s, const struct rec *rec, enum reason *why)
{
	struct spool_rec r, *to;
	const char *line;
	sum128_t id;

	*why = spool_rec_of(rec, &s->totals, &r);
	if (*why == REASON_TOTALS_FULL) {
		diag(REASON_TOTALS_FULL, NULL);
		return -1;
	}
	if (*why != REASON_NONE)
		return 0;
	if (!has_room(s, &r) && write_run(s) != 0)
		return -1;
	line = keep(s, r.line, r.line_len);
	s->item--;
	s->len++;
	s->item->mark = spool_mark_of(&r, rec, &id);
	s->ids += id;
	to = &s->item->rec;
	*to = r;
	to->id = keep_text(s, line, &r, r.id, r.id_len);
	to->user = keep_text(s, line, &r, r.user, r.user_len);
	to->line = line;
	if (s->len > 1)
		s->behind += spool_rec_cmp(&s->item[1].rec, to) > 0;
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

	if (s->len > 0 && write_run(s) != 0)
		return -1;
	munmap(s->mem, s->size);	/* what merging needs is less */
	s->mem = NULL;
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
	return s->runs == 0 ? write_memory(s, path, true, sum)
	    : merge_runs(s, path, sum);
}
