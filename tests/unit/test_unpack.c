/*
 * test_unpack.c - packed files: magic octets, members in a row, what is cut,
 * damaged or blown up
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "rec/unpack.h"

#include "tap.h"

#define BLOCK ((size_t)256 << 10)

static struct unpack *u;

static int
file_of(struct slice s)
{
	int fd = memfd_create("packed", 0);

	if (fd < 0 || write_all(fd, s.p, s.len) < 0
	    || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return fd;
}

static void
add_gzip(struct buf *out, struct slice s)
{
	z_stream z = { 0 };

	if (deflateInit2(&z, 9, Z_DEFLATED, 16 + 15, 9, Z_DEFAULT_STRATEGY)
	    != Z_OK || buf_reserve(out, s.len + 1000) < 0)
		abort();
	z.next_in = (unsigned char *)(uintptr_t)s.p;
	z.avail_in = (uInt)s.len;
	z.next_out = (unsigned char *)out->data + out->len;
	z.avail_out = (uInt)(out->cap - out->len);
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	out->len += z.total_out;
	deflateEnd(&z);
}

static void
add_zstd(struct buf *out, struct slice s)
{
	size_t n = ZSTD_compressBound(s.len);

	if (buf_reserve(out, n) < 0)
		abort();
	n = ZSTD_compress(out->data + out->len, n, s.p, s.len, 3);
	if (ZSTD_isError(n))
		abort();
	out->len += n;
}

/* All octets, asked for n at a time; REASON_NONE or what stopped it. */
static enum reason
read_all(struct slice packed, size_t n, struct buf *out)
{
	int fd = file_of(packed);
	ssize_t got;

	buf_clear(out);
	unpack_open(u, fd);
	do {
		buf_reserve(out, n);
		got = unpack_read(u, out->data + out->len, n);
		if (got > 0)
			out->len += (size_t)got;
	} while (got > 0);
	close(fd);
	return got < 0 ? unpack_reason(u) : REASON_NONE;
}

static void
same(struct slice packed, const char *want, const char *what)
{
	static const size_t sizes[] = { UNPACK_FIRST, 7, BLOCK };
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < LEN(sizes); i++) {
		is_str(reason_code(read_all(packed, sizes[i], &out)), "",
		    "%s, %zu at a time", what, sizes[i]);
		is_str(buf_str(&out), want, "  the octets");
	}
	buf_release(&out);
}

/* Every shorter file ends too early; only where `whole` octets end is fine. */
static void
cut(struct slice packed, size_t whole, const char *what)
{
	struct buf out = { 0 };
	bool good = true;
	enum reason why;
	size_t n;

	for (n = UNPACK_FIRST; n < packed.len; n++) {
		why = read_all((struct slice){ packed.p, n }, BLOCK, &out);
		if (why != (n == whole ? REASON_NONE : REASON_ARCHIVE_CUT))
			good = false;
	}
	ok(good, "%s cut anywhere", what);
	buf_release(&out);
}

static void
damaged(struct slice packed, const char *what)
{
	struct buf bent = { 0 }, out = { 0 };
	enum reason why;

	buf_add_slice(&bent, packed);
	bent.data[bent.len - 1] ^= 1;
	bent.data[bent.len - 6] ^= 1;
	why = read_all(buf_slice(&bent), BLOCK, &out);
	is_str(reason_code(why), "archive-damaged", "%s damaged", what);
	buf_clear(&bent);
	buf_add_slice(&bent, packed);
	buf_adds(&bent, "more");
	why = read_all(buf_slice(&bent), BLOCK, &out);
	is_str(reason_code(why), "archive-damaged", "%s, text behind", what);
	buf_release(&bent);
	buf_release(&out);
}

