/*
 * counter.h (oss) - what two readings of an SNMP counter say
 * One reading means nothing. Two give a delta, provided that the device did
 * not restart in between and that the counter turned over at most once. What
 * cannot be known is void, never guessed: a gap is not a zero.
 * Source: RFC 2578 7.1.6 (Counter32), 7.1.10 (Counter64), 7.1.8 (TimeTicks);
 * RFC 2863 3.1.6 (width against speed), ifCounterDiscontinuityTime.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef OSS_COUNTER_H
#define OSS_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

struct counter_reading {
	uint64_t value;			/* as read: octets, packets, errors */
	uint64_t uptime_cs;		/* sysUpTime */
	uint64_t discontinuity_cs;	/* ifCounterDiscontinuityTime */
	int64_t	 taken_us;		/* UTC */
	unsigned bits;			/* 32 or 64 */
	bool	 has_uptime, has_discontinuity;
};

enum counter_verdict {
	/* a delta */
	COUNTER_EXACT,
	COUNTER_WRAPPED,	/* turned over once */
	/* a gap: the pair is void, cur is the new start */
	COUNTER_RESTART,	/* the device restarted (sysUpTime) */
	COUNTER_DISCONTINUITY,	/* ifCounterDiscontinuityTime changed */
	COUNTER_WIDTH,		/* 32 bits became 64, or a value too wide */
	COUNTER_FALL,		/* fell, and no uptime says what it was */
	COUNTER_RATE,		/* more than the port can carry */
	COUNTER_TURNS,		/* may have turned over once more, unseen */
	/* no pair: prev stays the start */
	COUNTER_DUPLICATE,	/* the same reading again */
	COUNTER_ORDER		/* cur is not newer than prev */
};

/*
 * Set *delta to the units counted from prev to cur; on anything but EXACT
 * and WRAPPED *delta is untouched. rate_max: the most units a second that
 * are possible (octets: speed_bps / 8), 0 when it is not known.
 *
 * - A restart is told by the boot instant (taken - uptime) having moved on,
 *   so one is seen even when the uptime has passed its old value; sysUpTime's
 *   own turn after 497 days is none.
 * - A fall is a wrap only when both readings have an uptime that says "no
 *   restart" and the rate that it implies is possible. No port is faster
 *   than COUNTER_RATE_CEILING: a 64-bit counter that fell by much was reset.
 * - A rise with a continuous uptime is believed whatever the speed says
 *   (virtual ports state fancy speeds); without uptime it must be possible.
 * - Of a 32-bit counter on a port so fast that another turn fits into the
 *   interval nothing can be known (1 Gbit/s: poll within 34 s).
 */
enum counter_verdict counter_delta(const struct counter_reading *prev,
    const struct counter_reading *cur, uint64_t rate_max, uint64_t *delta);

/*
 * The same in two steps, for the many counters of a port: whether the device
 * restarted or its counters did, and of those that did not the units of one.
 * cur is newer than prev. False when the pair says nothing.
 */
bool	counter_broken(const struct counter_reading *prev,
	    const struct counter_reading *cur);
bool	counter_step(const struct counter_reading *prev,
	    const struct counter_reading *cur, uint64_t rate_max,
	    uint64_t *delta);

#define COUNTER_RATE_CEILING	UINT64_C(1250000000000)	/* 10 Tbit/s */

/* "exact", "wrapped" or "gap"; NULL for DUPLICATE and ORDER. */
const char *counter_quality(enum counter_verdict);
/* "exact", "wrapped", "restart", "discontinuity", ... for people */
const char *counter_verdict_name(enum counter_verdict);

#endif
