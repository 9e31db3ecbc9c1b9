/*
 * rca_search.c (oss) - the set of failures that costs least
 * Only what stands at the border of the light can explain why it is dark
 * behind it: those failures are tried alone, then with others, the best sets
 * first, in each region by itself. When some of what is dark stays
 * unexplained, the border moves on.
 */
#include "base/buf.h"
#include "oss/rca_work.h"

#define BEAM		6	/* sets that are carried on */
#define ROUNDS		4	/* borders */
#define TRIALS_MAX	30000
#define SPLIT_MAX	4	/* of so many failures */

struct border {
	struct rca	*r;
	bool		*node;		/* stands at it */
	bool		*link;
	bool		*pass;		/* node: light goes on behind it */
};

static void
candidate(struct rca *r, enum rca_class class, uint32_t what)
{
	struct rca_work *w = r->work;
	struct rca_fault f = { class, what };

	if (rca_region_of(r, &f) == RCA_NONE)
		return;
	GROW(w->candidate, w->candidates, w->candidates_cap);
	w->candidate[w->candidates++] = f;
}

static bool
asked(const struct rca_node *n)
{
	return n->snmp != RCA_NOT_ASKED || n->probe != RCA_NOT_ASKED;
}

/*
 * From the sources through what lives, what nobody asked and what is marked
 * as passed: the nodes and links at which the light ends.
 */
static void
find_border(struct border *b)
{
	struct rca *r = b->r;
	struct rca_work *w = r->work;
	uint32_t *node_of = xcalloc(w->vertices + 1, sizeof(*node_of));
	bool *seen = xcalloc(w->vertices + 1, sizeof(*seen));
	size_t head = 0, tail = 0;

	for (uint32_t n = 0; n < r->nodes; n++)
		node_of[w->vertex[n]] = n;
	for (size_t i = 0; i < w->sources; i++) {
		seen[w->source[i]] = true;
		w->queue[tail++] = w->source[i];
	}
	while (head < tail) {
		uint32_t v = w->queue[head++], n = node_of[v];

		if (!w->lit[v]) {
			b->node[n] = true;
			if (asked(&r->node[n]) && !b->pass[n]
			    && n != r->poller)
				continue;
		}
		for (size_t e = w->first[v]; e < w->first[v + 1]; e++) {
			uint32_t to = w->edge[e].to;

			b->link[w->edge[e].link] = true;
			if (seen[to])
				continue;
			seen[to] = true;
			w->queue[tail++] = to;
		}
	}
	free(node_of);
	free(seen);
}

static bool
is(const struct rca *r, uint32_t port, enum rca_state s)
{
	return port != RCA_NONE && r->port[port].state == s;
}

/* An end that says nothing of itself, or not since. */
static void
try_end(struct rca *r, uint32_t node, uint32_t port, uint32_t far_port)
{
	if (port == RCA_NONE)
		return;
	if (is(r, port, RCA_OFF))
		candidate(r, RCA_SHUT, port);
	else if (rca_faces_down(r, port) || (is(r, port, RCA_UNKNOWN)
	    && !r->port[port].unseen && is(r, far_port, RCA_DOWN)
	    && !r->work->alive[node]))
		candidate(r, RCA_PORT, port);
}

/* What the two ends of a link say makes it worth a trial. */
static void
try_link(struct rca *r, uint32_t l, bool at_border)
{
	const struct rca_work *w = r->work;
	const struct rca_link *k = &r->link[l];
	bool down = is(r, k->a_port, RCA_DOWN) || is(r, k->b_port, RCA_DOWN)
	    || w->paired[l];
	bool up = is(r, k->a_port, RCA_UP) || is(r, k->b_port, RCA_UP);
	bool dark = !w->alive[k->a] || !w->alive[k->b];

	if (!down && !(at_border && dark))
		return;
	candidate(r, RCA_LINK, l);
	if (up || dark)
		candidate(r, RCA_ONE_WAY, l);
	try_end(r, k->a, k->a_port, k->b_port);
	try_end(r, k->b, k->b_port, k->a_port);
}

