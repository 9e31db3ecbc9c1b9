/*
 * kpi.h (oss) - key figures of an object, a link or several objects together
 *
 *	kpi_work_init(&w, &rules);
 *	kpi_begin(&w);				a new set of figures
 *	kpi_add(&w, &part);			once for each object of it
 *	kpi_end(&w, &kpi);
 *	kpi_work_release(&w);
 *
 * Source: uptime.h, throughput.h; IEC 60050-192 (MTTR, MTBF).
 * Pure: no I/O, no clock.
 */
#ifndef OSS_KPI_H
#define OSS_KPI_H

#include "base/slice.h"
#include "oss/throughput.h"
#include "oss/uptime.h"

struct kpi_rules {
	int64_t	from_us, to_us;		/* the period */
	int64_t	hold_us;		/* how long an observation holds */
	int64_t	window_us;		/* of rates */
};

struct kpi_alarm {			/* raised */
	int64_t		ts_us;
	struct slice	id, root_id;	/* borrowed */
};

/* An outage with what became of it. */
struct kpi_outage {
	struct outage		 time;
	const struct kpi_alarm	*alarm;	/* the first within it, or NULL */
};

struct latency {			/* of round trips, us */
	bool		any;
	uint64_t	count, mean, min, max, p50, p95, p99;
};

struct kpi {
	uint64_t		 objects;	/* that were added */
	bool			 has_time;
	struct uptime_parts	 time;
	uint64_t		 outages;	/* with down time */
	uint64_t		 detected;	/* by an alarm */
	__int128		 detect_us;	/* from down to alarm, summed */
	/* of what was carried; ports 0: nothing is known */
	uint32_t		 ports;
	unsigned __int128	 octets[SIDES];
	__int128		 counted_us;
	uint64_t		 mean_bps[SIDES];
	struct rates		 rates[SIDES];
	uint64_t		 speed_bps;	/* 0: not known */
	size_t			 windows, windows_missing;
	bool			 has_loss[LOSSES], has_ppm[LOSSES];
	unsigned __int128	 loss[LOSSES];
	uint64_t		 loss_ppm[LOSSES];
	bool			 has_sent;
	uint64_t		 sent, received;
	struct latency		 rtt, jitter;
};

struct kpi_values {
	uint64_t	*item;		/* owned */
	size_t		 len, cap;
};

struct kpi_work {
	struct kpi_rules	 rules;
	struct throughput	 traffic;
	struct kpi_values	 rtt, jitter, scratch;
	struct outages		 outages;
	struct kpi_outage	*outage;	/* owned; of the last kpi_add */
	size_t			 outage_len, outage_cap;
	const struct spans	*open;		/* of the last kpi_add */
	size_t			 windows;	/* within it */
	size_t			 expected;	/* the most of a set */
	struct kpi		 kpi;
};

/* False when the period has too many windows. */
bool	kpi_work_init(struct kpi_work *, const struct kpi_rules *);
void	kpi_work_release(struct kpi_work *);

struct kpi_part {
	const struct series_points *points;	/* NULL: none */
	bool			 turned;	/* in and out change places */
	uint64_t		 speed_bps;	/* 0: as the points say */
	const struct uptime	*uptime;	/* NULL: not to be told */
	const struct spans	*open, *windows;
	bool			 open_anew;	/* open has others than before */
	const struct kpi_alarm	*alarm;		/* by ts */
	size_t			 alarms;
};

void	kpi_begin(struct kpi_work *);
void	kpi_add(struct kpi_work *, const struct kpi_part *);
void	kpi_end(struct kpi_work *, struct kpi *);

/* Mean time to repair and between failures; outages > 0. */
int64_t	kpi_mttr_us(const struct kpi *);
int64_t	kpi_mtbf_us(const struct kpi *);
/* Of 100, in ten thousandths, rounded down; false when speed is 0. */
bool	kpi_pct(uint64_t bps, uint64_t speed_bps, uint64_t *pct_e4);

#endif
