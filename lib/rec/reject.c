#include "rec/reject.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/utf8.h"
#include "rec/out.h"

#define SAID_MAX	10	/* rejects that are named on stderr */

struct rejects {
	const char	*path;
	int		 fd, big_fd;
	struct out	*out;
	uint64_t	 count, max, big_len, big_offset;
	unsigned	 max_pct;
	bool		 has_max, has_pct;
	struct buf	 header;
};

static int
parse_max(struct rejects *rj, const char *max)
{
	struct slice s = slice_of(max);
	uint64_t n;

	if (max == NULL)
		return 0;
	if (s.len != 0 && s.p[s.len - 1] == '%') {
		s.len--;
		rj->has_pct = true;
	} else
		rj->has_max = true;
	if (u64_parse(s, &n) != NUM_OK || (rj->has_pct && n > 100)) {
		diag(REASON_USAGE_VALUE, "not a number or percentage '%s' for "
		    "--max-rejects", max);
		return -1;
	}
	rj->max = n;
	rj->max_pct = (unsigned)n;
	return 0;
}

/*
 * For rejects, which are customers' data: an older file of this name is
 * made private, where that is possible. A device is taken as it is, and what
 * stdout or stderr goes to is gone on with.
 */
static int
private_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC
	    | (file_is_own(path) ? O_APPEND : O_TRUNC), 0600);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
	    && (st.st_mode & 077) != 0)
		(void)!fchmod(fd, 0600);
	return fd;
}

struct rejects *
rejects_new(const char *path, const char *max)
{
	struct rejects *rj = xcalloc(1, sizeof(*rj));

	rj->path = path;
	rj->fd = rj->big_fd = -1;
	if (parse_max(rj, max) != 0) {
		rejects_free(rj);
		return NULL;
	}
	if (path == NULL)
		return rj;
	rj->fd = private_open(path);
	if (rj->fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot create '%s'", path);
		rejects_free(rj);
		return NULL;
	}
	rj->out = out_new(rj->fd, path, FORMAT_NDJSON);
	return rj;
}

void
rejects_free(struct rejects *rj)
{
	if (rj == NULL)
		return;
	out_free(rj->out);
	if (rj->fd >= 0)
		close(rj->fd);
	if (rj->big_fd >= 0)
		close(rj->big_fd);
	buf_release(&rj->header);
	free(rj);
}

static int
big_open(struct rejects *rj)
{
	char *path = strcmp(rj->path, "/dev/null") == 0 ? xstrdup(rj->path)
	    : xasprintf("%s.big", rj->path);

	rj->big_fd = private_open(path);
	if (rj->big_fd < 0)
		diag_errno(REASON_OPEN_FAILED, "cannot create '%s'", path);
	free(path);
	return rj->big_fd < 0 ? -1 : 0;
}

int
rejects_huge(struct rejects *rj, const char *p, size_t n)
{
	if (rj->path == NULL)
		return 0;	/* rejects_put will refuse it */
	if (rj->big_fd < 0 && big_open(rj) != 0)
		return -1;
	if (write_all(rj->big_fd, p, n) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot write '%s.big'",
		    rj->path);
		return -1;
	}
	rj->big_len += n;
	return 0;
}

void
reject_put_text(struct out *o, enum field text, enum field b64,
    struct slice raw)
{
	char *room;
	int n;

	if (utf8_valid(raw.p, raw.len) && memchr(raw.p, 0, raw.len) == NULL) {
		out_str(o, text, raw);
		return;
	}
	room = xmalloc(raw.len / 3 * 4 + 8);
	n = EVP_EncodeBlock((unsigned char *)room,
	    (const unsigned char *)raw.p, (int)raw.len);
	out_str(o, b64, (struct slice){ room, (size_t)n });
	free(room);
}