static uint32_t
count_down(const struct rca *r, const struct rca_group *g)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->len; i++) {
		uint32_t m = r->member[g->first + i];

		n += g->class == RCA_CARD ? (r->port[m].state == RCA_DOWN)
		    + 2 * rca_faces_down(r, m)
		    : r->term[m].state == RCA_DOWN
		    && rca_takes_term(r, g, m);
	}
	return n;
}

static void
try_group(struct rca *r, uint32_t g, const struct border *b)
{
	const struct rca_work *w = r->work;
	const struct rca_group *o = &r->group[g];
	bool any = false;

	switch (o->class) {
	case RCA_SRLG:
		for (uint32_t i = 0; i < o->len && !any; i++) {
			uint32_t l = r->member[o->first + i];
			const struct rca_link *k = &r->link[l];

			any = b->link[l] || w->paired[l]
			    || is(r, k->a_port, RCA_DOWN)
			    || is(r, k->b_port, RCA_DOWN);
		}
		any = any && o->len > 1;
		break;
	case RCA_POWER:
		for (uint32_t i = 0; i < o->len && !any; i++) {
			uint32_t n = r->member[o->first + i];

			/* a lone node that lives says it all by itself */
			any = (r->node[n].on_battery
			    || (b->node[n] && !w->alive[n])
			    || rca_mortal(r, n))
			    && (o->len > 1 || (r->node[n].on_battery
			    && !w->alive[n] && asked(&r->node[n])));
		}
		break;
	case RCA_CARD:
		any = w->alive[o->node] ? count_down(r, o) > 1
		    : b->node[o->node];
		break;
	default:
		any = w->alive[o->node]
		    && count_down(r, o) > (o->partial ? 2 : 1);
	}
	if (any)
		candidate(r, o->class, g);
}

static void
collect(struct border *b)
{
	struct rca *r = b->r;
	struct rca_work *w = r->work;

	w->candidates = 0;
	find_border(b);
	for (uint32_t l = 0; l < r->links; l++)
		try_link(r, l, b->link[l]);
	for (uint32_t n = 0; n < r->nodes; n++) {
		if (((b->node[n] && !w->alive[n]) || rca_mortal(r, n))
		    && (n != r->poller || asked(&r->node[n])))
			candidate(r, RCA_NODE, n);
		if (r->node[n].snmp == RCA_SILENT
		    && (w->alive[n] || b->node[n]))
			candidate(r, RCA_ACCESS, n);
	}
	for (size_t i = 0; i < w->suspect.len; i++) {
		uint32_t p = w->suspect.item[i];

		if (r->port[p].state == RCA_DOWN && w->alive[r->port[p].node])
			candidate(r, RCA_PORT, p);
	}
	for (uint32_t g = 0; g < r->groups; g++)
		try_group(r, g, b);
	rca_sort_candidates(r);
}

/* ---- sets --------------------------------------------------------------- */

static bool
fault_before(const struct rca_fault *a, const struct rca_fault *b)
{
	return a->class != b->class ? a->class < b->class : a->what < b->what;
}

static bool
same(const struct rca_fault *a, const struct rca_fault *b)
{
	return a->class == b->class && a->what == b->what;
}

static bool
set_has(const struct rca_set *s, const struct rca_fault *f)
{
	for (uint32_t i = 0; i < s->len; i++)
		if (same(&s->fault[i], f))
			return true;
	return false;
}

/* Sorted, so that the same failures are the same set. */
static void
set_add(struct rca_set *s, const struct rca_fault *f)
{
	uint32_t i = s->len++;

	for (; i > 0 && fault_before(f, &s->fault[i - 1]); i--)
		s->fault[i] = s->fault[i - 1];
	s->fault[i] = *f;
}

static void
set_remove(struct rca_set *s, uint32_t at)
{
	s->len--;
	for (uint32_t i = at; i < s->len; i++)
		s->fault[i] = s->fault[i + 1];
}

static bool
set_same(const struct rca_set *a, const struct rca_set *b)
{
	return a->len == b->len && memcmp(a->fault, b->fault,
	    a->len * sizeof(*a->fault)) == 0;
}

