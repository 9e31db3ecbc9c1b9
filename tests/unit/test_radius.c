/*
 * test_radius.c - attributes of accounting packets to what they say
 */
#include "base/zone.h"
#include "bss/radius.h"
#include "tap.h"

#define HEADER	"Sun Oct 25 02:30:00 2026"

/* the columns that the map has, by their place */
enum { STATUS, EVENT, STAMP, DELAY, SECONDS, IN, INGIGA, OUT, OUTGIGA, NAS,
    NAS6, SESSION, COLUMNS };

static struct usagemap map;
static struct radius_map radius;
static unsigned keys[] = { SESSION };
static struct map_pair names[] = {
	{ { "10.0.0.1", 8 }, { "bras1", 5 } },
	{ { "10.0.0.2", 8 }, { "bras2", 5 } },
};

static void
setup(void)
{
	static const char *const column[] = { "Acct-Status-Type",
	    "Event-Timestamp", "Timestamp", "Acct-Delay-Time",
	    "Acct-Session-Time", "Acct-Input-Octets", "Acct-Input-Gigawords",
	    "Acct-Output-Octets", "Acct-Output-Gigawords", "NAS-IP-Address",
	    "NAS-IPv6-Address", "Acct-Session-Id" };
	unsigned i;

	for (i = 0; i < COLUMNS; i++)
		map.column[i] = (struct map_column){ .name
		    = slice_of(column[i]), .position = i };
	map.columns = COLUMNS;
	map.key = keys;
	map.keys = 1;
	ok(zone_load(&map.zone, "Europe/Paris"), "Paris");
	for (i = 0; i < RADIUS_ROLES; i++)
		radius.role[i] = i;
	radius.nas[0] = NAS;
	radius.nas[1] = NAS6;
	radius.nas_len = 2;
	radius.nas_name = names;
	radius.nas_names = 2;
	for (i = 0; i < RADIUS_TIMES; i++)
		radius.time[i] = (enum radius_time)i;
	radius.times = RADIUS_TIMES;
	radius.ahead_max_s = 3600;
	radius.behind_max_s = 31 * 86400;
}

static enum radius_what
packet(const char *const text[COLUMNS], const char *header, struct packet *p,
    enum reason *why)
{
	static struct buf key;
	struct slice val[COLUMNS];
	bool twice[COLUMNS] = { false };
	const struct radius_attrs a = { slice_of(header), val, twice };
	unsigned i;

	for (i = 0; i < COLUMNS; i++) {
		val[i] = slice_of(text[i]);
		if (text[i] != NULL && text[i][0] == '!') {
			val[i] = slice_of(text[i] + 1);
			twice[i] = true;
		}
	}
	return radius_packet(&radius, &map, &a, &key, p, why);
}

/* ---- times ------------------------------------------------------------ */

static void
test_time_texts(void)
{
	static const struct {
		const char	*text;
		int64_t		 want;		/* -1: none */
	} cases[] = {
		{ "Oct 25 2026 02:30:00 CEST", 1792888200 },
		{ "Oct 25 2026 02:30:00 CET", 1792891800 },
		{ "Oct  5 2026 02:30:00 CEST", 1791160200 },
		{ "Oct 25 2026 00:30:00 UTC", 1792888200 },
		{ "Oct 25 2026 03:30:00 +03", 1792888200 },
		{ "2026-10-25T00:30:00Z", 1792888200 },
		{ "1792888200", 1792888200 },
		{ "Oct 25 2026 02:30:00", -1 },
		{ "Oct 25 2026 02:30:00 EST", -1 },
		{ "Oct 25 2026 02:30:00 CEST ", -1 },
		{ "Oct 32 2026 02:30:00 CEST", -1 },
		{ "Oct 25 2026 24:30:00 CEST", -1 },
		{ "Okt 25 2026 02:30:00 CEST", -1 },
		{ "Oct 25 26 02:30:00 CEST", -1 },
		{ "", -1 }, { "x", -1 }, { "-1", -1 },
		{ "999999999999999", -1 },
		{ "18446744073709551616", -1 },
	};
	int64_t s;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		if (!radius_time_parse(&map.zone, slice_of(cases[i].text), &s))
			s = -1;
		is_i64(s, cases[i].want, "'%s'", cases[i].text);
	}
	ok(radius_header_parse(&map.zone, slice_of(HEADER), &s)
	    && s == 1792888200, "a header in the hour twice: the first");
	ok(radius_header_parse(&map.zone,
	    slice_of("Sun Oct  5 02:30:00 2026"), &s) && s == 1791160200,
	    "a header of a day with one digit");
	ok(!radius_header_parse(&map.zone, slice_of("2026-10-25"), &s)
	    && !radius_header_parse(&map.zone, slice_of(HEADER "x"), &s),
	    "headers that are no date");
}