static void
bomb(void (*add)(struct buf *, struct slice), const char *what)
{
	struct buf zeros = { 0 }, packed = { 0 };
	char *room = xmalloc(BLOCK);
	uint64_t total = 0;
	ssize_t got;
	int fd, i;

	for (i = 0; i < 100; i++) {
		buf_reserve(&zeros, 1 << 20);
		memset(zeros.data + zeros.len, 0, 1 << 20);
		zeros.len += 1 << 20;
	}
	add(&packed, buf_slice(&zeros));
	fd = file_of(buf_slice(&packed));
	unpack_open(u, fd);
	while ((got = unpack_read(u, room, BLOCK)) > 0)
		total += (uint64_t)got;
	ok(got < 0 && unpack_reason(u) == REASON_ARCHIVE_BOMB
	    && total <= UNPACK_FREE, "%s: %zu octets for 100 MiB", what,
	    packed.len);
	close(fd);
	free(room);
	buf_release(&zeros);
	buf_release(&packed);
}

/* A frame that asks for a window of 1 GiB. */
static void
window(void)
{
	static const char frame[] = "\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00";
	struct buf out = { 0 };

	is_str(reason_code(read_all((struct slice){ frame, 9 }, BLOCK, &out)),
	    "archive-bomb", "a window of 1 GiB");
	buf_release(&out);
}

/* What comes in the smallest pieces is handed out in large ones. */
static void
pieces(void (*add)(struct buf *, struct slice), const char *what)
{
	struct buf packed = { 0 }, out = { 0 };
	char *room = xmalloc(BLOCK);
	unsigned i, calls = 0;
	uint64_t total = 0;
	ssize_t got;
	int fd;

	for (i = 0; i < 1000; i++)
		add(&packed, SLICE_LIT("x"));
	fd = file_of(buf_slice(&packed));
	unpack_open(u, fd);
	while ((got = unpack_read(u, room, BLOCK)) > 0) {
		total += (uint64_t)got;
		calls++;
	}
	is_u64(total, 1000, "%s: an octet in each of a thousand", what);
	is_u64(calls, 1, "%s: in one piece", what);
	close(fd);
	buf_adds(&packed, "more");
	is_str(reason_code(read_all(buf_slice(&packed), BLOCK, &out)),
	    "archive-damaged", "%s: damaged behind them", what);
	is_u64(out.len, 1000, "%s: they are there nonetheless", what);
	buf_release(&out);
	free(room);
	buf_release(&packed);
}

int
main(void)
{
	const struct slice a = SLICE_LIT("one,two\n"), b = SLICE_LIT("three\n");
	struct buf gz = { 0 }, zst = { 0 };
	size_t gz_one, zst_one;

	u = unpack_new();
	same(SLICE_LIT(""), "", "an empty file");
	same(SLICE_LIT("\x1f"), "\x1f", "half of gzip's magic");
	same(SLICE_LIT("\x28\xb5\x2f"), "\x28\xb5\x2f", "most of zstd's magic");
	same(SLICE_LIT("(plain),x\n"), "(plain),x\n", "a plain file");
	add_gzip(&gz, a);
	gz_one = gz.len;
	same(buf_slice(&gz), "one,two\n", "gzip");
	add_gzip(&gz, b);
	same(buf_slice(&gz), "one,two\nthree\n", "two gzip members");
	cut(buf_slice(&gz), gz_one, "gzip");
	damaged(buf_slice(&gz), "gzip");
	buf_add(&gz, "\0\0\0", 3);
	same(buf_slice(&gz), "one,two\nthree\n", "gzip padded with zeros");
	add_zstd(&zst, a);
	zst_one = zst.len;
	same(buf_slice(&zst), "one,two\n", "zstd");
	add_zstd(&zst, b);
	same(buf_slice(&zst), "one,two\nthree\n", "two zstd frames");
	cut(buf_slice(&zst), zst_one, "zstd");
	buf_clear(&gz);
	buf_add(&gz, "\x50\x2a\x4d\x18\x02\0\0\0xx", 10);
	buf_add_slice(&gz, buf_slice(&zst));
	same(buf_slice(&gz), "one,two\nthree\n", "a skippable frame in front");
	bomb(add_gzip, "gzip");
	bomb(add_zstd, "zstd");
	pieces(add_gzip, "gzip");
	pieces(add_zstd, "zstd");
	window();
	unpack_free(u);
	buf_release(&gz);
	buf_release(&zst);
	return tap_done();
}
