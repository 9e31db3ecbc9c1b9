/*
 * gnmi.c - ossctl-event gnmi: telemetry that gnmic wrote down
 * Readings of ports become samples, as a poll's; all else is an event.
 */
#include "base/buf.h"
#include "base/diag.h"
#include "event.h"
#include "oss/devtext.h"
#include "oss/gnmi.h"


struct gnmi_run {
	struct event_opts	opts;
	struct stream		s;
	struct places		places;
	struct lines		lines;
	struct arena		arena;	/* of the record */
	struct buf		scratch;
	uint64_t		ahead;
};

static const struct stream_spec spec = {
	.tool = "ossctl-event",
	.makes = REC_BIT(REC_SAMPLE) | REC_BIT(REC_EVENT),
	.writes = true,
};

static void
put_text(struct gnmi_run *r, enum field f, struct slice s)
{
	buf_clear(&r->scratch);
	if (s.len != 0 && devtext_add(&r->scratch, s) == 0)
		out_str(r->s.out, f, buf_slice(&r->scratch));
}

static void
put_number(struct gnmi_run *r, const struct gnmi_event *e,
    enum gnmi_number n, enum field f)
{
	if ((e->has & 1U << n) != 0)
		out_u64(r->s.out, f, e->number[n]);
}

static int
put_sample(struct gnmi_run *r, const struct gnmi_event *e, struct slice node)
{
	struct out *o = r->s.out;

	out_begin(o, REC_SAMPLE);
	out_time(o, F_TS, tstamp_whole_ms(e->ts_us));
	put_text(r, F_NODE, node);
	out_str(o, F_KIND, SLICE_LIT("interface"));
	put_text(r, F_OBJECT, e->port);
	put_number(r, e, GNMI_IF_INDEX, F_IF_INDEX);
	put_text(r, F_ALIAS, e->alias);
	out_str(o, F_ADMIN, slice_of(e->admin));
	out_str(o, F_OPER, slice_of(e->oper));
	put_number(r, e, GNMI_IN_OCTETS, F_IN_OCTETS);
	put_number(r, e, GNMI_OUT_OCTETS, F_OUT_OCTETS);
	put_number(r, e, GNMI_IN_ERRORS, F_IN_ERRORS);
	put_number(r, e, GNMI_OUT_ERRORS, F_OUT_ERRORS);
	put_number(r, e, GNMI_IN_DISCARDS, F_IN_DISCARDS);
	put_number(r, e, GNMI_OUT_DISCARDS, F_OUT_DISCARDS);
	if ((e->has & (1U << GNMI_IN_OCTETS | 1U << GNMI_OUT_OCTETS)) != 0)
		out_u64(o, F_COUNTER_BITS, 64);
	put_number(r, e, GNMI_MTU, F_MTU);
	put_number(r, e, GNMI_IN_PACKETS, F_IN_PACKETS);
	put_number(r, e, GNMI_OUT_PACKETS, F_OUT_PACKETS);
	put_number(r, e, GNMI_IN_FCS_ERRORS, F_IN_FCS_ERRORS);
	return out_done(o);
}

static int
put_one(struct gnmi_run *r, const struct gnmi_event *e)
{
	struct slice node = places_node(&r->places, e->source);
	struct event event = { .ts_us = e->ts_us, .object = e->port,
		.event_type = SLICE_LIT("gnmi"), .text = e->text,
		.severity = SLICE_LIT("indeterminate"),
		.source = SLICE_LIT("gnmi"), .address = e->source,
		.msg_id = e->name };

	event.node = node.len != 0 ? node : e->source;
	if (gnmi_is_port(e))
		return put_sample(r, e, event.node);
	return r->opts.known ? 0 : event_put(r->s.out, &event, &r->scratch);
}

/* 0 or -1: stop, said. */
static int
take(void *arg, struct slice raw, uint64_t line)
{
	struct gnmi_run *r = arg;
	struct gnmi_event *e;
	enum reason why;
	size_t n = 0;

	arena_clear(&r->arena);
	while (raw.len > 0 && (unsigned char)raw.p[0] <= ' ') {
		raw.p++;
		raw.len--;
	}
	if (raw.len == 0) {
		stream_filtered(&r->s);
		return 0;
	}
	why = gnmi_parse(raw, &r->arena, &e, &n);
	if (why != REASON_NONE)
		return stream_reject_raw(&r->s, why, r->lines.file, line, raw,
		    NULL);
	for (size_t i = 0; i < n; i++) {
		e[i].ts_us = event_heard(&r->opts, e[i].ts_us, &r->ahead,
		    r->lines.file, line);
		if (put_one(r, &e[i]) < 0)
			return -1;
	}
	return 0;
}

static size_t
measure(const char *p, size_t n, bool eof, size_t *skip)
{
	*skip = 0;
	return gnmi_measure(p, n, eof);
}

int
verb_gnmi(int argc, char **argv)
{
	static struct gnmi_run run;
	int rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	run.lines = (struct lines){ .s = &run.s, .max = GNMI_RECORD_MAX,
		.measure = measure, .take = take, .arg = &run };
	if (places_load(&run.places, run.opts.nodes, run.opts.ports) < 0
	    || lines_read(&run.lines, argc, argv) < 0)
		stream_fail(&run.s, EXIT_TROUBLE);
	event_tell_ahead(run.ahead);
	rc = stream_close(&run.s);
	places_release(&run.places);
	arena_release(&run.arena);
	buf_release(&run.scratch);
	return rc;
}
