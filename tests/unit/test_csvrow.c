/*
 * test_csvrow.c - rows of foreign CSV: cutting, recovery, and that the fast
 * scan and libcsv say the same
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "rec/csvrow.h"

#include "tap.h"

static const struct csvrow_opts comma = { .delimiter = ',', .quote = '"' };

static int
file_of(struct slice text)
{
	int fd = memfd_create("rows", 0);

	if (fd < 0 || write_all(fd, text.p, text.len) < 0
	    || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return fd;
}

static int
note_huge(void *arg, const char *p, size_t len)
{
	(void)p;
	*(size_t *)arg += len;
	return 0;
}

/*
 * All rows as text: "1:a|b;" a row at line 1, "!2 csv-syntax <raw>;" a bad
 * one.
 */
static void
show(const struct csvrow_opts *o, struct slice text, bool plain,
    struct buf *out)
{
	struct csvrows *r = csvrows_new(o);
	struct unpack *src = unpack_new();
	enum csvrow_status st;
	struct csvrow row;
	size_t huge = 0;
	int fd = file_of(text);
	unsigned i;

	buf_clear(out);
	csvrows_plain(r, plain);
	csvrows_on_huge(r, note_huge, &huge);
	unpack_open(src, fd);
	csvrows_open(r, src, (struct slice){ NULL, 0 });
	while ((st = csvrows_next(r, &row)) == CSVROW_OK || st == CSVROW_BAD) {
		if (st == CSVROW_BAD) {
			buf_addf(out, "!%ju %s <", (uintmax_t)row.line,
			    reason_code(row.reason));
			if (row.raw.p == NULL)
				buf_addf(out, "%zu octets", huge);
			else
				buf_add_slice(out, row.raw);
			buf_adds(out, ">;");
			continue;
		}
		buf_addf(out, "%ju:", (uintmax_t)row.line);
		for (i = 0; i < row.len; i++) {
			buf_adds(out, i != 0 ? "|" : "");
			buf_add_slice(out, row.col[i]);
		}
		buf_addc(out, ';');
	}
	buf_adds(out, st == CSVROW_EOF ? "" : "FAIL");
	close(fd);
	csvrows_free(r);
	unpack_free(src);
}

/* Which rows are clean, as csvrow.h says: 'c', else '-'. */
static void
test_clean(void)
{
	static const char in[] = "plain,row,1.5\n"
	    "a row that is longer than the sixty-four octets of a look,and a "
	    "column behind them\r\n"
	    "tab\t,b\n" "back\\slash,b\n" "\xc3\xa9,b\n" "\"a\",b\n"
	    "a row that is longer than the sixty-four octets of a look,\x01 "
	    "behind them\n" ",\n" "last";
	struct csvrows *r = csvrows_new(&comma);
	struct unpack *src = unpack_new();
	int fd = file_of(SLICE_LIT(in));
	struct buf got = { 0 };
	struct csvrow row;

	unpack_open(src, fd);
	csvrows_open(r, src, (struct slice){ NULL, 0 });
	while (csvrows_next(r, &row) == CSVROW_OK)
		buf_addc(&got, row.clean ? 'c' : '-');
#ifdef __SSE2__
	is_str(buf_str(&got), "cc-----cc", "rows that are clean");
#else
	is_str(buf_str(&got), "---------", "no row is known to be clean");
#endif
	close(fd);
	buf_release(&got);
	csvrows_free(r);
	unpack_free(src);
}

