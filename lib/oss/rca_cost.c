/*
 * rca_cost.c (oss) - what a set of failures foresees, and what it costs
 */
#include "base/buf.h"
#include "oss/rca_work.h"

/* How rare each failure is, as the odds against it in a poll. */
static const int64_t prior[RCA_CLASS_COUNT] = {
	[RCA_LINK] = 11800, [RCA_NODE] = 12000, [RCA_ACCESS] = 13000,
	[RCA_PORT] = 13000, [RCA_SHUT] = 3000, [RCA_ONE_WAY] = 12500,
	[RCA_SRLG] = 13000, [RCA_CARD] = 13500, [RCA_POWER] = 13500,
	[RCA_SPLITTER] = 12500, [RCA_FEEDER] = 12800,
	[RCA_AREA_POWER] = 12000, [RCA_POLLER] = 9000,
};
#define PRIOR_PLANNED	10000	/* so much less rare, when it is planned */
#define PRIOR_SAID	2000	/* or when it was said before */
#define PRIOR_PORT_BARE	9000	/* nothing is known to hang on it */
#define PRIOR_PORT_ABSENT 11000
#define PRIOR_ACCESS_SURE 9000	/* something else of it answered */
#define PRIOR_ONE_WAY_UNSEEN 14200 /* the end that would say so is dark */
#define PRIOR_LINK_UNSEEN 12300	/* none of its ends says that it is down */

/* A port is up although */
#define COST_UP_CUT	5000	/* its link is cut */
#define COST_UP_PEER	2300	/* the node behind it is dead */
#define COST_UP_HUNG	50	/* and so are all of that node's */
#define COST_UP_FAR	4000	/* the port behind it is */
#define COST_UP_BROKEN	8000	/* it is broken itself */
#define COST_UP_CARD	14000	/* its card is */
#define COST_FLOWS	8000	/* and traffic moves on it */
#define COST_ABSENT	4000	/* it is gone, and only the link is cut */
#define COST_WALLED	6000	/* its management is, and no probe comes */
#define COST_SESSION	6000	/* a session with a dead node stands */
#define COST_SESSION_LOST 2000	/* or is lost with who is merely mute */
#define SESSIONS_LOST_MAX 3
#define COST_POWERED	9000	/* a node of a dark site answers */
#define COST_BACKED_UP	500	/* the same, and there is a battery */
#define COST_POWERED_MAX 16000	/* of many: what has another supply */
#define COST_DARK_LONG	12000	/* one of it failed days before */
/* It was well when it was seen last, before the failure: in one pass */
#define COST_UP_BEFORE	300
#define COST_DIED_SINCE	1000

#define COST_TERM	3000	/* a termination is down for its own reasons */
#define COST_TERM_GASP	2200
#define COST_TERM_LIGHT	4500
#define COST_TERM_UP	6000	/* it works behind what is cut */
#define COST_TERM_OTHER	2500	/* it tells of another reason */
#define COST_TERM_FELLOW 2500	/* and others went at the same time */
#define COST_PARTIAL	1500	/* not all that a port has */
#define COST_NO_GASP	2400	/* power went, and nobody told */
#define COST_DIMMED	300	/* a head end's port is down for want of light */

static bool
planned(const struct rca *r, const struct rca_fault *f)
{
	switch (f->class) {
	case RCA_NODE: case RCA_ACCESS: case RCA_POLLER:
		return f->what != RCA_NONE && r->node[f->what].planned;
	case RCA_PORT: case RCA_SHUT:
		return r->port[f->what].planned;
	case RCA_LINK: case RCA_ONE_WAY:
		return r->link[f->what].planned;
	default:
		return r->group[f->what].planned;
	}
}

static bool
port_is(const struct rca *r, uint32_t port, enum rca_state s)
{
	return port != RCA_NONE && r->port[port].state == s;
}

static bool
has_loose(const struct rca *r, uint32_t port)
{
	size_t i = rca_loose_of(r, port);

	return i < r->work->looses && r->work->loose[i].port == port;
}

/* Nothing that is seen hangs on it. */
static bool
is_bare(const struct rca *r, uint32_t port)
{
	return r->port[port].link == RCA_NONE && !r->port[port].shared
	    && !r->work->feeds[port]
	    && !(r->port[port].absent && has_loose(r, port));
}

