/*
 * rca.c (oss) - the network that failures are looked for in
 */
#include "base/buf.h"
#include "oss/rca_work.h"

static const char *const classes[RCA_CLASS_COUNT] = {
	[RCA_LINK] = "link", [RCA_NODE] = "node", [RCA_ACCESS] = "access",
	[RCA_PORT] = "port", [RCA_SHUT] = "shut", [RCA_ONE_WAY] = "one-way",
	[RCA_SRLG] = "srlg", [RCA_CARD] = "card", [RCA_POWER] = "power",
	[RCA_SPLITTER] = "splitter", [RCA_FEEDER] = "feeder",
	[RCA_AREA_POWER] = "area-power", [RCA_POLLER] = "poller",
};

const char *
rca_class_name(enum rca_class c)
{
	return classes[c];
}

void
rca_init(struct rca *r)
{
	*r = (struct rca){ .poller = RCA_NONE };
}

static void
list_free(struct rca_list *l)
{
	free(l->item);
	free(l->first);
}

static void
work_free(struct rca_work *w)
{
	if (w == NULL)
		return;
	free(w->vertex);
	free(w->alive);
	free(w->lit);
	free(w->is_source);
	free(w->source);
	free(w->edge);
	free(w->first);
	free(w->region);
	free(w->gapped);
	list_free(&w->dark);
	list_free(&w->suspect);
	list_free(&w->doubtful);
	list_free(&w->burning);
	list_free(&w->island);
	list_free(&w->entry);
	free(w->dead);
	free(w->mute);
	free(w->cut);
	free(w->half);
	free(w->broken);
	free(w->dimmed);
	free(w->term_cut);
	free(w->term_off);
	free(w->unpowered);
	free(w->hung);
	free(w->faced);
	free(w->feeds);
	free(w->plug);
	free(w->node_us);
	free(w->link_us);
	free(w->group_us);
	free(w->vertex_us);
	free(w->dead_us);
	free(w->cut_us);
	free(w->broken_us);
	free(w->then);
	free(w->reached);
	free(w->queue);
	free(w->loose);
	free(w->by_end);
	free(w->paired);
	free(w->taken);
	free(w->shown);
	free(w->untold);
	free(w->has_end);
	free(w->not_me);
	free(w->candidate);
	free(w->first_candidate);
	free(w);
}

static void
forget_answer(struct rca *r)
{
	work_free(r->work);
	free(r->root);
	free(r->alternative);
	free(r->node_root);
	free(r->port_root);
	free(r->term_root);
	free(r->link_root);
	r->work = NULL;
	r->root = NULL;
	r->alternative = NULL;
	r->node_root = r->port_root = r->term_root = r->link_root = NULL;
	r->alternatives = r->alternatives_cap = r->roots = 0;
	r->trials = 0;
}

void
rca_release(struct rca *r)
{
	forget_answer(r);
	free(r->node);
	free(r->port);
	free(r->link);
	free(r->term);
	free(r->group);
	free(r->member);
	*r = (struct rca){ 0 };
}

uint32_t
rca_node(struct rca *r, const struct rca_node *n)
{
	GROW(r->node, r->nodes, r->nodes_cap);
	r->node[r->nodes] = *n;
	return (uint32_t)r->nodes++;
}

uint32_t
rca_port(struct rca *r, const struct rca_port *p)
{
	GROW(r->port, r->ports, r->ports_cap);
	r->port[r->ports] = *p;
	r->port[r->ports].link = RCA_NONE;
	r->port[r->ports].shared = false;
	return (uint32_t)r->ports++;
}

/* A port that several links share hangs on none of them alone. */
static void
plug(struct rca *r, uint32_t port, uint32_t link)
{
	struct rca_port *p;

	if (port == RCA_NONE)
		return;
	p = &r->port[port];
	p->shared |= p->link != RCA_NONE;
	p->link = p->shared ? RCA_NONE : link;
}

uint32_t
rca_link(struct rca *r, const struct rca_link *k)
{
	uint32_t n = (uint32_t)r->links;

	GROW(r->link, r->links, r->links_cap);
	r->link[r->links++] = *k;
	plug(r, k->a_port, n);
	plug(r, k->b_port, n);
	return n;
}

uint32_t
rca_term(struct rca *r, const struct rca_term *t)
{
	GROW(r->term, r->terms, r->terms_cap);
	r->term[r->terms] = *t;
	return (uint32_t)r->terms++;
}

