/*
 * test_health.c - whether one object works, observation by observation
 */
#include "oss/health.h"
#include "tap.h"

/* One letter an observation, one a second: up, off, unsure, down */
static const struct {
	const char	*what, *seen;
	uint8_t		 hold;
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
		const struct health_rule rule = HEALTH_RULE_ROW(runs[i].hold,
		    runs[i].proven);
		struct health h = { 0 };
		char got[16] = "";

		for (size_t n = 0; runs[i].seen[n] != '\0'; n++) {
			struct observation o = { .ts_us = (int64_t)n,
			    .reading = reading_of(runs[i].seen[n]) };

			got[n] = ".?!*"[health_observe(&h, &o, &rule)];
		}
		is_str(got, runs[i].want, "%s", runs[i].what);
	}
}

/* n of m: bad_n bad_m good_n good_m */
static const struct {
	const char	*what, *seen;
	uint8_t		 n[4];
	const char	*want;
} windows[] = {
	{ "2 of 3", "uduud", { 2, 3, 1, 1 }, "....." },
	{ "2 of 3 with a gap", "udud", { 2, 3, 1, 1 }, "...!" },
	{ "1 of 5 is the first", "ud", { 1, 5, 1, 1 }, ".!" },
	{ "3 of 5 at its edge", "udduud", { 3, 5, 1, 1 }, ".....!" },
	{ "3 of 5, one too long ago", "uduuudd", { 3, 5, 1, 1 }, "......." },
	{ "recovery 2 in a row", "duduu", { 1, 1, 2, 2 }, "!...*" },
	{ "recovery 3 of 4", "duuduu", { 1, 1, 3, 4 }, "!...*." },
	{ "no new failure before recovery", "dudu", { 1, 1, 2, 2 },
	    "!..." },
	{ "shut: recovered whatever the rule", "ddo", { 1, 1, 3, 3 },
	    "!.*" },
};

static void
test_windows(void)
{
	for (size_t i = 0; i < LEN(windows); i++) {
		const struct health_rule rule = { windows[i].n[0],
		    windows[i].n[1], windows[i].n[2], windows[i].n[3], false,
		    0, 0 };
		struct health h = { 0 };
		char got[16] = "";

		for (size_t n = 0; windows[i].seen[n] != '\0'; n++) {
			struct observation o = { .ts_us = (int64_t)n,
			    .reading = reading_of(windows[i].seen[n]) };

			got[n] = ".?!*"[health_observe(&h, &o, &rule)];
		}
		is_str(got, windows[i].want, "%s", windows[i].what);
	}
}

static void
see(struct health *h, const char *seen, const struct health_rule *rule)
{
	for (; *seen != '\0'; seen++) {
		struct observation o = { .ts_us = h->last_us + 1,
		    .reading = reading_of(*seen) };

		health_observe(h, &o, rule);
	}
}

static const struct {
	const char *seen;
	unsigned    falls;
	bool	    stays;
} pasts[] = {
	{ "", 0, false }, { "uuuu", 0, false }, { "uddd", 1, false },
	{ "udddd", 1, false }, { "uddddd", 1, true }, { "dududud", 4, false },
	{ "uududdddd", 2, true }, { "udddudddddd", 2, false },
	{ "udddudddddddd", 2, true }, { "uddddduuuuu", 1, false },
	/* out of the last 21 */
	{ "uduuuuuuuuuuuuuuuuuuuuu", 0, false },
};

static void
test_pasts(void)
{
	const struct health_rule rule = HEALTH_RULE_ROW(1, false);

	for (size_t i = 0; i < LEN(pasts); i++) {
		struct health h = { 0 };

		see(&h, pasts[i].seen, &rule);
		ok(health_falls(&h) == pasts[i].falls
		    && health_stays_down(&h) == pasts[i].stays,
		    "\"%s\" went down %u times%s", pasts[i].seen,
		    pasts[i].falls, pasts[i].stays ? ", for good" : "");
	}
}

/* 21 states, 20 changes, weights from 0.8 to 1.2 */
static void
test_flapping(void)
{
	struct health_rule rule = HEALTH_RULE_ROW(1, false);
	struct health h = { 0 };

	rule.flap_start_pct = 30;
	rule.flap_stop_pct = 15;
	see(&h, "uuuuu", &rule);
	is_u64(health_change_pct(&h), 0, "steady");
	see(&h, "d", &rule);
	is_u64(health_change_pct(&h), 6, "the newest change: 1.2 of 20");
	see(&h, "uuuuuuuuuuuuuuuuuuuu", &rule);
	is_u64(health_change_pct(&h), 4, "the oldest: 0.8 of 20");
	see(&h, "u", &rule);
	is_u64(health_change_pct(&h), 0, "and forgotten");
	see(&h, "dudu", &rule);
	ok(!h.flapping, "four changes of 20 are not yet");
	see(&h, "du", &rule);
	ok(h.flapping, "six are");
	see(&h, "uuuuuuuuuu", &rule);
	ok(h.flapping, "between both thresholds it stays");
	see(&h, "uuuuuuu", &rule);
	ok(!h.flapping, "below the lower it ends");
	see(&h, "dudududududududududud", &rule);
	is_u64(health_change_pct(&h), 100, "each another than before");
	see(&h, "o", &rule);
	ok(!h.flapping && health_change_pct(&h) == 0, "shut: no history");
	rule.flap_start_pct = 0;
	see(&h, "dududududududu", &rule);
	ok(!h.flapping, "0: never");
}

static void
test_late(void)
{
	const struct health_rule rule = HEALTH_RULE_ROW(1, false);
	struct observation o = { .ts_us = 10, .reading = READING_UP };
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
	const struct health_rule rule = HEALTH_RULE_ROW(1, false);
	struct observation o = { .ts_us = 100, .reading = READING_UP };
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
	is_i64(cause_lookup(slice_of("nonsense")), CAUSE_NONE, "no cause");
}

int
main(void)
{
	test_runs();
	test_windows();
	test_pasts();
	test_flapping();
	test_late();
	test_silence();
	test_ports();
	test_nodes();
	return tap_done();
}
