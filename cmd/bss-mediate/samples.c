/*
 * samples.c - bss-mediate samples: counter readings of ports to usage
 *
 * A reading stays with its port until a newer one takes its place: it is
 * held, then used. With that the law is exact: what was read or taken over
 * is used, rejected, duplicate, filtered, or the last one of its port and
 * held for the next run.
 */
#include <fnmatch.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "mediate.h"
#include "ports.h"
#include "state.h"

#define SOURCE		"samples"
#define GAP_AFTER_US	(450 * US_PER_S)	/* 1.5 polls of 5 minutes */
#define SAID_MAX	20			/* void intervals named */

/* Which ports are wanted: --include or --exclude */
struct patterns {
	struct opt_list		list;
	bool			*met;	/* owned: of each, by some port */
};

struct samples_run {
	struct samples_opts	opts;
	struct patterns		include, exclude;
	struct stream		s;
	struct ports		ports;
	struct buf		name, id;
	uint64_t		voids;
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.takes = REC_BIT(REC_SAMPLE),
	.makes = REC_BIT(REC_USAGE),
	.csv_type = REC_SAMPLE,
	.writes = true,
};

/* ---- usage ------------------------------------------------------------ */

/*
 * samples:NODE/PORT@FROM/TO, the two readings' instants: the same pair has
 * the same id, whatever else the input held.
 */
static void
make_id(struct samples_run *r, int64_t from_us, int64_t to_us)
{
	char from[TSTAMP_TEXT_MAX], to[TSTAMP_TEXT_MAX];

	tstamp_format(from_us, from);
	tstamp_format(to_us, to);
	buf_clear(&r->id);
	buf_addf(&r->id, SOURCE ":%s@%s/%s", buf_str(&r->name), from, to);
}

static int
put_usage(struct samples_run *r, const struct traffic *t, const char *quality)
{
	struct out *o = r->s.out;

	out_begin(o, REC_USAGE);
	out_str(o, F_USAGE_ID, buf_slice(&r->id));
	out_time(o, F_TS, t->from_us);
	out_time(o, F_END_TS, t->to_us);
	out_str(o, F_USAGE_TYPE, slice_of(r->opts.usage_type));
	out_str(o, F_IDENTIFIER, buf_slice(&r->name));
	out_u64(o, F_QUANTITY, t->in_octets + t->out_octets);
	out_str(o, F_UNIT, SLICE_LIT("octet"));
	out_u64(o, F_IN_OCTETS, t->in_octets);
	out_u64(o, F_OUT_OCTETS, t->out_octets);
	out_str(o, F_READING_QUALITY, slice_of(quality));
	out_str(o, F_SOURCE, SLICE_LIT(SOURCE));
	out_u64(o, F_SEQ, 1);
	return out_done(o);
}

/* Nothing is known of an interval: said, never a zero. */
static void
say_void(struct samples_run *r, const struct port_reading *prev,
    const struct port_reading *cur, enum counter_verdict v)
{
	char from[TSTAMP_TEXT_MAX], to[TSTAMP_TEXT_MAX];

	if (r->voids++ >= SAID_MAX)
		return;
	tstamp_format(prev->taken_us, from);
	tstamp_format(cur->taken_us, to);
	diag(REASON_USAGE_VOID, "octets of '%s' from %s to %s are not known: "
	    "%s", buf_str(&r->name), from, to, counter_verdict_name(v));
}

/* What the interval between two readings of a port comes to. 0 or -1. */
static int
interval(struct samples_run *r, const struct port_reading *prev,
    const struct port_reading *cur)
{
	enum counter_verdict v;
	struct traffic t;
	uint64_t sum;

	v = traffic_between(prev, cur, &t);
	make_id(r, prev->taken_us, cur->taken_us);
	if (v == COUNTER_RESTART && r->opts.after_restart == RESTART_COUNT
	    && traffic_since_boot(cur, &t)) {
		if (t.from_us < prev->taken_us)	/* the clocks' slack */
			t.from_us = prev->taken_us;
		v = COUNTER_EXACT;
	}
	if (v != COUNTER_EXACT && v != COUNTER_WRAPPED) {
		say_void(r, prev, cur, v);
		return 0;
	}
	if (__builtin_add_overflow(t.in_octets, t.out_octets, &sum)) {
		say_void(r, prev, cur, COUNTER_RATE);
		return 0;
	}
	return put_usage(r, &t, t.to_us - t.from_us > r->opts.gap_after_us
	    ? "gap" : counter_quality(v));
}

/* ---- records ---------------------------------------------------------- */

static struct patterns
patterns_of(struct opt_list list)
{
	return (struct patterns){ list, xcalloc(list.len + 1, sizeof(bool)) };
}

static bool
matches(struct patterns *p, const char *name)
{
	bool any = false;
	size_t i;

	for (i = 0; i < p->list.len; i++) {
		if ((any && p->met[i])
		    || fnmatch(p->list.item[i], name, 0) != 0)
			continue;
		p->met[i] = any = true;
	}
	return any;
}

/* A node that is silent may well have the ports that are not seen. */
static void
silent_matches(struct patterns *p, struct slice node)
{
	struct buf name = { 0 }, pattern = { 0 };
	const char *text;
	size_t i;

	buf_add_slice(&name, node);
	for (i = 0; i < p->list.len; i++) {
		text = p->list.item[i];
		buf_clear(&pattern);
		buf_addf(&pattern, "%.*s", (int)strcspn(text, "/"), text);
		if (!p->met[i] && fnmatch(buf_str(&pattern), buf_str(&name),
		    0) == 0)
			p->met[i] = true;
	}
	buf_release(&name);
	buf_release(&pattern);
}

