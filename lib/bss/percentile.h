/*
 * percentile.h (bss) - the rate that a circuit used most of the time
 * Octets are laid into windows that are aligned to the epoch; a rate is a
 * window's octets. What was counted between two readings is spread over the
 * time between them so that the parts add up: up to an instant t it is
 * floor(octets * (t - from) / (to - from)). Several ports lay into the same
 * windows and so are summed. The windows' order is that of time, so nothing
 * depends on the order of readings.
 *
 * Of n windows, sorted from the least, the one taken for percent p is
 *
 *	RANK_DROP	n - floor(n * (100 - p) / 100): the top 5 percent are
 *			dropped and the next one counts, as transit contracts
 *			have it; it is the nearest rank ceil(n * p / 100) too
 *	RANK_NEAREST	round(n * p / 100), halves up: LibreNMS, billing
 *	RANK_RRDTOOL	1 + round((n - 1) * p / 100), halves up: RRDtool,
 *			VDEF PERCENT and PERCENTNAN
 *
 * counted from 1. Pure: no I/O, no clock; gauge_add allocates the windows of
 * a circuit once.
 */
#ifndef BSS_PERCENTILE_H
#define BSS_PERCENTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"

#define WINDOW_S_MAX	86400
#define WINDOWS_MAX	1000000		/* of a circuit and period */

enum percentile_rank { RANK_DROP, RANK_NEAREST, RANK_RRDTOOL };
enum percentile_measure {
	MEASURE_MAX,		/* of the percentiles of in and of out */
	MEASURE_MAX_WINDOW,	/* the percentile of the greater of each */
	MEASURE_SUM,		/* of in and out together */
	MEASURE_IN,
	MEASURE_OUT
};
/* Windows that no reading covers */
enum percentile_missing { MISSING_ZERO, MISSING_LEFT_OUT };
/* Readings of quality `gap`: the octets are exact, their times are not. */
enum percentile_gaps { GAPS_SPREAD, GAPS_MISSING };

struct percentile_terms {
	money_t			 percent;	/* above 0, at most 100 */
	uint64_t		 window_s;	/* 1 to WINDOW_S_MAX */
	enum percentile_rank	 rank;
	enum percentile_measure	 measure;
	enum percentile_missing	 missing;
	enum percentile_gaps	 gaps;
	money_t			 coverage;	/* percent of windows; 0: none */
};

/* The windows of a circuit in a stretch of time. */
struct gauge {
	int64_t		 first;		/* number since the epoch */
	size_t		 windows;
	uint64_t	*octets[2];	/* owned; in or sum, out; may be NULL */
	uint64_t	*seen;		/* owned; a bit of each */
	uint64_t	 total;		/* octets of all readings */
};

/* The windows that begin in [from_us, to_us); false: they are too many. */
bool	gauge_init(struct gauge *, const struct percentile_terms *,
	    int64_t from_us, int64_t to_us);
void	gauge_release(struct gauge *);

struct reading {
	int64_t		from_us, to_us;	/* to_us <= from_us: an instant */
	uint64_t	in_octets, out_octets;
	bool		gap;
};
/*
 * Lay a reading into its windows; what lies in none of them is left out.
 * False, and nothing is laid, when all octets are more than a uint64_t has.
 */
bool	gauge_add(struct gauge *, const struct percentile_terms *,
	    const struct reading *);

struct percentile {
	uint64_t	octets;		/* of the window taken */
	size_t		windows;	/* that there are */
	size_t		missing;	/* that no reading covers */
	bool		covered;	/* as the terms want it */
};
/* Windows of a gauge, counted from its first, half-open */
struct gauge_span {
	size_t		begin, end;
};
/*
 * Of the windows in n spans apart from each other. MISSING_LEFT_OUT and
 * nothing seen: 0 octets.
 */
void	gauge_percentile(const struct gauge *,
	    const struct percentile_terms *, const struct gauge_span *,
	    size_t n, struct percentile *out);
/* The place in 0 to n - 1 that the rank of percent says; n > 0. */
size_t	percentile_place(enum percentile_rank, money_t percent, size_t n);

/*
 * octets * 8 / window_s in bit/s, rounded up to whole multiples of increment;
 * false when it is too large.
 */
bool	percentile_bps(uint64_t octets, uint64_t window_s, uint64_t increment,
	    uint64_t *bps);

#endif
