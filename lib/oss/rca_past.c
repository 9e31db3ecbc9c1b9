/*
 * rca_past.c (oss) - what was seen before a failure says nothing of it
 * A pass takes its time, and a failure falls into the middle of one: who was
 * asked before it answered. Such an answer neither speaks against the failure
 * nor is an end of a link that is still up while the other one is down. A
 * failure began no later than the first of what it shows.
 */
#include "base/buf.h"
#include "oss/rca_work.h"

static void
earlier(int64_t *t, int64_t us)
{
	if (us < *t)
		*t = us;
}

static int64_t
down_since(const struct rca *r, uint32_t port)
{
	return port != RCA_NONE && r->port[port].state == RCA_DOWN
	    ? r->port[port].since_us : RCA_NEVER;
}

static int64_t
dark_since(const struct rca *r, uint32_t n)
{
	const struct rca_node *o = &r->node[n];

	if (o->snmp != RCA_SILENT && o->probe != RCA_SILENT)
		return RCA_NEVER;
	/* in one pass: the agent answered, and then the probe was lost */
	if (r->work->alive[n] && (o->snmp != RCA_ANSWERS
	    || o->probe_misses > 1 || o->since_us <= o->seen_us))
		return RCA_NEVER;
	return o->since_us;
}

static bool
is_well(const struct rca *r, uint32_t port)
{
	return port == RCA_NONE || r->port[port].state == RCA_UP
	    || r->port[port].state == RCA_UNKNOWN;
}

/*
 * What the far end of a link shows of a node since it answered last, unless
 * the node said before that its own end is down.
 */
static void
see_end(struct rca *r, uint32_t n, uint32_t port, uint32_t far,
    uint32_t far_port)
{
	struct rca_work *w = r->work;
	int64_t us = down_since(r, far_port);

	if (!is_well(r, port))
		return;
	earlier(&us, dark_since(r, far));
	if (us != RCA_NEVER && (!w->alive[n] || us > r->node[n].seen_us))
		earlier(&w->node_us[n], us);
}

static void
see_links(struct rca *r)
{
	struct rca_work *w = r->work;

	for (size_t l = 0; l < r->links; l++) {
		const struct rca_link *k = &r->link[l];

		see_end(r, k->a, k->a_port, k->b, k->b_port);
		see_end(r, k->b, k->b_port, k->a, k->a_port);
		w->link_us[l] = down_since(r, k->a_port);
		earlier(&w->link_us[l], down_since(r, k->b_port));
		earlier(&w->link_us[l], dark_since(r, k->a));
		earlier(&w->link_us[l], dark_since(r, k->b));
	}
}

/* Of a card also what stands behind its ports. */
static int64_t
member_since(const struct rca *r, const struct rca_group *g, uint32_t m)
{
	const struct rca_work *w = r->work;
	uint32_t l;

	switch (g->class) {
	case RCA_SRLG:
		return w->link_us[m];
	case RCA_CARD:
		l = r->port[m].link;
		if (down_since(r, m) != RCA_NEVER || l == RCA_NONE)
			return down_since(r, m);
		return down_since(r, rca_far_port(r, m));
	case RCA_POWER:
		return w->alive[m] ? w->node_us[m] : dark_since(r, m);
	default:
		return RCA_NEVER;
	}
}

static void
see_groups(struct rca *r)
{
	struct rca_work *w = r->work;

	for (size_t g = 0; g < r->groups; g++) {
		const struct rca_group *o = &r->group[g];

		w->group_us[g] = RCA_NEVER;
		for (uint32_t i = 0; i < o->len; i++)
			earlier(&w->group_us[g], member_since(r, o,
			    r->member[o->first + i]));
	}
	for (size_t g = 0; g < r->groups; g++) {
		const struct rca_group *o = &r->group[g];

		for (uint32_t i = 0; o->class == RCA_POWER && i < o->len;
		    i++) {
			uint32_t n = r->member[o->first + i];

			if (w->alive[n] && rca_before(r->node[n].seen_us,
			    w->group_us[g]))
				earlier(&w->node_us[n], w->group_us[g]);
		}
	}
}

void
rca_find_past(struct rca *r)
{
	struct rca_work *w = r->work;

	for (uint32_t n = 0; n < r->nodes; n++)
		w->node_us[n] = dark_since(r, n);
	see_links(r);
	see_groups(r);
}

bool
rca_faces_down(const struct rca *r, uint32_t port)
{
	uint32_t far;

	if (r->port[port].state != RCA_UP || r->port[port].link == RCA_NONE)
		return false;
	far = rca_far_port(r, port);
	return far != RCA_NONE && r->port[far].state == RCA_DOWN
	    && r->port[port].seen_us < r->port[far].since_us;
}
