/*
 * net_layers.c (doc) - a network in rows by the distance from one node
 */
#include <stdlib.h>

#include "doc/net_work.h"

#define CELL	104		/* least room of a node and its name */
#define CELL_MAX 190
#define ROW	60
#define GLYPH	6		/* units of a character, about */

struct layers {
	struct net_sheet *sheet;
	const struct net *net;
	struct net_ways	 ways;
	uint32_t	*order;		/* breadth first */
	uint32_t	*parent, *depth;
	uint8_t		*rank;		/* who is drawn first */
	bool		*kept;
	size_t		 kept_len, limit;
	int64_t		*at;		/* place in its row, by node */
};

/* ---- the tree ----------------------------------------------------------- */

static size_t
walk_from(struct layers *l, uint32_t first, size_t len)
{
	size_t done = len;

	l->depth[first] = 0;
	l->order[len++] = first;
	for (; done < len; done++) {
		uint32_t n = l->order[done];

		for (uint32_t i = l->ways.start[n]; i < l->ways.start[n + 1];
		    i++) {
			uint32_t to = l->ways.to[i];

			if (l->depth[to] != NET_NONE)
				continue;
			l->depth[to] = l->depth[n] + 1;
			l->parent[to] = n;
			l->order[len++] = to;
		}
	}
	return len;
}

static void
make_tree(struct layers *l)
{
	size_t len = 0;

	for (size_t n = 0; n < l->net->nodes; n++)
		l->depth[n] = l->parent[n] = NET_NONE;
	if (l->net->nodes != 0)
		len = walk_from(l, l->net->from, len);
	for (uint32_t n = 0; len < l->net->nodes; n++)
		if (l->depth[n] == NET_NONE)
			len = walk_from(l, n, len);
}

/* ---- who is drawn ------------------------------------------------------- */

static uint8_t
rank_of(enum net_look look)
{
	static const uint8_t rank[NET_LOOKS] = {
		[NET_RISK] = 2, [NET_HIT] = 3, [NET_PLANNED] = 4,
		[NET_WARNING] = 5, [NET_MINOR] = 6, [NET_MAJOR] = 7,
		[NET_CRITICAL] = 8 };

	return rank[look];
}

static void
rank_up(struct layers *l, uint32_t n, uint8_t to)
{
	if (l->rank[n] < to)
		l->rank[n] = to;
}

static void
rank_all(struct layers *l)
{
	for (uint32_t n = 0; n < l->net->nodes; n++)
		l->rank[n] = rank_of(l->net->node[n].look);
	for (size_t i = 0; i < l->net->links; i++) {
		const struct net_link *k = &l->net->link[i];

		rank_up(l, k->a, rank_of(k->look));
		rank_up(l, k->b, rank_of(k->look));
	}
	/* and what stands around a cause */
	for (size_t i = 0; i < l->net->links; i++) {
		const struct net_link *k = &l->net->link[i];

		if (l->net->node[k->a].look >= NET_WARNING)
			rank_up(l, k->b, 1);
		if (l->net->node[k->b].look >= NET_WARNING)
			rank_up(l, k->a, 1);
	}
}

/* It and its way up, if there is room. */
static void
keep(struct layers *l, uint32_t n)
{
	size_t want = 0;

	for (uint32_t up = n; up != NET_NONE && !l->kept[up];
	    up = l->parent[up])
		want++;
	if (l->kept_len + want > l->limit)
		return;
	l->kept_len += want;
	for (uint32_t up = n; up != NET_NONE && !l->kept[up];
	    up = l->parent[up])
		l->kept[up] = true;
}

/* All that hang on a node, or none of them. */
static void
keep_below(struct layers *l, uint32_t n)
{
	size_t want = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = l->ways.start[n]; i < l->ways.start[n + 1];
		    i++) {
			uint32_t to = l->ways.to[i];

			if (l->parent[to] != n || l->kept[to])
				continue;
			want += pass == 0;
			l->kept_len += pass == 1;
			l->kept[to] = pass == 1;
		}
		if (l->kept_len + want > l->limit)
			return;
	}
}

static void
choose(struct layers *l)
{
	size_t most = l->limit;

	rank_all(l);
	if (l->net->nodes != 0)
		keep(l, l->net->from);
	for (uint8_t rank = 8; rank > 0; rank--)
		for (size_t i = 0; i < l->net->nodes; i++)
			if (l->rank[l->order[i]] == rank)
				keep(l, l->order[i]);
	/* what is well only while all is easily overlooked */
	l->limit = most / 2;
	for (size_t i = 0; i < l->net->nodes; i++) {
		if (l->parent[l->order[i]] == NET_NONE)
			keep(l, l->order[i]);
		if (l->kept[l->order[i]])
			keep_below(l, l->order[i]);
	}
}

