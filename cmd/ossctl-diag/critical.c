/*
 * critical.c (ossctl-diag) - nodes, links and ducts by what their loss would
 * cost
 *
 * Each is taken out of the graph of links, and what is not reached any more
 * from the poller's node is counted: nodes, customers and their revenue. What
 * costs nobody anything is not listed.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/diag.h"
#include "customers.h"
#include "text.h"

struct edge {
	uint32_t	a, b;
	struct slice	a_port, b_port, srlg;	/* in the arena */
};

struct what {			/* what is taken out */
	const char	*kind;
	uint32_t	 node;		/* or NAMES_NONE */
	size_t		 edge;		/* or edges: none */
	struct slice	 srlg;		/* or missing */
	uint32_t	 cut;
	struct worths	 worth;
};

struct graph {
	struct db	*db;
	struct names	 nodes, ducts;
	struct edge	*edge;
	size_t		 edges, cap;
	uint32_t	*far, *via;	/* by first[node] */
	size_t		*first;
	uint32_t	 from;
	uint32_t	*at;		/* node of each customer */
	bool		*seen;
	uint32_t	*queue;
	struct arena	 arena;
	struct what	*what;
	size_t		 whats, whats_cap;
};

static void
graph_release(struct graph *g)
{
	for (size_t i = 0; i < g->whats; i++)
		worths_release(&g->what[i].worth);
	names_release(&g->nodes);
	names_release(&g->ducts);
	arena_release(&g->arena);
	free(g->edge);
	free(g->far);
	free(g->via);
	free(g->first);
	free(g->at);
	free(g->seen);
	free(g->queue);
	free(g->what);
}

static int
load_links(struct graph *g, const struct impact *c)
{
	sqlite3_stmt *st = db_sql(g->db, "SELECT DISTINCT a_node, a_port,"
	    " b_node, b_port, srlg FROM link WHERE a_node <> b_node"
	    " ORDER BY 1, 2, 3, 4, 5");
	struct buf at_a = { 0 }, at_b = { 0 };
	enum db_step step;

	while ((step = db_step(g->db, st)) == DB_ROW) {
		struct slice a = db_col_str(st, 0), b = db_col_str(st, 2);

		GROW(g->edge, g->edges, g->cap);
		g->edge[g->edges++] = (struct edge){
		    names_add(&g->nodes, impact_end(c, &at_b, b, a)),
		    names_add(&g->nodes, impact_end(c, &at_a, a, b)),
		    arena_slice(&g->arena, db_col_str(st, 1)),
		    arena_slice(&g->arena, db_col_str(st, 3)),
		    arena_slice(&g->arena, db_col_str(st, 4)) };
	}
	buf_release(&at_a);
	buf_release(&at_b);
	return step == DB_DONE ? 0 : -1;
}

static void
index_edges(struct graph *g)
{
	size_t n = g->nodes.len, *at;

	g->first = xcalloc(n + 2, sizeof(*g->first));
	g->far = xcalloc(2 * g->edges + 1, sizeof(*g->far));
	g->via = xcalloc(2 * g->edges + 1, sizeof(*g->via));
	g->seen = xcalloc(n + 1, sizeof(*g->seen));
	g->queue = xcalloc(n + 1, sizeof(*g->queue));
	at = g->first + 1;
	for (size_t e = 0; e < g->edges; e++) {
		at[g->edge[e].a]++;
		at[g->edge[e].b]++;
	}
	for (size_t v = 0, sum = 0, k; v < n; v++) {
		k = at[v];
		at[v] = sum;
		sum += k;
	}
	for (uint32_t e = 0; e < g->edges; e++) {
		uint32_t a = g->edge[e].a, b = g->edge[e].b;

		g->far[at[a]] = b;
		g->via[at[a]++] = e;
		g->far[at[b]] = a;
		g->via[at[b]++] = e;
	}
}

static bool
lies_in(struct slice srlg, struct slice duct)
{
	while (srlg.len > 0) {
		size_t n = 0;

		while (n < srlg.len && srlg.p[n] != ',' && srlg.p[n] != ';')
			n++;
		if (slice_eq((struct slice){ srlg.p, n }, duct))
			return true;
		n += n < srlg.len;
		srlg.p += n;
		srlg.len -= n;
	}
	return false;
}

static bool
same_ends(const struct edge *x, const struct edge *y)
{
	return x->a == y->a && x->b == y->b && slice_eq(x->a_port, y->a_port)
	    && slice_eq(x->b_port, y->b_port);
}

static bool
taken(const struct graph *g, const struct what *w, uint32_t e)
{
	if (w->edge < g->edges)		/* a record for each of its ducts */
		return same_ends(&g->edge[e], &g->edge[w->edge]);
	return w->srlg.len != 0 && lies_in(g->edge[e].srlg, w->srlg);
}

