/*
 * test_detail.c - records of detail files
 */
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "rec/detail.h"
#include "tap.h"

#define DATE	"Sun Oct 25 02:30:00 2026"

/*
 * What a file is read as: a line a record, "LINE reason|ok A=value B=value",
 * then "@OCTETS,LINES" read ("all" of them). A and B are wanted.
 */
static const struct {
	const char	*what, *text, *want;
} cases[] = {
	{ "a record", DATE "\n\tA = \"x\"\n\tC = 1\n\tB = 2\n\n",
	    "1 ok A=x B=2\n@all,5" },
	{ "two", DATE "\n\tA = 1\n\n\n" DATE "\n\tB = 2\n\n",
	    "1 ok A=1\n5 ok B=2\n@all,7" },
	{ "DOS line ends", DATE "\r\n\tA = \"x\"\r\n\r\n\r\n" DATE
	    "\r\n\tB = 2\r\n\r\n", "1 ok A=x\n5 ok B=2\n@all,7" },
	{ "tags are dropped", DATE "\n\tA:0 = VLAN\n\tB:12 = \"7\"\n\n",
	    "1 ok A=VLAN B=7\n@all,4" },
	{ "escapes", DATE "\n\tA = \"a\\\"b\\\\c\\n\\101\\303\\251\"\n\n",
	    "1 ok A=a\"b\\c\n" "A\303\251\n@all,3" },
	{ "what would be no UTF-8 stays as it stands",
	    DATE "\n\tA = \"\\377x\"\n\tB = \"a\\000\"\n\n",
	    "1 ok A=\\377x B=a\\000\n@all,4" },
	{ "an octal that is none stays too", DATE "\n\tA = \"\\9\\47\"\n\n",
	    "1 ok A=\\9\\47\n@all,3" },
	{ "quotes of the other kind, and none", DATE "\n\tA = 'it'\n\tB = "
	    "2001:db8::/64\n\n", "1 ok A=it B=2001:db8::/64\n@all,4" },
	{ "empty values", DATE "\n\tA = \"\"\n\tB = \n\n",
	    "1 ok A= B=\n@all,4" },
	{ "the first of two is taken", DATE "\n\tA = 1\n\tA = 2\n\tB = 3\n\t"
	    "B = 3\n\n", "1 ok A=1! B=3\n@all,6" },
	{ "unknown attributes", DATE "\n\tAttr-26.9.1 = 0x01\n\t"
	    "Vendor-9/x_y = a = b\n\tA = a = b\n\n",
	    "1 ok A=a = b\n@all,5" },
	/* bad ones */
	{ "no empty line: the end of the file is within a record",
	    DATE "\n\tA = 1\n", "1 cut\n@0,0" },
	{ "no line end at all", DATE, "1 cut\n@0,0" },
	{ "a record ends where the next begins", DATE "\n\tA = 1\n" DATE
	    "\n\tB = 2\n\n", "1 detail-cut\n3 ok B=2\n@all,5" },
	{ "garbage between two", DATE "\n\tA = 1\n\ngarbage\nmore\n\n" DATE
	    "\n\tB = 2\n\n", "1 ok A=1\n4 detail-syntax\n7 ok B=2\n@all,9" },
	{ "garbage before a date", "garbage\n" DATE "\n\tB = 2\n\n",
	    "1 detail-syntax\n2 ok B=2\n@all,4" },
	{ "garbage within a record", DATE "\n\tA = 1\nxyz\n\tB = 2\n\n" DATE
	    "\n\tB = 2\n\n", "1 detail-syntax\n6 ok B=2\n@all,8" },
	{ "a header alone", DATE "\n\n" DATE "\n\tB = 2\n\n",
	    "1 detail-syntax\n3 ok B=2\n@all,5" },
	{ "attributes without a header", "\tA = 1\n\n" DATE
	    "\n\tB = 2\n\n", "1 detail-syntax\n3 ok B=2\n@all,5" },
	{ "a line that is no attribute", DATE "\n\tA = 1\n\tB 2\n\n",
	    "1 detail-syntax\n@all,4" },
	{ "a quote that is not closed", DATE "\n\tA = \"1\n\tB = \"\n\n",
	    "1 detail-syntax\n@all,4" },
	{ "a header that is no date", "1792888200\n\tA = 1\n\n",
	    "1 ok A=1\n@all,3" },
	{ "a day of one digit", "Thu Oct  1 02:30:00 2026\n\tA = 1\nThu Oct "
	    "01 02:30:00 2026\n\tA = 2\n\n",
	    "1 detail-cut\n3 ok A=2\n@all,5" },
	{ "no UTF-8", DATE "\n\tA = \"\377\"\n\n", "1 json-utf8\n@all,3" },
	{ "control characters", DATE "\n\tA = 1\n\tC = \"\001\"\n\n",
	    "1 json-control\n@all,4" },
	{ "UTF-8", DATE "\n\tA = \"\303\251\"\n\n",
	    "1 ok A=\303\251\n@all,3" },
	{ "nothing", "", "@all,0" },
	{ "empty lines", "\n\r\n\n", "@all,3" },
};

static int
file_of(const char *text, size_t len)
{
	int fd = memfd_create("detail", 0);

	if (fd < 0 || write_all(fd, text, len) < 0
	    || lseek(fd, 0, SEEK_SET) != 0)
		return -1;
	return fd;
}

