#include "bss/percentile.h"

#include "base/tstamp.h"
#include "tap.h"

#define PCT(n)	((money_t)(n) * MONEY_SCALE)
#define MIN_US	(60 * US_PER_S)

static const struct {
	const char	*name;
	enum percentile_rank rank;
	money_t		 percent;
	size_t		 n, place;
} places[] = {
	/* Wikipedia, "Percentile", the nearest-rank method on 5 values */
	{ "nearest rank, 5th", RANK_DROP, PCT(5), 5, 0 },
	{ "nearest rank, 30th", RANK_DROP, PCT(30), 5, 1 },
	{ "nearest rank, 40th", RANK_DROP, PCT(40), 5, 1 },
	{ "nearest rank, 50th", RANK_DROP, PCT(50), 5, 2 },
	{ "nearest rank, 100th", RANK_DROP, PCT(100), 5, 4 },
	/* torchbyte.com: of 8,640 samples 432 are discarded */
	{ "30 days of 5 minutes", RANK_DROP, PCT(95), 8640, 8640 - 432 - 1 },
	{ "31 days of 5 minutes", RANK_DROP, PCT(95), 8928, 8928 - 446 - 1 },
	{ "fewer than 20: the greatest", RANK_DROP, PCT(95), 19, 18 },
	{ "20: the one below it", RANK_DROP, PCT(95), 20, 18 },
	{ "31 values", RANK_DROP, PCT(95), 31, 29 },
	/* LibreNMS, get95thagg: round(n / 100 * 95) - 1 */
	{ "LibreNMS, 8640", RANK_NEAREST, PCT(95), 8640, 8207 },
	{ "LibreNMS, 31", RANK_NEAREST, PCT(95), 31, 28 },
	{ "LibreNMS, 10: a half goes up", RANK_NEAREST, PCT(95), 10, 9 },
	{ "LibreNMS, 1", RANK_NEAREST, PCT(95), 1, 0 },
	{ "the least rank is the first", RANK_NEAREST, PCT(1), 3, 0 },
	/* RRDtool's own test: NaN, 1, 3, 2 at 50 and at 100 percent */
	{ "RRDtool PERCENT, 50", RANK_RRDTOOL, PCT(50), 4, 2 },
	{ "RRDtool PERCENTNAN, 50", RANK_RRDTOOL, PCT(50), 3, 1 },
	{ "RRDtool PERCENT, 100", RANK_RRDTOOL, PCT(100), 4, 3 },
	{ "RRDtool, 31: a half goes up", RANK_RRDTOOL, PCT(95), 31, 29 },
	{ "one value", RANK_RRDTOOL, PCT(95), 1, 0 },
	{ "99.9 of 1000", RANK_DROP, PCT(999) / 10, 1000, 998 },
};

static void
test_places(void)
{
	for (size_t i = 0; i < LEN(places); i++)
		is_u64(percentile_place(places[i].rank, places[i].percent,
		    places[i].n), places[i].place, "%s", places[i].name);
}

static const struct percentile_terms plain = {
	.percent = PCT(95), .window_s = 300, .measure = MEASURE_SUM
};

static uint64_t
total(const struct gauge *g)
{
	uint64_t sum = 0;

	for (size_t i = 0; g->octets[0] != NULL && i < g->windows; i++)
		sum += g->octets[0][i];
	return sum;
}

