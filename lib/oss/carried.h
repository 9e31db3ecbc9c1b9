/*
 * carried.h (oss) - whether the traffic of a port has gone
 * A direction of a port is held against its own past: what it carries
 * usually, how many readings in a row carried traffic, how long it was quiet
 * before, and whether it carried traffic in these hours of earlier days. A
 * port that is quiet each night is not silent in the next, nor one that rests
 * on Sundays.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef OSS_CARRIED_H
#define OSS_CARRIED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/money.h"

#define CARRIED_QUIET_MAX	64	/* octets a second: hellos, no traffic */
#define CARRIED_LEAST	6400	/* a usual rate that is worth a word */
#define CARRIED_ROW_MIN	8	/* readings with traffic before */
#define CARRIED_HABIT_US	(INT64_C(14) * 86400 * 1000000)
#define CARRIED_FORGET_US	(INT64_C(7) * 86400 * 1000000)
#define CARRIED_NEW_US	(INT64_C(3600) * 1000000)
#define CARRIED_WEEK	168	/* hours */

/* What earlier days say of an hour. */
enum carried_due {
	CARRIED_UNKNOWN,	/* nothing: it was not watched then */
	CARRIED_IDLE,		/* it may be quiet */
	CARRIED_YOUNG,		/* traffic is due, but a week is not known */
	CARRIED_DUE
};

struct carried {			/* one direction; all 0: nothing known */
	uint64_t usual, rate;	/* octets a second */
	int64_t	 last_us;	/* the newest reading */
	int64_t	 since_us;	/* the last reading before it was quiet */
	int64_t	 longest_us;	/* that it was quiet, and came back */
	int64_t	 longest_at_us;
	uint32_t row;		/* readings with traffic, up to since_us */
	uint32_t quiet;		/* readings without, since then */
	/* of which so long while traffic was due; while that was not sure */
	int64_t	 due_us, new_us;
	/* hours since the epoch, modulo a week, but the one that goes on */
	uint8_t	 known[CARRIED_WEEK / 8];
	uint8_t	 busy[CARRIED_WEEK / 8]; /* traffic in 3 readings of 4 */
	uint16_t hour_readings, hour_busy; /* of the hour of last_us */
};

/*
 * The rate between two readings, 10^-9 octets a second. It is quiet up to a
 * thousandth of what is usual, and up to CARRIED_QUIET_MAX. Usual is the mean,
 * moved by an eighth of what is new, of readings with traffic. A silence of
 * CARRIED_FORGET_US is the usual: the past before it is forgotten.
 */
void	carried_take(struct carried *, int64_t prev_us, int64_t ts_us, money_t rate);
/* The port is down: what it does not carry says nothing. */
void	carried_stop(struct carried *);

/*
 * For how many readings it has been silent: it carried CARRIED_LEAST or more
 * usually, and traffic in CARRIED_ROW_MIN readings in a row before, and is quiet
 * for more than twice as long as ever in CARRIED_HABIT_US. Else 0. Hours in
 * which it may be idle do not count; of those of which nothing is sure, less
 * than CARRIED_NEW_US are a habit, and more are what the week is learnt from.
 */
uint32_t carried_silent(const struct carried *);
/*
 * Whether traffic is due at the newest reading: in this hour and the ones
 * beside it, for people come an hour late and leave an hour early, there was
 * some on at least half of the last seven days that are known, and on the same
 * day of last week; as long as that is not known, on all.
 */
enum carried_due carried_due(const struct carried *);
/* Whether it carries traffic worth a word, and did n readings in a row. */
bool	carried_runs(const struct carried *, uint32_t n);

#endif
