/*
 * test_usagemap.c - rows to usage by a field map
 */
#include "bss/usagemap.h"

#include "tap.h"

static void
test_quantity(void)
{
	static const struct {
		const char	*text;
		uint64_t	 multiply, divide;
		bool		 hms, exact;
		enum rounding	 round;
		const char	*want;		/* NULL: refused */
	} cases[] = {
#define PLAIN	1, 1, false, true, ROUND_DOWN
		{ "0", PLAIN, "0" },
		{ "60", PLAIN, "60" },
		{ "00060", PLAIN, "60" },
		{ "60.000", PLAIN, "60" },
		{ "60.5", PLAIN, NULL },	/* does not come out even */
		{ "18446744073709551615", PLAIN, "18446744073709551615" },
		{ "18446744073709551616", PLAIN, NULL },
		{ "", PLAIN, NULL },
		{ "-1", PLAIN, NULL },
		{ "+1", PLAIN, NULL },
		{ "1e3", PLAIN, NULL },
		{ "1.", PLAIN, NULL },
		{ ".5", PLAIN, NULL },
		{ "1 ", PLAIN, NULL },
		{ "1.0000000000", PLAIN, NULL },	/* ten decimals */
		{ "1:00", PLAIN, NULL },
		{ "1.5", 1024, 1, false, true, ROUND_DOWN, "1536" },
		{ "1500", 1, 1000, false, true, ROUND_DOWN, NULL },
		{ "1500", 1, 1000, false, false, ROUND_UP, "2" },
		{ "1500", 1, 1000, false, false, ROUND_DOWN, "1" },
		{ "1500", 1, 1000, false, false, ROUND_HALF_UP, "2" },
		{ "1499", 1, 1000, false, false, ROUND_HALF_UP, "1" },
		{ "1500", 1, 1000, false, false, ROUND_HALF_EVEN, "2" },
		{ "2500", 1, 1000, false, false, ROUND_HALF_EVEN, "2" },
		{ "2501", 1, 1000, false, false, ROUND_HALF_EVEN, "3" },
		{ "1.000000001", 1000000000, 1, false, true, ROUND_DOWN,
		    "1000000001" },
		{ "18446744073709551615", 1000000000, 1000000000, false, true,
		    ROUND_DOWN, "18446744073709551615" },
		{ "18446744073709551615", 2, 1, false, true, ROUND_DOWN,
		    NULL },
		{ "1:02:03", 1, 1, true, true, ROUND_DOWN, "3723" },
		{ "02:03", 1, 1, true, true, ROUND_DOWN, "123" },
		{ "100:00:00", 1, 1, true, true, ROUND_DOWN, "360000" },
		{ "02:03.5", 1, 1, true, false, ROUND_UP, "124" },
		{ "2:60", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "2:3", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "1:2:03:04", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "63", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "010203", 1, 1, true, true, ROUND_DOWN, "3723" },
		{ "010203.5", 1, 1, true, false, ROUND_UP, "3724" },
		{ "016000", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "000060", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "10203", 1, 1, true, true, ROUND_DOWN, NULL },
		{ "0010203", 1, 1, true, true, ROUND_DOWN, NULL },
#undef PLAIN
	};
	char got[24];
	uint64_t v;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		const struct map_field f = { .multiply = cases[i].multiply,
		    .divide = cases[i].divide, .hms = cases[i].hms,
		    .exact = cases[i].exact, .round = cases[i].round,
		    .decimal = '.' };
		bool fine = usagemap_quantity(&f, slice_of(cases[i].text), &v)
		    == REASON_NONE;

		if (fine)
			got[u64_format(v, got)] = '\0';
		is_str(fine ? got : NULL, cases[i].want,
		    "'%s' times %ju by %ju", cases[i].text,
		    (uintmax_t)cases[i].multiply, (uintmax_t)cases[i].divide);
	}
}