uint32_t
rca_group(struct rca *r, enum rca_class class, uint32_t node, uint32_t port)
{
	GROW(r->group, r->groups, r->groups_cap);
	r->group[r->groups] = (struct rca_group){ .class = class,
	    .node = node, .port = port, .first = (uint32_t)r->members };
	return (uint32_t)r->groups++;
}

void
rca_member(struct rca *r, uint32_t member)
{
	GROW(r->member, r->members, r->members_cap);
	r->member[r->members++] = member;
	r->group[r->groups - 1].len++;
}

/* ---- the graph of vertices ---------------------------------------------- */

static void
work_new(struct rca *r)
{
	struct rca_work *w = xcalloc(1, sizeof(*w));
	size_t n = r->nodes + 1, l = r->links + 1, p = r->ports + 1;
	size_t t = r->terms + 1;

	r->work = w;
	w->vertex = xcalloc(n, sizeof(*w->vertex));
	w->alive = xcalloc(n, sizeof(*w->alive));
	w->lit = xcalloc(n, sizeof(*w->lit));
	w->is_source = xcalloc(n, sizeof(*w->is_source));
	w->source = xcalloc(n, sizeof(*w->source));
	w->edge = xcalloc(2 * l, sizeof(*w->edge));
	w->first = xcalloc(n + 1, sizeof(*w->first));
	w->dark.item = xcalloc(n, sizeof(*w->dark.item));
	w->suspect.item = xcalloc(p, sizeof(*w->suspect.item));
	w->doubtful.item = xcalloc(t, sizeof(*w->doubtful.item));
	w->burning.item = xcalloc(n, sizeof(*w->burning.item));
	w->island.item = xcalloc(n, sizeof(*w->island.item));
	w->entry.item = xcalloc(2 * l, sizeof(*w->entry.item));
	w->dead = xcalloc(n, sizeof(*w->dead));
	w->mute = xcalloc(n, sizeof(*w->mute));
	w->cut = xcalloc(l, sizeof(*w->cut));
	w->half = xcalloc(l, sizeof(*w->half));
	w->broken = xcalloc(p, sizeof(*w->broken));
	w->dimmed = xcalloc(p, sizeof(*w->dimmed));
	w->term_cut = xcalloc(t, sizeof(*w->term_cut));
	w->term_off = xcalloc(t, sizeof(*w->term_off));
	w->unpowered = xcalloc(n, sizeof(*w->unpowered));
	w->hung = xcalloc(n, sizeof(*w->hung));
	w->faced = xcalloc(n, sizeof(*w->faced));
	w->feeds = xcalloc(p, sizeof(*w->feeds));
	w->has_end = xcalloc(p, sizeof(*w->has_end));
	w->node_us = xcalloc(n, sizeof(*w->node_us));
	w->link_us = xcalloc(l, sizeof(*w->link_us));
	w->group_us = xcalloc(r->groups + 1, sizeof(*w->group_us));
	w->vertex_us = xcalloc(n, sizeof(*w->vertex_us));
	w->dead_us = xcalloc(n, sizeof(*w->dead_us));
	w->cut_us = xcalloc(l, sizeof(*w->cut_us));
	w->broken_us = xcalloc(p, sizeof(*w->broken_us));
	w->then = xcalloc(n, sizeof(*w->then));
	w->reached = xcalloc(n, sizeof(*w->reached));
	w->queue = xcalloc(n, sizeof(*w->queue));
	w->paired = xcalloc(l, sizeof(*w->paired));
	w->taken = xcalloc(2 * l, sizeof(*w->taken));
	w->shown = xcalloc(p, sizeof(*w->shown));
	r->node_root = xcalloc(n, sizeof(*r->node_root));
	r->port_root = xcalloc(p, sizeof(*r->port_root));
	r->term_root = xcalloc(t, sizeof(*r->term_root));
	r->link_root = xcalloc(l, sizeof(*r->link_root));
}

static enum rca_state
port_state(const struct rca *r, uint32_t port)
{
	return port == RCA_NONE ? RCA_UNKNOWN : r->port[port].state;
}

