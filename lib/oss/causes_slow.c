/*
 * causes_slow.c (oss) - slow and lossy answers of many nodes
 *
 * What all shortest ways from the poller to a node pass through dominates it:
 * when it is congested, or goes another way below, the node is slow. Nodes and
 * links by what dominates them are a tree; looked for is the cheapest set of
 * its points that explains who is slow and who is not. But a node whose way
 * has failed is slow because it is reached by another one.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_slow.h"

/* In thousandths of a natural logarithm of odds, as in rca_cost.c */
#define COST_SLOW	5000	/* a node is slow for reasons of its own */
#define COST_SLOW_ONCE	4000	/* in a reading or two */
#define COST_LOST_ONCE	2500	/* has lost answers in one or two */
#define COST_FAST	4000	/* or quick behind what is slow */
#define COST_LINK	8000
#define COST_NODE	8500
#define LESS_FULL	2500	/* so much less where ports tell of it */
#define LESS_WORN	3500	/* or where it is degraded anyway */
#define MOVED_US	(400 * US_PER_S) /* by a failure so much later still */
#define NARROW_MAX	16	/* that are tried in place of one */
#define NOWHERE		UINT32_MAX

/* Of the tree: nodes, then links behind them. */
struct spot {
	uint32_t	up;		/* what dominates it; or NOWHERE */
	uint32_t	depth;
	uint32_t	fast, slow;	/* nodes that it dominates; of a node,
					 * with itself when that is slow */
	int64_t		cost;		/* of the best set at and below it */
	int64_t		here;		/* that it is the cause */
	int64_t		gain;		/* what it saves */
	bool		said;		/* it is in that, and what is below
					 * is not */
	bool		firm;		/* who may pass it has been looked at */
	bool		barred;		/* one below it does as well */
	uint32_t	root;		/* condition */
};

struct slowness {
	struct causes	*c;
	struct watch	*w;
	size_t		 nodes;
	int64_t		*slow;		/* by node: what that costs */
	uint32_t	*fast;		/* by node: probes that are not */
	int64_t		*less;		/* by link: LESS_FULL, LESS_WORN */
	struct spot	*spot;
	uint32_t	*order;		/* spots, the poller's first */
	size_t		 len;
	uint32_t	*dist;		/* by node */
	uint32_t	*queue;		/* nodes, the nearest first */
	size_t		 queued;
	uint32_t	*met;		/* by node: failure on its way */
	uint32_t	*passes;	/* by node: spot on one of its ways, if
					 * that is why it is slow */
	bool		*may_pass;	/* by node: the spot looked at */
	uint32_t	*edge;		/* links of each node */
	size_t		*first;
};

static bool
is_slow(const struct condition *o)
{
	return (o->type == ALARM_RTT || o->type == ALARM_LOSS)
	    && o->alarm.active && o->root == WATCH_NONE;
}

static uint32_t
node_of(const struct slowness *s, const struct condition *o)
{
	uint32_t n = names_find(&s->c->net->names,
	    s->w->object[o->object].node);

	return n == NAMES_NONE ? NOWHERE : n;
}

/* Where many lose an answer now and then, one that is lost says less. */
static int64_t
cost_of_slow(const struct slowness *s, const struct condition *o)
{
	if (!is_slow(o))
		return 0;
	if (!o->withheld)
		return COST_SLOW;
	return (o->type == ALARM_RTT ? COST_SLOW_ONCE : COST_LOST_ONCE)
	    * s->c->chance[causes_chance_of(s->w, o)].miss / CHANCE_MISS;
}

/* A probe that answers: as quick as ever, or not. */
static void
see_probe(struct slowness *s, uint32_t object)
{
	const struct watch *w = s->w;
	const struct condition *own = watch_own(w, object);
	uint32_t n = node_of(s, own);
	int64_t cost = 0, one;

	if (n == NOWHERE || !own->health.known || own->health.down)
		return;
	for (uint32_t i = own->next; i != WATCH_NONE;
	    i = w->condition[i].next) {
		one = cost_of_slow(s, &w->condition[i]);
		cost = one > cost ? one : cost;
	}
	s->slow[n] = cost > s->slow[n] ? cost : s->slow[n];
	s->fast[n] += cost == 0;
}

