/*
 * test_fixedrow.c - lines of fixed width as rows
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "rec/fixedrow.h"

#include "tap.h"

static const struct fixed_column columns[] = { { 0, 3 }, { 5, 2 }, { 4, 3 } };

static void
show(const struct fixedrow_opts *o, struct slice text, struct buf *out)
{
	struct fixedrows *r = fixedrows_new(o);
	struct unpack *src = unpack_new();
	int fd = memfd_create("rows", 0);
	enum csvrow_status st;
	struct csvrow row;

	if (fd < 0 || write_all(fd, text.p, text.len) < 0
	    || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	buf_clear(out);
	unpack_open(src, fd);
	fixedrows_open(r, src);
	while ((st = fixedrows_next(r, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		buf_addf(out, "%ju:%s", (uintmax_t)row.line,
		    reason_code(row.reason));
		for (unsigned i = 0; i < row.len; i++) {
			buf_adds(out, i != 0 ? "|" : "");
			buf_add_slice(out, row.col[i]);
		}
		buf_adds(out, ";");
	}
	fixedrows_free(r);
	unpack_free(src);
	close(fd);
}

static void
shows(const struct fixedrow_opts *o, struct slice text, const char *want,
    const char *what)
{
	struct buf out = { 0 };

	show(o, text, &out);
	is_str(buf_str(&out), want, "%s", what);
	buf_release(&out);
}

static void
long_lines(void)
{
	static const struct fixedrow_opts o = { .column = columns,
	    .columns = 1 };
	struct buf text = { 0 }, out = { 0 };

	for (size_t n = FIXEDROW_MAX - 1; n <= FIXEDROW_MAX + 1; n++) {
		buf_clear(&text);
		while (text.len < n - 1)
			buf_addc(&text, 'x');
		buf_adds(&text, "\nnext\n");
		show(&o, buf_slice(&text), &out);
		is_str(buf_str(&out), n <= FIXEDROW_MAX ? "1:xxx;2:nex;"
		    : "1:line-too-long;2:nex;", "a line of %zu octets", n);
	}
	buf_release(&text);
	buf_release(&out);
}

int
main(void)
{
	const struct fixedrow_opts o = { .column = columns, .columns = 3 };
	const struct fixedrow_opts strict = { .column = columns, .columns = 3,
	    .least = 5, .need_newline = true };
	const struct fixedrow_opts latin = { .column = columns, .columns = 3,
	    .latin1 = true };

	shows(&o, SLICE_LIT(""), "", "an empty file");
	shows(&o, SLICE_LIT("\n\r\n"), "", "empty lines");
	shows(&o, SLICE_LIT("abcdefgh\r\nabc\nabcdef"),
	    "1:abc|fg|efg;2:abc||;3:abc|f|ef;", "lines");
	shows(&o, SLICE_LIT("\xef\xbb\xbf""abc\n"), "1:abc||;",
	    "a byte order mark");
	shows(&o, SLICE_LIT("a\xc3\xa9" "d\xc3\xa9\nabc\n"),
	    "1:json-utf8;2:abc||;", "a column that cuts a character");
	shows(&strict, SLICE_LIT("abcd\nabcde\nabcdef"),
	    "1:fixed-shortabc||;2:abc||e;3:csv-cut;", "short and cut");
	shows(&o, SLICE_LIT("a\0b\nabc\n"), "1:json-control;2:abc||;", "a NUL");
	shows(&latin, SLICE_LIT("a\xe9" "b\n"), "1:a\xc3\xa9" "b||;",
	    "ISO 8859-1");
	long_lines();
	return tap_done();
}