static int64_t
rarity(const struct rca *r, const struct rca_fault *f)
{
	const struct rca_link *k;

	switch (f->class) {
	case RCA_PORT:
		if (is_bare(r, f->what))
			return PRIOR_PORT_BARE;
		return r->port[f->what].absent ? PRIOR_PORT_ABSENT
		    : prior[RCA_PORT];
	case RCA_ACCESS:
		return r->work->alive[f->what] ? PRIOR_ACCESS_SURE
		    : prior[RCA_ACCESS];
	case RCA_ONE_WAY:
		k = &r->link[f->what];
		return port_is(r, k->a_port, RCA_DOWN)
		    || port_is(r, k->b_port, RCA_DOWN) ? prior[RCA_ONE_WAY]
		    : PRIOR_ONE_WAY_UNSEEN;
	case RCA_LINK:
		k = &r->link[f->what];
		return port_is(r, k->a_port, RCA_DOWN)
		    || port_is(r, k->b_port, RCA_DOWN)
		    || r->work->paired[f->what] ? prior[RCA_LINK]
		    : PRIOR_LINK_UNSEEN;
	default:
		return prior[f->class];
	}
}

int64_t
rca_prior(const struct rca *r, const struct rca_fault *f)
{
	int64_t cost = rarity(r, f);

	for (size_t i = 0; i < r->saids; i++)
		if (r->said[i].class == f->class && r->said[i].what == f->what)
			cost -= PRIOR_SAID;
	if (!planned(r, f))
		return cost;
	return cost > PRIOR_PLANNED ? cost - PRIOR_PLANNED : cost / 10;
}

/* Agents show a state for a while after it was. */
#define SLACK_US	60000000

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
port_good(const struct rca *r, uint32_t p)
{
	return port_is(r, p, RCA_DOWN) ? r->port[p].good_us : 0;
}

static int64_t
node_good(const struct rca *r, uint32_t n)
{
	return r->work->alive[n] ? r->node[n].seen_us : r->node[n].good_us;
}

/* One that works in one way only leaves a port up. */
static int64_t
half_good(const struct rca *r, uint32_t l)
{
	return later(port_good(r, r->link[l].a_port),
	    port_good(r, r->link[l].b_port));
}

static int64_t
end_good(const struct rca *r, uint32_t p)
{
	return port_is(r, p, RCA_UP) ? r->port[p].seen_us : port_good(r, p);
}

static int64_t
link_good(const struct rca *r, uint32_t l)
{
	return later(end_good(r, r->link[l].a_port),
	    end_good(r, r->link[l].b_port));
}

/* What fails twice has since the first; NEVER: nothing says since when. */
static void
fail(struct rca_work *w, uint32_t *mark, int64_t *since_us, uint32_t i,
    int64_t us, int64_t good_us)
{
	w->good_us = later(w->good_us, good_us);
	if (mark[i] != w->trial || us == RCA_NEVER
	    || (since_us[i] != RCA_NEVER && us < since_us[i]))
		since_us[i] = us;
	mark[i] = w->trial;
	if (us != RCA_NEVER && us > w->latest_us)
		w->latest_us = us;
}

/* Silent for certain while something was seen to work at good_us. */
static bool
was_silent(const struct rca_node *n, int64_t good_us)
{
	return n->since_us < good_us - SLACK_US && n->misses > 2
	    && good_us - n->since_us >= 2 * ((n->seen_us - n->since_us)
	    / (n->misses - 1));
}

/* Members that were silent before the others were: no power took them. */
static uint32_t
dark_long(const struct rca *r, const struct rca_group *g)
{
	const uint32_t *m = r->member + g->first;
	int64_t good_us = 0;
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->len; i++)
		if (!r->work->alive[m[i]])
			good_us = later(good_us, r->node[m[i]].good_us);
	for (uint32_t i = 0; i < g->len; i++)
		n += !r->work->alive[m[i]]
		    && was_silent(&r->node[m[i]], good_us);
	return n;
}

static int64_t
cost_of_powered(uint32_t alive, bool battery)
{
	int64_t cost = alive * (int64_t)(battery ? COST_BACKED_UP
	    : COST_POWERED);

	return cost < COST_POWERED_MAX ? cost : COST_POWERED_MAX;
}

