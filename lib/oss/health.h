/*
 * health.h (oss) - whether one object works, observation by observation
 * A node works when it answers; a port when it is meant to (ifAdminStatus
 * up) and does (ifOperStatus up). Time is the time of the observations: what
 * is not newer than the last one known changes nothing, so late, doubled and
 * shuffled input cannot raise or clear anything.
 * A reading is a soft state; n of the last m make a hard one, and a history
 * that changes too much is flapping.
 * Source: RFC 2863 3.1.13 to 3.1.15 (ifAdminStatus, ifOperStatus).
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef OSS_HEALTH_H
#define OSS_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "oss/alarm_type.h"

/* In the order in which two readings of one instant are taken. */
enum reading {
	READING_UP,
	READING_OFF,		/* not meant to work: a port shut by admin */
	READING_UNSURE,		/* testing, dormant, unknown: says nothing */
	READING_DOWN
};

#define HEALTH_PAST_MAX	64

struct health {
	int64_t	 last_us;	/* the newest observation */
	int64_t	 bad_us;	/* the first of those that are down */
	int64_t	 good_us;	/* the newest that said up; 0: none */
	uint64_t past;		/* what they said, newest in bit 0; 1: down */
	uint32_t bad;		/* how many since bad_us are down */
	uint32_t past_len;	/* how many of past's bits are known */
	bool	 known;		/* there was one */
	bool	 was_up;	/* it worked once */
	bool	 down;		/* soft state: what the last one said */
	bool	 off;		/* it is not meant to work */
	bool	 failed;	/* hard state */
	bool	 silent;	/* failed for want of an observation */
	bool	 flapping;
};

struct observation {
	int64_t	      ts_us;
	enum reading  reading;
	enum cause    cause;	/* of READING_DOWN; NONE: the type's */
	enum severity severity;	/* of READING_DOWN; CLEARED: the type's */
	bool	      heard;	/* an event says so, nobody asked */
};

enum health_step {
	HEALTH_SAME,
	HEALTH_LATE,		/* not newer than what is known: nothing done */
	HEALTH_FAILED,
	HEALTH_RECOVERED
};

/*
 * A hard state comes of n of the last m observations (1 <= n <= m <=
 * HEALTH_PAST_MAX): bad_n of bad_m say down and the newest does, it has
 * failed; good_n of good_m say up and the newest does, it has recovered.
 */
struct health_rule {
	uint8_t	 bad_n, bad_m, good_n, good_m;
	bool	 proven;	/* what never worked cannot fail */
	/* flapping from start on until below stop; start 0: never */
	uint8_t	 flap_start_pct, flap_stop_pct;
};

/* n observations in a row fail, one recovers. */
#define HEALTH_RULE_ROW(n, p)						\
	{ .bad_n = (n), .bad_m = (n), .good_n = 1, .good_m = 1, .proven = (p) }

enum health_step health_observe(struct health *, const struct observation *,
    const struct health_rule *);
/*
 * How much the last 21 observations changed, in percent: 0 all the same, 100
 * each another than the one before; the newest change weighs half as much
 * again as the oldest. Observations stand in the order of their time.
 */
unsigned health_change_pct(const struct health *);
/*
 * It failed for good: it is down for five readings and for more than twice
 * as long as ever in the last 21, or silent.
 */
bool health_stays_down(const struct health *);
/* How many of the last 21 said down; and how often it went down in them. */
unsigned health_downs(const struct health *);
unsigned health_falls(const struct health *);
/* Nobody observes it any more: it neither fails nor works. */
void health_forget(struct health *);
/*
 * A node whose last observation is more than stale_us old at now_us has
 * failed: HEALTH_FAILED, once. bad_us is then that last one, and the silence
 * is an observation itself: a sample from before now_us that comes later
 * cannot clear what it did not prevent. stale_us 0: never.
 */
enum health_step health_silence(struct health *, int64_t now_us,
    int64_t stale_us);

/*
 * What ifAdminStatus and ifOperStatus say. lowerLayerDown and notPresent are
 * down; without ifAdminStatus a port that is down is UNSURE, for it may be
 * shut. False when one is no word of RFC 2863.
 */
bool	reading_of_port(struct slice admin, struct slice oper,
	    enum reading *, enum cause *);
/*
 * What the status of a sensor or termination says: warning is down of that
 * severity, absent is off, unknown unsure. False: no such word.
 */
bool	reading_of_status(struct slice status, struct observation *);
/* Cause, and OFF for admin, of what the last down cause of one says. */
void	reading_of_down_cause(struct slice, struct observation *);
/*
 * A neighbour is there when the protocol has no states (lldp, cdp) or says
 * established (bgp), full or two-way (ospf); off where it is shut.
 */
void	reading_of_neighbor(struct slice protocol, struct slice state,
	    struct slice admin, enum reading *);
/* What is wrong with a sensor of a class, or otherwise. */
enum cause cause_of_sensor(struct slice sensor_class, enum cause otherwise);
/* error: the class of a sample that says reachable=false. */
void	reading_of_node(bool reachable, struct slice error, enum reading *,
	    enum cause *);

#endif
