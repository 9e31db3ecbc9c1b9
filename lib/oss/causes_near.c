/*
 * causes_near.c (oss) - neighbours that are not those of the link records
 *
 * The record may be old or the cable in another socket: both are told. What
 * cannot be told from the record for certain is no difference: a neighbour
 * whose name is no node's, or several ones'; a port with another name (a
 * member of an aggregate, an alias) as long as the recorded one works.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_near.h"

struct end {
	struct slice	node, port;
};

void
causes_near_open(struct causes *c, struct watch *w)
{
	if (w->near.seens == 0)
		return;
	for (size_t i = 0; i < c->net->names.len; i++)
		near_call(&w->near, c->net->names.item[i],
		    c->net->names.item[i]);
	near_sort(&w->near);
}

static bool
same(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0
	    || strncasecmp(a.p, b.p, a.len) == 0);
}

/*
 * What was seen later is news. Of the first pass of a run that is what its
 * node's own newest look saw, for another poller's pass may have ended since.
 */
static int64_t
news_since(const struct watch *w, struct slice node)
{
	uint32_t n = watch_find(w, OBJECT_NODE, node, node);
	int64_t us = w->settled_us;

	if (w->passed_us != INT64_MIN)
		return w->passed_us;
	if (n != WATCH_NONE && watch_own(w, n)->health.known
	    && watch_own(w, n)->health.last_us - NEAR_LOOK_US < us)
		us = watch_own(w, n)->health.last_us - NEAR_LOOK_US;
	return us;
}

/* Whether a port has a neighbour, or else carries nothing. */
static bool
is_used_otherwise(const struct watch *w, const struct end *far,
    uint32_t object, int64_t now_us)
{
	const struct health *h = &watch_own(w, object)->health;
	size_t first = 0, n = near_latest(&w->near, far->node,
	    news_since(w, far->node), now_us, &first);

	for (size_t i = first; i < first + n; i++)
		if (slice_eq(w->near.seen[i].port, far->port))
			return true;
	return h->known && (h->down || h->off);
}

/* A port of the right node that is, for certain, not the recorded one. */
static bool
other_port(const struct watch *w, const struct end *far, struct slice port,
    int64_t now_us)
{
	uint32_t want = far->port.len == 0 ? WATCH_NONE
	    : watch_find(w, OBJECT_INTERFACE, far->node, far->port);

	return want != WATCH_NONE && port.len != 0 && !same(port, far->port)
	    && watch_find(w, OBJECT_INTERFACE, far->node, port) != WATCH_NONE
	    && is_used_otherwise(w, far, want, now_us);
}

/*
 * The neighbour at a port that the record does not have there. NULL: none, or
 * one among them is right, or may be.
 */
static const struct near_seen *
stranger(const struct watch *w, const struct end *e, const struct end *far,
    int64_t now_us, bool *looked)
{
	const struct near_seen *found = NULL;
	size_t first = 0, n = near_latest(&w->near, e->node,
	    news_since(w, e->node), now_us, &first);

	*looked |= n > 0;
	for (size_t i = first; e->port.len != 0 && i < first + n; i++) {
		const struct near_seen *s = &w->near.seen[i];
		struct slice node;

		if (!slice_eq(s->port, e->port))
			continue;
		node = near_node(&w->near, s->peer_node);
		if (node.len == 0 || (slice_eq(node, far->node)
		    && !other_port(w, far, s->peer_port, now_us)))
			return NULL;
		found = s;
	}
	return found;
}

static void
add_end(struct buf *b, const struct end *e)
{
	buf_addf(b, "%.*s%s%.*s", SLICE_FMT(e->node), e->port.len != 0 ? "/"
	    : "", SLICE_FMT(e->port));
}