static int64_t
lose_power(struct rca *r, uint32_t group)
{
	struct rca_work *w = r->work;
	const struct rca_group *g = &r->group[group];
	int64_t us = w->group_us[group];
	bool battery = false;
	uint32_t alive = 0, since = 0;

	for (uint32_t i = 0; i < g->len; i++) {
		uint32_t n = r->member[g->first + i];
		bool died = !w->alive[n]
		    || rca_before(r->node[n].seen_us, us);

		w->unpowered[n] = w->trial;
		battery |= r->node[n].on_battery;
		alive += !died;
		since += died && w->alive[n];
		if (died)
			fail(w, w->dead, w->dead_us, n, us,
			    node_good(r, n));
	}
	return cost_of_powered(alive, battery)
	    + dark_long(r, g) * (int64_t)COST_DARK_LONG
	    + since * (int64_t)COST_DIED_SINCE;
}

/*
 * A port that is gone, or whose card fails, takes along what hangs on it:
 * where nobody told its link, one that went at the same time.
 */
static void
pull(struct rca *r, uint32_t port, int64_t us)
{
	struct rca_work *w = r->work;

	for (size_t i = rca_loose_of(r, port); i < w->looses
	    && w->loose[i].port == port; i++) {
		uint32_t end = w->loose[i].end, far_port;

		if (rca_marked(w, w->taken, end)
		    || !rca_loose_shows(r, end, &far_port))
			continue;
		w->taken[end] = w->trial;
		if (far_port != RCA_NONE)
			w->shown[far_port] = w->trial;
		fail(w, w->cut, w->cut_us, end / 2, us,
		    link_good(r, end / 2));
		return;
	}
}

static int64_t
apply_group(struct rca *r, const struct rca_fault *f)
{
	struct rca_work *w = r->work;
	const struct rca_group *g = &r->group[f->what];
	int64_t cost = 0, us = w->group_us[f->what];
	bool left = g->partial && g->class == RCA_SPLITTER;
	bool gasp = f->class != RCA_AREA_POWER;

	if (f->class == RCA_POWER)
		return lose_power(r, f->what);
	if (f->class == RCA_FEEDER && g->port != RCA_NONE)
		w->dimmed[g->port] = w->trial;
	for (uint32_t i = 0; i < g->len; i++) {
		uint32_t m = r->member[g->first + i];

		if (f->class == RCA_SRLG) {
			fail(w, w->cut, w->cut_us, m, us, link_good(r, m));
		} else if (f->class == RCA_CARD) {
			fail(w, w->broken, w->broken_us, m, us,
			    port_good(r, m));
			pull(r, m, us);
			if (r->port[m].state == RCA_UP
			    && !rca_before(r->port[m].seen_us, us))
				cost += COST_UP_CARD - COST_UP_BROKEN;
		} else if (!rca_takes_term(r, g, m))
			left = true;
		else if (f->class == RCA_AREA_POWER) {
			w->term_off[m] = w->trial;
			gasp |= r->term[m].gasp;
		} else
			w->term_cut[m] = w->trial;
	}
	return cost + (left ? COST_PARTIAL : 0) + (gasp ? 0 : COST_NO_GASP);
}

/* What it costs by itself. */
static int64_t
apply(struct rca *r, const struct rca_fault *f)
{
	struct rca_work *w = r->work;
	int64_t cost = rca_prior(r, f);
	uint32_t l, lost;

	switch (f->class) {
	case RCA_NODE:
		fail(w, w->dead, w->dead_us, f->what, w->node_us[f->what],
		    node_good(r, f->what));
		if (w->alive[f->what])
			cost += rca_mortal(r, f->what) ? COST_DIED_SINCE
			    : COST_IMPOSSIBLE;
		break;
	case RCA_ACCESS:
		w->mute[f->what] = w->trial;
		lost = r->node[f->what].lost_neighbors;
		cost += COST_SESSION_LOST * (int64_t)(lost < SESSIONS_LOST_MAX
		    ? lost : SESSIONS_LOST_MAX);
		break;
	case RCA_LINK:
		fail(w, w->cut, w->cut_us, f->what, w->link_us[f->what],
		    link_good(r, f->what));
		break;
	case RCA_ONE_WAY:
		fail(w, w->half, w->cut_us, f->what, w->link_us[f->what],
		    half_good(r, f->what));
		break;
	case RCA_PORT: case RCA_SHUT:
		l = r->port[f->what].link;
		fail(w, w->broken, w->broken_us, f->what, l == RCA_NONE
		    ? RCA_NEVER : w->link_us[l], port_good(r, f->what));
		if (r->port[f->what].absent)
			pull(r, f->what, RCA_NEVER);
		break;
	case RCA_POLLER:
		break;
	default:
		cost += apply_group(r, f);
	}
	return cost;
}