static void
see_behind(struct rca *r)
{
	for (size_t t = 0; t < r->terms; t++)
		if (r->term[t].port != RCA_NONE
		    && r->term[t].state == RCA_DOWN)
			r->work->feeds[r->term[t].port] = true;
	for (size_t l = 0; l < r->links; l++) {
		const struct rca_link *k = &r->link[l];

		if (port_state(r, k->a_port) == RCA_DOWN)
			r->work->faced[k->b] = true;
		if (port_state(r, k->b_port) == RCA_DOWN)
			r->work->faced[k->a] = true;
	}
}

static bool
link_doubted(const struct rca *r, const struct rca_link *k)
{
	enum rca_state a = port_state(r, k->a_port);
	enum rca_state b = port_state(r, k->b_port);

	return a == RCA_DOWN || a == RCA_OFF || b == RCA_DOWN || b == RCA_OFF;
}

static uint32_t
rep_of(uint32_t *up, uint32_t n)
{
	while (up[n] != n)
		n = up[n] = up[up[n]];
	return n;
}

static void
see_alive(struct rca *r)
{
	for (uint32_t n = 0; n < r->nodes; n++) {
		const struct rca_node *o = &r->node[n];

		r->work->alive[n] = o->snmp == RCA_ANSWERS || o->spoke
		    || o->probe == RCA_ANSWERS;
	}
}

/*
 * Who lives and is joined by links that nobody doubts is one vertex. Who may
 * have died since stands alone.
 */
static void
number_vertices(struct rca *r)
{
	struct rca_work *w = r->work;
	uint32_t *up = w->queue, *number = w->source;

	for (uint32_t n = 0; n < r->nodes; n++) {
		up[n] = n;
		number[n] = RCA_NONE;
	}
	for (size_t l = 0; l < r->links; l++) {
		const struct rca_link *k = &r->link[l];

		if (w->alive[k->a] && w->alive[k->b] && !link_doubted(r, k)
		    && !rca_mortal(r, k->a) && !rca_mortal(r, k->b)
		    && !w->paired[l])
			up[rep_of(up, k->a)] = rep_of(up, k->b);
	}
	for (uint32_t n = 0; n < r->nodes; n++) {
		uint32_t rep = rep_of(up, n);

		if (number[rep] == RCA_NONE)
			number[rep] = w->vertices++;
		w->vertex[n] = number[rep];
		if (!w->alive[n])
			continue;
		if (!w->lit[w->vertex[n]]
		    || w->vertex_us[w->vertex[n]] < r->node[n].seen_us)
			w->vertex_us[w->vertex[n]] = r->node[n].seen_us;
		w->lit[w->vertex[n]] = true;
	}
}

static void
join_vertices(struct rca *r)
{
	struct rca_work *w = r->work;
	size_t *at = w->first + 1;

	for (size_t l = 0; l < r->links; l++) {
		uint32_t a = w->vertex[r->link[l].a];
		uint32_t b = w->vertex[r->link[l].b];

		if (a == b)
			continue;
		at[a]++;
		at[b]++;
	}
	/* sums of those before; each place then moves on as it fills */
	for (size_t v = w->vertices, sum = 0, i = 0; i < v; i++) {
		size_t n = at[i];

		at[i] = sum;
		sum += n;
	}
	for (uint32_t l = 0; l < r->links; l++) {
		uint32_t a = w->vertex[r->link[l].a];
		uint32_t b = w->vertex[r->link[l].b];

		if (a == b)
			continue;
		w->edge[at[a]++] = (struct rca_edge){ l, b };
		w->edge[at[b]++] = (struct rca_edge){ l, a };
	}
}

/* Everything that a whole network would reach from the sources so far. */
static void
flood(struct rca_work *w, size_t from)
{
	size_t head = 0, tail = 0;

	for (size_t i = from; i < w->sources; i++)
		if (w->reached[w->source[i]] != 1) {
			w->reached[w->source[i]] = 1;
			w->queue[tail++] = w->source[i];
		}
	while (head < tail) {
		uint32_t v = w->queue[head++];

		for (size_t e = w->first[v]; e < w->first[v + 1]; e++)
			if (w->reached[w->edge[e].to] != 1) {
				w->reached[w->edge[e].to] = 1;
				w->queue[tail++] = w->edge[e].to;
			}
	}
}