/* What stands before a fraction and between thousands; all times 10. */
static void
test_written(void)
{
	static const struct {
		const char	*text;
		char		 decimal, group;
		bool		 hms;
		const char	*want;		/* NULL: refused */
	} cases[] = {
		{ "1.5", ',', 0, false, NULL },
		{ "1,5", '.', 0, false, NULL },
		{ "1,5", ',', 0, false, "15" },
		{ "1,", ',', 0, false, NULL },
		{ "0:01,5", ',', 0, true, "15" },
		{ "1.024,5", ',', 0, false, NULL },
		{ "1.024,5", ',', '.', false, "10245" },
		{ "1,024.5", '.', ',', false, "10245" },
		{ "1024.5", '.', ',', false, "10245" },
		{ "1 024 000", '.', ' ', false, "10240000" },
		{ "1024,000", '.', ',', false, NULL },
		{ "1,02", '.', ',', false, NULL },
		{ "1,0240", '.', ',', false, NULL },
		{ "1,,024", '.', ',', false, NULL },
		{ ",024", '.', ',', false, NULL },
		{ "1,024,", '.', ',', false, NULL },
		{ "1,844,674,407,370,955,161", '.', ',', false,
		    "18446744073709551610" },
		{ "18,446,744,073,709,551,616", '.', ',', false, NULL },
	};
	char got[24];
	uint64_t v;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		const struct map_field f = { .multiply = 10, .divide = 1,
		    .exact = true, .decimal = cases[i].decimal,
		    .group = cases[i].group, .hms = cases[i].hms };
		bool fine = usagemap_quantity(&f, slice_of(cases[i].text), &v)
		    == REASON_NONE;

		if (fine)
			got[u64_format(v, got)] = '\0';
		is_str(fine ? got : NULL, cases[i].want, "'%s'",
		    cases[i].text);
	}
}

static struct usagemap map;
static unsigned at[4] = { 0, 1, 2, 3 };

static void
make_map(void)
{
	static struct map_pair pairs[] = {
		{ SLICE_LIT("call"), SLICE_LIT("voice") },
		{ SLICE_LIT("text"), SLICE_LIT("sms") },
	};
	static struct map_part parts[] = {
		{ .column = 1 }, { .text = SLICE_LIT("/") }, { .column = 2 },
	};
	static struct timefmt epoch;
	static const struct map_column columns[] = {
		{ .name = SLICE_LIT("a"), .position = 0 },
		{ .name = SLICE_LIT("b"), .position = 1 },
		{ .name = SLICE_LIT("c"), .position = 2 },
		{ .name = SLICE_LIT("d"), .position = 3 },
	};

	memcpy(map.column, columns, sizeof(columns));
	map.columns = 4;
	timefmt_compile(&epoch, "epoch");
	map.field[0] = (struct map_field){ .field = F_TS,
	    .name = SLICE_LIT("ts"), .from = MAP_COLUMN, .as = MAP_TIME,
	    .column = &at[0], .columns = 1, .required = true, .time = &epoch };
	map.field[1] = (struct map_field){ .field = F_END_TS,
	    .name = SLICE_LIT("end_ts"), .from = MAP_TS_PLUS, .as = MAP_TIME };
	map.field[2] = (struct map_field){ .field = F_USAGE_TYPE,
	    .name = SLICE_LIT("usage_type"), .from = MAP_COLUMN,
	    .column = &at[1], .columns = 1, .required = true, .pair = pairs,
	    .pairs = 2 };
	map.field[3] = (struct map_field){ .field = F_QUANTITY,
	    .name = SLICE_LIT("quantity"), .from = MAP_SUM,
	    .as = MAP_QUANTITY, .column = &at[2], .columns = 2,
	    .required = true, .multiply = 1, .divide = 1, .exact = true };
	map.field[4] = (struct map_field){ .field = F_NETWORK,
	    .name = SLICE_LIT("network"), .from = MAP_TEMPLATE, .part = parts,
	    .parts = 3 };
	map.fields = 5;
	map.ts_at = 1;
	map.end_at = 2;
	map.quantity_at = 4;
	usagemap_compile(&map);
}

static void
split(const char *text, struct slice col[4])
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		size_t n = strcspn(text, ",");

		col[i] = (struct slice){ text, n };
		text += n + (text[n] == ',');
	}
}

