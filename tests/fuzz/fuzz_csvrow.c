/*
 * fuzz_csvrow.c - rows of foreign CSV: the vector scan against libcsv
 * The first octet picks the dialect, the rest is the file. Both ways must
 * hand out the same rows, columns, lines and reasons, and every column is
 * valid UTF-8 without NUL.
 */
#include <unistd.h>

#include "aid.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "rec/csvrow.h"

static void
add_column(struct buf *out, struct slice s)
{
	if (!utf8_valid(s.p, s.len) || memchr(s.p, '\0', s.len) != NULL)
		abort();
	buf_addf(out, "%zu:", s.len);
	buf_add_slice(out, s);
}

/* What csvrow.h promises of a clean row */
static void
check_clean(struct slice s)
{
	char copy[CSVROW_BEYOND];
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] < 0x20 || s.p[i] == '"' || s.p[i] == '\\')
			abort();
	memcpy(copy, s.p + s.len, sizeof(copy));
}

/* Everything that the reader says, as text. */
static void
read_all(const struct csvrow_opts *o, int fd, bool plain, struct buf *out)
{
	struct csvrows *r = csvrows_new(o);
	struct unpack *src = unpack_new();
	enum csvrow_status st;
	struct csvrow row;
	unsigned i;

	buf_clear(out);
	csvrows_plain(r, plain);
	if (lseek(fd, 0, SEEK_SET) != 0)
		abort();
	unpack_open(src, fd);
	csvrows_open(r, src, (struct slice){ NULL, 0 });
	while ((st = csvrows_next(r, &row)) == CSVROW_OK || st == CSVROW_BAD) {
		buf_addf(out, "\n%ju %d %u ", (uintmax_t)row.line,
		    st == CSVROW_BAD ? (int)row.reason : 0, row.len);
		buf_add_slice(out, row.raw);
		for (i = 0; i < row.len; i++) {
			if (row.clean)
				check_clean(row.col[i]);
			add_column(out, row.col[i]);
		}
	}
	if (st != CSVROW_EOF)
		abort();
	csvrows_free(r);
	unpack_free(src);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf fast = { 0 }, slow = { 0 };
	struct csvrow_opts o;
	int fd;

	if (len == 0)
		return 0;
	o = (struct csvrow_opts){ .delimiter = ",;\t|"[data[0] & 3],
	    .quote = data[0] & 4 ? '\'' : '"', .latin1 = data[0] & 8,
	    .need_newline = data[0] & 16 };
	fd = aid_fd(data + 1, len - 1);
	read_all(&o, fd, false, &fast);
	read_all(&o, fd, true, &slow);
	if (!slice_eq(buf_slice(&fast), buf_slice(&slow)))
		abort();
	close(fd);
	buf_release(&fast);
	buf_release(&slow);
	return 0;
}
