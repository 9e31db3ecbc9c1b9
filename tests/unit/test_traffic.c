/*
 * test_traffic.c - the octets of a port between two of its readings
 */
#include "oss/traffic.h"

#include "tap.h"

#define S(n)	((int64_t)(n) * 1000000)

static struct port_reading
reading(int64_t s, uint64_t in, uint64_t out)
{
	return (struct port_reading){ .taken_us = S(s), .in_octets = in,
	    .out_octets = out, .uptime_cs = (uint64_t)s * 100, .bits = 64,
	    .has_uptime = true, .has_discontinuity = true };
}

static void
test_between(void)
{
	struct port_reading a = reading(1000, 100, 5000);
	struct port_reading b = reading(1300, 400, 5007), c;
	struct traffic t = { 0 };

	is_i64(traffic_between(&a, &b, &t), COUNTER_EXACT, "two readings");
	is_u64(t.in_octets, 300, "in");
	is_u64(t.out_octets, 7, "out");
	is_i64(t.from_us, S(1000), "from the first");
	is_i64(t.to_us, S(1300), "to the second");
	is_i64(traffic_between(&b, &a, &t), COUNTER_ORDER, "older");
	is_i64(traffic_between(&b, &b, &t), COUNTER_ORDER, "the same again");

	/* one direction that cannot be known voids both */
	c = b;
	c.out_octets = 1;
	is_i64(traffic_between(&a, &c, &t), COUNTER_RATE, "64 bits fell");
	c = b;
	c.discontinuity_cs = 110000;
	is_i64(traffic_between(&a, &c, &t), COUNTER_DISCONTINUITY,
	    "a discontinuity");
	c = b;
	c.uptime_cs = 5000;
	is_i64(traffic_between(&a, &c, &t), COUNTER_RESTART, "a restart");
	is_u64(t.in_octets, 300, "a verdict without octets sets none");

	a.bits = b.bits = 32;
	a.out_octets = 4294967000;
	is_i64(traffic_between(&a, &b, &t), COUNTER_WRAPPED,
	    "32 bits and no speed: 20 Mbit/s");
	c = b;
	c.taken_us += S(3600);
	c.uptime_cs += 360000;
	is_i64(traffic_between(&a, &c, &t), COUNTER_TURNS,
	    "for which an hour is too long");
	a.speed_bps = b.speed_bps = 10000000;
	is_i64(traffic_between(&a, &b, &t), COUNTER_WRAPPED,
	    "one of two turned over");
	is_u64(t.in_octets, 300, "in, exact");
	is_u64(t.out_octets, 5007 + 296, "out, over the turn");
	b.speed_bps = 1000000000;
	is_i64(traffic_between(&a, &b, &t), COUNTER_TURNS,
	    "the greater of both speeds counts");
}

static void
test_since_boot(void)
{
	struct port_reading r = reading(5000, 700, 80), bad;
	struct traffic t = { 0 };

	r.uptime_cs = 12000;	/* up for 120 s */
	ok(traffic_since_boot(&r, &t), "up for 120 s, no discontinuity");
	is_i64(t.from_us, S(4880), "from the boot");
	is_i64(t.to_us, S(5000), "to the reading");
	is_u64(t.in_octets, 700, "in: what the counter shows");
	is_u64(t.out_octets, 80, "out");

	bad = r;
	bad.discontinuity_cs = 300;
	ok(!traffic_since_boot(&bad, &t), "a discontinuity since the start");
	bad = r;
	bad.has_discontinuity = false;
	ok(!traffic_since_boot(&bad, &t), "no word about discontinuities");
	bad = r;
	bad.has_uptime = false;
	ok(!traffic_since_boot(&bad, &t), "no uptime");
	bad = r;
	bad.bits = 32;
	bad.speed_bps = 1000000000;
	ok(!traffic_since_boot(&bad, &t), "32 bits may have turned over");
	bad.speed_bps = 10000000;
	ok(traffic_since_boot(&bad, &t), "at 10 Mbit/s they cannot");
}

int
main(void)
{
	test_between();
	test_since_boot();
	return tap_done();
}
