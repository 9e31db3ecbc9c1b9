#include "store/spool_marks.h"

#include "base/diag.h"
#include "store/spool_pack.h"

#define INSERTION_MAX	24
#define CONTENT_SALT	"ossbss-spool-content-1\n"

static int
mark_qsort_cmp(const void *a, const void *b)
{
	return spool_mark_cmp(*(const struct spool_mark *)a,
	    *(const struct spool_mark *)b);
}

static void
sort_few(struct spool_mark *m, size_t n)
{
	if (n > INSERTION_MAX) {	/* one thing very often */
		qsort(m, n, sizeof(*m), mark_qsort_cmp);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct spool_mark x = m[i];
		size_t j = i;

		for (; j > 0 && spool_mark_cmp(x, m[j - 1]) < 0; j--)
			m[j] = m[j - 1];
		m[j] = x;
	}
}

/* Bits of hi below which n marks from min to max fall into about n/4 parts. */
static unsigned
part_shift(uint64_t spread, size_t n)
{
	unsigned shift = 0;

	while (spread >> shift > n / 4)
		shift++;
	return shift;
}

/*
 * Marks are evenly spread, so one pass puts each where it belongs to within
 * a few places.
 */
void
spool_marks_sort(struct spool_mark *m, size_t n, struct spool_mark *scratch)
{
	uint64_t min = UINT64_MAX, max = 0;
	size_t parts, sum = 0, begin = 0, *at;
	unsigned shift;

	if (n <= INSERTION_MAX) {
		sort_few(m, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		min = m[i].hi < min ? m[i].hi : min;
		max = m[i].hi > max ? m[i].hi : max;
	}
	shift = part_shift(max - min, n);
	parts = (size_t)((max - min) >> shift) + 1;
	at = xcalloc(parts, sizeof(*at));
	for (size_t i = 0; i < n; i++)
		at[(m[i].hi - min) >> shift]++;
	for (size_t i = 0; i < parts; i++) {
		size_t count = at[i];

		at[i] = sum;
		sum += count;
	}
	memcpy(scratch, m, n * sizeof(*m));
	for (size_t i = 0; i < n; i++)
		m[at[(scratch[i].hi - min) >> shift]++] = scratch[i];
	for (size_t i = 0; i < parts; i++) {
		sort_few(m + begin, at[i] - begin);
		begin = at[i];
	}
	free(at);
}

void
spool_tally_init(struct spool_tally *t)
{
	*t = (struct spool_tally){ .content = sha256_new() };
	sha256_add(t->content, CONTENT_SALT, strlen(CONTENT_SALT));
}

void
spool_tally_release(struct spool_tally *t)
{
	sha256_free(t->content);
	*t = (struct spool_tally){ 0 };
}

void
spool_tally_add(struct spool_tally *t, const struct buf *raw)
{
	size_t n = raw->len / MARK_OCTETS;

	sha256_add(t->content, raw->data, raw->len);
	for (size_t i = 0; i < n; i++) {
		struct spool_mark m = mark_at(raw->data, i);

		if (t->any && spool_mark_same_id(t->last, m)) {
			t->repeated++;
			t->conflicts += t->last.lo != m.lo;
		}
		t->disorder |= t->any && spool_mark_cmp(t->last, m) > 0;
		t->sum_hi += m.hi;
		t->sum_lo += m.lo;
		t->last = m;
		t->any = true;
	}
}

void
spool_tally_end(struct spool_tally *t, char content[SHA256_HEX_MAX])
{
	sha256_end_hex(t->content, content);
}

/* One file's marks, a chunk at a time. */
struct source {
	struct spool_reader	*reader;
	struct buf		 raw;
	size_t			 next;		/* chunk */
	size_t			 at, len;	/* marks in raw */
};

struct spool_scan {
	struct source		*src;
	size_t			 n;
	struct spool_mark	*mark, *scratch;
	size_t			 len, cap, scratch_cap;
};

struct spool_scan *
spool_scan_new(struct spool_reader *const *r, size_t n)
{
	struct spool_scan *s = xcalloc(1, sizeof(*s));

	s->src = xcalloc(n + 1, sizeof(*s->src));
	s->n = n;
	for (size_t i = 0; i < n; i++)
		s->src[i].reader = r[i];
	return s;
}

void
spool_scan_free(struct spool_scan *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++)
		buf_release(&s->src[i].raw);
	free(s->src);
	free(s->mark);
	free(s->scratch);
	free(s);
}

static int
source_fill(struct source *s)
{
	while (s->at == s->len && s->next < s->reader->chunks) {
		if (spool_reader_marks(s->reader, s->next, &s->raw) != 0)
			return -1;
		s->next++;
		s->at = 0;
		s->len = s->raw.len / MARK_OCTETS;
	}
	return 0;
}

/* The greatest mark up to which every file's chunk in memory is all. */
static int
scan_bound(struct spool_scan *s, struct spool_mark *bound, size_t *some)
{
	*some = 0;
	*bound = (struct spool_mark){ UINT64_MAX, UINT64_MAX };
	for (size_t i = 0; i < s->n; i++) {
		struct source *k = &s->src[i];
		struct spool_mark last;

		if (source_fill(k) != 0)
			return -1;
		if (k->at == k->len)
			continue;
		*some += k->len - k->at;
		last = mark_at(k->raw.data, k->len - 1);
		if (k->next < k->reader->chunks
		    && spool_mark_cmp(last, *bound) < 0)
			*bound = last;
	}
	return 0;
}

