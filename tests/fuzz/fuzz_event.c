/*
 * fuzz_event.c - lines of snmptrapd and syslog messages
 * Cutting into records uses every octet once and in order, also when they come
 * in two pieces; what a parser hands out is within the record or the arena.
 */
#include <stdlib.h>

#include "aid.h"
#include "oss/eventrule.h"
#include "oss/syslog.h"

static struct event_rules rules;
static struct zone zone;

static void
load(void)
{
	static const char *const trap[TRAP_CELLS] = {
	    "1.3.6.1.6.3.1.1.5.3", "", "link-down", "major", "port", "", "x" };
	static const char *const text[TEXT_CELLS] = { "down",
	    "Interface ([^ ,]+), .*down", "link-down", "major", "1", "", "" };
	struct slice cell[TEXT_CELLS];

	for (size_t i = 0; i < TRAP_CELLS; i++)
		cell[i] = slice_of(trap[i]);
	if (event_rules_add_trap(&rules, cell) != NULL)
		abort();
	for (size_t i = 0; i < TEXT_CELLS; i++)
		cell[i] = slice_of(text[i]);
	if (event_rules_add_text(&rules, cell) != NULL
	    || !zone_load(&zone, "UTC"))
		abort();
}

static void
use(struct slice s, struct slice in)
{
	volatile char c = 0;

	for (size_t i = 0; i < s.len; i++)
		c = s.p[i];
	(void)c;
	if (in.p != NULL && s.len != 0
	    && (s.p < in.p || s.p + s.len > in.p + in.len))
		abort();
}

static void
take_trap(struct slice s)
{
	static struct trap t;
	struct slice nowhere = { NULL, 0 };
	struct arena a = { 0 };

	if (trap_parse(s, &a, &t) == REASON_NONE) {
		use(t.agent, s);
		use(t.peer, s);
		use(t.oid, nowhere);
		for (unsigned i = 0; i < t.vars; i++) {
			use(t.var[i].oid, s);
			use(t.var[i].text, nowhere);
		}
		event_rules_trap(&rules, &t);
	}
	arena_release(&a);
}

static void
take_message(struct slice s)
{
	const struct syslog_how how = { &zone, INT64_C(1795000000000000) };
	struct slice object;
	struct syslog m;

	if (syslog_parse(s, &how, &m) != REASON_NONE)
		return;
	use(m.host, s);
	use(m.app, s);
	use(m.msg_id, s);
	use(m.data, s);
	use(m.text, s);
	use(m.whole, s);
	if (m.text.len > m.whole.len)
		abort();
	event_rules_text(&rules, m.whole, &object);
	use(object, m.whole);
}

/* The record at p; the same when only some of what follows is there. */
static size_t
measure(const char *p, size_t n, bool syslog, size_t *skip)
{
	size_t all, part, cut;

	*skip = 0;
	all = syslog ? syslog_measure(p, n, true, skip)
	    : trap_measure(p, n, true);
	if (all == 0 || all > n || *skip > all)
		abort();
	for (cut = 1; cut < n && n < 4096; cut += 1 + cut / 4) {
		size_t s = 0;

		part = syslog ? syslog_measure(p, cut, false, &s)
		    : trap_measure(p, cut, false);
		/* what was decided early stays */
		if (part != 0 && part != all)
			abort();
	}
	return all;
}

static void
all_records(const char *p, size_t n, bool syslog)
{
	size_t skip, used;

	for (; n > 0; p += used, n -= used) {
		used = measure(p, n, syslog, &skip);
		if (syslog)
			take_message((struct slice){ p + skip, used - skip });
		else
			take_trap((struct slice){ p, used });
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (rules.traps == 0)
		load();
	all_records((const char *)data, len, false);
	all_records((const char *)data, len, true);
	return 0;
}
