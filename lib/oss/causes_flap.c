/*
 * causes_flap.c (oss) - what makes things come and go
 *
 * A link that flaps takes with it what hangs on it, in each of its ports and
 * in the nodes behind it. What would explain all that if it were down, is
 * what flaps: that is one question to rca.h, in which what flaps is down,
 * what was never down lately is well, and the rest says nothing. The answer
 * does not depend on how things are just now, so it lasts while they flap.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_flap.h"
#include "oss/causes_resolve.h"
#include "oss/causes_time.h"

#define HEARD_US	(900 * US_PER_S) /* down, and no word of it since */

static bool
answers(const struct watch *w, const struct condition *o)
{
	enum object_kind kind = w->object[o->object].kind;

	return kind == OBJECT_NODE || kind == OBJECT_PROBE;
}

/* Without a network, and by rule, each answer that is missing counts. */
bool
causes_flap_sure(const struct watch *w, const struct condition *o)
{
	const struct causes *c = w->located;
	const struct causes_chance *h = &c->chance[causes_chance_of(w, o)];

	return !answers(w, o) || !w->rules.by_evidence || w->links == 0
	    || (o->said.active && h->falls == 1)
	    || (health_downs(&o->health) >= h->downs
	    && health_falls(&o->health) >= h->turns)
	    || (o->flapping != WATCH_NONE
	    && w->condition[o->flapping].said.active);
}

static bool
stays_down(const struct condition *o, int64_t now_us)
{
	return o->health.down && (health_stays_down(&o->health)
	    || now_us - o->health.last_us > HEARD_US);
}

/* Down for good, or its node tells no more whether it is up. */
static bool
is_over(const struct condition *o, int64_t now_us)
{
	return stays_down(o, now_us) || now_us - o->health.last_us > HEARD_US;
}

/* It flaps, or has gone twice of late: what flaps is not found all at once. */
static bool
comes_and_goes(const struct watch *w, const struct condition *o)
{
	const struct causes *c = w->located;
	const struct health *h = &o->health;
	unsigned falls = answers(w, o)
	    ? c->chance[causes_chance_of(w, o)].falls : 1;

	return (h->flapping && (falls == 1 || causes_flap_sure(w, o)))
	    || (health_falls(h) > falls && !(h->down && health_stays_down(h)));
}

/* ---- what flaps, as if it were down ------------------------------------- */

static enum rca_answer
answer_of(const struct watch *w, const struct condition *o)
{
	if (!o->health.known || causes_was_unresolved(w, o))
		return RCA_NOT_ASKED;
	if (comes_and_goes(w, o))
		return RCA_SILENT;
	return o->health.down || health_downs(&o->health) != 0
	    ? RCA_NOT_ASKED : RCA_ANSWERS;
}

static enum rca_state
state_of(const struct watch *w, const struct condition *o)
{
	const struct health *h = &o->health;

	if (h->known && comes_and_goes(w, o))
		return RCA_DOWN;
	return h->known && h->was_up && !h->down && !h->off
	    && health_downs(h) == 0 ? RCA_UP : RCA_UNKNOWN;
}

/* Since when it is said to flap; 0: it is not. */
static int64_t
since_us(const struct watch *w, const struct condition *o)
{
	return o->flapping == WATCH_NONE
	    || !w->condition[o->flapping].alarm.active ? 0
	    : w->condition[o->flapping].alarm.raised_us;
}

/* What answers or is up does so at any time. */
static void
see_node(const struct causes_net *n, const struct watch *w, uint32_t i)
{
	uint32_t object = n->node_object[i];
	struct rca_node *o = &n->rca.node[i];
	const struct condition *c;

	*o = (struct rca_node){ .seen_us = INT64_MAX, .misses = 1,
	    .probe_misses = 1 };
	if (object == WATCH_NONE)
		return;
	c = watch_own(w, object);
	o->snmp = answer_of(w, c);
	if (o->snmp != RCA_SILENT)
		return;
	o->seen_us = 0;
	o->since_us = since_us(w, c);
	o->certain = c->health.flapping && causes_flap_sure(w, c);
	o->spoke = c->alarm.cause == CAUSE_CONFIGURATION
	    || c->alarm.cause == CAUSE_SOFTWARE;
}