/* seen[]: what is reached without it. */
static void
flood(struct graph *g, const struct what *w)
{
	size_t head = 0, tail = 0;

	memset(g->seen, 0, g->nodes.len * sizeof(*g->seen));
	if (w->node == g->from)
		return;
	g->seen[g->from] = true;
	g->queue[tail++] = g->from;
	while (head < tail) {
		uint32_t n = g->queue[head++];

		for (size_t i = g->first[n]; i < g->first[n + 1]; i++) {
			uint32_t to = g->far[i];

			if (g->seen[to] || to == w->node
			    || taken(g, w, g->via[i]))
				continue;
			g->seen[to] = true;
			g->queue[tail++] = to;
		}
	}
}

static void
try_without(struct graph *g, const struct impact *c, struct what w,
    const bool *whole)
{
	flood(g, &w);
	for (size_t n = 0; n < g->nodes.len; n++)
		w.cut += whole[n] && !g->seen[n];
	for (size_t i = 0; i < c->services; i++)
		if (g->at[i] != NAMES_NONE && whole[g->at[i]]
		    && !g->seen[g->at[i]])
			worths_add(&w.worth, &c->service[i]);
	if (w.cut == 0) {
		worths_release(&w.worth);
		return;
	}
	GROW(g->what, g->whats, g->whats_cap);
	g->what[g->whats++] = w;
}

static money_sum_t
revenue(const struct what *w)
{
	return w->worth.len != 0 ? w->worth.worth[0].revenue_month : 0;
}

/* Dearest first; of equals, the order in which they were tried. */
static bool
before(const struct what *a, const struct what *b)
{
	if (revenue(a) != revenue(b))
		return revenue(a) > revenue(b);
	if (a->worth.accounts.len != b->worth.accounts.len)
		return a->worth.accounts.len > b->worth.accounts.len;
	return a->cut > b->cut;
}

static void
rank(struct graph *g)
{
	for (size_t i = 1; i < g->whats; i++) {
		struct what w = g->what[i];
		size_t k = i;

		for (; k > 0 && before(&w, &g->what[k - 1]); k--)
			g->what[k] = g->what[k - 1];
		g->what[k] = w;
	}
}

static void
try_all(struct graph *g, const struct impact *c)
{
	const struct what none = { NULL, NAMES_NONE, g->edges, { NULL, 0 },
	    0, { .len = 0 } };
	bool *whole = xcalloc(g->nodes.len + 1, sizeof(*whole));
	struct what w;

	flood(g, &none);
	memcpy(whole, g->seen, g->nodes.len * sizeof(*whole));
	for (uint32_t n = 0; n < g->nodes.len; n++) {
		w = none;
		w.kind = "node";
		w.node = n;
		if (n != g->from)
			try_without(g, c, w, whole);
	}
	for (size_t e = 0; e < g->edges; e++) {
		w = none;
		w.kind = "link";
		w.edge = e;
		if (e == 0 || !same_ends(&g->edge[e], &g->edge[e - 1]))
			try_without(g, c, w, whole);
		for (struct slice s = g->edge[e].srlg; s.len > 0;) {
			size_t n = 0;

			while (n < s.len && s.p[n] != ',' && s.p[n] != ';')
				n++;
			if (n > 0)
				names_add(&g->ducts, (struct slice){ s.p, n });
			n += n < s.len;
			s.p += n;
			s.len -= n;
		}
	}
	for (size_t d = 0; d < g->ducts.len; d++) {
		w = none;
		w.kind = "srlg";
		w.srlg = g->ducts.item[d];
		try_without(g, c, w, whole);
	}
	free(whole);
	rank(g);
}

/* ---- what is shown ------------------------------------------------------ */

static void
name_of(const struct graph *g, const struct what *w, struct slice name[4])
{
	memset(name, 0, 4 * sizeof(*name));
	if (w->srlg.len != 0) {
		name[0] = name[1] = w->srlg;
	} else if (w->edge < g->edges) {
		const struct edge *e = &g->edge[w->edge];

		name[0] = g->nodes.item[e->a];
		name[1] = e->a_port;
		name[2] = g->nodes.item[e->b];
		name[3] = e->b_port;
	} else {
		name[0] = name[1] = g->nodes.item[w->node];
	}
}

