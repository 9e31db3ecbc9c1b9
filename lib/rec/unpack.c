/*
 * unpack.c (rec) - the octets of a file, packed or not
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/sizes.h"
#include "rec/unpack.h"

#define IN_SIZE		SIZE_OF(128 << 10, 256)
#define GZIP_ONLY	(16 + 15)	/* zlib's window bits */

enum kind { UNKNOWN, PLAIN, GZIP, ZSTD };

struct unpack {
	int		 fd;
	enum kind	 kind;
	enum reason	 why;
	bool		 eof;		/* of what is packed */
	bool		 between;	/* at the end of a member or frame */
	bool		 more;		/* unpacked octets may be waiting */
	unsigned char	*in;		/* owned: IN_SIZE; NULL: never needed */
	size_t		 at, len;
	unsigned long long total_in, total_out;
	z_stream	 gz;
	bool		 gz_ready;
	ZSTD_DStream	*zstd;
};

struct unpack *
unpack_new(void)
{
	struct unpack *u = xcalloc(1, sizeof(*u));

	u->fd = -1;
	return u;
}

void
unpack_free(struct unpack *u)
{
	if (u == NULL)
		return;
	if (u->gz_ready)
		inflateEnd(&u->gz);
	ZSTD_freeDStream(u->zstd);
	free(u->in);
	free(u);
}

void
unpack_open(struct unpack *u, int fd)
{
	u->fd = fd;
	u->kind = UNKNOWN;
	u->why = REASON_NONE;
	u->eof = u->between = u->more = false;
	u->at = u->len = 0;
	u->total_in = u->total_out = 0;
}

void
unpack_open_plain(struct unpack *u, int fd)
{
	unpack_open(u, fd);
	u->kind = PLAIN;
}

bool
unpack_would_block(const struct unpack *u)
{
	struct pollfd p = { .fd = u->fd, .events = POLLIN };

	if (u->kind > PLAIN && (u->more || u->at < u->len || u->eof))
		return false;
	return poll(&p, 1, 0) == 0;
}

enum reason
unpack_reason(const struct unpack *u)
{
	return u->why;
}

void
unpack_say(const struct unpack *u, const char *file)
{
	if (u->why == REASON_READ_FAILED)
		diag_errno(u->why, "cannot read '%s'", file);
	else
		diag(u->why, "cannot read '%s': %s", file,
		    reason_text(u->why));
}

bool
unpack_is_packed(const struct unpack *u)
{
	return u->kind > PLAIN;
}

static ssize_t
failed(struct unpack *u, enum reason why)
{
	u->why = why;
	return -1;
}

static ssize_t
read_fd(struct unpack *u, void *to, size_t n)
{
	ssize_t got;

	do
		got = read(u->fd, to, n);
	while (got < 0 && errno == EINTR);
	return got < 0 ? failed(u, REASON_READ_FAILED) : got;
}

/* What n octets begin; UNKNOWN: more of them are needed to tell. */
static enum kind
kind_of(const unsigned char *p, size_t n)
{
	static const struct {
		unsigned char octet[4], mask[4];
		size_t len;
		enum kind kind;
	} magic[] = {
		{ { 0x1f, 0x8b }, { 0xff, 0xff }, 2, GZIP },
		{ { 0x28, 0xb5, 0x2f, 0xfd }, { 0xff, 0xff, 0xff, 0xff }, 4,
		    ZSTD },
		/* a frame to be skipped; data may follow */
		{ { 0x50, 0x2a, 0x4d, 0x18 }, { 0xf0, 0xff, 0xff, 0xff }, 4,
		    ZSTD },
	};
	size_t i, k;

	for (i = 0; i < sizeof(magic) / sizeof(magic[0]); i++) {
		for (k = 0; k < n && k < magic[i].len; k++)
			if ((p[k] & magic[i].mask[k]) != magic[i].octet[k])
				break;
		if (k == magic[i].len)
			return magic[i].kind;
		if (k == n)
			return UNKNOWN;
	}
	return PLAIN;
}

bool
unpack_is_magic(const void *p, size_t n)
{
	return kind_of(p, n) > PLAIN;
}

/* False: no memory for it. */
static bool
start(struct unpack *u)
{
	if (u->kind == GZIP && u->gz_ready)
		inflateReset(&u->gz);
	else if (u->kind == GZIP) {
		if (inflateInit2(&u->gz, GZIP_ONLY) != Z_OK)
			return false;
		u->gz_ready = true;
	} else if (u->zstd == NULL) {
		u->zstd = ZSTD_createDStream();
		if (u->zstd == NULL)
			return false;
		ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax,
		    UNPACK_WINDOW);
	} else
		ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
	return true;
}