static void
test_apply(void)
{
	static const struct {
		const char	*row;
		enum reason	 why;
		const char	*bad;
	} cases[] = {
		{ "100,call,3,4", REASON_NONE, NULL },
		{ "100,text,3,4", REASON_NONE, NULL },
		{ "100,fax,3,4", REASON_MEDIATE_UNMAPPED, "usage_type" },
		{ "x,call,3,4", REASON_MEDIATE_TIME, "ts" },
		{ ",call,3,4", REASON_FIELD_MISSING, "ts" },
		{ "100,,3,4", REASON_FIELD_MISSING, "usage_type" },
		{ "100,call,3,", REASON_FIELD_MISSING, "quantity" },
		{ "100,call,3,z", REASON_MEDIATE_QUANTITY, "quantity" },
		{ "100,call,18446744073709551615,1", REASON_MEDIATE_QUANTITY,
		    "quantity" },
		{ "100,call,253402300799,0", REASON_MEDIATE_ORDER, "end_ts" },
	};
	struct usage_row u = { 0 };
	struct slice col[4];
	char bad[40];
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		split(cases[i].row, col);
		is_str(reason_code(usagemap_apply(&map, col, 4, &u)),
		    reason_code(cases[i].why), "%s", cases[i].row);
		snprintf(bad, sizeof(bad), "%.*s", SLICE_FMT(map.bad_name));
		if (cases[i].bad != NULL)
			is_str(bad, cases[i].bad, "it names the field");
	}
	split("100,call,3,4", col);
	usagemap_apply(&map, col, 4, &u);
	is_i64(u.value[0].us, 100 * US_PER_S, "ts");
	is_i64(u.value[1].us, 107 * US_PER_S, "end_ts is ts and quantity");
	ok(slice_is(u.value[2].text, "voice"), "a value by the map");
	is_u64(u.value[3].u, 7, "a sum");
	ok(slice_is(u.value[4].text, "100/call"), "a template");
	map.field[3].text = SLICE_LIT("0");
	split("100,call,,4", col);
	is_str(reason_code(usagemap_apply(&map, col, 4, &u)),
	    reason_code(REASON_NONE), "a sum, and a default for what is empty");
	is_u64(u.value[3].u, 4, "of the other column alone");
	map.field[3].text = (struct slice){ NULL, 0 };
	usagemap_apply(&map, col, 4, &u);
	ok(slice_is(map.bad_value, "c"), "without, the column is named");
	split("100,,3,4", col);
	usagemap_apply(&map, col, 4, &u);
	ok(slice_is(map.bad_value, "b"), "also of a field of one column");
	usage_row_release(&u);
}

static void
test_conditions(void)
{
	struct slice values[2] = { SLICE_LIT("call"), SLICE_LIT("te") };
	struct slice longer[3] = { SLICE_LIT("33"), SLICE_LIT("3460"),
	    SLICE_LIT("") };
	struct map_cond cond = { .column = 1, .value = values, .values = 2 };
	struct slice col[4];
	unsigned i;

	map.cond = &cond;
	map.conds = 1;
	for (i = 0; i < 4; i++) {
		cond.negate = i % 2 != 0;
		cond.begins = i >= 2;
		split("1,call,2,3", col);
		ok(usagemap_wants(&map, col, 4) == !cond.negate, "call, %u",
		    i);
		split("1,text,2,3", col);
		ok(usagemap_wants(&map, col, 4) == (cond.begins
		    != cond.negate), "text, %u", i);
		split("1,,2,3", col);
		ok(usagemap_wants(&map, col, 4) == cond.negate, "empty, %u",
		    i);
	}
	cond = (struct map_cond){ .column = 1, .value = longer, .values = 2,
	    .begins = true };
	split("1,34601,2,3", col);
	ok(usagemap_wants(&map, col, 4), "each value is held to its length");
	split("1,346,2,3", col);
	ok(!usagemap_wants(&map, col, 4), "shorter than what is wanted");
	cond.values = 3;
	ok(usagemap_wants(&map, col, 4), "all begins with nothing");
	map.conds = 0;
}