/*
 * Light spreads by what had not failed by us; NEVER: at all. Early: by what
 * cannot have failed by then, for it worked later. It is the same at any time
 * from `from` and before `until`.
 */
struct light {
	uint32_t	*reached, look;	/* marks, and what they say */
	int64_t		 us;
	bool		 early;
	size_t		 tail;
	int64_t		 from, until;
};

/* What failed at since_us had by the time that is looked at. */
static inline bool
failed_by(struct light *b, int64_t since_us)
{
	if (since_us > b->us) {
		if (since_us < b->until)
			b->until = since_us;
		return false;
	}
	if (since_us > b->from)
		b->from = since_us;
	return true;
}

static inline bool
had_failed(const struct rca_work *w, const uint32_t *mark,
    const int64_t *since_us, uint32_t i, struct light *b)
{
	return rca_marked(w, mark, i)
	    && (since_us[i] == RCA_NEVER || failed_by(b, since_us[i]));
}

static bool
link_worked(const struct rca *r, uint32_t l, struct light *b)
{
	const struct rca_work *w = r->work;
	const struct rca_link *k = &r->link[l];

	return !had_failed(w, w->cut, w->cut_us, l, b)
	    && !had_failed(w, w->half, w->cut_us, l, b)
	    && !had_failed(w, w->broken, w->broken_us, k->a_port, b)
	    && !had_failed(w, w->broken, w->broken_us, k->b_port, b)
	    && !had_failed(w, w->dead, w->dead_us, k->a, b)
	    && !had_failed(w, w->dead, w->dead_us, k->b, b);
}

/* Whether it can have worked at us, for what was seen to work then. */
static bool
link_may_work(const struct rca *r, uint32_t l, struct light *b)
{
	const struct rca_work *w = r->work;
	const struct rca_link *k = &r->link[l];

	return !(rca_marked(w, w->cut, l)
	    && failed_by(b, link_good(r, l) - SLACK_US))
	    && !(rca_marked(w, w->half, l)
	    && failed_by(b, half_good(r, l) - SLACK_US))
	    && !(rca_marked(w, w->broken, k->a_port)
	    && failed_by(b, port_good(r, k->a_port) - SLACK_US))
	    && !(rca_marked(w, w->broken, k->b_port)
	    && failed_by(b, port_good(r, k->b_port) - SLACK_US))
	    && !(rca_marked(w, w->dead, k->a)
	    && failed_by(b, node_good(r, k->a) - SLACK_US))
	    && !(rca_marked(w, w->dead, k->b)
	    && failed_by(b, node_good(r, k->b) - SLACK_US));
}

static void
light(const struct rca *r, const struct rca_edge *e, struct light *b)
{
	const struct rca_work *w = r->work;

	if (w->is_source[e->to] || b->reached[e->to] == b->look
	    || !(b->early ? link_may_work(r, e->link, b)
	    : link_worked(r, e->link, b)))
		return;
	b->reached[e->to] = b->look;
	w->queue[b->tail++] = e->to;
}

static void
spread_on(const struct rca *r, struct light *b)
{
	const struct rca_work *w = r->work;

	for (size_t head = 0; head < b->tail; head++) {
		uint32_t v = w->queue[head];

		for (size_t e = w->first[v]; e < w->first[v + 1]; e++)
			light(r, &w->edge[e], b);
	}
}