/* The first octets: those of a plain file stay where they are. */
static ssize_t
begin(struct unpack *u, unsigned char *to, size_t n)
{
	size_t have = 0;
	ssize_t got;

	if (n > IN_SIZE)
		n = IN_SIZE;
	do {
		got = read_fd(u, to + have, n - have);
		if (got < 0)
			return -1;
		have += (size_t)got;
		u->kind = kind_of(to, have);
	} while (got != 0 && u->kind == UNKNOWN);
	if (u->kind == UNKNOWN)		/* the file is that short */
		u->kind = PLAIN;
	if (u->kind == PLAIN)
		return (ssize_t)have;
	if (u->in == NULL)
		u->in = xmalloc(IN_SIZE);
	memcpy(u->in, to, have);
	u->len = have;
	u->total_in = have;
	return start(u) ? 0 : failed(u, REASON_NO_MEMORY);
}

/* More packed octets. 0, or -1. */
static int
refill(struct unpack *u)
{
	ssize_t got = read_fd(u, u->in, IN_SIZE);

	if (got < 0)
		return -1;
	u->at = 0;
	u->len = (size_t)got;
	u->total_in += (unsigned long long)got;
	u->eof = got == 0;
	return 0;
}

/* Each of these unpacks what it can: octets made, or -1. */
static ssize_t
gzip_some(struct unpack *u, unsigned char *to, size_t n)
{
	int rc;

	if (u->between) {
		/* zeros pad archives on tape; else another member begins */
		while (u->at < u->len && u->in[u->at] == 0)
			u->at++;
		if (u->at == u->len)
			return 0;
		inflateReset(&u->gz);
		u->between = false;
	}
	u->gz.next_in = u->in + u->at;
	u->gz.avail_in = (uInt)(u->len - u->at);
	u->gz.next_out = to;
	u->gz.avail_out = (uInt)n;
	rc = inflate(&u->gz, Z_NO_FLUSH);
	u->at = u->len - u->gz.avail_in;
	if (rc == Z_STREAM_END)
		u->between = true;
	else if (rc != Z_OK && rc != Z_BUF_ERROR)
		return failed(u, REASON_ARCHIVE_DAMAGED);
	u->more = u->gz.avail_out == 0;
	return (ssize_t)(n - u->gz.avail_out);
}

static ssize_t
zstd_some(struct unpack *u, unsigned char *to, size_t n)
{
	ZSTD_inBuffer in = { u->in, u->len, u->at };
	ZSTD_outBuffer out = { to, n, 0 };
	size_t rc = ZSTD_decompressStream(u->zstd, &out, &in);

	if (ZSTD_isError(rc))
		return failed(u, ZSTD_getErrorCode(rc)
		    == ZSTD_error_frameParameter_windowTooLarge
		    ? REASON_ARCHIVE_BOMB : REASON_ARCHIVE_DAMAGED);
	if (in.pos != u->at || out.pos != 0)
		u->between = rc == 0;
	u->at = in.pos;
	u->more = out.pos == n;
	return (ssize_t)out.pos;
}

/*
 * As much as there is room for, out of the packed octets at hand: a file of a
 * million frames of an octet each is no million of reads. What is wrong behind
 * octets that are good is told by the next call.
 */
static ssize_t
packed(struct unpack *u, unsigned char *to, size_t n)
{
	size_t made = 0;
	ssize_t got;

	for (;;) {
		got = u->kind == GZIP ? gzip_some(u, to + made, n - made)
		    : zstd_some(u, to + made, n - made);
		if (got < 0 && made == 0)
			return -1;
		made += got > 0 ? (size_t)got : 0;
		if (got < 0 || made == n || (made != 0 && u->at == u->len))
			break;
		if (u->at < u->len)
			continue;
		if (u->eof)
			return u->between ? 0 : failed(u, REASON_ARCHIVE_CUT);
		if (refill(u) < 0)
			return -1;
	}
	u->total_out += made;
	if (u->total_out > UNPACK_FREE
	    && u->total_out / UNPACK_RATIO > u->total_in)
		return failed(u, REASON_ARCHIVE_BOMB);
	return (ssize_t)made;
}

ssize_t
unpack_read(struct unpack *u, void *to, size_t n)
{
	ssize_t got;

	if (u->kind == PLAIN)
		return read_fd(u, to, n);
	if (u->why != REASON_NONE)
		return -1;
	if (u->kind == UNKNOWN) {
		got = begin(u, to, n);
		if (got < 0 || u->kind == PLAIN)
			return got;
	}
	return packed(u, to, n);
}

int
unpack_file(const char *path, size_t max, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct unpack *u;
	size_t start = out->len;
	ssize_t n;

	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", path);
		return -1;
	}
	u = unpack_new();
	unpack_open(u, fd);
	out->max = out->max != 0 ? out->max : start + max + IN_SIZE;
	do {
		buf_reserve(out, IN_SIZE);
		n = unpack_read(u, out->data + out->len, IN_SIZE);
		out->len += n > 0 ? (size_t)n : 0;
	} while (n > 0 && out->len - start <= max);
	if (n < 0)
		unpack_say(u, path);
	else if (n > 0)
		diag_at(REASON_FILE_TOO_LARGE, path, 0,
		    "file is larger than %zu octets", max);
	unpack_free(u);
	close(fd);
	return n == 0 ? 0 : -1;
}
