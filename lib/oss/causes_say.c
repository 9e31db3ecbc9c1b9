/*
 * causes_say.c (oss) - failures found, as alarms with their evidence
 */
#include <assert.h>

#include "base/buf.h"
#include "oss/causes_peer.h"
#include "oss/causes_say.h"

#define EVEN_PPM	500000	/* as likely as not */
#define EVIDENCE_MAX	16	/* symptoms that are told one by one */

static struct slice
node_name(const struct causes *c, uint32_t node)
{
	return node == RCA_NONE ? SLICE_LIT("poller")
	    : c->net->names.item[node];
}

/* NODE[/PORT] */
static void
add_end(struct buf *b, struct slice node, struct slice port)
{
	buf_add_slice(b, node);
	if (port.len == 0)
		return;
	buf_addc(b, '/');
	buf_add_slice(b, port);
}

/* A link is at its A end; its B end is the qualifier. */
static void
name_link(const struct causes *c, const struct watch *w, uint32_t link,
    struct buf *b, struct causes_name *n)
{
	const struct watch_link *k = &w->link[c->net->link_watch[link]];

	n->node = k->a_node;
	n->object = k->a_port.len != 0 ? k->a_port : k->b_node;
	add_end(b, k->b_node, k->b_port);
	n->qualifier = buf_slice(b);
}

static void
name_port(const struct causes *c, const struct watch *w, uint32_t port,
    struct causes_name *n)
{
	const struct watched *o = &w->object[c->net->port_object[port]];

	n->node = o->node;
	n->object = o->name;
}

static void
name_group(const struct causes *c, uint32_t group, struct buf *b,
    struct causes_name *n)
{
	const struct rca_group *g = &c->net->rca.group[group];
	struct slice name = c->net->group_name[group];

	n->node = g->node == RCA_NONE ? name : node_name(c, g->node);
	n->object = name;
	if (g->class != RCA_CARD)
		return;
	buf_adds(b, "slot ");
	buf_add_slice(b, name);
	n->object = buf_slice(b);
}

/* Not when nobody asks it, nor when it was well when it was asked. */
static bool
tells_itself(const struct causes *c, const struct watch *w, uint32_t node)
{
	uint32_t o = c->net->node_object[node];

	return o != WATCH_NONE && (watch_own(w, o)->alarm.active
	    || watch_own(w, o)->health.down);
}

void
causes_name(const struct causes *c, const struct watch *w,
    const struct rca_fault *f, struct buf *b, struct causes_name *n)
{
	static const struct {
		enum object_kind kind;
		enum alarm_type	 type, flaps;
	} as[RCA_CLASS_COUNT] = {
		[RCA_LINK] = { OBJECT_LINK, ALARM_LINK_DOWN,
		    ALARM_LINK_FLAPPING },
		[RCA_NODE] = { OBJECT_NODE, ALARM_NODE_UNREACHABLE,
		    ALARM_NODE_FLAPPING },
		[RCA_ACCESS] = { OBJECT_NODE, ALARM_MANAGEMENT_LOST,
		    ALARM_FLAPPING },
		[RCA_PORT] = { OBJECT_INTERFACE, ALARM_PORT_DOWN,
		    ALARM_FLAPPING },
		[RCA_SHUT] = { OBJECT_INTERFACE, ALARM_PORT_SHUT,
		    ALARM_FLAPPING },
		[RCA_ONE_WAY] = { OBJECT_LINK, ALARM_ONE_WAY,
		    ALARM_LINK_FLAPPING },
		[RCA_SRLG] = { OBJECT_SRLG, ALARM_SRLG_DOWN,
		    ALARM_SRLG_FLAPPING },
		[RCA_CARD] = { OBJECT_CARD, ALARM_CARD_FAILED,
		    ALARM_CARD_FLAPPING },
		[RCA_POWER] = { OBJECT_SITE, ALARM_SITE_POWER,
		    ALARM_SITE_FLAPPING },
		[RCA_SPLITTER] = { OBJECT_SPLITTER, ALARM_SPLITTER_DOWN,
		    ALARM_SPLITTER_FLAPPING },
		[RCA_FEEDER] = { OBJECT_SPLITTER, ALARM_FEEDER_DOWN,
		    ALARM_SPLITTER_FLAPPING },
		[RCA_AREA_POWER] = { OBJECT_SPLITTER, ALARM_AREA_POWER,
		    ALARM_SPLITTER_FLAPPING },
		[RCA_POLLER] = { OBJECT_POLLER, ALARM_POLLER_CUT_OFF,
		    ALARM_POLLER_FLAPPING },
	};

	*n = (struct causes_name){ .kind = as[f->class].kind,
	    .type = c->fitful ? as[f->class].flaps : as[f->class].type };
	switch (f->class) {
	case RCA_LINK: case RCA_ONE_WAY:
		name_link(c, w, f->what, b, n);
		break;
	case RCA_PORT: case RCA_SHUT:
		name_port(c, w, f->what, n);
		break;
	case RCA_NODE: case RCA_ACCESS: case RCA_POLLER:
		n->node = n->object = node_name(c, f->what);
		if (n->type == ALARM_NODE_UNREACHABLE
		    && !tells_itself(c, w, f->what))
			n->type = ALARM_NODE_DOWN;
		break;
	default:
		name_group(c, f->what, b, n);
	}
}

