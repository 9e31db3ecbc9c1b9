#include "base/period.h"

#include "tap.h"

static void
test_forms(const struct zone *z)
{
	static const struct {
		const char	*text, *from, *to;
	} cases[] = {
		{ "2026-10", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z" },
		{ "2026-12", "2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z" },
		{ "2024-02", "2024-01-31T23:00:00Z", "2024-02-29T23:00:00Z" },
		/* a day of 25 hours */
		{ "2026-10-25", "2026-10-24T22:00:00Z",
		    "2026-10-25T23:00:00Z" },
		{ "2026-10-05/2026-10-12", "2026-10-04T22:00:00Z",
		    "2026-10-11T22:00:00Z" }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		char from[TSTAMP_TEXT_MAX], to[TSTAMP_TEXT_MAX];
		struct period p;

		if (!ok(period_parse(cases[i].text, z, &p), "'%s' is a period",
		    cases[i].text))
			continue;
		tstamp_format(p.from_us, from);
		tstamp_format(p.to_us, to);
		is_str(from, cases[i].from, "its first instant");
		is_str(to, cases[i].to, "the first behind it");
		is_str(p.name, cases[i].text, "its name");
	}
}

static void
test_bad(const struct zone *z)
{
	static const char *const bad[] = {
		"", "2026", "2026-13", "2026-00", "2026-1", "2026-02-29",
		"2026-10-05/", "2026-10-05/2026-10-05",
		"2026-10-05/2026-10-04", "2026-10/2026-11",
		"2026-10-05/2026-10-12/2026-10-19", "2026-10 ", "9999-12",
		"9999-12-31", "october"
	};
	struct period p = { .name = "untouched" };
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		ok(!period_parse(bad[i], z, &p), "'%s' is none", bad[i]);
	is_str(p.name, "untouched", "and the result is left alone");
}

int
main(void)
{
	struct zone z = { 0 };
	struct period p;

	ok(zone_load(&z, "Europe/Paris"), "Europe/Paris exists");
	test_forms(&z);
	test_bad(&z);
	ok(period_parse("2026-10", &z, &p) && p.first.month == 10
	    && p.first.day == 1 && p.last_excl.month == 11
	    && p.last_excl.day == 1 && p.first.weekday == 3,
	    "dates stand beside the instants");
	zone_release(&z);
	return tap_done();
}