/* The link that a port's alarm says is too full, or worn. */
static uint32_t
full_link(const struct slowness *s, const struct condition *o, int64_t *less)
{
	const struct causes_net *n = s->c->net;

	if (!o->alarm.active || o->withheld || o->object >= n->objects
	    || s->w->object[o->object].kind != OBJECT_INTERFACE)
		return RCA_NONE;
	*less = o->type == ALARM_ERRORS && o->root != WATCH_NONE ? LESS_WORN
	    : (o->type == ALARM_UTILISATION || o->type == ALARM_DISCARDS)
	    && o->root == WATCH_NONE ? LESS_FULL : 0;
	return *less == 0 ? RCA_NONE
	    : n->rca.port[n->of_object[o->object]].link;
}

static void
see_full(struct slowness *s)
{
	for (size_t i = 0; i < s->w->lives; i++) {
		int64_t less;
		uint32_t l = full_link(s,
		    &s->w->condition[s->w->live[i]], &less);

		if (l != RCA_NONE && less > s->less[l])
			s->less[l] = less;
	}
}

/* ---- ways --------------------------------------------------------------- */

static uint32_t
far_end(const struct slowness *s, uint32_t link, uint32_t node)
{
	const struct rca_link *k = &s->c->net->rca.link[link];

	return k->a == node ? k->b : k->a;
}

static uint32_t
failure(const struct slowness *s, uint32_t l)
{
	return causes_of_link(s->c, l);
}

/* whole: as if nothing had failed */
static void
measure(struct slowness *s, bool whole)
{
	for (size_t n = 0; n < s->nodes; n++)
		s->dist[n] = NOWHERE;
	s->queued = 0;
	s->dist[s->c->net->rca.poller] = 0;
	s->queue[s->queued++] = s->c->net->rca.poller;
	for (size_t head = 0; head < s->queued; head++) {
		uint32_t n = s->queue[head];

		for (size_t e = s->first[n]; e < s->first[n + 1]; e++) {
			uint32_t to = far_end(s, s->edge[e], n);

			if (s->dist[to] != NOWHERE || (!whole
			    && failure(s, s->edge[e]) != WATCH_NONE))
				continue;
			s->dist[to] = s->dist[n] + 1;
			s->queue[s->queued++] = to;
		}
	}
}

/* Failures on the shortest ways that there were. */
static void
meet(struct slowness *s)
{
	measure(s, true);
	for (size_t i = 0; i < s->nodes; i++)
		s->met[i] = WATCH_NONE;
	for (size_t i = 0; i < s->queued; i++) {
		uint32_t n = s->queue[i];

		for (size_t e = s->first[n]; e < s->first[n + 1]; e++) {
			uint32_t l = s->edge[e], to = far_end(s, l, n);

			if (s->dist[to] != s->dist[n] + 1
			    || s->met[to] != WATCH_NONE)
				continue;
			s->met[to] = failure(s, l);
			if (s->met[to] == WATCH_NONE)
				s->met[to] = s->met[n];
		}
	}
}

static bool
moved(const struct slowness *s, const struct condition *o, uint32_t by)
{
	const struct alarm *a = &s->w->condition[by].alarm;

	return by != WATCH_NONE && (!a->active
	    || o->alarm.raised_us >= a->raised_us - MOVED_US);
}

/* Who is slow since his way has failed is no sign of anything else. */
static void
take_moved(struct slowness *s)
{
	struct watch *w = s->w;

	if (!s->c->solved
	    || (s->c->net->rca.roots == 0 && s->c->fits == 0 && !s->c->kept))
		return;
	meet(s);
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *o = &w->condition[w->live[i]];
		uint32_t n = is_slow(o) ? node_of(s, o) : NOWHERE;

		if (n == NOWHERE || !moved(s, o, s->met[n]))
			continue;
		o->root = s->met[n];
		o->withheld = false;
	}
}

/* ---- the tree ----------------------------------------------------------- */