/* `first`, with values that stand for nothing; `elapsed`. */
static void
test_first_and_elapsed(void)
{
	struct slice nothing[] = { SLICE_LIT("0"), SLICE_LIT("-") };
	struct map_field ts = map.field[0], end = map.field[1],
	    quantity = map.field[3], network = map.field[4];
	struct usage_row u = { 0 };
	struct slice col[4];

	map.field[4] = (struct map_field){ .field = F_NETWORK,
	    .name = SLICE_LIT("network"), .from = MAP_FIRST, .column = &at[2],
	    .columns = 2, .missing = nothing, .missings = 2 };
	map.field[1] = ts;
	map.field[1].name = SLICE_LIT("end_ts");
	map.field[1].column = &at[2];
	map.field[3].from = MAP_ELAPSED;
	map.field[3].exact = false;
	map.field[3].round = ROUND_UP;
	map.elapsed = true;
	split("100,call,102.1,4", col);
	is_i64(usagemap_apply(&map, col, 4, &u), REASON_NONE, "elapsed");
	is_u64(u.value[3].u, 3, "it is rounded");
	ok(slice_is(u.value[4].text, "102.1"), "the first column");
	split("100,call,99,4", col);
	is_i64(usagemap_apply(&map, col, 4, &u), REASON_MEDIATE_ORDER,
	    "never less than nothing");
	map.field[1] = end;
	map.field[3] = quantity;
	map.elapsed = false;
	split("100,call,0,7", col);
	usagemap_apply(&map, col, 4, &u);
	ok(slice_is(u.value[4].text, "7"), "the first that is not missing");
	split("100,call,0,-", col);
	map.field[3].columns = 1;
	usagemap_apply(&map, col, 4, &u);
	is_i64(u.value[4].kind, MAP_V_MISSING, "all are missing");
	map.field[3] = quantity;
	map.field[4] = network;
	usage_row_release(&u);
}

static void
test_part_of_a_value(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "sip:+33473000300@gw.example", "+33473000300" },
		{ "\"Ann\" <sip:ann@gw;x=y>", "ann" },
		{ "tel:+33145678901;phone-context=x", "+33145678901" },
		{ "sip:host", "host" },
		{ "plain", "plain" },
		{ "sip:withheld@gw", NULL },
		{ "sip:@gw", NULL },
		{ "@sip:", NULL },
	};
	struct slice behind[] = { SLICE_LIT("tel:"), SLICE_LIT("sip:") };
	struct slice before[] = { SLICE_LIT(";"), SLICE_LIT("@") };
	struct slice nothing[] = { SLICE_LIT("withheld") };
	struct map_field quantity = map.field[3], network = map.field[4];
	struct usage_row u = { 0 };
	struct slice col[4];
	size_t i;

	map.field[3].column = &at[3];
	map.field[3].columns = 1;
	map.field[4] = (struct map_field){ .field = F_NETWORK,
	    .name = SLICE_LIT("network"), .from = MAP_COLUMN, .column = &at[2],
	    .columns = 1, .missing = nothing, .missings = 1,
	    .behind = behind, .behinds = 2, .before = before, .befores = 2 };
	usagemap_compile(&map);
	for (i = 0; i < LEN(cases); i++) {
		split("100,call,0,7", col);
		col[2] = slice_of(cases[i].text);
		usagemap_apply(&map, col, 4, &u);
		ok(cases[i].want == NULL
		    ? u.value[4].kind == MAP_V_MISSING
		    : u.value[4].kind == MAP_V_TEXT
		    && slice_is(u.value[4].text, cases[i].want),
		    "of '%s'", cases[i].text);
	}
	col[2] = (struct slice){ NULL, 0 };
	usagemap_apply(&map, col, 4, &u);
	is_i64(u.value[4].kind, MAP_V_MISSING, "of a column that is not there");
	map.field[3] = quantity;
	map.field[4] = network;
	usagemap_compile(&map);
	usage_row_release(&u);
}