static void
spread(const struct rca *r, uint32_t region, struct light *b)
{
	const struct rca_list *in = &r->work->entry;

	for (size_t i = in->first[region]; i < in->first[region + 1]; i++)
		light(r, &r->work->edge[in->item[i]], b);
	spread_on(r, b);
}

/*
 * Whether light came to a vertex at us. They are asked for in the order of
 * that time, so light spreads once for all between two failures.
 */
static bool
lit_then(const struct rca *r, uint32_t region, uint32_t v, int64_t us,
    bool early)
{
	struct rca_work *w = r->work;
	struct light b = { .reached = w->then, .us = us, .early = early,
		.from = INT64_MIN, .until = RCA_NEVER };

	if (w->then_trial != w->trial || w->then_early != early
	    || us < w->then_from || us >= w->then_until) {
		b.look = ++w->look;
		spread(r, region, &b);
		w->then_trial = w->trial;
		w->then_early = early;
		w->then_from = b.from;
		w->then_until = b.until;
	}
	return w->then[v] == w->look;
}

/* Of a vertex that is reached no more: whether it was, when it answered. */
static bool
was_reached(const struct rca *r, uint32_t region, uint32_t v)
{
	const struct rca_work *w = r->work;

	return w->latest_us > w->vertex_us[v]
	    && lit_then(r, region, v, w->vertex_us[v], false);
}

/* Who answers, and is not reached by the links that are known. */
static bool
is_island(const struct rca *r, uint32_t region, uint32_t v)
{
	return !rca_reached(r->work, v) && !was_reached(r, region, v);
}

/* Where links are missing from the list, light comes by one of them. */
static int64_t
light_islands(struct rca *r, uint32_t region)
{
	struct rca_work *w = r->work;
	int64_t cost = 0;

	EACH_OF(w->island, region, i) {
		struct light b = { .reached = w->reached, .look = w->trial,
			.us = RCA_NEVER };
		uint32_t v = w->island.item[i];

		if (!is_island(r, region, v))
			continue;
		cost += COST_ISLAND_GAPPED;
		w->reached[v] = w->trial;
		w->queue[b.tail++] = v;
		spread_on(r, &b);
	}
	return cost;
}

static int64_t
spread_light(struct rca *r, uint32_t region)
{
	struct rca_work *w = r->work;

	spread(r, region, &(struct light){ .reached = w->reached,
	    .look = w->trial, .us = RCA_NEVER });
	return w->gapped[region] ? light_islands(r, region) : 0;
}

/* One is lost often enough where many are asked; three in a row are not. */
static int64_t
cost_of_misses(const struct rca_node *n, uint32_t misses, int64_t one)
{
	int64_t cost = one * (int64_t)misses - one / 2;

	return n->certain || cost > COST_MISSES_MAX ? COST_MISSES_MAX : cost;
}

/*
 * Of a dark node that is reached no more: whether it was when it went dark,
 * for what is said to have failed worked later.
 */
static bool
dark_before(const struct rca *r, uint32_t region, uint32_t n)
{
	const struct rca_work *w = r->work;

	return was_silent(&r->node[n], w->good_us)
	    && !rca_marked(w, w->dead, n)
	    && lit_then(r, region, w->vertex[n], r->node[n].since_us, true);
}

/* Who answers in another way is reached, whatever the links say. */
static bool
is_there(const struct rca *r, uint32_t n)
{
	return r->work->alive[n] && !rca_mortal(r, n);
}

/* Who lives behind a wall answers nobody. */
static int64_t
cost_of_probe(const struct rca *r, uint32_t n, const struct rca_node *o)
{
	const struct rca_work *w = r->work;
	int64_t cost = cost_of_misses(o, o->probe_misses,
	    r->probe_miss_cost != 0 ? r->probe_miss_cost : COST_MISS);

	return rca_marked(w, w->mute, n) && cost > COST_WALLED ? COST_WALLED
	    : cost;
}

