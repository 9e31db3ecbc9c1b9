/*
 * test_impact.c - who is at risk, against a look at each single failure
 *
 * Random small graphs, some links and nodes of them lost: the answer must be
 * that of taking each other node and link out in turn and looking who is cut.
 */
#include <stdlib.h>
#include <string.h>

#include "oss/impact.h"
#include "tap.h"

#define NODES	7
#define LINKS	11
#define GRAPHS	4000

struct graph {
	int	nodes, links;
	int	a[LINKS], b[LINKS];
	bool	node_lost[NODES], link_lost[LINKS];
};

static uint64_t seed = 20261127;

static int
chance(int n)
{
	seed = seed * UINT64_C(6364136223846793005)
	    + UINT64_C(1442695040888963407);
	return (int)((seed >> 33) % (uint64_t)n);
}

/* Nodes that node 0 reaches without what is lost, a node and a link; bits. */
static unsigned
reached(const struct graph *g, bool broken, int no_node, int no_link)
{
	unsigned seen = 1, before = 0;

	if (no_node == 0 || (broken && g->node_lost[0]))
		return 0;
	while (seen != before) {
		before = seen;
		for (int e = 0; e < g->links; e++) {
			int a = g->a[e], b = g->b[e];

			if (e == no_link || a == no_node || b == no_node
			    || (broken && (g->link_lost[e]
			    || g->node_lost[a] || g->node_lost[b])))
				continue;
			if ((seen >> a & 1) != 0 || (seen >> b & 1) != 0)
				seen |= 1u << a | 1u << b;
		}
	}
	return seen;
}

/* Bits: who is reached, and could be cut by more than when all works. */
static unsigned
at_risk(const struct graph *g)
{
	unsigned now = reached(g, true, -1, -1), risk = 0;

	for (int x = 0; x < g->nodes + g->links; x++) {
		int node = x < g->nodes ? x : -1;
		int link = x < g->nodes ? -1 : x - g->nodes;
		unsigned whole = reached(g, false, -1, -1)
		    & ~reached(g, false, node, link);
		unsigned cut = now & ~reached(g, true, node, link);

		if (node >= 0)
			cut &= ~(1u << node);
		risk |= cut & ~whole;
	}
	return risk;
}

static struct slice
text(const char *letters, int n)
{
	return (struct slice){ letters + n, 1 };
}

/* Bits: whom nobody asks, and the graph says that it is cut off. */
static unsigned
cut_off(const struct graph *g)
{
	unsigned lost = 0;

	for (int v = 0; v < g->nodes; v++)
		lost |= (unsigned)g->node_lost[v] << v;
	if (!g->node_lost[0])
		lost |= reached(g, false, -1, -1) & ~reached(g, true, -1, -1);
	return lost;
}

/* Bits: at risk; and, behind these, lost. */
static unsigned
judged(const struct graph *g)
{
	static const char node[] = "ABCDEFG", port[] = "abcdefghijk";
	struct impact i = { .poller = slice_of("A") };
	unsigned risk = 0;

	for (int v = 0; v < g->nodes; v++)
		impact_service(&i, &(struct service){ .account
		    = text(node, v), .identifier = text(node, v),
		    .to_us = 10 });
	for (int e = 0; e < g->links; e++)
		impact_link(&i, text(node, g->a[e]), text(port, e),
		    text(node, g->b[e]), text(port, e), (struct slice){ 0 });
	impact_begin(&i);
	for (int v = 0; v < g->nodes; v++)
		if (g->node_lost[v])
			impact_alarm(&i, &(struct impact_alarm){
			    .node = text(node, v), .object = text(node, v),
			    .cause = text(node, v), .kind = OBJECT_NODE,
			    .type = ALARM_NODE_UNREACHABLE });
	for (int e = 0; e < g->links; e++)
		if (g->link_lost[e])
			impact_alarm(&i, &(struct impact_alarm){
			    .node = text(node, g->b[e]),
			    .object = text(port, e), .cause = text(port, e),
			    .kind = OBJECT_INTERFACE,
			    .type = ALARM_PORT_DOWN });
	impact_judge(&i, 5);
	for (int v = 0; v < g->nodes; v++)
		if (i.service[v].effect == EFFECT_AT_RISK)
			risk |= 1u << v;
		else if (i.service[v].effect == EFFECT_LOST)
			risk |= 1u << (v + NODES);
	impact_release(&i);
	return risk;
}

static struct graph
draw(void)
{
	struct graph g = { .nodes = 2 + chance(NODES - 1) };
	int lost = chance(4);

	g.links = 1 + chance(LINKS);
	for (int e = 0; e < g.links; e++) {
		g.a[e] = chance(g.nodes);
		do
			g.b[e] = chance(g.nodes);
		while (g.b[e] == g.a[e]);
	}
	while (lost-- > 0) {
		if (chance(3) == 0)
			g.node_lost[1 + chance(g.nodes - 1)] = true;
		else
			g.link_lost[chance(g.links)] = true;
	}
	return g;
}

static void
test_graphs(void)
{
	int wrong = 0, risky = 0;

	for (int n = 0; n < GRAPHS; n++) {
		struct graph g = draw();
		unsigned want = at_risk(&g);

		wrong += judged(&g) != (want | cut_off(&g) << NODES);
		risky += want != 0;
	}
	is_i64(wrong, 0, "%d graphs: who is at risk, who is cut off", GRAPHS);
	ok(risky > GRAPHS / 10, "in many of them somebody is");
}

static void
test_worth(void)
{
	struct service s = { .account = slice_of("a"),
	    .currency = slice_of("EUR"), .revenue_month = 5 * MONEY_SCALE };
	const struct impact_level level[] = {
		{ .severity = SEVERITY_MAJOR, .customers = 2 },
		{ .severity = SEVERITY_CRITICAL, .by_revenue = true,
		    .revenue_month = 12 * MONEY_SCALE,
		    .currency = slice_of("EUR") },
	};
	struct worths w = { .len = 0 };

	is_i64(impact_severity(level, 2, &w), SEVERITY_CLEARED, "nobody");
	worths_add(&w, &s);
	worths_add(&w, &s);
	is_u64(w.accounts.len, 1, "an account counts once");
	is_i64(impact_severity(level, 2, &w), SEVERITY_CLEARED, "too few");
	s.account = slice_of("b");
	s.currency = slice_of("CHF");
	worths_add(&w, &s);
	is_i64(impact_severity(level, 2, &w), SEVERITY_MAJOR, "two accounts");
	is_u64(w.len, 2, "a currency has its own sum");
	s.currency = slice_of("EUR");
	s.revenue_month = 2 * MONEY_SCALE;
	worths_add(&w, &s);
	is_i64(impact_severity(level, 2, &w), SEVERITY_CRITICAL,
	    "at the limit, of that currency");
	worths_release(&w);
}

int
main(void)
{
	test_graphs();
	test_worth();
	return tap_done();
}
