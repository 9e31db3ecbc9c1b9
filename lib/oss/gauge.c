/*
 * gauge.c (oss) - what a port's counters and a probe's times come to
 */
#include "oss/gauge.h"

static struct counter_reading
reading_of(const struct port_gauge *g, enum port_counter c)
{
	return (struct counter_reading){ .value = g->value[c],
	    .uptime_cs = g->uptime_cs,
	    .discontinuity_cs = g->discontinuity_cs, .taken_us = g->ts_us,
	    .bits = c <= PORT_OUT_OCTETS && g->bits != 0 ? g->bits
	    : c <= PORT_OUT_OCTETS ? 64 : 32,
	    .has_uptime = g->has_uptime,
	    .has_discontinuity = g->has_discontinuity };
}

static bool
rate_of(const struct port_gauge *prev, const struct port_gauge *cur,
    enum port_counter c, money_t *out)
{
	struct counter_reading a, b;
	unsigned __int128 rate;
	uint64_t delta;

	/* most counters of errors stand still; no turn of them is looked for */
	if (c > PORT_OUT_OCTETS && cur->value[c] == prev->value[c]
	    && cur->value[c] <= UINT32_MAX) {
		*out = 0;
		return true;
	}
	a = reading_of(prev, c);
	b = reading_of(cur, c);
	if (!counter_step(&a, &b, c <= PORT_OUT_OCTETS ? cur->speed_bps / 8
	    : 0, &delta))
		return false;
	*out = 0;
	if (delta == 0)
		return true;
	rate = (unsigned __int128)delta * MONEY_SCALE * 1000000
	    / (uint64_t)(cur->ts_us - prev->ts_us);
	if (rate > INT64_MAX)
		return false;
	*out = (money_t)rate;
	return true;
}

unsigned
port_rates(const struct port_gauge *prev, const struct port_gauge *cur,
    money_t rate[PORT_COUNTERS])
{
	struct counter_reading a = reading_of(prev, PORT_IN_OCTETS),
	    b = reading_of(cur, PORT_IN_OCTETS);
	unsigned has = prev->has & cur->has;

	if (cur->ts_us <= prev->ts_us || counter_broken(&a, &b))
		return 0;
	for (int c = 0; c < PORT_COUNTERS; c++)
		if ((has >> c & 1) != 0
		    && !rate_of(prev, cur, (enum port_counter)c, &rate[c]))
			has &= ~(1u << c);
	return has;
}

bool
port_utilisation(money_t octets_s, uint64_t speed_bps, money_t *pct)
{
	unsigned __int128 v;

	if (speed_bps == 0)
		return false;
	v = (unsigned __int128)octets_s * 800 / speed_bps;
	if (v > INT64_MAX)
		return false;
	*pct = (money_t)v;
	return true;
}

static int64_t
least(const struct baseline *b)
{
	int64_t floor_us = b->mean_us / 50;

	if (floor_us < 200)
		floor_us = 200;
	return b->deviation_us > floor_us ? b->deviation_us : floor_us;
}

bool
baseline_take(struct baseline *b, int64_t ts_us, int64_t rtt_us,
    money_t *deviations)
{
	bool known = b->seen >= BASELINE_SEEN_MIN;
	int64_t off, far, unit;

	b->ts_us = ts_us;
	if (rtt_us > INT32_MAX)
		rtt_us = INT32_MAX;	/* 35 minutes */
	if (b->seen == 0) {
		*b = (struct baseline){ ts_us, rtt_us, rtt_us / 2, 1 };
		return false;
	}
	unit = least(b);
	off = rtt_us - b->mean_us;
	if (known)
		*deviations = off * (MONEY_SCALE / unit);
	far = 3 * unit;
	off = off > far ? far : off < -far ? -far : off;
	b->deviation_us += ((off < 0 ? -off : off) - b->deviation_us) / 4;
	b->mean_us += off / 8;
	if (b->seen < UINT32_MAX)
		b->seen++;
	return known;
}