static int
put(struct out *o, const struct graph *g, const struct what *w)
{
	struct slice name[4];

	name_of(g, w, name);
	for (size_t i = 0; i == 0 || i < w->worth.len; i++) {
		out_begin(o, REC_CRITICAL);
		out_str(o, F_KIND, slice_of(w->kind));
		out_str(o, F_NODE, name[0]);
		out_str(o, F_OBJECT, name[1]);
		out_str(o, F_PEER_NODE, name[2]);
		out_str(o, F_PEER_PORT, name[3]);
		out_u64(o, F_CUT_NODES, w->cut);
		out_u64(o, F_CUSTOMER_COUNT, w->worth.accounts.len);
		if (w->worth.len != 0) {
			money_t m;

			if (money_from_sum(w->worth.worth[i].revenue_month,
			    &m))
				out_money(o, F_REVENUE_MONTH, m);
			out_str(o, F_CURRENCY, w->worth.worth[i].currency);
		}
		if (out_done(o) < 0)
			return -1;
	}
	return 0;
}

static void
row(struct columns_table *c, const struct graph *g, const struct what *w, size_t i)
{
	char text[MONEY_SUM_TEXT_MAX], number[24];
	struct slice name[4];
	struct buf b = { 0 };

	name_of(g, w, name);
	columns_table_add(c, slice_of(w->kind));
	for (int k = 0; k < 4; k += 2) {
		buf_clear(&b);
		buf_add_slice(&b, name[k]);
		if (name[k + 1].len != 0 && !slice_eq(name[k], name[k + 1])) {
			buf_addc(&b, '/');
			buf_add_slice(&b, name[k + 1]);
		}
		columns_table_add(c, buf_slice(&b));
	}
	columns_table_add(c, (struct slice){ number, u64_format(w->cut, number) });
	columns_table_add(c, (struct slice){ number,
	    u64_format(w->worth.accounts.len, number) });
	if (i < w->worth.len) {
		columns_table_add(c, (struct slice){ text, money_sum_format_in(
		    w->worth.worth[i].revenue_month,
		    w->worth.worth[i].currency, text) });
		columns_table_add(c, w->worth.worth[i].currency);
	} else {
		columns_table_add(c, (struct slice){ NULL, 0 });
		columns_table_add(c, (struct slice){ NULL, 0 });
	}
	buf_release(&b);
}

static int
show(const struct graph *g, int view)
{
	static const char *const head[] = { "KIND", "WHAT", "TO", "NODES CUT",
	    "CUSTOMERS", "REVENUE/MONTH", "CURRENCY" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct columns_table c;
	struct out *o;
	int rc = EXIT_OK;

	if (view != VIEW_TEXT) {
		o = out_for(view);
		for (size_t i = 0; i < g->whats && rc == EXIT_OK; i++)
			if (put(o, g, &g->what[i]) < 0)
				rc = EXIT_TROUBLE;
		return out_end(o, rc);
	}
	columns_table_init(&c, head, len, 0);
	for (size_t i = 0; i < g->whats; i++)
		for (size_t k = 0; k == 0 || k < g->what[i].worth.len; k++)
			row(&c, g, &g->what[i], k);
	columns_table_print(&c);
	columns_table_release(&c);
	return rc;
}

/* Without --poller: the node with the most links, the first of them. */
static int
find_from(struct graph *g, const char *poller)
{
	if (poller != NULL) {
		g->from = names_find(&g->nodes, slice_of(poller));
		if (g->from != NAMES_NONE)
			return 0;
		diag(REASON_OBJECT_UNKNOWN, "no link names '%s'", poller);
		return -1;
	}
	for (uint32_t n = 1; n < g->nodes.len; n++)
		if (g->first[n + 1] - g->first[n]
		    > g->first[g->from + 1] - g->first[g->from])
			g->from = n;
	return 0;
}

static int
work(struct graph *g, struct impact *c, const struct list_opts *opts)
{
	if (db_begin_read(g->db) < 0 || customers_terms(c, g->db) < 0
	    || load_links(g, c) < 0)
		return tool_exit_code(-1);
	index_edges(g);
	if (find_from(g, opts->poller) < 0)
		return EXIT_TROUBLE;
	g->at = xcalloc(c->services + 1, sizeof(*g->at));
	for (size_t i = 0; i < c->services; i++) {
		struct slice node = impact_node(c, &g->nodes,
		    c->service[i].identifier);

		g->at[i] = node.len == 0 ? NAMES_NONE
		    : names_find(&g->nodes, node);
	}
	if (g->nodes.len != 0)
		try_all(g, c);
	return show(g, opts->view);
}

int
verb_critical(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct impact c = { 0 };
	struct graph g = { .from = 0 };
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (opts.subscriptions != NULL
	    && customers_load(&c, opts.subscriptions) < 0) {
		impact_release(&c);
		return EXIT_TROUBLE;
	}
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0) {
		impact_release(&c);
		return tool_exit_code(-1);
	}
	g.db = &db;
	rc = work(&g, &c, &opts);
	db_close(&db);
	graph_release(&g);
	impact_release(&c);
	return rc;
}
