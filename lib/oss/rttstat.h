/*
 * rttstat.h (oss) - what a row of round-trip times says
 * In whole microseconds. The median of an even number is the mean of the
 * middle two, cut; jitter is the mean of the differences between times of
 * packets that were sent after each other and both came back, cut. Pure.
 */
#ifndef OSS_RTTSTAT_H
#define OSS_RTTSTAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/money.h"

#define RTT_LOST	INT64_C(-1)

struct rttstat {
	uint64_t	sent, received;
	uint64_t	min_us, median_us, max_us;	/* when received > 0 */
	uint64_t	jitter_us;			/* when pairs > 0 */
	uint64_t	pairs;
	money_t		loss_pct;	/* when sent > 0; 2 decimals, half up */
};

/* rtt: in the order of sending, RTT_LOST where nothing came. */
void	rttstat_make(struct rttstat *, const int64_t *rtt, size_t n);

#endif