static void
list_edges(struct slowness *s)
{
	const struct rca *r = &s->c->net->rca;
	size_t *at;

	s->first = xcalloc(s->nodes + 2, sizeof(*s->first));
	s->edge = xcalloc(2 * r->links + 1, sizeof(*s->edge));
	at = s->first + 1;
	for (size_t l = 0; l < r->links; l++) {
		at[r->link[l].a]++;
		at[r->link[l].b]++;
	}
	for (size_t n = 0, sum = 0, k; n < s->nodes; n++) {
		k = at[n];
		at[n] = sum;
		sum += k;
	}
	for (uint32_t l = 0; l < r->links; l++) {
		s->edge[at[r->link[l].a]++] = l;
		s->edge[at[r->link[l].b]++] = l;
	}
}

/* The last point that two spots have in common. */
static uint32_t
common(const struct slowness *s, uint32_t a, uint32_t b)
{
	while (a != b)
		if (s->spot[a].depth < s->spot[b].depth)
			b = s->spot[b].up;
		else
			a = s->spot[a].up;
	return a;
}

static void
hang(struct slowness *s, uint32_t spot, uint32_t up)
{
	struct spot *o = &s->spot[spot];

	o->up = up;
	o->depth = up == NOWHERE ? 0 : s->spot[up].depth + 1;
	s->order[s->len++] = spot;
}

/* The shortest ways to a node begin at its nearest neighbours. */
static void
hang_node(struct slowness *s, uint32_t n)
{
	uint32_t up = NOWHERE;

	for (size_t e = s->first[n]; e < s->first[n + 1]; e++) {
		uint32_t l = s->edge[e], from = far_end(s, l, n);
		uint32_t by = (uint32_t)s->nodes + l;

		if (s->dist[from] == NOWHERE || s->dist[from] + 1
		    != s->dist[n] || failure(s, l) != WATCH_NONE)
			continue;
		hang(s, by, from);
		up = up == NOWHERE ? by : common(s, up, by);
	}
	hang(s, n, up);
}

static void
grow_tree(struct slowness *s)
{
	measure(s, false);
	for (size_t i = 0; i < s->queued; i++)
		hang_node(s, s->queue[i]);
}

/* ---- the cheapest set --------------------------------------------------- */

static void
weigh_spot(struct slowness *s, uint32_t i)
{
	struct spot *o = &s->spot[i];
	int64_t here;
	bool slow = i < s->nodes && s->slow[i] > 0 && s->fast[i] == 0;
	bool fast = i < s->nodes && s->fast[i] > 0 && s->slow[i] == 0;

	/* its own answers are not what passes through it */
	here = i < s->nodes ? COST_NODE : COST_LINK;
	if (i >= s->nodes)
		here -= s->less[i - s->nodes];
	here += COST_FAST * (int64_t)o->fast;
	o->cost += slow ? s->slow[i] : 0;
	o->slow += slow;
	o->here = here;
	o->said = here < o->cost && !o->barred;
	o->gain = o->cost - here;
	if (o->said)
		o->cost = here;
	if (o->up == NOWHERE)
		return;
	s->spot[o->up].cost += o->cost;
	s->spot[o->up].fast += o->fast + fast;
	s->spot[o->up].slow += o->slow;
}

static void
say_figures(struct slowness *s, uint32_t n, const struct spot *o)
{
	struct buf b = { 0 };

	buf_addf(&b, "%u of the %u nodes whose ways pass here are slow or lose "
	    "answers", o->slow, o->slow + o->fast);
	watch_evidence(s->w, n, (struct slice){ 0 }, buf_slice(&b));
	buf_release(&b);
}

static void
weigh_all(struct slowness *s)
{
	for (size_t i = 0; i < s->len; i++) {
		s->spot[s->order[i]].cost = 0;
		s->spot[s->order[i]].fast = 0;
		s->spot[s->order[i]].slow = 0;
	}
	for (size_t i = s->len; i-- > 0;)
		weigh_spot(s, s->order[i]);
}

