/*
 * growth.c - how far files that grow were read, between runs
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "growth.h"
#include "rec/rec.h"
#include "rec/unpack.h"
#include "state.h"

#define BLOCK	((size_t)64 << 10)

static void
release(struct position *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(p[i].file);
	free(p);
}

void
growth_release(struct growth *g)
{
	release(g->old, g->olds);
	release(g->now, g->nows);
	free(g->by_octets);
	*g = (struct growth){ 0 };
}

/* ---- what a file is known by --------------------------------------------- */

static int
read_at(int fd, unsigned char *to, size_t n, uint64_t at)
{
	ssize_t got;

	for (; n != 0; n -= (size_t)got, to += got, at += (uint64_t)got) {
		got = pread(fd, to, n, (off_t)at);
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got <= 0)
			return -1;	/* it is shorter, or not readable */
	}
	return 0;
}

/* A packed file, read up to some of its octets and then further. */
struct passing {
	struct unpack	*src;
	uint64_t	 at;
	unsigned char	 head[GROWTH_WINDOW];
	struct buf	 last;		/* the last window of octets, or more */
};

static void
passing_begin(struct passing *g, int fd)
{
	g->src = unpack_new();
	g->at = 0;
	g->last = (struct buf){ 0 };
	buf_reserve(&g->last, BLOCK + GROWTH_WINDOW);
	if (lseek(fd, 0, SEEK_SET) == 0)
		unpack_open(g->src, fd);
}

static void
passing_end(struct passing *g)
{
	unpack_free(g->src);
	buf_release(&g->last);
}

/* Read on: 0, or -1: it is shorter, or not readable. */
static int
pass_to(struct passing *g, uint64_t octets)
{
	struct buf *b = &g->last;

	while (g->at < octets) {
		size_t want = octets - g->at < BLOCK
		    ? (size_t)(octets - g->at) : BLOCK;
		ssize_t n;

		if (b->len > GROWTH_WINDOW) {
			memmove(b->data, b->data + b->len - GROWTH_WINDOW,
			    GROWTH_WINDOW);
			b->len = GROWTH_WINDOW;
		}
		n = unpack_read(g->src, b->data + b->len, want);
		if (n <= 0)
			return -1;
		if (g->at < GROWTH_WINDOW)
			memcpy(g->head + g->at, b->data + b->len,
			    GROWTH_WINDOW - g->at < (size_t)n
			    ? GROWTH_WINDOW - (size_t)g->at : (size_t)n);
		b->len += (size_t)n;
		g->at += (uint64_t)n;
	}
	return 0;
}

bool
growth_is_packed(int fd)
{
	unsigned char magic[UNPACK_FIRST];

	return read_at(fd, magic, sizeof(magic), 0) == 0
	    && unpack_is_magic(magic, sizeof(magic));
}

static size_t
window(uint64_t octets)
{
	return octets < GROWTH_WINDOW ? (size_t)octets : GROWTH_WINDOW;
}

static void
digest_windows(const void *head, const void *tail, size_t len,
    char out[SHA256_HEX_MAX])
{
	struct sha256 *h = sha256_new();

	sha256_add(h, head, len);
	sha256_add(h, tail, len);
	sha256_end_hex(h, out);
	sha256_free(h);
}

/* Of the octets that were passed. */
static void
passing_digest(const struct passing *g, char out[SHA256_HEX_MAX])
{
	size_t len = window(g->at);

	digest_windows(g->head, g->last.data + g->last.len - len, len, out);
}

static int
plain_digest(int fd, uint64_t octets, char out[SHA256_HEX_MAX])
{
	unsigned char head[GROWTH_WINDOW], tail[GROWTH_WINDOW];
	size_t len = window(octets);

	if (read_at(fd, head, len, 0) < 0
	    || read_at(fd, tail, len, octets - len) < 0)
		return -1;
	digest_windows(head, tail, len, out);
	return 0;
}

/* A file whose digest is wanted up to more and more octets. */
struct digests {
	struct passing	*pass;		/* NULL: it is not packed */
	int		 fd;
};

/* 0, or -1: the file is shorter. */
static int
digest_at(struct digests *d, uint64_t octets, char out[SHA256_HEX_MAX])
{
	if (d->pass == NULL)
		return plain_digest(d->fd, octets, out);
	if (pass_to(d->pass, octets) < 0)
		return -1;
	passing_digest(d->pass, out);
	return 0;
}

