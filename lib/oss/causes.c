/*
 * causes.c (oss) - root causes of the alarms of a watch
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes.h"
#include "oss/causes_ends.h"
#include "oss/causes_flap.h"
#include "oss/causes_flow.h"
#include "oss/causes_near.h"
#include "oss/causes_net.h"
#include "oss/causes_past.h"
#include "oss/causes_peer.h"
#include "oss/causes_resolve.h"
#include "oss/causes_say.h"
#include "oss/causes_slow.h"
#include "oss/causes_time.h"
#include "oss/causes_worn.h"

#define TOGETHER_US	(60 * US_PER_S)	/* terminations, in one reading */
#define GIVEN_UP_US (60 * US_PER_S)	/* after so long at the latest */
#define FRESH_US	(300 * US_PER_S)	/* a port speaks for its node */

static void *
causes_open(struct watch *w)
{
	struct causes *c = xcalloc(1, sizeof(*c));

	c->net = causes_net_new(w);
	causes_near_open(c, w);
	return c;
}

static void
causes_close(void *located)
{
	struct causes *c = located;

	if (c == NULL)
		return;
	causes_past_close(c);
	causes_time_close(c);
	causes_flap_close(c);
	causes_resolve_close(c);
	causes_net_free(c->net);
	free(c->root);
	free(c);
}

/* ---- what was seen ------------------------------------------------------ */

static bool
planned(const struct watch *w, uint32_t object, int64_t now_us)
{
	return object != WATCH_NONE
	    && watch_in_window(w, object, now_us) != NULL;
}

/* Whether a missing answer has to be more than chance: with a network only */
static bool
patient(const struct watch *w)
{
	return w->rules.by_evidence && w->links > 0;
}

/*
 * That an answer is missing is told when the poller has given up, and others
 * may have been asked later and have answered. It asks in the same order each
 * time, so that was about a pass after the last answer; of who never gave one
 * it is not known: as early as can be.
 */
static int64_t
silent_since(const struct watch *w, const struct health *h, int64_t now_us)
{
	int64_t us = h->bad_us - GIVEN_UP_US;

	if (h->good_us == 0)
		return us;
	if (w->settled_us == INT64_MIN || now_us <= w->settled_us)
		return h->bad_us;
	us = h->good_us + now_us - w->settled_us;
	return us < h->bad_us && us > h->bad_us - GIVEN_UP_US ? us : h->bad_us;
}

static void
see_node(const struct causes *s, const struct watch *w, uint32_t i,
    int64_t now_us)
{
	struct rca_node *o = &s->net->rca.node[i];
	uint32_t object = s->net->node_object[i];
	const struct condition *c;

	*o = (struct rca_node){ 0 };
	if (object == WATCH_NONE || !watch_own(w, object)->health.known
	    || s->past[object] || causes_unresolved(w, watch_own(w, object)))
		return;
	c = watch_own(w, object);
	o->planned = planned(w, object, now_us);
	o->seen_us = c->health.last_us;
	if (!c->health.down) {
		o->snmp = RCA_ANSWERS;
		return;
	}
	o->snmp = RCA_SILENT;
	o->since_us = silent_since(w, &c->health, now_us);
	o->good_us = c->health.good_us;
	o->misses = c->health.bad;
	o->certain = c->health.silent || (c->alarm.active
	    && (c->said.active || !patient(w)));
	o->spoke = c->alarm.cause == CAUSE_CONFIGURATION
	    || c->alarm.cause == CAUSE_SOFTWARE;
}

/* Up, or somebody said that it is not: only who lives refuses. */
static bool
replied(const struct condition *c)
{
	return !c->health.down || c->alarm.cause == CAUSE_SOFTWARE;
}

static void
hear(struct rca_node *node, int64_t seen_us)
{
	if (node->probe == RCA_ANSWERS || node->snmp == RCA_ANSWERS
	    || node->spoke)
		seen_us = seen_us > node->seen_us ? seen_us : node->seen_us;
	node->seen_us = seen_us;
	node->probe = RCA_ANSWERS;
}

