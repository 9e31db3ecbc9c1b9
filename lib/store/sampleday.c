/*
 * sampleday.c (store) - a day of samples, packed, with a look-up by object
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include <zstd.h>

#include "base/diag.h"
#include "base/fd.h"
#include "base/file.h"
#include "rec/scan.h"
#include "store/sampleday.h"
#include "store/spool_pack.h"

#define MAGIC		"OSSBSSD1"
#define MAGIC_LEN	8
#define FRAME_INDEX	0x184d2a53u	/* skippable (RFC 8878 3.1.2) */
#define FRAME_FOOT	0x184d2a54u
#define SKIP_OCTETS	8
#define FOOT_OCTETS	(SKIP_OCTETS + 16 + MAGIC_LEN)
#define LEVEL		9
#define KEY_MAX		REC_LINE_MAX

struct slice
sample_key(struct arena *a, const struct rec *r)
{
	struct slice part[3] = { rec_str(r, F_NODE), rec_str(r, F_KIND),
		rec_str(r, F_OBJECT) };
	char *key = arena_alloc(a, part[0].len + part[1].len + part[2].len
	    + 2), *at = key;

	for (int i = 0; i < 3; i++) {
		if (i > 0)
			*at++ = '\037';
		memcpy(at, part[i].p, part[i].len);
		at += part[i].len;
	}
	return (struct slice){ key, (size_t)(at - key) };
}

static int
line_cmp(const void *va, const void *vb)
{
	const struct sample_line *a = va, *b = vb;
	int c = slice_cmp(a->key, b->key);

	if (c == 0)
		c = (a->ts_us > b->ts_us) - (a->ts_us < b->ts_us);
	return c != 0 ? c : slice_cmp(a->line, b->line);
}

size_t
sample_lines_once(struct sample_line *l, size_t n)
{
	size_t left = 0;

	if (n > 1)
		qsort(l, n, sizeof(*l), line_cmp);
	for (size_t i = 0; i < n; i++)
		if (left == 0 || line_cmp(&l[left - 1], &l[i]) != 0)
			l[left++] = l[i];
	return left;
}

/* ---- writing ------------------------------------------------------------ */

struct writer {
	struct file_new	file;
	ZSTD_CCtx	*pack;
	struct buf	lines, packed, index;
	struct slice	first, last;
	uint64_t	offset;
	bool		failed;
};

static void
put(struct writer *w, const struct buf *b)
{
	if (!w->failed && write_all(w->file.fd, b->data, b->len) < 0) {
		diag_errno(REASON_WRITE_FAILED, "'%s'", w->file.path);
		w->failed = true;
	}
	w->offset += b->len;
}

static void
put_key(struct buf *b, struct slice key)
{
	put_fixed(b, key.len, 4);
	buf_add_slice(b, key);
}

static void
block_end(struct writer *w)
{
	size_t bound = ZSTD_compressBound(w->lines.len), n;

	if (w->lines.len == 0)
		return;
	buf_clear(&w->packed);
	buf_reserve(&w->packed, bound);
	n = ZSTD_compress2(w->pack, w->packed.data, bound, w->lines.data,
	    w->lines.len);
	if (ZSTD_isError(n)) {
		diag(REASON_WRITE_FAILED, "'%s': %s", w->file.path,
		    ZSTD_getErrorName(n));
		w->failed = true;
		n = 0;
	}
	w->packed.len = n;
	put_fixed(&w->index, w->offset, 8);
	put_fixed(&w->index, n, 4);
	put_fixed(&w->index, w->lines.len, 4);
	put_key(&w->index, w->first);
	put_key(&w->index, w->last);
	put(w, &w->packed);
	buf_clear(&w->lines);
}

static void
write_end(struct writer *w)
{
	uint64_t at, sum = XXH64(w->index.data, w->index.len, 0);
	struct buf b = { 0 };

	put_fixed(&b, FRAME_INDEX, 4);
	put_fixed(&b, w->index.len, 4);
	at = w->offset + b.len;
	buf_add_slice(&b, buf_slice(&w->index));
	put_fixed(&b, FRAME_FOOT, 4);
	put_fixed(&b, FOOT_OCTETS - SKIP_OCTETS, 4);
	put_fixed(&b, at, 8);
	put_fixed(&b, sum, 8);
	buf_add(&b, MAGIC, MAGIC_LEN);
	put(w, &b);
	buf_release(&b);
}

