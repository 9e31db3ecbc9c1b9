#include "base/zone.h"

#include <unistd.h>

#include "base/zone_rule.h"
#include "tap.h"

static int64_t
instant(const char *text)
{
	int64_t us = 0;

	ok(tstamp_parse(slice_of(text), &us), "'%s' is a time", text);
	return us;
}

/* UTC, and what the clocks of the zone show */
static void
test_offsets(void)
{
	static const struct {
		const char	*zone, *utc, *wall;
	} cases[] = {
		{ "UTC", "2026-10-01T08:00:00Z", "2026-10-01T08:00:00+00:00" },
		{ "Europe/Paris", "2026-03-29T00:59:59Z",
		    "2026-03-29T01:59:59+01:00" },
		{ "Europe/Paris", "2026-03-29T01:00:00Z",
		    "2026-03-29T03:00:00+02:00" },
		{ "Europe/Paris", "2026-10-25T00:59:59Z",
		    "2026-10-25T02:59:59+02:00" },
		{ "Europe/Paris", "2026-10-25T01:00:00Z",
		    "2026-10-25T02:00:00+01:00" },
		{ "Europe/Paris", "2038-07-01T00:00:00Z",
		    "2038-07-01T02:00:00+02:00" },
		{ "Europe/Paris", "2199-10-27T00:59:59Z",
		    "2199-10-27T02:59:59+02:00" },
		{ "Europe/Paris", "2199-10-27T01:00:00Z",
		    "2199-10-27T02:00:00+01:00" },
		{ "America/New_York", "2026-03-08T06:59:59Z",
		    "2026-03-08T01:59:59-05:00" },
		{ "America/New_York", "2026-03-08T07:00:00Z",
		    "2026-03-08T03:00:00-04:00" },
		{ "America/New_York", "2050-11-06T05:59:59Z",
		    "2050-11-06T01:59:59-04:00" },
		{ "America/New_York", "2050-11-06T06:00:00Z",
		    "2050-11-06T01:00:00-05:00" },
		{ "Asia/Kolkata", "2026-06-01T00:00:00Z",
		    "2026-06-01T05:30:00+05:30" },
		{ "Asia/Kolkata", "2100-06-01T00:00:00Z",
		    "2100-06-01T05:30:00+05:30" },
		/* the clocks move by half an hour, in the southern summer */
		{ "Australia/Lord_Howe", "2026-04-04T14:59:59Z",
		    "2026-04-05T01:59:59+11:00" },
		{ "Australia/Lord_Howe", "2026-04-04T15:00:00Z",
		    "2026-04-05T01:30:00+10:30" },
		{ "Australia/Lord_Howe", "2060-10-02T15:30:00Z",
		    "2060-10-03T02:30:00+11:00" },
		/* an hour back in Ramadan, listed year by year */
		{ "Africa/Casablanca", "2025-02-23T01:59:59Z",
		    "2025-02-23T02:59:59+01:00" },
		{ "Africa/Casablanca", "2025-02-23T02:00:00Z",
		    "2025-02-23T02:00:00+00:00" },
		{ "Africa/Casablanca", "2025-04-06T02:00:00Z",
		    "2025-04-06T03:00:00+01:00" }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		char text[TSTAMP_TEXT_MAX];
		struct zone z = { 0 };
		int64_t us = instant(cases[i].utc), until;
		int32_t offset;
		struct civil c;

		if (!ok(zone_load(&z, cases[i].zone), "%s exists",
		    cases[i].zone))
			continue;
		offset = zone_offset(&z, us, &until);
		tstamp_format_offset(us, offset, text);
		is_str(text, cases[i].wall, "%s at %s", cases[i].zone,
		    cases[i].utc);
		ok(until > us, "which holds for a while");
		zone_civil(&z, us, &c);
		is_i64(civil_days(c.year, c.month, c.day) * 86400 + c.hour
		    * 3600 + c.minute * 60 + c.second, us / US_PER_S + offset,
		    "and the wall clock says so");
		zone_release(&z);
	}
}

