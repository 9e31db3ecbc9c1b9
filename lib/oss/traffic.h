/*
 * traffic.h (oss) - the octets of a port between two of its readings
 * Both directions of a port stand and fall together: when one counter's pair
 * is void, so is the other's, as RFC 2863 has one discontinuity for all
 * counters of an interface.
 * Source: counter.h. Pure.
 */
#ifndef OSS_TRAFFIC_H
#define OSS_TRAFFIC_H

#include "oss/counter.h"

struct port_reading {
	int64_t	 taken_us;		/* UTC */
	uint64_t in_octets, out_octets;	/* as the counters stood */
	uint64_t uptime_cs, discontinuity_cs;
	uint64_t speed_bps;		/* 0: not known; with 32-bit counters
					 * 20 Mbit/s then, the fastest port
					 * that may have them */
	unsigned bits;			/* of the counters: 32 or 64 */
	bool	 has_uptime, has_discontinuity;
};

struct traffic {
	int64_t	 from_us, to_us;
	uint64_t in_octets, out_octets;
};

/*
 * What the port carried from prev to cur. *t is set for COUNTER_EXACT and
 * COUNTER_WRAPPED; COUNTER_ORDER: cur is not newer than prev. Any other
 * verdict: not known.
 */
enum counter_verdict traffic_between(const struct port_reading *prev,
	    const struct port_reading *cur, struct traffic *t);

/*
 * For devices whose counters begin at 0 when they start (RFC 2578 7.1.6 does
 * not promise it, the operator must): what the port carried since the start,
 * from the boot instant to cur. False when cur does not say: no uptime, a
 * discontinuity since the start (or no word about it), or a 32-bit counter
 * that may have turned over.
 */
bool	traffic_since_boot(const struct port_reading *cur, struct traffic *t);

#endif
