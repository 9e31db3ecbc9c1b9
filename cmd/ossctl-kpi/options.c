/*
 * options.c (ossctl-kpi) - its verbs and their tables
 */
#include "kpis.h"

#define OPTION(letter, name, kind, arg, member, help)			\
	{ letter, name, kind, arg, OPT_DST(struct kpi_opts, member), help }

#define PERIOD_OPTIONS							\
	OPTION(0, "period", OPT_STR, "period", period,			\
	    "a month, a day, or date/date: 2026-10"),			\
	OPTION(0, "from", OPT_TIME, "time", from_us,			\
	    "from this instant, instead of --period"),			\
	OPTION(0, "to", OPT_TIME, "time", to_us,			\
	    "until this instant"),					\
	OPTION(0, "now", OPT_TIME, "time", now_us,			\
	    "of a period that is not over: what is behind is not yet"), \
	OPTION(0, "zone", OPT_STR, "name", zone,			\
	    "time zone of the period and of --hours (UTC)"),		\
	OPTION(0, "hours", OPT_STR, "days", hours,			\
	    "service hours: 'mon-fri 08:00-18:00, sat 09:00-12:00'"),	\
	OPTION(0, "holidays", OPT_FILE, "file", holidays,		\
	    "days without service hours (CSV: date)")

#define SOURCE_OPTIONS							\
	OPTION('s', "subscriptions", OPT_FILE, "file", subs,		\
	    "who has which identifier, from when to when"),		\
	OPTION('l', "links", OPT_FILE, "file", links,			\
	    "links that are kept by hand"),				\
	OPTION(0, "windows", OPT_FILE, "file", windows,			\
	    "maintenance windows that are kept by hand"),		\
	OPTION(0, "sla", OPT_FILE, "file", sla,				\
	    "SLA policies ($OSSBSS_HOME/sla.json)"),			\
	OPTION(0, "max-gap", OPT_DURATION, "time", hold_us,		\
	    "an observation holds for so long at most (15m)"),		\
	OPTION(0, "rate-window", OPT_DURATION, "time", window_us,	\
	    "rates are taken over so long (5m)"),			\
	OPTION(0, "memory", OPT_UINT, "mebibytes", memory_mib,		\
	    "readings that stay in memory; more go to $TMPDIR (256)"),	\
	OPTION(0, "shard", OPT_STR, "i/n", shard,			\
	    "only the nodes of one of n parts")

#define INPUT_OPTIONS							\
	STREAM_FORMAT_OPTION(struct kpi_opts, stream),			\
	STREAM_CARE_OPTIONS(struct kpi_opts, stream),			\
	STREAM_TELL_OPTIONS(struct kpi_opts, stream)

#define BY_OPTION							\
	OPTION(0, "by", OPT_LIST, "kind", by,				\
	    "only node, interface, termination, probe, link, "		\
	    "identifier or account; may be repeated")

static const struct opt run_options[] = {
	PERIOD_OPTIONS,
	SOURCE_OPTIONS,
	BY_OPTION,
	OPTION(0, "only", OPT_ENUM, "all|kpi|outage|sla_verdict", only,
	    "only records of this type; CSV: kpi"),
	OPTION('o', "output", OPT_ENUM, "ndjson|csv|text",
	    stream.out_format, "format of the output"),
	OPTION(0, "schema", OPT_FLAG, NULL, stream.schema,
	    "print the JSON Schema of the output and exit"),
	INPUT_OPTIONS,
	OPT_END
};

static const struct opt graph_options[] = {
	PERIOD_OPTIONS,
	SOURCE_OPTIONS,
	OPTION(0, "of", OPT_STR, "name", of,
	    "what to draw: node/object, a node, a/port - b/port, or an account"),
	INPUT_OPTIONS,
	OPT_END
};

static const struct opt report_options[] = {
	PERIOD_OPTIONS,
	SOURCE_OPTIONS,
	BY_OPTION,
	OPTION(0, "title", OPT_STR, "text", title, "heading of the report"),
	OPTION(0, "top", OPT_UINT, "n", top,
	    "graphs of the n worst and the n busiest (5)"),
	INPUT_OPTIONS,
	OPT_END
};

#define ARCHIVE_OPTION							\
	OPTION(0, "archive", OPT_DIR, "folder", archive,		\
	    "days of samples ($OSSBSS_HOME/samples)")
#define WHEN_OPTIONS							\
	OPTION(0, "period", OPT_STR, "period", period,			\
	    "a month, a day, or date/date: 2026-10"),			\
	OPTION(0, "from", OPT_TIME, "time", from_us,			\
	    "from this instant, instead of --period"),			\
	OPTION(0, "to", OPT_TIME, "time", to_us,			\
	    "until this instant"),					\
	OPTION(0, "zone", OPT_STR, "name", zone,			\
	    "time zone of the period (UTC)")

static const struct opt archive_options[] = {
	ARCHIVE_OPTION,
	INPUT_OPTIONS,
	OPT_END
};

static const struct opt cat_options[] = {
	ARCHIVE_OPTION,
	WHEN_OPTIONS,
	OPTION(0, "node", OPT_STR, "name", node, "only samples of this node"),
	OPTION(0, "object", OPT_STR, "name", object,
	    "only samples of objects of this name"),
	OPTION(0, "max-gap", OPT_DURATION, "time", hold_us,
	    "so much before and behind the period, too (15m)"),
	OPTION('o', "output", OPT_ENUM, "ndjson|csv", stream.out_format,
	    "format of the output"),
	OPTION('q', "quiet", OPT_FLAG, NULL, stream.quiet,
	    "no warnings, notes or progress"),
	OPT_END
};

static const struct opt rollup_options[] = {
	ARCHIVE_OPTION,
	WHEN_OPTIONS,
	OPTION('q', "quiet", OPT_FLAG, NULL, stream.quiet,
	    "no warnings, notes or progress"),
	OPTION('v', "verbose", OPT_FLAG, NULL, stream.verbose,
	    "report totals on stderr"),
	OPT_END
};

static const struct verb verbs[] = {
	{ "run", verb_run, run_options, "[file ...]",
	    "key figures, outages and SLA verdicts of a period" },
	{ "graph", verb_graph, graph_options, "[file ...]",
	    "an object's states, rates and round trips as SVG" },
	{ "report", verb_report, report_options, "[file ...]",
	    "all of a period as one HTML page" },
	{ "archive", verb_archive, archive_options, "[file ...]",
	    "keep samples, packed, a file for each day" },
	{ "cat", verb_cat, cat_options, NULL,
	    "samples of a period out of the archive" },
	{ "rollup", verb_rollup, rollup_options, NULL,
	    "thin old days to hours and changes of state" },
	{ NULL, NULL, NULL, NULL, NULL }
};

const struct tool kpi_tool = {
	.name = "ossctl-kpi",
	.summary = "availability, utilisation, latency and SLA verdicts",
	.operands = NULL,
	.options = NULL,
	.verbs = verbs,
};
