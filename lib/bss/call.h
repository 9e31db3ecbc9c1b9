/*
 * call.h (bss) - calls that several records tell of
 * A switch writes a long call as several partial records, numbered, of which
 * one says that it is the last; and each end of a call, or a forwarding, may
 * have records of its own: a leg. A call is whole when all its legs are, a leg
 * when it has all numbers up to its last record's. In which order and in which
 * files they come does not matter. A call that is over is remembered, so that
 * its records are known when they come again.
 *
 *	open ----- the last missing record ----> whole --+
 *	  |                                              +--> over
 *	  +------- silent for longer than the time-out --+
 *
 * Memory: that of the records of open calls, and 48 octets for each of a call
 * that is over.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_CALL_H
#define BSS_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/slice.h"

#define CALL_LEGS_MAX	4
#define CALL_AMOUNTS	3		/* that are summed over a leg */
#define CALL_PARTS_MAX	10000u		/* records of a leg */

struct call_terms {
	unsigned	legs;		/* 1: there are no legs */
	struct slice	leg[CALL_LEGS_MAX];	/* their names; borrowed */
	bool		optional[CALL_LEGS_MAX]; /* a call may be without it */
	uint64_t	from;		/* the number of the first record */
	int64_t		timeout_us;	/* silent for longer: over */
	int64_t		remember_us;	/* over for longer: forgotten */
};

struct call_part {
	unsigned	leg;
	uint64_t	number;
	bool		last;		/* of its leg */
	int64_t		from_us;	/* what it tells of: from when */
	int64_t		at_us;		/* and when it ended */
	uint64_t	amount[CALL_AMOUNTS];
	uint64_t	what;		/* amounts are of: alike for a leg */
	sum128_t	digest;		/* of all that it says */
	struct slice	row;		/* the record, for who closes the call */
};

struct call_leg {
	struct call_part *part;		/* by number */
	unsigned	 len, cap;
	int64_t		 from_us, to_us;	/* of all of them */
	uint64_t	 sum[CALL_AMOUNTS];
};

struct call {
	struct slice	 key;
	struct call_leg	 leg[CALL_LEGS_MAX];
	int64_t		 last_us;	/* of its records; the calls' latest */
	bool		 over;
};

struct calls;
struct calls *calls_new(const struct call_terms *);	/* borrowed */
void	calls_free(struct calls *);

enum call_fate {
	CALL_HELD,
	CALL_WHOLE,		/* with this one: *call is to be closed */
	CALL_SAME,		/* it was here before */
	CALL_OTHER,		/* another one of that number was */
	CALL_LATE,		/* the call is over without it */
	CALL_MIXED,		/* what its leg has is something else */
	CALL_MANY		/* more than CALL_PARTS_MAX, a number behind
				 * the last, sums that are too large */
};
/* A record of a call; text is copied. */
enum call_fate calls_add(struct calls *, struct slice key,
	    const struct call_part *, struct call **call);
/* One of a call that is over, of the run before. False: it was here. */
bool	calls_know(struct calls *, struct slice key, const struct call_part *);

/* It is over: its rows are given up, its numbers are known. */
void	calls_close(struct calls *, struct call *);
/*
 * Open calls that have been silent for longer than the time-out at an instant
 * (all: every open one), by key, to fn, which closes them; it stops when that
 * is not 0.
 */
int	calls_expire(struct calls *, int64_t now_us, bool all,
	    int (*fn)(void *arg, struct call *), void *arg);
/* The latest at_us of all records so far; INT64_MIN: there was none. */
int64_t	calls_latest(const struct calls *);
/* A record that is a call by itself tells the time, too. */
void	calls_see(struct calls *, int64_t at_us);
/* Open ones, and those that are to be remembered at an instant, by key. */
int	calls_each(struct calls *, int64_t now_us,
	    int (*fn)(void *arg, const struct call *), void *arg);
/* The records of open calls */
uint64_t calls_held(const struct calls *);

/*
 * What is missing of a call, as "2-3 last" or "b a:2": numbers, the last one
 * when it is not known, the names of legs. Nothing: the call is whole.
 */
void	call_missing(const struct call_terms *, const struct call *,
	    struct buf *out);

#endif