/*
 * What a probe says of the node itself. What answered before the node was
 * silent says nothing of now; nor does what was silent while it answered.
 */
static void
see_probe(const struct causes *s, const struct watch *w,
    const struct watched *o, const struct condition *c, int64_t now_us)
{
	struct causes_net *n = s->net;
	uint32_t i = names_find(&n->names, o->node);
	const struct health *own;
	struct rca_node *node;

	if (i == NAMES_NONE || !c->health.known || s->past[c->object]
	    || causes_unresolved(w, c))
		return;
	node = &n->rca.node[i];
	own = &watch_own(w, o->of_node)->health;
	if (replied(c)) {
		if (!own->down || c->health.last_us >= own->bad_us
		    || c->health.last_us > w->settled_us)
			hear(node, c->health.last_us);
	} else if (node->probe != RCA_ANSWERS
	    && !causes_before(c->health.bad_us, own->good_us)) {
		if (node->snmp != RCA_SILENT)
			node->since_us = silent_since(w, &c->health, now_us);
		node->probe = RCA_SILENT;
		node->probe_misses = c->health.bad;
	}
}

static enum rca_state
state_of(const struct causes *c, uint32_t node, uint32_t object,
    const struct health *h)
{
	if (!h->known || c->past[object])
		return RCA_UNKNOWN;
	if (h->down || h->failed)
		return RCA_DOWN;
	/* what a silent node said last is what was, unless it was bad or meant */
	if (c->net->rca.node[node].snmp == RCA_SILENT)
		return h->off ? RCA_OFF : RCA_UNKNOWN;
	return h->off ? RCA_OFF : h->was_up ? RCA_UP : RCA_UNKNOWN;
}

static void
see_ports(const struct causes *s, const struct watch *w, int64_t now_us)
{
	struct causes_net *n = s->net;

	for (uint32_t p = 0; p < n->rca.ports; p++) {
		const struct condition *c = watch_own(w, n->port_object[p]);
		struct rca_port *o = &n->rca.port[p];

		/* a node of which only ports are told has told them */
		if (c->health.known
		    && n->rca.node[o->node].snmp == RCA_NOT_ASKED
		    && !s->past[w->object[n->port_object[p]].of_node]
		    && !causes_unresolved(w, watch_own(w,
		    w->object[n->port_object[p]].of_node))
		    && c->health.last_us > now_us - FRESH_US) {
			n->rca.node[o->node].snmp = RCA_ANSWERS;
			n->rca.node[o->node].seen_us = c->health.last_us;
		}
		o->seen_us = c->health.last_us;
		o->state = state_of(s, o->node, n->port_object[p],
		    &c->health);
		o->unseen = !c->health.known;
		o->rests = o->state == RCA_DOWN && c->alarm.active
		    && c->alarm.cause == CAUSE_COMMUNICATIONS;
		o->since_us = c->health.bad_us;
		o->good_us = c->health.good_us;
		o->absent = c->alarm.active
		    && c->alarm.cause == CAUSE_EQUIPMENT;
		o->planned = (o->state == RCA_DOWN || o->state == RCA_OFF)
		    && planned(w, n->port_object[p], now_us);
		o->spare = o->link == RCA_NONE && c->health.was_up
		    && (o->state == RCA_DOWN || (o->state == RCA_UNKNOWN
		    && n->rca.node[o->node].snmp == RCA_SILENT))
		    && !causes_serves(n, w, p);
	}
	for (uint32_t l = 0; l < n->rca.links; l++) {
		struct rca_link *k = &n->rca.link[l];

		k->planned = (k->a_port != RCA_NONE
		    && n->rca.port[k->a_port].planned)
		    || (k->b_port != RCA_NONE
		    && n->rca.port[k->b_port].planned);
	}
}

struct leaving {
	uint32_t	port, term;
	int64_t		bad_us;
};

static int
leaving_order(const void *va, const void *vb)
{
	const struct leaving *a = va, *b = vb;

	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	if (a->bad_us != b->bad_us)
		return a->bad_us < b->bad_us ? -1 : 1;
	return (a->term > b->term) - (a->term < b->term);
}

