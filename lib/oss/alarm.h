/*
 * alarm.h (oss) - what an alarm is: identity, severity, its state
 * Its identity is made from the resource (node and object), the type and the
 * qualifier, so it is the same on every machine and after every restart. A
 * resource may have several alarms.
 * Source: X.733 (probable cause, perceived severity), RFC 8632 3 (an alarm is
 * a state of a resource, not a message; alarm-type-qualifier).
 * Pure.
 */
#ifndef OSS_ALARM_H
#define OSS_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "oss/alarm_type.h"

#define ALARM_ID_MAX	17	/* 16 hex digits and a NUL */

enum alarm_state { ALARM_RAISED, ALARM_CHANGED, ALARM_CLEARED };

struct alarm {
	char		 id[ALARM_ID_MAX];
	char		 root_id[ALARM_ID_MAX];	/* its cause; "": none */
	enum cause	 cause;
	enum severity	 severity;	/* while it is active */
	enum severity	 floor;		/* not below it, for whom it hits */
	bool		 active;
	bool		 root;		/* a cause and not a symptom */
	bool		 planned;	/* within a maintenance window */
	int64_t		 raised_us;
	int64_t		 changed_us;	/* of the last transition */
	uint32_t	 confidence_ppm; /* of root; 0: not said */
};

/*
 * The first 16 hex digits of SHA-256 over node, NUL, object, NUL, alarm
 * type, and where there is a qualifier NUL and that:
 * printf 'core1\0core1\0node-unreachable' | sha256sum | cut -c 1-16
 */
void	alarm_id_make(char id[ALARM_ID_MAX], struct slice node,
	    struct slice object, enum alarm_type, struct slice qualifier);
/* An alarm that was never raised; its identity is made when it is. */
void	alarm_init(struct alarm *, enum alarm_type);

static inline enum severity
alarm_told_severity(const struct alarm *a)
{
	return a->severity < a->floor ? a->floor : a->severity;
}

const char *alarm_state_name(enum alarm_state);

#endif
