/* test_scan.c - what a line of NDJSON is, and what it is not */
#include "base/buf.h"
#include "rec/scan.h"
#include "tap.h"

static struct scanner *scanner;
static struct buf text;

static enum reason
scan_octets(struct slice line, struct rec *r)
{
	const char *next, *at;

	buf_clear(&text);
	buf_add_slice(&text, line);
	buf_addc(&text, '\n');
	buf_reserve(&text, SCAN_PADDING);
	memset(text.data + text.len, 0, SCAN_PADDING);
	return scan_line(scanner, text.data, r, &next, &at);
}

static enum reason
scan(const char *line, struct rec *r)
{
	return scan_octets(slice_of(line), r);
}

static const struct {
	const char	*line;
	enum reason	 why;
} grammar[] = {
	{ "{}", REASON_NONE },
	{ "{ }", REASON_NONE },
	{ "{\"type\":\"usage\"}", REASON_NONE },
	{ " {\"a\" : 1 , \"b\":\t2 } ", REASON_NONE },
	/* the same names as the record before, other white space */
	{ "{\"a\":1}", REASON_NONE },
	{ "{\"a\": 1}", REASON_NONE },
	{ "{\"a\":\t\"x\" }", REASON_NONE },
	{ "{\"a\":  true}", REASON_NONE },
	{ "{\"a\":1}\r", REASON_NONE },
	{ "{\"a\": 1}", REASON_NONE },
	{ "{\"a\":   \"x\"}", REASON_NONE },
	{ "{\"a\":-0.5e+10,\"b\":0,\"c\":1E-7,\"d\":10}", REASON_NONE },
	{ "{\"a\":0.5,\"b\":10.25,\"c\":0.00 ,\"d\":0}", REASON_NONE },
	{ "{\"a\":1234567890123456789012345678901234567890.5}", REASON_NONE },
	{ "{\"a\":0.12345678901234567890123456789012345678}", REASON_NONE },
	{ "{\"a\":true,\"b\":false,\"c\":null}", REASON_NONE },
	{ "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}", REASON_NONE },
	{ "{\"a\":\"\\ud83d\\ude00\"}", REASON_NONE },
	{ "{\"a\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}", REASON_NONE },
	{ "{\"\":\"empty name\"}", REASON_NONE },

	{ "[1]", REASON_JSON_NOT_OBJECT },
	{ "null", REASON_JSON_NOT_OBJECT },
	{ "{\"a\":{}}", REASON_JSON_NESTED },
	{ "{\"a\":[1]}", REASON_JSON_NESTED },
	{ "{\"a\":1", REASON_JSON_SYNTAX },
	{ "{\"a\":1,}", REASON_JSON_SYNTAX },
	{ "{\"a\":1 \"b\":2}", REASON_JSON_SYNTAX },
	{ "{\"a\" 1}", REASON_JSON_SYNTAX },
	{ "{a:1}", REASON_JSON_SYNTAX },
	{ "{\"a\":}", REASON_JSON_SYNTAX },
	{ "{\"a\":01}", REASON_JSON_SYNTAX },
	{ "{\"a\":1.}", REASON_JSON_SYNTAX },
	{ "{\"a\":00.5}", REASON_JSON_SYNTAX },
	{ "{\"a\":1.2.3}", REASON_JSON_SYNTAX },
	{ "{\"a\":1.5x}", REASON_JSON_SYNTAX },
	{ "{\"a\":123456789012345678901234567890123.}", REASON_JSON_SYNTAX },
	{ "{\"a\":.5}", REASON_JSON_SYNTAX },
	{ "{\"a\":1e}", REASON_JSON_SYNTAX },
	{ "{\"a\":+1}", REASON_JSON_SYNTAX },
	{ "{\"a\":-}", REASON_JSON_SYNTAX },
	{ "{\"a\":NaN}", REASON_JSON_SYNTAX },
	{ "{\"a\":tru}", REASON_JSON_SYNTAX },
	{ "{\"a\":\"x}", REASON_JSON_SYNTAX },
	{ "{\"a\":'x'}", REASON_JSON_SYNTAX },
	{ "{\"a\":1}x", REASON_JSON_TRAILING },
	{ "{\"a\":1}{\"a\":1}", REASON_JSON_TRAILING },
	{ "{\"a\":\"\\x\"}", REASON_JSON_ESCAPE },
	{ "{\"a\":\"\\u12g4\"}", REASON_JSON_ESCAPE },
	{ "{\"a\":\"\\u0000\"}", REASON_JSON_ESCAPE },
	{ "{\"a\":\"\\ud83d\"}", REASON_JSON_ESCAPE },
	{ "{\"a\":\"\\ude00\"}", REASON_JSON_ESCAPE },
	{ "{\"a\":\"\\ud83d\\u0041\"}", REASON_JSON_ESCAPE },
	{ "{\"a\":\"\x01\"}", REASON_JSON_CONTROL },
	{ "{\"a\":\"a\tb\"}", REASON_JSON_CONTROL },
	{ "{\"a\":\"\xff\"}", REASON_JSON_UTF8 },
	{ "{\"a\":\"\xc0\x80\"}", REASON_JSON_UTF8 },
	{ "{\"a\":\"\xed\xa0\x80\"}", REASON_JSON_UTF8 },
	{ "{\"a\":\"\xf4\x90\x80\x80\"}", REASON_JSON_UTF8 },
	{ "{\"a\":\"\xe2\x82\"}", REASON_JSON_UTF8 },
	{ "{\"\xff\":1}", REASON_JSON_UTF8 },
	{ "{\"ts\":1,\"ts\":2}", REASON_DUP_KEY },
	{ "{\"ts\":1,\"t\\u0073\":2}", REASON_DUP_KEY },
	{ "{\"x_a\":1,\"x_a\":2}", REASON_DUP_KEY },
};