int
sampleday_write(const char *path, const struct sample_line *l, size_t n)
{
	struct writer w = { 0 };
	int rc = -1;

	if (file_new_open(&w.file, path, 0600) < 0)
		return -1;
	w.pack = ZSTD_createCCtx();
	ZSTD_CCtx_setParameter(w.pack, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(w.pack, ZSTD_c_checksumFlag, 1);
	for (size_t i = 0; i < n; i++) {
		if (w.lines.len == 0)
			w.first = l[i].key;
		w.last = l[i].key;
		buf_add_slice(&w.lines, l[i].line);
		buf_addc(&w.lines, '\n');
		if (w.lines.len >= SAMPLEDAY_BLOCK)
			block_end(&w);
	}
	block_end(&w);
	write_end(&w);
	if (!w.failed)
		rc = file_new_commit(&w.file);
	file_new_release(&w.file);
	ZSTD_freeCCtx(w.pack);
	buf_release(&w.lines);
	buf_release(&w.packed);
	buf_release(&w.index);
	return rc;
}

/* ---- reading ------------------------------------------------------------ */

static int
damaged(const struct sampleday *d, const char *why)
{
	diag(REASON_SAMPLES_DAMAGED, "'%s': %s", d->path, why);
	return -1;
}

static int
read_at(struct sampleday *d, struct buf *b, uint64_t offset, size_t n)
{
	size_t got = 0;

	buf_clear(b);
	buf_reserve(b, n + SCAN_PADDING);
	while (got < n) {
		ssize_t k = pread(d->fd, b->data + got, n - got,
		    (off_t)(offset + got));

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0) {
			diag_errno(REASON_READ_FAILED, "'%s'", d->path);
			return -1;
		}
		if (k == 0)
			return damaged(d, "it ends too early");
		got += (size_t)k;
	}
	b->len = n;
	return 0;
}

static struct slice
get_key(struct sampleday *d, struct unpack *u)
{
	uint64_t n = get_fixed(u, 4);
	struct slice key = { (const char *)u->p, n };

	if (n > (size_t)(u->end - u->p) || n > KEY_MAX) {
		u->bad = true;
		return (struct slice){ NULL, 0 };
	}
	u->p += n;
	return arena_slice(&d->keys, key);
}

static int
index_read(struct sampleday *d, uint64_t end)
{
	struct unpack u = { .p = (const unsigned char *)d->packed.data,
		.end = (const unsigned char *)d->packed.data + d->packed.len };
	uint64_t next = 0;
	size_t cap = 0;

	while (u.p < u.end && !u.bad) {
		struct sampleday_block b;

		b.offset = get_fixed(&u, 8);
		b.packed = (uint32_t)get_fixed(&u, 4);
		b.len = (uint32_t)get_fixed(&u, 4);
		b.first = get_key(d, &u);
		b.last = get_key(d, &u);
		if (u.bad || b.offset != next || b.packed > end - b.offset
		    || b.len == 0
		    || b.len > SAMPLEDAY_BLOCK + REC_LINE_MAX + 1)
			return damaged(d, "its index is not usable");
		next = b.offset + b.packed;
		GROW(d->block, d->blocks, cap);
		d->block[d->blocks++] = b;
	}
	return u.bad ? damaged(d, "its index is not usable") : 0;
}

static int
foot_read(struct sampleday *d)
{
	uint64_t at, sum, end;
	struct unpack u;
	struct stat st;

	if (fstat(d->fd, &st) < 0 || st.st_size < FOOT_OCTETS + SKIP_OCTETS)
		return damaged(d, "it is too short");
	end = (uint64_t)st.st_size - FOOT_OCTETS;
	if (read_at(d, &d->packed, end, FOOT_OCTETS) < 0)
		return -1;
	u = (struct unpack){ .p = (const unsigned char *)d->packed.data
		+ SKIP_OCTETS, .end = (const unsigned char *)d->packed.data
		+ FOOT_OCTETS };
	at = get_fixed(&u, 8);
	sum = get_fixed(&u, 8);
	if (memcmp(u.p, MAGIC, MAGIC_LEN) != 0 || at < SKIP_OCTETS
	    || at > end)
		return damaged(d, "it is no day of samples");
	if (read_at(d, &d->packed, at, end - at) < 0)
		return -1;
	if (XXH64(d->packed.data, d->packed.len, 0) != sum)
		return damaged(d, "its index has another checksum");
	return index_read(d, at - SKIP_OCTETS);
}

int
sampleday_open(struct sampleday *d, const char *path)
{
	*d = (struct sampleday){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (d->fd < 0) {
		if (errno == ENOENT)
			return 0;
		diag_errno(REASON_OPEN_FAILED, "'%s'", path);
		return -1;
	}
	d->path = xstrdup(path);
	if (foot_read(d) == 0)
		return 1;
	sampleday_close(d);
	return -1;
}

void
sampleday_close(struct sampleday *d)
{
	if (d->fd >= 0)
		close(d->fd);
	free(d->path);
	free(d->block);
	arena_release(&d->keys);
	buf_release(&d->packed);
	buf_release(&d->lines);
	*d = (struct sampleday){ .fd = -1 };
}

bool
sampleday_may_have(const struct sampleday_block *b, struct slice prefix)
{
	struct slice first = b->first;

	if (first.len > prefix.len)
		first.len = prefix.len;
	return slice_cmp(first, prefix) <= 0
	    && slice_cmp(b->last, prefix) >= 0;
}

int
sampleday_load(struct sampleday *d, size_t block, struct slice *lines)
{
	const struct sampleday_block *b = &d->block[block];
	size_t n;

	if (read_at(d, &d->packed, b->offset, b->packed) < 0)
		return -1;
	buf_clear(&d->lines);
	buf_reserve(&d->lines, b->len + SCAN_PADDING);
	n = ZSTD_decompress(d->lines.data, b->len, d->packed.data, b->packed);
	if (ZSTD_isError(n) || n != b->len || d->lines.data[n - 1] != '\n')
		return damaged(d, "a block is not usable");
	memset(d->lines.data + n, 0, SCAN_PADDING);
	d->lines.len = n;
	*lines = buf_slice(&d->lines);
	return 0;
}
