/*
 * gauge.h (oss) - what a port's counters and a probe's times come to
 * Two readings of a port's counters give rates; the round-trip times of a
 * probe are held against what they usually are.
 * Source: counter.h. Pure: no I/O, no allocation, no clock.
 */
#ifndef OSS_GAUGE_H
#define OSS_GAUGE_H

#include "base/money.h"
#include "oss/counter.h"

enum port_counter {
	PORT_IN_OCTETS, PORT_OUT_OCTETS, PORT_IN_ERRORS, PORT_OUT_ERRORS,
	PORT_IN_DISCARDS, PORT_OUT_DISCARDS, PORT_COUNTERS
};

enum port_duplex { DUPLEX_UNKNOWN, DUPLEX_HALF, DUPLEX_FULL };

struct port_gauge {		/* a port's counters at one instant */
	int64_t	 ts_us;
	uint64_t value[PORT_COUNTERS];
	uint64_t uptime_cs, discontinuity_cs, speed_bps;
	uint8_t	 has;			/* bit: enum port_counter */
	uint8_t	 bits;			/* of the octet counters; 0: none */
	bool	 has_uptime, has_discontinuity;
	uint8_t	 duplex;		/* enum port_duplex */
	uint32_t mtu;			/* 0: not known */
};

/*
 * Units a second from prev to cur, 10^-9, of those counters whose bits are
 * set in the answer: not where one has no such counter or the pair says
 * nothing (a restart, a gap: counter.h). Errors and discards are 32 bits wide.
 */
unsigned port_rates(const struct port_gauge *prev,
	    const struct port_gauge *cur, money_t rate[PORT_COUNTERS]);
/* Octets a second in percent of a speed; false: it is 0, or too much. */
bool	port_utilisation(money_t octets_s, uint64_t speed_bps, money_t *pct);

/*
 * The usual round-trip time: mean and mean deviation, each moved by an eighth
 * and a quarter of what is new (RFC 6298 2), after what is far out was cut to
 * three deviations, so that a burst does not become the usual.
 */
struct baseline {
	int64_t	 ts_us;
	int64_t	 mean_us, deviation_us;
	uint32_t seen;
};
#define BASELINE_SEEN_MIN	8

/*
 * By how many deviations a time is above the mean (10^-9; below: negative);
 * a deviation counts as at least 200 us and 2% of the mean. False until
 * BASELINE_SEEN_MIN were seen. The time is then part of the baseline.
 */
bool	baseline_take(struct baseline *, int64_t ts_us, int64_t rtt_us,
	    money_t *deviations);

#endif