/* Into the best ones, cheapest first; of equals the one that came first. */
static void
beam_add(struct rca_set *beam, uint32_t *len, const struct rca_set *s)
{
	uint32_t i;

	for (i = 0; i < *len; i++)
		if (set_same(&beam[i], s))
			return;
	if (*len == BEAM && s->cost >= beam[BEAM - 1].cost)
		return;
	if (*len < BEAM)
		++*len;
	for (i = *len - 1; i > 0 && s->cost < beam[i - 1].cost; i--)
		beam[i] = beam[i - 1];
	beam[i] = *s;
}

/*
 * Sets one failure larger, as long as one of the last two steps was worth
 * it: two failures may explain what neither does alone.
 */
static void
climb(struct rca *r, uint32_t region, struct rca_set *best,
    const struct rca_fault *barred)
{
	const struct rca_work *w = r->work;
	const size_t *first = &w->first_candidate[region];
	struct rca_set beam[BEAM], next[BEAM], s;
	uint64_t enough = r->trials + TRIALS_MAX;
	uint32_t len = 1, next_len, idle = 0;

	beam[0] = *best;
	while (idle < 2 && len > 0 && best->len < RCA_ROOTS_MAX - 2
	    && r->trials < enough) {
		next_len = 0;
		for (uint32_t i = 0; i < len; i++) {
			int64_t room = best->cost - rca_least(r, &beam[i]);

			for (size_t c = first[0]; c < first[1]; c++) {
				if (rca_prior(r, &w->candidate[c]) >= room
				    || set_has(&beam[i], &w->candidate[c])
				    || (barred != NULL && same(barred,
				    &w->candidate[c])))
					continue;
				s = beam[i];
				set_add(&s, &w->candidate[c]);
				s.cost = rca_cost(r, region, &s);
				beam_add(next, &next_len, &s);
			}
		}
		memcpy(beam, next, next_len * sizeof(*next));
		len = next_len;
		idle++;
		if (len > 0 && beam[0].cost < best->cost) {
			*best = beam[0];
			idle = 0;
			/* many at once: one by one, the best of each step */
			if (best->len > 3)
				len = 1;
		}
	}
}

/* The set without its failure `at`, or with another one for it. */
static bool
improve(struct rca *r, uint32_t region, struct rca_set *best, uint32_t at)
{
	const struct rca_work *w = r->work;
	const size_t *first = &w->first_candidate[region];
	struct rca_set rest = *best, s;
	bool better = false;
	int64_t least;

	set_remove(&rest, at);
	rest.cost = rca_cost(r, region, &rest);
	if (rest.cost < best->cost) {
		*best = rest;
		return true;
	}
	least = rca_least(r, &rest);
	for (size_t c = first[0]; c < first[1]; c++) {
		if (least + rca_prior(r, &w->candidate[c]) >= best->cost
		    || set_has(best, &w->candidate[c]))
			continue;
		s = rest;
		set_add(&s, &w->candidate[c]);
		s.cost = rca_cost(r, region, &s);
		if (s.cost < best->cost) {
			*best = s;
			better = true;
		}
	}
	return better;
}

/* One less, or one for another: as long as it gets cheaper. */
static void
polish(struct rca *r, uint32_t region, struct rca_set *best)
{
	uint64_t enough = r->trials + TRIALS_MAX;

	for (uint32_t i = 0; i < best->len && r->trials < enough; )
		i = improve(r, region, best, i) ? 0 : i + 1;
}

/*
 * One that takes many along hides in the beam that they may have failed each
 * by itself: so the set without it, and what is found then.
 */
static void
split(struct rca *r, uint32_t region, struct rca_set *best)
{
	for (uint32_t i = 0; i < best->len && best->len <= SPLIT_MAX; i++) {
		const struct rca_fault f = best->fault[i];
		struct rca_set s = *best;

		if (f.class != RCA_SRLG && f.class != RCA_CARD
		    && f.class != RCA_POWER)
			continue;
		set_remove(&s, i);
		s.cost = rca_cost(r, region, &s);
		climb(r, region, &s, &f);
		if (s.cost < best->cost) {
			*best = s;
			i = UINT32_MAX;
		}
	}
}

