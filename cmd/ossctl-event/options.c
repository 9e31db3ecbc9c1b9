/*
 * options.c (ossctl-event) - its tables
 */

#include "event.h"

#define DST(m)	OPT_DST(struct event_opts, m)
#define PLACES								\
	{ 'n', "nodes", OPT_FILE, "file", DST(nodes),			\
	    "node records: whose address it is" },			\
	{ 0, "ports", OPT_FILE, "file", DST(ports),			\
	    "samples of a poll: what its ports are called" }
#define COMMON								\
	{ 'o', "output", OPT_ENUM, "ndjson|csv",			\
	    DST(stream.out_format), "format of the output" },		\
	{ 'r', "rejects", OPT_FILE, "file", DST(stream.rejects),	\
	    "where rejected lines go" },				\
	{ 0, "max-rejects", OPT_STR, "n|p%", DST(stream.max_rejects),	\
	    "fail when more lines than this are rejected" },		\
	{ 0, "audit", OPT_FILE, "file", DST(stream.audit),		\
	    "write the account of all lines read" },			\
	{ 0, "schema", OPT_FLAG, NULL, DST(stream.schema),		\
	    "print the JSON Schema of the output and exit" },		\
	{ 'q', "quiet", OPT_FLAG, NULL, DST(stream.quiet),		\
	    "no warnings, notes or progress" },				\
	{ 'v', "verbose", OPT_FLAG, NULL, DST(stream.verbose),		\
	    "report totals on stderr" }
#define KNOWN								\
	{ 0, "known", OPT_FLAG, NULL, DST(known),			\
	    "only what a rule knows" }

static const struct opt traps_options[] = {
	PLACES,
	KNOWN,
	COMMON,
	OPT_END
};

static const struct opt syslog_options[] = {
	PLACES,
	{ 0, "zone", OPT_STR, "zone", DST(zone),
	    "time zone of clocks that do not say theirs (UTC)" },
	{ 0, "now", OPT_TIME, "time", DST(now_us),
	    "the time to take for now: whose year a message has" },
	KNOWN,
	COMMON,
	OPT_END
};

static const struct opt gnmi_options[] = {
	{ 'n', "nodes", OPT_FILE, "file", DST(nodes),
	    "node records: whose address it is" },
	{ 0, "now", OPT_TIME, "time", DST(now_us),
	    "the time to take for now" },
	{ 0, "known", OPT_FLAG, NULL, DST(known),
	    "only readings of ports" },
	COMMON,
	OPT_END
};

static const struct opt radius_options[] = {
	{ 'n', "nodes", OPT_FILE, "file", DST(nodes),
	    "node records: whose address it is" },
	{ 0, "every", OPT_DURATION, "time", DST(every_us),
	    "a sample of each node at multiples of this time (5m)" },
	{ 0, "timeout", OPT_DURATION, "time", DST(timeout_us),
	    "a session without a packet for this long is not counted (1d)" },
	{ 0, "zone", OPT_STR, "zone", DST(zone),
	    "time zone of the date in front of a record (UTC)" },
	COMMON,
	OPT_END
};

static const struct verb verbs[] = {
	{ "traps", verb_traps, traps_options, "[file ...]",
	    "SNMP notifications that snmptrapd wrote down" },
	{ "syslog", verb_syslog, syslog_options, "[file ...]",
	    "syslog messages" },
	{ "gnmi", verb_gnmi, gnmi_options, "[file ...]",
	    "telemetry that gnmic wrote down" },
	{ "radius", verb_radius, radius_options, "[file ...]",
	    "sessions that access servers lost, from detail files" },
	{ NULL, NULL, NULL, NULL, NULL }
};

const struct tool event_tool = {
	.name = "ossctl-event",
	.summary = "what devices say by themselves, to events and samples",
	.verbs = verbs,
};
