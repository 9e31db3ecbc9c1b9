/*
 * test_charge.c - which period bills which days of a recurring charge
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/tstamp.h"
#include "bss/charge.h"
#include "bss/invoice.h"
#include "tap.h"

#define OPEN	INT64_MAX

static int64_t
day(const char *text)
{
	struct civil c = { 0 };

	if (text == NULL)
		return OPEN;
	date_parse(slice_of(text), &c);
	return civil_days(c.year, c.month, c.day);
}

/* "2026-10-10/2026-11-01 " for each charge */
static void
add_charges(struct buf *b, const struct price *p, struct day_span active,
    struct day_span period, int bill_day)
{
	struct charge_walk w = { .price = p, .active = active,
	    .period = period, .bill_day = bill_day };
	struct charge c;

	while (charge_next(&w, &c)) {
		char first[DATE_TEXT_MAX], end[DATE_TEXT_MAX];

		date_text(c.part.first, first);
		date_text(c.part.end, end);
		buf_addf(b, "%s/%s ", first, end);
	}
}

static const struct price arrears = { .timing = TIMING_ARREARS };
static const struct price advance = { .timing = TIMING_ADVANCE };
static const struct price arrears_whole = { .timing = TIMING_ARREARS,
    .proration = PRORATION_NONE };
static const struct price advance_whole = { .timing = TIMING_ADVANCE,
    .proration = PRORATION_NONE };

static void
test_october(void)
{
	static const struct {
		const char *what;
		const struct price *price;
		const char *from, *to, *want;
	} cases[] = {
		{ "arrears, all the time", &arrears, "2026-01-01", NULL,
		    "2026-10-01/2026-11-01 " },
		{ "arrears, begun within", &arrears, "2026-10-10", NULL,
		    "2026-10-10/2026-11-01 " },
		{ "arrears, ended within", &arrears, "2026-01-01",
		    "2026-10-10", "2026-10-01/2026-10-10 " },
		{ "arrears, ended before", &arrears, "2026-01-01",
		    "2026-10-01", "" },
		{ "arrears, not begun", &arrears, "2026-11-01", NULL, "" },
		{ "arrears, begun and ended on a day", &arrears,
		    "2026-10-10", "2026-10-10", "" },
		{ "advance, all the time", &advance, "2026-01-01", NULL,
		    "2026-11-01/2026-12-01 " },
		{ "advance, begun within: the rest and the next", &advance,
		    "2026-10-10", NULL,
		    "2026-10-10/2026-11-01 2026-11-01/2026-12-01 " },
		{ "advance, begun on the first", &advance, "2026-10-01",
		    NULL, "2026-10-01/2026-11-01 2026-11-01/2026-12-01 " },
		{ "advance, begins with the next", &advance, "2026-11-01",
		    NULL, "" },
		{ "advance, ends within the next", &advance, "2026-01-01",
		    "2026-11-16", "2026-11-01/2026-11-16 " },
		{ "advance, ended within", &advance, "2026-01-01",
		    "2026-10-16", "" },
		{ "whole in arrears, begun within", &arrears_whole,
		    "2026-10-10", NULL, "2026-10-10/2026-11-01 " },
		{ "whole in arrears, ended within", &arrears_whole,
		    "2026-01-01", "2026-10-10", "2026-10-01/2026-10-10 " },
		{ "whole in advance, begun within", &advance_whole,
		    "2026-10-10", NULL,
		    "2026-10-10/2026-11-01 2026-11-01/2026-12-01 " },
	};
	const struct day_span october = { day("2026-10-01"),
	    day("2026-11-01") };

	for (size_t i = 0; i < LEN(cases); i++) {
		struct day_span active = { day(cases[i].from),
		    day(cases[i].to) };
		struct buf b = { 0 };

		add_charges(&b, cases[i].price, active, october, 1);
		is_str(buf_str(&b), cases[i].want, "%s", cases[i].what);
		buf_release(&b);
	}
}

static void
test_bill_day(void)
{
	const struct day_span active = { day("2026-01-01"), OPEN };
	const struct day_span period = { day("2026-10-15"),
	    day("2026-11-15") };
	struct buf b = { 0 };

	add_charges(&b, &arrears, active, period, 15);
	is_str(buf_str(&b), "2026-10-15/2026-11-15 ", "cycle from the 15th");
	buf_clear(&b);
	add_charges(&b, &advance, active, period, 15);
	is_str(buf_str(&b), "2026-11-15/2026-12-15 ", "the next cycle");
	buf_release(&b);
}

/*
 * Whether periods of `step` days from January to April bill each day of the
 * subscription from the first day on once, and none twice.
 */
static bool
each_day_once(const struct price *p, struct day_span active, int64_t step)
{
	struct day_span all = { day("2026-01-01"), day("2026-05-01") };
	char times[400] = { 0 };

	for (int64_t d = all.first; d < all.end; d += step) {
		struct charge_walk w = { .price = p, .active = active,
		    .period = { d, d + step }, .bill_day = 1 };
		struct charge c;

		while (charge_next(&w, &c))
			for (int64_t i = c.part.first; i < c.part.end; i++)
				times[i - all.first]++;
	}
	for (int64_t d = all.first; d < all.end; d++)
		if (times[d - all.first] != (d >= active.first
		    && d < active.end))
			return false;
	return true;
}

static void
test_partition(void)
{
	static const struct {
		const char *name;
		const struct price *price;
	} kinds[] = {
		{ "arrears", &arrears }, { "advance", &advance },
		{ "whole in arrears", &arrears_whole },
		{ "whole in advance", &advance_whole },
	};
	static const int64_t steps[] = { 1, 7, 10, 31, 59 };
	struct day_span active = { day("2026-01-20"), day("2026-04-05") };

	for (size_t k = 0; k < LEN(kinds); k++)
		for (size_t i = 0; i < LEN(steps); i++)
			ok(each_day_once(kinds[k].price, active, steps[i]),
			    "%s: periods of %d days bill each day once",
			    kinds[k].name, (int)steps[i]);
}

int
main(void)
{
	test_october();
	test_bill_day();
	test_partition();
	return tap_done();
}
