/*
 * causes_past.c (oss) - what was down before it was mended says nothing
 *
 * What came back is known by its last two readings: so it is when the rest is
 * asked by another poller, in another run. It tells of what was down next to
 * it: the other end of the link, the node behind it, what is dark behind that
 * one. What had the same cause as what came back is of the past, too.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_flap.h"
#include "oss/causes_past.h"
#include "oss/causes_time.h"


struct flood {
	struct causes	*c;
	const struct watch *w;
	int64_t		*back_us;	/* by node: light came back by then */
	uint32_t	*queue;
	size_t		 tail;
};

/* When what was down was seen to be well, if that is what was seen last. */
static int64_t
back_us(const struct health *h)
{
	return h->known && !h->down && !h->off && h->past_len > 1
	    && (h->past & 3) == 2 ? h->last_us : INT64_MIN;
}

/* One answer that is missing may be chance, and nobody was told of it. */
static int64_t
node_back_us(const struct condition *o)
{
	return (o->said.active && !o->alarm.active)
	    || (o->health.past & 7) == 6 ? back_us(&o->health) : INT64_MIN;
}

static int64_t
port_back_us(const struct flood *f, uint32_t port)
{
	return port == RCA_NONE ? INT64_MIN : back_us(&watch_own(f->w,
	    f->c->net->port_object[port])->health);
}

static bool
is_past(const struct condition *o, int64_t us)
{
	return us != INT64_MIN && (o->health.down || o->health.failed)
	    && o->health.last_us < us;
}

static void
mark(struct causes *c, const struct watch *w, uint32_t object, int64_t us)
{
	if (object < c->net->objects && is_past(watch_own(w, object), us))
		c->past[object] = c->any_past = true;
}

/* ---- next to what came back --------------------------------------------- */

static void
node_back(struct flood *f, uint32_t n, int64_t us)
{
	if (us <= f->back_us[n])
		return;
	if (f->back_us[n] == INT64_MIN)
		f->queue[f->tail++] = n;
	f->back_us[n] = us;
}

/* Behind a node that came back: who was silent before, and behind that. */
static void
pass_on(struct flood *f, uint32_t n, uint32_t far)
{
	uint32_t object = f->c->net->node_object[far];

	if (f->back_us[n] == INT64_MIN || object == WATCH_NONE
	    || !is_past(watch_own(f->w, object), f->back_us[n]))
		return;
	node_back(f, far, f->back_us[n]);
}

/* The node of an object that says whether it answers; others: NONE. */
static uint32_t
answering(const struct flood *f, uint32_t object)
{
	const struct watched *o = &f->w->object[object];

	return o->kind == OBJECT_NODE || o->kind == OBJECT_PROBE
	    ? names_find(&f->c->net->names, o->node) : NAMES_NONE;
}

static void
start(struct flood *f)
{
	const struct causes_net *net = f->c->net;

	for (uint32_t i = 0; i < net->objects; i++) {
		uint32_t n = answering(f, i);

		if (n != NAMES_NONE)
			node_back(f, n, node_back_us(watch_own(f->w, i)));
	}
	for (size_t l = 0; l < net->rca.links; l++) {
		const struct rca_link *k = &net->rca.link[l];
		uint32_t a = net->node_object[k->a], b = net->node_object[k->b];
		int64_t us;

		us = port_back_us(f, k->a_port);
		if (b != WATCH_NONE && is_past(watch_own(f->w, b), us))
			node_back(f, k->b, us);
		us = port_back_us(f, k->b_port);
		if (a != WATCH_NONE && is_past(watch_own(f->w, a), us))
			node_back(f, k->a, us);
	}
}

/* Light spreads by links; few nodes come back at once. */
static void
spread(struct flood *f)
{
	const struct rca *r = &f->c->net->rca;
	size_t done;

	do {
		done = f->tail;
		for (size_t l = 0; l < r->links; l++) {
			pass_on(f, r->link[l].a, r->link[l].b);
			pass_on(f, r->link[l].b, r->link[l].a);
		}
	} while (f->tail > done);
}

static void
mark_near(struct flood *f)
{
	const struct causes_net *net = f->c->net;

	for (uint32_t i = 0; i < net->objects; i++) {
		uint32_t n = answering(f, i);

		if (n != NAMES_NONE)
			mark(f->c, f->w, i, f->back_us[n]);
	}
	for (size_t l = 0; l < net->rca.links; l++) {
		const struct rca_link *k = &net->rca.link[l];

		if (k->a_port != RCA_NONE) {
			mark(f->c, f->w, net->port_object[k->a_port],
			    port_back_us(f, k->b_port));
			mark(f->c, f->w, net->port_object[k->a_port],
			    f->back_us[k->b]);
		}
		if (k->b_port != RCA_NONE) {
			mark(f->c, f->w, net->port_object[k->b_port],
			    port_back_us(f, k->a_port));
			mark(f->c, f->w, net->port_object[k->b_port],
			    f->back_us[k->a]);
		}
	}
}

static void
look_near(struct causes *c, const struct watch *w)
{
	struct flood f = { .c = c, .w = w };
	size_t nodes = c->net->names.len;

	f.back_us = xcalloc(nodes + 1, sizeof(*f.back_us));
	f.queue = xcalloc(nodes + 1, sizeof(*f.queue));
	for (size_t n = 0; n < nodes; n++)
		f.back_us[n] = INT64_MIN;
	start(&f);
	if (f.tail > 0)
		spread(&f);
	mark_near(&f);
	free(f.back_us);
	free(f.queue);
}

/* ---- of the same cause -------------------------------------------------- */