/* Event-Timestamp, then Timestamp less the delay, then the header's date. */
static void
test_precedence(void)
{
	static const struct {
		const char	*what, *event, *stamp, *delay, *header;
		int64_t		 event_s, came_s, sent_s;	/* -1: bad */
	} cases[] = {
		{ "all there: the event", "Oct 25 2026 02:29:50 CEST",
		    "1792888200", "5", HEADER, 1792888190, 1792888200,
		    1792888195 },
		{ "no event: Timestamp less delay", NULL, "1792888201", "5",
		    HEADER, 1792888196, 1792888201, 1792888196 },
		{ "no Timestamp: the header less delay", NULL, NULL, "5",
		    HEADER, 1792888195, 1792888200, 1792888195 },
		{ "no delay", NULL, NULL, NULL, HEADER, 1792888200,
		    1792888200, 1792888200 },
		{ "only the event", "1792888190", NULL, NULL, "x",
		    1792888190, 1792888190, 1792888190 },
		{ "an event ahead of the server is not believed",
		    "1792891801", "1792888200", NULL, HEADER, 1792888200,
		    1792888200, 1792888200 },
		{ "a little ahead is", "1792891800", "1792888200", NULL,
		    HEADER, 1792891800, 1792888200, 1792888200 },
		{ "a clock that was never set is not", "0", "1792888200",
		    "7", HEADER, 1792888193, 1792888200, 1792888193 },
		{ "what was kept for days is", "1792000000", "1792888200",
		    NULL, HEADER, 1792000000, 1792888200, 1792888200 },
		{ "no time at all", NULL, NULL, NULL, "x", -1, -1, -1 },
		{ "Timestamp lost a digit", NULL, "179288820", NULL, HEADER,
		    -1, -1, -1 },
		{ "Timestamp is no number", NULL, "now", NULL, HEADER, -1, -1,
		    -1 },
		{ "an event that is none", "yesterday", "1792888200", NULL,
		    HEADER, -1, -1, -1 },
	};
	enum reason why;
	struct packet p;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		const char *text[COLUMNS] = { [STATUS] = "Start",
		    [EVENT] = cases[i].event, [STAMP] = cases[i].stamp,
		    [DELAY] = cases[i].delay, [NAS] = "n", [SESSION] = "1" };

		if (packet(text, cases[i].header, &p, &why)
		    != RADIUS_PACKET) {
			is_str(reason_code(why), "mediate-time", "%s",
			    cases[i].what);
			is_i64(-1, cases[i].event_s, "%s", cases[i].what);
			continue;
		}
		is_i64(p.event_s, cases[i].event_s, "%s: event",
		    cases[i].what);
		is_i64(p.came_s, cases[i].came_s, "%s: came", cases[i].what);
		is_i64(p.sent_s, cases[i].sent_s, "%s: sent", cases[i].what);
	}
	radius.time[0] = RADIUS_BY_TIMESTAMP;
	radius.times = 1;
	const char *other[COLUMNS] = { [STATUS] = "Start", [EVENT] =
	    "1792888190", [STAMP] = "1792888200", [NAS] = "n",
	    [SESSION] = "1" };

	ok(packet(other, HEADER, &p, &why) == RADIUS_PACKET
	    && p.event_s == 1792888200, "another order of the format");
	radius.time[0] = RADIUS_BY_EVENT;
	radius.times = RADIUS_TIMES;
}

/* ---- counters, names -------------------------------------------------- */

