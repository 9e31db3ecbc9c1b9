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
	*g = (struct growth){ 0 };
}

/* ---- what a file is known by --------------------------------------------- */

/* The first and the last octets of those that were read. */
struct windows {
	unsigned char	head[GROWTH_WINDOW], tail[GROWTH_WINDOW];
	size_t		len;		/* of either */
};

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

/* Of a packed file all must be read. */
static int
packed_windows(int fd, uint64_t octets, struct windows *w)
{
	struct unpack *src = unpack_new();
	struct buf b = { 0 };
	uint64_t at = 0;
	ssize_t n = 1;

	if (lseek(fd, 0, SEEK_SET) != 0)
		n = 0;
	unpack_open(src, fd);
	buf_reserve(&b, BLOCK + GROWTH_WINDOW);
	while (at < octets && n > 0) {
		size_t want = octets - at < BLOCK ? (size_t)(octets - at)
		    : BLOCK;

		if (b.len > w->len) {	/* keep the last ones */
			memmove(b.data, b.data + b.len - w->len, w->len);
			b.len = w->len;
		}
		n = unpack_read(src, b.data + b.len, want);
		if (n <= 0)
			break;
		b.len += (size_t)n;
		if (at < w->len)
			memcpy(w->head + at, b.data + b.len - (size_t)n,
			    w->len - at < (size_t)n ? w->len - (size_t)at
			    : (size_t)n);
		at += (uint64_t)n;
	}
	if (at == octets)
		memcpy(w->tail, b.data + b.len - w->len, w->len);
	buf_release(&b);
	unpack_free(src);
	return at == octets ? 0 : -1;
}

bool
growth_is_packed(int fd)
{
	unsigned char magic[UNPACK_FIRST];

	return read_at(fd, magic, sizeof(magic), 0) == 0
	    && unpack_is_magic(magic, sizeof(magic));
}

/* 0, or -1: the file is shorter. fd is at its begin behind it. */
static int
digest_of(int fd, uint64_t octets, char out[SHA256_HEX_MAX])
{
	struct sha256 *h;
	struct windows w = { .len = octets < GROWTH_WINDOW ? (size_t)octets
	    : GROWTH_WINDOW };
	int rc;

	if (growth_is_packed(fd))
		rc = packed_windows(fd, octets, &w);
	else if ((rc = read_at(fd, w.head, w.len, 0)) == 0)
		rc = read_at(fd, w.tail, w.len, octets - w.len);
	if (lseek(fd, 0, SEEK_SET) != 0 || rc != 0)
		return -1;
	h = sha256_new();
	sha256_add(h, w.head, w.len);
	sha256_add(h, w.tail, w.len);
	sha256_end_hex(h, out);
	sha256_free(h);
	return 0;
}

/* ---- finding -------------------------------------------------------------- */

static bool
is_it(const struct position *p, int fd)
{
	char digest[SHA256_HEX_MAX];

	return !p->found && p->octets >= UNPACK_FIRST
	    && digest_of(fd, p->octets, digest) == 0
	    && strcmp(digest, p->digest) == 0;
}

const struct position *
growth_find(struct growth *g, const char *file, int fd)
{
	size_t i;

	for (i = 0; i < g->olds; i++) {
		struct position *p = &g->old[i];

		if (strcmp(p->file, file) == 0 && is_it(p, fd)) {
			p->found = true;
			return p;
		}
	}
	for (i = 0; i < g->olds; i++) {
		struct position *p = &g->old[i];

		if (strcmp(p->file, file) != 0 && is_it(p, fd)) {
			p->found = true;
			return p;
		}
	}
	return NULL;
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
	GROW(g->now, g->nows, g->nows_cap);
	g->now[g->nows++] = p;
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

	if (r->type != REC_CURSOR || !slice_is(rec_str(r, F_KIND), "file")
	    || digest.len != SHA256_HEX_MAX - 1 || file.len == 0
	    || rec_u64(r, F_READ_OCTETS, &p.octets) != REASON_NONE
	    || rec_u64(r, F_READ_LINES, &p.lines) != REASON_NONE
	    || rec_u64(r, F_LEFT_OCTETS, &p.left) != REASON_NONE
	    || (moved != REASON_NONE && moved != REASON_FIELD_MISSING)
	    || p.octets > INT64_MAX || g->olds == GROWTH_FILES) {
		diag_at(REASON_STATE_DAMAGED, g->path, r->line_no,
		    "no position in a file");
		return -1;
	}
	memcpy(p.digest, digest.p, digest.len);
	p.file = xstrndup(file.p, file.len);
	GROW(g->old, g->olds, g->olds_cap);
	g->old[g->olds++] = p;
	return 0;
}

int
growth_load(struct growth *g, const char *path)
{
	g->path = path;
	return state_load(path, load_one, g);
}

static bool
was_named(const struct growth *g, const char *file)
{
	for (size_t i = 0; i < g->nows; i++)
		if (strcmp(g->now[i].file, file) == 0)
			return true;
	return false;
}

/* A position that no file of this run had: kept while its file is there. */
static bool
is_kept(const struct growth *g, const struct position *p)
{
	struct stat st;

	if (p->found)
		return false;
	if (!was_named(g, p->file))
		return stat(p->file, &st) == 0;
	if (!p->moved)
		diag(REASON_FILE_REPLACED, "'%s' is another file than in the "
		    "run before, which read %ju octets of it: name the file "
		    "that it was moved to as well", p->file,
		    (uintmax_t)p->octets);
	return false;
}

static int
position_cmp(const void *a, const void *b)
{
	return strcmp(((const struct position *)a)->file,
	    ((const struct position *)b)->file);
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
	return 0;
}

int
growth_save(struct growth *g, const char *path)
{
	for (size_t i = 0; i < g->olds; i++) {
		if (!is_kept(g, &g->old[i]))
			continue;
		GROW(g->now, g->nows, g->nows_cap);
		g->now[g->nows] = g->old[i];
		g->now[g->nows++].file = xstrdup(g->old[i].file);
	}
	if (g->nows != 0)
		qsort(g->now, g->nows, sizeof(*g->now), position_cmp);
	return state_save(path, save_all, g);
}