static void
test_spread(void)
{
	struct gauge g;

	ok(gauge_init(&g, &plain, 0, 60 * MIN_US), "an hour of windows");
	is_u64(g.windows, 12, "is twelve");
	gauge_add(&g, &plain, &(struct reading){ 2 * MIN_US, 17 * MIN_US,
	    100, 0, false });
	/* up to 5, 10, 15, 17 minutes: 20, 53, 86, 100 */
	is_u64(g.octets[0][0], 20, "first 3 of 15 minutes");
	is_u64(g.octets[0][1], 33, "next 5");
	is_u64(g.octets[0][2], 33, "next 5");
	is_u64(g.octets[0][3], 14, "last 2");
	is_u64(total(&g), 100, "the parts add up");
	gauge_add(&g, &plain, &(struct reading){ 20 * MIN_US, 20 * MIN_US,
	    7, 3, false });
	is_u64(g.octets[0][4], 10, "an instant is in its window");
	gauge_add(&g, &plain, &(struct reading){ 55 * MIN_US, 65 * MIN_US,
	    100, 0, false });
	is_u64(g.octets[0][11], 50, "what is behind the end is left out");
	gauge_add(&g, &plain, &(struct reading){ -5 * MIN_US, 5 * MIN_US,
	    100, 0, false });
	is_u64(g.octets[0][0], 70, "and what is before the beginning");
	gauge_add(&g, &plain, &(struct reading){ 70 * MIN_US, 80 * MIN_US,
	    9, 0, false });
	gauge_add(&g, &plain, &(struct reading){ INT64_MIN + 1, INT64_MIN + 2,
	    9, 0, false });
	is_u64(total(&g), 210, "all of one that is elsewhere, too");
	gauge_release(&g);
}

static void
test_edges(void)
{
	struct percentile_terms t = plain;
	struct gauge g;

	ok(gauge_init(&g, &t, 1, 10 * MIN_US), "from behind a window's begin");
	is_u64(g.windows, 1, "it is not of the time");
	is_i64(g.first, 1, "the next one is the first");
	ok(gauge_init(&g, &t, -10 * MIN_US, 1), "before the epoch");
	is_u64(g.windows, 3, "windows are counted on");
	is_i64(g.first, -2, "below 0");
	ok(gauge_init(&g, &t, 5, 5) && g.windows == 0, "no time, no window");
	t.window_s = 1;
	ok(gauge_init(&g, &t, 0, WINDOWS_MAX * US_PER_S), "as many as can be");
	ok(!gauge_init(&g, &t, 0, (WINDOWS_MAX + 1) * US_PER_S), "too many");
	t = plain;
	gauge_init(&g, &t, 0, 5 * MIN_US);
	ok(gauge_add(&g, &t, &(struct reading){ 0, 0, UINT64_MAX, 0, false })
	    && !gauge_add(&g, &t, &(struct reading){ 0, 0, 1, 0, false }),
	    "more octets than a number has");
	gauge_release(&g);
}

/* 20 windows: in is 1 to 20, out is 20 to 1, but for the last two. */
static void
lay_twenty(struct gauge *g, const struct percentile_terms *t)
{
	gauge_init(g, t, 0, 20 * 5 * MIN_US);
	for (uint64_t i = 0; i < 18; i++)
		gauge_add(g, t, &(struct reading){ (int64_t)i * 5 * MIN_US,
		    (int64_t)(i + 1) * 5 * MIN_US, i + 1, 20 - i, i == 17 });
}

