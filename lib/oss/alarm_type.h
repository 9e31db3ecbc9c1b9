/*
 * alarm_type.h (oss) - the types of alarms and what they are raised on
 * One table: a new type is a row of it. A type is raised on resources of one
 * kind (or of any); its default severity and probable cause may be another
 * where an observation says so.
 * Source: X.733 8.1.1 (event type), 8.1.2.3 (perceived severity), RFC 8632
 * 3.2 (alarm type).
 * Pure.
 */
#ifndef OSS_ALARM_TYPE_H
#define OSS_ALARM_TYPE_H

#include <stdbool.h>

#include "oss/cause.h"

/*
 * Enums that stand in each port and condition of a watch are an octet long.
 *
 * What an alarm is raised on: kinds of samples, then what nobody samples.
 */
enum __attribute__((packed)) object_kind {
	OBJECT_NODE, OBJECT_INTERFACE, OBJECT_TERMINATION, OBJECT_NEIGHBOR,
	OBJECT_SENSOR, OBJECT_PROBE, OBJECT_SESSIONS,
	OBJECT_SAMPLED_COUNT,
	OBJECT_LINK = OBJECT_SAMPLED_COUNT,	/* node: its A end */
	OBJECT_CARD,		/* of a node: ports that fail together */
	OBJECT_SPLITTER,	/* behind a port of a node */
	OBJECT_SRLG,		/* node and object are its name */
	OBJECT_SITE,		/* the same */
	OBJECT_POLLER,		/* node and object: where it sits */
	OBJECT_KIND_COUNT
};
#define OBJECT_ANY	OBJECT_KIND_COUNT

/* X.733 perceived severity, worse is greater */
enum __attribute__((packed)) severity {
	SEVERITY_CLEARED = 0, SEVERITY_INDETERMINATE, SEVERITY_WARNING,
	SEVERITY_MINOR, SEVERITY_MAJOR, SEVERITY_CRITICAL, SEVERITY_COUNT
};

enum __attribute__((packed)) alarm_type {
	/* the first of each kind of sample: the object does not work */
	ALARM_NODE_UNREACHABLE, ALARM_PORT_DOWN, ALARM_TERMINATION_DOWN,
	ALARM_NEIGHBOR_LOST, ALARM_SENSOR_FAILED, ALARM_PROBE_FAILED,
	ALARM_SESSIONS_LOST,
	/* it works, but */
	ALARM_FLAPPING,		/* qualifier: the type that comes and goes */
	ALARM_READING_HIGH, ALARM_READING_LOW,
	ALARM_OPTICAL_POWER,	/* qualifier: rx, tx, head-rx */
	ALARM_ERRORS, ALARM_DISCARDS, ALARM_UTILISATION, /* in, out */
	ALARM_LOSS, ALARM_RTT, ALARM_CERTIFICATE,
	ALARM_LOAD,		/* qualifier: cpu, memory */
	ALARM_EVENT,		/* qualifier: event_type */
	/* said by a locator of resources that nobody samples, or of others */
	ALARM_LINK_DOWN, ALARM_SRLG_DOWN, ALARM_CARD_FAILED,
	ALARM_SITE_POWER, ALARM_SITE_DOWN, ALARM_SPLITTER_DOWN,
	ALARM_POLLER_CUT_OFF, ALARM_MANAGEMENT_LOST, ALARM_PORT_SILENT,
	ALARM_ONE_WAY, ALARM_MISMATCH, ALARM_DEGRADED,
	ALARM_NODE_DOWN,	/* nobody asks it, but all say so */
	ALARM_PORT_SHUT, ALARM_FEEDER_DOWN, ALARM_AREA_POWER,
	ALARM_NEIGHBOR_DIFFERS,	/* than its link record has */
	ALARM_SRLG_DEGRADED, ALARM_NODE_DEGRADED,
	/* what fails and recovers, again and again */
	ALARM_LINK_FLAPPING, ALARM_NODE_FLAPPING, ALARM_SRLG_FLAPPING,
	ALARM_CARD_FLAPPING, ALARM_SITE_FLAPPING, ALARM_SPLITTER_FLAPPING,
	ALARM_POLLER_FLAPPING,
	ALARM_RESOLUTION_LOST,	/* the names of nodes have no address */
	ALARM_TYPE_COUNT
};

struct alarm_type_def {
	const char	*name;		/* "port-down" */
	enum object_kind kind;		/* raised on; OBJECT_ANY */
	enum severity	 severity;
	enum cause	 cause;
	const char	*alarm_class;	/* X.733 event type */
	bool		 proven;	/* what never worked cannot fail */
	bool		 located;	/* only a locator raises it */
};

const struct alarm_type_def *alarm_type_def(enum alarm_type);
bool	alarm_type_lookup(struct slice, enum alarm_type *);
/* What has happened to its object, as half a sentence; "" of no type. */
const char *alarm_meaning(struct slice alarm_type);
/* The type that says that an object of this sampled kind does not work. */
enum alarm_type alarm_type_own(enum object_kind);

const char *object_kind_name(enum object_kind);
bool	object_kind_lookup(struct slice, enum object_kind *);
static inline bool
object_kind_sampled(enum object_kind k)
{
	return k < OBJECT_SAMPLED_COUNT;
}

const char *severity_name(enum severity);	/* "critical" */
bool	severity_lookup(struct slice, enum severity *);

#endif
