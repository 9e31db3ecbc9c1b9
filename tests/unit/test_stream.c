/*
 * test_stream.c - a filter from end to end: formats, ends, rejects, the law
 * Each case runs a small filter (usage in, rated out) in a child process on
 * the given input and looks at its output, messages and exit code.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/tool.h"
#include "rec/stream.h"
#include "tap.h"

#define U(id, q) "{\"type\":\"usage\",\"usage_id\":\"" id "\",\"ts\":"	\
	"\"2026-10-01T00:00:00Z\",\"usage_type\":\"voice\","		\
	"\"identifier\":\"+331\",\"quantity\":" q ",\"unit\":\"s\","	\
	"\"source\":\"t\",\"seq\":1}\n"

static char dir[] = "/tmp/test_stream.XXXXXX";
static struct buf out, err;
static struct stream_opts opts;

static const struct stream_spec spec = {
	.tool = "test-rate", .takes = REC_BIT(REC_USAGE),
	.makes = REC_BIT(REC_RATED), .csv_type = REC_USAGE,
	.conserves = true, .writes = true,
};

/*
 * Quantity 13 is bad luck, 14 was seen before. 15 and 16 are what a tool must
 * not do: 15 is lost, 16 is counted twice.
 */
static int
rate(struct stream *s, const struct rec *r)
{
	uint64_t q;

	if (rec_u64(r, F_QUANTITY, &q) != REASON_NONE || q == 13)
		return stream_reject(s, REASON_FIELD_VALUE, "unlucky '%d'", 13);
	if (q == 14) {
		stream_duplicate(s);
		return 0;
	}
	if (q == 15)
		return 0;
	if (q == 16)
		s->used++;
	out_enrich(s->out, r, REC_RATED);
	out_str(s->out, F_ACCOUNT, SLICE_LIT("A-1"));
	out_str(s->out, F_SUBSCRIPTION, SLICE_LIT("S-1"));
	out_str(s->out, F_OFFER, SLICE_LIT("voip"));
	out_str(s->out, F_PRICE, SLICE_LIT("voice"));
	out_money(s->out, F_AMOUNT, (money_t)q * 10000000);
	out_str(s->out, F_CURRENCY, SLICE_LIT("EUR"));
	return out_done(s->out);
}

static int
filter(char **files, int n)
{
	struct stream s;
	const struct rec *r;
	int rc = stream_open(&s, &spec, &opts, n, files);

	if (rc != EXIT_OK)
		return rc;
	while (stream_next(&s, &r) == IN_OK)
		if (rate(&s, r) < 0)
			break;
	return stream_close(&s);
}

