/*
 * counter.c (oss) - what two readings of an SNMP counter say
 */
#include <stddef.h>

#include "oss/counter.h"

#define US_PER_CS	10000
#define TICKS_TURN	(UINT64_C(1) << 32)	/* TimeTicks are 32 bits */
#define TURN32		(UINT64_C(1) << 32)

/*
 * How far two clocks (the poller's and the device's) may differ over an
 * interval: 5 s for replies that came late, a thousandth for drift.
 */
#define SLACK_CS	500
#define SLACK_DRIFT	1000

static const struct {
	const char	*name, *quality;
} verdicts[] = {
	[COUNTER_EXACT] = { "exact", "exact" },
	[COUNTER_WRAPPED] = { "wrapped", "wrapped" },
	[COUNTER_RESTART] = { "restart", "gap" },
	[COUNTER_DISCONTINUITY] = { "discontinuity", "gap" },
	[COUNTER_WIDTH] = { "width", "gap" },
	[COUNTER_FALL] = { "fall", "gap" },
	[COUNTER_RATE] = { "rate", "gap" },
	[COUNTER_TURNS] = { "turns", "gap" },
	[COUNTER_DUPLICATE] = { "duplicate", NULL },
	[COUNTER_ORDER] = { "order", NULL },
};

const char *
counter_quality(enum counter_verdict v)
{
	return verdicts[v].quality;
}

const char *
counter_verdict_name(enum counter_verdict v)
{
	return verdicts[v].name;
}

static uint64_t
elapsed_cs(const struct counter_reading *prev,
    const struct counter_reading *cur)
{
	return ((uint64_t)cur->taken_us - (uint64_t)prev->taken_us)
	    / US_PER_CS;
}

/*
 * Whether the device behind both readings may have restarted between them.
 * Readings without uptime: false.
 */
static bool
counter_restarted(const struct counter_reading *prev,
    const struct counter_reading *cur)
{
	uint64_t elapsed = elapsed_cs(prev, cur), advance, slack;

	if (!prev->has_uptime || !cur->has_uptime)
		return false;
	slack = SLACK_CS + elapsed / SLACK_DRIFT;
	if (cur->uptime_cs >= prev->uptime_cs) {
		/* Too much advance is a clock set back here, not a boot. */
		advance = cur->uptime_cs - prev->uptime_cs;
		return advance + slack < elapsed;
	}
	if (prev->uptime_cs >= TICKS_TURN)
		return true;
	/* It turned over if it stands where it must stand then. */
	advance = cur->uptime_cs + TICKS_TURN - prev->uptime_cs;
	return advance + slack < elapsed || advance > elapsed + slack;
}

static bool
discontinuous(const struct counter_reading *prev,
    const struct counter_reading *cur)
{
	if (prev->has_discontinuity != cur->has_discontinuity)
		return true;
	return prev->has_discontinuity
	    && prev->discontinuity_cs != cur->discontinuity_cs;
}

static bool
width_ok(const struct counter_reading *r)
{
	return r->bits == 64 || (r->bits == 32 && r->value < TURN32);
}

/* The most that can have been counted, a hundredth and 1 s to spare. */
static unsigned __int128
span(const struct counter_reading *prev, const struct counter_reading *cur,
    uint64_t rate_max)
{
	uint64_t us = (uint64_t)cur->taken_us - (uint64_t)prev->taken_us;

	us += us / 100 + 1000000;
	return (unsigned __int128)rate_max * us / 1000000;
}

static bool
same(const struct counter_reading *a, const struct counter_reading *b)
{
	return a->value == b->value && a->bits == b->bits
	    && a->has_uptime == b->has_uptime
	    && (!a->has_uptime || a->uptime_cs == b->uptime_cs)
	    && !discontinuous(a, b);
}

bool
counter_broken(const struct counter_reading *prev,
    const struct counter_reading *cur)
{
	return counter_restarted(prev, cur) || discontinuous(prev, cur);
}

/* Of a pair that is in order and not broken. */
static enum counter_verdict
step(const struct counter_reading *prev, const struct counter_reading *cur,
    uint64_t rate_max, uint64_t *delta)
{
	bool timed = prev->has_uptime && cur->has_uptime;
	bool fell = cur->value < prev->value;
	uint64_t d;

	if (fell && !timed)
		return COUNTER_FALL;
	d = cur->value - prev->value;		/* modulo 2^64 */
	if (cur->bits == 32)
		d &= TURN32 - 1;
	if (rate_max == 0 && cur->bits == 64)
		rate_max = COUNTER_RATE_CEILING;
	if (rate_max != 0 && (fell || !timed || cur->bits == 32)) {
		unsigned __int128 most = span(prev, cur, rate_max);

		if ((fell || !timed) && d > most)
			return COUNTER_RATE;
		if (cur->bits == 32 && d + TURN32 <= most)
			return COUNTER_TURNS;
	}
	*delta = d;
	return fell ? COUNTER_WRAPPED : COUNTER_EXACT;
}

bool
counter_step(const struct counter_reading *prev,
    const struct counter_reading *cur, uint64_t rate_max, uint64_t *delta)
{
	enum counter_verdict v;

	if (prev->bits != cur->bits || !width_ok(prev) || !width_ok(cur))
		return false;
	v = step(prev, cur, rate_max, delta);
	return v == COUNTER_EXACT || v == COUNTER_WRAPPED;
}

enum counter_verdict
counter_delta(const struct counter_reading *prev,
    const struct counter_reading *cur, uint64_t rate_max, uint64_t *delta)
{
	if (cur->taken_us == prev->taken_us && same(prev, cur))
		return COUNTER_DUPLICATE;
	if (cur->taken_us <= prev->taken_us)
		return COUNTER_ORDER;
	if (prev->bits != cur->bits || !width_ok(prev) || !width_ok(cur))
		return COUNTER_WIDTH;
	if (counter_restarted(prev, cur))
		return COUNTER_RESTART;
	if (discontinuous(prev, cur))
		return COUNTER_DISCONTINUITY;
	return step(prev, cur, rate_max, delta);
}
