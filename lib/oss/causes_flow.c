/*
 * causes_flow.c (oss) - ports that are up and whose traffic has gone
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_flow.h"

#define HOLD	3	/* readings */
#define SLACK_US	(60 * US_PER_S)	/* a pass takes its time */
#define WAY_IN	1	/* bits */
#define WAY_OUT	2

struct seeing {
	const struct causes *c;
	struct watch	*w;
	int64_t		 now_us;
	int64_t		*began_us;	/* by condition */
};

bool
causes_flow_type(enum alarm_type t)
{
	return t == ALARM_PORT_SILENT || t == ALARM_ONE_WAY
	    || t == ALARM_MISMATCH || t == ALARM_DEGRADED
	    || t == ALARM_NEIGHBOR_DIFFERS || t == ALARM_SRLG_DEGRADED
	    || t == ALARM_NODE_DEGRADED;
}

/* Without a rule for it: three readings are bad enough. */
static enum severity
severity_of(struct watch *w, uint32_t object, uint32_t quiet)
{
	const struct threshold *t = watch_threshold(w, object, METRIC_QUIET);

	if (t == NULL)
		return quiet >= HOLD ? SEVERITY_MAJOR : SEVERITY_CLEARED;
	return threshold_high(t, (money_t)quiet * MONEY_SCALE,
	    SEVERITY_CLEARED);
}

static const struct port_flow *
flow_of(const struct watch *w, uint32_t object)
{
	uint32_t g = object == WATCH_NONE ? WATCH_NONE
	    : w->object[object].gauge;

	return g == WATCH_NONE ? NULL : &w->flow[g];
}

static bool
works(const struct seeing *s, uint32_t object)
{
	const struct health *h = &watch_own(s->w, object)->health;
	uint32_t node = s->w->object[object].of_node;

	return h->known && h->was_up && !h->down && !h->off
	    && !watch_alarmed(s->w, object)
	    && !watch_own(s->w, node)->health.down;
}

/* The link of a port, or RCA_NONE; of many one. */
static uint32_t
link_of(const struct causes *c, uint32_t object)
{
	const struct causes_net *n = c->net;

	return object >= n->objects || n->of_object[object] == RCA_NONE
	    ? RCA_NONE : n->rca.port[n->of_object[object]].link;
}

/* The object of the port at its other end, or WATCH_NONE. */
static uint32_t
far_of(const struct causes *c, uint32_t object)
{
	uint32_t l = link_of(c, object), p;
	const struct rca_link *k;

	if (l == RCA_NONE)
		return WATCH_NONE;
	k = &c->net->rca.link[l];
	p = k->a_port == c->net->of_object[object] ? k->b_port : k->a_port;
	return p == RCA_NONE ? WATCH_NONE : c->net->port_object[p];
}

static bool
planned(const struct seeing *s, uint32_t object)
{
	return object != WATCH_NONE && (watch_in_window(s->w, object,
	    s->now_us) != NULL || watch_in_window(s->w,
	    s->w->object[object].of_node, s->now_us) != NULL);
}

/* Somebody works on it, or at its other end. */
static bool
at_work(const struct seeing *s, uint32_t object)
{
	return planned(s, object) || planned(s, far_of(s->c, object));
}

/* ---- what explains it --------------------------------------------------- */

static bool
is_failure(enum alarm_type t)
{
	switch (t) {
	case ALARM_NODE_UNREACHABLE: case ALARM_NODE_DOWN:
	case ALARM_PORT_DOWN: case ALARM_PORT_SHUT: case ALARM_LINK_DOWN:
	case ALARM_SRLG_DOWN: case ALARM_CARD_FAILED: case ALARM_SITE_POWER:
	case ALARM_SITE_DOWN: case ALARM_MANAGEMENT_LOST:
	case ALARM_ONE_WAY:
		return true;
	default:
		return causes_flaps(t);
	}
}

/* Of the same node; or, where traffic may take other ways, of the network. */
static bool
may_move(const struct seeing *s, const struct watched *of, uint32_t object,
    bool linked)
{
	const struct watched *o = &s->w->object[object];

	if (slice_eq(of->node, o->node))
		return true;
	return linked && (of->kind != OBJECT_INTERFACE
	    || link_of(s->c, (uint32_t)(of - s->w->object)) != RCA_NONE);
}

