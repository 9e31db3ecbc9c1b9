/*
 * impact_net.c (oss) - whose redundancy is gone, and whose last way
 *
 * For each node it is counted how many single nodes and links there are whose
 * loss alone would cut it from the poller: the bridges and articulation
 * points (Tarjan 1972) on its way in the depth-first tree. What is lost
 * already is taken out of the graph, cause by cause; it never makes the count
 * smaller, and a node whose count has grown is at risk.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "oss/impact_net.h"

struct impact_link {
	uint32_t	a, b;			/* nodes */
	struct slice	a_port, b_port, srlg;
};

struct blamed {
	struct slice	id;
	int64_t		raised_us;
};

struct net {
	const struct impact *i;
	size_t		 nodes, links;
	struct impact_link *link;	/* owned: ends in order, each once */
	size_t		*first;		/* by node: in half[] */
	uint32_t	*half;		/* links at a node */
	struct names	 end;		/* NODE NUL PORT, or NODE NUL FAR */
	uint32_t	*end_first, *end_next;	/* 2 * link + which end */
	struct blamed	*cause;
	size_t		 causes;
	/* since which cause it is lost; causes: it works */
	uint32_t	*node_lost, *link_lost;
	/* of a count */
	uint32_t	*low, *seen, *way, *parent, *count;
	size_t		*next;
	uint32_t	*intact, *broken;	/* count when none, all lasts */
};

void
impact_forget_links(struct impact *i)
{
	i->links = 0;
	names_release(&i->nodes);
	arena_release(&i->link_arena);
	i->nodes = (struct names){ .len = 0 };
	i->link_arena = (struct arena){ 0 };
}

void
impact_link(struct impact *i, struct slice a_node, struct slice a_port,
    struct slice b_node, struct slice b_port, struct slice srlg)
{
	struct arena *mem = &i->link_arena;
	struct buf at_a = { 0 }, at_b = { 0 };
	struct impact_link k;

	if (slice_eq(a_node, b_node))
		return;
	k = (struct impact_link){
	    names_add(&i->nodes, impact_end(i, &at_b, b_node, a_node)),
	    names_add(&i->nodes, impact_end(i, &at_a, a_node, b_node)), arena_slice(mem, a_port),
	    arena_slice(mem, b_port), arena_slice(mem, srlg) };
	if (k.a > k.b)
		k = (struct impact_link){ k.b, k.a, k.b_port, k.a_port,
		    k.srlg };
	GROW(i->link, i->links, i->link_cap);
	i->link[i->links++] = k;
	buf_release(&at_a);
	buf_release(&at_b);
}

/* ---- the graph ---------------------------------------------------------- */

static int
link_cmp(const void *va, const void *vb)
{
	const struct impact_link *x = va, *y = vb;
	int c;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	if (x->b != y->b)
		return x->b < y->b ? -1 : 1;
	if ((c = slice_cmp(x->a_port, y->a_port)) != 0
	    || (c = slice_cmp(x->b_port, y->b_port)) != 0)
		return c;
	return slice_cmp(x->srlg, y->srlg);
}

static bool
same_ends(const struct impact_link *x, const struct impact_link *y)
{
	return x->a == y->a && x->b == y->b && slice_eq(x->a_port, y->a_port)
	    && slice_eq(x->b_port, y->b_port);
}

/* The number of an end's name, for what alarms call it. */
static struct slice
end_name(struct buf *b, struct slice node, struct slice object)
{
	buf_clear(b);
	buf_add_slice(b, node);
	buf_addc(b, '\0');
	buf_add_slice(b, object);
	return buf_slice(b);
}

static void
index_ends(struct net *n)
{
	struct buf b = { 0 };

	n->end_first = xcalloc(2 * n->links + 1, sizeof(*n->end_first));
	n->end_next = xcalloc(2 * n->links + 1, sizeof(*n->end_next));
	for (uint32_t e = 0; e < 2 * n->links; e++) {
		const struct impact_link *k = &n->link[e / 2];
		struct slice near = n->i->nodes.item[e % 2 ? k->b : k->a];
		struct slice far = n->i->nodes.item[e % 2 ? k->a : k->b];
		struct slice port = e % 2 ? k->b_port : k->a_port;
		uint32_t at = names_add(&n->end, end_name(&b, near,
		    port.len != 0 ? port : far));

		n->end_next[e] = n->end_first[at];	/* 1 + end */
		n->end_first[at] = e + 1;
	}
	buf_release(&b);
}