/* Of those that are said, and stand not below another: what saves most. */
static uint32_t
best_spot(struct slowness *s)
{
	uint32_t best = NOWHERE;

	for (size_t i = 0; i < s->len; i++) {
		uint32_t n = s->order[i];
		struct spot *o = &s->spot[n];
		bool below = o->up != NOWHERE && s->spot[o->up].root != 0;

		o->root = below || o->said;
		if (o->said && !below && !o->firm && (best == NOWHERE
		    || o->gain > s->spot[best].gain))
			best = n;
	}
	return best;
}

/* Nodes that have one of their shortest ways through a spot. */
static void
find_passing(struct slowness *s, uint32_t spot)
{
	for (size_t i = 0; i < s->queued; i++) {
		uint32_t n = s->queue[i];

		s->may_pass[n] = n == spot;
		for (size_t e = s->first[n]; e < s->first[n + 1]; e++) {
			uint32_t l = s->edge[e], from = far_end(s, l, n);

			if (s->dist[from] == NOWHERE || s->dist[from] + 1
			    != s->dist[n] || failure(s, l) != WATCH_NONE)
				continue;
			s->may_pass[n] |= s->may_pass[from]
			    || spot == (uint32_t)s->nodes + l;
		}
	}
}

static bool
is_below(const struct slowness *s, uint32_t n, uint32_t spot)
{
	return common(s, n, spot) == spot;
}

/*
 * Of several shortest ways packets take one: who is slow and has one of them
 * through a spot that makes others slow needs no cause of its own.
 */
static void
pardon(struct slowness *s, uint32_t spot)
{
	find_passing(s, spot);
	for (size_t i = 0; i < s->queued; i++) {
		uint32_t n = s->queue[i];

		if (!s->may_pass[n] || s->slow[n] == 0 || s->fast[n] != 0
		    || s->passes[n] != NOWHERE || is_below(s, n, spot))
			continue;
		s->slow[n] = 0;
		s->passes[n] = spot;
	}
}

/* What one in its place leaves of what a spot explains. */
static int64_t
left_by(struct slowness *s, uint32_t spot, uint32_t in_place)
{
	int64_t left = 0;

	find_passing(s, in_place);
	for (size_t i = 0; i < s->queued; i++) {
		uint32_t n = s->queue[i];

		if (s->fast[n] == 0 && !s->may_pass[n] && n != spot
		    && is_below(s, n, spot))
			left += s->slow[n];
	}
	return left;
}

/*
 * A spot that dominates who has several ways may be no more than where these
 * part: then one of its own explains as much for less.
 */
static uint32_t
narrow(struct slowness *s, uint32_t spot)
{
	uint32_t best = spot, tried = 0;
	int64_t cost = s->spot[spot].here;

	for (size_t i = 0; i < s->len && tried < NARROW_MAX; i++) {
		uint32_t n = s->order[i];
		const struct spot *o = &s->spot[n];
		int64_t one;

		if (o->up != spot || o->gain <= 0 || o->firm || o->here >= cost)
			continue;
		tried++;
		one = o->here + left_by(s, spot, n);
		if (one < cost) {
			cost = one;
			best = n;
		}
	}
	s->spot[spot].barred = best != spot;
	return best;
}

static void
find_spots(struct slowness *s)
{
	uint32_t spot, wide;

	for (size_t n = 0; n < s->nodes; n++)
		s->passes[n] = NOWHERE;
	weigh_all(s);
	while ((wide = best_spot(s)) != NOWHERE) {
		while ((spot = narrow(s, wide)) != wide)
			wide = spot;
		s->spot[spot].firm = true;
		pardon(s, spot);
		weigh_all(s);
	}
}