static void
test_packets(void)
{
	static const struct {
		const char	*what;
		const char	*text[COLUMNS];
		const char	*want;	/* a reason's code, or kind NAS/session
					 * in/out seconds wide */
	} cases[] = {
		{ "a Start", { [STATUS] = "Start", [NAS] = "10.0.0.1",
		    [SESSION] = "8F" }, "0 bras1/8F" },
		{ "by number", { [STATUS] = "1", [NAS] = "10.0.0.2",
		    [SESSION] = "8F" }, "0 bras2/8F" },
		{ "Alive", { [STATUS] = "Alive", [NAS] = "n", [SESSION] = "8F",
		    [IN] = "1", [OUT] = "2", [SECONDS] = "3" },
		    "1 n/8F 1/2 3s" },
		{ "gigawords", { [STATUS] = "Stop", [NAS] = "n",
		    [SESSION] = "8F", [IN] = "1", [INGIGA] = "1", [OUT] = "2",
		    [OUTGIGA] = "2", [SECONDS] = "3" },
		    "2 n/8F 4294967297/8589934594 3s wide" },
		{ "gigawords of 0 are gigawords", { [STATUS] = "Stop",
		    [NAS] = "n", [SESSION] = "8F", [IN] = "1", [INGIGA] = "0",
		    [OUT] = "2" }, "2 n/8F 1/2 wide" },
		{ "64 bits in one attribute", { [STATUS] = "Stop",
		    [NAS] = "n", [SESSION] = "8F", [IN] = "4294967296",
		    [OUT] = "2" }, "2 n/8F 4294967296/2 wide" },
		{ "no counters", { [STATUS] = "Stop", [NAS] = "n",
		    [SESSION] = "8F", [SECONDS] = "3" }, "2 n/8F 3s" },
		{ "the NAS has IPv6 alone", { [STATUS] = "Start",
		    [NAS6] = "2001:db8::5", [SESSION] = "8:F%" },
		    "0 2001:db8::5/8%3AF%25" },
		{ "Accounting-On needs no session", { [STATUS] =
		    "Accounting-On", [NAS] = "n" }, "3 n/" },
		{ "Accounting-Off", { [STATUS] = "8", [NAS] = "n" }, "3 n/" },
		{ "of a tunnel", { [STATUS] = "Tunnel-Start" }, "other" },
		{ "failed", { [STATUS] = "15" }, "other" },
		/* bad ones */
		{ "no status", { [NAS] = "n", [SESSION] = "8F" },
		    "radius-status" },
		{ "a status that nobody knows", { [STATUS] = "Pause",
		    [NAS] = "n", [SESSION] = "8F" }, "radius-status" },
		{ "two statuses", { [STATUS] = "!Start", [NAS] = "n",
		    [SESSION] = "8F" }, "dup-key" },
		{ "two sessions", { [STATUS] = "Start", [NAS] = "n",
		    [SESSION] = "!8F" }, "dup-key" },
		{ "two counters", { [STATUS] = "Stop", [NAS] = "n",
		    [SESSION] = "8F", [IN] = "!1", [OUT] = "1" }, "dup-key" },
		{ "no NAS", { [STATUS] = "Start", [SESSION] = "8F" },
		    "field-missing" },
		{ "no session", { [STATUS] = "Start", [NAS] = "n" },
		    "field-missing" },
		{ "one direction", { [STATUS] = "Stop", [NAS] = "n",
		    [SESSION] = "8F", [IN] = "1" }, "field-missing" },
		{ "gigawords alone", { [STATUS] = "Stop", [NAS] = "n",
		    [SESSION] = "8F", [IN] = "1", [OUTGIGA] = "1" },
		    "field-missing" },
		{ "a counter that is none", { [STATUS] = "Stop", [NAS] = "n",
		    [SESSION] = "8F", [IN] = "-1", [OUT] = "1" },
		    "field-value" },
		{ "gigawords beside 64 bits", { [STATUS] = "Stop",
		    [NAS] = "n", [SESSION] = "8F", [IN] = "4294967296",
		    [INGIGA] = "1", [OUT] = "1" }, "field-value" },
		{ "gigawords of more than 32 bits", { [STATUS] = "Stop",
		    [NAS] = "n", [SESSION] = "8F", [IN] = "1",
		    [INGIGA] = "4294967296", [OUT] = "1" }, "field-value" },
		{ "ten years and a second", { [STATUS] = "Stop",
		    [NAS] = "n", [SESSION] = "8F", [SECONDS] = "315619201" },
		    "radius-counter" },
		{ "more than can be summed", { [STATUS] = "Stop",
		    [NAS] = "n", [SESSION] = "8F", [IN] =
		    "18446744073709551615", [OUT] = "1" },
		    "radius-counter" },
	};
	struct buf got = { 0 };
	enum radius_what what;
	struct packet p;
	enum reason why;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		what = packet(cases[i].text, HEADER, &p, &why);
		buf_clear(&got);
		if (what == RADIUS_BAD)
			buf_adds(&got, reason_code(why));
		else if (what == RADIUS_OTHER)
			buf_adds(&got, "other");
		else
			buf_addf(&got, "%d %.*s/%.*s", (int)p.kind,
			    SLICE_FMT(p.nas), SLICE_FMT(p.session));
		if (what == RADIUS_PACKET && p.has_octets)
			buf_addf(&got, " %ju/%ju", (uintmax_t)p.in_octets,
			    (uintmax_t)p.out_octets);
		if (what == RADIUS_PACKET && p.has_seconds)
			buf_addf(&got, " %jus", (uintmax_t)p.seconds);
		if (what == RADIUS_PACKET && p.wide)
			buf_adds(&got, " wide");
		is_str(buf_str(&got), cases[i].want, "%s", cases[i].what);
	}
	buf_release(&got);
}

