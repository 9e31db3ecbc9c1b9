#include "bss/band.h"

#include "tap.h"

static void
test_parse(void)
{
	static const struct {
		const char	*text;
		unsigned	 days;
		uint32_t	 kinds;		/* both 0: not days */
	} days[] = {
		{ "mon", 0x01, 0 }, { "mon-fri", 0x1f, 0 }, { "sat,sun", 0x60, 0 },
		{ "sun", 0x40, 0 }, { "fri-mon", 0x71, 0 }, { "daily", 0x7f, 0 },
		{ "mon,wed-thu", 0x0d, 0 }, { "mon-mon", 0x01, 0 }, { "", 0, 0 },
		{ "Mon", 0, 0 }, { "mon-", 0, 0 }, { "mon,", 0, 0 }, { ",mon", 0, 0 },
		{ "mon fri", 0, 0 }, { "monday", 0, 0 },
		{ "holiday", 0, 1 }, { "sun,holiday,half-day", 0x40, 3 },
		{ "half-day", 0, 2 }, { "holiday-sun", 0, 0 }, { "holidays", 0, 0 }
	};
	static const struct {
		const char	*text;
		int		 second;	/* -1: not a time */
	} times[] = {
		{ "00:00", 0 }, { "08:30", 30600 }, { "24:00", 86400 },
		{ "17:00:30", 61230 }, { "24:00:00", 86400 },
		{ "24:00:01", -1 }, { "17:00:60", -1 }, { "17:00:3", -1 },
		{ "17:00 30", -1 }, { "17:00:30:00", -1 }, { "24:01", -1 },
		{ "8:30", -1 }, { "08:60", -1 }, { "25:00", -1 },
		{ "08.30", -1 }, { "", -1 }, { "08:3x", -1 }
	};
	static struct band_table t;
	uint32_t kinds;
	unsigned out;
	size_t i;

	band_kind_add(&t, SLICE_LIT("holiday"));
	band_kind_add(&t, SLICE_LIT("half-day"));
	for (i = 0; i < LEN(days); i++) {
		out = 0;
		kinds = 0;
		is_i64(band_days_parse(&t, slice_of(days[i].text), &out,
		    &kinds),
		    (days[i].days | days[i].kinds) != 0,
		    "'%s' are days or not", days[i].text);
		is_i64(out, days[i].days, "and which");
		is_u64(kinds, days[i].kinds, "and which kinds");
	}
	for (i = 0; i < LEN(times); i++) {
		bool good = band_time_parse(slice_of(times[i].text), &out);

		is_i64(good ? (int)out : -1, times[i].second,
		    "second of '%s'", times[i].text);
	}
}

static bool
window_add(struct band_table *t, unsigned band, unsigned days, unsigned from,
    unsigned to, uint64_t weight)
{
	return band_window_add(t, &(struct band_window){ .band = band,
	    .days = days, .from = from * 60, .to = to * 60, .since = INT64_MIN,
	    .until = INT64_MAX, .weight = weight });
}

/* peak on workdays from 8 to 20, night from 22 to 6 on any day */
static void
table_make(struct band_table *t)
{
	band_table_release(t);
	band_table_init(t);
	is_i64(band_add(t, SLICE_LIT("peak")), 1, "peak is the first band");
	is_i64(band_add(t, SLICE_LIT("night")), 2, "night is the second");
	ok(window_add(t, 1, 0x1f, 480, 1200, 0), "peak has room");
	ok(window_add(t, 2, 0x7f, 1320, 360, 0),
	    "night goes over midnight, and round the week's end");
}

static void
test_overlap(void)
{
	static struct band_table t;
	struct band_clash clash = { 0 };

	table_make(&t);
	window_add(&t, 1, 0x01, 480, 500, 0);
	is_i64(band_table_compile(&t, &clash), BAND_OK,
	    "one band can be said twice");
	window_add(&t, 2, 0x02, 479, 481, 0);
	is_i64(band_table_compile(&t, &clash), BAND_CLASH,
	    "two bands cannot hold at once");
	ok(clash.a == 1 && clash.b == 2 && clash.weekday == 1
	    && clash.second == 480 * 60 && !clash.dated, "and which, and when");
	table_make(&t);
	window_add(&t, 2, 0x02, 479, 481, 1);
	is_i64(band_table_compile(&t, &clash), BAND_OK,
	    "unless one is heavier");
	/* a tail of yesterday is of the window's weight */
	window_add(&t, 1, 0x01, 1439, 10, 0);
	is_i64(band_table_compile(&t, &clash), BAND_CLASH, "a tail clashes");
	ok(clash.weekday == 0 && clash.second == 1439 * 60, "on its first evening");
	band_table_release(&t);
}

static int64_t
day(int year, int month, int d)
{
	return civil_days(year, month, d);
}