static void
test_instants(void)
{
	static const struct {
		const char	*zone, *wall, *utc;
		bool		 ambiguous;
	} cases[] = {
		{ "Europe/Paris", "2026-07-01T12:00:00Z",
		    "2026-07-01T10:00:00Z", false },
		/* skipped: read with the offset before, so it is 03:30 */
		{ "Europe/Paris", "2026-03-29T02:30:00Z",
		    "2026-03-29T01:30:00Z", true },
		{ "Europe/Paris", "2026-03-29T03:00:00Z",
		    "2026-03-29T01:00:00Z", false },
		/* stands twice: the first */
		{ "Europe/Paris", "2026-10-25T02:30:00Z",
		    "2026-10-25T00:30:00Z", true },
		{ "Europe/Paris", "2026-10-25T03:00:00Z",
		    "2026-10-25T02:00:00Z", false },
		{ "Australia/Lord_Howe", "2026-04-05T01:45:00Z",
		    "2026-04-04T14:45:00Z", true },
		/* midnight itself was skipped; the day began at 01:00 */
		{ "America/Santiago", "2026-09-06T00:00:00Z",
		    "2026-09-06T04:00:00Z", true },
		{ "UTC", "2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z",
		    false }
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		char text[TSTAMP_TEXT_MAX];
		struct zone z = { 0 };
		struct civil c;
		bool ambiguous;

		if (!ok(zone_load(&z, cases[i].zone), "%s exists",
		    cases[i].zone))
			continue;
		civil_from_us(instant(cases[i].wall), &c);
		tstamp_format(zone_instant(&z, &c, &ambiguous), text);
		is_str(text, cases[i].utc, "%s, wall clock %s", cases[i].zone,
		    cases[i].wall);
		is_i64(ambiguous, cases[i].ambiguous, "ambiguous or not");
		zone_release(&z);
	}
}

/* Walking a year by *until_us meets each change once. */
static void
test_walk(void)
{
	struct zone z = { 0 };
	int64_t us = instant("2050-01-01T00:00:00Z");
	int64_t end = instant("2051-01-01T00:00:00Z");
	int changes = 0;

	ok(zone_load(&z, "Europe/Paris"), "Europe/Paris exists");
	for (; us < end; changes++)
		zone_offset(&z, us, &us);
	is_i64(changes, 3, "winter, summer, winter");
	zone_release(&z);
}

static void
test_names(void)
{
	static const char *const bad[] = {
		"", "Mars/Olympus", "../UTC", "/usr/share/zoneinfo/UTC",
		"Europe", "Europe/", "Europe//Paris", "Europe/../UTC",
		"tzdata.zi", "zone.tab", "Europe/Paris\n"
	};
	struct zone z = { 0 };
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		ok(!zone_load(&z, bad[i]) && z.span == NULL,
		    "'%s' is no zone", bad[i]);
	ok(strlen(zone_tzdata_version()) >= 5, "tzdata is '%s'",
	    zone_tzdata_version());
}

/* A copy of a real file, cut at every length, is refused or whole. */
static void
test_cut(void)
{
	char dir[] = "/tmp/test_zone.XXXXXX", path[64], data[8192];
	FILE *f = fopen("/usr/share/zoneinfo/Europe/Paris", "rb");
	size_t len, i, taken = 0;
	struct zone z = { 0 };

	if (f == NULL || mkdtemp(dir) == NULL) {
		ok(false, "a zone file to cut");
		return;
	}
	len = fread(data, 1, sizeof(data), f);
	fclose(f);
	snprintf(path, sizeof(path), "%s/Cut", dir);
	setenv("TZDIR", dir, 1);
	for (i = 0; i <= len; i += i + 40 < len ? 7 : 1) {
		if ((f = fopen(path, "wb")) == NULL)
			break;
		fwrite(data, 1, i, f);
		fclose(f);
		if (zone_load(&z, "Cut")) {
			taken++;
			zone_release(&z);
		}
	}
	unsetenv("TZDIR");
	unlink(path);
	rmdir(dir);
	is_u64(taken, 1, "of all cuts of %zu octets the whole is taken", len);
}