static uint32_t
largest_lit(const struct rca *r)
{
	const struct rca_work *w = r->work;
	uint32_t *size = xcalloc(w->vertices + 1, sizeof(*size));
	uint32_t best = RCA_NONE;

	for (uint32_t n = 0; n < r->nodes; n++)
		if (w->alive[n])
			size[w->vertex[n]]++;
	for (uint32_t v = 0; v < w->vertices; v++)
		if (size[v] > 0 && (best == RCA_NONE || size[v] > size[best]))
			best = v;
	free(size);
	return best;
}

/*
 * Light comes from where the poller sits, or else from the largest part that
 * answers; and from what even a whole network would not join to it.
 */
static void
find_sources(struct rca *r)
{
	struct rca_work *w = r->work;
	uint32_t v = r->poller != RCA_NONE ? w->vertex[r->poller]
	    : largest_lit(r);

	w->sources = 0;
	if (v != RCA_NONE)
		w->source[w->sources++] = v;
	flood(w, 0);
	for (v = 0; v < w->vertices; v++)
		if (w->lit[v] && w->reached[v] != 1) {
			w->source[w->sources++] = v;
			flood(w, w->sources - 1);
		}
	for (v = 0; v < w->vertices; v++)
		if (w->reached[v] != 1)
			w->source[w->sources++] = v;
	for (size_t i = 0; i < w->sources; i++)
		w->is_source[w->source[i]] = true;
}

/*
 * A port whose state may cost something: see rca_cost. Crowded are those on
 * which more hangs than their own link.
 */
static bool
suspicious(const struct rca *r, uint32_t p, const bool *crowded)
{
	const struct rca_work *w = r->work;
	const struct rca_port *o = &r->port[p];
	const struct rca_link *k;

	if (o->state == RCA_UNKNOWN || o->state == RCA_OFF)
		return false;
	if (crowded[p])
		return true;
	if (o->link == RCA_NONE)
		return false;
	k = &r->link[o->link];
	return o->state == RCA_DOWN || link_doubted(r, k)
	    || !w->alive[k->a] || !w->alive[k->b]
	    || rca_mortal(r, k->a) || rca_mortal(r, k->b);
}

/*
 * Ports of a card of which two are down, and of links in a duct of which one
 * is in doubt: that the others work speaks against card and duct.
 */
static void
crowd(const struct rca *r, bool *crowded)
{
	const struct rca_work *w = r->work;

	for (size_t g = 0; g < r->groups; g++) {
		const struct rca_group *o = &r->group[g];
		const uint32_t *m = r->member + o->first;
		uint32_t bad = 0;

		if (o->class != RCA_CARD && o->class != RCA_SRLG)
			continue;
		for (uint32_t i = 0; i < o->len; i++) {
			const struct rca_link *k = &r->link[m[i]];

			if (o->class == RCA_CARD)
				bad += r->port[m[i]].state == RCA_DOWN;
			else
				bad += 2 * (link_doubted(r, k)
				    || w->paired[m[i]] || !w->alive[k->a] || !w->alive[k->b]);
		}
		for (uint32_t i = 0; bad > 1 && i < o->len; i++) {
			const struct rca_link *k = &r->link[m[i]];

			if (o->class == RCA_CARD) {
				crowded[m[i]] = true;
				continue;
			}
			if (k->a_port != RCA_NONE)
				crowded[k->a_port] = true;
			if (k->b_port != RCA_NONE)
				crowded[k->b_port] = true;
		}
	}
}

static void
add(struct rca_list *l, uint32_t item)
{
	l->item[l->len++] = item;
}

static void
list_doubts(struct rca *r)
{
	struct rca_work *w = r->work;
	bool *crowded = xcalloc(r->ports + 1, sizeof(*crowded));

	crowd(r, crowded);
	for (size_t i = 0; i < w->looses; i++)
		crowded[w->loose[i].port] = true;
	for (size_t i = 0; i < w->plugs; i++)
		crowded[w->plug[i].port] = true;
	for (uint32_t p = 0; p < r->ports; p++)
		crowded[p] |= w->feeds[p] && r->port[p].state == RCA_DOWN;
	for (uint32_t n = 0; n < r->nodes; n++) {
		if (r->node[n].snmp == RCA_SILENT
		    || r->node[n].probe == RCA_SILENT)
			add(&w->dark, n);
		if (r->node[n].on_battery)
			add(&w->burning, n);
	}
	for (uint32_t p = 0; p < r->ports; p++)
		if (suspicious(r, p, crowded))
			add(&w->suspect, p);
	for (uint32_t t = 0; t < r->terms; t++)
		if (r->term[t].state != RCA_UNKNOWN
		    && w->alive[r->term[t].node])
			add(&w->doubtful, t);
	for (uint32_t v = 0; v < w->vertices; v++) {
		if (!w->is_source[v]) {
			if (w->lit[v])
				add(&w->island, v);
			continue;
		}
		for (size_t e = w->first[v]; e < w->first[v + 1]; e++)
			add(&w->entry, (uint32_t)e);
	}
	free(crowded);
}

