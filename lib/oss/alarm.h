/*
 * alarm.h (oss) - what an alarm is: identity, type, severity
 * One object has at most one alarm of a type; its identity is made from
 * these three, so it is the same on every machine and after every restart.
 * Source: X.733 (probable cause, perceived severity), RFC 8632 3 (an alarm is
 * a state of a resource, not a message).
 * Pure.
 */
#ifndef OSS_ALARM_H
#define OSS_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "oss/health.h"

#define ALARM_ID_MAX	17	/* 16 hex digits and a NUL */

enum object_kind { OBJECT_NODE, OBJECT_INTERFACE, OBJECT_KIND_COUNT };

enum alarm_state { ALARM_RAISED, ALARM_CHANGED, ALARM_CLEARED };

struct alarm {
	char		 id[ALARM_ID_MAX];
	char		 root_id[ALARM_ID_MAX];	/* its cause; "": none */
	int64_t		 raised_us;
	int64_t		 changed_us;	/* of the last transition */
	enum cause	 cause;
	bool		 active;
	bool		 root;		/* a cause and not a symptom */
	bool		 planned;	/* within a maintenance window */
};

/*
 * The first 16 hex digits of SHA-256 over node, NUL, object, NUL, alarm type:
 * printf 'core1\0core1\0node-unreachable' | sha256sum | cut -c 1-16
 */
void	alarm_id_make(char id[ALARM_ID_MAX], struct slice node,
	    struct slice object, enum object_kind);
/* An alarm that was never raised. */
void	alarm_init(struct alarm *, struct slice node, struct slice object,
	    enum object_kind);

const char *object_kind_name(enum object_kind);	/* kind of a sample */
bool	object_kind_lookup(struct slice, enum object_kind *);
const char *alarm_type_name(enum object_kind);	/* "node-unreachable" */
const char *alarm_severity(enum object_kind);	/* while it is active */
const char *alarm_state_name(enum alarm_state);
bool	alarm_state_lookup(struct slice, enum alarm_state *);

#endif
