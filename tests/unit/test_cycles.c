/*
 * test_cycles.c - cycles of several months, and other ways to prorate
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "bss/charge.h"
#include "bss/invoice.h"
#include "tap.h"

static int64_t
day(const char *text)
{
	struct civil c = { 0 };

	date_parse(slice_of(text), &c);
	return civil_days(c.year, c.month, c.day);
}

static void
test_cycles(void)
{
	static const struct {
		const char	*day;
		int		 bill_day;
		unsigned	 months;
		const char	*anchor, *first, *end;
	} cases[] = {
		{ "2026-05-20", 1, 3, "2026-01-01", "2026-04-01",
		    "2026-07-01" },
		{ "2026-04-01", 1, 3, "2026-01-01", "2026-04-01",
		    "2026-07-01" },
		{ "2026-03-31", 1, 3, "2026-01-01", "2026-01-01",
		    "2026-04-01" },
		{ "2026-04-14", 15, 3, "2026-01-15", "2026-01-15",
		    "2026-04-15" },
		{ "2026-05-20", 1, 3, "2026-02-01", "2026-05-01",
		    "2026-08-01" },
		{ "2026-05-20", 1, 3, "2030-09-01", "2026-03-01",
		    "2026-06-01" },
		{ "2026-05-20", 1, 12, "2024-01-01", "2026-01-01",
		    "2027-01-01" },
		{ "2026-05-20", 10, 12, "2025-09-12", "2025-09-10",
		    "2026-09-10" },
		{ "2026-12-31", 1, 1, "2026-01-01", "2026-12-01",
		    "2027-01-01" },
		/* the last of a month: quarters and years keep the day */
		{ "2026-02-28", 31, 3, "2025-11-30", "2026-02-28",
		    "2026-05-31" },
		{ "2026-02-27", 31, 3, "2025-11-30", "2025-11-30",
		    "2026-02-28" },
		{ "2026-06-10", 31, 12, "2024-02-29", "2026-02-28",
		    "2027-02-28" },
		{ "2028-02-28", 31, 12, "2024-02-29", "2027-02-28",
		    "2028-02-29" },
		{ "2028-02-29", 30, 12, "2024-02-29", "2028-02-29",
		    "2029-02-28" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct day_span s = cycle_of_months(day(cases[i].day),
		    cases[i].bill_day, cases[i].months,
		    cycle_month(day(cases[i].anchor), cases[i].bill_day));

		ok(s.first == day(cases[i].first) && s.end
		    == day(cases[i].end), "%s, %u months from %s",
		    cases[i].day, cases[i].months, cases[i].anchor);
	}
	is_u64(month_days(day("2028-02-29")), 29, "a leap February");
	is_u64(month_days(day("2026-12-31")), 31, "December");
}

/* "first/end " of each charge that periods of a month bill in a year */
static void
walk_year(struct buf *b, const struct price *p, const char *from,
    const char *to)
{
	for (int month = 1; month <= 12; month++) {
		struct charge_walk w = { .price = p, .bill_day = 1,
		    .active = { day(from), day(to) },
		    .period = cycle_of(civil_days(2026, month, 1), 1) };
		struct charge c;

		while (charge_next(&w, &c)) {
			char first[DATE_TEXT_MAX], end[DATE_TEXT_MAX];

			date_text(c.part.first, first);
			date_text(c.part.end, end);
			buf_addf(b, "%d:%s/%s ", month, first, end);
		}
	}
}

static void
test_walks(void)
{
	static const struct price advance = { .months = 3 };
	static const struct price arrears = { .months = 3,
	    .timing = TIMING_ARREARS };
	static const struct price year = { .months = 12,
	    .anchor = ANCHOR_SUBSCRIPTION };
	static const struct {
		const char	*name;
		const struct price *price;
		const char	*from, *to, *want;
	} cases[] = {
		{ "quarters in advance", &advance, "2026-02-10",
		    "2026-11-16", "2:2026-02-10/2026-04-01 "
		    "3:2026-04-01/2026-07-01 6:2026-07-01/2026-10-01 "
		    "9:2026-10-01/2026-11-16 " },
		{ "quarters in arrears", &arrears, "2026-02-10",
		    "2026-11-16", "3:2026-02-10/2026-04-01 "
		    "6:2026-04-01/2026-07-01 9:2026-07-01/2026-10-01 "
		    "11:2026-10-01/2026-11-16 " },
		{ "years from the subscription's month", &year, "2025-06-10",
		    "2030-01-01", "5:2026-06-01/2027-06-01 " },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct buf b = { 0 };

		walk_year(&b, cases[i].price, cases[i].from, cases[i].to);
		is_str(buf_str(&b), cases[i].want, "%s", cases[i].name);
		buf_release(&b);
	}
}

static void
test_covered(void)
{
	static const struct charge_rounding cents = { ROUND_HALF_UP, 2, 2 };
	static const struct {
		const char	*name, *cycle, *first, *end, *from, *to;
		uint64_t	 out_of;
		money_t		 cents;
	} cases[] = {
		{ "20 days of 30", "2026-10-01", "2026-10-12", "2026-11-01",
		    "2026-10-12", "2026-11-01", 30, 2000 },
		{ "a whole month of 31", "2026-10-01", "2026-10-01",
		    "2026-11-01", "2026-10-01", "2026-11-01", 30, 3000 },
		{ "a whole February", "2026-02-01", "2026-02-01",
		    "2026-03-01", "2026-02-01", "2026-03-01", 30, 3000 },
		{ "30 of the 31 days", "2026-10-01", "2026-10-02",
		    "2026-11-01", "2026-10-02", "2026-11-01", 30, 3000 },
		{ "its first 10 days", "2026-10-01", "2026-10-12",
		    "2026-11-01", "2026-10-12", "2026-10-22", 30, 1000 },
		{ "and the other 10", "2026-10-01", "2026-10-12",
		    "2026-11-01", "2026-10-22", "2026-11-01", 30, 1000 },
		{ "the last day of a whole month of 31", "2026-10-01",
		    "2026-10-01", "2026-11-01", "2026-10-31", "2026-11-01",
		    30, 0 },
		{ "the last day of a whole February", "2026-02-01",
		    "2026-02-01", "2026-03-01", "2026-02-28", "2026-03-01",
		    30, 300 },
		{ "14 of 28 days", "2026-01-15", "2026-02-01", "2026-02-15",
		    "2026-02-01", "2026-02-15", 28, 1500 },
	};
	struct charge_part p;

	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t begin = day(cases[i].cycle);
		struct civil c;

		civil_from_days(begin, &c);
		ok(prorate_covered(30 * MONEY_SCALE, cycle_of(begin, c.day),
		    (struct day_span){ day(cases[i].first),
		    day(cases[i].end) }, (struct day_span){
		    day(cases[i].from), day(cases[i].to) }, cases[i].out_of,
		    &cents, &p), "%s", cases[i].name);
		is_i64(p.net / (MONEY_SCALE / 100), cases[i].cents, "cents");
	}
}

int
main(void)
{
	test_cycles();
	test_walks();
	test_covered();
	return tap_done();
}