static int64_t
cost_of_nodes(const struct rca *r, uint32_t region)
{
	const struct rca_work *w = r->work;
	int64_t miss = r->miss_cost != 0 ? r->miss_cost : COST_MISS;
	int64_t cost = 0;

	EACH_OF(w->dark, region, i) {
		uint32_t n = w->dark.item[i];
		const struct rca_node *o = &r->node[n];

		if (w->me && o->since_us > w->me_after_us)
			continue;
		if (rca_marked(w, w->dead, n) || (!rca_reached(w,
		    w->vertex[n]) && !is_there(r, n)
		    && !dark_before(r, region, n))) {
			cost += COST_SESSION * (int64_t)o->neighbors;
			continue;
		}
		if (o->snmp == RCA_SILENT && !rca_marked(w, w->mute, n))
			cost += cost_of_misses(o, o->misses, miss);
		if (o->probe == RCA_SILENT)
			cost += cost_of_probe(r, n, o);
	}
	if (w->me)
		return cost;
	EACH_OF(w->island, region, i)
		if (is_island(r, region, w->island.item[i]))
			cost += r->fitful ? COST_ISLAND_FITFUL
			    : COST_ISLAND;
	EACH_OF(w->burning, region, i)
		if (!rca_marked(w, w->unpowered, w->burning.item[i]))
			cost += COST_BATTERY;
	return cost;
}

/* A link is cut, or what is behind it is dead: one port goes with each. */
static bool
loose_end_fails(const struct rca *r, uint32_t port)
{
	struct rca_work *w = r->work;

	for (size_t i = rca_loose_of(r, port); i < w->looses
	    && w->loose[i].port == port; i++) {
		uint32_t end = w->loose[i].end, l = end / 2;
		const struct rca_link *k = &r->link[l];
		uint32_t far_port = end % 2 ? k->a_port : k->b_port;

		if (rca_marked(w, w->taken, end))
			continue;
		if (!rca_marked(w, w->cut, l) && !rca_marked(w, w->half, l)
		    && !rca_marked(w, w->broken, far_port)
		    && !rca_marked(w, w->dead, rca_far_node(k,
		    r->port[port].node)))
			continue;
		w->taken[end] = w->trial;
		return true;
	}
	return false;
}

/* All that hangs on a shared port has failed. */
static bool
all_plugs_fail(const struct rca *r, uint32_t port)
{
	const struct rca_work *w = r->work;
	size_t first = rca_plug_of(r, port), i;

	for (i = first; i < w->plugs && w->plug[i].port == port; i++) {
		uint32_t end = w->plug[i].end, l = end / 2;
		const struct rca_link *k = &r->link[l];

		if (!rca_marked(w, w->cut, l) && !rca_marked(w, w->half, l)
		    && !rca_marked(w, w->broken, end % 2 ? k->a_port
		    : k->b_port) && !rca_marked(w, w->dead, rca_far_node(k,
		    r->port[port].node)))
			return false;
	}
	return i > first;
}

static int64_t
cost_of_down(const struct rca *r, uint32_t p)
{
	const struct rca_work *w = r->work;
	const struct rca_port *o = &r->port[p];
	const struct rca_link *k;

	if (rca_marked(w, w->dimmed, p))
		return o->absent ? COST_ABSENT : COST_DIMMED;
	if (rca_marked(w, w->broken, p)
	    || (rca_marked(w, w->dead, o->node) && !w->alive[o->node])
	    || port_is(r, o->parent, RCA_DOWN) || w->has_end[p])
		return 0;
	if (o->link == RCA_NONE)
		return !loose_end_fails(r, p) && !all_plugs_fail(r, p)
		    ? COST_PORT : o->absent ? COST_ABSENT : 0;
	k = &r->link[o->link];
	if (rca_marked(w, w->cut, o->link) || rca_marked(w, w->half, o->link)
	    || rca_marked(w, w->broken, rca_far_port(r, p))
	    || rca_marked(w, w->dead, rca_far_node(k, o->node)))
		return o->absent ? COST_ABSENT : 0;
	return COST_PORT;
}

/*
 * Up, next to a dead node: one that hangs leaves the light on at all of its
 * ports, which is as rare as at one.
 */
static int64_t
cost_of_lit(const struct rca_work *w, uint32_t dead)
{
	if (w->faced[dead] || w->hung[dead] != w->trial) {
		w->hung[dead] = w->trial;
		return COST_UP_PEER;
	}
	return COST_UP_HUNG;
}