static void
index_links(struct net *n)
{
	size_t sum = 0;

	for (size_t e = 0; e < n->links; e++) {
		n->first[n->link[e].a]++;
		n->first[n->link[e].b]++;
	}
	for (size_t v = 0; v <= n->nodes; v++) {
		size_t k = n->first[v];

		n->first[v] = sum;
		sum += k;
	}
	for (size_t v = 0; v < n->nodes; v++)
		n->next[v] = n->first[v];
	for (uint32_t e = 0; e < n->links; e++) {
		n->half[n->next[n->link[e].a]++] = e;
		n->half[n->next[n->link[e].b]++] = e;
	}
}

static void
build(struct net *n)
{
	const struct impact *i = n->i;

	n->nodes = i->nodes.len;
	n->link = xcalloc(i->links + 1, sizeof(*n->link));
	if (i->links != 0)
		memcpy(n->link, i->link, i->links * sizeof(*n->link));
	if (i->links > 1)
		qsort(n->link, i->links, sizeof(*n->link), link_cmp);
	n->links = i->links;
	n->first = xcalloc(n->nodes + 2, sizeof(*n->first));
	n->next = xcalloc(n->nodes + 1, sizeof(*n->next));
	n->half = xcalloc(2 * n->links + 1, sizeof(*n->half));
	n->low = xcalloc(n->nodes + 1, sizeof(*n->low));
	n->seen = xcalloc(n->nodes + 1, sizeof(*n->seen));
	n->way = xcalloc(n->nodes + 1, sizeof(*n->way));
	n->parent = xcalloc(n->nodes + 1, sizeof(*n->parent));
	n->count = xcalloc(n->nodes + 1, sizeof(*n->count));
	n->intact = xcalloc(n->nodes + 1, sizeof(*n->intact));
	n->broken = xcalloc(n->nodes + 1, sizeof(*n->broken));
	n->node_lost = xcalloc(n->nodes + 1, sizeof(*n->node_lost));
	n->link_lost = xcalloc(n->links + 1, sizeof(*n->link_lost));
	index_links(n);
	index_ends(n);
}

static void
release(struct net *n)
{
	names_release(&n->end);
	free(n->link);
	free(n->first);
	free(n->next);
	free(n->half);
	free(n->low);
	free(n->seen);
	free(n->way);
	free(n->parent);
	free(n->count);
	free(n->intact);
	free(n->broken);
	free(n->node_lost);
	free(n->link_lost);
	free(n->end_first);
	free(n->end_next);
	free(n->cause);
}

/* ---- what is lost ------------------------------------------------------- */

static int
cause_cmp(const void *va, const void *vb)
{
	const struct blamed *x = va, *y = vb;

	if (x->raised_us != y->raised_us)
		return x->raised_us < y->raised_us ? -1 : 1;
	return slice_cmp(x->id, y->id);
}

static void
order_causes(struct net *n)
{
	size_t len = 0;

	n->cause = xcalloc(n->i->alarms + 1, sizeof(*n->cause));
	for (size_t a = 0; a < n->i->alarms; a++)
		n->cause[a] = (struct blamed){ n->i->alarm[a].cause,
		    n->i->alarm[a].cause_us };
	if (n->i->alarms > 1)
		qsort(n->cause, n->i->alarms, sizeof(*n->cause), cause_cmp);
	for (size_t a = 0; a < n->i->alarms; a++)
		if (len == 0 || !slice_eq(n->cause[a].id,
		    n->cause[len - 1].id))
			n->cause[len++] = n->cause[a];
	n->causes = len;
}

static uint32_t
cause_number(const struct net *n, const struct impact_alarm *a)
{
	const struct blamed key = { a->cause, a->cause_us };
	const struct blamed *at = bsearch(&key, n->cause, n->causes,
	    sizeof(key), cause_cmp);

	return (uint32_t)(at - n->cause);
}

static void
lose(uint32_t *since, uint32_t cause)
{
	if (cause < *since)
		*since = cause;
}

/* "NODE" or "NODE/PORT" names the other end. */
static bool
is_end(const struct net *n, uint32_t e, struct slice name)
{
	const struct impact_link *k = &n->link[e / 2];
	struct slice node = n->i->nodes.item[e % 2 ? k->b : k->a];
	struct slice port = e % 2 ? k->b_port : k->a_port;

	if (name.len < node.len || memcmp(name.p, node.p, node.len) != 0)
		return false;
	if (port.len == 0)
		return name.len == node.len;
	return name.len == node.len + 1 + port.len
	    && name.p[node.len] == '/'
	    && memcmp(name.p + node.len + 1, port.p, port.len) == 0;
}

