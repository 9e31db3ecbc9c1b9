/*
 * notice.h (oss) - who is told of which alarms, and when
 * Alarms that a route takes are gathered in groups; a group is told after it
 * has waited for more, again when it has changed, from time to time while it
 * lasts, to others when nobody looks after it, and when it is over. All of it
 * is a function of the alarms, of what was told, and of `now`.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_NOTICE_H
#define OSS_NOTICE_H

#include "base/arena.h"
#include "oss/impact.h"

#define NOTICE_STEPS_MAX	8

enum group_by {
	GROUP_NODE, GROUP_SITE, GROUP_ALARM_TYPE, GROUP_SEVERITY,
	GROUP_ALARM, GROUP_BY_COUNT
};

struct notice_route {
	struct slice	name, receiver;
	/* which alarms: patterns; missing takes any */
	struct slice	node, site, alarm_type;
	enum severity	severity;	/* at least */
	bool		planned;	/* those of planned work, too */
	bool		symptoms;	/* not roots alone */
	bool		resolved;	/* tell that it is over */
	bool		further;	/* later routes see them, too */
	uint8_t		by;		/* bits: enum group_by; 0: all one */
	int64_t		wait_us, interval_us, repeat_us;
	struct {
		int64_t	     after_us;
		struct slice receiver;
	}		step[NOTICE_STEPS_MAX];
	size_t		steps;
};

struct notice_alarm {
	struct slice	alarm_id, node, object, site, alarm_type, qualifier;
	enum severity	severity;	/* CLEARED: it is over */
	int64_t		raised_us, cleared_us;
	uint64_t	symptoms;	/* active alarms that name it */
	struct hits	hits;
	bool		root, planned, acked, shelved;
};

/* A group as it was told last. */
struct notice_group {
	struct slice	route, key, members;
	int64_t		opened_us, notified_us;	/* INT64_MIN: not yet */
	uint32_t	escalated;		/* steps taken */
	bool		seen;			/* it has alarms now */
};

enum notice_state {
	NOTICE_NEW, NOTICE_CHANGED, NOTICE_REPEATED, NOTICE_ESCALATED,
	NOTICE_RESOLVED
};
const char *notice_state_name(enum notice_state);

struct notice {
	enum notice_state state;
	struct slice	route, receiver, key, subject, text;
	enum severity	severity;	/* the worst */
	uint64_t	alarms, symptoms;
};

struct notices {
	struct arena	 arena;		/* of all slices that are made */
	struct notice_group *group;	/* owned: as they are to be kept */
	size_t		 groups, groups_cap;
	struct notice	*item;		/* owned: what is to be told */
	size_t		 len, cap;
};
void	notices_release(struct notices *);

/*
 * The next id of a group's members, off their begin; false: no more.
 */
bool	notice_member(struct slice *members, struct slice *alarm_id);

/*
 * Alarms are those that are active, in a fixed order, and others that a group
 * names: what became of them is told. known: the groups as they were kept;
 * copied.
 */
void	notices_make(struct notices *, const struct notice_route *,
	    size_t routes, const struct notice_alarm *, size_t alarms,
	    const struct notice_group *known, size_t knowns, int64_t now_us);

#endif
