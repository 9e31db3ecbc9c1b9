#include <stdlib.h>

#include "base/arena.h"
#include "oss/hours.h"
#include "oss/kpi.h"
#include "tap.h"

static void
spans_of(struct spans *s, const int64_t *v, size_t n)
{
	spans_clear(s);
	for (size_t i = 0; i + 1 < n; i += 2)
		spans_add(s, v[i], v[i + 1]);
	spans_clean(s);
}

static bool
spans_are(const struct spans *s, const int64_t *v, size_t n)
{
	if (s->len * 2 != n)
		return false;
	for (size_t i = 0; i < s->len; i++)
		if (s->item[i].from_us != v[2 * i]
		    || s->item[i].to_us != v[2 * i + 1])
			return false;
	return true;
}

static void
test_spans(void)
{
	static const int64_t a[] = { 30, 40, 0, 10, 8, 12, 12, 15, 7, 7 };
	static const int64_t clean[] = { 0, 15, 30, 40 };
	static const int64_t b[] = { 5, 6, 14, 35, 39, 60 };
	static const int64_t cut[] = { 5, 6, 14, 15, 30, 35, 39, 40 };
	static const int64_t join[] = { 0, 60 };
	static const int64_t less[] = { 0, 5, 6, 14, 35, 39 };
	struct spans x = { 0 }, y = { 0 }, out = { 0 };

	spans_of(&x, a, 10);
	ok(spans_are(&x, clean, 4), "a clean set is sorted and joined");
	spans_of(&y, b, 6);
	spans_cut(&x, &y, &out);
	ok(spans_are(&out, cut, 8), "what both have");
	spans_join(&x, &y, &out);
	ok(spans_are(&out, join, 2), "what one of them has");
	spans_less(&x, &y, &out);
	ok(spans_are(&out, less, 6), "what only the first has");
	ok(spans_total(&out) == 17 && spans_within(&out, 4, 37) == 11,
	    "sums of all and of a part");
	ok(!spans_has(&out, 5) && spans_has(&out, 6) && !spans_has(&out, 14)
	    && !spans_has(&out, 99), "half-open at both ends");
	spans_release(&x);
	spans_release(&y);
	spans_release(&out);
}

static int64_t
instant(const char *text)
{
	int64_t us = 0;

	ok(tstamp_parse(slice_of(text), &us), "'%s' is a time", text);
	return us;
}

/* The night in which the clocks go back has 25 hours, that forward 23. */
static void
test_hours(void)
{
	static const struct {
		const char	*hours, *from, *to;
		int		 minutes;
	} cases[] = {
		{ "sun 00:00-24:00", "2026-10-24T00:00:00Z",
		    "2026-10-27T00:00:00Z", 25 * 60 },
		{ "sun 00:00-24:00", "2026-03-28T00:00:00Z",
		    "2026-03-31T00:00:00Z", 23 * 60 },
		{ "sun 01:00-04:00", "2026-10-24T00:00:00Z",
		    "2026-10-27T00:00:00Z", 4 * 60 },
		{ "mon-fri 08:00-18:00", "2026-09-30T22:00:00Z",
		    "2026-10-31T23:00:00Z", 22 * 600 },
		{ "fri-mon 10:00-11:00,tue 10:30-11:00",
		    "2026-10-05T00:00:00Z", "2026-10-12T00:00:00Z", 270 },
		{ "thu 08:00-18:00", "2026-10-01T07:00:00Z",
		    "2026-10-01T07:30:00Z", 30 },
		/* two rows of one day are one set */
		{ "thu 08:00-12:00, thu 10:00-13:00", "2026-10-01T00:00:00Z",
		    "2026-10-02T00:00:00Z", 300 },
		{ "thu 00:00-24:00", "1969-12-31T12:00:00Z",
		    "1970-01-02T12:00:00Z", 1440 },
	};
	struct zone paris = { 0 };
	struct spans s = { 0 };

	ok(zone_load(&paris, "Europe/Paris"), "a zone");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hours h = { 0 };

		ok(hours_parse(&h, slice_of(cases[i].hours)), "'%s'",
		    cases[i].hours);
		hours_spans(&h, &paris, instant(cases[i].from),
		    instant(cases[i].to), &s);
		ok(spans_total(&s) == cases[i].minutes * 60 * US_PER_S,
		    "%d minutes, got %lld", cases[i].minutes,
		    (long long)(spans_total(&s) / US_PER_S / 60));
		hours_release(&h);
	}
	spans_release(&s);
	zone_release(&paris);
}

static void *
more(void *arena, size_t n)
{
	return arena_alloc(arena, n);
}