static bool
answers_still(const struct rca *r, uint32_t n)
{
	return r->work->alive[n] && !rca_mortal(r, n);
}

/*
 * Since the last answer nobody gave one but the poller's own node, though
 * several were asked. *last_us: when that was, or INT64_MIN. Who does not know
 * where the poller sits knows that only when nobody answers at all.
 */
static bool
poller_alone(const struct rca *r, int64_t *last_us)
{
	int64_t seen_us = INT64_MIN;
	uint32_t silent = 0;
	bool any = false, some = false;

	for (uint32_t n = 0; n < r->nodes; n++) {
		any |= r->work->alive[n];
		if (n == r->poller || !answers_still(r, n))
			continue;
		some = true;
		if (r->node[n].seen_us > seen_us)
			seen_us = r->node[n].seen_us;
	}
	for (uint32_t n = 0; n < r->nodes; n++)
		silent += n != r->poller && !answers_still(r, n)
		    && (r->node[n].snmp != RCA_NOT_ASKED
		    || r->node[n].probe != RCA_NOT_ASKED)
		    && (!some || r->node[n].since_us > seen_us);
	*last_us = seen_us;
	return (r->poller != RCA_NONE || (!any && r->links > 0))
	    && silent >= 3;
}

void
rca_prepare(struct rca *r)
{
	work_new(r);
	see_alive(r);
	see_behind(r);
	rca_find_loose(r);
	rca_find_plugs(r);
	rca_find_past(r);
	number_vertices(r);
	join_vertices(r);
	find_sources(r);
	list_doubts(r);
	rca_find_regions(r);
	r->work->trial = 1;	/* reached[] says 1 of the flood */
}

static int64_t
cost_of_all(const struct rca *r, const struct rca_set *best)
{
	int64_t cost = 0;

	for (uint32_t g = 0; g < r->work->regions; g++)
		cost += best[g].cost;
	return cost;
}

/* And of what was silent while others answered still: that has its reasons. */
static int64_t
cost_of_earlier(struct rca *r, int64_t last_us)
{
	struct rca_work *w = r->work;
	struct rca_set *best = xcalloc(w->regions + 1, sizeof(*best));
	int64_t cost;

	w->me_after_us = last_us;
	rca_search(r, best);
	cost = cost_of_all(r, best) + COST_SOME_ANSWERED;
	w->me_after_us = INT64_MIN;
	free(best);
	return cost;
}

/*
 * When it is the poller, what nodes do not say says nothing: that is one
 * failure of all regions, and the others are looked for on this condition.
 */
static struct rca_set *
search(struct rca *r)
{
	struct rca_work *w = r->work;
	struct rca_set *best = xcalloc(w->regions + 1, sizeof(*best)), *me;
	int64_t cost, last_us;

	w->me_doubt = INT64_MAX;
	if (!poller_alone(r, &last_us)) {
		rca_search(r, best);
		return best;
	}
	me = xcalloc(w->regions + 1, sizeof(*me));
	w->me = true;
	w->me_after_us = INT64_MIN;
	rca_search(r, me);
	w->me_doubt = last_us != INT64_MIN ? cost_of_earlier(r, last_us)
	    : cost_of_all(r, me);
	w->me = false;
	rca_search(r, best);
	cost = cost_of_all(r, best);
	w->me_doubt += rca_prior(r, &(struct rca_fault){ RCA_POLLER,
	    r->poller }) - cost;
	w->me = w->me_doubt < 0;
	w->not_me = w->me ? best : NULL;
	free(w->me ? NULL : me);
	return w->me ? me : best;
}

void
rca_solve(struct rca *r)
{
	struct rca_set *best;

	forget_answer(r);
	rca_prepare(r);
	best = search(r);
	rca_find_untold(r, best);
	rca_answer_with(r, best);
	free(best);
}
