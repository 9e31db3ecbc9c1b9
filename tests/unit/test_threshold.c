/*
 * test_threshold.c - patterns, levels and hysteresis; rates and baselines
 */
#include "oss/gauge.h"
#include "oss/threshold.h"
#include "tap.h"

static const struct {
	const char	*pattern, *text;
	bool		 takes;
} patterns[] = {
	{ "a", "a", true }, { "a", "b", false }, { "", "", true },
	{ "", "a", false }, { "*", "", true }, { "*", "abc", true },
	{ "a*c", "abbc", true }, { "a*c", "abcb", false },
	{ "a?c", "abc", true }, { "a?c", "ac", false },
	{ "*a*b", "xaxxab", true }, { "**", "x", true },
	{ "core*-*", "core1-2-3", true }, { "*.1", "1.1.1.2", false },
};

static void
test_levels(void)
{
	struct threshold t = { .hysteresis = 2 };

	t.high.at[SEVERITY_MINOR] = 10;
	t.high.at[SEVERITY_CRITICAL] = 20;
	t.high.has = 1u << SEVERITY_MINOR | 1u << SEVERITY_CRITICAL;
	t.low = t.high;
	is_i64(threshold_high(&t, 9, SEVERITY_CLEARED), SEVERITY_CLEARED,
	    "below");
	is_i64(threshold_high(&t, 10, SEVERITY_CLEARED), SEVERITY_MINOR,
	    "at the level");
	is_i64(threshold_high(&t, 9, SEVERITY_MINOR), SEVERITY_MINOR,
	    "within the hysteresis it stays");
	is_i64(threshold_high(&t, 8, SEVERITY_MINOR), SEVERITY_CLEARED,
	    "it goes");
	is_i64(threshold_high(&t, 19, SEVERITY_CRITICAL), SEVERITY_CRITICAL,
	    "critical stays");
	is_i64(threshold_high(&t, 18, SEVERITY_CRITICAL), SEVERITY_MINOR,
	    "and falls by one");
	is_i64(threshold_high(&t, INT64_MIN, SEVERITY_CRITICAL),
	    SEVERITY_CLEARED, "the least there is");
	t.low.at[SEVERITY_CRITICAL] = 5;
	is_i64(threshold_low(&t, 5, SEVERITY_CLEARED), SEVERITY_CRITICAL,
	    "low");
	is_i64(threshold_low(&t, 6, SEVERITY_CRITICAL), SEVERITY_CRITICAL,
	    "low within the hysteresis");
	is_i64(threshold_low(&t, 7, SEVERITY_CRITICAL), SEVERITY_MINOR,
	    "low, less bad");
	is_i64(threshold_low(&t, INT64_MAX, SEVERITY_CRITICAL),
	    SEVERITY_CLEARED, "the most there is");
}

static bool
port_rate_of(const struct port_gauge *prev, const struct port_gauge *cur,
    enum port_counter c, money_t *out)
{
	money_t rate[PORT_COUNTERS];

	if ((port_rates(prev, cur, rate) >> c & 1) == 0)
		return false;
	*out = rate[c];
	return true;
}

static void
test_rates(void)
{
	struct port_gauge a = { .ts_us = 1000000, .has = 0x3f, .bits = 64,
	    .speed_bps = 8000, .has_uptime = true, .uptime_cs = 100 };
	struct port_gauge b = a;
	money_t v;

	b.ts_us = 11000000;
	b.uptime_cs = 1100;
	b.value[PORT_IN_OCTETS] = 5000;
	b.value[PORT_OUT_ERRORS] = 25;
	ok(port_rate_of(&a, &b, PORT_IN_OCTETS, &v) && v == 500 * MONEY_SCALE,
	    "500 octets a second");
	ok(port_utilisation(v, 8000, &v) && v == 50 * MONEY_SCALE,
	    "half of 8000 bit/s");
	ok(!port_utilisation(v, 0, &v), "of no speed");
	ok(port_rate_of(&a, &b, PORT_OUT_ERRORS, &v)
	    && v == 5 * MONEY_SCALE / 2, "2.5 errors a second");
	ok(!port_rate_of(&b, &a, PORT_IN_OCTETS, &v), "not backwards");
	b.uptime_cs = 500;
	ok(!port_rate_of(&a, &b, PORT_IN_OCTETS, &v), "not over a restart");
	b.uptime_cs = 1100;
	b.has = 0x3e;
	ok(!port_rate_of(&a, &b, PORT_IN_OCTETS, &v), "not without a counter");
}

static void
test_baseline(void)
{
	struct baseline b = { 0 };
	money_t dev = 0;
	bool known = false;

	for (int i = 0; i < BASELINE_SEEN_MIN; i++)
		known |= baseline_take(&b, i, 10000 + i % 2 * 100, &dev);
	ok(!known, "not known at once");
	ok(baseline_take(&b, 10, 10050, &dev) && dev < MONEY_SCALE
	    && dev > -MONEY_SCALE, "usual");
	ok(baseline_take(&b, 11, 100000, &dev) && dev > 8 * MONEY_SCALE,
	    "ten times as long");
	ok(b.mean_us < 12000, "one that is far out moves little");
	ok(baseline_take(&b, 12, INT64_MAX, &dev) && dev > 0,
	    "the longest there is");
}

int
main(void)
{
	for (size_t i = 0; i < LEN(patterns); i++)
		is_i64(pattern_takes(slice_of(patterns[i].pattern),
		    slice_of(patterns[i].text)), patterns[i].takes,
		    "'%s' and '%s'", patterns[i].pattern, patterns[i].text);
	test_levels();
	test_rates();
	test_baseline();
	return tap_done();
}