/* ---- where they stand --------------------------------------------------- */

static int
by_place(const void *va, const void *vb, void *arg)
{
	const struct layers *l = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;

	if (l->depth[a] != l->depth[b])
		return l->depth[a] < l->depth[b] ? -1 : 1;
	if (l->at[a] != l->at[b])
		return l->at[a] < l->at[b] ? -1 : 1;
	return slice_cmp(l->net->node[a].name, l->net->node[b].name);
}

/* The mean of those above. */
static int64_t
mean_above(const struct layers *l, uint32_t n)
{
	int64_t sum = 0, len = 0;

	for (uint32_t i = l->ways.start[n]; i < l->ways.start[n + 1]; i++) {
		uint32_t to = l->ways.to[i];

		if (!l->kept[to] || l->depth[to] >= l->depth[n])
			continue;
		sum += l->at[to];
		len++;
	}
	return len != 0 ? sum / len : 0;
}

/* A layer in as many rows as it needs, column after column. */
static int
place_layer(struct layers *l, uint32_t *n, size_t len, int top)
{
	int inner = l->sheet->width - 2 * NET_EDGE;
	int fit = inner / CELL > 0 ? inner / CELL : 1;
	int rows = ((int)len + fit - 1) / fit;
	int cols = ((int)len + rows - 1) / rows;
	int cell = inner / cols < CELL_MAX ? inner / cols : CELL_MAX;
	int left = (l->sheet->width - cell * cols) / 2;

	for (size_t i = 0; i < len; i++)
		l->at[n[i]] = mean_above(l, n[i]);
	qsort_r(n, len, sizeof(*n), by_place, l);
	for (int i = 0; i < (int)len; i++) {
		int row = i % rows, shift = rows == 1 ? 0
		    : row % 2 == 0 ? -cell / 6 : cell / 6;
		struct net_mark *m = &l->sheet->mark[l->sheet->marks];

		*m = (struct net_mark){ .node = n[i],
			.x = left + cell * (i / rows) + cell / 2 + shift,
			.y = top + row * ROW,
			.room = (cell - 8) / GLYPH, .side = NET_BELOW };
		l->at[n[i]] = m->x;
		l->sheet->mark_of[n[i]] = (uint32_t)l->sheet->marks++;
	}
	return top + rows * ROW;
}

static void
place(struct layers *l)
{
	uint32_t *n = xcalloc(l->kept_len + 1, sizeof(*n));
	size_t len = 0;
	int top = NET_EDGE;

	for (size_t i = 0; i < l->net->nodes; i++)
		if (l->kept[l->order[i]])
			n[len++] = l->order[i];
	qsort_r(n, len, sizeof(*n), by_place, l);
	for (size_t i = 0, k; i < len; i = k) {
		for (k = i + 1; k < len && l->depth[n[k]] == l->depth[n[i]];
		    k++)
			;
		top = place_layer(l, n + i, k - i, top);
	}
	l->sheet->height = top - ROW + NET_EDGE + 24;
	free(n);
}

/* What is not drawn counts with the nearest above it that is. */
static void
fold(struct layers *l)
{
	for (size_t n = 0; n < l->net->nodes; n++) {
		uint32_t up = (uint32_t)n;
		struct net_mark *m;

		if (l->kept[n])
			continue;
		while (up != NET_NONE && !l->kept[up])
			up = l->parent[up];
		if (up == NET_NONE) {
			l->sheet->left_out++;
			continue;
		}
		l->sheet->mark_of[n] = l->sheet->mark_of[up];
		m = &l->sheet->mark[l->sheet->mark_of[up]];
		m->more++;
		m->ill += l->net->node[n].look > NET_UNKNOWN;
	}
}

void
net_layers(struct net_sheet *s)
{
	size_t n = s->net->nodes + 1;
	struct layers l = { .sheet = s, .net = s->net,
		.limit = s->width < 500 ? 36 : 130 };

	net_ways_init(&l.ways, s->net);
	l.order = xcalloc(n, sizeof(*l.order));
	l.parent = xcalloc(n, sizeof(*l.parent));
	l.depth = xcalloc(n, sizeof(*l.depth));
	l.rank = xcalloc(n, sizeof(*l.rank));
	l.kept = xcalloc(n, sizeof(*l.kept));
	l.at = xcalloc(n, sizeof(*l.at));
	make_tree(&l);
	choose(&l);
	s->mark = xcalloc(l.kept_len + 1, sizeof(*s->mark));
	place(&l);
	fold(&l);
	net_ways_release(&l.ways);
	free(l.order);
	free(l.parent);
	free(l.depth);
	free(l.rank);
	free(l.kept);
	free(l.at);
}
