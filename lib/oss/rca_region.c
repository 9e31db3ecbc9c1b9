/*
 * rca_region.c (oss) - parts of a network whose failures do not meet
 * What lives beside the source of light neither fails nor dims: the network
 * falls apart at it. What is left hangs together by links, by ports and what
 * is behind them, and by groups that may fail as one. No failure of one such
 * region changes what those of another foresee, so the cheapest set of all is
 * the cheapest set of each.
 */
#include "base/buf.h"
#include "oss/rca_work.h"

/* Elements: nodes, links, ports, terminations, each after those before. */
static uint32_t
link_at(const struct rca *r, uint32_t l)
{
	return (uint32_t)(r->nodes + l);
}

static uint32_t
port_at(const struct rca *r, uint32_t p)
{
	return (uint32_t)(r->nodes + r->links + p);
}

static uint32_t
term_at(const struct rca *r, uint32_t t)
{
	return (uint32_t)(r->nodes + r->links + r->ports + t);
}

static uint32_t
member_at(const struct rca *r, const struct rca_group *g, uint32_t i)
{
	uint32_t m = r->member[g->first + i];

	switch (g->class) {
	case RCA_SRLG:
		return link_at(r, m);
	case RCA_CARD:
		return port_at(r, m);
	case RCA_POWER:
		return m;
	default:
		return term_at(r, m);
	}
}

struct joint {
	const struct rca *r;
	uint32_t	*up;		/* by element */
};

static uint32_t
rep_of(const struct joint *j, uint32_t e)
{
	uint32_t *up = j->up;

	while (up[e] != e)
		e = up[e] = up[up[e]];
	return e;
}

static void
join(const struct joint *j, uint32_t a, uint32_t b)
{
	j->up[rep_of(j, a)] = rep_of(j, b);
}

/* It neither fails nor is it cut off. */
static bool
inert(const struct rca *r, uint32_t n)
{
	return r->work->alive[n] && !rca_mortal(r, n)
	    && r->work->is_source[r->work->vertex[n]];
}

static void
join_node(const struct joint *j, uint32_t n, uint32_t element)
{
	if (!inert(j->r, n))
		join(j, n, element);
}

static void
join_links(const struct joint *j)
{
	const struct rca *r = j->r;
	const struct rca_work *w = r->work;

	for (uint32_t l = 0; l < r->links; l++) {
		const struct rca_link *k = &r->link[l];
		uint32_t e = link_at(r, l);

		join_node(j, k->a, e);
		join_node(j, k->b, e);
		if (k->a_port != RCA_NONE)
			join(j, e, port_at(r, k->a_port));
		if (k->b_port != RCA_NONE)
			join(j, e, port_at(r, k->b_port));
	}
	for (size_t i = 0; i < w->looses; i++)
		join(j, link_at(r, w->loose[i].end / 2),
		    port_at(r, w->loose[i].port));
}

static void
join_nodes(const struct joint *j)
{
	const struct rca *r = j->r;
	const struct rca_work *w = r->work;
	uint32_t *one = xcalloc(w->vertices + 1, sizeof(*one));

	for (uint32_t n = 0; n < r->nodes; n++) {
		uint32_t *first = &one[w->vertex[n]];

		if (inert(r, n))
			continue;
		if (*first != 0)
			join(j, *first - 1, n);
		else
			*first = n + 1;
	}
	free(one);
}

static void
join_ports(const struct joint *j)
{
	const struct rca *r = j->r;

	for (uint32_t p = 0; p < r->ports; p++) {
		join_node(j, r->port[p].node, port_at(r, p));
		if (r->port[p].parent != RCA_NONE)
			join(j, port_at(r, p), port_at(r, r->port[p].parent));
	}
	for (uint32_t t = 0; t < r->terms; t++)
		if (r->term[t].port != RCA_NONE)
			join(j, term_at(r, t), port_at(r, r->term[t].port));
}

/* Two of it must be ill, or where it sits be dark, before it is tried. */
static bool
may_fail(const struct rca *r, const struct rca_group *g)
{
	const struct rca_work *w = r->work;
	uint32_t ill = 0;

	if (g->class == RCA_SRLG || g->class == RCA_POWER)
		return true;
	if (!w->alive[g->node])
		return true;
	for (uint32_t i = 0; i < g->len; i++) {
		uint32_t m = r->member[g->first + i];

		ill += (g->class == RCA_CARD ? r->port[m].state
		    : r->term[m].state) == RCA_DOWN;
		ill += g->class == RCA_CARD ? 2 * rca_faces_down(r, m) : 0;
	}
	return ill > 1;
}

static void
join_groups(const struct joint *j)
{
	const struct rca *r = j->r;

	for (size_t i = 0; i < r->groups; i++) {
		const struct rca_group *g = &r->group[i];

		if (g->len == 0 || !may_fail(r, g))
			continue;
		for (uint32_t m = 1; m < g->len; m++)
			join(j, member_at(r, g, 0), member_at(r, g, m));
		if (g->class == RCA_FEEDER && g->port != RCA_NONE)
			join(j, member_at(r, g, 0), port_at(r, g->port));
		if (g->node != RCA_NONE)
			join_node(j, g->node, member_at(r, g, 0));
	}
}

/* ---- items of each region ----------------------------------------------- */

enum item { NODES, PORTS, TERMS, VERTICES, EDGES };

static uint32_t
element_of(const struct rca *r, const uint32_t *node_of, enum item kind,
    uint32_t item)
{
	switch (kind) {
	case PORTS:
		return port_at(r, item);
	case TERMS:
		return term_at(r, item);
	case VERTICES:
		return node_of[item];
	case EDGES:
		return link_at(r, r->work->edge[item].link);
	default:
		return item;
	}
}