static void
scan_take(struct spool_scan *s, struct spool_mark bound)
{
	s->len = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct source *k = &s->src[i];

		while (k->at < k->len) {
			struct spool_mark m = mark_at(k->raw.data, k->at);

			if (spool_mark_cmp(m, bound) > 0)
				break;
			s->mark[s->len++] = m;
			k->at++;
		}
		if (k->at == k->len && k->next == k->reader->chunks)
			buf_release(&k->raw);	/* done with this file */
	}
}

int
spool_scan_next(struct spool_scan *s, const struct spool_mark **m, size_t *n)
{
	struct spool_mark bound;
	size_t some;

	if (scan_bound(s, &bound, &some) != 0)
		return -1;
	if (some == 0)
		return 0;
	if (some > s->cap) {
		s->cap = some;
		s->mark = xreallocarray(s->mark, some, sizeof(*s->mark));
		s->scratch = xreallocarray(s->scratch, some,
		    sizeof(*s->scratch));
	}
	scan_take(s, bound);
	if (s->n > 1)
		spool_marks_sort(s->mark, s->len, s->scratch);
	*m = s->mark;
	*n = s->len;
	return 1;
}

static struct spool_mark
id_part(struct spool_mark m)
{
	m.lo = m.lo >> SPOOL_CONTENT_BITS << SPOOL_CONTENT_BITS;
	return m;
}

static size_t
conflicts_max(const struct spool_conflicts *c)
{
	return c->max != 0 ? c->max : SPOOL_CONFLICTS_MAX;
}

const struct spool_settled *
spool_settled_find(const struct spool_settled *s, size_t len,
    struct spool_mark id, size_t *n)
{
	size_t low = 0, high = len, end;

	id = id_part(id);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (spool_mark_cmp(s[mid].mark, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < len && spool_mark_same_id(s[end].mark, id); end++)
		;
	*n = end - low;
	return s + low;
}

static bool
is_settled(const struct spool_conflicts *c)
{
	const struct spool_settled *s;
	size_t n, known = 0;

	s = spool_settled_find(c->settled, c->settled_len, c->group[0], &n);
	for (size_t i = 0; i < c->group_len; i++)
		for (size_t k = 0; k < n; k++)
			known += s[k].mark.lo == c->group[i].lo;
	return known == c->group_len;
}

/* All contents of one thing are known. */
static int
group_end(struct spool_conflicts *c)
{
	bool conflict = c->group_len > 1 && !is_settled(c);

	if (conflict && c->len == conflicts_max(c))
		return -1;
	if (conflict) {
		GROW(c->item, c->len, c->cap);
		c->item[c->len++] = id_part(c->group[0]);
	}
	c->group_len = 0;
	return 0;
}

/* The next mark in ascending order. */
static int
conflicts_see(struct spool_conflicts *c, struct spool_mark m)
{
	if (c->group_len > 0) {
		struct spool_mark last = c->group[c->group_len - 1];

		if (last.hi == m.hi && last.lo == m.lo)
			return 0;
		if (!spool_mark_same_id(last, m) && group_end(c) != 0)
			return -1;
	}
	GROW(c->group, c->group_len, c->group_cap);
	c->group[c->group_len++] = m;
	return 0;
}

static int
conflicts_many(const struct spool_conflicts *c)
{
	diag(REASON_SPOOL_CONFLICTS_MANY, "more than %zu identities stand with "
	    "other content", conflicts_max(c));
	return -1;
}

int
spool_conflicts_find(struct spool_conflicts *c, struct spool_reader *const *r,
    size_t n)
{
	struct spool_scan *scan = spool_scan_new(r, n);
	const struct spool_mark *m;
	size_t len;
	int rc;

	while ((rc = spool_scan_next(scan, &m, &len)) > 0)
		for (size_t i = 0; i < len && rc > 0; i++)
			if (conflicts_see(c, m[i]) != 0) {
				spool_scan_free(scan);
				return conflicts_many(c);
			}
	spool_scan_free(scan);
	if (rc == 0 && group_end(c) != 0)
		return conflicts_many(c);
	return rc;
}

int
spool_conflicts_in(struct spool_conflicts *c, const char *folder,
    const struct spool_register *reg, struct ZSTD_DCtx_s *unpack)
{
	struct spool_reader *r = xcalloc(reg->len + 1, sizeof(*r));
	struct spool_reader **p = xcalloc(reg->len + 1, sizeof(*p));
	size_t n;
	int rc = 0;

	for (n = 0; n < reg->len && rc == 0; n++) {
		char *path = spool_path(folder, reg->batch[n].name, ".zst");

		rc = spool_reader_open(&r[n], path, reg->batch[n].name, unpack);
		p[n] = &r[n];
		free(path);
	}
	if (rc == 0)
		rc = spool_conflicts_find(c, p, n);
	while (n > 0)
		spool_reader_release(&r[--n]);
	free(p);
	free(r);
	return rc;
}

void
spool_conflicts_release(struct spool_conflicts *c)
{
	free(c->item);
	free(c->group);
	*c = (struct spool_conflicts){ 0 };
}

static int
mark_find_cmp(const void *key, const void *item)
{
	return spool_mark_cmp(*(const struct spool_mark *)key,
	    *(const struct spool_mark *)item);
}

bool
spool_conflicts_has(const struct spool_conflicts *c,
    const struct spool_rec *s)
{
	struct spool_mark m;

	if (c->len == 0)
		return false;
	m = spool_mark_id(s);
	return bsearch(&m, c->item, c->len, sizeof(*c->item), mark_find_cmp)
	    != NULL;
}