/* A band of a holiday, a band between two dates, off-peak with weight. */
static void
test_dates(void)
{
	static const struct {
		const char	*utc, *band;
	} cases[] = {
		/* 2026-12-25 is a Friday, holiday by the calendar */
		{ "2026-12-24T12:00:00Z", "peak" },
		{ "2026-12-25T07:59:00Z", "offpeak" },
		{ "2026-12-25T12:00:00Z", "offpeak" },
		{ "2026-12-25T23:00:00Z", "night" },
		{ "2026-12-26T00:30:00Z", "fest" },
		{ "2026-12-26T02:00:00Z", "night" },
		{ "2026-12-28T12:00:00Z", "peak" },
		/* summer from July 1 to August 1, each day but by tail */
		{ "2026-06-30T21:30:00Z", "offpeak" },
		{ "2026-07-01T00:30:00Z", "night" },
		{ "2026-07-01T21:30:00Z", "summer" },
		{ "2026-07-02T00:30:00Z", "summer" },
		{ "2026-07-31T21:30:00Z", "summer" },
		{ "2026-08-01T00:30:00Z", "summer" },
		{ "2026-08-01T21:30:00Z", "offpeak" },
		{ "2026-08-02T00:30:00Z", "night" }
	};
	static struct band_table t;
	struct band_clash clash;
	struct zone z = { 0 };
	size_t i;

	table_make(&t);
	band_add(&t, SLICE_LIT("fest"));
	band_add(&t, SLICE_LIT("summer"));
	is_i64(band_kind_add(&t, SLICE_LIT("holiday")), 0, "a kind");
	is_i64(band_date_add(&t, day(2026, 12, 25), 0), BAND_OK, "a date");
	is_i64(band_date_add(&t, day(2026, 5, 1), 0), BAND_OK, "one before");
	is_i64(band_date_add(&t, day(2026, 12, 25), 0), BAND_CLASH, "twice");
	/* holidays: off-peak from 6 to 21, fest from 23:30 to 1 */
	band_window_add(&t, &(struct band_window){ .band = BAND_OFFPEAK,
	    .kinds = 1, .from = 360 * 60, .to = 1260 * 60, .since = INT64_MIN,
	    .until = INT64_MAX, .weight = 5 });
	band_window_add(&t, &(struct band_window){ .band = 3, .kinds = 1,
	    .from = 1410 * 60, .to = 60 * 60, .since = INT64_MIN, .until = INT64_MAX,
	    .weight = 5 });
	band_window_add(&t, &(struct band_window){ .band = 4, .days = 0x7f,
	    .from = 1260 * 60, .to = 60 * 60, .since = day(2026, 7, 1),
	    .until = day(2026, 8, 1), .weight = 7 });
	is_i64(band_table_compile(&t, &clash), BAND_OK, "all compile");
	zone_load(&z, "UTC");
	for (i = 0; i < LEN(cases); i++) {
		struct band_cache c = { 0 };
		int64_t us;

		tstamp_parse(slice_of(cases[i].utc), &us);
		is_str(t.name[band_at(&t, &z, us, &c)].p, cases[i].band,
		    "%s", cases[i].utc);
		ok(c.from_us <= us && us < c.until_us, "within its stretch");
	}
	zone_release(&z);
	band_table_release(&t);
}