static struct slice
cause_said(const struct condition *o)
{
	return slice_of(o->said.root ? o->alarm.id : o->said.root_id);
}

static void
remember(struct watch *w, const struct condition *o)
{
	uint32_t n = names_add(&w->back, cause_said(o));
	struct watch_back *b;

	if (n == w->backs) {
		GROW(w->came_back, w->backs, w->backs_cap);
		w->came_back[w->backs++] = (struct watch_back){ INT64_MIN,
		    WATCH_NONE };
	}
	b = &w->came_back[n];
	if (o->health.last_us > b->us)
		b->us = o->health.last_us;
	if (o->said.root && o->type == ALARM_NODE_UNREACHABLE)
		b->of_node = o->object;
}

/* A port was hidden by its node: that says it again, or not. */
static bool
had_that_cause(const struct watch *w, const struct condition *o,
    int64_t now_us, int64_t *us)
{
	const struct watched *at = &w->object[o->object];
	uint32_t n = names_find(&w->back, cause_said(o));

	if (n == NAMES_NONE || now_us - w->came_back[n].us > WATCH_BACK_US
	    || (at->kind == OBJECT_INTERFACE
	    && at->of_node == w->came_back[n].of_node))
		return false;
	*us = w->came_back[n].us;
	return true;
}

/* Those that say nothing any more, now and then. */
static void
forget_old(struct watch *w, int64_t now_us)
{
	struct names old = w->back;
	size_t n = 0;

	if (w->backs < 2 * w->backs_kept + 64)
		return;
	w->back = (struct names){ 0 };
	for (size_t i = 0; i < w->backs; i++) {
		if (now_us - w->came_back[i].us > WATCH_BACK_US)
			continue;
		names_add(&w->back, old.item[i]);
		w->came_back[n++] = w->came_back[i];
	}
	names_release(&old);
	w->backs = w->backs_kept = n;
}

static void
look_alike(struct causes *c, struct watch *w, int64_t now_us)
{
	forget_old(w, now_us);
	for (size_t i = 0; i < w->lives; i++) {
		const struct condition *o = &w->condition[w->live[i]];

		if (o->said.active && !o->alarm.active && o->pending
		    && w->object[o->object].own == w->live[i])
			remember(w, o);
	}
	for (size_t i = 0; w->backs > 0 && i < w->lives; i++) {
		const struct condition *o = &w->condition[w->live[i]];
		int64_t us;

		if (o->said.active && o->alarm.active
		    && !alarm_type_def(o->type)->located
		    && had_that_cause(w, o, now_us, &us))
			mark(c, w, o->object, us);
	}
}

/* ---- the poller --------------------------------------------------------- */

/*
 * It was cut off, and nothing was said of what did not answer. The first
 * answer says that it is back: who was asked before is to be asked again.
 */
static void
look_poller(struct causes *c, const struct watch *w, int64_t now_us)
{
	int64_t first_us = INT64_MAX, since_us;

	for (size_t i = 0; i < w->lives && c->poller == WATCH_NONE; i++)
		if (w->condition[w->live[i]].type == ALARM_POLLER_CUT_OFF
		    && w->condition[w->live[i]].said.active)
			c->poller = w->live[i];
	if (c->poller == WATCH_NONE)
		return;
	since_us = w->condition[c->poller].said.raised_us;
	for (uint32_t i = 0; i < c->net->objects; i++) {
		const struct watched *o = &w->object[i];
		const struct health *h = &watch_own(w, i)->health;

		if ((o->kind == OBJECT_NODE || o->kind == OBJECT_PROBE)
		    && !slice_eq(o->node, w->rules.poller)
		    && h->known && !h->down && h->last_us > since_us
		    && h->last_us < first_us)
			first_us = h->last_us;
	}
	if (first_us == INT64_MAX || now_us - first_us > WATCH_BACK_US) {
		c->poller = WATCH_NONE;
		return;
	}
	for (uint32_t i = 0; i < c->net->objects; i++)
		if (w->object[i].kind == OBJECT_NODE
		    || w->object[i].kind == OBJECT_PROBE)
			mark(c, w, i, first_us);
}

/* ------------------------------------------------------------------------- */

void
causes_past(struct causes *c, struct watch *w, int64_t now_us)
{
	if (c->past == NULL)
		c->past = xcalloc(c->net->objects + 1, sizeof(*c->past));
	memset(c->past, 0, c->net->objects * sizeof(*c->past));
	c->any_past = false;
	c->poller = WATCH_NONE;
	look_near(c, w);
	look_alike(c, w, now_us);
	look_poller(c, w, now_us);
}

void
causes_past_keep(struct causes *c, struct watch *w)
{
	bool await = false;

	for (size_t i = 0; c->any_past && i < w->lives; i++) {
		struct condition *o = &w->condition[w->live[i]];

		if (o->object >= c->net->objects || !c->past[o->object]
		    || causes_flap_of(c, o) != WATCH_NONE)
			continue;
		if (!o->said.active) {
			await = true;
			if (c->poller != WATCH_NONE)
				watch_withhold(w, w->live[i]);
		} else if (o->alarm.active) {
			causes_keep(c, w, w->live[i]);
			o->held = true;
		}
	}
	for (uint32_t i = 0; c->poller != WATCH_NONE && !await
	    && i < c->net->objects; i++)
		await = c->past[i] && !watch_own(w, i)->said.active;
	if (c->poller != WATCH_NONE && await)
		causes_assert_again(w, c->poller);
}

void
causes_past_close(struct causes *c)
{
	free(c->past);
}
