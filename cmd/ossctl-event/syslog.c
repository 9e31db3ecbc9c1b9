/*
 * syslog.c - ossctl-event syslog: messages of devices
 */
#include "base/buf.h"
#include "base/diag.h"
#include "event.h"
#include "oss/syslog.h"
#include "store/event_rules.h"

#define LEVEL_ERROR	3

struct syslog_run {
	struct event_opts	opts;
	struct stream		s;
	struct places		places;
	struct event_rules	rules;
	struct lines		lines;
	struct zone		zone;
	struct syslog_how	how;
	struct buf		named, object, scratch;
	uint64_t		ahead;
};

static const struct stream_spec spec = {
	.tool = "ossctl-event",
	.makes = REC_BIT(REC_EVENT),
	.writes = true,
};

static int
emit(struct syslog_run *r, const struct syslog *m,
    const struct text_rule *rule, struct slice object)
{
	struct event e = { .ts_us = m->ts_us, .source = SLICE_LIT("syslog"),
		.event_type = SLICE_LIT("message"),
		.address = m->host, .app_name = m->app, .msg_id = m->msg_id,
		.text = m->text };

	/* nobody knows what it means: it raises nothing */
	e.severity = m->has_priority && m->level <= LEVEL_ERROR
	    ? SLICE_LIT("warning") : SLICE_LIT("indeterminate");
	if (m->has_priority)
		e.facility = slice_of(syslog_facility(m->facility));
	e.node = places_node(&r->places, m->host);
	if (e.node.len == 0)
		e.node = m->host;
	if (rule != NULL) {
		e.event_type = rule->says.event_type;
		e.severity = rule->says.severity;
		if (rule->says.prefix.len != 0 && object.len != 0)
			e.peer_address = object;
		else
			object = places_spelt(&r->places, e.node, object);
		buf_clear(&r->object);
		if (object.len != 0) {
			buf_add_slice(&r->object, rule->says.prefix);
			buf_add_slice(&r->object, object);
			e.object = buf_slice(&r->object);
		}
		if (e.text.len == 0)
			e.text = rule->says.text;
	}
	return event_put(r->s.out, &e, &r->scratch);
}

/*
 * What rules look at. The name of a message of RFC 5424 stands apart from its
 * text; there the same device writes it in front, in RFC 3164.
 */
static struct slice
to_match(struct syslog_run *r, const struct syslog *m)
{
	if (m->msg_id.len == 0 || m->whole.p != m->text.p)
		return m->whole;
	buf_clear(&r->named);
	buf_add_slice(&r->named, m->msg_id);
	buf_adds(&r->named, ": ");
	buf_add_slice(&r->named, m->text);
	return buf_slice(&r->named);
}

/* 0 or -1: stop, said. */
static int
take(void *arg, struct slice raw, uint64_t line)
{
	struct syslog_run *r = arg;
	const struct text_rule *rule;
	struct slice object;
	struct syslog m;
	enum reason why;

	r->how.now_us = event_now(&r->opts);	/* it may go on for weeks */
	why = syslog_parse(raw, &r->how, &m);
	if (why == REASON_NONE && m.host.len == 0)
		why = REASON_EVENT_NODE;
	if (why != REASON_NONE)
		return stream_reject_raw(&r->s, why, r->lines.file, line, raw,
		    NULL);
	rule = event_rules_text(&r->rules, to_match(r, &m), &object);
	if (rule == NULL && r->opts.known) {
		stream_filtered(&r->s);
		return 0;
	}
	m.ts_us = event_heard(&r->opts, m.ts_us, &r->ahead, r->lines.file,
	    line);
	return emit(r, &m, rule, object);
}

static void
run_release(struct syslog_run *r)
{
	places_release(&r->places);
	event_rules_release(&r->rules);
	zone_release(&r->zone);
	buf_release(&r->named);
	buf_release(&r->object);
	buf_release(&r->scratch);
}

int
verb_syslog(int argc, char **argv)
{
	static struct syslog_run run;
	int rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	run.how.zone = &run.zone;
	run.lines = (struct lines){ .s = &run.s, .max = SYSLOG_RECORD_MAX,
		.measure = syslog_measure, .take = take, .arg = &run };
	if (event_zone(&run.opts, &run.zone) < 0
	    || places_load(&run.places, run.opts.nodes, run.opts.ports) < 0
	    || event_rules_load_messages(&run.rules) < 0
	    || lines_read(&run.lines, argc, argv) < 0)
		stream_fail(&run.s, EXIT_TROUBLE);
	event_tell_ahead(run.ahead);
	rc = stream_close(&run.s);
	run_release(&run);
	return rc;
}