/* A node or port that is the cause itself: its own alarm says so. */
static uint32_t
own_alarm(struct causes *c, struct watch *w, const struct rca_fault *f)
{
	uint32_t o = f->class == RCA_NODE ? c->net->node_object[f->what]
	    : c->net->port_object[f->what];

	if (o == WATCH_NONE)
		return WATCH_NONE;
	if (!watch_own(w, o)->alarm.active) {
		if (!watch_own(w, o)->health.down)
			return WATCH_NONE;
		watch_promote(w, w->object[o].own);
	}
	return w->object[o].own;
}

uint32_t
causes_assert(struct causes *c, struct watch *w, uint32_t root)
{
	const struct rca_fault *f = &c->net->rca.root[root].fault;
	struct buf b = { 0 };
	struct causes_name n;
	uint32_t cause;

	if (f->class == RCA_NODE || f->class == RCA_PORT) {
		cause = own_alarm(c, w, f);
		if (cause != WATCH_NONE || f->class == RCA_PORT)
			return cause;
	}
	causes_name(c, w, f, &b, &n);
	cause = watch_root(w, n.kind, n.node, n.object, n.type, n.qualifier);
	watch_set_cause(w, cause, alarm_type_def(n.type)->cause);
	buf_release(&b);
	return cause;
}

static uint32_t
root_of_end(const struct rca *r, uint32_t node, uint32_t port)
{
	uint32_t root = r->node_root[node];

	if (port != RCA_NONE && r->port_root[port] != RCA_NONE)
		return r->port_root[port];
	return root == RCA_NONE || r->root[root].fault.class == RCA_ACCESS
	    || r->node[node].probe == RCA_ANSWERS ? RCA_NONE : root;
}

static uint32_t
root_of(const struct causes *c, uint32_t root)
{
	return root == RCA_NONE ? WATCH_NONE : c->root[root];
}

uint32_t
causes_of_object(const struct causes *c, const struct watch *w,
    uint32_t object)
{
	const struct causes_net *n = c->net;
	const struct watched *o = &w->object[object];
	uint32_t node = names_find(&n->names, o->node), k;

	if (node == NAMES_NONE || object >= n->objects)
		return WATCH_NONE;
	k = n->of_object[object];
	switch (o->kind) {
	case OBJECT_NODE:
		return root_of(c, n->rca.node_root[node]);
	case OBJECT_INTERFACE:
		return root_of(c, n->rca.port_root[k]);
	case OBJECT_TERMINATION:
		return root_of(c, n->rca.term_root[k]);
	case OBJECT_NEIGHBOR:
		return causes_of_neighbor(c, w, watch_own(w, object));
	case OBJECT_PROBE: case OBJECT_SESSIONS: case OBJECT_SENSOR:
		return root_of(c, n->rca.node_root[node]);
	default:
		return WATCH_NONE;
	}
}

/* What makes an end of a link come and go. */
static uint32_t
flap_of_port(const struct causes *c, uint32_t port)
{
	return port == RCA_NONE || (c->fits == 0 && !c->kept) ? WATCH_NONE
	    : c->flap[c->net->port_object[port]];
}

uint32_t
causes_of_link(const struct causes *c, uint32_t link)
{
	const struct rca *r = &c->net->rca;
	const struct rca_link *k = &r->link[link];
	uint32_t root, flap;

	if (!c->solved)
		return WATCH_NONE;
	root = root_of_end(r, k->a, k->a_port);
	if (root == RCA_NONE)
		root = root_of_end(r, k->b, k->b_port);
	if (root != RCA_NONE)
		return c->root[root];
	flap = flap_of_port(c, k->a_port);
	return flap != WATCH_NONE ? flap : flap_of_port(c, k->b_port);
}

/* ---- evidence ----------------------------------------------------------- */

static void
say_one(struct watch *w, uint32_t root, const struct condition *s)
{
	const struct watched *o = &w->object[s->object];
	struct buf b = { 0 };

	buf_addf(&b, "%s: ", alarm_type_def(s->type)->name);
	add_end(&b, o->node, slice_eq(o->node, o->name)
	    ? (struct slice){ 0 } : o->name);
	/* what is withheld has no alarm that could be looked up */
	watch_evidence(w, root, s->withheld ? (struct slice){ 0 }
	    : slice_of(s->alarm.id), buf_slice(&b));
	buf_release(&b);
}

void
causes_symptom(struct watch *w, struct condition *s, uint32_t root)
{
	s->root = root;
	say_one(w, root, s);
}

