/*
 * traps.c - ossctl-event traps: notifications that snmptrapd wrote down
 */
#include "base/buf.h"
#include "base/diag.h"
#include "event.h"
#include "net/mib_name.h"
#include "store/event_rules.h"

#define TRAP_ADDRESS	"1.3.6.1.6.3.18.1.3.0"
#define IF_INDEX	"1.3.6.1.2.1.2.2.1.1"
#define IF_DESCR	"1.3.6.1.2.1.2.2.1.2"
#define IF_ADMIN	"1.3.6.1.2.1.2.2.1.7"
#define IF_OPER		"1.3.6.1.2.1.2.2.1.8"
#define IF_NAME		"1.3.6.1.2.1.31.1.1.1.1"
#define IF_ALIAS	"1.3.6.1.2.1.31.1.1.1.18"
#define UPTIME		"1.3.6.1.2.1.1.3.0"
#define TRAP_OID	"1.3.6.1.6.3.1.1.4.1.0"

struct traps_run {
	struct event_opts	opts;
	struct stream		s;
	struct places		places;
	struct event_rules	rules;
	struct lines		lines;
	struct trap		trap;
	struct arena		arena;	/* of the trap */
	struct buf		text, scratch;
};

static const struct stream_spec spec = {
	.tool = "ossctl-event",
	.makes = REC_BIT(REC_EVENT),
	.writes = true,
};

/* What RFC 2863 calls them. */
static const char *const admin_names[] = { NULL, "up", "down", "testing" };
static const char *const oper_names[] = { NULL, "up", "down", "testing",
    "unknown", "dormant", "notPresent", "lowerLayerDown" };

static const struct trap_var *
var(const struct traps_run *r, const char *prefix)
{
	return trap_find(&r->trap, slice_of(prefix));
}

static const char *
name_of(const struct trap_var *v, const char *const *names, size_t n)
{
	return v != NULL && v->has_number && v->number < n
	    ? names[v->number] : NULL;
}

/* Who it is from: whom the agent says, where that is a node; else the peer. */
static void
set_node(struct traps_run *r, struct event *e)
{
	const struct trap_var *v = var(r, TRAP_ADDRESS);
	struct slice by[3] = { r->trap.agent, { NULL, 0 }, r->trap.peer };

	if (v != NULL)
		by[1] = v->text;
	for (size_t i = 0; i < 3; i++) {
		e->node = places_node(&r->places, by[i]);
		if (e->node.len != 0) {
			e->address = by[i];
			return;
		}
	}
	e->address = by[0].len != 0 ? by[0] : by[1].len != 0 ? by[1] : by[2];
	e->node = e->address;
}

/* The port of IF-MIB's variables, by the name that a poll gives it. */
static void
set_port(struct traps_run *r, struct event *e)
{
	static const char *const columns[] = { IF_INDEX, IF_DESCR, IF_ADMIN,
	    IF_OPER, IF_NAME, IF_ALIAS };
	const struct trap_var *v;
	struct slice index;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		if ((v = var(r, columns[i])) == NULL)
			continue;
		index = trap_index(v, slice_of(columns[i]));
		if (u64_parse(index, &e->if_index) != NUM_OK
		    && (i != 0 || !v->has_number))
			continue;
		if (i == 0 && v->has_number)
			e->if_index = v->number;
		e->has_if_index = true;
		break;
	}
	e->admin = name_of(var(r, IF_ADMIN), admin_names,
	    sizeof(admin_names) / sizeof(admin_names[0]));
	e->oper = name_of(var(r, IF_OPER), oper_names,
	    sizeof(oper_names) / sizeof(oper_names[0]));
	if ((v = var(r, IF_ALIAS)) != NULL)
		e->alias = v->text;
	if (e->has_if_index)
		e->object = places_port(&r->places, e->node, e->if_index);
	if (e->object.len == 0 && (v = var(r, IF_NAME)) != NULL)
		e->object = v->text;
	if (e->object.len == 0 && (v = var(r, IF_DESCR)) != NULL)
		e->object = v->text;
	e->object = places_spelt(&r->places, e->node, e->object);
	if (e->object.len == 0 && e->has_if_index) {
		char *n = arena_alloc(&r->arena, 24);

		e->object = (struct slice){ n, u64_format(e->if_index, n) };
	}
}

static void
set_object(struct traps_run *r, const struct trap_rule *rule,
    struct event *e)
{
	const struct trap_var *v;
	struct slice s = { NULL, 0 };
	struct buf b = { 0 };