static void
test_cases(void)
{
	static const struct csvrow_opts whole = { .delimiter = ',',
	    .quote = '"', .need_newline = true };
	static const struct csvrow_opts latin = { .delimiter = ';',
	    .quote = '\'', .latin1 = true };
	static const struct csvrow_opts bare = { .delimiter = '|',
	    .quote = CSVROW_UNQUOTED };
	static const struct csvrow_opts bare_latin = { .delimiter = '|',
	    .quote = CSVROW_UNQUOTED, .latin1 = true };
	static const struct {
		const struct csvrow_opts *o;
		struct slice	in;
		const char	*out;
	} cases[] = {
#define CASE(o, in, out) { o, SLICE_LIT(in), out }
		CASE(&comma, "", ""),
		CASE(&comma, "\n\r\n\n", ""),
		CASE(&comma, "\xef\xbb\xbf", ""),
		CASE(&comma, "a,b\nc,d\n", "1:a|b;2:c|d;"),
		CASE(&comma, "a,b\r\n\r\nc,d\r\n", "1:a|b;3:c|d;"),
		CASE(&comma, "\xef\xbb\xbf" "a,b", "1:a|b;"),
		CASE(&comma, "a,\n,\n,b", "1:a|;2:|;3:|b;"),
		CASE(&comma, "\"a\",\"\",\"b,c\"\n", "1:a||b,c;"),
		CASE(&comma, " a , \tb\n", "1: a | \tb;"),
		CASE(&comma, "\"a \"\"b\"\"\",c\n", "1:a \"b\"|c;"),
		CASE(&comma, "\"a\nb\",c\nd,e\n", "1:a\nb|c;3:d|e;"),
		CASE(&comma, "a\"b,c\nd,e\n",
		    "!1 csv-syntax <a\"b,c>;2:d|e;"),
		CASE(&comma, "\"a\"b,c\nd,e\n",
		    "!1 csv-syntax <\"a\"b,c>;2:d|e;"),
		/* a lost quote costs its own line alone */
		CASE(&comma, "\"a,b\n\"c\",\"d\"\ne,f\n",
		    "!1 csv-syntax <\"a,b>;2:c|d;3:e|f;"),
		CASE(&comma, "\"a,b\nc,d\ne,f\n",
		    "!1 csv-cut <\"a,b>;2:c|d;3:e|f;"),
		CASE(&comma, "a,b\nc,\"d", "1:a|b;!2 csv-cut <c,\"d>;"),
		CASE(&comma, "a\rb\nc,d\n", "!1 csv-syntax <a\rb>;2:c|d;"),
		CASE(&comma, "a,b\r", "1:a|b;"),
		CASE(&comma, "a\0b,c\nd\n", "!1 json-control <a\0b,c>;2:d;"),
		CASE(&comma, "a,\xff\nb\n", "!1 json-utf8 <a,\xff>;2:b;"),
		CASE(&comma, "\"\xc3\xa9\"\n", "1:\xc3\xa9;"),
		CASE(&whole, "a,b\nc,d", "1:a|b;!2 csv-cut <c,d>;"),
		CASE(&latin, "'\xe9t\xe9';\xa4\nx;y\n",
		    "1:\xc3\xa9t\xc3\xa9|\xc2\xa4;2:x|y;"),
		CASE(&latin, "'\xe9''\n\xe9';a\n",
		    "1:\xc3\xa9'\n\xc3\xa9|a;"),
		CASE(&bare, "\"a|b\"c|'\n\"|\"\"|\"d\"\n",
		    "1:\"a|b\"c|';2:\"|\"\"|\"d\";"),
		CASE(&bare, "a|\xff" "b\nc|\xff\nd|e\n",
		    "!1 csv-syntax <a|\xff" "b>;!2 csv-syntax <c|\xff>;3:d|e;"),
		CASE(&bare_latin, "\"|\xff\n\x1f" "a\n\x1f|b\nc|d\n",
		    "1:\"|\xc3\xbf;!2 csv-syntax <\x1f" "a>;!3 csv-syntax"
		    " <\x1f|b>;4:c|d;"),
		/* nor a row that would be well-formed if they were quotes */
		CASE(&bare_latin, "a|\x1f" "b|c\x1f|d\n\x1f" "a\x1f\n",
		    "!1 csv-syntax <a|\x1f" "b|c\x1f|d>;"
		    "!2 csv-syntax <\x1f" "a\x1f>;"),
		CASE(&bare, "a|\xff" "b|c\xff|d\n",
		    "!1 csv-syntax <a|\xff" "b|c\xff|d>;"),
#undef CASE
	};
	struct buf got = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		show(cases[i].o, cases[i].in, false, &got);
		is_str(buf_str(&got), cases[i].out, "case %zu", i);
		show(cases[i].o, cases[i].in, true, &got);
		is_str(buf_str(&got), cases[i].out, "case %zu, by libcsv", i);
	}
	buf_release(&got);
}

