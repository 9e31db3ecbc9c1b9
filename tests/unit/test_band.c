#include "bss/band.h"

#include "tap.h"

static void
test_parse(void)
{
	static const struct {
		const char	*text;
		unsigned	 days;		/* 0: not days */
	} days[] = {
		{ "mon", 0x01 }, { "mon-fri", 0x1f }, { "sat,sun", 0x60 },
		{ "sun", 0x40 }, { "fri-mon", 0x71 }, { "daily", 0x7f },
		{ "mon,wed-thu", 0x0d }, { "mon-mon", 0x01 }, { "", 0 },
		{ "Mon", 0 }, { "mon-", 0 }, { "mon,", 0 }, { ",mon", 0 },
		{ "mon fri", 0 }, { "monday", 0 }
	};
	static const struct {
		const char	*text;
		int		 minute;	/* -1: not a time */
	} minutes[] = {
		{ "00:00", 0 }, { "08:30", 510 }, { "24:00", 1440 },
		{ "24:01", -1 }, { "8:30", -1 }, { "08:60", -1 },
		{ "25:00", -1 }, { "08.30", -1 }, { "", -1 }, { "08:3x", -1 }
	};
	unsigned out;
	size_t i;

	for (i = 0; i < LEN(days); i++) {
		out = 0;
		is_i64(band_days_parse(slice_of(days[i].text), &out),
		    days[i].days != 0, "'%s' are days or not", days[i].text);
		is_i64(out, days[i].days, "and which");
	}
	for (i = 0; i < LEN(minutes); i++) {
		bool good = band_minute_parse(slice_of(minutes[i].text),
		    &out);

		is_i64(good ? (int)out : -1, minutes[i].minute,
		    "minute of '%s'", minutes[i].text);
	}
}

/* peak on workdays from 8 to 20, night from 22 to 6 on any day */
static void
table_make(struct band_table *t)
{
	unsigned other;

	band_table_init(t);
	is_i64(band_add(t, SLICE_LIT("peak")), 1, "peak is the first band");
	is_i64(band_add(t, SLICE_LIT("night")), 2, "night is the second");
	ok(band_window_add(t, 1, 0x1f, 480, 1200, &other), "peak has room");
	ok(band_window_add(t, 2, 0x7f, 1320, 360, &other),
	    "night goes over midnight, and round the week's end");
}

static void
test_overlap(void)
{
	static struct band_table t;
	unsigned other = 0;

	table_make(&t);
	ok(!band_window_add(&t, 2, 0x01, 479, 481, &other) && other == 1,
	    "two bands cannot hold at once");
	ok(band_window_add(&t, 1, 0x01, 480, 500, &other),
	    "one band can be said twice");
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
		    "2026-10-24T20:00:00Z", "2026-10-25T01:00:00Z" },
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
	size_t i;

	table_make(&t);
	ok(band_table_compile(&t), "the table compiles");
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
	struct zone z = { 0 };
	int64_t us, from, to;
	unsigned wrong = 0;

	table_make(&t);
	band_table_compile(&t);
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
	unsigned i, other, added = 1;

	band_table_init(&t);
	for (i = 1; i <= BANDS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "b%u", i);
		added += band_add(&t, slice_of(names[i])) > 0;
	}
	is_u64(added, BANDS_MAX, "so many bands, and no more");
	is_i64(band_add(&t, SLICE_LIT("b7")), 7, "an old one is found again");
	for (i = 0; i < 18; i++)
		band_window_add(&t, 1, 0x7f, i * 60, i * 60 + 30, &other);
	ok(band_table_compile(&t), "7 * 18 windows and the gaps fit");
	band_table_init(&t);
	band_add(&t, SLICE_LIT("b1"));
	for (i = 0; i < 19; i++)
		band_window_add(&t, 1, 0x7f, i * 60, i * 60 + 30, &other);
	ok(!band_table_compile(&t), "7 * 19 and their gaps do not");
}

int
main(void)
{
	test_parse();
	test_instants();
	test_overlap();
	test_cache();
	test_limits();
	return tap_done();
}