static void
name_set(struct samples_run *r, struct slice node, struct slice object)
{
	buf_clear(&r->name);
	buf_add_slice(&r->name, node);
	buf_addc(&r->name, '/');
	buf_add_slice(&r->name, object);
}

/* Whether the sample counts octets of a port that is wanted. */
static bool
wanted(struct samples_run *r, const struct rec *rec)
{
	bool in, out, answers;

	if (!slice_is(rec_str(rec, F_KIND), "interface")) {
		if (rec_bool(rec, F_REACHABLE, &answers) == REASON_NONE
		    && !answers) {
			silent_matches(&r->include, rec_str(rec, F_NODE));
			silent_matches(&r->exclude, rec_str(rec, F_NODE));
		}
		return false;
	}
	name_set(r, rec_str(rec, F_NODE), rec_str(rec, F_OBJECT));
	in = matches(&r->include, buf_str(&r->name))
	    || r->include.list.len == 0;
	out = matches(&r->exclude, buf_str(&r->name));
	return in && !out
	    && (rec_has(rec, F_IN_OCTETS) || rec_has(rec, F_OUT_OCTETS));
}

/* 0 or -1: stop, said. */
static int
take(struct samples_run *r, const struct rec *rec)
{
	struct port_reading cur, prev;
	enum reason why;
	enum field bad;
	struct port *p;
	bool fresh;

	if (!wanted(r, rec)) {
		stream_filtered(&r->s);
		return 0;
	}
	why = port_reading_of(rec, &cur, &bad);
	if (why != REASON_NONE)
		return stream_reject(&r->s, why, "%s: '%s'", reason_text(why),
		    field_defs[bad].name);
	p = ports_at(&r->ports, rec_str(rec, F_NODE), rec_str(rec, F_OBJECT),
	    &fresh);
	if (fresh) {
		p->last = cur;
		r->s.settled = true;	/* held: counted at the end */
		return 0;
	}
	if (cur.taken_us <= p->last.taken_us) {
		stream_duplicate(&r->s);
		return 0;
	}
	prev = p->last;
	p->last = cur;		/* held; the one before is used in its place */
	return interval(r, &prev, &cur);
}

/* ---- the run ---------------------------------------------------------- */

static int
run_open(struct samples_run *r, int argc, char **argv)
{
	if (state_check(r->opts.state_in, r->opts.state_out, argc, argv) < 0)
		return -1;
	if (r->opts.state_in != NULL
	    && ports_load(&r->ports, r->opts.state_in) < 0)
		return -1;
	r->s.held_in = r->ports.len;
	return 0;
}

static void
unmet_say(const struct patterns *p, const char *option)
{
	size_t i;

	for (i = 0; i < p->list.len; i++)
		if (!p->met[i])
			diag(REASON_MEDIATE_PATTERN, "no port is one of "
			    "%s '%s'", option, p->list.item[i]);
}

/* Ports of the run before are there, too, though nothing came of them. */
static void
patterns_end(struct samples_run *r)
{
	size_t i;

	for (i = 0; i < r->ports.len; i++) {
		name_set(r, r->ports.port[i].node, r->ports.port[i].object);
		matches(&r->include, buf_str(&r->name));
	}
	unmet_say(&r->include, "--include");
	unmet_say(&r->exclude, "--exclude");
}

/*
 * The state is there before the output's end record is: who sees the end
 * and commits can adopt it.
 */
static void
run_end(struct samples_run *r)
{
	if (r->voids > SAID_MAX)
		diag(REASON_USAGE_VOID, "%ju more intervals of which the "
		    "octets are not known", (uintmax_t)(r->voids - SAID_MAX));
	patterns_end(r);
	if (r->opts.state_out == NULL)
		r->s.used += r->ports.len;	/* the last ones end here */
	else
		r->s.held_out = r->ports.len;
	if (stream_complete(&r->s) && r->opts.state_out != NULL
	    && ports_save(&r->ports, r->opts.state_out) < 0)
		stream_fail(&r->s, EXIT_TROUBLE);
}

static void
run_release(struct samples_run *r)
{
	ports_release(&r->ports);
	buf_release(&r->name);
	buf_release(&r->id);
	free(r->include.list.item);
	free(r->include.met);
	free(r->exclude.list.item);
	free(r->exclude.met);
}

int
verb_samples(int argc, char **argv)
{
	struct samples_run run = { .opts = { .usage_type = "data",
	    .gap_after_us = GAP_AFTER_US } };
	const struct rec *rec;
	enum in_status st = IN_FAIL;
	int rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	run.include = patterns_of(run.opts.include);
	run.exclude = patterns_of(run.opts.exclude);
	if (run_open(&run, argc, argv) == 0)
		while ((st = stream_next(&run.s, &rec)) == IN_OK)
			if (take(&run, rec) < 0)
				break;
	if (st == IN_EOF)
		run_end(&run);
	else
		stream_fail(&run.s, EXIT_TROUBLE);
	rc = stream_close(&run.s);
	run_release(&run);
	return rc;
}
