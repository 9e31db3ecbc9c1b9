/*
 * options.c - the tables of bss-mediate
 */
#include "mediate.h"
#include "suspense.h"

static const struct opt samples_options[] = {
	{ 0, "state-in", OPT_FILE, "file",
	    OPT_DST(struct samples_opts, state_in),
	    "last readings of the run before" },
	{ 0, "state-out", OPT_FILE, "file",
	    OPT_DST(struct samples_opts, state_out),
	    "where the last readings of this run go" },
	{ 0, "usage-type", OPT_STR, "word",
	    OPT_DST(struct samples_opts, usage_type),
	    "usage_type of the records made (data)" },
	{ 0, "gap-after", OPT_DURATION, "time",
	    OPT_DST(struct samples_opts, gap_after_us),
	    "a longer interval missed polls: quality gap (450s)" },
	{ 0, "after-restart", OPT_ENUM, "void|count",
	    OPT_DST(struct samples_opts, after_restart),
	    "count what a restarted node's counters show, or nothing (void)" },
	{ 0, "include", OPT_LIST, "pattern",
	    OPT_DST(struct samples_opts, include),
	    "take only ports whose node/port matches" },
	{ 0, "exclude", OPT_LIST, "pattern",
	    OPT_DST(struct samples_opts, exclude),
	    "leave out ports whose node/port matches" },
	STREAM_OPTIONS(struct samples_opts, stream),
	OPT_END
};

/* -f names the format of the source; the rest as STREAM_OPTIONS has it. */
#define SRC_DST(m)	OPT_DST(struct source_opts, m)
static const struct opt source_options[] = {
	{ 'f', "format", OPT_STR, "name|file", SRC_DST(format),
	    "format of the source; bss-mediate formats lists them" },
	{ 0, "zone", OPT_STR, "zone", SRC_DST(zone),
	    "time zone of the source's clock" },
	{ 0, "country-code", OPT_STR, "digits", SRC_DST(country_code),
	    "country whose national numbers the source writes" },
	{ 0, "state-in", OPT_FILE, "file", SRC_DST(state_in),
	    "how far the run before read files that grow" },
	{ 0, "state-out", OPT_FILE, "file", SRC_DST(state_out),
	    "where that of this run goes" },
	{ 0, "now", OPT_TIME, "time", SRC_DST(now_us),
	    "the time to judge silent calls by, beside that of the records" },
	{ 0, "whole", OPT_FLAG, NULL, SRC_DST(whole),
	    "the files do not grow: take the last row as it is" },
	{ 0, "no-trailer", OPT_FLAG, NULL, SRC_DST(no_trailer),
	    "rows out of files: header and trailer need not be there" },
	{ 'o', "output", OPT_ENUM, "ndjson|csv", SRC_DST(stream.out_format),
	    "format of the output" },
	{ 'r', "rejects", OPT_FILE, "file", SRC_DST(stream.rejects),
	    "where rejected rows go" },
	{ 0, "max-rejects", OPT_STR, "n|p%", SRC_DST(stream.max_rejects),
	    "fail when more rows than this are rejected" },
	{ 0, "audit", OPT_FILE, "file", SRC_DST(stream.audit),
	    "write the account of all rows read" },
	{ 0, "schema", OPT_FLAG, NULL, SRC_DST(stream.schema),
	    "print the JSON Schema of the output and exit" },
	{ 'q', "quiet", OPT_FLAG, NULL, SRC_DST(stream.quiet),
	    "no warnings, notes or progress" },
	{ 'v', "verbose", OPT_FLAG, NULL, SRC_DST(stream.verbose),
	    "report totals on stderr" },
	OPT_END
};

#define RADIUS_DST(m)	OPT_DST(struct radius_opts, m)
static const struct opt radius_options[] = {
	{ 'f', "format", OPT_STR, "name|file", RADIUS_DST(format),
	    "format of the detail files (freeradius)" },
	{ 0, "zone", OPT_STR, "zone", RADIUS_DST(zone),
	    "time zone of the server's clock" },
	{ 0, "country-code", OPT_STR, "digits", RADIUS_DST(country_code),
	    "country whose national numbers the source writes" },
	{ 0, "state-in", OPT_FILE, "file", RADIUS_DST(state_in),
	    "sessions and places in files of the run before" },
	{ 0, "state-out", OPT_FILE, "file", RADIUS_DST(state_out),
	    "where those of this run go" },
	{ 0, "timeout", OPT_DURATION, "time", RADIUS_DST(timeout_us),
	    "a session silent for longer ended without a Stop (35d)" },
	{ 0, "remember", OPT_DURATION, "time", RADIUS_DST(remember_us),
	    "know an ended session's packets for so long (2d)" },
	{ 0, "now", OPT_TIME, "time", RADIUS_DST(now_us),
	    "the time to judge silence by, beside that of the packets" },
	{ 0, "whole", OPT_FLAG, NULL, RADIUS_DST(whole),
	    "the files do not grow: reject a record that is cut at the end" },
	{ 'o', "output", OPT_ENUM, "ndjson|csv", RADIUS_DST(stream.out_format),
	    "format of the output" },
	{ 'r', "rejects", OPT_FILE, "file", RADIUS_DST(stream.rejects),
	    "where rejected packets go" },
	{ 0, "max-rejects", OPT_STR, "n|p%", RADIUS_DST(stream.max_rejects),
	    "fail when more packets than this are rejected" },
	{ 0, "audit", OPT_FILE, "file", RADIUS_DST(stream.audit),
	    "write the account of all packets read" },
	{ 0, "schema", OPT_FLAG, NULL, RADIUS_DST(stream.schema),
	    "print the JSON Schema of the output and exit" },
	{ 'q', "quiet", OPT_FLAG, NULL, RADIUS_DST(stream.quiet),
	    "no warnings, notes or progress" },
	{ 'v', "verbose", OPT_FLAG, NULL, RADIUS_DST(stream.verbose),
	    "report totals on stderr" },
	OPT_END
};