/* 0, or -1: the file is shorter. fd is at its begin behind it. */
static int
digest_of(int fd, uint64_t octets, char out[SHA256_HEX_MAX])
{
	struct digests d = { .fd = fd };
	struct passing pass;
	int rc;

	if (growth_is_packed(fd)) {
		passing_begin(&pass, fd);
		d.pass = &pass;
	}
	rc = digest_at(&d, octets, out);
	if (d.pass != NULL)
		passing_end(&pass);
	return lseek(fd, 0, SEEK_SET) != 0 ? -1 : rc;
}

/* ---- finding -------------------------------------------------------------- */

static bool
may_be_it(const struct position *p)
{
	return !p->found && p->octets >= UNPACK_FIRST;
}

static int
octets_cmp(const void *a, const void *b)
{
	const struct position *x = *(struct position *const *)a;
	const struct position *y = *(struct position *const *)b;

	if (x->octets != y->octets)
		return x->octets < y->octets ? -1 : 1;
	return (x > y) - (x < y);
}

/* Whether a is to be taken before b, which may be none. */
static bool
is_nearer(const struct position *a, const struct position *b,
    const char *file)
{
	bool named = strcmp(a->file, file) == 0;

	return b == NULL || (named && strcmp(b->file, file) != 0)
	    || (named == (strcmp(b->file, file) == 0) && a < b);
}

static struct position *const *
by_octets(struct growth *g)
{
	if (g->by_octets == NULL) {
		g->by_octets = xcalloc(g->olds + 1, sizeof(struct position *));
		for (size_t i = 0; i < g->olds; i++)
			g->by_octets[i] = &g->old[i];
		qsort(g->by_octets, g->olds, sizeof(struct position *),
		    octets_cmp);
	}
	return g->by_octets;
}

/* Whatever it was called. */
static struct position *
find_any(struct growth *g, const char *file, struct digests *d)
{
	struct position *const *at = by_octets(g);
	struct position *found = NULL;
	char digest[SHA256_HEX_MAX] = "";
	uint64_t octets = 0;

	for (size_t i = 0; i < g->olds; i++) {
		if (!may_be_it(at[i]))
			continue;
		if (octets != at[i]->octets) {
			octets = at[i]->octets;
			if (digest_at(d, octets, digest) < 0)
				break;
		}
		if (strcmp(digest, at[i]->digest) == 0
		    && is_nearer(at[i], found, file))
			found = at[i];
	}
	return found;
}

/*
 * Of a packed file all must be read: once, however many positions there are,
 * for anyone may leave a small file that unpacks to a large one.
 */
static struct position *
find_packed(struct growth *g, const char *file, int fd)
{
	struct passing pass;
	struct digests d = { .pass = &pass };
	struct position *found;

	passing_begin(&pass, fd);
	found = find_any(g, file, &d);
	passing_end(&pass);
	return lseek(fd, 0, SEEK_SET) != 0 ? NULL : found;
}

/* The first of a name, or where it would stand. */
static size_t
place_of(const struct position *p, size_t n, const char *file)
{
	size_t lo = 0, mid;

	while (lo < n) {
		mid = lo + (n - lo) / 2;
		if (strcmp(p[mid].file, file) < 0)
			lo = mid + 1;
		else
			n = mid;
	}
	return lo;
}

/* That of its own name before any other. */
static struct position *
find_plain(struct growth *g, const char *file, int fd)
{
	struct digests d = { .fd = fd };
	char digest[SHA256_HEX_MAX];
	size_t i = place_of(g->old, g->olds, file);

	for (; i < g->olds && strcmp(g->old[i].file, file) == 0; i++)
		if (may_be_it(&g->old[i])
		    && digest_at(&d, g->old[i].octets, digest) == 0
		    && strcmp(digest, g->old[i].digest) == 0)
			return &g->old[i];
	return find_any(g, file, &d);
}

const struct position *
growth_find(struct growth *g, const char *file, int fd)
{
	struct position *p = growth_is_packed(fd) ? find_packed(g, file, fd)
	    : find_plain(g, file, fd);

	if (p != NULL)
		p->found = true;
	return p;
}

/* One more for the state; taken. */
static void
keep(struct growth *g, struct position p)
{
	GROW(g->now, g->nows, g->nows_cap);
	g->now[g->nows++] = p;
}

