/*
 * topology.c (oss) - what stands between the poller and a node that is down
 */
#include "base/buf.h"
#include "oss/topology.h"

/* One end of a link, as the node at that end sees it. */
struct end {
	uint32_t link;
	uint32_t other;		/* node at the other end */
	bool	 down, far_down;	/* the port here, the one there */
};

struct graph {
	const struct topology *t;
	struct end	*end;	/* by node */
	size_t		*first;	/* nodes + 1: where a node's ends begin */
	bool		*light;
	uint32_t	*queue;
	size_t		 head, tail;
};

static void
graph_release(struct graph *g)
{
	free(g->end);
	free(g->first);
	free(g->light);
	free(g->queue);
}

static void
graph_init(struct graph *g, const struct topology *t)
{
	size_t *at;

	*g = (struct graph){ .t = t };
	g->end = xcalloc(2 * t->links + 1, sizeof(*g->end));
	g->first = xcalloc(t->nodes + 2, sizeof(*g->first));
	g->light = xcalloc(t->nodes + 1, sizeof(*g->light));
	g->queue = xcalloc(t->nodes + 1, sizeof(*g->queue));

	/* Count one place on, sum up, and the second pass fills in. */
	at = g->first + 1;
	for (size_t l = 0; l < t->links; l++) {
		at[t->link[l].a + 1]++;
		at[t->link[l].b + 1]++;
	}
	for (size_t n = 0; n < t->nodes; n++)
		at[n + 1] += at[n];
	for (size_t l = 0; l < t->links; l++) {
		const struct topology_link *k = &t->link[l];

		g->end[at[k->a]++] = (struct end){ (uint32_t)l, k->b,
		    k->a_down, k->b_down };
		g->end[at[k->b]++] = (struct end){ (uint32_t)l, k->a,
		    k->b_down, k->a_down };
	}
}

#define EACH_END(e, g, n)						\
	(const struct end *e = (g)->end + (g)->first[n];		\
	    e < (g)->end + (g)->first[(n) + 1]; e++)

static void
push(struct graph *g, uint32_t node)
{
	g->queue[g->tail++] = node;
}

static void
shed_light(struct graph *g)
{
	const struct topology *t = g->t;

	for (uint32_t n = 0; n < t->nodes; n++)
		if (t->node[n] == TOPOLOGY_UP || (n == t->poller
		    && t->node[n] != TOPOLOGY_DOWN)) {
			g->light[n] = true;
			push(g, n);
		}
	while (g->head < g->tail) {
		uint32_t n = g->queue[g->head++];

		for EACH_END(e, g, n) {
			if (e->down || g->light[e->other]
			    || t->node[e->other] != TOPOLOGY_UNKNOWN)
				continue;
			g->light[e->other] = true;
			push(g, e->other);
		}
	}
	g->head = g->tail = 0;
}

/* Whether a dark node borders on the light; *c then says what hides it. */
static bool
border(const struct graph *g, uint32_t n, struct topology_cause *c)
{
	bool down = g->t->node[n] == TOPOLOGY_DOWN;
	unsigned live = 0, dead = 0;

	for EACH_END(e, g, n) {
		if (!g->light[e->other])
			continue;
		if (!e->far_down)
			live++;
		else if (dead++ == 0)
			*c = (struct topology_cause){ TOPOLOGY_PORT,
			    e->other, e->link };
	}
	if (down && (n == g->t->poller || live > 0 || dead > 1))
		*c = (struct topology_cause){ .kind = TOPOLOGY_ITSELF };
	return live + dead > 0 || (down && n == g->t->poller);
}

/* A node all of whose lit neighbours' ports are dead took them down. */
static void
blame_ports(const struct graph *g, uint32_t n, uint32_t *port_cause)
{
	for EACH_END(e, g, n)
		if (g->light[e->other] && !e->far_down)
			return;
	for EACH_END(e, g, n)
		if (g->light[e->other])
			port_cause[2 * e->link
			    + (g->t->link[e->link].a == e->other ? 0 : 1)] = n;
}

/* What hides a border node hides all that is darker still behind it. */
static void
spread(struct graph *g, bool *known, struct topology_cause *cause)
{
	while (g->head < g->tail) {
		uint32_t n = g->queue[g->head++];
		struct topology_cause c = cause[n];

		if (c.kind == TOPOLOGY_ITSELF)
			c = (struct topology_cause){ TOPOLOGY_NODE, n, 0 };
		for EACH_END(e, g, n) {
			if (g->light[e->other] || known[e->other])
				continue;
			known[e->other] = true;
			cause[e->other] = c;
			push(g, e->other);
		}
	}
}

void
topology_locate(const struct topology *t, struct topology_cause *cause,
    uint32_t *port_cause)
{
	bool *known = xcalloc(t->nodes + 1, sizeof(*known));
	struct graph g;

	graph_init(&g, t);
	shed_light(&g);
	for (size_t p = 0; p < 2 * t->links; p++)
		port_cause[p] = TOPOLOGY_NONE;
	for (uint32_t n = 0; n < t->nodes; n++) {
		cause[n] = (struct topology_cause){ .kind = TOPOLOGY_ITSELF };
		if (g.light[n] || !border(&g, n, &cause[n]))
			continue;
		known[n] = true;
		push(&g, n);
		if (t->node[n] == TOPOLOGY_DOWN
		    && cause[n].kind == TOPOLOGY_ITSELF)
			blame_ports(&g, n, port_cause);
	}
	spread(&g, known, cause);
	free(known);
	graph_release(&g);
}