enum reason
reject_raw(const struct rec *r, struct slice *raw)
{
	struct slice b64 = rec_str(r, F_RAW_B64);
	char *room;
	int n;

	if (b64.len == 0) {
		*raw = rec_str(r, F_RAW);
		return REASON_NONE;
	}
	room = arena_alloc(r->scratch, b64.len / 4 * 3 + 4);
	n = b64.len % 4 != 0 ? -1 : EVP_DecodeBlock((unsigned char *)room,
	    (const unsigned char *)b64.p, (int)b64.len);
	if (n < 3)
		return REASON_FIELD_VALUE;
	n -= (b64.p[b64.len - 1] == '=') + (b64.p[b64.len - 2] == '=');
	*raw = (struct slice){ room, (size_t)n };
	return REASON_NONE;
}

void
rejects_header(struct rejects *rj, struct slice header)
{
	buf_clear(&rj->header);
	if (utf8_valid(header.p, header.len))
		buf_add_slice(&rj->header, header);
}

static void
put_raw(struct rejects *rj, struct slice raw)
{
	if (raw.p == NULL) {
		out_u64(rj->out, F_OFFSET, rj->big_offset);
		out_u64(rj->out, F_LENGTH, rj->big_len - rj->big_offset);
		rj->big_offset = rj->big_len;
		return;
	}
	reject_put_text(rj->out, F_RAW, F_RAW_B64, raw);
}

static int
refuse(enum reason why, const char *file, uint64_t line, const char *detail)
{
	diag_at(why, file, line, "%s", detail);
	diag(REASON_REJECTS_REFUSED, "stopped at the first bad record; -r FILE "
	    "sets such records aside and goes on, -r /dev/null drops them");
	return -1;
}

int
rejects_put(struct rejects *rj, enum reason why, const char *file,
    uint64_t line, struct slice raw, const char *detail)
{
	if (detail == NULL || *detail == '\0')
		detail = reason_text(why);
	if (rj->path == NULL)
		return refuse(why, file, line, detail);
	if (rj->count++ < SAID_MAX)
		diag_at(why, file, line, "%s", detail);
	out_begin(rj->out, REC_REJECT);
	out_str(rj->out, F_CODE, slice_of(reason_code(why)));
	out_str(rj->out, F_REASON, slice_of(detail));
	out_str(rj->out, F_FILE, slice_of(file));
	out_u64(rj->out, F_LINE, line);
	put_raw(rj, raw);
	if (rj->header.len > 0)
		out_str(rj->out, F_HEADER, buf_slice(&rj->header));
	if (out_done(rj->out) != 0)
		return -1;
	if (rj->has_max && rj->count > rj->max) {
		diag(REASON_REJECTS_MANY, "more than %llu records rejected",
		    (unsigned long long)rj->max);
		return -1;
	}
	return 0;
}

bool
rejects_too_many(const struct rejects *rj, uint64_t read)
{
	return rj->has_pct && (unsigned __int128)rj->count * 100
	    > (unsigned __int128)read * rj->max_pct;
}

int
rejects_sync(struct rejects *rj)
{
	if (rj->count == 0 && rj->out == NULL)
		return 0;
	if (out_flush(rj->out) != 0)
		return -1;
	/* a device cannot be synced, and need not be */
	if ((fsync(rj->fd) != 0 || (rj->big_fd >= 0 && fsync(rj->big_fd) != 0))
	    && errno != EINVAL && errno != EROFS) {
		diag_errno(REASON_WRITE_FAILED, "cannot sync '%s'", rj->path);
		return -1;
	}
	return 0;
}

int
rejects_finish(struct rejects *rj, uint64_t read)
{
	if (rejects_sync(rj) != 0)
		return -1;
	if (rj->count > SAID_MAX)
		note("%llu more records rejected, see '%s'",
		    (unsigned long long)(rj->count - SAID_MAX), rj->path);
	if (!rejects_too_many(rj, read))
		return 0;
	diag(REASON_REJECTS_MANY, "%llu of %llu records rejected, more than "
	    "%u%%", (unsigned long long)rj->count, (unsigned long long)read,
	    rj->max_pct);
	return -1;
}
