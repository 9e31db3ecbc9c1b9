/*
 * test_jsonrow.c - JSON objects as rows: paths, values, framing, recovery
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "rec/jsonrow.h"

#include "tap.h"

static const struct slice paths[] = {
	SLICE_LIT("a"), SLICE_LIT("b.c"), SLICE_LIT("l.1.x"),
	SLICE_LIT("d\\.e"),
};

static int
note_huge(void *arg, const char *p, size_t len)
{
	(void)p;
	*(size_t *)arg += len;
	return 0;
}

/* All rows as text: "1:a|b|c|d;", "!2 json-cut <raw>;", "#json-cut". */
static void
show_with(struct jsonrows *r, struct slice text, struct buf *out)
{
	struct unpack *src = unpack_new();
	int fd = memfd_create("rows", 0);
	enum csvrow_status st;
	struct csvrow row;
	size_t huge = 0;

	if (fd < 0 || write_all(fd, text.p, text.len) < 0
	    || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	buf_clear(out);
	unpack_open(src, fd);
	jsonrows_on_huge(r, note_huge, &huge);
	jsonrows_open(r, src);
	while ((st = jsonrows_next(r, &row)) == CSVROW_OK || st == CSVROW_BAD) {
		buf_addf(out, st == CSVROW_BAD ? "!%ju %s <" : "%ju:",
		    (uintmax_t)row.line, reason_code(row.reason));
		if (st == CSVROW_BAD && row.raw.p == NULL)
			buf_addf(out, "%zu octets", huge);
		else if (st == CSVROW_BAD)
			buf_add_slice(out, row.raw);
		for (unsigned i = 0; i < row.len; i++) {
			buf_adds(out, i != 0 ? "|" : "");
			buf_add_slice(out, row.col[i]);
		}
		buf_adds(out, st == CSVROW_BAD ? ">;" : ";");
	}
	if (st == CSVROW_FAIL)
		buf_addf(out, "#%s", reason_code(row.reason));
	unpack_free(src);
	close(fd);
}

static void
shows(bool percent, const char *text, const char *want)
{
	const struct jsonrow_opts o = { paths, LEN(paths), percent };
	struct buf out = { 0 };
	struct jsonrows *r;
	unsigned bad;

	r = jsonrows_new(&o, &bad);
	show_with(r, slice_of(text), &out);
	is_str(buf_str(&out), want, "%s", text);
	jsonrows_free(r);
	buf_release(&out);
}

static void
values(void)
{
	shows(false, "{\"a\":1,\"b\":{\"c\":\"x\"},\"l\":[0,{\"x\":true}],"
	    "\"d.e\":null}", "1:1|x|true|;");
	shows(false, "{\"a\":-0.10e+7,\"d.e\":18446744073709551616}",
	    "1:-0.10e+7|||18446744073709551616;");
	shows(false, "{\"a\":\"\\\"\\\\\\/\\u00e9\\ud83d\\ude00\"}",
	    "1:\"\\/\xc3\xa9\xf0\x9f\x98\x80|||;");
	shows(true, "{\"a\":\"%2B33%20x%\",\"d.e\":\"%c3%A9\"}",
	    "1:+33 x%|||\xc3\xa9;");
	shows(true, "{\"a\":\"%00\"}{\"a\":\"%ff\"}",
	    "!1 json-control <{\"a\":\"%00\"}>;"
	    "!1 json-utf8 <{\"a\":\"%ff\"}>;");
	shows(false, "{\"b\":{\"c\":{}}}{\"b\":3}{\"l\":[]}{\"l\":{\"1\":"
	    "{\"x\":4}}}", "!1 json-nested <{\"b\":{\"c\":{}}}>;1:|||;1:|||;"
	    "1:||4|;");
	shows(false, "{\"a\":null,\"a\":1}",
	    "!1 dup-key <{\"a\":null,\"a\":1}>;");
	shows(false, "{\"q\":1,\"q\":2}", "1:|||;");
}

static void
files(void)
{
	shows(false, "", "");
	shows(false, " \n\t\r\n", "");
	shows(false, "\xef\xbb\xbf{\"a\":1}\n", "1:1|||;");
	shows(false, "{\"a\":1}\n{\"a\":2}\n", "1:1|||;2:2|||;");
	shows(false, "[]", "");
	shows(false, "[\n{\"a\":1},\n{\n \"a\": 2\n}\n]\n[{\"a\":3}]",
	    "2:1|||;3:2|||;7:3|||;");
	shows(false, "{\"a\":1},\n{\"a\":2}", "1:1|||;2:2|||;");
	shows(false, "[{\"a\":1}", "1:1|||;#json-cut");
	shows(false, "[\nNo matching flows\n]\n",
	    "!2 json-not-object <No matching flows>;");
	shows(false, "]", "!1 json-not-object <]>;");
	shows(false, ",", "!1 json-not-object <,>;");
	shows(false, "{\"a\":1},,", "1:1|||;!1 json-not-object <,>;");
	shows(false, "7\n{\"a\":1}", "!1 json-not-object <7>;2:1|||;");
}

static void
broken(void)
{
	shows(false, "{\"a\":1,\n{\"a\":2}\n", "!1 json-cut <{\"a\":1,>;2:2|||;");
	shows(false, "{\"a\":\"x\n{\"a\":2}\n",
	    "!1 json-cut <{\"a\":\"x>;2:2|||;");
	shows(false, "{\"a\":\"x\ty\"} z\n{\"a\":2}\n",
	    "!1 json-control <{\"a\":\"x\ty\"} z>;2:2|||;");
	shows(false, "{\"a\":2", "!1 json-cut <{\"a\":2>;");
	shows(false, "{\"a\":\"\\", "!1 json-cut <{\"a\":\"\\>;");
	shows(false, "{\"a\":\"\\x\"}{\"a\":01}{\"a\":1.}{\"a\":tru}{a:1}{\"a\" 1}"
	    "{\"a\":1,}{]{\"a\":\"\\u0000\"}",
	    "!1 json-escape <{\"a\":\"\\x\"}>;!1 json-syntax <{\"a\":01}>;"
	    "!1 json-syntax <{\"a\":1.}>;!1 json-syntax <{\"a\":tru}>;"
	    "!1 json-syntax <{a:1}>;!1 json-syntax <{\"a\" 1}>;"
	    "!1 json-syntax <{\"a\":1,}>;!1 json-syntax <{]>;"
	    "!1 json-escape <{\"a\":\"\\u0000\"}>;");
	shows(false, "{\"a\":\"\xff\"}\n{\"a\":\"\xed\xa0\x80\"}\n",
	    "!1 json-utf8 <{\"a\":\"\xff\"}>;"
	    "!2 json-utf8 <{\"a\":\"\xed\xa0\x80\"}>;");
}

/* "{"q":[[...]]}" */
static void
depth(void)
{
	char text[2 * JSONROW_DEPTH + 64], want[2 * JSONROW_DEPTH + 96];

	for (unsigned n = JSONROW_DEPTH - 1; n <= JSONROW_DEPTH + 1; n++) {
		int at = snprintf(text, sizeof(text), "{\"q\":");

		memset(text + at, '[', n);
		memset(text + at + n, ']', n);
		snprintf(text + at + 2 * n, 3, "}");
		if (n <= JSONROW_DEPTH)
			snprintf(want, sizeof(want), "1:|||;");
		else
			snprintf(want, sizeof(want), "!1 json-deep <%s>;",
			    text);
		shows(false, text, want);
	}
}

static void
large(void)
{
	const struct jsonrow_opts o = { paths, LEN(paths), false };
	static const size_t sizes[] = { JSONROW_MAX - 1, JSONROW_MAX,
	    JSONROW_MAX + 1, JSONROW_MAX * 3 };
	struct buf text = { 0 }, out = { 0 };
	struct jsonrows *r;
	unsigned bad;

	r = jsonrows_new(&o, &bad);
	for (size_t i = 0; i < LEN(sizes); i++) {
		char want[64];

		buf_clear(&text);
		buf_adds(&text, "{\"a\":1,\"q\":\"");
		while (text.len < sizes[i] - 2)
			buf_addc(&text, 'x');
		buf_adds(&text, "\"}\n{\"a\":2}\n");
		show_with(r, buf_slice(&text), &out);
		if (sizes[i] <= JSONROW_MAX)
			snprintf(want, sizeof(want), "1:1|||;2:2|||;");
		else
			snprintf(want, sizeof(want), "!1 line-too-long <%zu "
			    "octets>;2:2|||;", sizes[i]);
		is_str(buf_str(&out), want, "an object of %zu octets",
		    sizes[i]);
	}
	jsonrows_free(r);
	buf_release(&text);
	buf_release(&out);
}

static void
no_paths(void)
{
	static const struct {
		const char *path[2];
		unsigned bad;
	} cases[] = {
		{ { "a", "" }, 1 }, { { ".a", "b" }, 0 }, { { "a.", "b" }, 0 },
		{ { "a", "a..b" }, 1 }, { { "a", "\\a" }, 1 },
		{ { "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", "a" }, 0 },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct slice p[2] = { slice_of(cases[i].path[0]),
		    slice_of(cases[i].path[1]) };
		const struct jsonrow_opts o = { p, 2, false };
		unsigned bad = 9;

		ok(jsonrows_new(&o, &bad) == NULL && bad == cases[i].bad,
		    "no path: '%s'", cases[i].path[cases[i].bad]);
	}
}

int
main(void)
{
	values();
	files();
	broken();
	depth();
	large();
	no_paths();
	return tap_done();
}