static void
test_grammar(void)
{
	struct rec r;

	/* twice: with no shape known, and with all of them known */
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < LEN(grammar); i++)
			is_str(reason_code(scan(grammar[i].line, &r)),
			    reason_code(grammar[i].why), "%s",
			    grammar[i].why == REASON_JSON_CONTROL
			    || grammar[i].why == REASON_JSON_UTF8
			    ? reason_code(grammar[i].why) : grammar[i].line);
}

static void
test_values(void)
{
	struct rec r;
	uint64_t u;
	money_t m;
	bool b;

	ok(scan("{\"type\":\"usage\",\"quantity\":6e1,\"amount\":1e-05,"
	    "\"late\":true,\"identifier\":\"a\\u00e9\\n\",\"unit\":\"\","
	    "\"source\":null,\"seq\":\"7\",\"x_own\":3}", &r) == REASON_NONE,
	    "a record of all kinds");
	is_i64(r.type, REC_USAGE, "its type");
	is_i64(rec_u64(&r, F_QUANTITY, &u), REASON_NONE, "an exponent");
	is_u64(u, 60, "is read exactly");
	is_i64(rec_money(&r, F_AMOUNT, &m), REASON_NONE, "a small amount");
	is_i64(m, 10000, "is read exactly");
	ok(rec_bool(&r, F_LATE, &b) == REASON_NONE && b, "a truth");
	ok(slice_is(rec_str(&r, F_IDENTIFIER), "a\xc3\xa9\n"), "escapes");
	ok(!rec_has(&r, F_UNIT), "an empty string is missing");
	ok(!rec_has(&r, F_SOURCE), "null is missing");
	ok(!rec_has(&r, F_TS), "absent is missing");
	is_i64(rec_u64(&r, F_SEQ, &u), REASON_FIELD_VALUE, "text, no number");
	is_i64(rec_u64(&r, F_TS, &u), REASON_FIELD_MISSING, "missing");
	is_u64(r.shape->unknown, 1, "one field is not known");
}