static void
test_instants(void)
{
	static const struct {
		const char	*zone, *utc, *band, *from, *until;
	} cases[] = {
		/* a Monday, summer time */
		{ "Europe/Paris", "2026-10-05T06:00:00Z", "peak",
		    "2026-10-05T06:00:00Z", "2026-10-05T18:00:00Z" },
		{ "Europe/Paris", "2026-10-05T05:59:59.999999Z", "offpeak",
		    "2026-10-05T04:00:00Z", "2026-10-05T06:00:00Z" },
		{ "Europe/Paris", "2026-10-05T18:00:00Z", "offpeak",
		    "2026-10-05T18:00:00Z", "2026-10-05T20:00:00Z" },
		{ "UTC", "2026-10-05T08:00:00Z", "peak",
		    "2026-10-05T08:00:00Z", "2026-10-05T20:00:00Z" },
		/* Saturday has no peak */
		{ "Europe/Paris", "2026-10-10T10:00:00Z", "offpeak",
		    "2026-10-10T04:00:00Z", "2026-10-10T20:00:00Z" },
		/* the night in which the clocks go back: in two stretches */
		{ "Europe/Paris", "2026-10-25T00:30:00Z", "night",
		    "2026-10-24T22:00:00Z", "2026-10-25T01:00:00Z" },
		{ "Europe/Paris", "2026-10-25T01:30:00Z", "night",
		    "2026-10-25T01:00:00Z", "2026-10-25T05:00:00Z" },
		/* 30 minutes of daylight saving */
		{ "Australia/Lord_Howe", "2026-04-04T15:10:00Z", "night",
		    "2026-04-04T15:00:00Z", "2026-04-04T19:30:00Z" },
		/* the end of the week: the table's stretch ends there */
		{ "UTC", "2026-10-04T23:30:00Z", "night",
		    "2026-10-04T22:00:00Z", "2026-10-05T00:00:00Z" },
		{ "UTC", "2026-10-05T00:00:00Z", "night",
		    "2026-10-05T00:00:00Z", "2026-10-05T06:00:00Z" },
		{ "UTC", "1969-12-31T10:00:00Z", "peak",
		    "1969-12-31T08:00:00Z", "1969-12-31T20:00:00Z" },
		{ "UTC", "0001-01-01T00:00:00Z", "night",
		    "0001-01-01T00:00:00Z", "0001-01-01T06:00:00Z" }
	};
	static struct band_table t;
	struct band_clash clash;
	size_t i;

	table_make(&t);
	is_i64(band_table_compile(&t, &clash), BAND_OK,
	    "the table compiles");
	for (i = 0; i < LEN(cases); i++) {
		struct band_cache c = { 0 };
		struct zone z = { 0 };
		char text[TSTAMP_TEXT_MAX];
		int64_t us;

		tstamp_parse(slice_of(cases[i].utc), &us);
		ok(zone_load(&z, cases[i].zone), "%s exists", cases[i].zone);
		is_str(t.name[band_at(&t, &z, us, &c)].p, cases[i].band,
		    "%s in %s", cases[i].utc, cases[i].zone);
		tstamp_format(c.from_us, text);
		is_str(text, cases[i].from, "since");
		tstamp_format(c.until_us, text);
		is_str(text, cases[i].until, "until");
		zone_release(&z);
	}
}

/* One cache over a year gives what a new one gives at each instant. */
static void
test_cache(void)
{
	static struct band_table t;
	struct band_cache cache = { 0 };
	struct band_clash clash;
	struct zone z = { 0 };
	int64_t us, from, to;
	unsigned wrong = 0;

	table_make(&t);
	band_table_compile(&t, &clash);
	ok(zone_load(&z, "America/New_York"), "a zone");
	tstamp_parse(SLICE_LIT("2026-01-01T00:00:00Z"), &from);
	tstamp_parse(SLICE_LIT("2027-01-01T00:00:00Z"), &to);
	/* back and forth: 37 minutes on, every other time 5 hours back */
	for (us = from; us < to; us += 37 * 60 * US_PER_S) {
		struct band_cache fresh = { 0 };
		int64_t at = us / 60000000 % 2 ? us - 18000 * US_PER_S : us;

		wrong += band_at(&t, &z, at, &cache)
		    != band_at(&t, &z, at, &fresh);
	}
	is_u64(wrong, 0, "the cache is never wrong");
	zone_release(&z);
}

static void
test_limits(void)
{
	static struct band_table t;
	static char names[BANDS_MAX + 1][8];
	struct band_clash clash;
	unsigned i, added = 1;

	band_table_init(&t);
	for (i = 1; i <= BANDS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "b%u", i);
		added += band_add(&t, slice_of(names[i])) > 0;
	}
	is_u64(added, BANDS_MAX, "so many bands, and no more");
	is_i64(band_add(&t, SLICE_LIT("b7")), 7, "an old one is found again");
	for (i = 0; i < BAND_WINDOWS_MAX; i++)
		if (!window_add(&t, 1, 0x7f, i * 4, i * 4 + 2, 0))
			break;
	is_u64(i, BAND_WINDOWS_MAX, "so many windows");
	ok(!window_add(&t, 1, 0x7f, 0, 1, 0), "and no more");
	is_i64(band_table_compile(&t, &clash), BAND_FULL,
	    "a day of 512 stretches is too much");
	t.window_len = 127;
	is_i64(band_table_compile(&t, &clash), BAND_OK,
	    "127 windows and their gaps fit");
	band_table_release(&t);
	for (i = 0; i < BAND_KINDS_MAX; i++)
		if (band_kind_add(&t, slice_of(names[i + 1])) < 0)
			break;
	is_u64(i, BAND_KINDS_MAX, "so many kinds");
	is_i64(band_kind_add(&t, SLICE_LIT("k")), -1, "and no more");
	for (i = 0; i < BAND_DATES_MAX; i++)
		if (band_date_add(&t, (int64_t)i, 0) != BAND_OK)
			break;
	is_u64(i, BAND_DATES_MAX, "so many dates");
	is_i64(band_date_add(&t, -1, 0), BAND_FULL, "and no more");
	band_table_release(&t);
}

int
main(void)
{
	test_parse();
	test_instants();
	test_overlap();
	test_dates();
	test_cache();
	test_limits();
	return tap_done();
}
