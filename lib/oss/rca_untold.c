/*
 * rca_untold.c (oss) - ports of links of which nobody told
 * Lists of links are never complete. A port of a node with links that serves
 * nobody and has none went down when a node died, or a card: where that has such a port as
 * well, the two were joined, for that two things fail in one poll that have
 * nothing to do with each other is rarer than a line that is missing. Each
 * port has one other end.
 * Pure: no I/O, no clock.
 */
#include "base/buf.h"
#include "oss/rca_work.h"

/* A failure, and how many such ports it takes along. */
struct taker {
	struct rca_fault fault;
	uint32_t	 node, ports;
	int64_t		 us, good_us;	/* since when; when it worked last */
};

struct untelling {
	struct rca	*r;
	struct taker	*taker;
	size_t		 takers, cap;
	uint32_t	*spare;		/* by node; NONE: nothing of its ports
					 * was ever seen, it may have one */
	bool		*linked;	/* by node: some of its links are told */
};

static bool
is_spare(const struct rca *r, uint32_t p)
{
	const struct rca_port *o = &r->port[p];

	return o->spare && o->link == RCA_NONE && !o->shared
	    && o->parent == RCA_NONE && !o->rests;
}

static void
count_spare(struct untelling *u)
{
	const struct rca *r = u->r;

	u->spare = xcalloc(r->nodes + 1, sizeof(*u->spare));
	u->linked = xcalloc(r->nodes + 1, sizeof(*u->linked));
	for (size_t l = 0; l < r->links; l++)
		u->linked[r->link[l].a] = u->linked[r->link[l].b] = true;
	for (size_t n = 0; n < r->nodes; n++)
		u->spare[n] = RCA_NONE;
	for (uint32_t p = 0; p < r->ports; p++) {
		uint32_t *n = &u->spare[r->port[p].node];

		if (r->port[p].unseen)
			continue;
		*n += *n == RCA_NONE;
		*n += is_spare(r, p) && r->port[p].state == RCA_UNKNOWN;
	}
}

static void
add_taker(struct untelling *u, const struct rca_fault *f, uint32_t node,
    uint32_t ports, int64_t us, int64_t good_us)
{
	if (ports == 0 || us == RCA_NEVER || !u->linked[node])
		return;
	GROW(u->taker, u->takers, u->cap);
	u->taker[u->takers++] = (struct taker){ *f, node, ports, us,
	    good_us };
}

static void
take_node(struct untelling *u, const struct rca_fault *f, uint32_t n)
{
	const struct rca *r = u->r;

	if (!r->work->alive[n])
		add_taker(u, f, n, u->spare[n] == RCA_NONE ? 1 : u->spare[n],
		    r->node[n].snmp == RCA_SILENT
		    || r->node[n].probe == RCA_SILENT ? r->node[n].since_us
		    : r->work->node_us[n], r->node[n].good_us);
}

static void
take_group(struct untelling *u, const struct rca_fault *f)
{
	const struct rca *r = u->r;
	const struct rca_group *g = &r->group[f->what];

	for (uint32_t i = 0; i < g->len; i++) {
		uint32_t m = r->member[g->first + i];

		if (f->class == RCA_POWER)
			take_node(u, f, m);
		else if (r->port[m].state == RCA_DOWN && is_spare(r, m))
			add_taker(u, f, g->node, 1, r->port[m].since_us,
			    r->port[m].good_us);
	}
}

/* In one poll, and neither was well when the other was not. */
static struct taker *
taker_of(const struct untelling *u, uint32_t p)
{
	const struct rca_port *o = &u->r->port[p];

	for (size_t i = 0; i < u->takers; i++) {
		struct taker *t = &u->taker[i];

		if (t->ports > 0 && t->node != o->node
		    && rca_maybe_together(t->us, t->good_us, o->since_us,
		    o->good_us)
		    && (o->good_us < t->us || o->good_us == 0)
		    && t->good_us <= o->since_us)
			return t;
	}
	return NULL;
}

/* Whether it has another end, which is then taken. */
static bool
untold(struct untelling *u, uint32_t p)
{
	struct rca_work *w = u->r->work;
	const struct rca_port *o = &u->r->port[p];
	struct taker *t;

	if (o->state != RCA_DOWN || o->absent || w->feeds[p]
	    || !u->linked[o->node] || !is_spare(u->r, p) || (t = taker_of(u, p)) == NULL)
		return false;
	t->ports--;
	GROW(w->untold, w->untolds, w->untolds_cap);
	w->untold[w->untolds++] = (struct rca_untold){ p, t->fault };
	w->has_end[p] = true;
	return true;
}

/* Out of the set with those that have another end. */
static void
untell(struct untelling *u, struct rca_set *best)
{
	uint32_t len = 0;

	for (uint32_t i = 0; i < best->len; i++)
		if (best->fault[i].class != RCA_PORT
		    || !untold(u, best->fault[i].what))
			best->fault[len++] = best->fault[i];
	best->len = len;
}

/* On which nothing else hangs: no set has it. */
static void
untell_rest(struct untelling *u)
{
	const struct rca_list *suspect = &u->r->work->suspect;
	bool *in_sets = xcalloc(u->r->ports + 1, sizeof(*in_sets));

	for (size_t i = 0; i < suspect->len; i++)
		in_sets[suspect->item[i]] = true;
	for (uint32_t p = 0; p < u->r->ports; p++)
		if (!in_sets[p])
			(void)untold(u, p);
	free(in_sets);
}

void
rca_find_untold(struct rca *r, struct rca_set *best)
{
	struct untelling u = { .r = r };
	struct rca_work *w = r->work;

	count_spare(&u);
	for (uint32_t g = 0; g < w->regions; g++)
		for (uint32_t i = 0; i < best[g].len; i++) {
			const struct rca_fault *f = &best[g].fault[i];

			if (f->class == RCA_NODE)
				take_node(&u, f, f->what);
			else if (f->class == RCA_POWER || f->class == RCA_CARD)
				take_group(&u, f);
		}
	for (uint32_t g = 0; u.takers > 0 && g < w->regions; g++) {
		size_t before = w->untolds;

		untell(&u, &best[g]);
		if (w->untolds > before)
			best[g].cost = rca_cost(r, g, &best[g]);
	}
	if (u.takers > 0)
		untell_rest(&u);
	free(u.taker);
	free(u.spare);
	free(u.linked);
}