static void
test_measures(void)
{
	static const struct {
		const char	*name;
		struct percentile_terms t;
		uint64_t	 octets;
		size_t		 missing;
		bool		 covered;
	} cases[] = {
		{ "of in", { PCT(95), 300, RANK_DROP, MEASURE_IN,
		    MISSING_ZERO, GAPS_SPREAD, 0 }, 17, 2, true },
		{ "of out", { PCT(95), 300, RANK_DROP, MEASURE_OUT,
		    MISSING_ZERO, GAPS_SPREAD, 0 }, 19, 2, true },
		{ "the greater of both", { PCT(95), 300, RANK_DROP,
		    MEASURE_MAX, MISSING_ZERO, GAPS_SPREAD, 0 }, 19, 2, true },
		{ "median of in and of out: 8 and 10", { PCT(50), 300,
		    RANK_DROP, MEASURE_MAX, MISSING_ZERO, GAPS_SPREAD, 0 },
		    10, 2, true },
		{ "of the greater of each window", { PCT(50), 300, RANK_DROP,
		    MEASURE_MAX_WINDOW, MISSING_ZERO, GAPS_SPREAD, 0 },
		    14, 2, true },
		{ "of the sum", { PCT(95), 300, RANK_DROP, MEASURE_SUM,
		    MISSING_ZERO, GAPS_SPREAD, 0 }, 21, 2, true },
		{ "missing windows count as zero", { PCT(10), 300, RANK_DROP,
		    MEASURE_SUM, MISSING_ZERO, GAPS_SPREAD, 0 }, 0, 2, true },
		{ "missing windows are left out", { PCT(10), 300, RANK_DROP,
		    MEASURE_SUM, MISSING_LEFT_OUT, GAPS_SPREAD, 0 },
		    21, 2, true },
		{ "a gap is missing, too", { PCT(95), 300, RANK_DROP,
		    MEASURE_IN, MISSING_LEFT_OUT, GAPS_MISSING, 0 },
		    17, 3, true },
		{ "90 percent are covered", { PCT(95), 300, RANK_DROP,
		    MEASURE_IN, MISSING_ZERO, GAPS_SPREAD, PCT(90) },
		    17, 2, true },
		{ "90 percent are not", { PCT(95), 300, RANK_DROP,
		    MEASURE_IN, MISSING_ZERO, GAPS_MISSING, PCT(90) },
		    16, 3, false },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct percentile p;
		struct gauge g;

		lay_twenty(&g, &cases[i].t);
		gauge_percentile(&g, &cases[i].t, &(struct gauge_span){ 0,
		    g.windows }, 1, &p);
		is_u64(p.octets, cases[i].octets, "%s", cases[i].name);
		is_u64(p.missing, cases[i].missing, "its missing windows");
		ok(p.covered == cases[i].covered, "its coverage");
		gauge_release(&g);
	}
}

static void
test_nothing(void)
{
	struct percentile_terms t = plain;
	struct percentile p;
	struct gauge g;

	t.coverage = 1;
	gauge_init(&g, &t, 0, 10 * MIN_US);
	gauge_percentile(&g, &t, &(struct gauge_span){ 0, 2 }, 1, &p);
	ok(p.octets == 0 && p.missing == 2 && !p.covered, "nothing was read");
	gauge_percentile(&g, &t, &(struct gauge_span){ 1, 1 }, 1, &p);
	ok(p.windows == 0 && p.covered, "no window misses none");
	gauge_add(&g, &t, &(struct reading){ 0, 0, 8, 0, false });
	gauge_percentile(&g, &t, &(struct gauge_span){ 1, 2 }, 1, &p);
	ok(p.octets == 0 && p.missing == 1, "a part of the windows");
	gauge_percentile(&g, &t, (const struct gauge_span[]){ { 0, 1 },
	    { 1, 1 } }, 2, &p);
	ok(p.octets == 8 && p.missing == 0 && p.windows == 1,
	    "and what is between spans is not looked at");
	gauge_release(&g);
}

static void
test_rates(void)
{
	uint64_t bps = 1;

	ok(percentile_bps(31620000000, 300, 1, &bps), "31.62 GB in 300 s");
	is_u64(bps, 843200000, "are 843.2 Mbit/s");
	ok(percentile_bps(1, 300, 1, &bps) && bps == 1, "up to a whole bit");
	ok(percentile_bps(31620000000, 300, 1000000, &bps)
	    && bps == 844000000, "up to a whole Mbit/s");
	ok(percentile_bps(0, 300, 1000000, &bps) && bps == 0, "0 is 0");
	ok(!percentile_bps(UINT64_MAX, 1, 1, &bps), "too fast");
}

int
main(void)
{
	test_places();
	test_spread();
	test_edges();
	test_measures();
	test_nothing();
	test_rates();
	return tap_done();
}
