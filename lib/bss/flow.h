/*
 * flow.h (bss) - when a flow was, as its exporter's uptime says
 * NetFlow v9 tells first and last by sysUptime, milliseconds in 32 bits: it
 * turns over every 49.7 days. A flow from before that, exported after it, lies
 * 49.7 days in the future. Who received it knows when that was, and a flow is
 * over before it is received; so a time beyond that instant has 2^32 ms too
 * many, once or (in two of the exporter's numbers) twice.
 * Source: RFC 3954 5.1, 8 (sysUptime, FIRST_SWITCHED, LAST_SWITCHED).
 * Pure.
 */
#ifndef BSS_FLOW_H
#define BSS_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#define FLOW_WRAP_US	INT64_C(4294967296000)	/* 2^32 ms */
#define FLOW_WRAPS_MAX	2
#define FLOW_SKEW_US	INT64_C(300000000)	/* of two clocks: 5 min */

struct flow_times {
	int64_t	ts_us, end_us;		/* first and last packet */
	bool	has_end;
};

enum flow_verdict {
	FLOW_FINE,
	FLOW_WRAPPED,	/* *t is put right; *wraps: the most that was taken */
	FLOW_ODD	/* not explained by that; *t is untouched */
};

/*
 * Judge the times of a flow that was received at received_us, at most
 * max_delay_us after its last packet.
 */
enum flow_verdict flow_judge(struct flow_times *t, int64_t received_us,
	    int64_t max_delay_us, unsigned *wraps);

#endif
