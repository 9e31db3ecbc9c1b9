/*
 * test_health.c - whether one object works, observation by observation
 */
#include "oss/health.h"
#include "tap.h"

/* One letter an observation, one a second: up, off, unsure, down */
static const struct {
	const char	*what, *seen;
	uint32_t	 hold;
	bool		 proven;
	const char	*want;		/* ! failed, * recovered, . same */
} runs[] = {
	{ "up, down, up", "udu", 1, false, ".!*" },
	{ "down from the start", "ddu", 1, false, "!.*" },
	{ "a port that never worked is an unused socket", "ddud", 1, true,
	    "...!" },
	{ "a port that is shut is no failure", "udou", 1, true, ".!*." },
	{ "a port shut from the start, opened, down", "od", 1, true, ".." },
	{ "testing and dormant say nothing", "u?d??u", 1, true, "..!..*" },
	{ "hold 3", "uddddu", 3, false, "...!.*" },
	{ "hold 3: a recovery starts again", "dduddud", 3, false, "......." },
	{ "hold 2: unsure does not break a row", "ud?d", 2, true, "...!" },
};

static enum reading
reading_of(char c)
{
	return c == 'u' ? READING_UP : c == 'o' ? READING_OFF
	    : c == 'd' ? READING_DOWN : READING_UNSURE;
}

static void
test_runs(void)
{
	for (size_t i = 0; i < LEN(runs); i++) {
		const struct health_rule rule = { runs[i].hold,
		    runs[i].proven };
		struct health h = { 0 };
		char got[16] = "";

		for (size_t n = 0; runs[i].seen[n] != '\0'; n++) {
			struct observation o = { (int64_t)n,
			    reading_of(runs[i].seen[n]), CAUSE_NONE };

			got[n] = ".?!*"[health_observe(&h, &o, &rule)];
		}
		is_str(got, runs[i].want, "%s", runs[i].what);
	}
}

static void
test_late(void)
{
	const struct health_rule rule = { 1, false };
	struct observation o = { 10, READING_UP, CAUSE_NONE };
	struct health h = { 0 };

	health_observe(&h, &o, &rule);
	o.reading = READING_DOWN;
	is_i64(health_observe(&h, &o, &rule), HEALTH_LATE, "the same instant");
	o.ts_us = 9;
	is_i64(health_observe(&h, &o, &rule), HEALTH_LATE, "an older one");
	ok(!h.failed && h.last_us == 10, "late ones change nothing");
	o.ts_us = 11;
	is_i64(health_observe(&h, &o, &rule), HEALTH_FAILED, "a newer one");
}

static void
test_silence(void)
{
	const struct health_rule rule = { 1, false };
	struct observation o = { 100, READING_UP, CAUSE_NONE };
	struct health h = { 0 };

	is_i64(health_silence(&h, 500, 10), HEALTH_SAME,
	    "never heard of: cannot fall silent");
	health_observe(&h, &o, &rule);
	is_i64(health_silence(&h, 500, 0), HEALTH_SAME, "0: never");
	is_i64(health_silence(&h, 90, 10), HEALTH_SAME, "before it spoke");
	is_i64(health_silence(&h, 110, 10), HEALTH_SAME, "at the limit");
	is_i64(health_silence(&h, 111, 10), HEALTH_FAILED, "above it");
	is_i64(h.bad_us, 100, "since the last word");
	is_i64(health_silence(&h, 999, 10), HEALTH_SAME, "once");
	o.ts_us = 105;
	is_i64(health_observe(&h, &o, &rule), HEALTH_LATE,
	    "a late sample does not clear what it did not prevent");
	o.ts_us = 112;
	is_i64(health_observe(&h, &o, &rule), HEALTH_RECOVERED, "a new does");
}

static const struct {
	const char	*admin, *oper;
	int		 reading;	/* -1: no words of RFC 2863 */
	enum cause	 cause;
} ports[] = {
	{ "up", "up", READING_UP, CAUSE_NONE },
	{ "up", "down", READING_DOWN, CAUSE_SIGNAL },
	{ "up", "lowerLayerDown", READING_DOWN, CAUSE_COMMUNICATIONS },
	{ "up", "notPresent", READING_DOWN, CAUSE_EQUIPMENT },
	{ "up", "dormant", READING_UNSURE, CAUSE_NONE },
	{ "up", "testing", READING_UNSURE, CAUSE_NONE },
	{ "up", "unknown", READING_UNSURE, CAUSE_NONE },
	{ "down", "down", READING_OFF, CAUSE_NONE },
	{ "down", "notPresent", READING_OFF, CAUSE_NONE },
	{ "testing", "testing", READING_UNSURE, CAUSE_NONE },
	{ "testing", "down", READING_UNSURE, CAUSE_NONE },
	{ "", "up", READING_UP, CAUSE_NONE },
	{ "", "down", READING_UNSURE, CAUSE_NONE },
	{ "up", "DOWN", -1, CAUSE_NONE },
	{ "on", "up", -1, CAUSE_NONE },
};

static void
test_ports(void)
{
	for (size_t i = 0; i < LEN(ports); i++) {
		enum reading r = READING_UNSURE;
		enum cause c = CAUSE_NONE;
		bool known = reading_of_port(slice_of(ports[i].admin),
		    slice_of(ports[i].oper), &r, &c);

		is_i64(known ? (int)r : -1, ports[i].reading,
		    "RFC 2863: admin '%s' oper '%s'", ports[i].admin,
		    ports[i].oper);
		if (known)
			is_str(cause_name(c), cause_name(ports[i].cause),
			    "cause");
	}
}

static void
test_nodes(void)
{
	enum reading r;
	enum cause c;

	reading_of_node(true, slice_of("partial"), &r, &c);
	ok(r == READING_UP && c == CAUSE_NONE, "an answer in part is one");
	reading_of_node(false, slice_of("timeout"), &r, &c);
	ok(r == READING_DOWN && c == CAUSE_COMMUNICATIONS, "timeout");
	reading_of_node(false, slice_of("auth"), &r, &c);
	ok(r == READING_DOWN && c == CAUSE_CONFIGURATION, "auth");
	is_i64(cause_lookup(slice_of("lossOfSignal")), CAUSE_SIGNAL,
	    "a cause by its name");
	is_i64(cause_lookup(slice_of("nonsense")), CAUSE_NONE, "none");
}

int
main(void)
{
	test_runs();
	test_late();
	test_silence();
	test_ports();
	test_nodes();
	return tap_done();
}
