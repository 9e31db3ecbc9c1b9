/*
 * alarm_type.c (oss) - the types of alarms and what they are raised on
 */
#include "oss/alarm_type.h"

#define COMMUNICATIONS	"communicationsAlarm"
#define QUALITY		"qualityOfServiceAlarm"
#define EQUIPMENT	"equipmentAlarm"
#define ENVIRONMENT	"environmentalAlarm"
#define PROCESSING	"processingErrorAlarm"

#define TYPE(id, name, kind, severity, cause, class, ...)		\
	[ALARM_##id] = { name, OBJECT_##kind, SEVERITY_##severity,	\
	    CAUSE_##cause, class, __VA_ARGS__ }

static const struct alarm_type_def types[ALARM_TYPE_COUNT] = {
	TYPE(NODE_UNREACHABLE, "node-unreachable", NODE, CRITICAL,
	    COMMUNICATIONS, COMMUNICATIONS, false, false),
	TYPE(PORT_DOWN, "port-down", INTERFACE, MAJOR, SIGNAL,
	    COMMUNICATIONS, true, false),
	TYPE(TERMINATION_DOWN, "termination-down", TERMINATION, MINOR,
	    SIGNAL, COMMUNICATIONS, true, false),
	TYPE(NEIGHBOR_LOST, "neighbor-lost", NEIGHBOR, MAJOR, PROTOCOL,
	    COMMUNICATIONS, true, false),
	TYPE(SENSOR_FAILED, "sensor-failed", SENSOR, MAJOR, EQUIPMENT,
	    EQUIPMENT, false, false),
	TYPE(PROBE_FAILED, "probe-failed", PROBE, MAJOR, COMMUNICATIONS,
	    COMMUNICATIONS, false, false),
	TYPE(SESSIONS_LOST, "sessions-lost", SESSIONS, MAJOR, COMMUNICATIONS,
	    COMMUNICATIONS, false, false),
	TYPE(FLAPPING, "flapping", ANY, MINOR, COMMUNICATIONS,
	    COMMUNICATIONS, false, false),
	TYPE(READING_HIGH, "reading-high", SENSOR, MAJOR, THRESHOLD,
	    ENVIRONMENT, false, false),
	TYPE(READING_LOW, "reading-low", SENSOR, MAJOR, THRESHOLD,
	    ENVIRONMENT, false, false),
	TYPE(OPTICAL_POWER, "optical-power", ANY, MINOR, DEGRADED,
	    QUALITY, false, false),
	TYPE(ERRORS, "errors-high", INTERFACE, MINOR, DEGRADED, QUALITY,
	    false, false),
	TYPE(DISCARDS, "discards-high", INTERFACE, WARNING, CONGESTION,
	    QUALITY, false, false),
	TYPE(UTILISATION, "utilisation-high", INTERFACE, WARNING, CONGESTION,
	    QUALITY, false, false),
	TYPE(LOSS, "loss-high", PROBE, MINOR, PERFORMANCE, QUALITY, false,
	    false),
	TYPE(RTT, "rtt-high", PROBE, WARNING, RESPONSE, QUALITY, false,
	    false),
	TYPE(CERTIFICATE, "certificate-ends", PROBE, WARNING, KEY,
	    PROCESSING, false, false),
	TYPE(LOAD, "load-high", NODE, WARNING, CAPACITY, PROCESSING, false,
	    false),
	TYPE(EVENT, "event", ANY, INDETERMINATE, NONE, EQUIPMENT, false,
	    false),
	TYPE(LINK_DOWN, "link-down", LINK, MAJOR, SIGNAL, COMMUNICATIONS,
	    false, true),
	TYPE(SRLG_DOWN, "srlg-down", SRLG, CRITICAL, CABLE, COMMUNICATIONS,
	    false, true),
	TYPE(CARD_FAILED, "card-failed", CARD, CRITICAL, LINE_CARD,
	    EQUIPMENT, false, true),
	TYPE(SITE_POWER, "site-power-lost", SITE, CRITICAL, POWER,
	    ENVIRONMENT, false, true),
	TYPE(SITE_DOWN, "site-down", SITE, CRITICAL, COMMUNICATIONS,
	    COMMUNICATIONS, false, true),
	TYPE(SPLITTER_DOWN, "splitter-down", SPLITTER, MAJOR, SIGNAL,
	    COMMUNICATIONS, false, true),
	TYPE(POLLER_CUT_OFF, "poller-cut-off", POLLER, CRITICAL,
	    COMMUNICATIONS, COMMUNICATIONS, false, true),
	TYPE(MANAGEMENT_LOST, "management-lost", NODE, MINOR, CONFIGURATION,
	    PROCESSING, false, true),
	TYPE(PORT_SILENT, "port-silent", INTERFACE, MAJOR, RECEIVE,
	    COMMUNICATIONS, false, true),
	TYPE(ONE_WAY, "one-way", LINK, MAJOR, TRANSMIT, COMMUNICATIONS,
	    false, true),
	TYPE(MISMATCH, "ends-disagree", LINK, MINOR, CONFIGURATION,
	    COMMUNICATIONS, false, true),
	TYPE(DEGRADED, "link-degraded", LINK, MINOR, DEGRADED, QUALITY,
	    false, true),
	TYPE(NODE_DOWN, "node-down", NODE, CRITICAL, EQUIPMENT, EQUIPMENT,
	    false, true),
	TYPE(PORT_SHUT, "port-shut", INTERFACE, WARNING, CONFIGURATION,
	    PROCESSING, false, true),
	TYPE(FEEDER_DOWN, "feeder-down", SPLITTER, MAJOR, SIGNAL,
	    COMMUNICATIONS, false, true),
	TYPE(AREA_POWER, "area-power-lost", SPLITTER, MAJOR, POWER,
	    ENVIRONMENT, false, true),
	TYPE(NEIGHBOR_DIFFERS, "neighbor-differs", LINK, MINOR, CONFIGURATION,
	    COMMUNICATIONS, false, true),
	TYPE(SRLG_DEGRADED, "srlg-degraded", SRLG, MINOR, DEGRADED, QUALITY,
	    false, true),
	TYPE(NODE_DEGRADED, "node-degraded", NODE, MINOR, PERFORMANCE,
	    QUALITY, false, true),
	TYPE(LINK_FLAPPING, "link-flapping", LINK, MAJOR, SIGNAL,
	    COMMUNICATIONS, false, true),
	TYPE(NODE_FLAPPING, "node-flapping", NODE, MAJOR, EQUIPMENT,
	    EQUIPMENT, false, true),
	TYPE(SRLG_FLAPPING, "srlg-flapping", SRLG, MAJOR, CABLE,
	    COMMUNICATIONS, false, true),
	TYPE(CARD_FLAPPING, "card-flapping", CARD, MAJOR, LINE_CARD,
	    EQUIPMENT, false, true),
	TYPE(SITE_FLAPPING, "site-flapping", SITE, MAJOR, POWER,
	    ENVIRONMENT, false, true),
	TYPE(SPLITTER_FLAPPING, "splitter-flapping", SPLITTER, MAJOR, SIGNAL,
	    COMMUNICATIONS, false, true),
	TYPE(POLLER_FLAPPING, "poller-flapping", POLLER, MAJOR,
	    COMMUNICATIONS, COMMUNICATIONS, false, true),
	TYPE(RESOLUTION_LOST, "resolution-lost", POLLER, MAJOR,
	    CONFIGURATION, PROCESSING, false, true),
};

/* For whoever is woken by one: what has happened to the object. */
static const char *const meanings[ALARM_TYPE_COUNT] = {
	[ALARM_NODE_UNREACHABLE] = "it does not answer",
	[ALARM_PORT_DOWN] = "it is to be up and is down",
	[ALARM_TERMINATION_DOWN] = "it is off, or its line is cut",
	[ALARM_NEIGHBOR_LOST] = "the session with this neighbour is down",
	[ALARM_SENSOR_FAILED] = "its node says that it has failed",
	[ALARM_PROBE_FAILED] = "the service does not answer as it should",
	[ALARM_SESSIONS_LOST] = "many sessions of it ended together",
	[ALARM_FLAPPING] = "it fails and recovers, again and again",
	[ALARM_READING_HIGH] = "the reading is above its threshold",
	[ALARM_READING_LOW] = "the reading is below its threshold",
	[ALARM_OPTICAL_POWER] = "the light is out of its range",
	[ALARM_ERRORS] = "what it carries arrives damaged",
	[ALARM_DISCARDS] = "it drops packets for want of room",
	[ALARM_UTILISATION] = "it is nearly full",
	[ALARM_LOSS] = "probes are lost on the way",
	[ALARM_RTT] = "answers take longer than they used to",
	[ALARM_CERTIFICATE] = "its certificate ends soon",
	[ALARM_LOAD] = "it is short of processor or memory",
	[ALARM_EVENT] = "an event said so",
	[ALARM_LINK_DOWN] = "no signal between its ends: it is cut, or a "
	    "transceiver is dead",
	[ALARM_SRLG_DOWN] = "all that lies in it failed together: it is cut",
	[ALARM_CARD_FAILED] = "all ports of the card failed together",
	[ALARM_SITE_POWER] = "all nodes of the site went dark together",
	[ALARM_SITE_DOWN] = "no node of the site answers",
	[ALARM_SPLITTER_DOWN] = "all behind the splitter lost their light",
	[ALARM_POLLER_CUT_OFF] = "the poller reaches nobody: what it does not "
	    "see may be well",
	[ALARM_MANAGEMENT_LOST] = "it works, and does not answer management",
	[ALARM_PORT_SILENT] = "it is up, and its traffic is gone",
	[ALARM_ONE_WAY] = "one of its two directions is lost",
	[ALARM_MISMATCH] = "its two ends are set differently",
	[ALARM_DEGRADED] = "it works, and wears out or is slow",
	[ALARM_NODE_DOWN] = "nobody asks it, and all around it say that it is "
	    "down",
	[ALARM_PORT_SHUT] = "somebody shut it, and its other end is in use",
	[ALARM_FEEDER_DOWN] = "all behind the port lost their light",
	[ALARM_AREA_POWER] = "terminations around it lost their power",
	[ALARM_NEIGHBOR_DIFFERS] = "it leads elsewhere than its record says",
	[ALARM_SRLG_DEGRADED] = "the light of all that lies in it fades",
	[ALARM_NODE_DEGRADED] = "what passes through it is slow or lost",
	[ALARM_LINK_FLAPPING] = "its signal comes and goes",
	[ALARM_NODE_FLAPPING] = "it fails and recovers, again and again",
	[ALARM_SRLG_FLAPPING] = "all that lies in it comes and goes together",
	[ALARM_CARD_FLAPPING] = "all ports of the card come and go together",
	[ALARM_SITE_FLAPPING] = "all nodes of the site come and go together",
	[ALARM_SPLITTER_FLAPPING] = "all behind it come and go together",
	[ALARM_POLLER_FLAPPING] = "the poller loses its network, again and "
	    "again",
	[ALARM_RESOLUTION_LOST] = "names of nodes have no address any more: "
	    "its resolver does not answer, or has lost them",
};

static const char *const kinds[OBJECT_KIND_COUNT] = {
	[OBJECT_NODE] = "node", [OBJECT_INTERFACE] = "interface",
	[OBJECT_TERMINATION] = "termination", [OBJECT_NEIGHBOR] = "neighbor",
	[OBJECT_SENSOR] = "sensor", [OBJECT_PROBE] = "probe",
	[OBJECT_SESSIONS] = "sessions", [OBJECT_LINK] = "link",
	[OBJECT_CARD] = "card", [OBJECT_SPLITTER] = "splitter",
	[OBJECT_SRLG] = "srlg", [OBJECT_SITE] = "site",
	[OBJECT_POLLER] = "poller",
};

static const char *const severities[SEVERITY_COUNT] = {
	[SEVERITY_CLEARED] = "cleared",
	[SEVERITY_INDETERMINATE] = "indeterminate",
	[SEVERITY_WARNING] = "warning", [SEVERITY_MINOR] = "minor",
	[SEVERITY_MAJOR] = "major", [SEVERITY_CRITICAL] = "critical",
};

const struct alarm_type_def *
alarm_type_def(enum alarm_type t)
{
	return &types[t];
}

bool
alarm_type_lookup(struct slice s, enum alarm_type *t)
{
	for (int i = 0; i < ALARM_TYPE_COUNT; i++)
		if (slice_is(s, types[i].name)) {
			*t = (enum alarm_type)i;
			return true;
		}
	return false;
}

const char *
alarm_meaning(struct slice alarm_type)
{
	enum alarm_type t;

	return alarm_type_lookup(alarm_type, &t) ? meanings[t] : "";
}

enum alarm_type
alarm_type_own(enum object_kind k)
{
	return (enum alarm_type)k;	/* in the order of kinds */
}

const char *
object_kind_name(enum object_kind k)
{
	return kinds[k];
}

bool
object_kind_lookup(struct slice s, enum object_kind *k)
{
	for (int i = 0; i < OBJECT_KIND_COUNT; i++)
		if (slice_is(s, kinds[i])) {
			*k = (enum object_kind)i;
			return true;
		}
	return false;
}

const char *
severity_name(enum severity s)
{
	return severities[s];
}

bool
severity_lookup(struct slice s, enum severity *out)
{
	for (int i = 0; i < SEVERITY_COUNT; i++)
		if (slice_is(s, severities[i])) {
			*out = (enum severity)i;
			return true;
		}
	return false;
}
