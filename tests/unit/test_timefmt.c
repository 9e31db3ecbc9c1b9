/*
 * test_timefmt.c - times as usage sources write them
 */
#include "bss/timefmt.h"

#include "tap.h"

static void
test_parse(const struct zone *paris)
{
	static const struct {
		const char *pattern, *text, *want;
	} cases[] = {
		{ "%Y-%m-%d %H:%M:%S", "2026-10-01 08:00:00",
		    "2026-10-01T06:00:00Z" },
		{ "%F %T", "2026-01-01 08:00:00", "2026-01-01T07:00:00Z" },
		{ "%F %T", "2026-01-01 08:00:00 ", NULL },
		{ "%F %T", "2026-01-01 08:00", NULL },
		{ "%F %T", "2026-02-29 08:00:00", NULL },
		{ "%F %T", "2024-02-29 08:00:00", "2024-02-29T07:00:00Z" },
		{ "%F %T", "2026-01-01 24:00:00", NULL },
		{ "%F %T", "2026-01-01 08:60:00", NULL },
		{ "%F %T", "2026-01-01 08:00:61", NULL },
		{ "%F %T", "2017-01-01 00:59:60", "2017-01-01T00:00:00Z" },
		{ "%F %T", "2017-01-01 00:58:60", NULL },
		{ "%F %T", "0000-01-01 00:00:00", NULL },
		{ "%F %T", "", NULL },
		{ "%F", "2026-07-01", "2026-06-30T22:00:00Z" },
		{ "%d.%m.%Y %H:%M", "1.7.2026 8:05", "2026-07-01T06:05:00Z" },
		{ "%Y%m%d%H%M%S", "20260701080509", "2026-07-01T06:05:09Z" },
		{ "%y%m%d%H%M%S", "260701080509", "2026-07-01T06:05:09Z" },
		{ "%y%m%d%H%M%S", "690701080509", "1969-07-01T07:05:09Z" },
		{ "%d/%b/%Y:%T %z", "01/Jul/2026:08:05:09 +0530",
		    "2026-07-01T02:35:09Z" },
		{ "%d-%b-%y %I:%M:%S %p", "01-JUL-26 12:05:09 AM",
		    "2026-06-30T22:05:09Z" },
		{ "%d-%b-%y %I:%M:%S %p", "01-jul-26 12:05:09 pm",
		    "2026-07-01T10:05:09Z" },
		{ "%d-%b-%y %I:%M:%S %p", "01-jul-26 13:05:09 pm", NULL },
		{ "%F %T.%f", "2026-07-01 08:00:00.5",
		    "2026-07-01T06:00:00.5Z" },
		{ "%F %T.%f", "2026-07-01 08:00:00.1234567",
		    "2026-07-01T06:00:00.123456Z" },
		{ "%F %T.%f", "2026-07-01 08:00:00.", NULL },
		{ "%F %T%.", "2026-07-01 08:00:00", "2026-07-01T06:00:00Z" },
		{ "%F %T%.", "2026-07-01 08:00:00.25",
		    "2026-07-01T06:00:00.25Z" },
		{ "%F %T%.", "2026-07-01 08:00:00.", NULL },
		{ "%FT%T%z", "2026-07-01T08:00:00Z", "2026-07-01T08:00:00Z" },
		{ "%FT%T%z", "2026-07-01T08:00:00-05",
		    "2026-07-01T13:00:00Z" },
		{ "%FT%T%z", "2026-07-01T08:00:00-05:3", NULL },
		{ "%FT%T%z", "2026-07-01T08:00:00+24:00", NULL },
		{ "%a %b %e %T %Y", "Mon Oct  5 13:45:02 2026",
		    "2026-10-05T11:45:02Z" },
		{ "%a %b %e %T %Y", "MON OCT 15 13:45:02 2026",
		    "2026-10-15T11:45:02Z" },
		{ "%a, %d %b %Y %T %z", "Wednesday, 07 Oct 2026 08:00:00 Z",
		    "2026-10-07T08:00:00Z" },
		{ "%a %b %e %T %Y", "Mo Oct  5 13:45:02 2026", NULL },
		{ "%a %b %e %T %Y", "Monda Oct  5 13:45:02 2026", NULL },
		{ "%a %b %e %T %Y", "Mon Oct   5 13:45:02 2026", NULL },
		{ "%a %b %d %T %Y", "Mon Oct  5 13:45:02 2026", NULL },
		{ "100%% %F", "100% 2026-07-01", "2026-06-30T22:00:00Z" },
		/* the last Sunday of October: 02:30 stands twice */
		{ "%F %T", "2026-10-25 02:30:00", "2026-10-25T00:30:00Z" },
		{ "%F %T", "2026-10-25 03:00:00", "2026-10-25T02:00:00Z" },
		/* the last Sunday of March: 02:30 is skipped */
		{ "%F %T", "2026-03-29 02:30:00", "2026-03-29T01:30:00Z" },
		{ "%F %T", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z" },
		{ "epoch", "1790000000", "2026-09-21T14:13:20Z" },
		{ "epoch", "1790000000.25", "2026-09-21T14:13:20.25Z" },
		{ "epoch", "1790000000.", NULL },
		{ "epoch", "-1", NULL },
		{ "epoch", "1e9", NULL },
		{ "epoch", "99999999999999999999", NULL },
		{ "epoch_ms", "1790000000250", "2026-09-21T14:13:20.25Z" },
		{ "epoch_ms", "1790000000250.5", NULL },
		{ "epoch_us", "1790000000250001",
		    "2026-09-21T14:13:20.250001Z" },
		{ "rfc3339", "2026-07-01T08:00:00+02:00",
		    "2026-07-01T06:00:00Z" },
		{ "rfc3339", "2026-07-01T08:00:00", NULL },
	};
	struct wallclock w;
	struct timefmt f;
	char got[TSTAMP_TEXT_MAX];
	int64_t us;
	size_t i;

	wallclock_init(&w, paris);
	for (i = 0; i < LEN(cases); i++) {
		bool fine = timefmt_compile(&f, cases[i].pattern) == NULL
		    && timefmt_parse(&f, &w, slice_of(cases[i].text), &us);

		if (fine)
			tstamp_format(us, got);
		is_str(fine ? got : NULL, cases[i].want, "'%s' as '%s'",
		    cases[i].text, cases[i].pattern);
	}
}

static void
test_patterns(void)
{
	static const char *const bad[] = {
		"", "iso", "%", "%q", "%F %", "%Y-%m", "%H:%M", "%F %M",
		"%F %H %S", "%F %I", "%F %H %p", "%F %M %p",
		"%F a pattern that is longer than any that a source has"
	};
	struct timefmt f;
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		ok(timefmt_compile(&f, bad[i]) != NULL, "'%s' is no pattern",
		    bad[i]);
}

/* The cached stretch says what zone_instant says, jumping about. */
static void
test_against_zone(const char *name)
{
	struct zone z = { 0 };
	struct wallclock w;
	uint64_t x = 88172645463325252;
	unsigned i, wrong = 0;

	if (!ok(zone_load(&z, name), "zone %s", name))
		return;
	wallclock_init(&w, &z);
	for (i = 0; i < 200000; i++) {
		struct civil c;
		int64_t wall;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		/* 1970 to 2100, every other near one of the changes */
		wall = (int64_t)(x % UINT64_C(4102444800)) * US_PER_S;
		if (i % 2 != 0)
			wall = z.span[1 + x % (z.len > 1 ? z.len - 1 : 1)
			    % z.len].from_us
			    + (int64_t)(x >> 32) % 10000 * US_PER_S;
		civil_from_us(wall, &c);
		wrong += wallclock_instant(&w, wall)
		    != zone_instant(&z, &c, NULL);
	}
	is_u64(wrong, 0, "%s: 200000 wall times as zone_instant reads them",
	    name);
	zone_release(&z);
}

int
main(void)
{
	struct zone paris = { 0 };

	if (!ok(zone_load(&paris, "Europe/Paris"), "Europe/Paris is there"))
		return tap_done();
	test_parse(&paris);
	test_patterns();
	test_against_zone("Europe/Paris");
	test_against_zone("America/New_York");
	test_against_zone("Australia/Lord_Howe");	/* half an hour */
	zone_release(&paris);
	return tap_done();
}
