/*
 * test_proration.c - cycles, days of charge, and parts that add up
 */
#include "base/tstamp.h"
#include "bss/invoice.h"
#include "bss/proration.h"
#include "tap.h"

static int64_t
day(const char *text)
{
	struct civil c = { 0 };

	date_parse(slice_of(text), &c);
	return civil_days(c.year, c.month, c.day);
}

static int64_t
instant(const char *text)
{
	int64_t us = 0;

	tstamp_parse(slice_of(text), &us);
	return us;
}

static money_t
money(const char *text)
{
	money_t m = 0;

	money_parse(slice_of(text), &m);
	return m;
}

static void
test_union(void)
{
	struct day_span s[] = { { 20, 31 }, { 1, 5 }, { 4, 4 }, { 5, 8 },
		{ 2, 3 }, { 25, 40 } };

	is_u64(day_spans_union(s, LEN(s)), 2, "stays that meet are one");
	ok(s[0].first == 1 && s[0].end == 8 && s[1].first == 20
	    && s[1].end == 40, "and the gap is in none");
	is_u64(day_spans_union(s, 0), 0, "of none there is none");
}

static void
test_cycles(void)
{
	static const struct {
		const char *day;
		int bill_day;
		const char *first, *end;
	} cases[] = {
		{ "2026-10-01", 1, "2026-10-01", "2026-11-01" },
		{ "2026-10-31", 1, "2026-10-01", "2026-11-01" },
		{ "2026-12-31", 1, "2026-12-01", "2027-01-01" },
		{ "2028-02-29", 1, "2028-02-01", "2028-03-01" },
		{ "2026-10-14", 15, "2026-09-15", "2026-10-15" },
		{ "2026-10-15", 15, "2026-10-15", "2026-11-15" },
		{ "2026-01-02", 28, "2025-12-28", "2026-01-28" },
		{ "2026-02-28", 28, "2026-02-28", "2026-03-28" },
		/* days that not every month has: its last, without a drift */
		{ "2026-01-30", 31, "2025-12-31", "2026-01-31" },
		{ "2026-01-31", 31, "2026-01-31", "2026-02-28" },
		{ "2026-02-27", 31, "2026-01-31", "2026-02-28" },
		{ "2026-02-28", 31, "2026-02-28", "2026-03-31" },
		{ "2026-03-30", 31, "2026-02-28", "2026-03-31" },
		{ "2026-04-30", 31, "2026-04-30", "2026-05-31" },
		{ "2026-02-28", 29, "2026-02-28", "2026-03-29" },
		{ "2026-03-28", 29, "2026-02-28", "2026-03-29" },
		{ "2028-02-28", 29, "2028-01-29", "2028-02-29" },
		{ "2028-02-29", 30, "2028-02-29", "2028-03-30" },
		{ "2028-03-01", 31, "2028-02-29", "2028-03-31" },
		{ "2100-02-28", 30, "2100-02-28", "2100-03-30" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct day_span s = cycle_of(day(cases[i].day),
		    cases[i].bill_day);
		char first[DATE_TEXT_MAX], end[DATE_TEXT_MAX];

		date_text(s.first, first);
		date_text(s.end, end);
		is_str(first, cases[i].first, "%s with bill day %d: first",
		    cases[i].day, cases[i].bill_day);
		is_str(end, cases[i].end, "%s with bill day %d: end",
		    cases[i].day, cases[i].bill_day);
	}
}

/* Each day is in one cycle, and each cycle says of which bill day it is. */
static void
test_cycles_tile(void)
{
	int64_t from = day("2023-12-25"), to = day("2029-02-10");

	for (int d = 1; d <= CYCLE_DAY_MAX; d++) {
		struct day_span at = cycle_of(from, d);
		bool tiled = at.first <= from && from < at.end;
		bool known = true;

		for (int64_t n = from; n < to; n++) {
			struct day_span s = cycle_of(n, d);
			struct civil c;

			if (n == at.end)
				at = (struct day_span){ n, s.end };
			tiled &= s.first == at.first && s.end == at.end
			    && s.end > n;
			civil_from_days(s.first, &c);
			tiled &= c.day == d || (c.day < d && c.day
			    == civil_month_days(c.year, c.month));
			known &= cycle_day(s) == d;
		}
		ok(tiled, "cycles from the %d. follow each other", d);
		ok(known, "and are no others");
	}
	is_i64(cycle_day((struct day_span){ day("2026-10-01"),
	    day("2026-10-08") }), 0, "a week is no cycle");
	is_i64(cycle_day((struct day_span){ day("2026-01-31"),
	    day("2026-03-01") }), 0, "January 31st to March 1st is none");
	is_i64(cycle_day((struct day_span){ day("2026-01-31"),
	    day("2026-03-31") }), 0, "two months are none");
}

static void
test_amounts(void)
{
	static const struct {
		const char *charge, *cycle, *from, *to;
		const char *exact, *net;
	} cases[] = {
		/* whole months of 28 to 31 days */
		{ "29", "2026-02-01", "2026-02-01", "2026-03-01", "29", "29" },
		{ "29", "2028-02-01", "2028-02-01", "2028-03-01", "29", "29" },
		{ "29", "2026-04-01", "2026-04-01", "2026-05-01", "29", "29" },
		{ "29", "2026-10-01", "2026-10-01", "2026-11-01", "29", "29" },
		/* a part of each */
		{ "28", "2026-02-01", "2026-02-15", "2026-03-01", "14", "14" },
		{ "29", "2028-02-01", "2028-02-29", "2028-03-01", "1", "1" },
		{ "30", "2026-04-01", "2026-04-01", "2026-04-02", "1", "1" },
		{ "31", "2026-10-01", "2026-10-20", "2026-11-01", "12",
		    "12" },
		/* the months of the clock changes, 23 and 25 hours */
		{ "31", "2026-03-01", "2026-03-29", "2026-03-30", "1", "1" },
		{ "31", "2026-10-01", "2026-10-25", "2026-10-26", "1", "1" },
		/* thirds: the rest is in the last part */
		{ "10", "2026-04-01", "2026-04-01", "2026-04-11",
		    "3.333333333", "3.33" },
		{ "10", "2026-04-01", "2026-04-11", "2026-04-21",
		    "3.333333334", "3.34" },
		{ "10", "2026-04-01", "2026-04-21", "2026-05-01",
		    "3.333333333", "3.33" },
		/* a price with more decimals than the currency */
		{ "9.995", "2026-04-01", "2026-04-01", "2026-05-01", "9.995",
		    "10" },
		{ "-31", "2026-10-01", "2026-10-01", "2026-10-02", "-1",
		    "-1" },
	};
	static const struct charge_rounding r = { ROUND_HALF_UP, 9, 2 };

	for (size_t i = 0; i < LEN(cases); i++) {
		struct day_span part = { day(cases[i].from),
		    day(cases[i].to) };
		struct charge_part out = { 0 };

		ok(prorate(money(cases[i].charge), cycle_of(day(
		    cases[i].cycle), 1), part, &r, &out), "%s from %s to %s",
		    cases[i].charge, cases[i].from, cases[i].to);
		is_i64(out.exact, money(cases[i].exact), "exact");
		is_i64(out.net, money(cases[i].net), "net");
	}
}

/* However a month is cut in two or three, the parts are the whole. */
static void
test_parts_add_up(void)
{
	static const char *const months[] = {
		"2026-02-01", "2028-02-01", "2026-04-01", "2026-10-01"
	};
	static const struct charge_rounding rounding[] = {
		{ ROUND_HALF_UP, 9, 2 }, { ROUND_DOWN, 2, 2 },
		{ ROUND_UP, 4, 0 }, { ROUND_HALF_EVEN, 3, 3 },
	};
	money_t charge = money("19.99");

	for (size_t m = 0; m < LEN(months); m++)
		for (size_t k = 0; k < LEN(rounding); k++) {
			struct day_span c = cycle_of(day(months[m]), 1);
			const struct charge_rounding *r = &rounding[k];
			struct charge_part whole, a, b;
			bool same = prorate(charge, c, c, r, &whole);

			for (int64_t d = c.first + 1; d < c.end; d++)
				same = same && prorate(charge, c,
				    (struct day_span){ c.first, d }, r, &a)
				    && prorate(charge, c,
				    (struct day_span){ d, c.end }, r, &b)
				    && a.net + b.net == whole.net
				    && a.exact + b.exact == whole.exact;
			ok(same, "%s cut at each day adds up (%s, %u)",
			    months[m], rounding_name(r->mode), r->decimals);
		}
}

static void
test_active(void)
{
	struct zone paris = { 0 };
	struct day_span s, t;

	if (!ok(zone_load(&paris, "Europe/Paris"), "Europe/Paris"))
		return;
	s = days_active(&paris, instant("2026-10-09T22:30:00Z"), true,
	    instant("2026-10-15T10:00:00Z"));
	is_i64(s.first, day("2026-10-10"), "the day as the zone has it");
	is_i64(s.end, day("2026-10-15"), "not the day it ends on");
	t = days_active(&paris, instant("2026-10-15T10:00:00Z"), false, 0);
	is_i64(t.first, s.end, "who follows has the next day");
	ok(day_span_empty(days_active(&paris, instant("2026-10-15T08:00:00Z"),
	    true, instant("2026-10-15T10:00:00Z"))), "a day's trial is free");
	s = day_span_cut(t, cycle_of(day("2026-10-01"), 1));
	is_i64(s.end, day("2026-11-01"), "an open end is cut");
	zone_release(&paris);
}

static void
test_overflow(void)
{
	static const struct charge_rounding r = { ROUND_UP, 0, 0 };
	struct day_span c = cycle_of(day("2026-10-01"), 1);
	struct charge_part out = { 1, 2 };

	ok(!prorate(INT64_MAX, c, c, &r, &out), "too large to be rounded up");
	is_i64(out.exact, 1, "output untouched");
}

int
main(void)
{
	test_union();
	test_cycles();
	test_cycles_tile();
	test_amounts();
	test_parts_add_up();
	test_active();
	test_overflow();
	return tap_done();
}
