/*
 * test_spool.c - what is the same content, what comes before what, what the
 * file of a batch gives back
 */
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "rec/scan.h"
#include "store/spool_marks.h"
#include "store/spool_merge.h"
#include "store/spool_pack.h"
#include "store/spool_sort.h"
#include "tap.h"

#define HEAD	"\"type\":\"usage\",\"usage_id\":\"a\","
#define TS	"\"ts\":\"2026-10-01T08:00:00Z\","
#define REST	"\"usage_type\":\"voice\",\"identifier\":\"+331\"," \
		"\"quantity\":60,\"unit\":\"s\""
#define FROM	",\"source\":\"s\",\"seq\":1"

static char dir[] = "/tmp/test_spool.XXXXXX";
static struct scanner *scanner;
static struct totals totals;
static struct buf line;

static void
scan(const char *text, struct rec *r)
{
	const char *next, *at;

	buf_clear(&line);
	buf_adds(&line, text);
	buf_addc(&line, '\n');
	buf_reserve(&line, SCAN_PADDING);
	*r = (struct rec){ 0 };
	if (scan_line(scanner, line.data, r, &next, &at) != REASON_NONE)
		abort();
}

static struct spool_mark
mark_of(const char *text)
{
	struct spool_rec s;
	struct rec r;
	sum128_t id;

	scan(text, &r);
	if (spool_rec_of(&r, &totals, &s) != REASON_NONE)
		abort();
	return spool_mark_of(&s, &r, &id);
}

static void
test_content(void)
{
	static const char base[] = "{" HEAD TS REST FROM ",\"x_a\":\"b\"}";
	static const struct {
		const char	*text;
		bool		 same_id, same_content;
	} cases[] = {
		{ "{" HEAD TS REST FROM ",\"x_a\":\"b\"}", true, true },
		{ "{\"x_a\":\"b\"," REST "," TS HEAD "\"seq\":2,\"source\":"
		    "\"other\"}", true, true },
		{ "{ " HEAD " \"ts\" : \"2026-10-01T10:00:00+02:00\" , " REST
		    FROM ",\"x_a\":\"\\u0062\"}", true, true },
		{ "{" HEAD "\"ts\":\"2026-10-01T08:00:00.000Z\"," REST FROM
		    ",\"x_\\u0061\":\"b\",\"network\":null,\"direction\":\"\"}",
		    true, true },
		{ "{" HEAD TS "\"usage_type\":\"voice\",\"identifier\":"
		    "\"+331\",\"quantity\":6.0e1,\"unit\":\"s\"" FROM
		    ",\"x_a\":\"b\"}", true, true },
		{ "{" HEAD "\"ts\":\"2026-10-01T08:00:00.001Z\"," REST FROM
		    ",\"x_a\":\"b\"}", true, false },
		{ "{" HEAD TS REST FROM ",\"x_a\":\"c\"}", true, false },
		{ "{" HEAD TS REST FROM ",\"x_b\":\"b\"}", true, false },
		{ "{" HEAD TS REST FROM "}", true, false },
		{ "{" HEAD TS REST FROM ",\"x_a\":\"b\",\"network\":\"b\"}",
		    true, false },
		{ "{\"type\":\"usage\",\"usage_id\":\"b\"," TS REST FROM
		    ",\"x_a\":\"b\"}", false, false },
		{ "{\"type\":\"rated\",\"usage_id\":\"a\"," TS REST FROM
		    ",\"x_a\":\"b\"}", false, false },
	};
	struct spool_mark want = mark_of(base);

	for (size_t i = 0; i < LEN(cases); i++) {
		struct spool_mark m = mark_of(cases[i].text);

		ok(spool_mark_same_id(m, want) == cases[i].same_id,
		    "%s thing: %s", cases[i].same_id ? "the same" : "another",
		    cases[i].text);
		if (cases[i].same_id)
			ok((m.lo == want.lo) == cases[i].same_content,
			    "%s content", cases[i].same_content ? "the same"
			    : "other");
	}
	ok(mark_of("{" HEAD TS REST FROM ",\"x_a\":5}").lo
	    == mark_of("{" HEAD TS REST FROM ",\"x_a\":\"5\"}").lo,
	    "an unknown field is its text: CSV has no numbers");
	ok(mark_of("{\"type\":\"rated\"," TS REST FROM ",\"usage_id\":\"a\","
	    "\"amount\":1.50}").lo == mark_of("{\"type\":\"rated\"," TS REST
	    FROM ",\"usage_id\":\"a\",\"amount\":15e-1}").lo,
	    "amounts are numbers");
	ok(mark_of("{\"type\":\"event\"," TS "\"node\":\"n\",\"event_type\":"
	    "\"e\",\"source\":\"a\"}").hi != mark_of("{\"type\":\"event\"," TS
	    "\"node\":\"n\",\"event_type\":\"e\",\"source\":\"b\"}").hi,
	    "the source of an event is part of it");
}