static void
add_repeated(struct buf *b, char c, size_t n)
{
	buf_reserve(b, n);
	memset(b->data + b->len, c, n);
	b->len += n;
}

static void
test_limits(void)
{
	struct buf in = { 0 }, got = { 0 };
	unsigned i;

	/* a row of the limit, line end and all, is read; one more is not */
	add_repeated(&in, 'a', CSVROW_MAX - 1);
	buf_adds(&in, "\nb\n");
	show(&comma, buf_slice(&in), false, &got);
	ok(got.len == CSVROW_MAX + 6, "a row of %zu octets", CSVROW_MAX);
	buf_clear(&in);
	add_repeated(&in, 'a', CSVROW_MAX);
	buf_adds(&in, "\nb\n");
	show(&comma, buf_slice(&in), false, &got);
	is_str(buf_str(&got), "!1 line-too-long <1048576 octets>;2:b;",
	    "one octet more");

	buf_clear(&in);
	buf_adds(&in, "x\n");
	add_repeated(&in, 'a', 5 * CSVROW_MAX);
	show(&comma, buf_slice(&in), false, &got);
	is_str(buf_str(&got), "1:x;!2 line-too-long <5242880 octets>;",
	    "a long line at the end");

	buf_clear(&in);
	buf_adds(&in, "\"x\n");
	for (i = 0; i < CSVROW_MAX / 4 + 8; i++)
		buf_adds(&in, "abc\n");
	show(&comma, buf_slice(&in), false, &got);
	ok(strncmp(buf_str(&got), "!1 csv-cut <\"x>;2:abc;3:abc;", 27) == 0,
	    "a quote open for longer than a row may be");

	buf_clear(&in);
	add_repeated(&in, ',', CSVROW_COLUMNS_MAX - 1);
	buf_adds(&in, "\n");
	add_repeated(&in, ',', CSVROW_COLUMNS_MAX);
	buf_adds(&in, "\nb\n");
	show(&comma, buf_slice(&in), false, &got);
	ok(strstr(buf_str(&got), ";!2 too-many-fields <,,,") != NULL
	    && strstr(buf_str(&got), ">;3:b;") != NULL, "%d columns",
	    CSVROW_COLUMNS_MAX);
	buf_release(&in);
	buf_release(&got);
}

/* Random text of the characters that matter: both ways say the same. */
static void
test_differential(void)
{
	static const char alphabet[] = "\"\"\",,,\n\n\r\nab \t'";
	struct buf in = { 0 }, fast = { 0 }, slow = { 0 };
	uint64_t x = 0x9e3779b97f4a7c15;
	unsigned i, k, wrong = 0;

	for (i = 0; i < 4000; i++) {
		buf_clear(&in);
		for (k = 0; k < 60; k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			buf_addc(&in, alphabet[(x >> 20)
			    % (sizeof(alphabet) - 1)]);
		}
		show(&comma, buf_slice(&in), false, &fast);
		show(&comma, buf_slice(&in), true, &slow);
		if (!slice_eq(buf_slice(&fast), buf_slice(&slow)))
			wrong++;
	}
	is_u64(wrong, 0, "4000 random files: the scan and libcsv agree");
	buf_release(&in);
	buf_release(&fast);
	buf_release(&slow);
}

int
main(void)
{
	test_cases();
	test_clean();
	test_limits();
	test_differential();
	return tap_done();
}