static void
see_probe(const struct causes_net *n, const struct watch *w,
    const struct watched *at)
{
	uint32_t i = names_find(&n->names, at->node);
	const struct condition *c = &w->condition[at->own];
	enum rca_answer a = answer_of(w, c);
	struct rca_node *o;

	if (i == NAMES_NONE || a == RCA_NOT_ASKED)
		return;
	o = &n->rca.node[i];
	if (a == RCA_ANSWERS || c->alarm.cause == CAUSE_SOFTWARE) {
		o->probe = RCA_ANSWERS;
		o->seen_us = INT64_MAX;
	} else if (o->probe != RCA_ANSWERS) {
		if (o->snmp != RCA_SILENT)
			o->since_us = since_us(w, c);
		o->probe = RCA_SILENT;
		o->certain |= c->health.flapping && causes_flap_sure(w, c);
	}
}

static void
see_port(const struct causes_net *n, const struct watch *w, uint32_t p)
{
	const struct condition *c = watch_own(w, n->port_object[p]);
	struct rca_port *o = &n->rca.port[p];

	o->state = state_of(w, c);
	o->unseen = !c->health.known;
	o->rests = o->state == RCA_DOWN
	    && c->alarm.cause == CAUSE_COMMUNICATIONS;
	o->absent = o->planned = o->spare = false;
	o->since_us = since_us(w, c);
	o->good_us = 0;
	o->seen_us = INT64_MAX;
}

/* While a link is down its far end is not asked, so that seems to be well. */
static void
see_link(const struct rca *r, struct rca_link *k)
{
	struct rca_port *a = k->a_port == RCA_NONE ? NULL
	    : &r->port[k->a_port];
	struct rca_port *b = k->b_port == RCA_NONE ? NULL
	    : &r->port[k->b_port];

	k->planned = false;
	if (a == NULL || b == NULL)
		return;
	if (a->state == RCA_DOWN && b->state == RCA_UP)
		b->state = RCA_UNKNOWN;
	else if (b->state == RCA_DOWN && a->state == RCA_UP)
		a->state = RCA_UNKNOWN;
}

static void
see_term(const struct causes_net *n, const struct watch *w, uint32_t t)
{
	const struct condition *c = watch_own(w, n->term_object[t]);
	struct rca_term *o = &n->rca.term[t];

	o->state = state_of(w, c);
	o->gasp = c->alarm.cause == CAUSE_POWER;
	o->light_lost = c->alarm.cause == CAUSE_SIGNAL
	    || c->alarm.cause == CAUSE_FRAME;
	o->fellows = 0;
}

static void
see(const struct causes_net *n, const struct watch *w)
{
	for (uint32_t i = 0; i < n->rca.nodes; i++)
		see_node(n, w, i);
	for (size_t i = 0; i < n->objects; i++)
		if (w->object[i].kind == OBJECT_PROBE)
			see_probe(n, w, &w->object[i]);
	for (uint32_t p = 0; p < n->rca.ports; p++)
		see_port(n, w, p);
	for (uint32_t l = 0; l < n->rca.links; l++)
		see_link(&n->rca, &n->rca.link[l]);
	for (uint32_t t = 0; t < n->rca.terms; t++)
		see_term(n, w, t);
}

/* ---- what came of it ---------------------------------------------------- */

/* An object that flaps of itself: its own alarm of that. */
static uint32_t
own_flapping(const struct causes *c, const struct watch *w,
    const struct rca_fault *f)
{
	uint32_t object = f->class == RCA_PORT ? c->net->port_object[f->what]
	    : c->net->node_object[f->what], n;

	n = object == WATCH_NONE ? WATCH_NONE : watch_own(w, object)->flapping;
	return n != WATCH_NONE && w->condition[n].alarm.active ? n
	    : WATCH_NONE;
}

static uint32_t
find(const struct causes *c, const struct watch *w,
    const struct rca_fault *f)
{
	struct causes_name name;
	struct buf b = { 0 };
	uint32_t n;

	causes_name(c, w, f, &b, &name);
	n = watch_find(w, name.kind, name.node, name.object);
	if (n != WATCH_NONE)
		n = watch_find_condition(w, n, name.type, name.qualifier);
	buf_release(&b);
	return n;
}

static bool
was_said(const struct causes *c, const struct watch *w,
    const struct rca_fault *f)
{
	uint32_t n = find(c, w, f);

	return n != WATCH_NONE && w->condition[n].said.active;
}

static uint32_t
assert_root(struct causes *c, struct watch *w, const struct rca_fault *f)
{
	struct causes_name name;
	struct buf b = { 0 };
	uint32_t n;

	if (f->class == RCA_PORT || f->class == RCA_SHUT
	    || f->class == RCA_ACCESS)
		return own_flapping(c, w, f);
	causes_name(c, w, f, &b, &name);
	n = watch_root(w, name.kind, name.node, name.object, name.type,
	    name.qualifier);
	w->condition[n].root = WATCH_NONE;
	watch_set_cause(w, n, alarm_type_def(name.type)->cause);
	buf_release(&b);
	return n;
}

