/*
 * options.c (ossctl-poll) - its table
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "poller.h"

#define WINDOW_MAX	65536
#define REPETITIONS_MAX	1000
#define RATE_MAX	100000
#define RETRIES_MAX	20

const struct poll_opts poll_defaults = {
	.window = 256,
	.repetitions = 25,
	.retries = 2,
	.timeout_us = 2 * US_PER_S,
	.deadline_us = 120 * US_PER_S,
	.rate = 100,
};

const struct opt poll_options[] = {
	PASS_OPTIONS(struct poll_opts, pass),
	{ 0, "spread", OPT_DURATION, "time",
	    OPT_DST(struct poll_opts, spread_us),
	    "begin with the nodes spread over this time" },
	{ 0, "engines", OPT_FILE, "file",
	    OPT_DST(struct poll_opts, engines),
	    "keep SNMPv3 engines there from one run to the next" },
	{ 0, "window", OPT_UINT, "n", OPT_DST(struct poll_opts, window),
	    "nodes that are asked at the same time (256)" },
	{ 0, "timeout", OPT_DURATION, "time",
	    OPT_DST(struct poll_opts, timeout_us),
	    "how long to wait for an answer (2s)" },
	{ 0, "retries", OPT_UINT, "n", OPT_DST(struct poll_opts, retries),
	    "how often to ask again (2)" },
	{ 0, "deadline", OPT_DURATION, "time",
	    OPT_DST(struct poll_opts, deadline_us),
	    "break a node off after this time (2m)" },
	{ 0, "repetitions", OPT_UINT, "n",
	    OPT_DST(struct poll_opts, repetitions),
	    "rows that a GETBULK asks for at most (25)" },
	{ 0, "discover", OPT_LIST, "prefix",
	    OPT_DST(struct poll_opts, discover),
	    "write node records of who answers there" },
	{ 0, "rate", OPT_UINT, "n", OPT_DST(struct poll_opts, rate),
	    "addresses a second to discover (100)" },
	{ 0, "auth", OPT_LIST, "name", OPT_DST(struct poll_opts, auth),
	    "credentials to discover with, one after the other (default)" },
	{ 0, "replay", OPT_LIST, "file",
	    OPT_DST(struct poll_opts, replay),
	    "ask recordings in the place of nodes: file, folder or node=file" },
	{ 0, "now", OPT_TIME, "time", OPT_DST(struct poll_opts, now_us),
	    "the time to take for now in a replay" },
	{ 0, "record", OPT_DIR, "folder", OPT_DST(struct poll_opts, record),
	    "write what the nodes answer to recordings there" },
	{ 0, "links", OPT_FLAG, NULL, OPT_DST(struct poll_opts, links),
	    "write the links of the network instead of samples" },
	{ 0, "profiles", OPT_FLAG, NULL, OPT_DST(struct poll_opts, profiles),
	    "check and list the device profiles and exit" },
	STREAM_OPTIONS(struct poll_opts, stream),
	OPT_END
};

const struct tool poll_tool = {
	.name = "ossctl-poll",
	.summary = "ask network nodes by SNMP for their state and counters",
	.operands = "[file ...]",
	.options = poll_options,
};

static int
check(const char *name, bool ok, const char *right)
{
	if (ok)
		return EXIT_OK;
	diag(REASON_USAGE_VALUE, "--%s is out of range: %s", name, right);
	return EXIT_TROUBLE;
}

int
poll_opts_check(struct poll_opts *o)
{
	if (check("window", o->window >= 1 && o->window <= WINDOW_MAX,
	    "1 to 65536") != EXIT_OK
	    || check("repetitions", o->repetitions >= 1
	    && o->repetitions <= REPETITIONS_MAX, "1 to 1000") != EXIT_OK
	    || check("retries", o->retries <= RETRIES_MAX, "0 to 20")
	    != EXIT_OK
	    || check("timeout", o->timeout_us >= 1000
	    && o->timeout_us <= 300 * US_PER_S, "1ms to 5m") != EXIT_OK
	    || check("deadline", o->deadline_us >= 0
	    && o->deadline_us <= US_PER_DAY, "0 (none) to 1d") != EXIT_OK
	    || pass_opts_check(&o->pass) != EXIT_OK)
		return EXIT_TROUBLE;
	if (o->spread_us < 0 || (o->pass.interval_us != 0
	    && o->spread_us >= o->pass.interval_us)) {
		diag(REASON_USAGE_VALUE,
		    "--spread must be less than --interval");
		return EXIT_TROUBLE;
	}
	if (check("rate", o->rate >= 1 && o->rate <= RATE_MAX,
	    "1 to 100000") != EXIT_OK)
		return EXIT_TROUBLE;
	if (o->discover.len == 0 ? o->auth.len != 0 : o->pass.interval_us != 0
	    || o->replay.len != 0 || o->record != NULL || o->links
	    || o->spread_us != 0 || o->engines != NULL) {
		diag(REASON_USAGE_VALUE, o->discover.len == 0
		    ? "--auth is for --discover"
		    : "--discover goes with --rate, --auth, --window, "
		    "--timeout, --retries alone");
		return EXIT_TROUBLE;
	}
	if (o->replay.len == 0 && o->now_us != 0) {
		diag(REASON_USAGE_VALUE, "--now is for a --replay");
		return EXIT_TROUBLE;
	}
	if (o->replay.len != 0 && (o->pass.interval_us != 0
	    || o->record != NULL)) {
		diag(REASON_USAGE_VALUE,
		    "--replay does not go with --interval or --record");
		return EXIT_TROUBLE;
	}
	return EXIT_OK;
}