static void
lose_links_of(struct net *n, const struct impact_alarm *a, uint32_t cause,
    struct buf *b)
{
	uint32_t at = names_find(&n->end, end_name(b, a->node, a->object));

	if (at == NAMES_NONE)
		return;
	for (uint32_t e = n->end_first[at]; e != 0; e = n->end_next[e - 1])
		if (a->kind != OBJECT_LINK
		    || is_end(n, (e - 1) ^ 1, a->qualifier))
			lose(&n->link_lost[(e - 1) / 2], cause);
}

static bool
lies_in(struct slice srlg, struct slice duct)
{
	while (srlg.len > 0) {
		size_t k = 0;

		while (k < srlg.len && srlg.p[k] != ',' && srlg.p[k] != ';')
			k++;
		if (slice_eq((struct slice){ srlg.p, k }, duct))
			return true;
		k += k < srlg.len;
		srlg.p += k;
		srlg.len -= k;
	}
	return false;
}

static void
lose_alarm(struct net *n, const struct impact_alarm *a, struct buf *b)
{
	uint32_t cause = cause_number(n, a), at;

	switch (a->type) {
	case ALARM_PROBE_FAILED:
		if (!impact_is_node(n->i, a))
			break;
		/* FALLTHROUGH */
	case ALARM_NODE_UNREACHABLE: case ALARM_NODE_DOWN:
		at = names_find(&n->i->nodes, a->node);
		if (at != NAMES_NONE)
			lose(&n->node_lost[at], cause);
		break;
	case ALARM_PORT_DOWN: case ALARM_PORT_SHUT: case ALARM_PORT_SILENT:
	case ALARM_LINK_DOWN: case ALARM_ONE_WAY: case ALARM_LINK_FLAPPING:
		lose_links_of(n, a, cause, b);
		break;
	case ALARM_SRLG_DOWN: case ALARM_SRLG_FLAPPING:
		for (size_t e = 0; e < n->links; e++)
			if (lies_in(n->link[e].srlg, a->node))
				lose(&n->link_lost[e], cause);
		break;
	default:
		break;
	}
}

/* One link that stands several times, for each of its ducts, is one. */
static void
join_same(struct net *n)
{
	for (size_t e = 1; e < n->links; e++)
		if (same_ends(&n->link[e], &n->link[e - 1]))
			lose(&n->link_lost[e], n->link_lost[e - 1]);
	for (size_t e = n->links; e-- > 1;)
		if (same_ends(&n->link[e], &n->link[e - 1]))
			n->link_lost[e - 1] = n->link_lost[e];
}

/* ---- counting ----------------------------------------------------------- */

/* The next link of v that works while the causes before `since` last. */
static bool
step(struct net *n, uint32_t v, uint32_t since, uint32_t *far, uint32_t *by)
{
	while (n->next[v] < n->first[v + 1]) {
		uint32_t e = n->half[n->next[v]++];
		const struct impact_link *k = &n->link[e];

		*far = k->a == v ? k->b : k->a;
		*by = e;
		if (n->link_lost[e] >= since && n->node_lost[*far] >= since
		    && (e == 0 || !same_ends(k, &n->link[e - 1])))
			return true;
	}
	return false;
}

static void
walk(struct net *n, uint32_t from, uint32_t since, size_t *found)
{
	uint32_t v = from, far, by;

	n->seen[v] = n->low[v] = 1;
	n->way[0] = v;
	n->parent[v] = NAMES_NONE;
	*found = 1;
	for (;;) {
		if (step(n, v, since, &far, &by)) {
			if (by == n->parent[v])
				continue;
			if (n->seen[far] == 0) {
				n->parent[far] = by;
				n->way[(*found)++] = far;
				n->seen[far] = n->low[far]
				    = (uint32_t)*found;
				v = far;
			} else if (n->seen[far] < n->low[v]) {
				n->low[v] = n->seen[far];
			}
			continue;
		}
		if (v == from)
			return;
		by = n->parent[v];
		far = n->link[by].a == v ? n->link[by].b : n->link[by].a;
		if (n->low[v] < n->low[far])
			n->low[far] = n->low[v];
		v = far;
	}
}

