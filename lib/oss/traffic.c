/*
 * traffic.c (oss) - the octets of a port between two of its readings
 */
#include "oss/traffic.h"

#define US_PER_CS	INT64_C(10000)
/* What needs 64-bit counters (RFC 2863 3.1.6); slower ports may have 32. */
#define SPEED_OF_32_BITS	UINT64_C(20000000)

static struct counter_reading
counter_of(const struct port_reading *r, uint64_t value)
{
	return (struct counter_reading){ .value = value,
	    .uptime_cs = r->uptime_cs, .has_uptime = r->has_uptime,
	    .discontinuity_cs = r->discontinuity_cs,
	    .has_discontinuity = r->has_discontinuity,
	    .taken_us = r->taken_us, .bits = r->bits };
}

/* The speed that bounds what the port can have carried; 0: not known. */
static uint64_t
speed_of(const struct port_reading *prev, const struct port_reading *cur)
{
	uint64_t speed = prev->speed_bps > cur->speed_bps ? prev->speed_bps
	    : cur->speed_bps;

	return speed == 0 && cur->bits == 32 ? SPEED_OF_32_BITS : speed;
}

enum counter_verdict
traffic_between(const struct port_reading *prev,
    const struct port_reading *cur, struct traffic *t)
{
	struct counter_reading a = counter_of(prev, prev->in_octets);
	struct counter_reading b = counter_of(cur, cur->in_octets);
	uint64_t rate = speed_of(prev, cur) / 8, in_octets, out_octets;
	enum counter_verdict in, out;

	if (cur->taken_us <= prev->taken_us)
		return COUNTER_ORDER;
	in = counter_delta(&a, &b, rate, &in_octets);
	a.value = prev->out_octets;
	b.value = cur->out_octets;
	out = counter_delta(&a, &b, rate, &out_octets);
	if (out > in)
		in = out;	/* the enum goes from good to bad */
	if (in == COUNTER_EXACT || in == COUNTER_WRAPPED)
		*t = (struct traffic){ prev->taken_us, cur->taken_us,
		    in_octets, out_octets };
	return in;
}

bool
traffic_since_boot(const struct port_reading *cur, struct traffic *t)
{
	struct port_reading boot = *cur;

	if (!cur->has_uptime || !cur->has_discontinuity
	    || cur->discontinuity_cs != 0 || cur->uptime_cs == 0
	    || cur->uptime_cs > INT64_MAX / US_PER_CS)
		return false;
	boot.taken_us -= (int64_t)cur->uptime_cs * US_PER_CS;
	boot.uptime_cs = boot.in_octets = boot.out_octets = 0;
	return traffic_between(&boot, cur, t) == COUNTER_EXACT;
}
