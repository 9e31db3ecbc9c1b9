/*
 * situation.c (oss) - how alarms hang together at one instant
 */
#include "base/buf.h"
#include "oss/situation.h"
#include "oss/topology.h"

struct situation {
	struct names		 names;		/* of the nodes that links name */
	uint32_t		*rank;		/* by number in names */
	uint32_t		*node_object;	/* by rank; WATCH_NONE: not asked */
	uint32_t		*port_object;	/* 2 a link */
	enum topology_state	*state;
	struct topology_link	*link;
	struct topology_cause	*cause;
	uint32_t		*port_cause;
	struct topology		 topology;
};

static int
name_cmp(const void *va, const void *vb, void *arg)
{
	const struct names *n = arg;

	return slice_cmp(n->item[*(const uint32_t *)va],
	    n->item[*(const uint32_t *)vb]);
}

/* Nodes in the order of their names, so that ties do not hang on the input */
static void
rank_nodes(struct situation *s, const struct watch *w)
{
	size_t n = s->names.len;
	uint32_t *order = xcalloc(n + 1, sizeof(*order));

	s->rank = xcalloc(n + 1, sizeof(*s->rank));
	s->node_object = xcalloc(n + 1, sizeof(*s->node_object));
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), name_cmp, &s->names);
	for (uint32_t r = 0; r < n; r++) {
		struct slice name = s->names.item[order[r]];

		s->rank[order[r]] = r;
		s->node_object[r] = watch_find(w, OBJECT_NODE, name, name);
	}
	free(order);
}

static uint32_t
place(const struct situation *s, struct slice node)
{
	uint32_t n = names_find(&s->names, node);

	return n == NAMES_NONE ? TOPOLOGY_NONE : s->rank[n];
}

static uint32_t
port(const struct watch *w, struct slice node, struct slice name)
{
	return name.len == 0 ? WATCH_NONE
	    : watch_find(w, OBJECT_INTERFACE, node, name);
}

static void
build_links(struct situation *s, const struct watch *w)
{
	for (size_t l = 0; l < w->links; l++) {
		const struct watch_link *k = &w->link[l];

		s->link[l].a = place(s, k->a_node);
		s->link[l].b = place(s, k->b_node);
		s->port_object[2 * l] = port(w, k->a_node, k->a_port);
		s->port_object[2 * l + 1] = port(w, k->b_node, k->b_port);
	}
}

struct situation *
situation_new(const struct watch *w)
{
	struct situation *s = xcalloc(1, sizeof(*s));
	size_t n;

	for (size_t l = 0; l < w->links; l++) {
		names_add(&s->names, w->link[l].a_node);
		names_add(&s->names, w->link[l].b_node);
	}
	n = s->names.len;
	rank_nodes(s, w);
	s->state = xcalloc(n + 1, sizeof(*s->state));
	s->cause = xcalloc(n + 1, sizeof(*s->cause));
	s->link = xcalloc(w->links + 1, sizeof(*s->link));
	s->port_object = xcalloc(2 * w->links + 1, sizeof(*s->port_object));
	s->port_cause = xcalloc(2 * w->links + 1, sizeof(*s->port_cause));
	build_links(s, w);
	s->topology = (struct topology){ .node = s->state, .nodes = n,
	    .link = s->link, .links = w->links,
	    .poller = place(s, w->rules.poller) };
	return s;
}

void
situation_free(struct situation *s)
{
	if (s == NULL)
		return;
	names_release(&s->names);
	free(s->rank);
	free(s->node_object);
	free(s->port_object);
	free(s->state);
	free(s->link);
	free(s->cause);
	free(s->port_cause);
	free(s);
}

static void
read_state(struct situation *s, const struct watch *w)
{
	for (size_t n = 0; n < s->topology.nodes; n++) {
		uint32_t o = s->node_object[n];

		s->state[n] = watch_alarmed(w, o) ? TOPOLOGY_DOWN
		    : o != WATCH_NONE && watch_own(w, o)->health.was_up
		    ? TOPOLOGY_UP : TOPOLOGY_UNKNOWN;
	}
	for (size_t l = 0; l < s->topology.links; l++) {
		s->link[l].a_down = watch_alarmed(w, s->port_object[2 * l]);
		s->link[l].b_down = watch_alarmed(w, s->port_object[2 * l + 1]);
	}
}

static void
locate_nodes(struct situation *s, struct watch *w)
{
	for (size_t n = 0; n < s->topology.nodes; n++) {
		const struct topology_cause *c = &s->cause[n];
		uint32_t o = s->node_object[n], hidden_by;

		if (!watch_alarmed(w, o) || c->kind == TOPOLOGY_ITSELF)
			continue;
		if (c->kind == TOPOLOGY_NODE)
			hidden_by = s->node_object[c->node];
		else
			hidden_by = s->port_object[2 * c->link
			    + (s->link[c->link].a == c->node ? 0 : 1)];
		watch_own(w, o)->root = w->object[hidden_by].own;
	}
}

static void
locate_far_ports(struct situation *s, struct watch *w)
{
	for (size_t p = 0; p < 2 * s->topology.links; p++)
		if (s->port_cause[p] != TOPOLOGY_NONE
		    && watch_alarmed(w, s->port_object[p]))
			watch_own(w, s->port_object[p])->root =
			    w->object[s->node_object[s->port_cause[p]]].own;
}

/* What is within a node that does not answer is not what is wrong. */
static void
locate_within(struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *c = &w->condition[w->live[i]];
		uint32_t node = w->object[c->object].of_node, own;

		if (!c->alarm.active || !watch_alarmed(w, node))
			continue;
		own = w->object[node].own;
		c->root = w->condition[own].root != WATCH_NONE
		    ? w->condition[own].root : own;
	}
}

void
situation_locate(struct situation *s, struct watch *w)
{
	if (s->topology.links > 0) {
		read_state(s, w);
		topology_locate(&s->topology, s->cause, s->port_cause);
		locate_nodes(s, w);
		locate_far_ports(s, w);
	}
	locate_within(w);
}

/* ---- as a locator ------------------------------------------------------- */

static void *
nearest_open(struct watch *w)
{
	return situation_new(w);
}

static void
nearest_locate(void *located, struct watch *w, int64_t now_us)
{
	(void)now_us;
	situation_locate(located, w);
}

static void
nearest_close(void *located)
{
	situation_free(located);
}

const struct locator locator_nearest = { nearest_open, nearest_locate,
    nearest_close };