/*
 * count[v]: what would cut v alone, 0 for the poller's node; UINT32_MAX: it
 * is not reached. Parents stand before their children in way[].
 */
static void
count_cuts(struct net *n, uint32_t from, uint32_t since)
{
	size_t found = 0;

	memset(n->seen, 0, n->nodes * sizeof(*n->seen));
	memset(n->count, 0xff, n->nodes * sizeof(*n->count));
	memcpy(n->next, n->first, n->nodes * sizeof(*n->next));
	if (n->node_lost[from] < since)
		return;
	walk(n, from, since, &found);
	n->count[from] = 0;
	for (size_t k = 1; k < found; k++) {
		uint32_t v = n->way[k], by = n->parent[v];
		uint32_t up = n->link[by].a == v ? n->link[by].b
		    : n->link[by].a;

		n->count[v] = n->count[up] + (n->low[v] > n->seen[up])
		    + (up != from && n->low[v] >= n->seen[up]);
	}
}

/* It says itself whether it is reached, or its head end does. */
static bool
is_asked(const struct impact *i, struct slice node)
{
	return names_find(&i->asked, node) != NAMES_NONE
	    || names_find(&i->probed, node) != NAMES_NONE
	    || names_find(&i->terms, node) != NAMES_NONE
	    || names_find(&i->place, node) != NAMES_NONE;
}

/* NAMES_NONE: no link names the poller's node. */
static uint32_t
start(const struct net *n)
{
	uint32_t from = 0;

	if (n->i->poller.len != 0)
		return names_find(&n->i->nodes, n->i->poller);
	for (uint32_t v = 1; v < n->nodes; v++)
		if (n->first[v + 1] - n->first[v]
		    > n->first[from + 1] - n->first[from])
			from = v;
	return from;
}

/*
 * With this cause and those before. Who is not asked is lost when the graph
 * says so; of the others that is known better.
 */
static void
mark_risks(struct net *n, struct impact *i, uint32_t cause, bool cut)
{
	for (size_t k = 0; k < i->services; k++) {
		struct service *s = &i->service[k];
		struct slice node;
		uint32_t v;

		if (s->effect != EFFECT_NONE)
			continue;
		node = impact_node(i, &i->nodes, s->identifier);
		v = node.len == 0 ? NAMES_NONE : names_find(&i->nodes, node);
		if (v == NAMES_NONE || n->count[v] <= n->intact[v]
		    || (n->broken[v] == UINT32_MAX
		    && (n->count[v] != UINT32_MAX || !cut
		    || is_asked(i, node))))
			continue;
		s->effect = n->count[v] == UINT32_MAX ? EFFECT_LOST
		    : EFFECT_AT_RISK;
		s->cause = n->cause[cause].id;
	}
}

void
impact_risks(struct impact *i)
{
	struct net n = { .i = i };
	struct buf b = { 0 };
	bool *takes;
	uint32_t from;

	if (i->links == 0 || i->alarms == 0 || i->services == 0)
		return;
	build(&n);
	order_causes(&n);
	for (size_t v = 0; v < n.nodes; v++)
		n.node_lost[v] = (uint32_t)n.causes;
	for (size_t e = 0; e < n.links; e++)
		n.link_lost[e] = (uint32_t)n.causes;
	for (size_t a = 0; a < i->alarms; a++)
		lose_alarm(&n, &i->alarm[a], &b);
	join_same(&n);
	takes = xcalloc(n.causes + 1, sizeof(*takes));
	for (size_t v = 0; v < n.nodes; v++)
		takes[n.node_lost[v]] = true;
	for (size_t e = 0; e < n.links; e++)
		takes[n.link_lost[e]] = true;
	if ((from = start(&n)) != NAMES_NONE) {
		count_cuts(&n, from, 0);
		memcpy(n.intact, n.count, n.nodes * sizeof(*n.intact));
		count_cuts(&n, from, (uint32_t)n.causes);
		memcpy(n.broken, n.count, n.nodes * sizeof(*n.broken));
	}
	for (uint32_t c = 0; from != NAMES_NONE && c < n.causes; c++) {
		if (!takes[c])
			continue;
		count_cuts(&n, from, c + 1);
		mark_risks(&n, i, c, n.node_lost[from] == n.causes);
	}
	free(takes);
	buf_release(&b);
	release(&n);
}