/* Of what flaps and hangs on each root; by root. */
struct tally {
	bool		lasts;		/* not all is over */
	bool		sure;		/* not all is chance */
	bool		fresh;		/* some flaps more than just still, or
					 * has no such cause yet */
	bool		down;		/* some of it is, but not for good */
};

static uint32_t
root_of(const struct rca *r, const struct causes_net *n,
    const struct watch *w, uint32_t object)
{
	const struct watched *o = &w->object[object];
	uint32_t k = n->of_object[object], node;

	switch (o->kind) {
	case OBJECT_INTERFACE:
		return k == RCA_NONE ? RCA_NONE : r->port_root[k];
	case OBJECT_TERMINATION:
		return k == RCA_NONE ? RCA_NONE : r->term_root[k];
	case OBJECT_NODE: case OBJECT_PROBE:
		node = names_find(&n->names, o->node);
		return node == NAMES_NONE ? RCA_NONE : r->node_root[node];
	default:
		return RCA_NONE;
	}
}

static bool
has_cause(const struct causes *c, const struct watch *w,
    const struct condition *o)
{
	return o->flapping != WATCH_NONE
	    && w->condition[o->flapping].alarm.active
	    && causes_flaps(causes_had(c, w, o->flapping));
}

/* Whether each root flaps: something that it explains does, for certain. */
static struct tally *
count(const struct causes *c, const struct watch *w, int64_t now_us)
{
	const struct rca *r = &c->net->rca;
	struct tally *t = xcalloc(r->roots + 1, sizeof(*t));

	for (uint32_t i = 0; i < c->net->objects; i++) {
		const struct condition *o;
		uint32_t root;

		if (w->object[i].own == WATCH_NONE)
			continue;
		o = watch_own(w, i);
		if (!o->health.flapping || (root = root_of(r, c->net, w, i))
		    == RCA_NONE)
			continue;
		t[root].lasts |= !is_over(o, now_us);
		t[root].down |= o->health.down && !stays_down(o, now_us);
		t[root].sure |= causes_flap_sure(w, o);
		t[root].fresh |= health_change_pct(&o->health)
		    >= w->rules.health.flap_start_pct
		    || !has_cause(c, w, o);
	}
	return t;
}

/* The faults that were said before, as far as they have alarms. */
static void
look_back(const struct causes *c, const struct watch *w, enum rca_class class,
    size_t of, struct rca_fault **said, size_t *len, size_t *cap)
{
	for (uint32_t i = 0; i < of; i++) {
		const struct rca_fault f = { class == RCA_CLASS_COUNT
		    ? c->net->rca.group[i].class : class, i };

		if (!was_said(c, w, &f))
			continue;
		GROW(*said, *len, *cap);
		(*said)[(*len)++] = f;
	}
}

static bool
any_said(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (causes_flaps(w->condition[w->live[i]].type)
		    && w->condition[w->live[i]].said.active)
			return true;
	return false;
}

static void
solve(struct causes *c, const struct watch *w)
{
	struct rca *r = &c->net->rca;
	struct rca_fault *said = NULL;
	size_t len = 0, cap = 0;

	if (any_said(w)) {
		look_back(c, w, RCA_LINK, r->links, &said, &len, &cap);
		look_back(c, w, RCA_NODE, r->nodes, &said, &len, &cap);
		look_back(c, w, RCA_CLASS_COUNT, r->groups, &said, &len,
		    &cap);
	}
	r->fitful = true;
	r->said = said;
	r->saids = len;
	rca_solve(r);
	r->fitful = false;
	r->said = NULL;
	r->saids = 0;
	free(said);
}

static void
assert_all(struct causes *c, struct watch *w, int64_t now_us)
{
	struct rca *r = &c->net->rca;
	struct tally *t = count(c, w, now_us);

	c->root = xreallocarray(c->root, r->roots + 1, sizeof(*c->root));
	c->fit = xreallocarray(c->fit, r->roots + 1, sizeof(*c->fit));
	for (uint32_t i = 0; i < r->roots; i++) {
		const struct rca_fault *f = &r->root[i].fault;

		c->root[i] = t[i].lasts && t[i].sure && (t[i].fresh
		    || was_said(c, w, f)) ? assert_root(c, w, f) : WATCH_NONE;
		if (c->root[i] == WATCH_NONE)
			continue;
		c->fit[c->fits++] = (struct causes_fit){ *f, c->root[i],
		    t[i].down };
		causes_say_doubts(c, w, i);
	}
	free(t);
}