/* How many of its port went with each: one reading sees them all. */
static void
count_fellows(const struct watch *w, struct causes_net *n)
{
	struct leaving *gone = xcalloc(n->rca.terms + 1, sizeof(*gone));
	size_t len = 0;

	for (uint32_t t = 0; t < n->rca.terms; t++)
		if (n->rca.term[t].state == RCA_DOWN
		    && n->rca.term[t].port != RCA_NONE)
			gone[len++] = (struct leaving){ n->rca.term[t].port, t,
			    watch_own(w, n->term_object[t])->health.bad_us };
	if (len > 1)
		qsort(gone, len, sizeof(*gone), leaving_order);
	for (size_t i = 0, k; i < len; i = k) {
		for (k = i + 1; k < len && gone[k].port == gone[i].port
		    && gone[k].bad_us - gone[k - 1].bad_us <= TOGETHER_US; k++)
			;
		for (size_t m = i; m < k; m++)
			n->rca.term[gone[m].term].fellows
			    = (uint32_t)(k - i - 1);
	}
	free(gone);
}

static void
see_terms(const struct causes *s, const struct watch *w)
{
	struct causes_net *n = s->net;
	bool down = false;

	for (uint32_t t = 0; t < n->rca.terms; t++) {
		const struct condition *c = watch_own(w, n->term_object[t]);
		struct rca_term *o = &n->rca.term[t];

		o->state = state_of(s, o->node, n->term_object[t],
		    &c->health);
		o->gasp = c->alarm.active && c->alarm.cause == CAUSE_POWER;
		o->light_lost = c->alarm.active
		    && (c->alarm.cause == CAUSE_SIGNAL
		    || c->alarm.cause == CAUSE_FRAME);
		o->fellows = 0;
		down |= o->state == RCA_DOWN;
	}
	if (down)
		count_fellows(w, n);
}

/* A battery that is used, a supply that has failed, a last gasp. */
static bool
tells_of_power(const struct watch *w, const struct condition *c)
{
	struct slice q = c->qualifier;

	if (!c->alarm.active)
		return false;
	if (c->type == ALARM_EVENT)
		return c->alarm.cause == CAUSE_POWER || (q.len != 0
		    && memmem(q.p, q.len, "gasp", 4) != NULL);
	return w->object[c->object].kind == OBJECT_SENSOR
	    && c->alarm.cause == CAUSE_POWER;
}

static void
see(const struct causes *c, const struct watch *w, int64_t now_us)
{
	struct causes_net *n = c->net;

	for (uint32_t i = 0; i < n->rca.nodes; i++)
		see_node(c, w, i, now_us);
	for (size_t i = 0; i < n->objects; i++)
		if (w->object[i].kind == OBJECT_PROBE)
			see_probe(c, w, &w->object[i],
			    &w->condition[w->object[i].own], now_us);
	see_ports(c, w, now_us);
	see_terms(c, w);
	causes_see_sessions(c, w);
	for (size_t i = 0; i < w->lives; i++) {
		const struct condition *o = &w->condition[w->live[i]];
		uint32_t node;

		if (!tells_of_power(w, o))
			continue;
		node = names_find(&n->names, w->object[o->object].node);
		if (node != NAMES_NONE)
			n->rca.node[node].on_battery = true;
	}
}

/* ---- what came of it ---------------------------------------------------- */

static uint32_t
cause_of_power(const struct causes *c, const struct watch *w,
    const struct condition *o)
{
	const struct rca *r = &c->net->rca;
	uint32_t node = names_find(&c->net->names, w->object[o->object].node);

	for (size_t i = 0; i < r->roots; i++) {
		const struct rca_group *g = &r->group[r->root[i].fault.what];

		if (r->root[i].fault.class != RCA_POWER)
			continue;
		for (uint32_t m = 0; m < g->len; m++)
			if (r->member[g->first + m] == node)
				return c->root[i];
	}
	return WATCH_NONE;
}