/* One that only a locator raises holds when it was said anew. */
static bool
holds(const struct condition *o)
{
	return o->asserted || (o->alarm.active
	    && !alarm_type_def(o->type)->located);
}

/*
 * When each began: what is observed when it was first bad, a cause with the
 * first of its symptoms; INT64_MAX: nothing of it is observed.
 */
static void
see_beginnings(struct seeing *s)
{
	const struct watch *w = s->w;

	s->began_us = xcalloc(w->conditions + 1, sizeof(*s->began_us));
	for (size_t i = 0; i < w->lives; i++)
		s->began_us[w->live[i]] = INT64_MAX;
	for (size_t i = 0; i < w->lives; i++) {
		uint32_t n = w->live[i];
		const struct condition *o = &w->condition[n];

		if (!o->health.known || (!o->health.down && !o->health.failed))
			continue;
		if (o->health.bad_us < s->began_us[n])
			s->began_us[n] = o->health.bad_us;
		if (o->root != WATCH_NONE
		    && o->health.bad_us < s->began_us[o->root])
			s->began_us[o->root] = o->health.bad_us;
	}
}

/*
 * Whether a failure began when the traffic went, give or take a reading. One
 * that is itself seen by traffic takes as many readings to be found.
 */
static bool
began_then(const struct seeing *s, uint32_t n, const struct carried *f)
{
	const struct condition *o = &s->w->condition[n];
	int64_t lasts = f->last_us - f->since_us, at = s->began_us[n];
	int64_t readings = at == INT64_MAX ? HOLD : 1;
	int64_t quiet = f->quiet > 0 ? f->quiet : 1;

	if (at == INT64_MAX)
		at = o->alarm.active ? o->alarm.raised_us : s->now_us;
	return at >= f->since_us - lasts / (quiet + 1) - SLACK_US
	    && at <= f->since_us + readings * lasts / quiet + SLACK_US;
}

/* The failure that a port is silent for, there still; or WATCH_NONE. */
static uint32_t
explained_by(const struct seeing *s, uint32_t object, const struct carried *f)
{
	bool linked = link_of(s->c, object) != RCA_NONE;
	const struct watch *w = s->w;

	for (size_t i = 0; i < w->lives; i++) {
		uint32_t n = w->live[i];
		const struct condition *o = &w->condition[n];

		if (o->withheld || o->root != WATCH_NONE
		    || !is_failure(o->type) || !holds(o)
		    || !began_then(s, n, f))
			continue;
		if (may_move(s, &w->object[o->object], object, linked))
			return n;
	}
	return WATCH_NONE;
}

/* ---- what ports carry --------------------------------------------------- */

/* What is raised goes on by night; what is not begins when it is due. */
static bool
is_silent(const struct seeing *s, uint32_t object, const struct carried *f)
{
	uint32_t n = watch_own(s->w, object)->next;

	if (severity_of(s->w, object, carried_silent(f)) == SEVERITY_CLEARED)
		return false;
	for (; n != WATCH_NONE; n = s->w->condition[n].next)
		if (s->w->condition[n].type == ALARM_PORT_SILENT
		    && s->w->condition[n].said.active)
			return true;
	return carried_due(f) != CARRIED_IDLE;
}

static unsigned
ways_of(const struct seeing *s, uint32_t object)
{
	const struct port_flow *f = flow_of(s->w, object);
	unsigned ways = 0;

	if (f == NULL || !works(s, object))
		return 0;
	if (is_silent(s, object, &f->in))
		ways |= WAY_IN;
	if (is_silent(s, object, &f->out))
		ways |= WAY_OUT;
	return ways;
}

/* It was sent and does not come in, though the other way is well. */
static bool
lost_between(const struct seeing *s, uint32_t from, uint32_t to)
{
	const struct port_flow *a = flow_of(s->w, from),
	    *b = flow_of(s->w, to);

	return a != NULL && b != NULL && works(s, from) && works(s, to)
	    && carried_runs(&a->out, HOLD) && b->in.usual >= CARRIED_LEAST
	    && severity_of(s->w, to, b->in.quiet) != SEVERITY_CLEARED
	    && a->in.quiet == 0 && b->out.quiet == 0;
}

/* Several links hang on it. */
static bool
is_shared(const struct causes *c, uint32_t object)
{
	return c->net->rca.port[c->net->of_object[object]].shared;
}