	if (rule->object == TRAP_OBJECT_PORT) {
		set_port(r, e);
		return;
	}
	if (rule->object == TRAP_OBJECT_NODE
	    || (v = trap_find(&r->trap, rule->object_oid)) == NULL)
		return;
	s = rule->object == TRAP_OBJECT_VALUE ? v->text
	    : trap_index(v, rule->object_oid);
	if (s.len == 0)
		return;
	if (rule->says.prefix.len != 0)
		e->peer_address = s;
	buf_add_slice(&b, rule->says.prefix);
	buf_add_slice(&b, s);
	e->object = arena_slice(&r->arena, buf_slice(&b));
	buf_release(&b);
}

/* What it means, and what it says: "link down: ifDescr.7=Gi0/7 ..." */
static void
make_text(struct traps_run *r, const struct trap_rule *rule)
{
	const struct trap *t = &r->trap;
	const char *sep = "";

	buf_clear(&r->text);
	if (rule != NULL && rule->says.text.len != 0) {
		buf_add_slice(&r->text, rule->says.text);
		sep = ": ";
	}
	for (unsigned i = 0; i < t->vars
	    && r->text.len < EVENT_TEXT_MAX; i++) {
		const struct trap_var *v = &t->var[i];

		if (slice_is(v->oid, UPTIME) || slice_is(v->oid, TRAP_OID))
			continue;
		buf_adds(&r->text, sep);
		mib_name_add(&r->text, v->oid);
		buf_addc(&r->text, '=');
		/* a NUL ends text of devices, not that of the others */
		for (size_t k = 0; k < v->text.len; k++)
			buf_addc(&r->text, v->text.p[k] != '\0'
			    ? v->text.p[k] : ' ');
		sep = " ";
	}
}

/*
 * What snmptrapd says of itself into the same log: of its begin and end, and of
 * the MIBs that it misses, which is what an installation without any does.
 */
static bool
is_of_daemon(struct slice s)
{
	static const char *const begins[] = { "Cannot adopt OID in ",
	    "Cannot find module (", "Created directory: ", "Did not find '",
	    "MIB search path: ", "Stopping snmptrapd",
	    "This receiver will *NOT* ", "Undefined identifier: ",
	    "Unlinked OID in ", "Warning: no access control ",
	    "  (Config search path: " };
	static const char version[] = "NET-SNMP version ";

	if (s.len >= 5 && memcmp(s.p, TRAP_WORD, 5) == 0)
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (s.len >= strlen(begins[i])
		    && memcmp(s.p, begins[i], strlen(begins[i])) == 0)
			return true;
	return memmem(s.p, s.len, version, sizeof(version) - 1) != NULL;
}

/* 0 or -1: stop, said. */
static int
take(void *arg, struct slice raw, uint64_t line)
{
	struct traps_run *r = arg;
	struct event e = { .source = SLICE_LIT("trap"),
		.event_type = SLICE_LIT("trap"),
		.severity = SLICE_LIT("indeterminate") };
	const struct trap_rule *rule;
	enum reason why;

	arena_clear(&r->arena);
	if (is_of_daemon(raw)) {
		stream_filtered(&r->s);
		return 0;
	}
	why = trap_parse(raw, &r->arena, &r->trap);
	if (why != REASON_NONE)
		return stream_reject_raw(&r->s, why, r->lines.file, line, raw,
		    NULL);
	rule = event_rules_trap(&r->rules, &r->trap);
	if (rule == NULL && r->opts.known) {
		stream_filtered(&r->s);
		return 0;
	}
	e.ts_us = r->trap.ts_us;
	e.oid = r->trap.oid;
	set_node(r, &e);
	if (rule != NULL) {
		e.event_type = rule->says.event_type;
		e.severity = rule->says.severity;
		set_object(r, rule, &e);
	} else {
		set_port(r, &e);
	}
	make_text(r, rule);
	e.text = buf_slice(&r->text);
	return event_put(r->s.out, &e, &r->scratch);
}

static size_t
measure(const char *p, size_t n, bool eof, size_t *skip)
{
	*skip = 0;
	return trap_measure(p, n, eof);
}

static void
run_release(struct traps_run *r)
{
	places_release(&r->places);
	event_rules_release(&r->rules);
	arena_release(&r->arena);
	buf_release(&r->text);
	buf_release(&r->scratch);
}

int
verb_traps(int argc, char **argv)
{
	static struct traps_run run;	/* large: not on the stack */
	int rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	run.lines = (struct lines){ .s = &run.s, .max = TRAP_RECORD_MAX,
		.measure = measure, .take = take, .arg = &run };
	if (places_load(&run.places, run.opts.nodes, run.opts.ports) < 0
	    || event_rules_load_traps(&run.rules) < 0
	    || lines_read(&run.lines, argc, argv) < 0)
		stream_fail(&run.s, EXIT_TROUBLE);
	rc = stream_close(&run.s);
	run_release(&run);
	return rc;
}