/* A mark is written down for years: it must not change between releases. */
static void
test_recipe(void)
{
	struct spool_mark m = mark_of("{" HEAD TS REST FROM ",\"x_a\":\"b\"}");
	char text[40];

	snprintf(text, sizeof(text), "%016llx%016llx", (unsigned long long)m.hi,
	    (unsigned long long)m.lo);
	is_str(text, "37b44b6576f01e00e6c63283ab97e75e", "content recipe 1, identity recipe 1");
}

static void
test_takes(void)
{
	static const enum rec_type yes[] = { REC_SAMPLE, REC_HEARTBEAT,
		REC_EVENT, REC_ALARM, REC_USAGE, REC_RATED };
	unsigned n = 0;

	for (size_t i = 0; i < LEN(yes); i++)
		ok(spool_takes(yes[i]), "takes '%s'", type_def(yes[i])->name);
	for (int t = 0; t < REC_TYPE_COUNT; t++)
		n += spool_takes((enum rec_type)t);
	is_u64(n, LEN(yes), "and no other");
}

static void
test_order(void)
{
	static const struct spool_rec asc[] = {
		{ .ts_us = -5, .id = "z", .id_len = 1, .type = REC_USAGE },
		{ .ts_us = 7, .id = NULL, .id_len = 0, .type = REC_USAGE },
		{ .ts_us = 7, .id = "a", .id_len = 1, .type = REC_RATED },
		{ .ts_us = 7, .id = "a", .id_len = 1, .type = REC_USAGE,
		    .line = "{}", .line_len = 2 },
		{ .ts_us = 7, .id = "a", .id_len = 1, .type = REC_USAGE,
		    .line = "{} ", .line_len = 3 },
		{ .ts_us = 7, .id = "a\0", .id_len = 2, .type = REC_RATED },
		{ .ts_us = 7, .id = "ab", .id_len = 2, .type = REC_RATED },
		{ .ts_us = 7, .id = "\xc3\xa9", .id_len = 2 },
		{ .ts_us = 8, .id = "a", .id_len = 1, .type = REC_RATED },
	};

	for (size_t i = 0; i < LEN(asc); i++)
		for (size_t j = 0; j < LEN(asc); j++) {
			int c = spool_rec_cmp(&asc[i], &asc[j]);

			if (((c > 0) - (c < 0)) != (i > j) - (i < j))
				ok(false, "%zu against %zu is %d", i, j, c);
		}
	ok(true, "ts, identity, type, line: bytewise");
}

static void
test_pack(void)
{
	static const int64_t v[] = { 0, 1, -1, 63, 64, -64, -65, 127, 128,
		1 << 20, INT64_MAX, INT64_MIN, INT64_MIN + 1 };
	static const unsigned char endless[] = { 0x80, 0x80, 0x80, 0x80, 0x80,
		0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 };
	unsigned char raw[VARINT_MAX];
	struct unpack u;

	for (size_t i = 0; i < LEN(v); i++) {
		unsigned char *end = put_varint(raw, zigzag(v[i]));

		u = (struct unpack){ raw, end, false };
		is_i64(unzigzag(get_varint(&u)), v[i], "there and back");
		ok(!u.bad && u.p == end, "all of it");
		u = (struct unpack){ raw, end - 1, false };
		get_varint(&u);
		ok(u.bad, "cut");
	}
	u = (struct unpack){ endless, endless + sizeof(endless), false };
	get_varint(&u);
	ok(u.bad, "one without an end");
	u = (struct unpack){ endless, endless + 3, false };
	get_fixed(&u, 4);
	ok(u.bad, "a fixed one that is cut");
}