/* More kinds of records than shapes are kept, in turn and at random. */
static void
test_shapes(void)
{
	struct buf line = { 0 };
	uint64_t seed = 42, u;
	struct rec r;
	int bad = 0;

	for (int i = 0; i < 20000; i++) {
		unsigned mask;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		mask = (unsigned)(seed >> 33) & 63;
		buf_clear(&line);
		buf_adds(&line, "{\"type\":\"usage\"");
		for (unsigned k = 0; k < 6; k++)
			if (mask >> k & 1)
				buf_addf(&line, ",%s\"x%u\":%u",
				    mask & 1 ? " " : "", k, k * 7 + mask);
		buf_addf(&line, ",\"quantity\":%d}", i);
		if (scan(buf_str(&line), &r) != REASON_NONE
		    || rec_u64(&r, F_QUANTITY, &u) != REASON_NONE
		    || u != (uint64_t)i || r.len != line.len
		    || r.shape->len != 2u + (unsigned)__builtin_popcount(mask))
			bad++;
	}
	is_i64(bad, 0, "20000 records of 64 shapes (seed 42)");
	buf_release(&line);
}

/*
 * Names whose texts collide in XXH3 behind "x_130362" (found in a second, by
 * whoever wants to): a shape is known by its texts, not by their hash.
 */
static void
test_collision(void)
{
#define HEAD	"{\"type\":\"usage\",\"x_130362\":1,"
#define NAME_A	"x_aaaaaaaaaaaaVBPnja6Naaaaaa"
#define NAME_B	"x_aaaaaaaaaaaaVBPnja6Nbbbbbb"
	struct rec r;

	ok(scan(HEAD "\"" NAME_A "\":1,\"x_one\":1}", &r) == REASON_NONE
	    && slice_is(r.shape->name[2], NAME_A), "a name");
	ok(scan(HEAD "\"" NAME_B "\":1,\"x_two\":1}", &r) == REASON_NONE
	    && slice_is(r.shape->name[2], NAME_B), "one of the same hash");
	ok(scan(HEAD "\"" NAME_B "\":1,\"x_one\":1}", &r) == REASON_NONE
	    && slice_is(r.shape->name[2], NAME_B)
	    && slice_is(r.shape->name[3], "x_one"),
	    "what follows does not make it the other");
}

/* Whatever stands where a shape has no more members: it is no separator. */
static void
test_behind(unsigned fields)
{
	struct buf line = { 0 };
	struct rec r;
	int bad = 0;

	for (unsigned c = 0; c < 256; c++) {
		buf_clear(&line);
		buf_addc(&line, '{');
		for (unsigned i = 0; i < fields; i++)
			buf_addf(&line, "%s\"f%u\":true", i == 0 ? "" : ",",
			    i);
		buf_addc(&line, '}');
		if (scan_octets(buf_slice(&line), &r) != REASON_NONE)
			bad++;
		line.len -= fields == 0 ? 2 : 1;
		for (unsigned i = 0; i < 64; i++)
			buf_addc(&line, (char)c);
		buf_adds(&line, "1}");
		if (scan_octets(buf_slice(&line), &r) == REASON_NONE)
			bad++;
	}
	is_i64(bad, 0, "octets of any kind behind %u members", fields);
	buf_release(&line);
}