#define FLOW_DST(m)	OPT_DST(struct flow_opts, m)
static const struct opt flow_options[] = {
	{ 'f', "format", OPT_STR, "name|file", FLOW_DST(format),
	    "format of the flows; bss-mediate formats lists them" },
	{ 0, "locals", OPT_FILE, "file", FLOW_DST(locals),
	    "CSV of the networks that are inside: network,identifier" },
	{ 0, "local", OPT_LIST, "prefix", FLOW_DST(local),
	    "a network that is inside, each address its own identifier" },
	{ 0, "sampling", OPT_UINT, "n", FLOW_DST(sampling),
	    "one of n packets was counted: octets are multiplied (1)" },
	{ 0, "uptime-wrap", OPT_ENUM, "correct|reject", FLOW_DST(uptime_wrap),
	    "times 49.7 days ahead of their receipt (correct)" },
	{ 0, "max-delay", OPT_DURATION, "time", FLOW_DST(max_delay_us),
	    "a flow is received so long after its end at most (1h)" },
	{ 0, "zone", OPT_STR, "zone", FLOW_DST(zone),
	    "time zone of the times, where they have no offset" },
	{ 'o', "output", OPT_ENUM, "ndjson|csv", FLOW_DST(stream.out_format),
	    "format of the output" },
	{ 'r', "rejects", OPT_FILE, "file", FLOW_DST(stream.rejects),
	    "where rejected flows go" },
	{ 0, "max-rejects", OPT_STR, "n|p%", FLOW_DST(stream.max_rejects),
	    "fail when more flows than this are rejected" },
	{ 0, "audit", OPT_FILE, "file", FLOW_DST(stream.audit),
	    "write the account of all flows read" },
	{ 0, "schema", OPT_FLAG, NULL, FLOW_DST(stream.schema),
	    "print the JSON Schema of the output and exit" },
	{ 'q', "quiet", OPT_FLAG, NULL, FLOW_DST(stream.quiet),
	    "no warnings, notes or progress" },
	{ 'v', "verbose", OPT_FLAG, NULL, FLOW_DST(stream.verbose),
	    "report totals on stderr" },
	OPT_END
};

static const struct opt formats_options[] = {
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(struct formats_opts, quiet),
	    "names only; of one format: the verb that reads it" },
	OPT_END
};

static const struct opt guess_options[] = {
	{ 0, "records", OPT_UINT, "n", OPT_DST(struct guess_opts, records),
	    "records that are tried (100)" },
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(struct guess_opts, quiet),
	    "only formats that fit" },
	OPT_END
};

static const struct verb verbs[] = {
	{ "samples", verb_samples, samples_options, "[file ...]",
	    "counter readings of ports to usage per interval" },
	{ "csv", verb_csv, source_options, "[file ...]",
	    "rows of comma-separated values to usage, by a format" },
	{ "json", verb_json, source_options, "[file ...]",
	    "JSON objects to usage, by a format" },
	{ "fixed", verb_fixed, source_options, "[file ...]",
	    "lines of fixed width to usage, by a format" },
	{ "radius", verb_radius, radius_options, "[file ...]",
	    "accounting packets in detail files to usage per interval" },
	{ "flow", verb_flow, flow_options, "[file ...]",
	    "flows (nfdump, pmacct) to usage of who is inside" },
	{ "formats", verb_formats, formats_options, "[name]",
	    "list the formats, or explain one" },
	{ "guess", verb_guess, guess_options, "[file]",
	    "which formats fit to a file" },
	{ "suspense", verb_suspense, suspense_options, "action [operand ...]",
	    "keep what was rejected; mend and replay it" },
	{ NULL, NULL, NULL, NULL, NULL }
};

const struct tool mediate_tool = {
	.name = "bss-mediate",
	.summary = "usage of any format to normalised usage",
	.verbs = verbs,
};
