/*
 * rttstat.c (oss) - see rttstat.h
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oss/rttstat.h"

#define NANO_PER_HUNDREDTH	INT64_C(10000000)

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
order(struct rttstat *s, int64_t *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	s->min_us = (uint64_t)v[0];
	s->max_us = (uint64_t)v[n - 1];
	s->median_us = n % 2 != 0 ? (uint64_t)v[n / 2]
	    : ((uint64_t)v[n / 2 - 1] + (uint64_t)v[n / 2]) / 2;
}

void
rttstat_make(struct rttstat *s, const int64_t *rtt, size_t n)
{
	int64_t *came = xreallocarray(NULL, n + 1, sizeof(*came));
	uint64_t differences = 0, lost;

	*s = (struct rttstat){ .sent = n };
	for (size_t i = 0; i < n; i++) {
		if (rtt[i] < 0)
			continue;
		came[s->received++] = rtt[i];
		if (i > 0 && rtt[i - 1] >= 0) {
			differences += (uint64_t)llabs(rtt[i] - rtt[i - 1]);
			s->pairs++;
		}
	}
	if (s->received > 0)
		order(s, came, s->received);
	if (s->pairs > 0)
		s->jitter_us = differences / s->pairs;
	lost = s->sent - s->received;
	if (n > 0)
		s->loss_pct = (money_t)((lost * 20000 + n) / (2 * n))
		    * NANO_PER_HUNDREDTH;
	free(came);
}