static void
test_rules(void)
{
	static const struct {
		const char	*text;
		const char	*first, *second;	/* of 2027 */
	} cases[] = {
		{ "CET-1CEST,M3.5.0,M10.5.0/3",
		    "2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z" },
		/* RFC 8536 3.3.1: time below zero, from the day before */
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
		    "2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z" },
		{ "IST-2IDT,M3.4.4/26,M10.5.0",
		    "2027-03-26T00:00:00Z", "2027-10-30T23:00:00Z" },
		{ "AAA0BBB,J60,J300/0:30:15",
		    "2027-03-01T02:00:00Z", "2027-10-26T23:30:15Z" },
		{ "AAA0BBB-2,59,299",
		    "2027-03-01T02:00:00Z", "2027-10-27T00:00:00Z" },
	};
	static const char *const bad[] = {
		"", "C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0",
		"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0", "CET-26", "<+01-1", "CET-1x",
		"CET-1CEST,J0,J300", "CET-1CEST,366,1",
		"CET-1CEST,M3.5.0/168,M10.5.0"
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		struct zone_span span[2];
		struct zone_rule rule;
		char text[TSTAMP_TEXT_MAX];

		if (!ok(zone_rule_parse(slice_of(cases[i].text), &rule),
		    "'%s' is a rule", cases[i].text))
			continue;
		is_i64(zone_rule_year(&rule, 2027, span), 2, "two changes");
		tstamp_format(span[0].from_us, text);
		is_str(text, cases[i].first, "the first");
		tstamp_format(span[1].from_us, text);
		is_str(text, cases[i].second, "the second");
	}
	for (i = 0; i < LEN(bad); i++) {
		struct zone_rule rule;

		ok(!zone_rule_parse(slice_of(bad[i]), &rule),
		    "'%s' is none", bad[i]);
	}
}

static void
test_abbreviations(void)
{
	static const struct {
		const char	*zone, *wall, *abbr, *want;	/* NULL: none */
	} cases[] = {
		{ "Europe/Paris", "2026-10-25T02:30:00Z", "CEST",
		    "2026-10-25T00:30:00Z" },
		{ "Europe/Paris", "2026-10-25T02:30:00Z", "CET",
		    "2026-10-25T01:30:00Z" },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "CET", NULL },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "EST", NULL },
		{ "Europe/Paris", "2026-03-29T02:30:00Z", "CET", NULL },
		/* only the footer's rule knows this year */
		{ "Europe/Paris", "2150-07-01T12:00:00Z", "CEST",
		    "2150-07-01T10:00:00Z" },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "UTC",
		    "2026-07-01T12:00:00Z" },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "+0530",
		    "2026-07-01T06:30:00Z" },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "-03",
		    "2026-07-01T15:00:00Z" },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "+3", NULL },
		{ "Europe/Paris", "2026-07-01T12:00:00Z", "+0360", NULL },
		{ "America/Sao_Paulo", "2026-07-01T12:00:00Z", "-03",
		    "2026-07-01T15:00:00Z" },
		{ "UTC", "2026-07-01T12:00:00Z", "GMT",
		    "2026-07-01T12:00:00Z" },
		{ "UTC", "2026-07-01T12:00:00Z", "CET", NULL },
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		struct zone z = { 0 };
		char text[TSTAMP_TEXT_MAX] = "";
		int64_t wall, us;
		bool found;

		if (!zone_load(&z, cases[i].zone)
		    || !tstamp_parse(slice_of(cases[i].wall), &wall))
			continue;
		found = zone_instant_abbr(&z, wall, slice_of(cases[i].abbr),
		    &us);
		if (found)
			tstamp_format(us, text);
		is_str(found ? text : NULL, cases[i].want, "%s %s in %s",
		    cases[i].wall, cases[i].abbr, cases[i].zone);
		zone_release(&z);
	}
}

int
main(void)
{
	test_abbreviations();
	test_offsets();
	test_instants();
	test_walk();
	test_names();
	test_cut();
	test_rules();
	return tap_done();
}
