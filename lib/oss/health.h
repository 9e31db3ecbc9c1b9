/*
 * health.h (oss) - whether one object works, observation by observation
 * A node works when it answers; a port when it is meant to (ifAdminStatus
 * up) and does (ifOperStatus up). Time is the time of the observations: what
 * is not newer than the last one known changes nothing, so late, doubled and
 * shuffled input cannot raise or clear anything.
 * Source: RFC 2863 3.1.13 to 3.1.15 (ifAdminStatus, ifOperStatus).
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef OSS_HEALTH_H
#define OSS_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* In the order in which two readings of one instant are taken. */
enum reading {
	READING_UP,
	READING_OFF,		/* not meant to work: a port shut by admin */
	READING_UNSURE,		/* testing, dormant, unknown: says nothing */
	READING_DOWN
};

/* X.733 8.1.2.1 names, X.721 values */
enum cause {
	CAUSE_NONE = 0,
	CAUSE_COMMUNICATIONS,	/* communicationsSubsystemFailure */
	CAUSE_CONFIGURATION,	/* configurationOrCustomizationError */
	CAUSE_SIGNAL,		/* lossOfSignal */
	CAUSE_EQUIPMENT,	/* equipmentMalfunction */
	CAUSE_COUNT
};

struct health {
	int64_t	 last_us;	/* the newest observation */
	int64_t	 bad_us;	/* the first of those that are down */
	uint32_t bad;		/* how many in a row are down */
	bool	 known;		/* there was one */
	bool	 was_up;	/* it worked once */
	bool	 failed;	/* down for `hold` observations */
};

struct observation {
	int64_t	     ts_us;
	enum reading reading;
	enum cause   cause;	/* of READING_DOWN */
};

enum health_step {
	HEALTH_SAME,
	HEALTH_LATE,		/* not newer than what is known: nothing done */
	HEALTH_FAILED,
	HEALTH_RECOVERED
};

struct health_rule {
	uint32_t hold;		/* observations in a row that make a failure */
	bool	 proven;	/* what never worked cannot fail */
};

/* Recovery takes one observation. */
enum health_step health_observe(struct health *, const struct observation *,
    const struct health_rule *);
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
/* error: the class of a sample that says reachable=false. */
void	reading_of_node(bool reachable, struct slice error, enum reading *,
	    enum cause *);

const char *cause_name(enum cause);		/* X.733 */
/* CAUSE_NONE when there is no such name. */
enum cause cause_lookup(struct slice);

#endif
