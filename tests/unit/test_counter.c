/*
 * test_counter.c - two readings of a counter
 */
#include "oss/counter.h"
#include "tap.h"

#define S	INT64_C(1000000)
#define MBIT	UINT64_C(1000000)
#define T32	(UINT64_C(1) << 32)
#define NONE	UINT64_C(9999999)

/* value, uptime, discontinuity, taken, bits */
#define R(v, up, t, bits)	{ v, up, 0, t, bits, true, true }
#define NO_UP(v, t, bits)	{ v, 0, 0, t, bits, false, true }
#define DISC(v, up, d, t)	{ v, up, d, t, 64, true, true }
#define NO_DISC(v, up, t)	{ v, up, 0, t, 64, true, false }

static const struct {
	const char	*what;
	struct counter_reading prev, cur;
	uint64_t	 rate_max;
	enum counter_verdict verdict;
	uint64_t	 delta;
} cases[] = {
	{ "a rise",
	    R(1000, 5000, 0, 64), R(4000, 35000, 300 * S, 64), 0,
	    COUNTER_EXACT, 3000 },
	{ "no traffic is a zero, not a gap",
	    R(1000, 5000, 0, 64), R(1000, 35000, 300 * S, 64), 0,
	    COUNTER_EXACT, 0 },
	{ "values above 2^63",
	    R(UINT64_MAX - 10, 5000, 0, 64), R(UINT64_MAX, 35000, 300 * S, 64),
	    0, COUNTER_EXACT, 10 },
	{ "64 bits turn over",
	    R(UINT64_MAX - 9, 5000, 0, 64), R(5, 35000, 300 * S, 64), 0,
	    COUNTER_WRAPPED, 15 },
	{ "64 bits that fell by much were reset",
	    R(1000000, 5000, 0, 64), R(5, 35000, 300 * S, 64), 0,
	    COUNTER_RATE, NONE },
	{ "32 bits turn over",
	    R(T32 - 9, 5000, 0, 32), R(6, 35000, 300 * S, 32), 0,
	    COUNTER_WRAPPED, 15 },
	{ "32 bits turn over at a possible rate",
	    R(T32 - 9, 5000, 0, 32), R(6, 35000, 300 * S, 32), 10 * MBIT / 8,
	    COUNTER_WRAPPED, 15 },
	{ "32 bits, the wrap would be faster than the port",
	    R(2000000000, 5000, 0, 32), R(6, 35000, 300 * S, 32),
	    10 * MBIT / 8, COUNTER_RATE, NONE },
	{ "32 bits at 100 Mbit/s in 300 s: one turn at most fits here",
	    R(T32 - 1, 5000, 0, 32), R(T32 - 2, 35000, 300 * S, 32),
	    100 * MBIT / 8, COUNTER_RATE, NONE },
	{ "32 bits at 1 Gbit/s in 300 s: turns unseen",
	    R(1000, 5000, 0, 32), R(4000, 35000, 300 * S, 32),
	    1000 * MBIT / 8, COUNTER_TURNS, NONE },
	{ "32 bits at 1 Gbit/s in 30 s: none fits",
	    R(1000, 5000, 0, 32), R(4000, 8000, 30 * S, 32),
	    1000 * MBIT / 8, COUNTER_EXACT, 3000 },
	{ "a rise above a virtual port's stated speed is believed",
	    R(0, 5000, 0, 64), R(T32, 6000, 10 * S, 64), 10 * MBIT / 8,
	    COUNTER_EXACT, T32 },
	/* restarts */
	{ "restart: sysUpTime went back",
	    R(1000, 500000, 0, 64), R(4000, 10000, 300 * S, 64), 0,
	    COUNTER_RESTART, NONE },
	{ "restart: and the counter fell",
	    R(T32 - 9, 500000, 0, 32), R(6, 10000, 300 * S, 32), 0,
	    COUNTER_RESTART, NONE },
	{ "restart: the uptime passed its old value",
	    R(1000, 2000, 0, 64), R(4000, 20000, 300 * S, 64), 0,
	    COUNTER_RESTART, NONE },
	{ "restart: the uptime within its slack",
	    R(1000, 2000, 0, 64), R(4000, 31600, 300 * S, 64), 0,
	    COUNTER_EXACT, 3000 },
	{ "restart: late in a long uptime",
	    R(1000, 3000000000, 0, 64), R(4000, 100, 300 * S, 64), 0,
	    COUNTER_RESTART, NONE },
	{ "sysUpTime's own turn after 497 days is no restart",
	    R(1000, T32 - 10000, 0, 64), R(4000, 20000, 300 * S, 64), 0,
	    COUNTER_EXACT, 3000 },
	{ "sysUpTime's turn, not where it must stand",
	    R(1000, T32 - 10000, 0, 64), R(4000, 5000, 300 * S, 64), 0,
	    COUNTER_RESTART, NONE },
	{ "sysUpTime's turn, too far",
	    R(1000, T32 - 10000, 0, 64), R(4000, 29000, 300 * S, 64), 0,
	    COUNTER_RESTART, NONE },
	{ "readings 600 days apart: turned over, or restarted",
	    R(1000, 5000, 0, 64),
	    R(4000, 5000, 600 * 86400 * S, 64), 0,
	    COUNTER_RESTART, NONE },
	{ "the poller's clock was set back: no restart",
	    R(1000, 5000, 0, 64), R(4000, 65000, 300 * S, 64), 0,
	    COUNTER_EXACT, 3000 },
	/* discontinuity */
	{ "ifCounterDiscontinuityTime changed",
	    DISC(1000, 5000, 0, 0), DISC(4000, 35000, 20000, 300 * S), 0,
	    COUNTER_DISCONTINUITY, NONE },
	{ "ifCounterDiscontinuityTime is the same",
	    DISC(1000, 5000, 700, 0), DISC(4000, 35000, 700, 300 * S), 0,
	    COUNTER_EXACT, 3000 },
	{ "ifCounterDiscontinuityTime came",
	    NO_DISC(1000, 5000, 0), DISC(4000, 35000, 700, 300 * S), 0,
	    COUNTER_DISCONTINUITY, NONE },
	{ "no device tells it: fine",
	    NO_DISC(1000, 5000, 0), NO_DISC(4000, 35000, 300 * S), 0,
	    COUNTER_EXACT, 3000 },
	/* without uptime */
	{ "no uptime, a rise",
	    NO_UP(1000, 0, 64), NO_UP(4000, 300 * S, 64), 0,
	    COUNTER_EXACT, 3000 },
	{ "no uptime, a fall is not believed",
	    NO_UP(T32 - 9, 0, 32), NO_UP(6, 300 * S, 32), 0,
	    COUNTER_FALL, NONE },
	{ "no uptime on one side, a fall",
	    R(T32 - 9, 500, 0, 32), NO_UP(6, 300 * S, 32), 0,
	    COUNTER_FALL, NONE },
	{ "no uptime, a rise that the port cannot carry",
	    NO_UP(0, 0, 64), NO_UP(T32, 10 * S, 64), 10 * MBIT / 8,
	    COUNTER_RATE, NONE },
	/* width */
	{ "32 bits became 64",
	    R(1000, 5000, 0, 32), R(4000, 35000, 300 * S, 64), 0,
	    COUNTER_WIDTH, NONE },
	{ "64 bits became 32",
	    R(1000, 5000, 0, 64), R(4000, 35000, 300 * S, 32), 0,
	    COUNTER_WIDTH, NONE },
	{ "a value too wide for 32 bits",
	    R(1000, 5000, 0, 32), R(T32, 35000, 300 * S, 32), 0,
	    COUNTER_WIDTH, NONE },
	{ "a width that no counter has",
	    R(1000, 5000, 0, 16), R(4000, 35000, 300 * S, 16), 0,
	    COUNTER_WIDTH, NONE },
	/* no pair */
	{ "the same reading again",
	    R(1000, 5000, 0, 64), R(1000, 5000, 0, 64), 0,
	    COUNTER_DUPLICATE, NONE },
	{ "another reading of the same instant",
	    R(1000, 5000, 0, 64), R(1001, 5000, 0, 64), 0,
	    COUNTER_ORDER, NONE },
	{ "an older reading",
	    R(1000, 35000, 300 * S, 64), R(500, 5000, 0, 64), 0,
	    COUNTER_ORDER, NONE },
	{ "readings a whole time line apart do not overflow",
	    R(1000, 5000, INT64_MIN, 64), R(4000, 35000, INT64_MAX, 64), 0,
	    COUNTER_RESTART, NONE },
};