/* What an alternative is, for people. */
static void
say_alternative(struct causes *c, struct watch *w, uint32_t root,
    const struct rca_alternative *a)
{
	struct buf b = { 0 }, text = { 0 };
	struct causes_name n;

	causes_name(c, w, &a->fault, &b, &n);
	buf_addf(&text, "%s '", rca_class_name(a->fault.class));
	add_end(&text, n.node, n.kind == OBJECT_NODE || n.kind == OBJECT_SITE
	    || n.kind == OBJECT_SRLG || n.kind == OBJECT_POLLER
	    ? (struct slice){ 0 } : n.object);
	if (n.qualifier.len != 0) {
		buf_adds(&text, " - ");
		buf_add_slice(&text, n.qualifier);
	}
	buf_addc(&text, '\'');
	watch_alternative(w, root, &(struct watch_note){
	    .ref = n.qualifier, .text = buf_slice(&text), .node = n.node, .object = n.object,
	    .kind = n.kind, .type = n.type,
	    .confidence_ppm = a->confidence_ppm });
	buf_release(&b);
	buf_release(&text);
}

/*
 * Lists in their order, so that many causes with many symptoms cost their
 * sum: first[] is by what a list is of, next[] by member; both 1 + member.
 */
struct lists {
	uint32_t	*first, *next;
};

static struct lists
lists_new(size_t of, size_t members)
{
	return (struct lists){ xcalloc(of + 1, sizeof(uint32_t)),
	    xcalloc(members + 1, sizeof(uint32_t)) };
}

static void
lists_free(struct lists *l)
{
	free(l->first);
	free(l->next);
}

/* The last member first. */
static void
lists_add(struct lists *l, uint32_t of, size_t member)
{
	l->next[member] = l->first[of];
	l->first[of] = (uint32_t)member + 1;
}

static void
say_symptoms(struct watch *w, uint32_t cause, const struct lists *l)
{
	size_t told = 0;
	struct buf b = { 0 };

	for (uint32_t i = l->first[cause]; i != 0; i = l->next[i - 1]) {
		if (told < EVIDENCE_MAX)
			say_one(w, cause, &w->condition[w->live[i - 1]]);
		told++;
	}
	if (told > EVIDENCE_MAX) {
		buf_addf(&b, "and %zu more symptoms", told - EVIDENCE_MAX);
		watch_evidence(w, cause, (struct slice){ 0 }, buf_slice(&b));
	}
	buf_release(&b);
}

void
causes_say_doubts(struct causes *c, struct watch *w, uint32_t root)
{
	const struct rca *r = &c->net->rca;

	w->condition[c->root[root]].confidence_ppm
	    = r->root[root].confidence_ppm;
	for (size_t i = 0; i < r->alternatives; i++)
		if (r->alternative[i].root == root)
			say_alternative(c, w, c->root[root],
			    &r->alternative[i]);
}

/* Who finds no name and hears nobody has no resolver, or no network. */
static void
say_cut_off(struct causes *c, struct watch *w)
{
	const struct rca_alternative me = { .fault = { RCA_POLLER,
	    c->net->rca.poller }, .confidence_ppm = EVEN_PPM };

	w->condition[c->unnamed].confidence_ppm = EVEN_PPM;
	say_alternative(c, w, c->unnamed, &me);
}

static bool
is_fit(const struct causes *c, uint32_t cause)
{
	for (size_t i = 0; i < c->fits; i++)
		if (c->fit[i].root == cause)
			return true;
	return false;
}

void
causes_say(struct causes *c, struct watch *w)
{
	const struct rca *r = &c->net->rca;
	struct lists symptom = lists_new(w->conditions, w->lives);
	struct lists other = lists_new(r->roots, r->alternatives);

	for (size_t i = w->lives; i-- > 0;) {
		const struct condition *s = &w->condition[w->live[i]];

		if (s->alarm.active && s->root != WATCH_NONE)
			lists_add(&symptom, s->root, i);
	}
	for (size_t i = r->alternatives; i-- > 0;)
		if (r->alternative[i].root < r->roots)
			lists_add(&other, r->alternative[i].root, i);
	for (uint32_t root = 0; root < r->roots; root++) {
		uint32_t cause = c->root[root];

		if (cause == WATCH_NONE || is_fit(c, cause))
			continue;
		w->condition[cause].confidence_ppm
		    = r->root[root].confidence_ppm;
		say_symptoms(w, cause, &symptom);
		for (uint32_t i = other.first[root]; i != 0;
		    i = other.next[i - 1])
			say_alternative(c, w, cause, &r->alternative[i - 1]);
	}
	for (size_t i = 0; i < c->fits; i++)
		say_symptoms(w, c->fit[i].root, &symptom);
	if (c->unnamed != WATCH_NONE)
		say_symptoms(w, c->unnamed, &symptom);
	if (c->unnamed != WATCH_NONE && c->unheard)
		say_cut_off(c, w);
	lists_free(&symptom);
	lists_free(&other);
}
