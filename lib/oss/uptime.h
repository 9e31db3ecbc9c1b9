/*
 * uptime.h (oss) - how long an object worked, and how long nobody knows
 * An observation holds until the next one, but not for longer than hold_us:
 * what comes then is unknown. So an object is down from the first observation
 * that says so to the first that says otherwise, and every moment of service
 * time is one of
 *
 *	up		observed to work, planned work or not
 *	planned		not up, within a maintenance window
 *	down		observed not to work
 *	off		not meant to work: shut by admin (health.h)
 *	unknown		the rest
 *
 * which add up to the service time exactly.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_UPTIME_H
#define OSS_UPTIME_H

#include "oss/series.h"
#include "oss/span.h"

/* What was observed within a stretch of time, in clean sets. */
struct uptime {
	struct spans	up, down, off;
};
void	uptime_release(struct uptime *);

/* Of one object's points within [from, to). */
void	uptime_read(struct uptime *, const struct series_points *,
	    int64_t from_us, int64_t to_us, int64_t hold_us);
/*
 * Of a link out of its ends: down where one of them is, else off where one is,
 * up where all of them are. NULL: an end that nobody looks at.
 */
void	uptime_of_link(struct uptime *, const struct uptime *a,
	    const struct uptime *b);
/*
 * What was observed through a node says nothing while that does not answer:
 * a port that was up may be anything since.
 */
void	uptime_behind(struct uptime *, const struct uptime *node);
/* Down is also where its node is and it is not known to be up or off. */
void	uptime_with_node(struct uptime *, const struct uptime *node);

/* Microseconds. */
struct uptime_parts {
	__int128	up, down, planned, off, unknown;
};
/* Add what is in service time `open`; `windows`: planned work. */
void	uptime_add(struct uptime_parts *, const struct uptime *,
	    const struct spans *open, const struct spans *windows);

#define PCT_SCALE	UINT64_C(1000000)	/* decimals of availability */
/*
 * up / (up + down) in millionths of a percent, rounded down; and the least
 * and most that it may have been: unknown time was down, was up. False when
 * there is nothing to divide by.
 */
struct availability {
	uint64_t	known, least, most;	/* 0 to 100 * PCT_SCALE */
	bool		has_known, has_any;
};
struct availability uptime_availability(const struct uptime_parts *);
/* Whether up of up + down are at least target (same unit), exactly. */
bool	uptime_meets(__int128 up, __int128 down, uint64_t target);

struct outage {
	int64_t	from_us, to_us;
	int64_t	down_us, planned_us;	/* of service time */
	bool	clipped;	/* it was down before the stretch began */
	bool	lasting;	/* and at its end */
};
struct outages {
	struct outage	*item;		/* owned */
	size_t		 len, cap;
};
/*
 * From down to what is known not to be: silence does not end an outage.
 * Those without any service time are left out. [from, to): as uptime_read.
 */
void	uptime_outages(const struct uptime *, const struct spans *open,
	    const struct spans *windows, int64_t from_us, int64_t to_us,
	    struct outages *out);

#endif