static void
test_cases(void)
{
	enum counter_verdict v;
	uint64_t delta;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		delta = NONE;
		v = counter_delta(&cases[i].prev, &cases[i].cur,
		    cases[i].rate_max, &delta);
		is_str(counter_verdict_name(v),
		    counter_verdict_name(cases[i].verdict), "%s",
		    cases[i].what);
		is_u64(delta, cases[i].delta, "%s: delta", cases[i].what);
	}
}

static void
test_quality(void)
{
	is_str(counter_quality(COUNTER_EXACT), "exact", "exact");
	is_str(counter_quality(COUNTER_WRAPPED), "wrapped", "wrapped");
	is_str(counter_quality(COUNTER_RESTART), "gap", "restart is a gap");
	is_str(counter_quality(COUNTER_TURNS), "gap", "turns are a gap");
	is_str(counter_quality(COUNTER_DUPLICATE), NULL, "no pair: duplicate");
	is_str(counter_quality(COUNTER_ORDER), NULL, "no pair: order");
}

/* Cutting a run of readings anywhere does not change the sum. */
static void
test_sum(void)
{
	struct counter_reading first = { .bits = 32, .has_uptime = true };
	struct counter_reading prev, cur;
	uint64_t step = 1234567891, sum = 0, d = 0, whole = 0;
	int i;

	prev = first;
	for (i = 1; i <= 3; i++) {
		cur = first;
		cur.taken_us = i * 300 * S;
		cur.uptime_cs = (uint64_t)i * 30000;
		cur.value = (uint64_t)i * step % T32;
		counter_delta(&prev, &cur, 0, &d);
		sum += d;
		prev = cur;
	}
	counter_delta(&first, &cur, 0, &whole);
	is_u64(sum, 3 * step, "three steps");
	is_u64(sum, whole, "and one long one");
}

int
main(void)
{
	test_cases();
	test_quality();
	test_sum();
	return tap_done();
}