/* A unit of a port that is down, and is a cause itself. */
static uint32_t
cause_below(const struct causes *c, const struct watch *w,
    const struct condition *o)
{
	const struct causes_net *n = c->net;
	uint32_t p, below;

	if (w->object[o->object].kind != OBJECT_INTERFACE
	    || o->type != ALARM_PORT_DOWN || o->object >= n->objects
	    || (p = n->of_object[o->object]) == RCA_NONE
	    || n->rca.port[p].parent == RCA_NONE)
		return WATCH_NONE;
	below = n->port_object[n->rca.port[p].parent];
	return watch_alarmed(w, below) ? w->object[below].own : WATCH_NONE;
}

/* That it flapped before its node fell silent, which tells no more of it. */
static uint32_t
cause_of_untold(const struct causes *c, const struct watch *w,
    const struct condition *o)
{
	uint32_t node = w->object[o->object].of_node;

	return o->type != ALARM_FLAPPING || node == WATCH_NONE
	    || !watch_own(w, node)->health.down ? WATCH_NONE
	    : causes_of_object(c, w, node);
}

static void
blame(const struct causes *c, struct watch *w, uint32_t n)
{
	struct condition *o = &w->condition[n];
	uint32_t cause;

	if (!o->alarm.active || o->asserted)
		return;
	cause = causes_of_name(c, w, o);
	if (cause == WATCH_NONE)
		cause = causes_flap_of(c, o);
	if (cause == WATCH_NONE && tells_of_power(w, o))
		cause = cause_of_power(c, w, o);
	else if (cause == WATCH_NONE)
		cause = causes_of_object(c, w, o->object);
	if (cause == WATCH_NONE)
		cause = cause_below(c, w, o);
	if (cause == WATCH_NONE)
		cause = cause_of_untold(c, w, o);
	if (cause != n && cause != WATCH_NONE)
		o->root = cause;
}

/* What a probe measures counts as an answer does, see weigh_misses. */
static bool
is_measured(enum alarm_type t)
{
	return t == ALARM_LOSS || t == ALARM_RTT;
}

static bool
is_well(const struct watch *w, const struct watched *o)
{
	uint32_t n = o->own;

	if (o->kind != OBJECT_NODE && o->kind != OBJECT_INTERFACE
	    && o->kind != OBJECT_PROBE)
		return true;
	if (w->condition[n].health.down)
		return false;
	for (n = w->condition[n].next; o->kind == OBJECT_PROBE
	    && n != WATCH_NONE; n = w->condition[n].next)
		if (is_measured(w->condition[n].type)
		    && w->condition[n].health.down)
			return false;
	return true;
}

/* Nothing is down, not even softly: no time is spent. */
static bool
all_is_well(const struct causes *c, const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].alarm.active
		    && !causes_flow_type(w->condition[w->live[i]].type))
			return false;
	for (uint32_t i = 0; i < c->net->objects; i++)
		if (!is_well(w, &w->object[i]))
			return false;
	return true;
}

/* It is the poller: what nodes and probes do not say, says nothing. */
static bool
cut_off(const struct rca *r)
{
	return r->roots == 1 && r->root[0].fault.class == RCA_POLLER;
}

static void
withhold_all(struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (!alarm_type_def(w->condition[w->live[i]].type)->located)
			watch_withhold(w, w->live[i]);
}

/* What was withheld and is still down when the poller is back. */
static void
release_all(const struct causes *c, struct watch *w)
{
	bool was_cut_off = false;

	for (size_t i = 0; i < w->lives; i++) {
		const struct condition *o = &w->condition[w->live[i]];

		was_cut_off |= (o->type == ALARM_POLLER_CUT_OFF
		    || o->type == ALARM_POLLER_FLAPPING) && o->said.active;
	}
	/* by name, not by number: that hangs on the order of the input */
	for (size_t i = 0; was_cut_off && i < c->net->objects; i++) {
		uint32_t own = w->object[w->order[i]].own;

		if (own != WATCH_NONE && w->condition[own].health.failed
		    && !c->past[w->order[i]])
			watch_promote(w, own);
	}
}

