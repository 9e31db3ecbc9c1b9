/*
 * causes_peer.c (oss) - sessions with neighbours that failures have ended
 * It is known by its port, or its name may be that of its neighbour or port.
 * Where all it has is an address of anywhere, it went with what failed next
 * to its node since it was seen last; or, over several hops, with the only
 * failure that has hidden nodes since then.
 */
#include "base/tstamp.h"
#include "oss/causes_peer.h"

#define HOLD_US	(200 * US_PER_S) /* a session outlives its peer, at most */
#define POLL_US	(300 * US_PER_S)	/* it was well so long before, at most */

struct session {
	const struct causes *c;
	const struct watch *w;
	const struct watched *object;
	uint32_t	 node;		/* rca's */
	int64_t		 seen_us;	/* when it was well */
};

static uint32_t
root_of(const struct session *s, uint32_t root)
{
	return root == RCA_NONE ? WATCH_NONE : s->c->root[root];
}

static uint32_t
near_port(const struct session *s, const struct rca_link *k)
{
	return k->a == s->node ? k->a_port : k->b_port;
}

/* What has failed of a link, as its own node sees it. */
static uint32_t
cause_at(const struct session *s, const struct rca_link *k)
{
	const struct rca *r = &s->c->net->rca;
	uint32_t p = near_port(s, k), far = k->a == s->node ? k->b : k->a;
	uint32_t cause = p == RCA_NONE ? WATCH_NONE
	    : root_of(s, r->port_root[p]);

	if (cause != WATCH_NONE)
		return cause;
	return root_of(s, r->node_root[far]);
}

/* The port may be a cause of its own, too. */
static uint32_t
cause_by_port(const struct session *s)
{
	const struct causes_net *n = s->c->net;
	uint32_t o = s->object->port.len == 0 ? WATCH_NONE
	    : watch_find(s->w, OBJECT_INTERFACE, s->object->node,
	    s->object->port);
	uint32_t p = o == WATCH_NONE || o >= n->objects ? RCA_NONE
	    : n->of_object[o];
	uint32_t cause;

	if (p == RCA_NONE)
		return WATCH_NONE;
	cause = root_of(s, n->rca.port_root[p]);
	if (cause == WATCH_NONE && n->rca.port[p].link != RCA_NONE)
		cause = cause_at(s, &n->rca.link[n->rca.port[p].link]);
	return cause == WATCH_NONE && watch_alarmed(s->w, o)
	    ? s->w->object[o].own : cause;
}

/* A name goes on behind these: sw-1 is not in sw-1-2, nor 1/1 in 1/1/1. */
static bool
goes_on(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
	    || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '/';
}

static bool
has(struct slice text, struct slice word)
{
	const char *end = text.p + text.len, *at = text.p, *behind;

	while (word.len != 0 && at != NULL && at < end) {
		at = memmem(at, (size_t)(end - at), word.p, word.len);
		if (at == NULL)
			return false;
		behind = at + word.len;
		if ((at == text.p || !goes_on(at[-1]))
		    && (behind == end || !goes_on(*behind)))
			return true;
		at++;
	}
	return false;
}

static uint32_t
cause_by_name(const struct session *s)
{
	const struct causes_net *n = s->c->net;
	size_t links;
	const uint32_t *link = causes_links_of(n, s->node, &links);

	for (size_t i = 0; i < links; i++) {
		const struct rca_link *k = &n->rca.link[link[i]];
		const struct watch_link *v
		    = &s->w->link[n->link_watch[link[i]]];
		bool here = k->a == s->node;
		uint32_t cause;

		if (!has(s->object->name, here ? v->b_node : v->a_node)
		    && !has(s->object->name, here ? v->a_port : v->b_port))
			continue;
		cause = cause_at(s, k);
		if (cause != WATCH_NONE)
			return cause;
	}
	return WATCH_NONE;
}

static int64_t
began_us(const struct session *s, uint32_t cause)
{
	const struct condition *o = &s->w->condition[cause];

	return o->alarm.active && o->said.active ? o->alarm.raised_us
	    : INT64_MAX;
}

/* The first that began since the session was well, of those next to it. */
static uint32_t
cause_beside(const struct session *s)
{
	const struct rca *r = &s->c->net->rca;
	uint32_t best = WATCH_NONE;
	size_t links;
	const uint32_t *link = causes_links_of(s->c->net, s->node, &links);

	for (size_t i = 0; i < links; i++) {
		uint32_t cause = cause_at(s, &r->link[link[i]]);

		if (cause == WATCH_NONE || began_us(s, cause) < s->seen_us)
			continue;
		if (best == WATCH_NONE
		    || began_us(s, cause) < began_us(s, best))
			best = cause;
	}
	return best;
}