static struct slice
way_name(unsigned ways)
{
	return slice_of(ways == WAY_IN ? "in" : ways == WAY_OUT ? "out" : "");
}

/* It was said of this port that it is silent in these ways. */
static bool
was_said(const struct seeing *s, uint32_t object, unsigned ways)
{
	uint32_t n = watch_find_condition(s->w, object, ALARM_PORT_SILENT,
	    way_name(ways));

	return n != WATCH_NONE && s->w->condition[n].said.active;
}

static bool
begins(const struct seeing *s, uint32_t object, const struct carried *f)
{
	return f->quiet > 0
	    && severity_of(s->w, object, f->quiet) == SEVERITY_CLEARED;
}

/* It has fallen quiet, but not for long enough: there is more to be seen. */
static bool
is_quiet_yet(const struct seeing *s, uint32_t object)
{
	const struct port_flow *f = flow_of(s->w, object);

	return f != NULL && works(s, object) && (begins(s, object, &f->in)
	    || begins(s, object, &f->out));
}

/*
 * Which of two ends that are silent both ways is named: the one that was, for
 * an alarm does not move. Of several links at one port that is none of theirs.
 */
static bool
is_named(const struct seeing *s, uint32_t object, uint32_t far)
{
	const unsigned both = WAY_IN | WAY_OUT;

	if (is_shared(s->c, far))
		return false;
	if (was_said(s, object, both) || was_said(s, far, both))
		return was_said(s, object, both);
	return s->w->object[object].rank < s->w->object[far].rank;
}

/*
 * What is to be said of a port, when its far end is looked at, too: what was
 * not sent there cannot come in here, and of two that are silent both ways
 * one is named. Nothing begins while the far end falls silent.
 */
static unsigned
ways_here(const struct seeing *s, uint32_t object)
{
	uint32_t far = far_of(s->c, object);
	unsigned here = ways_of(s, object), there;

	if (here == 0 || far == WATCH_NONE)
		return here;
	if (!was_said(s, object, here) && is_quiet_yet(s, far))
		return 0;
	there = ways_of(s, far);
	if (here == (WAY_IN | WAY_OUT) && there == here)
		return is_named(s, object, far) ? here : 0;
	if (here != (WAY_IN | WAY_OUT) && (there & WAY_OUT) != 0)
		here &= ~(unsigned)WAY_IN;
	if (there == (WAY_IN | WAY_OUT))
		here = 0;
	return here;
}

/* ---- to say it ---------------------------------------------------------- */

static void
add_way(struct buf *b, const char *way, const struct carried *f)
{
	char text[TSTAMP_TEXT_MAX];

	if (b->len != 0)
		buf_adds(b, "; ");
	buf_addf(b, "%s: %llu octets/s, usually %llu, for %u readings since ",
	    way, (unsigned long long)f->rate, (unsigned long long)f->usual,
	    f->quiet);
	buf_add(b, text, tstamp_format(f->since_us, text));
}

/*
 * Before a week is known, a port of a customer may be one that rests by night
 * or on Sundays. Links do not; and a rule says what its author knows.
 */
static bool
may_rest(const struct seeing *s, uint32_t object, const struct carried *f)
{
	return link_of(s->c, object) == RCA_NONE
	    && carried_due(f) != CARRIED_DUE
	    && watch_threshold(s->w, object, METRIC_QUIET) == NULL;
}

static void
say_silent(struct seeing *s, uint32_t n, uint32_t object, unsigned ways)
{
	const struct watched *o = &s->w->object[object];
	const struct port_flow *f = flow_of(s->w, object);
	struct buf ref = { 0 }, b = { 0 };
	char text[TSTAMP_TEXT_MAX];

	if ((ways & WAY_IN) != 0)
		add_way(&b, "in", &f->in);
	if ((ways & WAY_OUT) != 0)
		add_way(&b, "out", &f->out);
	if (may_rest(s, object, (ways & WAY_IN) != 0 ? &f->in : &f->out))
		buf_adds(&b, "; it is not known for a week whether it rests "
		    "at this hour");
	buf_addf(&ref, "%.*s/%.*s@", SLICE_FMT(o->node), SLICE_FMT(o->name));
	buf_add(&ref, text, tstamp_format((ways & WAY_IN) != 0
	    ? f->in.last_us : f->out.last_us, text));
	watch_evidence(s->w, n, buf_slice(&ref), buf_slice(&b));
	buf_release(&ref);
	buf_release(&b);
}