/* All that hangs on it, whether it was seen to flap yet or not. */
static void
take_objects(struct causes *c, const struct watch *w)
{
	const struct causes_net *n = c->net;

	for (uint32_t i = 0; c->fits > 0 && i < n->objects; i++) {
		uint32_t l = w->object[i].kind == OBJECT_INTERFACE
		    ? n->rca.port[n->of_object[i]].link : RCA_NONE;

		c->flap[i] = causes_of_object(c, w, i);
		if (c->flap[i] == WATCH_NONE && l != RCA_NONE
		    && n->rca.link_root[l] != RCA_NONE)
			c->flap[i] = c->root[n->rca.link_root[l]];
	}
}

static bool
is_down(const struct causes *c, uint32_t root)
{
	for (size_t i = 0; i < c->fits; i++)
		if (c->fit[i].root == root)
			return c->fit[i].down;
	return false;
}

/* Of what is down for good, while its cause is not, its flapping alone. */
uint32_t
causes_flap_of(const struct causes *c, const struct condition *o)
{
	if ((c->fits == 0 && !c->kept) || o->object >= c->net->objects
	    || c->flap[o->object] == WATCH_NONE
	    || (o->type != ALARM_FLAPPING && stays_down(o, c->fit_us)
	    && !is_down(c, c->flap[o->object])))
		return WATCH_NONE;
	return c->flap[o->object];
}

/* Roots that only what comes and goes tells of. */
static void
take_told(struct causes *c, const struct watch *w)
{
	const struct rca *r = &c->net->rca;
	bool *other = xcalloc(r->roots + 1, sizeof(*other));

	for (uint32_t i = 0; i < c->net->objects; i++) {
		uint32_t root, by;

		if (w->object[i].own == WATCH_NONE
		    || !watch_own(w, i)->health.down
		    || (root = root_of(r, c->net, w, i)) == RCA_NONE
		    || other[root])
			continue;
		by = causes_flap_of(c, watch_own(w, i));
		other[root] = by == WATCH_NONE;
		if (other[root] || c->root[root] == WATCH_NONE)
			c->root[root] = by;
	}
	free(other);
}

static int
by_fault(const void *va, const void *vb)
{
	const struct rca_fault *a = va;
	const struct rca_root *b = vb;

	if (a->class != b->fault.class)
		return a->class < b->fault.class ? -1 : 1;
	return (a->what > b->fault.what) - (a->what < b->fault.what);
}

void
causes_flap_roots(struct causes *c, const struct watch *w)
{
	const struct rca *r = &c->net->rca;

	for (uint32_t i = 0; i < r->roots; i++)
		c->root[i] = WATCH_NONE;
	if (c->fits > 0 || c->kept)
		take_told(c, w);
	for (size_t i = 0; i < c->fits; i++) {
		const struct rca_root *found = bsearch(&c->fit[i].fault,
		    r->root, r->roots, sizeof(*r->root), by_fault);

		if (found != NULL)
			c->root[found - r->root] = c->fit[i].root;
	}
}

/* What flaps still keeps its cause until it does not, or has another one. */
static void
keep(struct causes *c, struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++) {
		uint32_t n = w->live[i], object = w->condition[n].object;

		if (w->condition[n].type != ALARM_FLAPPING
		    || !w->condition[n].alarm.active
		    || object >= c->net->objects
		    || c->flap[object] != WATCH_NONE
		    || w->object[object].own == WATCH_NONE
		    || is_over(watch_own(w, object), c->fit_us)
		    || !causes_flaps(causes_had(c, w, n)))
			continue;
		c->flap[object] = causes_keep(c, w, n);
		c->kept = true;
	}
}

static bool
any_flaps(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].type == ALARM_FLAPPING
		    && w->condition[w->live[i]].alarm.active)
			return true;
	return false;
}

void
causes_flap(struct causes *c, struct watch *w, int64_t now_us)
{
	if (c->flap == NULL)
		c->flap = xcalloc(c->net->objects + 1, sizeof(*c->flap));
	for (uint32_t i = 0; i < c->net->objects; i++)
		c->flap[i] = WATCH_NONE;
	c->fits = 0;
	c->kept = false;
	c->fit_us = now_us;
	if (!any_flaps(w))
		return;
	c->fitful = true;
	see(c->net, w);
	solve(c, w);
	assert_all(c, w, now_us);
	take_objects(c, w);
	keep(c, w);
	c->fitful = false;
}

void
causes_flap_close(struct causes *c)
{
	free(c->flap);
	free(c->fit);
}
