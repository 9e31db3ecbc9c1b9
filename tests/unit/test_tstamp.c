#include "base/tstamp.h"

#include "tap.h"

static void
test_parse(void)
{
	static const struct {
		const char	*text;
		int64_t		 us;
		const char	*canonical;	/* NULL: not a time */
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
		{ "2026-10-01T08:00:00Z", 1790841600000000,
		    "2026-10-01T08:00:00Z" },
		/* the examples of RFC 3339 5.8 */
		{ "1985-04-12T23:20:50.52Z", 482196050520000,
		    "1985-04-12T23:20:50.52Z" },
		{ "1996-12-19T16:39:57-08:00", 851042397000000,
		    "1996-12-20T00:39:57Z" },
		{ "1990-12-31T23:59:60Z", 662688000000000,
		    "1991-01-01T00:00:00Z" },
		{ "1990-12-31T15:59:60-08:00", 662688000000000,
		    "1991-01-01T00:00:00Z" },
		{ "1937-01-01T12:00:27.87+00:20", -1041337172130000,
		    "1937-01-01T11:40:27.87Z" },
		{ "2024-02-29T00:00:00z", 1709164800000000,
		    "2024-02-29T00:00:00Z" },
		{ "2024-02-29t00:00:00.000001Z", 1709164800000001,
		    "2024-02-29T00:00:00.000001Z" },
		{ "2024-02-29 00:00:00.9999999Z", 1709164800999999,
		    "2024-02-29T00:00:00.999999Z" },
		{ "0001-01-01T00:00:00Z", -62135596800000000,
		    "0001-01-01T00:00:00Z" },
		{ "9999-12-31T23:59:59.999999Z", 253402300799999999,
		    "9999-12-31T23:59:59.999999Z" },
		{ "1969-12-31T23:59:59.5Z", -500000,
		    "1969-12-31T23:59:59.5Z" },
		{ "0001-01-01T00:00:00+00:01", 0, NULL },
		{ "9999-12-31T23:59:59-00:01", 0, NULL },
		{ "0000-01-01T00:00:00Z", 0, NULL },
		{ "2023-02-29T00:00:00Z", 0, NULL },
		{ "1900-02-29T00:00:00Z", 0, NULL },
		{ "2026-13-01T00:00:00Z", 0, NULL },
		{ "2026-00-01T00:00:00Z", 0, NULL },
		{ "2026-10-00T00:00:00Z", 0, NULL },
		{ "2026-04-31T00:00:00Z", 0, NULL },
		{ "2026-10-01T24:00:00Z", 0, NULL },
		{ "2026-10-01T00:60:00Z", 0, NULL },
		{ "2026-10-01T00:00:60Z", 0, NULL },
		{ "2026-10-01T23:59:61Z", 0, NULL },
		{ "2026-10-01T08:00:00", 0, NULL },
		{ "2026-10-01T08:00:00.Z", 0, NULL },
		{ "2026-10-01T08:00:00ZZ", 0, NULL },
		{ "2026-10-01T08:00:00+2:00", 0, NULL },
		{ "2026-10-01T08:00:00+0200", 0, NULL },
		{ "2026-10-01T08:00:00+24:00", 0, NULL },
		{ "2026-10-01T08:00:00+02:60", 0, NULL },
		{ "2026-10-01_08:00:00Z", 0, NULL },
		{ "2026/10/01T08:00:00Z", 0, NULL },
		{ "2026-1a-01T08:00:00Z", 0, NULL },
		{ "2026-10-01T08:00:0:Z", 0, NULL },
		{ "2026-10-01T08 00:00Z", 0, NULL },
		{ "\xb2" "026-10-01T08:00:00Z", 0, NULL },
		{ "2026-10-01", 0, NULL },
		{ "", 0, NULL }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		char text[TSTAMP_TEXT_MAX];
		int64_t us = 42;
		bool good = tstamp_parse(slice_of(cases[i].text), &us);

		ok(good == (cases[i].canonical != NULL), "tstamp_parse '%s'",
		    cases[i].text);
		is_i64(us, good ? cases[i].us : 42, "instant of '%s'",
		    cases[i].text);
		if (!good)
			continue;
		is_u64(tstamp_format(us, text), strlen(cases[i].canonical),
		    "length of it");
		is_str(text, cases[i].canonical, "written again");
	}
}

/* Every octet of a good time replaced by every value is read or refused. */
static void
test_every_octet(void)
{
	static const char good[] = "2026-10-01T08:00:00Z";
	unsigned wrong = 0, c;
	size_t at;

	for (at = 0; at < sizeof(good) - 1; at++)
		for (c = 0; c < 256; c++) {
			char text[sizeof(good)], again[TSTAMP_TEXT_MAX];
			int64_t us;

			memcpy(text, good, sizeof(good));
			text[at] = (char)c;
			if (!tstamp_parse((struct slice){ text, 20 }, &us))
				continue;
			tstamp_format(us, again);
			if (strcasecmp(text, again) != 0 && !(at == 10
			    && c == ' '))
				wrong++;
		}
	is_u64(wrong, 0, "what is read is what stood there");
}

static void
test_days(void)
{
	unsigned wrong = 0;
	struct civil c;
	int64_t day;
	int weekday = 0;	/* 0001-01-01 was a Monday */
	int y = 1, m = 1, d = 1;

	for (day = civil_days(1, 1, 1); y < 10000; day++) {
		civil_from_days(day, &c);
		if (c.year != y || c.month != m || c.day != d
		    || c.weekday != weekday || civil_days(y, m, d) != day)
			wrong++;
		weekday = (weekday + 1) % 7;
		if (++d > civil_month_days(y, m)) {
			d = 1;
			if (++m > 12) {
				m = 1;
				y++;
			}
		}
	}
	is_u64(wrong, 0, "each day of years 1 to 9999 goes there and back");
	is_i64(day, civil_days(10000, 1, 1), "and they are all");
	is_i64(civil_days(1970, 1, 1), 0, "the epoch");
	is_i64(civil_days(-400, 3, 1), civil_days(0, 3, 1) - 146097,
	    "before year 1");
}

static void
test_others(void)
{
	char text[TSTAMP_TEXT_MAX];
	struct civil c = { 0 };

	tstamp_format_offset(1790841600000000, 7200, text);
	is_str(text, "2026-10-01T10:00:00+02:00", "east of Greenwich");
	tstamp_format_offset(1790841600500000, -12600, text);
	is_str(text, "2026-10-01T04:30:00.5-03:30", "west of Greenwich");
	tstamp_format_second(INT64_C(1790834405999999), text);
	is_str(text, "2026-10-01T06:00:05Z", "the second it is in");
	tstamp_format_second(-1, text);
	is_str(text, "1969-12-31T23:59:59Z", "also before 1970");
	ok(date_parse(SLICE_LIT("2026-10-05"), &c) && c.year == 2026
	    && c.month == 10 && c.day == 5 && c.weekday == 0,
	    "a date, a Monday");
	ok(!date_parse(SLICE_LIT("2026-02-30"), &c), "no such date");
	ok(!date_parse(SLICE_LIT("2026-2-3"), &c), "not in two digits");
	ok(!date_parse(SLICE_LIT("2026-02-03T"), &c), "too long");
	civil_from_us(-1, &c);
	ok(c.year == 1969 && c.month == 12 && c.day == 31 && c.hour == 23
	    && c.minute == 59 && c.second == 59 && c.us == 999999
	    && c.weekday == 2, "the microsecond before the epoch");
}

int
main(void)
{
	test_parse();
	test_every_octet();
	test_days();
	test_others();
	return tap_done();
}