static void
add_value(struct buf *out, const struct detail_rec *r, unsigned i,
    const char *name)
{
	if (r->val[i].p == NULL)
		return;
	buf_addf(out, " %s=%.*s%s", name, SLICE_FMT(r->val[i]),
	    r->twice[i] ? "!" : "");
}

static void
read_all(struct detail *d, size_t size, struct buf *out)
{
	unsigned a = detail_want(d, SLICE_LIT("A"));
	unsigned b = detail_want(d, SLICE_LIT("B"));
	enum detail_status st;
	struct detail_rec r;

	while ((st = detail_next(d, &r)) != DETAIL_EOF) {
		buf_addf(out, "%ju %s", (uintmax_t)r.line, st == DETAIL_OK
		    ? "ok" : st == DETAIL_CUT ? "cut"
		    : reason_code(r.reason));
		if (st == DETAIL_OK) {
			add_value(out, &r, a, "A");
			add_value(out, &r, b, "B");
		}
		buf_addc(out, '\n');
		if (st == DETAIL_CUT || st == DETAIL_FAIL)
			break;
	}
	if (detail_offset(d) == size)
		buf_addf(out, "@all,%ju", (uintmax_t)detail_lines(d));
	else
		buf_addf(out, "@%ju,%ju", (uintmax_t)detail_offset(d),
		    (uintmax_t)detail_lines(d));
}

static struct unpack *src;

static void
open_at(struct detail *d, int fd, uint64_t offset, uint64_t lines)
{
	unpack_open(src, fd);
	detail_open(d, src, offset, lines);
}

static void
test_cases(void)
{
	struct detail *d = detail_new();
	struct buf out = { 0 };
	size_t i;
	int fd;

	for (i = 0; i < LEN(cases); i++) {
		fd = file_of(cases[i].text, strlen(cases[i].text));
		buf_clear(&out);
		open_at(d, fd, 0, 0);
		read_all(d, strlen(cases[i].text), &out);
		is_str(buf_str(&out), cases[i].want, "%s", cases[i].what);
		close(fd);
	}
	detail_free(d);
	buf_release(&out);
}

/* A file that is left within a record, and taken up again there. */
static void
test_resume(void)
{
	static const char text[] = DATE "\n\tA = 1\n\n" DATE "\n\tB = 2\n\n";
	struct detail *d = detail_new();
	struct buf out = { 0 };
	uint64_t offset, lines;
	size_t cut;
	int fd;

	for (cut = 1; cut < sizeof(text) - 1; cut++) {
		buf_clear(&out);
		fd = file_of(text, cut);
		open_at(d, fd, 0, 0);
		read_all(d, cut, &out);
		offset = detail_offset(d);
		lines = detail_lines(d);
		close(fd);
		fd = file_of(text, sizeof(text) - 1);
		if (lseek(fd, (off_t)offset, SEEK_SET) < 0)
			break;
		open_at(d, fd, offset, lines);
		buf_clear(&out);
		read_all(d, sizeof(text) - 1, &out);
		ok(strstr(buf_str(&out), "4 ok B=2\n@all,6") != NULL,
		    "resumed at %zu: %s", cut, buf_str(&out));
		close(fd);
	}
	detail_free(d);
	buf_release(&out);
}

static size_t huge;
static int
on_huge(void *arg, const char *p, size_t n)
{
	(void)arg;
	(void)p;
	huge += n;
	return 0;
}

/* A record at its ceiling, one above it, and one that never ends. */
static void
test_long(void)
{
	struct detail *d = detail_new();
	struct buf text = { 0 }, out = { 0 };
	size_t over;
	int fd;

	for (over = 0; over < 2; over++) {
		buf_clear(&text);
		buf_adds(&text, DATE "\n\tA = \"");
		while (text.len < DETAIL_MAX - 3 + over)
			buf_addc(&text, 'x');
		buf_adds(&text, "\"\n\n" DATE "\n\tB = 2\n\n");
		fd = file_of(text.data, text.len);
		buf_clear(&out);
		huge = 0;
		detail_on_huge(d, on_huge, NULL);
		open_at(d, fd, 0, 0);
		read_all(d, text.len, &out);
		ok(strstr(buf_str(&out), "4 ok B=2") != NULL,
		    "the record behind a long one");
		ok((strstr(buf_str(&out), "1 line-too-long") != NULL)
		    == (over != 0), "a record of the greatest length + %zu",
		    over);
		is_u64(huge, over == 0 ? 0 : DETAIL_MAX,
		    "what was too long was handed on");
		close(fd);
	}
	buf_clear(&text);
	buf_adds(&text, DATE "\n");
	while (text.len < 3 * DETAIL_MAX)
		buf_adds(&text, "\tA = 1\n");
	buf_adds(&text, DATE "\n\tB = 2\n\n");
	fd = file_of(text.data, text.len);
	buf_clear(&out);
	open_at(d, fd, 0, 0);
	read_all(d, text.len, &out);
	ok(strstr(buf_str(&out), "1 line-too-long\n") != NULL
	    && strstr(buf_str(&out), " ok B=2") != NULL,
	    "a long record ends at a date");
	close(fd);
	detail_free(d);
	buf_release(&text);
	buf_release(&out);
}

int
main(void)
{
	src = unpack_new();
	test_cases();
	test_resume();
	test_long();
	unpack_free(src);
	return tap_done();
}
