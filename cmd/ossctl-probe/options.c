/*
 * options.c (ossctl-probe) - its table
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "prober.h"

const struct probe_opts probe_defaults = {
	.window = 1000,
	.rate = 5000,
	.retries = 2,
	.count = 5,
	.size = 56,
	.timeout_us = 2 * US_PER_S,
	.deadline_us = 10 * US_PER_S,
	.spacing_us = US_PER_S / 5,
};

const struct opt probe_options[] = {
	PASS_OPTIONS(struct probe_opts, pass),
	{ 0, "window", OPT_UINT, "n", OPT_DST(struct probe_opts, window),
	    "probes in flight at the same time (1000)" },
	{ 0, "rate", OPT_UINT, "n", OPT_DST(struct probe_opts, rate),
	    "begin at most so many probes a second (5000; 0: no limit)" },
	{ 0, "timeout", OPT_DURATION, "time",
	    OPT_DST(struct probe_opts, timeout_us),
	    "how long to wait for a packet, connection or answer (2s)" },
	{ 0, "deadline", OPT_DURATION, "time",
	    OPT_DST(struct probe_opts, deadline_us),
	    "break a web request off after this time (10s)" },
	{ 0, "retries", OPT_UINT, "n", OPT_DST(struct probe_opts, retries),
	    "how often to send a DNS query again (2)" },
	{ 0, "count", OPT_UINT, "n", OPT_DST(struct probe_opts, count),
	    "ICMP packets to each target (5)" },
	{ 0, "spacing", OPT_DURATION, "time",
	    OPT_DST(struct probe_opts, spacing_us),
	    "from one ICMP packet to the next (200ms)" },
	{ 0, "size", OPT_UINT, "octets", OPT_DST(struct probe_opts, size),
	    "data in an ICMP packet (56)" },
	{ 0, "df", OPT_FLAG, NULL, OPT_DST(struct probe_opts, dont_fragment),
	    "do not let ICMP packets be fragmented" },
	{ 0, "ca", OPT_FILE, "file", OPT_DST(struct probe_opts, ca_file),
	    "certificates to trust instead of the system's" },
	STREAM_OPTIONS(struct probe_opts, stream),
	OPT_END
};

const struct tool probe_tool = {
	.name = "ossctl-probe",
	.summary = "reach nodes and services: ICMP, TCP, TLS, HTTP, DNS",
	.operands = "[file ...]",
	.options = probe_options,
};

/* What each takes; durations in microseconds. */
static bool
in_range(const char *name, int64_t v, int64_t min, int64_t max,
    const char *right)
{
	if (v >= min && v <= max)
		return true;
	diag(REASON_USAGE_VALUE, "--%s is out of range: %s", name, right);
	return false;
}

int
probe_opts_check(struct probe_opts *o)
{
	if (!in_range("window", (int64_t)o->window, 1, 65536, "1 to 65536")
	    || !in_range("rate", (int64_t)o->rate, 0, 1000000,
	    "0 (none) to 1000000")
	    || !in_range("retries", (int64_t)o->retries, 0, 20, "0 to 20")
	    || !in_range("count", (int64_t)o->count, 1, PING_COUNT_MAX,
	    "1 to 1000")
	    || !in_range("size", (int64_t)o->size, PING_SIZE_MIN,
	    PING_SIZE_MAX, "24 to 65000")
	    || !in_range("timeout", o->timeout_us, 1000, 300 * US_PER_S,
	    "1ms to 5m")
	    || !in_range("deadline", o->deadline_us, 1000, 3600 * US_PER_S,
	    "1ms to 1h")
	    || !in_range("spacing", o->spacing_us, 0, 60 * US_PER_S,
	    "0s to 1m"))
		return EXIT_TROUBLE;
	return pass_opts_check(&o->pass);
}