static void
say_neighbor(struct watch *w, uint32_t n, const struct end *e,
    const struct near_seen *s)
{
	const struct end peer = { s->peer_node, s->peer_port };
	char ts[TSTAMP_TEXT_MAX];
	struct buf ref = { 0 }, text = { 0 };

	add_end(&ref, e);
	buf_addc(&ref, '@');
	buf_add(&ref, ts, tstamp_format(s->ts_us, ts));
	buf_addf(&text, "%.*s at ", SLICE_FMT(s->protocol));
	add_end(&text, e);
	buf_adds(&text, ": the neighbour is ");
	add_end(&text, &peer);
	watch_evidence(w, n, buf_slice(&ref), buf_slice(&text));
	buf_release(&ref);
	buf_release(&text);
}

static void
say_record(struct watch *w, uint32_t n, const struct end *a,
    const struct end *b)
{
	struct buf text = { 0 };

	buf_adds(&text, "the link record has ");
	add_end(&text, a);
	buf_adds(&text, " at ");
	add_end(&text, b);
	watch_evidence(w, n, (struct slice){ 0 }, buf_slice(&text));
	buf_release(&text);
}

static bool
at_work(const struct watch *w, const struct end *e, int64_t now_us)
{
	uint32_t node = watch_find(w, OBJECT_NODE, e->node, e->node);
	uint32_t port = e->port.len == 0 ? WATCH_NONE
	    : watch_find(w, OBJECT_INTERFACE, e->node, e->port);

	return (node != WATCH_NONE && watch_in_window(w, node, now_us)
	    != NULL) || (port != WATCH_NONE && watch_in_window(w, port,
	    now_us) != NULL);
}

static bool
was_said(const struct watch *w, const struct causes_name *name)
{
	uint32_t n = watch_find(w, name->kind, name->node, name->object);

	if (n != WATCH_NONE)
		n = watch_find_condition(w, n, ALARM_NEIGHBOR_DIFFERS,
		    name->qualifier);
	return n != WATCH_NONE && w->condition[n].said.active;
}

static void
look_at(struct causes *c, struct watch *w, uint32_t link, int64_t now_us)
{
	const struct alarm_type_def *type
	    = alarm_type_def(ALARM_NEIGHBOR_DIFFERS);
	const struct watch_link *k = &w->link[c->net->link_watch[link]];
	const struct rca_fault fault = { RCA_LINK, link };
	const struct end a = { k->a_node, k->a_port },
	    b = { k->b_node, k->b_port };
	bool looked = false;
	const struct near_seen *at_a = stranger(w, &a, &b, now_us, &looked),
	    *at_b = stranger(w, &b, &a, now_us, &looked);
	struct causes_name name;
	struct buf buf = { 0 };
	bool differs = at_a != NULL || at_b != NULL, said;
	uint32_t n;

	causes_name(c, w, &fault, &buf, &name);
	said = was_said(w, &name);
	if (said ? differs || !looked : differs && !at_work(w, &a, now_us)
	    && !at_work(w, &b, now_us)) {
		n = watch_root(w, name.kind, name.node, name.object,
		    ALARM_NEIGHBOR_DIFFERS, name.qualifier);
		w->condition[n].root = WATCH_NONE;
		watch_set_cause(w, n, type->cause);
		watch_set_severity(w, n, type->severity);
		say_record(w, n, &b, &a);
		if (at_a != NULL)
			say_neighbor(w, n, &a, at_a);
		if (at_b != NULL)
			say_neighbor(w, n, &b, at_b);
	}
	buf_release(&buf);
}

static bool
any_said(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].type == ALARM_NEIGHBOR_DIFFERS)
			return true;
	return false;
}

/* Several links at one port: who is beside it is not one of them alone. */
static bool
is_shared(const struct rca *r, uint32_t port)
{
	return port != RCA_NONE && r->port[port].shared;
}

void
causes_near(struct causes *c, struct watch *w, int64_t now_us)
{
	const struct rca *r = &c->net->rca;

	if (w->near.seens == 0 && !any_said(w))
		return;
	for (uint32_t l = 0; l < r->links; l++)
		if (!is_shared(r, r->link[l].a_port)
		    && !is_shared(r, r->link[l].b_port))
			look_at(c, w, l, now_us);
}