/* Items without a region are gone: nothing hangs on them. */
static void
sort_items(const struct rca *r, const uint32_t *node_of, enum item kind,
    struct rca_list *l)
{
	const struct rca_work *w = r->work;
	uint32_t *sorted = xcalloc(l->len + 1, sizeof(*sorted)), g;
	size_t *at;

	l->first = xcalloc(w->regions + 2, sizeof(*l->first));
	at = l->first + 1;
	for (size_t i = 0; i < l->len; i++)
		if ((g = w->region[element_of(r, node_of, kind,
		    l->item[i])]) != RCA_NONE)
			at[g]++;
	for (size_t i = 0, sum = 0, n; i < w->regions; i++) {
		n = at[i];
		at[i] = sum;
		sum += n;
	}
	for (size_t i = 0; i < l->len; i++)
		if ((g = w->region[element_of(r, node_of, kind,
		    l->item[i])]) != RCA_NONE)
			sorted[at[g]++] = l->item[i];
	free(l->item);
	l->item = sorted;
	l->len = l->first[w->regions];
}

static void
number(const struct joint *j, const uint32_t *node_of, enum item kind,
    const struct rca_list *l)
{
	struct rca_work *w = j->r->work;

	for (size_t i = 0; i < l->len; i++) {
		uint32_t rep = rep_of(j, element_of(j->r, node_of, kind,
		    l->item[i]));

		if (w->region[rep] == RCA_NONE)
			w->region[rep] = w->regions++;
	}
}

struct timed {
	int64_t		us;
	uint32_t	item;
};

static int
timed_order(const void *va, const void *vb)
{
	const struct timed *a = va, *b = vb;

	if (a->us != b->us)
		return a->us < b->us ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

/* By when each went dark, or was seen: what is asked of one holds for more. */
static void
sort_by_time(const struct rca *r, enum item kind, struct rca_list *l)
{
	struct timed *t = xcalloc(l->len + 1, sizeof(*t));

	for (size_t i = 0; i < l->len; i++)
		t[i] = (struct timed){ kind == NODES
		    ? r->node[l->item[i]].since_us
		    : r->work->vertex_us[l->item[i]], l->item[i] };
	for (uint32_t g = 0; g < r->work->regions; g++)
		if (l->first[g + 1] - l->first[g] > 1)
			qsort(t + l->first[g], l->first[g + 1] - l->first[g],
			    sizeof(*t), timed_order);
	for (size_t i = 0; i < l->len; i++)
		l->item[i] = t[i].item;
	free(t);
}

void
rca_find_regions(struct rca *r)
{
	struct rca_work *w = r->work;
	uint32_t elements = term_at(r, (uint32_t)r->terms);
	uint32_t *node_of = xcalloc(w->vertices + 1, sizeof(*node_of));
	struct joint j = { r, xcalloc(elements + 1, sizeof(*j.up)) };
	struct { struct rca_list *list; enum item kind; } all[] = {
		{ &w->dark, NODES }, { &w->suspect, PORTS },
		{ &w->doubtful, TERMS }, { &w->burning, NODES },
		{ &w->island, VERTICES }, { &w->entry, EDGES } };

	w->region = xcalloc(elements + 1, sizeof(*w->region));
	for (uint32_t e = 0; e < elements; e++) {
		j.up[e] = e;
		w->region[e] = RCA_NONE;
	}
	for (uint32_t n = 0; n < r->nodes; n++)
		node_of[w->vertex[n]] = n;
	join_links(&j);
	join_nodes(&j);
	join_ports(&j);
	join_groups(&j);
	for (size_t i = 0; i < 4; i++)
		number(&j, node_of, all[i].kind, all[i].list);
	for (uint32_t e = 0; e < elements; e++)
		w->region[e] = w->region[rep_of(&j, e)];
	w->gapped = xcalloc(w->regions + 1, sizeof(*w->gapped));
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		sort_items(r, node_of, all[i].kind, all[i].list);
	sort_by_time(r, NODES, &w->dark);
	sort_by_time(r, VERTICES, &w->island);
	free(node_of);
	free(j.up);
}

/* ---- failures ----------------------------------------------------------- */

uint32_t
rca_region_of(const struct rca *r, const struct rca_fault *f)
{
	const struct rca_group *g;
	uint32_t e;

	switch (f->class) {
	case RCA_NODE: case RCA_ACCESS: case RCA_POLLER:
		e = f->what;
		break;
	case RCA_LINK: case RCA_ONE_WAY:
		e = link_at(r, f->what);
		break;
	case RCA_PORT: case RCA_SHUT:
		e = port_at(r, f->what);
		break;
	default:
		g = &r->group[f->what];
		e = g->len != 0 ? member_at(r, g, 0) : g->node;
	}
	return e == RCA_NONE ? RCA_NONE : r->work->region[e];
}

void
rca_sort_candidates(struct rca *r)
{
	struct rca_work *w = r->work;
	struct rca_fault *sorted = xcalloc(w->candidates + 1,
	    sizeof(*sorted));
	size_t *at;

	free(w->first_candidate);
	w->first_candidate = xcalloc(w->regions + 2, sizeof(*at));
	at = w->first_candidate + 1;
	for (size_t i = 0; i < w->candidates; i++)
		at[rca_region_of(r, &w->candidate[i])]++;
	for (size_t i = 0, sum = 0, n; i < w->regions; i++) {
		n = at[i];
		at[i] = sum;
		sum += n;
	}
	for (size_t i = 0; i < w->candidates; i++)
		sorted[at[rca_region_of(r, &w->candidate[i])]++]
		    = w->candidate[i];
	free(w->candidate);
	w->candidate = sorted;
	w->candidates_cap = w->candidates + 1;
}