static void
say_spot(struct slowness *s, uint32_t i)
{
	static const struct causes_name nothing;
	const struct rca_fault fault = { i < s->nodes ? RCA_NODE : RCA_LINK,
	    i < s->nodes ? i : i - (uint32_t)s->nodes };
	enum alarm_type type = i < s->nodes ? ALARM_NODE_DEGRADED
	    : ALARM_DEGRADED;
	struct causes_name name = nothing;
	struct buf b = { 0 };
	uint32_t n;

	causes_name(s->c, s->w, &fault, &b, &name);
	n = watch_root(s->w, name.kind, name.node, name.object, type,
	    name.qualifier);
	s->spot[i].root = n;
	say_figures(s, n, &s->spot[i]);
	if (i < s->nodes || s->less[i - s->nodes] != LESS_WORN)
		watch_set_cause(s->w, n, i >= s->nodes
		    && s->less[i - s->nodes] != 0 ? CAUSE_CONGESTION
		    : CAUSE_RESPONSE);
	buf_release(&b);
}

/* What is said at a spot holds for all below it. */
static void
say_all(struct slowness *s)
{
	for (size_t i = 0; i < s->len; i++) {
		struct spot *o = &s->spot[s->order[i]];
		uint32_t up = o->up == NOWHERE ? WATCH_NONE
		    : s->spot[o->up].root;

		o->root = up;
		if (up == WATCH_NONE && o->said)
			say_spot(s, s->order[i]);
	}
}

/* Where such an alarm belongs: a spot, or NOWHERE. */
static uint32_t
spot_of(const struct slowness *s, const struct condition *o)
{
	int64_t less;
	uint32_t n;

	if (is_slow(o)) {
		n = node_of(s, o);
		if (n == NOWHERE || s->dist[n] == NOWHERE || s->fast[n] != 0)
			return NOWHERE;
		return s->spot[n].root == WATCH_NONE
		    && s->passes[n] != NOWHERE ? s->passes[n] : n;
	}
	n = full_link(s, o, &less);
	return n != RCA_NONE && less == LESS_FULL
	    && s->spot[s->nodes + n].said ? (uint32_t)s->nodes + n : NOWHERE;
}

static void
take_slow(struct slowness *s)
{
	struct watch *w = s->w;

	for (size_t i = 0; i < w->lives; i++) {
		struct condition *o = &w->condition[w->live[i]];
		uint32_t spot = spot_of(s, o);

		if (spot == NOWHERE || s->spot[spot].root == WATCH_NONE)
			continue;
		if (o->alarm.severity > w->condition[s->spot[spot].root]
		    .alarm.severity)
			watch_set_severity(w, s->spot[spot].root,
			    o->alarm.severity);
		o->withheld = false;
		causes_symptom(w, o, s->spot[spot].root);
	}
}

static bool
any_slow(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (is_slow(&w->condition[w->live[i]]))
			return true;
	return false;
}

static void
locate_slow(struct slowness *s)
{
	see_full(s);
	grow_tree(s);
	for (uint32_t i = 0; i < s->c->net->objects; i++)
		if (s->w->object[i].kind == OBJECT_PROBE)
			see_probe(s, i);
	find_spots(s);
	say_all(s);
	take_slow(s);
}

void
causes_slow(struct causes *c, struct watch *w)
{
	struct slowness s = { .c = c, .w = w, .nodes = c->net->names.len };
	size_t links = c->net->rca.links, n = s.nodes + 1;

	if (c->net->rca.poller == RCA_NONE || !any_slow(w))
		return;
	s.slow = xcalloc(n, sizeof(*s.slow));
	s.fast = xcalloc(n, sizeof(*s.fast));
	s.dist = xcalloc(n, sizeof(*s.dist));
	s.queue = xcalloc(n, sizeof(*s.queue));
	s.met = xcalloc(n, sizeof(*s.met));
	s.passes = xcalloc(n, sizeof(*s.passes));
	s.may_pass = xcalloc(n, sizeof(*s.may_pass));
	s.less = xcalloc(links + 1, sizeof(*s.less));
	s.spot = xcalloc(n + links, sizeof(*s.spot));
	s.order = xcalloc(n + links, sizeof(*s.order));
	list_edges(&s);
	take_moved(&s);
	if (any_slow(w))
		locate_slow(&s);
	free(s.slow);
	free(s.fast);
	free(s.dist);
	free(s.queue);
	free(s.met);
	free(s.passes);
	free(s.may_pass);
	free(s.less);
	free(s.spot);
	free(s.order);
	free(s.first);
	free(s.edge);
}
