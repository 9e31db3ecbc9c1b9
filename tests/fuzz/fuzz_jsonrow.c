/*
 * fuzz_jsonrow.c - JSON objects as rows
 * Whatever comes in: no crash; every value is UTF-8 without NUL; rows and bad
 * stretches of the text come in order and do not overlap; the paths that a
 * format may name are any text as well.
 */
#include <unistd.h>

#include "aid.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "rec/jsonrow.h"

static void
read_all(struct jsonrows *r, int fd)
{
	struct unpack *src = unpack_new();
	enum csvrow_status st;
	struct csvrow row;
	uint64_t line = 1;

	unpack_open(src, fd);
	jsonrows_open(r, src);
	while ((st = jsonrows_next(r, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		if (row.line < line || (st == CSVROW_BAD) != (row.reason
		    != REASON_NONE))
			abort();
		line = row.line;
		for (unsigned i = 0; i < row.len; i++)
			if (row.col[i].len != 0 && (!utf8_valid(row.col[i].p,
			    row.col[i].len) || memchr(row.col[i].p, '\0',
			    row.col[i].len) != NULL))
				abort();
	}
	unpack_free(src);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct slice known[] = { SLICE_LIT("a"),
	    SLICE_LIT("b.c"), SLICE_LIT("l.1.x"), SLICE_LIT("variables.uuid") };
	struct slice path[5];
	struct jsonrow_opts o = { path, 5, false };
	size_t n = len != 0 ? data[0] % 16 : 0;
	struct jsonrows *r;
	unsigned bad;
	int fd;

	if (len < 1 + n)
		n = 0;
	memcpy(path, known, sizeof(known));
	path[4] = (struct slice){ (const char *)data + 1, n };
	o.percent = len != 0 && (data[0] & 16) != 0;
	r = jsonrows_new(&o, &bad);
	if (r == NULL && bad != 4)
		abort();
	o.paths = 4;
	if (r == NULL)
		r = jsonrows_new(&o, &bad);
	n = len > 1 + n ? 1 + n : len;
	fd = aid_fd(data + n, len - n);
	read_all(r, fd);
	jsonrows_free(r);
	close(fd);
	return 0;
}