/* Values over the whole range of 64 bits come back as they were. */
static void
test_series(void)
{
	struct arena mem = { 0 };
	const struct series_memory m = { more, &mem };
	struct series s = { 0 };
	struct series_points out = { 0 };
	uint32_t rtt[3] = { 0, 1, UINT32_MAX };
	struct point p = { 0 };
	bool same = true;

	srandom(7);
	for (int i = 0; i < 5000; i++) {
		p = (struct point){ .ts_us = i * US_PER_S
		    + random() % 1000, .state = (uint8_t)(i % 5),
		    .rtts = i % 7 == 0 ? 3 : 0, .rtt = rtt };
		for (int f = 0; f < SERIES_FIELDS; f++)
			if ((i >> f % 4 & 1) != 0)
				point_set(&p, (enum series_field)f,
				    i % 3 == 0 ? UINT64_MAX - (uint64_t)i
				    : (uint64_t)random() << 33);
		series_add(&s, &p, &m);
	}
	series_read(&s, &out);
	ok(out.len == 5000 && out.repeated == 0, "all points are there");
	srandom(7);
	for (int i = 0; i < 5000; i++) {
		const struct point *q = &out.item[i];

		same &= q->ts_us == i * US_PER_S + random() % 1000
		    && q->state == i % 5 && q->rtts == (i % 7 == 0 ? 3 : 0);
		for (int f = 0; f < SERIES_FIELDS; f++)
			if ((i >> f % 4 & 1) != 0)
				same &= q->value[f] == (i % 3 == 0
				    ? UINT64_MAX - (uint64_t)i
				    : (uint64_t)random() << 33);
		if (q->rtts != 0)
			same &= memcmp(out.rtt + q->rtt_at, rtt,
			    sizeof(rtt)) == 0;
	}
	ok(same, "and as they were");
	/* again, and an older one */
	series_add(&s, &p, &m);
	p.ts_us = -5;
	series_add(&s, &p, &m);
	series_read(&s, &out);
	ok(out.len == 5001 && out.repeated == 1 && out.item[0].ts_us == -5,
	    "sorted, each instant once");
	series_points_release(&out);
	arena_release(&mem);
}

/* Of two readings of one instant the better counts, in either order. */
static void
test_instant(void)
{
	struct arena mem = { 0 };
	const struct series_memory m = { more, &mem };
	struct point up = { .ts_us = 5, .state = 1 + READING_UP };
	struct point down = { .ts_us = 5, .state = 1 + READING_DOWN };
	struct series_points out = { 0 };

	point_set(&down, SERIES_RTT, 9);
	for (int turn = 0; turn < 2; turn++) {
		struct series s = { 0 };

		series_add(&s, turn ? &up : &down, &m);
		series_add(&s, turn ? &down : &up, &m);
		series_read(&s, &out);
		ok(out.len == 1 && out.item[0].state == 1 + READING_UP
		    && out.item[0].value[SERIES_RTT] == 9,
		    "up, and what the other one knew");
	}
	series_points_release(&out);
	arena_release(&mem);
}

static void
test_sort(void)
{
	static uint64_t v[3000], scratch[3000];
	bool sorted = true;

	srandom(3);
	for (size_t i = 0; i < 3000; i++)
		v[i] = (uint64_t)random() << random() % 33;
	v[17] = UINT64_MAX;
	sort_u64(v, scratch, 3000);
	for (size_t i = 1; i < 3000; i++)
		sorted &= v[i - 1] <= v[i];
	ok(sorted && v[2999] == UINT64_MAX, "sorted");
	ok(nearest_rank(1, 95) == 0 && nearest_rank(20, 95) == 18
	    && nearest_rank(100, 95) == 94 && nearest_rank(101, 95) == 95
	    && nearest_rank(3, 50) == 1, "nearest rank");
}

static void
test_availability(void)
{
	struct uptime_parts p = { .up = 999, .down = 1 };
	struct availability a = uptime_availability(&p);

	ok(a.has_known && a.known == 99900000, "99.9 %%");
	ok(uptime_meets(999, 1, 99900000) && !uptime_meets(999, 1, 99900001),
	    "the target is met at it, not above");
	p = (struct uptime_parts){ .up = INT64_MAX, .down = 1 };
	a = uptime_availability(&p);
	ok(a.known == 99999999, "100 %% is never rounded up to");
	p = (struct uptime_parts){ .unknown = 5, .planned = 3 };
	a = uptime_availability(&p);
	ok(!a.has_known && a.has_any && a.least == 0
	    && a.most == 100 * PCT_SCALE, "nothing known");
}

int
main(void)
{
	test_spans();
	test_hours();
	test_series();
	test_instant();
	test_sort();
	test_availability();
	return tap_done();
}