static int64_t
cost_of_up(const struct rca *r, uint32_t p)
{
	const struct rca_work *w = r->work;
	const struct rca_port *o = &r->port[p];
	uint32_t l = o->link, far;
	int64_t flows = o->flows ? COST_FLOWS : 0, cost, us;

	if (rca_marked(w, w->broken, p)) {
		us = w->broken_us[p];
		cost = COST_UP_BROKEN + flows;
	} else if (l == RCA_NONE) {
		return 0;
	} else if (rca_marked(w, w->cut, l)) {
		us = w->cut_us[l];
		cost = COST_UP_CUT + flows;
	} else if (far = rca_far_node(&r->link[l], o->node),
	    rca_marked(w, w->dead, far)) {
		us = w->dead_us[far];
		cost = cost_of_lit(w, far) + flows;
	} else if (far = rca_far_port(r, p), rca_marked(w, w->broken, far)) {
		us = w->broken_us[far];
		cost = COST_UP_FAR + flows / 2;
	} else {
		return 0;
	}
	return rca_before(o->seen_us, us) ? COST_UP_BEFORE : cost;
}

static int64_t
cost_of_ports(const struct rca *r, uint32_t region)
{
	const struct rca_list *suspect = &r->work->suspect;
	int64_t cost = 0, one;

	EACH_OF(*suspect, region, i) {
		uint32_t p = suspect->item[i];

		one = r->port[p].state == RCA_DOWN ? cost_of_down(r, p)
		    : cost_of_up(r, p);
		cost += one == COST_PORT && r->port[p].link != RCA_NONE
		    && r->work->gapped[region] ? COST_PORT_GAPPED : one;
	}
	return cost;
}

static int64_t
cost_of_term(const struct rca *r, uint32_t t)
{
	const struct rca_work *w = r->work;
	const struct rca_term *o = &r->term[t];
	bool lost = rca_marked(w, w->term_cut, t)
	    || rca_marked(w, w->broken, o->port);
	bool off = rca_marked(w, w->term_off, t);

	if (o->state == RCA_UP)
		return lost || off ? COST_TERM_UP : 0;
	if (lost)
		return o->gasp ? COST_TERM_OTHER : 0;
	if (off)
		return o->light_lost ? COST_TERM_OTHER : 0;
	return (o->gasp ? COST_TERM_GASP : o->light_lost ? COST_TERM_LIGHT
	    : COST_TERM) + (o->fellows > 0 ? COST_TERM_FELLOW : 0);
}

int64_t
rca_least(const struct rca *r, const struct rca_set *s)
{
	int64_t cost = 0;

	for (uint32_t i = 0; i < s->len; i++)
		cost += rca_prior(r, &s->fault[i]);
	return cost;
}

/* What its failures cost by themselves. */
static int64_t
apply_set(struct rca *r, const struct rca_set *s)
{
	int64_t cost = 0;

	r->work->latest_us = INT64_MIN;
	r->work->good_us = 0;
	for (uint32_t i = 0; i < s->len; i++)
		cost += apply(r, &s->fault[i]);
	return cost;
}

int64_t
rca_cost(struct rca *r, uint32_t region, const struct rca_set *s)
{
	struct rca_work *w = r->work;
	int64_t cost;

	w->trial++;
	r->trials++;
	cost = apply_set(r, s);
	cost += spread_light(r, region);
	cost += cost_of_nodes(r, region);
	cost += cost_of_ports(r, region);
	EACH_OF(w->doubtful, region, i)
		cost += cost_of_term(r, w->doubtful.item[i]);
	return cost;
}

bool
rca_leaves_port(struct rca *r, uint32_t region, const struct rca_set *s)
{
	const struct rca_list *suspect = &r->work->suspect;

	(void)rca_cost(r, region, s);
	EACH_OF(*suspect, region, i) {
		uint32_t p = suspect->item[i];

		if (r->port[p].state == RCA_DOWN
		    && r->port[p].link != RCA_NONE
		    && cost_of_down(r, p) == COST_PORT)
			return true;
	}
	return false;
}

void
rca_mark(struct rca *r, const struct rca_set *best)
{
	r->work->trial++;
	for (uint32_t g = 0; g < r->work->regions; g++)
		(void)apply_set(r, &best[g]);
	for (uint32_t g = 0; g < r->work->regions; g++)
		(void)spread_light(r, g);
}
