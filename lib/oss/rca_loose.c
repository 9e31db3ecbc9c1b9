/*
 * rca_loose.c (oss) - ends of links of which nobody told the port
 * Such an end hangs on some port of its node that has no link. Which one is
 * only to be seen when it goes: it went when the link did, so what shows at
 * the far end must have begun at the same time. A port that went for its own
 * reasons at another time has nothing to do with it. Where a crowd of ports
 * went, one is as good as another, and each end has one.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/rca_work.h"

#define TOGETHER_US	(400 * US_PER_S)	/* in one poll, or nearly */
#define CROWD		4	/* ports of a node */

static bool
answers(const struct rca_node *n)
{
	return n->snmp == RCA_ANSWERS || n->spoke || n->probe == RCA_ANSWERS;
}

bool
rca_together(int64_t a, int64_t b)
{
	return a - b <= TOGETHER_US && b - a <= TOGETHER_US;
}

bool
rca_maybe_together(int64_t a_us, int64_t a_good_us, int64_t b_us,
    int64_t b_good_us)
{
	return rca_together(a_us, b_us) || (a_good_us != 0 && b_good_us != 0
	    && a_good_us < b_us && b_good_us < a_us);
}

static bool
is_loose(const struct rca *r, uint32_t port)
{
	return port == RCA_NONE || r->port[port].unseen;
}

static bool
is_orphan(const struct rca_port *o)
{
	return o->state == RCA_DOWN && o->link == RCA_NONE && !o->shared
	    && o->parent == RCA_NONE && !o->rests;
}

/* The orphans of each node; ports come by node. */
struct orphans {
	uint32_t	*port;
	bool		*given;		/* in a crowd: it has its end */
	size_t		*first;		/* by node; nodes + 1 */
	size_t		 len;
};

static struct orphans
find_orphans(const struct rca *r)
{
	struct orphans o = { .len = 0 };
	size_t *at;

	o.port = xcalloc(r->ports + 1, sizeof(*o.port));
	o.given = xcalloc(r->ports + 1, sizeof(*o.given));
	o.first = xcalloc(r->nodes + 2, sizeof(*o.first));
	at = o.first + 1;
	for (size_t p = 0; p < r->ports; p++)
		if (is_orphan(&r->port[p])) {
			at[r->port[p].node]++;
			o.len++;
		}
	for (size_t n = 0, sum = 0, k; n < r->nodes; n++) {
		k = at[n];
		at[n] = sum;
		sum += k;
	}
	for (uint32_t p = 0; p < r->ports; p++)
		if (is_orphan(&r->port[p]))
			o.port[at[r->port[p].node]++] = p;
	return o;
}

/* Whether the far end of a link shows that it went then, too. */
static bool
goes_with(const struct rca *r, const struct orphans *o, uint32_t far,
    uint32_t far_port, const struct rca_port *p)
{
	const struct rca_node *n = &r->node[far];
	const struct rca_port *q;

	if (!answers(n))
		return (n->snmp == RCA_SILENT || n->probe == RCA_SILENT)
		    && rca_maybe_together(n->since_us, n->good_us,
		    p->since_us, p->good_us);
	if (!is_loose(r, far_port)) {
		q = &r->port[far_port];
		return q->state == RCA_DOWN && rca_maybe_together(q->since_us,
		    q->good_us, p->since_us, p->good_us);
	}
	for (size_t i = o->first[far]; i < o->first[far + 1]; i++) {
		q = &r->port[o->port[i]];
		if (rca_maybe_together(q->since_us, q->good_us, p->since_us,
		    p->good_us))
			return true;
	}
	return false;
}

