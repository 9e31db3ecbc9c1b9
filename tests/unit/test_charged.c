/*
 * test_charged.c - what is charged already, and what is to be given back
 */
#include "bss/charged.h"
#include "tap.h"

static money_t
money(const char *text)
{
	money_t m = 0;

	money_parse(slice_of(text), &m);
	return m;
}

static struct charged
item(enum line_kind kind, int64_t first, int64_t end, const char *net)
{
	return (struct charged){ .kind = kind, .price = SLICE_LIT("p"),
	    .days = { first, end }, .net = money(net), .own = true,
	    .before = true };
}

static void
test_gaps(void)
{
	const struct charged posted[] = {
		item(LINE_RECURRING, 10, 20, "1"),
		item(LINE_RECURRING, 25, 30, "1"),
		item(LINE_USAGE, 0, 100, "1"),
	};
	const struct charged_list l = { posted, LEN(posted) };
	static const struct {
		int64_t first, end;
		int n;
		int64_t gap[3][2];
	} cases[] = {
		{ 0, 40, 3, { { 0, 10 }, { 20, 25 }, { 30, 40 } } },
		{ 10, 20, 0, { { 0 } } },
		{ 15, 22, 1, { { 20, 22 } } },
		{ 5, 12, 1, { { 5, 10 } } },
		{ 20, 25, 1, { { 20, 25 } } },
		{ 30, 31, 1, { { 30, 31 } } },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct day_span rest = { cases[i].first, cases[i].end }, gap;
		int n = 0;

		while (charged_gap(l, SLICE_LIT("p"), &rest, &gap)) {
			if (n < 3) {
				is_i64(gap.first, cases[i].gap[n][0], "first");
				is_i64(gap.end, cases[i].gap[n][1], "end");
			}
			n++;
		}
		is_i64(n, cases[i].n, "gaps from %d to %d",
		    (int)cases[i].first, (int)cases[i].end);
	}
	ok(!charged_has(l, LINE_USAGE, SLICE_LIT("q"), posted[2].days),
	    "of another price");
	ok(charged_has(l, LINE_USAGE, SLICE_LIT("p"), posted[0].days),
	    "meets");
}

/* Corrections after each other come to what the days are worth. */
static void
test_corrections(void)
{
	static const struct {
		int64_t first, end;	/* active */
		bool whole;
		const char *amount;
		int64_t days[2];
	} cases[] = {
		{ 0, 100, false, "0", { 40, 40 } },
		{ 0, 25, false, "-15.5", { 25, 40 } },
		{ 0, 20, false, "-5.17", { 20, 40 } },	/* of 20.67 */
		{ 0, 10, false, "-10.33", { 10, 40 } },
		{ 0, 40, false, "31", { 10, 40 } },
		{ 20, 30, false, "-20.66", { 10, 40 } },
		{ 20, 30, true, "20.66", { 10, 40 } },
		{ 50, 60, true, "-31", { 10, 40 } },
	};
	struct charged posted[LEN(cases) + 1] = {
		item(LINE_RECURRING, 10, 40, "31"),
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct charged_list l = { posted, i + 1 };
		struct day_span active = { cases[i].first, cases[i].end };
		struct day_span days = { 0, 0 };
		money_t amount = 0;

		ok(charged_correct(l, posted, active, cases[i].whole, 2,
		    &amount, &days), "correction %zu", i);
		is_i64(amount, money(cases[i].amount), "is %s",
		    cases[i].amount);
		if (amount != 0) {
			is_i64(days.first, cases[i].days[0], "from");
			is_i64(days.end, cases[i].days[1], "to");
		}
		posted[i + 1] = item(LINE_CORRECTION, days.first, days.end,
		    cases[i].amount);
		if (amount == 0)
			posted[i + 1].kind = LINE_USAGE;
	}
}

static void
test_usage(void)
{
	struct charged posted[] = {
		item(LINE_USAGE, 10, 40, "1.5"),
		item(LINE_CORRECTION, 10, 40, "0.25"),
		item(LINE_RECURRING, 10, 40, "31"),
		item(LINE_LATE, 10, 40, "2"),
		item(LINE_USAGE, 40, 70, "4"),
	};
	const struct charged_list l = { posted, LEN(posted) };
	struct charged_usage u;

	for (size_t i = 0; i < LEN(posted); i++) {
		posted[i].tax_code = SLICE_LIT("t");
		posted[i].quantity = UINT64_MAX / 2;
		posted[i].records = 1;
	}
	ok(charged_usage_sum(l, SLICE_LIT("p"), SLICE_LIT("t"),
	    (struct day_span){ 10, 40 }, false, &u), "usage and its correction");
	is_i64(u.net, money("1.75"), "amount");
	is_u64(u.quantity, UINT64_MAX - 1, "quantity");
	is_u64(u.records, 2, "records");
	ok(slice_is(u.tax, "t"), "with the tax of the price");
	posted[1].taxed_as = SLICE_LIT("exempt");
	posted[3].quantity = 1;
	posted[3].own = false;
	ok(charged_usage_sum(l, SLICE_LIT("p"), SLICE_LIT("t"),
	    (struct day_span){ 10, 40 }, true, &u), "and what came late");
	is_i64(u.net, money("3.75"), "amount");
	is_u64(u.records, 3, "records");
	ok(slice_is(u.tax, "exempt"), "with the tax that the account had");
	ok(!charged_usage_sum(l, SLICE_LIT("p"), SLICE_LIT("t"),
	    (struct day_span){ 10, 70 }, false, &u), "too much to count");
	ok(charged_usage_sum(l, SLICE_LIT("p"), SLICE_LIT("reduced"),
	    (struct day_span){ 10, 40 }, false, &u) && !u.any, "of another tax");
}

int
main(void)
{
	test_usage();
	test_gaps();
	test_corrections();
	return tap_done();
}
