/*
 * fuzz_reject.c - lines set aside, and read again
 * The input is a line with any octets, whose reject gives it back as it was;
 * and a file of rejects from anywhere. The first octet says how much of the
 * rest is the header of the line's file.
 */
#include <stdlib.h>
#include <unistd.h>

#include "aid.h"
#include "base/utf8.h"
#include "rec/in.h"
#include "rec/reject.h"

static volatile size_t sum;	/* what was read is used */

/* The rejects of a file; the last one's line and header. */
static unsigned
read_all(const char *path, struct buf *raw, struct buf *header)
{
	struct in *in = in_new(&path, 1, FORMAT_AUTO);
	const struct rec *r;
	enum in_status st;
	struct slice s;
	unsigned n = 0;

	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD || r->type != REC_REJECT
		    || reject_raw(r, &s) != REASON_NONE)
			continue;
		n++;
		buf_clear(raw);
		buf_add_slice(raw, s);
		buf_clear(header);
		buf_add_slice(header, rec_str(r, F_HEADER));
	}
	in_free(in);
	return n;
}

static void
there_and_back(struct slice line, struct slice header)
{
	struct rejects *rj = rejects_new(aid_path("rejects"), NULL);
	struct buf raw = { 0 }, head = { 0 };

	if (rj == NULL)
		abort();
	rejects_header(rj, header);
	if (rejects_put(rj, REASON_FIELD_VALUE, "file", 7, line, NULL) != 0
	    || rejects_sync(rj) != 0)
		abort();
	rejects_free(rj);
	if (read_all(aid_path("rejects"), &raw, &head) != 1
	    || !slice_eq(buf_slice(&raw), line))
		abort();
	if (utf8_valid(header.p, header.len)
	    && memchr(header.p, 0, header.len) == NULL
	    && !slice_eq(buf_slice(&head), header))
		abort();
	buf_release(&raw);
	buf_release(&head);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice s = { (const char *)data, len }, header;
	struct buf raw = { 0 }, head = { 0 };
	int fd = aid_fd(data, len);

	aid_quiet(true);
	sum += read_all(aid_fd_path(fd), &raw, &head);
	close(fd);
	buf_release(&raw);
	buf_release(&head);
	/* with escapes it must be no longer than a record may be */
	if (len > 0 && len < 500) {
		s.p++;
		s.len--;
		header = (struct slice){ s.p, s.len * data[0] / 255 };
		s.p += header.len;
		s.len -= header.len;
		there_and_back(s, header);
	}
	aid_quiet(false);
	return 0;
}