static void
pair(struct rca *r, struct orphans *o, uint32_t link, unsigned end)
{
	struct rca_work *w = r->work;
	const struct rca_link *k = &r->link[link];
	uint32_t node = end == 0 ? k->a : k->b, far = end == 0 ? k->b : k->a;
	uint32_t far_port = end == 0 ? k->b_port : k->a_port;
	bool crowd = o->first[node + 1] - o->first[node] > CROWD, all = false;

	for (size_t i = o->first[node]; i < o->first[node + 1] && !all; i++) {
		uint32_t p = o->port[i];

		if (o->given[i]
		    || !goes_with(r, o, far, far_port, &r->port[p]))
			continue;
		o->given[i] = all = crowd;
		GROW(w->loose, w->looses, w->looses_cap);
		w->loose[w->looses++] = (struct rca_loose){ p,
		    2 * link + end };
		w->paired[link] = true;
	}
}

static int
loose_order(const void *va, const void *vb)
{
	const struct rca_loose *a = va, *b = vb;

	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}

static int
end_order(const void *va, const void *vb)
{
	const struct rca_loose *a = va, *b = vb;

	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return (a->port > b->port) - (a->port < b->port);
}

static void
sort_looses(struct rca_work *w)
{
	w->by_end = xcalloc(w->looses + 1, sizeof(*w->by_end));
	if (w->looses > 0)
		memcpy(w->by_end, w->loose, w->looses * sizeof(*w->loose));
	if (w->looses > 1) {
		qsort(w->loose, w->looses, sizeof(*w->loose), loose_order);
		qsort(w->by_end, w->looses, sizeof(*w->by_end), end_order);
	}
}

void
rca_find_loose(struct rca *r)
{
	struct orphans o = find_orphans(r);

	for (uint32_t l = 0; o.len != 0 && l < r->links; l++) {
		const struct rca_link *k = &r->link[l];

		if (answers(&r->node[k->a]) && is_loose(r, k->a_port))
			pair(r, &o, l, 0);
		if (answers(&r->node[k->b]) && is_loose(r, k->b_port))
			pair(r, &o, l, 1);
	}
	sort_looses(r->work);
	free(o.port);
	free(o.given);
	free(o.first);
}

static size_t
first_of(const struct rca_loose *list, size_t len, uint32_t port)
{
	size_t low = 0, high = len;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (list[mid].port < port)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t
rca_loose_of(const struct rca *r, uint32_t port)
{
	return first_of(r->work->loose, r->work->looses, port);
}

static void
plug_end(struct rca *r, uint32_t port, uint32_t end)
{
	struct rca_work *w = r->work;

	if (port == RCA_NONE || !r->port[port].shared
	    || r->port[port].state != RCA_DOWN)
		return;
	GROW(w->plug, w->plugs, w->plugs_cap);
	w->plug[w->plugs++] = (struct rca_loose){ port, end };
}

void
rca_find_plugs(struct rca *r)
{
	struct rca_work *w = r->work;

	for (uint32_t l = 0; l < r->links; l++) {
		plug_end(r, r->link[l].a_port, 2 * l);
		plug_end(r, r->link[l].b_port, 2 * l + 1);
	}
	if (w->plugs > 1)
		qsort(w->plug, w->plugs, sizeof(*w->plug), loose_order);
}

size_t
rca_plug_of(const struct rca *r, uint32_t port)
{
	return first_of(r->work->plug, r->work->plugs, port);
}

bool
rca_loose_shows(const struct rca *r, uint32_t end, uint32_t *port)
{
	const struct rca_work *w = r->work;
	const struct rca_link *k = &r->link[end / 2];
	uint32_t node = end % 2 == 0 ? k->b : k->a, other = end ^ 1;
	uint32_t far_port = end % 2 == 0 ? k->b_port : k->a_port;
	size_t low = 0, high = w->looses;

	*port = RCA_NONE;
	if (!answers(&r->node[node]) || !is_loose(r, far_port))
		return true;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (w->by_end[mid].end < other)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->looses && w->by_end[low].end == other; low++)
		if (!rca_marked(w, w->shown, w->by_end[low].port)) {
			*port = w->by_end[low].port;
			return true;
		}
	return false;
}