static void
test_marks_sort(void)
{
	static const size_t sizes[] = { 0, 1, 2, 24, 25, 1000, 5000 };

	for (size_t i = 0; i < LEN(sizes); i++)
		for (int kind = 0; kind < 3; kind++) {
			size_t n = sizes[i], bad = 0;
			struct spool_mark *m = xcalloc(n + 1, sizeof(*m));
			struct spool_mark *t = xcalloc(n + 1, sizeof(*t));
			uint64_t x = 88172645463325252u;

			for (size_t k = 0; k < n; k++) {
				x ^= x << 13;
				x ^= x >> 7;
				x ^= x << 17;
				/* spread, all of one thing, few things */
				m[k].hi = kind == 0 ? x : kind == 1 ? 7 : x % 3;
				m[k].lo = x * 7;
			}
			spool_marks_sort(m, n, t);
			for (size_t k = 1; k < n; k++)
				bad += spool_mark_cmp(m[k - 1], m[k]) > 0;
			is_u64(bad, 0, "%zu marks of kind %d in order", n,
			    kind);
			free(m);
			free(t);
		}
}

static char *
path(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

/* A file of records that `text` makes for 0 to n - 1; memory forces runs. */
static void
make_file(const char *to, int n, void (*text)(int, struct buf *),
    size_t memory, struct spool_sum *sum)
{
	struct spool_sort *s = spool_sort_new(dir, memory);
	struct buf b = { 0 };
	enum reason why;
	struct rec r;

	for (int i = 0; i < n; i++) {
		buf_clear(&b);
		text(i, &b);
		scan(buf_str(&b), &r);
		if (spool_sort_add(s, &r, &why) != 0 || why != REASON_NONE)
			abort();
	}
	is_i64(spool_sort_finish(s, to, sum), 0, "%d records written", n);
	spool_sort_free(s);
	buf_release(&b);
}

static void
add_record(struct buf *b, int i, int second, const char *more)
{
	buf_addf(b, "{\"type\":\"usage\",\"usage_id\":\"t\\u003a%d\",\"ts\":"
	    "\"2026-10-01T00:%02d:%02dZ\",\"usage_type\":\"voice\","
	    "\"identifier\":\"+331%d\",\"quantity\":%d,\"unit\":\"s\","
	    "\"source\":\"t\",\"seq\":1%s}", i, second / 60, second % 60, i % 7,
	    i, more);
}

static void
text_backwards(int i, struct buf *b)
{
	add_record(b, i, 3599 - i % 3600, "");
}

static void
text_forwards(int i, struct buf *b)
{
	add_record(b, i, i / 8 % 3600, "");
}

/* A record near the limit of a line, with an identity of that size */
static void
text_long(int i, struct buf *b)
{
	buf_addf(b, "{\"type\":\"usage\",\"usage_id\":\"%d", i);
	while (b->len < REC_LINE_MAX - 200)
		buf_adds(b, "\\u00e9");
	buf_adds(b, "\"," TS REST FROM "}");
}

static unsigned
count(const char *file, int64_t from_us, int64_t to_us, bool *in_order)
{
	struct spool_source src = { .path = file, .name = "t",
		.first_us = INT64_MIN };
	struct spool_merge *m = spool_merge_new(&src, 1, from_us, to_us);
	const struct spool_rec *r;
	struct spool_reader *from;
	int64_t last = INT64_MIN;
	unsigned n = 0;

	*in_order = true;
	for (; spool_merge_next(m, &r, &from) > 0; n++) {
		*in_order &= r->ts_us >= last && r->ts_us >= from_us
		    && r->ts_us < to_us;
		last = r->ts_us;
	}
	spool_merge_free(m);
	return n;
}

static void
test_file(void)
{
	static const struct {
		const char	*name;
		int		 n;
		void		(*text)(int, struct buf *);
		size_t		 memory;
	} cases[] = {
		{ "one", 1, text_forwards, 1 << 20 },
		{ "forwards", 7200, text_forwards, 64 << 20 },
		{ "forwards in runs", 7200, text_forwards, 256 << 10 },
		{ "backwards", 7200, text_backwards, 64 << 20 },
		{ "backwards in runs", 7200, text_backwards, 256 << 10 },
	};
	int64_t t0 = INT64_C(1790812800) * 1000000;	/* 2026-10-01 */
	char content[SHA256_HEX_MAX] = "";

	for (size_t i = 0; i < LEN(cases); i++) {
		char *file = path("file");
		struct spool_sum sum;
		bool in_order;
		int n = cases[i].n;

		make_file(file, n, cases[i].text, cases[i].memory, &sum);
		is_u64(sum.records, (uint64_t)n, "%s: counted",
		    cases[i].name);
		is_u64(count(file, INT64_MIN, INT64_MAX, &in_order),
		    (uint64_t)n, "all come back");
		ok(in_order, "in order");
		count(file, t0 + 60000000, t0 + 600000000, &in_order);
		ok(in_order, "none from outside of a range");
		is_u64(count(file, sum.last_us, INT64_MAX, &in_order)
		    + count(file, INT64_MIN, sum.last_us, &in_order),
		    (uint64_t)n, "a range and the rest are all");
		is_u64(count(file, sum.last_us + 1, INT64_MAX, &in_order), 0,
		    "behind the last is none");
		if (i == 2 || i == 4)
			is_str(sum.content, content, "runs change no digest");
		memcpy(content, sum.content, sizeof(content));
		unlink(file);
		free(file);
	}
}

static void
test_long(void)
{
	char *file = path("long");
	struct spool_sum sum;
	bool in_order;

	make_file(file, 9, text_long, SPOOL_MEMORY_MIN, &sum);
	is_u64(count(file, INT64_MIN, INT64_MAX, &in_order), 9,
	    "lines as long as they may be, escaped identities");
	is_u64(sum.repeated, 0, "which are not the same");
	unlink(file);
	free(file);
}

static void
text_conflict(int i, struct buf *b)
{
	/* 30 things: 10 with another ts, 10 with another field, 10 the same */
	int thing = i % 30;

	add_record(b, thing, thing < 10 ? i : thing, i >= 30 && thing >= 10
	    && thing < 20 ? ",\"x_a\":1" : "");
}

static void
test_conflicts(void)
{
	ZSTD_DCtx *unpack = ZSTD_createDCtx();
	struct spool_conflicts found = { 0 }, few = { .max = 3 };
	struct spool_reader r, *list[] = { &r };
	char *file = path("conflicts");
	struct spool_rec probe = { .id = "t:5", .id_len = 3,
		.type = REC_USAGE };
	struct spool_sum sum;

	make_file(file, 60, text_conflict, 1 << 20, &sum);
	is_u64(sum.repeated, 30, "30 things twice");
	is_u64(sum.conflicts, 20, "20 of them with other content");
	spool_reader_open(&r, file, "t", unpack);
	is_i64(spool_conflicts_find(&found, list, 1), 0, "conflicts");
	is_u64(found.len, 20, "each once");
	ok(spool_conflicts_has(&found, &probe), "another ts is one");
	probe.id = "t:25";
	probe.id_len = 4;
	ok(!spool_conflicts_has(&found, &probe), "the same is none");
	probe.id = "t:15";
	probe.type = REC_RATED;
	ok(!spool_conflicts_has(&found, &probe), "another type is none");
	is_i64(spool_conflicts_find(&few, list, 1), -1,
	    "more than the ceiling: spool-conflicts-many");
	spool_conflicts_release(&found);
	spool_conflicts_release(&few);
	spool_reader_release(&r);
	ZSTD_freeDCtx(unpack);
	unlink(file);
	free(file);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 2;
	scanner = scanner_new();
	test_content();
	test_recipe();
	test_takes();
	test_order();
	test_pack();
	test_marks_sort();
	test_file();
	test_long();
	test_conflicts();
	scanner_free(scanner);
	totals_release(&totals);
	buf_release(&line);
	rmdir(dir);
	return tap_done();
}