static void
weigh(const struct causes *c, struct watch *w, uint32_t n, bool explained)
{
	const struct condition *o = &w->condition[n];
	bool probe = w->object[o->object].kind == OBJECT_PROBE;
	uint32_t sure = c->chance[causes_chance_of(w, o)].row;

	if (!o->health.down || o->said.active || o->proof.silent)
		return;
	if (probe && replied(o))	/* wrongly: that is no chance */
		return;
	if (explained || causes_of_name(c, w, o) != WATCH_NONE
	    || (o->health.bad >= sure
	    && (probe || causes_unresolved(w, o))))
		watch_promote(w, n);
	else
		watch_withhold(w, n);
}

/* What is missing now and then comes and goes by chance. */
static void
weigh_flapping(struct watch *w, uint32_t n)
{
	const struct condition *o = &w->condition[n];

	if (o->flapping != WATCH_NONE && !causes_flap_sure(w, o))
		watch_withhold(w, o->flapping);
}

/*
 * Answers that are missing: an alarm when a cause explains them, or when
 * there are too many to be chance. With them goes what a probe measures.
 */
static void
weigh_misses(const struct causes *c, struct watch *w)
{
	for (size_t i = 0; i < c->net->objects; i++) {
		const struct watched *o = &w->object[w->order[i]];
		uint32_t node;
		bool explained;

		if (o->kind != OBJECT_NODE && o->kind != OBJECT_PROBE)
			continue;
		node = names_find(&c->net->names, o->node);
		explained = node == NAMES_NONE
		    || c->net->rca.node_root[node] != RCA_NONE;
		weigh(c, w, o->own, explained);
		weigh_flapping(w, o->own);
		if (o->kind == OBJECT_NODE)
			continue;
		for (uint32_t n = w->condition[o->own].next; n != WATCH_NONE;
		    n = w->condition[n].next)
			if (is_measured(w->condition[n].type)) {
				weigh(c, w, n, explained);
				weigh_flapping(w, n);
			}
	}
}

static void
locate_failures(struct causes *c, struct watch *w, int64_t now_us)
{
	size_t lives;

	for (enum chance_of i = 0; i < CHANCE_COUNT; i++)
		c->chance[i] = causes_chance(w, (uint32_t)c->net->objects, i);
	c->net->rca.miss_cost = c->chance[CHANCE_NODE].miss;
	c->net->rca.probe_miss_cost = c->chance[CHANCE_PROBE].miss;
	causes_time_begin(c, w);
	causes_past(c, w, now_us);
	causes_flap(c, w, now_us);
	see(c, w, now_us);
	rca_solve(&c->net->rca);
	if (cut_off(&c->net->rca))
		withhold_all(w);
	else
		release_all(c, w);
	c->unnamed = WATCH_NONE;
	if (!cut_off(&c->net->rca))
		causes_resolve(c, w);
	if (patient(w) && !cut_off(&c->net->rca))
		weigh_misses(c, w);
	c->root = xreallocarray(c->root, c->net->rca.roots + 1,
	    sizeof(*c->root));
	causes_flap_roots(c, w);
	for (uint32_t i = 0; i < c->net->rca.roots; i++)
		if (c->root[i] == WATCH_NONE)
			c->root[i] = causes_assert(c, w, i);
	lives = w->lives;
	for (size_t i = 0; i < lives; i++)
		blame(c, w, w->live[i]);
	causes_time(c, w);
	causes_past_keep(c, w);
	causes_say(c, w);
}

static void
causes_locate(void *located, struct watch *w, int64_t now_us)
{
	struct causes *c = located;

	c->solved = !all_is_well(c, w);
	if (c->solved || w->lives != 0 || w->quiets != 0)
		causes_net_groups(c->net, w);
	if (c->solved)
		locate_failures(c, w, now_us);
	causes_flow(c, w, now_us);
	causes_ends(c, w, now_us);
	causes_near(c, w, now_us);
	causes_worn(c, w);
	causes_slow(c, w);
}

const struct locator locator_causes = { causes_open, causes_locate,
	causes_close };
