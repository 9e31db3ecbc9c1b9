/*
 * series.h (oss) - the readings of one object, packed
 * What is put in keeps its order; series_read gives it sorted by time, each
 * instant once. Numbers are kept as what they differ from those before:
 * about 25 octets for a port that is polled every five minutes.
 *
 *	one point	flags		state, and which of these follow
 *			ts		second difference, zigzag
 *			[has]		which fields it has, when others than
 *					the point before
 *			[changed]	which differ, then the differences
 *			[n, rtt ...]	each round-trip time of a probe
 *
 * all as LEB128; of sysUpTime the difference to what the time says.
 * Pure: no I/O, no clock; memory for packed octets is the caller's.
 */
#ifndef OSS_SERIES_H
#define OSS_SERIES_H

#include "oss/health.h"

enum series_field {
	SERIES_IN_OCTETS, SERIES_OUT_OCTETS, SERIES_IN_ERRORS,
	SERIES_OUT_ERRORS, SERIES_IN_DISCARDS, SERIES_OUT_DISCARDS,
	SERIES_IN_PACKETS, SERIES_OUT_PACKETS, SERIES_BITS, SERIES_UPTIME,
	SERIES_DISCONTINUITY, SERIES_SPEED, SERIES_RTT, SERIES_JITTER,
	SERIES_SENT, SERIES_RECEIVED, SERIES_FIELDS
};

#define SERIES_RTTS_MAX	1024		/* round-trip times of one sample */

struct point {
	int64_t		 ts_us;
	uint64_t	 value[SERIES_FIELDS];
	uint32_t	 has;		/* bit per series_field */
	uint8_t		 state;		/* 1 + enum reading; 0: says nothing */
	uint16_t	 rtts;
	uint32_t	 rtt_at;	/* where its times are in series_points */
	const uint32_t	*rtt;		/* to be added: borrowed */
};

static inline bool
point_has(const struct point *p, enum series_field f)
{
	return p->has >> f & 1;
}

static inline void
point_set(struct point *p, enum series_field f, uint64_t v)
{
	p->value[f] = v;
	p->has |= UINT32_C(1) << f;
}

/* Gives n octets that stay for good, or ends the process. */
struct series_memory {
	void	*(*more)(void *arg, size_t n);
	void	*arg;
};

struct series_chunk;
struct series {
	struct series_chunk	*head, *tail;
	unsigned char		*at, *end;	/* room in the tail */
	struct point		 last;
	int64_t			 step_us;	/* of the last two */
	uint64_t		 len;
};

/* A zeroed struct series is valid and empty. It owns nothing. */
void	series_add(struct series *, const struct point *,
	    const struct series_memory *);

struct series_points {
	struct point	*item;		/* owned */
	size_t		 len, cap;
	uint32_t	*rtt;		/* owned */
	size_t		 rtts, rtts_cap;
	uint64_t	 repeated;	/* points of an instant known already */
};
void	series_points_release(struct series_points *);

/*
 * All points by time. Of several of one instant the better state counts
 * (health.h), and a field that one of them has; whatever their order, the
 * outcome is one.
 */
void	series_read(const struct series *, struct series_points *out);

#endif