/* The only one that hides nodes since then; of several none. */
static uint32_t
cause_afar(const struct session *s)
{
	const struct rca *r = &s->c->net->rca;
	uint32_t only = WATCH_NONE;

	for (uint32_t n = 0; n < r->nodes; n++) {
		uint32_t cause = root_of(s, r->node_root[n]);

		if (cause == WATCH_NONE || cause == only
		    || r->root[r->node_root[n]].fault.class == RCA_ACCESS
		    || began_us(s, cause) < s->seen_us)
			continue;
		if (only != WATCH_NONE)
			return WATCH_NONE;
		only = cause;
	}
	return only;
}

uint32_t
causes_of_neighbor(const struct causes *c, const struct watch *w,
    const struct condition *o)
{
	struct session s = { c, w, &w->object[o->object],
	    names_find(&c->net->names, w->object[o->object].node), 0 };
	uint32_t cause;

	if (s.node == NAMES_NONE)
		return WATCH_NONE;
	s.seen_us = c->fitful ? INT64_MIN
	    : o->health.down ? o->health.bad_us - POLL_US
	    : o->health.last_us;
	cause = cause_by_port(&s);
	if (cause == WATCH_NONE)
		cause = cause_by_name(&s);
	if (cause == WATCH_NONE)
		cause = root_of(&s, c->net->rca.node_root[s.node]);
	if (cause == WATCH_NONE)
		cause = cause_beside(&s);
	return cause != WATCH_NONE ? cause : cause_afar(&s);
}

/* ---- what sessions say of who is silent --------------------------------- */

/* A link between a node that is silent and one that is not. */
static bool
calls(const struct rca *r, uint32_t l)
{
	return (r->node[r->link[l].a].snmp == RCA_SILENT)
	    != (r->node[r->link[l].b].snmp == RCA_SILENT);
}

static bool
any_calls(const struct rca *r)
{
	for (uint32_t l = 0; l < r->links; l++)
		if (calls(r, l))
			return true;
	return false;
}

static bool
is_shared(const struct rca *r, uint32_t port)
{
	return port != RCA_NONE && r->port[port].shared;
}

/*
 * The link of a session, by its port or by the name of its neighbour; by both
 * where several share the port.
 */
static uint32_t
link_of(const struct causes_net *n, const struct watch *w,
    const struct watched *o, uint32_t node)
{
	size_t links;
	const uint32_t *link = causes_links_of(n, node, &links);

	for (size_t i = 0; i < links; i++) {
		const struct watch_link *v
		    = &w->link[n->link_watch[link[i]]];
		const struct rca_link *l = &n->rca.link[link[i]];
		bool here = l->a == node;
		struct slice port = here ? v->a_port : v->b_port;
		bool ported = port.len != 0 && o->port.len != 0;
		bool shared = is_shared(&n->rca, here ? l->a_port
		    : l->b_port);

		if (!calls(&n->rca, link[i])
		    || (ported && !slice_eq(port, o->port)))
			continue;
		if ((ported && !shared)
		    || has(o->name, here ? v->b_node : v->a_node))
			return link[i];
	}
	return RCA_NONE;
}

static bool
begins(struct slice text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.p, with, len) == 0;
}

static void
hear_session(struct causes_net *n, const struct watch *w, uint32_t object)
{
	const struct watched *o = &w->object[object];
	const struct health *h = &watch_own(w, object)->health;
	uint32_t node = names_find(&n->names, o->node), l, port;
	struct rca *r = &n->rca;
	struct rca_node *far;

	/* what LLDP and CDP tell of stays for minutes, or for good */
	if (begins(o->name, "lldp") || begins(o->name, "cdp"))
		return;
	if (node == NAMES_NONE || r->node[node].snmp != RCA_ANSWERS
	    || !h->was_up || (l = link_of(n, w, o, node)) == RCA_NONE)
		return;
	far = &r->node[r->link[l].a == node ? r->link[l].b : r->link[l].a];
	port = r->link[l].a == node ? r->link[l].a_port : r->link[l].b_port;
	if (!h->down && !h->failed)
		far->neighbors += h->last_us > far->since_us + HOLD_US;
	else if (port == RCA_NONE || r->port[port].state != RCA_DOWN)
		far->lost_neighbors += h->bad_us > far->good_us - POLL_US;
}

void
causes_see_sessions(const struct causes *c, const struct watch *w)
{
	bool any = any_calls(&c->net->rca);

	for (uint32_t i = 0; any && i < c->net->objects; i++)
		if (w->object[i].kind == OBJECT_NEIGHBOR && !c->past[i])
			hear_session(c->net, w, i);
}