static enum severity
severity_said(const struct seeing *s, uint32_t object, struct slice way)
{
	return s->w->condition[watch_find_condition(s->w, object,
	    ALARM_PORT_SILENT, way)].said.severity;
}

static void
assert_silent(struct seeing *s, uint32_t object, unsigned ways)
{
	struct slice way = way_name(ways);
	bool goes_on = was_said(s, object, ways);
	const struct port_flow *f = flow_of(s->w, object);
	const struct carried *quiet = (ways & WAY_IN) != 0 ? &f->in : &f->out;
	uint32_t cause = explained_by(s, object, quiet), n;
	enum severity severity = severity_of(s->w, object, quiet->quiet);
	struct watched *o = &s->w->object[object];

	/* what a better cause explains, or planned work, never begins */
	if ((cause != WATCH_NONE || at_work(s, object)) && !goes_on)
		return;
	if (may_rest(s, object, quiet))
		severity = goes_on ? severity_said(s, object, way)
		    : SEVERITY_WARNING;
	n = watch_root(s->w, OBJECT_INTERFACE, o->node, o->name,
	    ALARM_PORT_SILENT, way);
	s->w->condition[n].root = cause;
	watch_set_cause(s->w, n, alarm_type_def(ALARM_PORT_SILENT)->cause);
	watch_set_severity(s->w, n, severity);
	say_silent(s, n, object, ways);
}

static void
assert_one_way(struct seeing *s, uint32_t from, uint32_t to)
{
	const struct rca_fault fault = { RCA_ONE_WAY, link_of(s->c, to) };
	const struct alarm_type_def *type = alarm_type_def(ALARM_ONE_WAY);
	const struct watched *o = &s->w->object[from];
	struct buf b = { 0 }, text = { 0 };
	struct causes_name name;
	uint32_t n;

	causes_name(s->c, s->w, &fault, &b, &name);
	n = watch_root(s->w, name.kind, name.node, name.object, name.type,
	    name.qualifier);
	watch_set_cause(s->w, n, type->cause);
	watch_set_severity(s->w, n, type->severity);
	o = &s->w->object[from];
	buf_addf(&text, "%.*s/%.*s sends %llu octets/s; ", SLICE_FMT(o->node),
	    SLICE_FMT(o->name),
	    (unsigned long long)flow_of(s->w, from)->out.rate);
	o = &s->w->object[to];
	buf_addf(&text, "%.*s/%.*s does not receive it", SLICE_FMT(o->node),
	    SLICE_FMT(o->name));
	watch_evidence(s->w, n, (struct slice){ 0 }, buf_slice(&text));
	say_silent(s, n, to, WAY_IN);
	buf_release(&b);
	buf_release(&text);
}

/* The object that sends what this one does not receive, or WATCH_NONE. */
static uint32_t
sender_to(const struct seeing *s, uint32_t object)
{
	uint32_t far = far_of(s->c, object);

	return far != WATCH_NONE && !at_work(s, object)
	    && lost_between(s, far, object) ? far : WATCH_NONE;
}

/* While a link is silent its named end is, though nobody hears of it now. */
static uint32_t
end_said(const struct seeing *s, uint32_t object, unsigned ways)
{
	uint32_t far = far_of(s->c, object);

	return ways == (WAY_IN | WAY_OUT) && far != WATCH_NONE
	    && watch_own(s->w, s->w->object[far].of_node)->health.down
	    && was_said(s, far, ways) ? far : object;
}

/* One-way links first: they explain what is silent elsewhere. */
void
causes_flow(struct causes *c, struct watch *w, int64_t now_us)
{
	struct seeing s = { .c = c, .w = w, .now_us = now_us };

	for (size_t i = 0; i < w->quiets; i++) {
		uint32_t from = sender_to(&s, w->quiet[i]);

		if (from != WATCH_NONE)
			assert_one_way(&s, from, w->quiet[i]);
	}
	if (w->quiets != 0)
		see_beginnings(&s);
	for (size_t i = 0; i < w->quiets; i++) {
		unsigned ways = 0;

		if (sender_to(&s, w->quiet[i]) == WATCH_NONE)
			ways = ways_here(&s, w->quiet[i]);
		if (ways != 0)
			assert_silent(&s, end_said(&s, w->quiet[i], ways),
			    ways);
	}
	free(s.began_us);
}
