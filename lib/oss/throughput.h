/*
 * throughput.h (oss) - what ports carried, lost and how busy they were
 * What was counted between two readings is spread over the time between them
 * so that the parts add up: up to an instant t it is
 * floor(n * (t - from) / (to - from)), for each counter by itself. What lies
 * in service time counts. Rates are taken of windows that are aligned to the
 * epoch: a window counts when at least half of it was read, and its rate is
 * its octets over that time. Octets between readings further apart than
 * hold_us are exact, but when they flowed is not known: they are in the sums
 * and the mean, and in no window.
 *
 * Of n windows, sorted from the least, percentile p is the ceil(n * p / 100)th
 * (nearest rank). All quotients are rounded down.
 * Of several ports the rates of a window are added up; a window counts when
 * it does for all of them.
 * Source: counter.h, traffic.h; RFC 2863 (what counters of packets include).
 * Pure: no I/O, no clock.
 */
#ifndef OSS_THROUGHPUT_H
#define OSS_THROUGHPUT_H

#include "oss/series.h"
#include "oss/span.h"

#define THROUGHPUT_WINDOWS_MAX	((size_t)1 << 20)

enum { SIDE_IN, SIDE_OUT, SIDES };

/* The counters of packets that were not carried. */
enum loss { LOSS_IN_ERRORS, LOSS_OUT_ERRORS, LOSS_IN_DISCARDS,
	LOSS_OUT_DISCARDS, LOSSES };

struct throughput {
	/* the windows */
	int64_t		 window_us;
	int64_t		 first;		/* number since the epoch */
	size_t		 windows;
	uint64_t	*rate[SIDES];	/* owned; of all ports, bit/s */
	uint32_t	*seen;		/* owned; ports that were read */
	/* of the port at work */
	uint64_t	*octets[SIDES];	/* owned */
	uint64_t	*covered_us;	/* owned */
	uint64_t	*sort[2];	/* owned */
	/* sums over all ports */
	uint32_t	 ports;		/* that have octet counters */
	unsigned __int128 sum[SIDES];
	uint64_t	 mean_bps[SIDES];
	uint64_t	 speed_bps;
	__int128	 counted_us;
	bool		 has_loss[LOSSES];
	unsigned __int128 loss[LOSSES];
	/* of what both errors and packets are known */
	unsigned __int128 lost_of[LOSSES], packets[LOSSES];
};

/* False when there are more than THROUGHPUT_WINDOWS_MAX. */
bool	throughput_init(struct throughput *, int64_t from_us, int64_t to_us,
	    int64_t window_us);
void	throughput_release(struct throughput *);
/* Forget all ports. */
void	throughput_clear(struct throughput *);
/* Another port; speed_bps 0: as it says itself. */
void	throughput_add(struct throughput *, const struct series_points *,
	    const struct spans *open, int64_t hold_us, bool turned,
	    uint64_t speed_bps);

/* Of one side; windows that count. p50 and the like are 0 without any. */
struct rates {
	size_t		windows;
	uint64_t	p50_bps, p95_bps, max_bps;
};
void	throughput_rates(struct throughput *, int side, struct rates *);
/* Whether a window counts. */
static inline bool
throughput_seen(const struct throughput *t, size_t i)
{
	return t->ports != 0 && t->seen[i] == t->ports;
}
/* Windows that are in service time to at least a half. */
size_t	throughput_expected(const struct throughput *,
	    const struct spans *open);
/* In a million packets; false when it is not known. */
bool	throughput_ppm(const struct throughput *, enum loss, uint64_t *ppm);

/* Ascending; scratch has room for n. */
void	sort_u64(uint64_t *v, uint64_t *scratch, size_t n);
/* The place of percentile p of n > 0, counted from 0. */
static inline size_t
nearest_rank(size_t n, unsigned p)
{
	return n == 0 ? 0 : (n * p + 99) / 100 - 1;
}

#endif