/* ---- cuts ------------------------------------------------------------- */

static void
test_cuts(void)
{
	static const struct {
		const char	*zone;
		enum radius_cut	 cut;
		const char	*at, *want;
	} cases[] = {
		{ "UTC", RADIUS_CUT_DAY, "2026-10-01T08:00:00Z",
		    "2026-10-02T00:00:00Z" },
		{ "UTC", RADIUS_CUT_DAY, "2026-10-02T00:00:00Z",
		    "2026-10-03T00:00:00Z" },
		{ "UTC", RADIUS_CUT_MONTH, "2026-12-31T23:59:59Z",
		    "2027-01-01T00:00:00Z" },
		{ "Europe/Paris", RADIUS_CUT_MONTH, "2026-09-30T22:00:00Z",
		    "2026-10-31T23:00:00Z" },
		/* the day with 25 hours, and the one with 23 */
		{ "Europe/Paris", RADIUS_CUT_DAY, "2026-10-24T22:00:00Z",
		    "2026-10-25T23:00:00Z" },
		{ "Europe/Paris", RADIUS_CUT_DAY, "2026-03-28T23:00:00Z",
		    "2026-03-29T22:00:00Z" },
		/* clocks go from 23:59:59 to 01:00:00 */
		{ "America/Sao_Paulo", RADIUS_CUT_DAY, "2017-10-14T12:00:00Z",
		    "2017-10-15T03:00:00Z" },
		/* a day that was skipped as a whole */
		{ "Pacific/Apia", RADIUS_CUT_DAY, "2011-12-30T09:00:00Z",
		    "2011-12-30T10:00:00Z" },
	};
	struct radius_map r = { .cut = RADIUS_CUT_NONE };
	char text[TSTAMP_TEXT_MAX];
	int64_t us;
	size_t i;

	is_i64(radius_cut_after(&r, 0), INT64_MAX, "no cuts");
	for (i = 0; i < LEN(cases); i++) {
		r.cut = cases[i].cut;
		if (!ok(zone_load(&r.cut_zone, cases[i].zone)
		    && tstamp_parse(slice_of(cases[i].at), &us), "%s",
		    cases[i].zone))
			continue;
		tstamp_format(radius_cut_after(&r, us / US_PER_S) * US_PER_S,
		    text);
		is_str(text, cases[i].want, "the cut behind %s in %s",
		    cases[i].at, cases[i].zone);
		zone_release(&r.cut_zone);
	}
}

int
main(void)
{
	setup();
	test_time_texts();
	test_precedence();
	test_packets();
	test_cuts();
	zone_release(&map.zone);
	return tap_done();
}