/* What is silent although the set says that it is reached: look behind it. */
static bool
move_border(struct border *b, uint32_t region, const struct rca_set *best)
{
	struct rca *r = b->r;
	struct rca_work *w = r->work;
	bool moved = false;

	rca_cost(r, region, best);
	if (w->me)
		return false;
	EACH_OF(w->dark, region, i) {
		uint32_t n = w->dark.item[i];

		if (w->alive[n] || b->pass[n] || rca_marked(w, w->dead, n)
		    || !rca_reached(w, w->vertex[n]))
			continue;
		b->pass[n] = moved = true;
	}
	return moved;
}

/* One round of those that are open; whether any still is. */
static bool
search_open(struct border *b, bool *open, struct rca_set *best)
{
	struct rca *r = b->r;
	bool any = false;

	collect(b);
	for (uint32_t g = 0; g < r->work->regions; g++) {
		if (!open[g])
			continue;
		climb(r, g, &best[g], NULL);
		polish(r, g, &best[g]);
		split(r, g, &best[g]);
		open[g] = move_border(b, g, &best[g]);
		any |= open[g];
	}
	return any;
}

/*
 * Who answered while others of its region were dark for certain does not hide
 * them: the border is behind it.
 */
static void
pass_young(struct border *b)
{
	const struct rca *r = b->r;
	const struct rca_list *dark = &r->work->dark;

	for (uint32_t g = 0; g < r->work->regions; g++) {
		int64_t oldest_us = RCA_NEVER;

		EACH_OF(*dark, g, i) {
			const struct rca_node *o = &r->node[dark->item[i]];

			if (o->misses > 2 && o->since_us < oldest_us)
				oldest_us = o->since_us;
		}
		EACH_OF(*dark, g, i)
			b->pass[dark->item[i]] = rca_before(oldest_us,
			    r->node[dark->item[i]].good_us);
	}
}

/* Nobody hears from it, and it is said to live: for what is behind it does. */
static bool
has_wall(const struct rca *r, const struct rca_set *s)
{
	for (uint32_t i = 0; i < s->len; i++)
		if (s->fault[i].class == RCA_ACCESS
		    && !r->work->alive[s->fault[i].what]
		    && r->node[s->fault[i].what].probe == RCA_SILENT)
			return true;
	return false;
}

/*
 * What no set explains while all links are known, or by a wall alone, is
 * looked for again as if some were not: who answers may be reached by those.
 */
static bool
open_gapped(struct rca *r, bool *open, struct rca_set *best)
{
	struct rca_work *w = r->work;
	bool any = false;

	for (uint32_t g = 0; g < w->regions; g++) {
		open[g] = !w->me && !r->fitful && !w->gapped[g] && best[g].cost != 0
		    && w->island.first[g + 1] > w->island.first[g]
		    && (has_wall(r, &best[g])
		    || rca_leaves_port(r, g, &best[g]));
		if (!open[g])
			continue;
		w->gapped[g] = any = true;
		best[g].len = 0;
		best[g].cost = rca_cost(r, g, &best[g]);
	}
	return any;
}

void
rca_search(struct rca *r, struct rca_set *best)
{
	struct border b = { .r = r };
	uint32_t regions = r->work->regions;
	bool *open = xcalloc(regions + 1, sizeof(*open)), any = false;

	for (uint32_t g = 0; g < regions; g++) {
		r->work->gapped[g] = false;
		best[g].cost = rca_cost(r, g, &best[g]);
		open[g] = best[g].cost != 0;
		any |= open[g];
	}
	b.node = xcalloc(r->nodes + 1, sizeof(*b.node));
	b.pass = xcalloc(r->nodes + 1, sizeof(*b.pass));
	b.link = xcalloc(r->links + 1, sizeof(*b.link));
	pass_young(&b);
	for (int i = 0; i < ROUNDS && any; i++)
		any = search_open(&b, open, best);
	if (open_gapped(r, open, best))
		for (int i = 0; i < ROUNDS && search_open(&b, open, best); i++)
			;
	free(b.node);
	free(b.pass);
	free(b.link);
	free(open);
}