int
growth_note(struct growth *g, const char *file, int fd,
    const struct position *before, uint64_t octets, uint64_t lines,
    uint64_t left)
{
	struct position p = { .octets = octets, .lines = lines, .left = left };

	if (before != NULL) {
		p.moved = before->moved || strcmp(before->file, file) != 0;
		if (left != 0 && before->left == left
		    && before->octets == octets)
			diag_at(REASON_FILE_LEFT, file, lines + 1, "the last "
			    "record is still not whole: %ju octets are left",
			    (uintmax_t)left);
	}
	if (digest_of(fd, octets, p.digest) != 0) {
		diag(REASON_READ_FAILED, "'%s' became shorter while it was "
		    "read", file);
		return -1;
	}
	p.file = xstrdup(file);
	keep(g, p);
	return 0;
}

/* ---- the state file ------------------------------------------------------- */

static int
load_one(void *arg, const struct rec *r)
{
	struct growth *g = arg;
	struct position p = { 0 };
	struct slice digest = rec_str(r, F_OBJECT), file = rec_str(r, F_FILE);
	enum reason moved = rec_bool(r, F_MOVED, &p.moved);

	if (g->load != NULL && !slice_is(rec_str(r, F_KIND), "file")
	    && g->load(g->arg, r))
		return 0;
	if (r->type != REC_CURSOR || !slice_is(rec_str(r, F_KIND), "file")
	    || digest.len != SHA256_HEX_MAX - 1 || file.len == 0
	    || rec_u64(r, F_READ_OCTETS, &p.octets) != REASON_NONE
	    || rec_u64(r, F_READ_LINES, &p.lines) != REASON_NONE
	    || rec_u64(r, F_LEFT_OCTETS, &p.left) != REASON_NONE
	    || (moved != REASON_NONE && moved != REASON_FIELD_MISSING)
	    || p.octets > INT64_MAX) {
		diag_at(REASON_STATE_DAMAGED, g->path, r->line_no,
		    "no position in a file, nor a record of a call of this "
		    "format");
		return -1;
	}
	memcpy(p.digest, digest.p, digest.len);
	p.file = xstrndup(file.p, file.len);
	GROW(g->old, g->olds, g->olds_cap);
	g->old[g->olds++] = p;
	return 0;
}

static int
position_cmp(const void *a, const void *b)
{
	return strcmp(((const struct position *)a)->file,
	    ((const struct position *)b)->file);
}

static void
by_name(struct position *p, size_t n)
{
	if (n != 0)
		qsort(p, n, sizeof(*p), position_cmp);
}

int
growth_load(struct growth *g, const char *path)
{
	int rc;

	g->path = path;
	rc = state_load(path, load_one, g);
	by_name(g->old, g->olds);
	return rc;
}

/*
 * A position that no file of this run, of which there were so many, had: kept
 * while its file is there.
 */
static bool
is_kept(const struct growth *g, size_t files, const struct position *p)
{
	size_t at = place_of(g->now, files, p->file);
	struct stat st;

	if (p->found)
		return false;
	if (at == files || strcmp(g->now[at].file, p->file) != 0)
		return stat(p->file, &st) == 0;
	if (!p->moved && !g->whole)
		diag(REASON_FILE_REPLACED, "'%s' is another file than in the "
		    "run before, which read %ju octets of it: name the file "
		    "that it was moved to as well", p->file,
		    (uintmax_t)p->octets);
	return false;
}

static int
save_all(void *arg, struct out *o)
{
	const struct growth *g = arg;

	for (size_t i = 0; i < g->nows; i++) {
		const struct position *p = &g->now[i];

		out_begin(o, REC_CURSOR);
		out_str(o, F_KIND, SLICE_LIT("file"));
		out_str(o, F_OBJECT, slice_of(p->digest));
		out_str(o, F_FILE, slice_of(p->file));
		out_u64(o, F_READ_OCTETS, p->octets);
		out_u64(o, F_READ_LINES, p->lines);
		out_u64(o, F_LEFT_OCTETS, p->left);
		if (p->moved)
			out_bool(o, F_MOVED, true);
		if (out_done(o) < 0)
			return -1;
	}
	return g->save != NULL ? g->save(g->arg, o) : 0;
}

int
growth_save(struct growth *g, const char *path)
{
	size_t files = g->nows;

	by_name(g->now, files);
	for (size_t i = 0; i < g->olds; i++) {
		struct position p = g->old[i];

		if (!is_kept(g, files, &g->old[i]))
			continue;
		p.file = xstrdup(p.file);
		keep(g, p);
	}
	by_name(g->now, g->nows);
	return state_save(path, save_all, g);
}