static char *
path(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

static void
put_file(const char *name, const void *data, size_t len)
{
	char *p = path(name);
	FILE *f = fopen(p, "w");

	fwrite(data, 1, len, f);
	fclose(f);
	free(p);
}

static void
get_file(const char *name, struct buf *to)
{
	char *p = path(name);

	buf_clear(to);
	if (access(p, R_OK) == 0)
		file_read(p, 1 << 28, to);
	buf_str(to);
	free(p);
}

/* Run the filter over files of dir; its exit code. */
static int
run(const char *const *names)
{
	char *file[4], *o = path("out"), *e = path("err");
	int n = 0, status;
	pid_t pid;

	while (names[n] != NULL) {
		file[n] = path(names[n]);
		n++;
	}
	fflush(NULL);
	if ((pid = fork()) == 0) {
		if (freopen(o, "w", stdout) == NULL
		    || freopen(e, "w", stderr) == NULL)
			_exit(99);
		tool_init("test-rate");
		_exit(tool_exit(filter(file, n)));
	}
	waitpid(pid, &status, 0);
	get_file("out", &out);
	get_file("err", &err);
	while (n > 0)
		free(file[--n]);
	free(o);
	free(e);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

static int
run_text(const char *text)
{
	put_file("in", text, strlen(text));
	return run((const char *const[]){ "in", NULL });
}

static unsigned
lines(const struct buf *b)
{
	unsigned n = 0;

	for (size_t i = 0; i < b->len; i++)
		n += b->data[i] == '\n';
	return n;
}

static bool
said(const char *what)
{
	return strstr(buf_str(&err), what) != NULL;
}

static bool
wrote(const char *what)
{
	return strstr(buf_str(&out), what) != NULL;
}

static void
set(struct stream_opts o)
{
	opts = o;
}

static void
test_ends(void)
{
	char *saved;

	set((struct stream_opts){ .no_end = true });
	is_i64(run_text(U("a:1", "60") U("a:2", "30")), 0, "hand-made input");
	is_u64(lines(&out), 4, "two records, a total, an end");
	ok(wrote("\"quantity_sum\":90,\"amount_sum\":0.9}"), "exact sums");
	ok(wrote("\"written\":2,"), "and a count");
	ok(wrote("\"no_end\":true}"), "it is recorded");
	/* the output of one run is usage no more: filtered, and whole */
	saved = buf_detach(&out);
	set((struct stream_opts){ 0 });
	is_i64(run_text(saved), 0, "a stream with its end");
	ok(wrote("\"written\":0,"), "of another type: nothing written");
	set((struct stream_opts){ .pass = true });
	is_i64(run_text(saved), 0, "handed on");
	ok(wrote("\"written\":2,"), "whole");
	is_i64(run((const char *const[]){ "in", "in", NULL }), 0, "twice");
	ok(wrote("\"written\":4,"), "ends add up");

	set((struct stream_opts){ 0 });
	strstr(saved, "{\"type\":\"end\"")[0] = '\0';
	is_i64(run_text(saved), 2, "no end");
	ok(said("[stream-cut]") && !wrote("\"end\""), "is cut");
	free(saved);
	is_i64(run_text(""), 2, "an empty file");
	ok(said("[stream-cut]"), "is cut too");
	is_i64(run_text("type,ts\n"), 2, "a header without rows, without end");
	set((struct stream_opts){ .no_end = true });
	is_i64(run_text(""), 0, "unless it is consented");
	is_i64(run_text("type,ts\n"), 0, "a header without rows");
}

/* A tool that loses or doubles a record does not end well. */
static void
test_law(void)
{
	set((struct stream_opts){ .no_end = true });
	is_i64(run_text(U("a:1", "60") U("a:2", "15")), 2, "a record lost");
	ok(said("[stream-law]") && !wrote("\"end\""), "breaks the law");
	is_i64(run_text(U("a:1", "60") U("a:2", "16")), 2, "counted twice");
	ok(said("[stream-law]") && !wrote("\"end\""), "breaks it too");
}

/* Every way to damage a whole stream is seen. */
static void
test_damage(void)
{
	static const char *const what[][2] = {
		{ "\"quantity\":60", "\"quantity\":61" },
		{ "\"usage_id\":\"a:1\"", "\"usage_id\":\"a:3\"" },
		{ "\"amount\":0.6", "\"amount\":0.5" },
		{ "\"written\":2", "\"written\":3" },
		{ "\"records\":2", "\"records\":1" },
	};
	char *whole;

	set((struct stream_opts){ .no_end = true });
	run_text(U("a:1", "60") U("a:2", "30"));
	whole = buf_detach(&out);
	set((struct stream_opts){ .pass = true });
	for (size_t i = 0; i < LEN(what); i++) {
		char *copy = xstrdup(whole), *at = strstr(copy, what[i][0]);

		memcpy(at, what[i][1], strlen(what[i][1]));
		is_i64(run_text(copy), 2, "%s", what[i][1]);
		ok(said("[stream-cut]"), "is seen");
		free(copy);
	}
	is_i64(run_text(strchr(whole, '\n') + 1), 2, "first record lost");
	free(whole);
}

/* Totals are anyone's text: sums that cannot be, words without end. */
static void
test_hostile_totals(void)
{
#define TOTAL	"{\"type\":\"total\",\"usage_type\":\"voice\",\"unit\":"	\
	"\"s\",\"currency\":\"EUR\",\"records\":1,\"quantity_sum\":1,"	\
	"\"amount_sum\":99999999999999999999999999999}\n"
	struct buf b = { 0 };
	char *rej = path("rejects");

	set((struct stream_opts){ .no_end = true, .rejects = rej });
	is_i64(run_text(U("a:1", "60") TOTAL TOTAL), 1, "sums past 2^127");
	ok(said("in:3: ") && said("[field-value]"), "are refused");
	for (unsigned n = TOTAL_WORD_MAX; n <= TOTAL_WORD_MAX + 1; n++) {
		buf_clear(&b);
		buf_adds(&b, U("a:1", "60"));
		b.len = (size_t)(strstr(buf_str(&b), "voice") - b.data);
		for (unsigned i = 0; i < n; i++)
			buf_addc(&b, 'u');
		buf_adds(&b, strstr(U("a:1", "60"), "\",\"identifier"));
		is_i64(run_text(buf_str(&b)), n > TOTAL_WORD_MAX,
		    "a usage type of %u octets", n);
	}
	ok(said("[field-value]"), "is too long");
	buf_release(&b);
	free(rej);
}

static void
test_rejects(void)
{
	char *rej = path("rejects"), *audit = path("audit");
	struct buf b = { 0 };

	set((struct stream_opts){ .no_end = true });
	is_i64(run_text(U("a:1", "13")), 2, "a reject without -r stops");
	ok(said("in:1: unlucky '13' [field-value]"), "says where and why");
	ok(said("[rejects-refused]") && !wrote("\"end\""), "and names -r");

	set((struct stream_opts){ .no_end = true, .rejects = rej,
	    .audit = audit });
	is_i64(run_text(U("a:1", "60") "{\"x\":\n" "\n" U("a:2", "13")
	    U("a:3", "14") "{\"type\":\"node\",\"node\":\"n\","
	    "\"address\":\"::1\"}\n" "{\"type\":\"usage\",\"x\":\"\xff\"}\n"
	    U("a:4", "\"60\"") "{\"type\":\"usage\"}\n" "{\"a\":1}\n"), 1,
	    "rejects with -r");
	ok(wrote("\"written\":1,"), "the rest is used");
	get_file("rejects", &b);
	is_u64(lines(&b), 6, "six are set aside");
	ok(strstr(b.data, "\"code\":\"json-syntax\"") != NULL
	    && strstr(b.data, "\"code\":\"field-value\"") != NULL
	    && strstr(b.data, "\"code\":\"json-utf8\"") != NULL
	    && strstr(b.data, "\"code\":\"field-missing\"") != NULL
	    && strstr(b.data, "\"code\":\"type-missing\"") != NULL,
	    "with their codes");
	ok(strstr(b.data, "\"line\":4,\"raw\":\"{\\\"type\\\":\\\"usage\\\"")
	    != NULL, "line and text");
	ok(strstr(b.data, "\"raw_b64\":\"eyJ0") != NULL, "or base64");
	get_file("audit", &b);
	ok(strstr(b.data, "\"read\":9,\"held_in\":0,\"used\":1,\"rejected\":6,"
	    "\"duplicate\":1,\"filtered\":1,\"held_out\":0,\"written\":1,")
	    != NULL, "the account of all: %s", b.data);

	opts.max_rejects = "1";
	is_i64(run_text(U("a:1", "13") U("a:2", "13") U("a:3", "1")), 2,
	    "more than --max-rejects");
	ok(said("[rejects-many]"), "says so");
	opts.max_rejects = "50%";
	is_i64(run_text(U("a:1", "13") U("a:2", "1")), 1, "just half");
	is_i64(run_text(U("a:1", "13") U("a:2", "13") U("a:3", "1")), 2,
	    "more than half");
	opts.max_rejects = "x";
	is_i64(run_text(""), 2, "not a number");
	ok(said("[usage-value]"), "says so");
	buf_release(&b);
	free(rej);
	free(audit);
}

static void
test_bad_input(void)
{
	char *rej = path("rejects");
	struct buf b = { 0 }, big = { 0 };

	set((struct stream_opts){ .no_end = true, .rejects = rej });
	is_i64(run_text("{\n  \"type\": \"usage\"\n}\n"), 2, "pretty-printed");
	is_u64(lines(&err), 1, "is one error");
	ok(said("[json-pretty]"), "that says what to do");
	is_i64(run_text("[\n{\"a\":1}]\n"), 2, "an array");
	ok(said("[json-pretty]"), "too");
	is_i64(run_text("\xef\xbb\xbf" U("a:1", "60")), 0, "a BOM");
	is_i64(run_text(U("a:1", "60") "{\"type\":\"usage\",\"us"), 1, "cut");
	ok(said("[json-cut]"), "in the middle of a record");
	put_file("in", U("a:1", "1") "\0\0\n", sizeof(U("a:1", "1")) + 2);
	is_i64(run((const char *const[]){ "in", NULL }), 1, "NUL octets");

	/* a line longer than a record may be, between two good ones */
	for (size_t n = REC_LINE_MAX - 1; n < 6 * REC_LINE_MAX;
	    n += REC_LINE_MAX + REC_LINE_MAX / 2) {
		buf_clear(&b);
		buf_adds(&b, U("a:1", "60"));
		buf_adds(&b, "{\"type\":\"usage\",\"x\":\"");
		for (size_t i = 0; i < n; i++)
			buf_addc(&b, 'x');
		buf_adds(&b, "\"}\n" U("a:2", "60"));
		put_file("in", b.data, b.len);
		is_i64(run((const char *const[]){ "in", NULL }), 1,
		    "a line of over %zu octets", n);
		ok(said("in:2: ") && said("[line-too-long]"), "is named");
		ok(wrote("\"written\":2,"), "its neighbours are used");
		get_file("rejects.big", &big);
		ok(big.len > n && big.data[0] == '{'
		    && big.data[big.len - 1] == '}', "and it is kept");
	}
	is_i64(run((const char *const[]){ "absent", NULL }), 2, "no file");
	ok(said("[open-failed]"), "says so");
	buf_release(&b);
	buf_release(&big);
	free(rej);
}

static void
test_csv(void)
{
	static const char rows[] =
	    "type,usage_id,ts,usage_type,identifier,quantity,unit,source,seq,"
	    "x_note\n"
	    "usage,a:1,2026-10-01T00:00:00Z,voice,+331,60,s,t,1,\"a, \"\"b\"\""
	    "\nc\"\r\n"
	    "usage,a:2,2026-10-01T00:00:00Z,voice,+331,1e1,s,t,2,\n";
	char *rej = path("rejects");

	set((struct stream_opts){ .no_end = true });
	is_i64(run_text(rows), 0, "CSV in");
	ok(wrote("\"quantity\":60,") && wrote("\"seq\":2,\"account\""),
	    "numbers are numbers, empty cells are left out");
	ok(wrote("\"x_note\":\"a, \\\"b\\\"\\u000ac\""), "quotes, newlines");
	opts.out_format = 1;
	is_i64(run_text(rows), 0, "CSV in and out");
	ok(wrote("type,usage_id,ts,") && wrote(",x_note\nrated,a:1,"),
	    "a header, then rows");
	ok(wrote("\"a, \"\"b\"\"\nc\"\nrated,a:2,"), "quoted where it must be");
	is_u64(lines(&out), 4, "no end record in CSV");
	is_i64(run_text(U("a:1", "60") "{\"type\":\"usage\",\"x_a\":1,"
	    "\"usage_id\":\"a:2\",\"ts\":\"\",\"ts2\":1}\n"), 2,
	    "without what is required");

	set((struct stream_opts){ .no_end = true, .out_format = 1 });
	is_i64(run_text(U("a:1", "60") "{\"x_new\":1,\"type\":\"usage\","
	    "\"usage_id\":\"a:2\",\"ts\":\"2026-10-01T00:00:00Z\","
	    "\"usage_type\":\"voice\",\"identifier\":\"+331\",\"quantity\":1,"
	    "\"unit\":\"s\",\"source\":\"t\",\"seq\":1}\n"), 2, "new column");
	ok(said("[csv-shape]"), "does not fit");

	set((struct stream_opts){ .no_end = true, .rejects = rej });
	is_i64(run_text("type,usage_id\nusage,a,b\nusage\n\nnope,\"x"), 1,
	    "rows of other lengths, an open quote");
	ok(said("in:2: ") && said("in:3: ") && said("[csv-columns]")
	    && said("in:5: ") && said("[csv-cut]"), "are named");
	is_i64(run_text("type,ts,ts\n"), 2, "a column twice");
	ok(said("[csv-header]"), "is no header");
	is_i64(run_text("type,,ts\n"), 2, "a column without a name");
	is_i64(run_text("usage_id,ts\nx\"y\",1\n"), 1, "a stray quote");
	free(rej);
}

/* One record by two ways into two files: they must not differ. */
static void
write_by(bool raw, const char *name, const struct rec *r)
{
	struct out_known known = { .type = r->type, .id = rec_identity(r),
		.usage_type = rec_str(r, F_USAGE_TYPE),
		.unit = rec_str(r, F_UNIT), .quantity = 60 };
	char *p = path(name);
	FILE *f = fopen(p, "w");
	struct out *o = out_new(fileno(f), name, FORMAT_NDJSON);
	int rc = raw ? out_raw(o, (struct slice){ r->line, r->len }, &known)
	    : out_pass(o, r);

	is_i64(rc, 0, "%s a record", raw ? "out_raw" : "out_pass");
	out_finish(o, &(struct end_info){ .tool = "t" });
	out_free(o);
	fclose(f);
	free(p);
}

static void
test_raw(void)
{
	char *p = path("in");
	const char *const files[] = { p };
	struct buf raw = { 0 };
	const struct rec *r;
	struct in *in;

	put_file("in", U("a:1", "60"), strlen(U("a:1", "60")));
	in = in_new(files, 1, FORMAT_AUTO);
	is_i64(in_next(in, &r), IN_OK, "a record");
	write_by(true, "raw", r);
	write_by(false, "pass", r);
	in_free(in);
	get_file("raw", &raw);
	get_file("pass", &out);
	is_str(raw.data, out.data, "known and parsed give the same stream");
	is_u64(lines(&out), 3, "record, total, end");
	free(p);
	p = path("pass");
	in = in_new((const char *[]){ p }, 1, FORMAT_AUTO);
	while (in_next(in, &r) == IN_OK)
		;
	is_str(in_end_str(in, F_TOOL), "t", "the end record's tool");
	is_str(in_end_str(in, F_VERSION), OSSBSS_VERSION, "and version");
	is_str(in_end_str(in, F_CATALOG), "", "but no catalog");
	in_free(in);
	buf_release(&raw);
	free(p);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 2;
	test_ends();
	test_law();
	test_damage();
	test_hostile_totals();
	test_rejects();
	test_bad_input();
	test_csv();
	test_raw();
	buf_release(&out);
	buf_release(&err);
	return tap_done();
}