static void
test_other_headers(void)
{
	struct slice h[4] = { SLICE_LIT("A"), SLICE_LIT("b"), SLICE_LIT("c"),
	    SLICE_LIT("x") };
	struct slice alias[] = { SLICE_LIT("A") };
	struct slice col[4];

	map.column[0].alias = alias;
	map.column[0].aliases = 1;
	map.column[3].optional = true;
	is_i64(usagemap_bind(&map, h, 4), REASON_NONE, "by another name");
	split("1,2,3,4", col);
	ok(usagemap_column(&map, col, 4, 3).p == NULL, "d is not there");
	h[3] = SLICE_LIT("a");
	is_i64(usagemap_bind(&map, h, 4), REASON_CSV_HEADER,
	    "both names stand there");
	map.column[0].aliases = 0;
	map.column[3].optional = false;
}

static void
test_header(void)
{
	struct slice h[5] = { SLICE_LIT("d"), SLICE_LIT("x"), SLICE_LIT("c"),
	    SLICE_LIT("b"), SLICE_LIT("a") };

	is_i64(usagemap_bind(&map, h, 5), REASON_NONE, "columns in any order");
	is_u64(map.column[0].position, 4, "a is the last");
	is_u64(map.width_min, 5, "rows are as wide as the header");
	is_i64(usagemap_bind(&map, h, 4), REASON_CSV_HEADER, "a is missing");
	h[1] = SLICE_LIT("a");
	is_i64(usagemap_bind(&map, h, 5), REASON_CSV_HEADER,
	    "a stands twice");
}

/* Rows of several kinds: the first that takes a row maps it. */
static void
test_kinds(void)
{
	static struct usagemap kinds[3];
	struct slice sms[] = { SLICE_LIT("sms") }, s[] = { SLICE_LIT("s") };
	struct map_cond cond[] = {
		{ .column = 1, .value = sms, .values = 1 },
		{ .column = 1, .value = s, .values = 1, .begins = true },
	};
	static const struct {
		const char	*row;
		unsigned	 kinds;
		int		 want;		/* -1: none takes it */
	} cases[] = {
		{ "1,sms,x,", 0, -1 },
		{ "1,sms,x,", 2, 0 },
		{ "1,sess,x,", 2, 1 },
		{ "1,fax,x,", 2, -1 },
		{ "1,,x,", 2, -1 },
		{ "1,fax,x,", 3, 2 },
		{ "1,sms,x,", 3, 0 },
	};
	struct slice h[4] = { SLICE_LIT("b"), SLICE_LIT("a"), SLICE_LIT("c"),
	    SLICE_LIT("d") };
	struct slice col[4];
	struct usagemap *got;
	char bad[40];
	size_t i;

	kinds[0].cond = &cond[0];
	kinds[1].cond = &cond[1];
	kinds[0].conds = kinds[1].conds = 1;
	map.kind = kinds;
	for (i = 0; i < 4; i++)
		map.column[i].position = (unsigned)i;
	for (i = 0; i < LEN(cases); i++) {
		bool none = cases[i].kinds != 0 && cases[i].want < 0;

		map.kinds = cases[i].kinds;
		usagemap_share(&map);
		split(cases[i].row, col);
		is_str(reason_code(usagemap_pick(&map, col, 4, &got)),
		    reason_code(none ? REASON_MEDIATE_KIND : REASON_NONE),
		    "%s of %u", cases[i].row, cases[i].kinds);
		ok(got == (cases[i].want < 0 ? &map
		    : &kinds[cases[i].want]), "the kind is %d",
		    cases[i].want);
	}
	map.kinds = 2;
	split("1,fax,x,", col);
	usagemap_pick(&map, col, 4, &got);
	snprintf(bad, sizeof(bad), "%.*s=%.*s", SLICE_FMT(map.bad_name),
	    SLICE_FMT(map.bad_value));
	is_str(bad, "b=fax", "what tells the kinds is named");
	is_i64(usagemap_bind(&map, h, 4), REASON_NONE, "one header for all");
	split("sms,1,x,", col);
	usagemap_pick(&map, col, 4, &got);
	ok(got == &kinds[0], "columns in another order");
	map.kinds = 0;
}

int
main(void)
{
	test_quantity();
	test_written();
	make_map();
	test_apply();
	test_first_and_elapsed();
	test_conditions();
	test_part_of_a_value();
	test_other_headers();
	test_header();
	test_kinds();
	return tap_done();
}