static void
test_limits(void)
{
	struct buf line = { 0 };
	struct rec r;

	for (unsigned n = REC_FIELDS_MAX - 1; n <= REC_FIELDS_MAX + 1; n++) {
		buf_clear(&line);
		for (unsigned i = 0; i < n; i++)
			buf_addf(&line, "%c\"f%u\":%u", i == 0 ? '{' : ',', i,
			    i);
		buf_addc(&line, '}');
		is_str(reason_code(scan(buf_str(&line), &r)),
		    n <= REC_FIELDS_MAX ? "" : "too-many-fields",
		    "%u fields", n);
	}
	for (unsigned n = REC_KEY_MAX - 1; n <= REC_KEY_MAX + 1; n++) {
		buf_clear(&line);
		buf_adds(&line, "{\"");
		for (unsigned i = 0; i < n; i++)
			buf_addc(&line, 'k');
		buf_adds(&line, "\":1}");
		is_str(reason_code(scan(buf_str(&line), &r)),
		    n <= REC_KEY_MAX ? "" : "field-name", "a name of %u", n);
	}
	buf_clear(&line);
	buf_adds(&line, "{\"type\"");
	for (int i = 0; i < 5000; i++)
		buf_addc(&line, ' ');
	buf_adds(&line, ":\"usage\",\"quantity\":1}");
	ok(scan(buf_str(&line), &r) == REASON_NONE && r.type == REC_USAGE,
	    "white space without end");
	ok(scan(buf_str(&line), &r) == REASON_NONE && r.type == REC_USAGE,
	    "and again");
	buf_release(&line);
}

/*
 * Values of one length for long, then of every other one: text, numbers, and
 * what is neither.
 */
static void
test_lengths(void)
{
	static const char digits[] = "12345678901234567890";
	char line[160];
	unsigned i, len, wrong = 0;
	uint64_t want;
	uint64_t got;
	struct rec r;

	for (i = 0; i < 2000; i++) {
		len = i % 100 < 80 ? 7 : 1 + i * 7 % 20;
		want = 0;
		(void)u64_parse((struct slice){ digits, len }, &want);
		snprintf(line, sizeof(line), "{\"source\":\"%.*s\","
		    "\"quantity\":%.*s,\"unit\":\"%.*s%s\",\"late\":%s}",
		    (int)len, digits, (int)len, digits, (int)len, digits,
		    i % 97 == 0 ? "\\n" : "", i % 89 == 0 ? "null" : "true");
		wrong += scan(line, &r) != REASON_NONE
		    || rec_str(&r, F_SOURCE).len != len
		    || rec_u64(&r, F_QUANTITY, &got) != REASON_NONE
		    || got != want
		    || rec_str(&r, F_UNIT).len != len + (i % 97 == 0)
		    || rec_has(&r, F_LATE) != (i % 89 != 0)
		    || rec_word(&r, F_SOURCE) != (len > 8 ? TOTAL_WORD_LONG
		    : total_word((struct slice){ digits, len }));
	}
	is_u64(wrong, 0, "values of all lengths");
	for (i = 0; i < 40; i++)
		scan("{\"a\":1234567,\"b\":\"1234567\"}", &r);
	is_i64(scan("{\"a\":0234567,\"b\":\"1234567\"}", &r),
	    REASON_JSON_SYNTAX, "a zero in front, of the usual length");
	is_i64(scan("{\"a\":1234567,\"b\":\"12345\x01" "7\"}", &r),
	    REASON_JSON_CONTROL, "a control, of the usual length");
	is_i64(scan("{\"a\":1234567,\"b\":\"1234567}", &r),
	    REASON_JSON_SYNTAX, "no quote behind the usual length");
	is_i64(scan("{\"a\":1234567.,\"b\":\"1234567\"}", &r),
	    REASON_JSON_SYNTAX, "a point behind the usual length");
	ok(scan("{\"a\":\"1234567\",\"b\":1234567}", &r) == REASON_NONE
	    && r.val[0].kind == VAL_STRING && r.val[1].kind == VAL_NUMBER,
	    "the other way round");
}

int
main(void)
{
	scanner = scanner_new();
	test_lengths();
	test_behind(0);
	test_behind(1);
	test_behind(REC_FIELDS_MAX);
	test_grammar();
	test_values();
	test_shapes();
	test_collision();
	test_limits();
	scanner_free(scanner);
	buf_release(&text);
	return tap_done();
}
