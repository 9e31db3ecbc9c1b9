/*
 * threshold.h (oss) - which values are too high or too low, and how bad it is
 * A rule is for one metric and for the objects that its patterns take; of
 * several the first that takes an object holds. Each severity has a level of
 * its own; below it (above, where low is bad) the value must come back by the
 * hysteresis before the severity goes.
 * Pure.
 */
#ifndef OSS_THRESHOLD_H
#define OSS_THRESHOLD_H

#include "base/arena.h"
#include "base/money.h"
#include "oss/alarm_type.h"
#include "oss/impact.h"

/* Values are decimals, money_t: 10^-9 of the metric's unit. */
enum __attribute__((packed)) metric {
	METRIC_READING,		/* of a sensor, in its own unit */
	METRIC_RX_POWER,	/* of a termination, dBm */
	METRIC_TX_POWER, METRIC_HEAD_RX_POWER,
	METRIC_CPU, METRIC_MEMORY,	/* of a node, % */
	METRIC_LOSS,		/* of a probe, % */
	METRIC_RTT,		/* us */
	METRIC_RTT_DEVIATION,	/* mean deviations above its usual RTT */
	METRIC_CERTIFICATE,	/* days that are left */
	METRIC_SESSIONS_LOST,	/* since the last sample */
	/* of a port, from two readings of its counters */
	METRIC_ERRORS, METRIC_DISCARDS,	/* 1/s */
	METRIC_UTILISATION,	/* % of its speed */
	METRIC_QUIET,		/* readings since its traffic has gone */
	METRIC_COUNT
};

struct metric_def {
	const char	*name;		/* "loss_pct" */
	const char	*unit;
	enum alarm_type	 high, low;	/* may be one */
	const char	*qualifier;	/* NULL: none, or the direction */
	enum object_kind kind;
};
const struct metric_def *metric_def(enum metric);

/* Worse is further away: higher of high levels, lower of low ones. */
struct levels {
	money_t	 at[SEVERITY_COUNT];
	uint8_t	 has;			/* bit: severity */
};

struct threshold {
	enum metric	 metric;
	/* patterns with * and ?; missing: every one */
	struct slice	 node, object, sensor_class;
	struct levels	 high, low;
	money_t		 hysteresis;
};

struct thresholds {
	struct arena	  arena;	/* of the patterns */
	struct threshold *item;		/* owned */
	size_t		  len, cap;
	/* whom a cause hits makes it worse */
	struct impact_level *level;		/* owned */
	size_t		  levels, level_cap;
};
void	thresholds_release(struct thresholds *);

/* NULL when none takes it. */
const struct threshold *threshold_find(const struct thresholds *,
	    enum metric, struct slice node, struct slice object,
	    struct slice sensor_class);

/*
 * Whether the answer is the same for all objects: no rule is for this metric,
 * or the first that is takes every one. *t is that answer then.
 */
bool	threshold_of_all(const struct thresholds *, enum metric,
	    const struct threshold **t);

/* Whether a value is right for what had nothing. */
static inline bool
threshold_right(const struct threshold *t, money_t v)
{
	return (t->high.has == 0
	    || v < t->high.at[__builtin_ctz(t->high.has)])
	    && (t->low.has == 0 || v > t->low.at[__builtin_ctz(t->low.has)]);
}

/* The severity that a value has, with what it had; CLEARED: it is right. */
enum severity threshold_high(const struct threshold *, money_t,
	    enum severity had);
enum severity threshold_low(const struct threshold *, money_t,
	    enum severity had);

/* * takes any octets, ? one. */
bool	pattern_takes(struct slice pattern, struct slice);
/* The same; a pattern that is missing or empty takes all. */
bool	pattern_allows(struct slice pattern, struct slice);

#endif
