/*
 * net_map.c (doc) - a network on a map
 * Equirectangular: a degree of longitude is as long as one of latitude times
 * the cosine of the middle latitude.
 */
#include <stdlib.h>

#include "doc/net_work.h"
#include "doc/width.h"

#define NEAR		20	/* units: nearer ones share a mark */
#define GLYPH		6	/* units of a character, about */
#define LABEL		13	/* height of one */
#define LABEL_MAX	24	/* columns */
#define TURN		INT64_C(360000000)
#define SPAN_MIN	INT64_C(20000)	/* about 2 km: one town fills no sheet */
#define M_PER_DEGREE	111195

struct spot {
	int64_t	lon, lat;	/* lat: south is greater, as on the sheet */
	bool	known;
};

struct box {
	int	x1, y1, x2, y2;
};

struct map {
	struct net_sheet *sheet;
	const struct net *net;
	struct spot	*spot;		/* by node */
	int64_t		 west, north, span_x, span_y;
	uint32_t	 cos_ppm;
	struct box	*box;		/* what labels must not cover */
	size_t		 boxes;
	uint32_t	*degree;
};

/* Bhaskara I: within 0.2% for -90 to 90 degrees. */
static uint32_t
cosine_ppm(int64_t lat)
{
	int64_t d = lat / 1000, square = d * d / 1000000;	/* degrees^2 */

	return (uint32_t)((32400 - 4 * square) * 1000000 / (32400 + square));
}

/* ---- where it is -------------------------------------------------------- */

static size_t
take_places(struct map *m)
{
	int64_t least = TURN, most = -TURN;
	size_t known = 0;

	for (size_t n = 0; n < m->net->nodes; n++) {
		const struct net_node *o = &m->net->node[n];

		if (!o->placed)
			continue;
		m->spot[n] = (struct spot){ o->lon, -o->lat, true };
		known++;
		least = o->lon < least ? o->lon : least;
		most = o->lon > most ? o->lon : most;
	}
	/* on both sides of the date line */
	for (size_t n = 0; n < m->net->nodes && most - least > TURN / 2; n++)
		if (m->spot[n].known && m->spot[n].lon < 0)
			m->spot[n].lon += TURN;
	return known;
}

/* Who has no place of its own stands amid its neighbours that have one. */
static void
guess_places(struct map *m, const struct net_ways *w)
{
	bool moved = true;

	for (int round = 0; moved && round < 8; round++) {
		moved = false;
		for (size_t n = 0; n < m->net->nodes; n++) {
			struct spot sum = { 0 };
			int64_t len = 0;

			if (m->spot[n].known)
				continue;
			for (uint32_t i = w->start[n]; i < w->start[n + 1];
			    i++) {
				const struct spot *o = &m->spot[w->to[i]];

				if (!o->known)
					continue;
				sum.lon += o->lon;
				sum.lat += o->lat;
				len++;
			}
			if (len == 0)
				continue;
			m->spot[n] = (struct spot){ sum.lon / len,
			    sum.lat / len, true };
			moved = true;
		}
	}
}

static void
frame(struct map *m)
{
	int64_t w = INT64_MAX, e = INT64_MIN, n = INT64_MAX, s = INT64_MIN;

	for (size_t i = 0; i < m->net->nodes; i++) {
		const struct spot *o = &m->spot[i];

		if (!o->known)
			continue;
		w = o->lon < w ? o->lon : w;
		e = o->lon > e ? o->lon : e;
		n = o->lat < n ? o->lat : n;
		s = o->lat > s ? o->lat : s;
	}
	m->cos_ppm = cosine_ppm((n + s) / 2);
	if (m->cos_ppm < 10000)
		m->cos_ppm = 10000;	/* at a pole */
	m->span_x = (e - w) * m->cos_ppm / 1000000;
	m->span_y = s - n;
	m->west = w;
	m->north = n;
}

/* Millionths of a degree of latitude that `width` and `high` units show. */
static int64_t
reach(const struct map *m, int width, int high)
{
	int64_t across = m->span_x, down = m->span_y;

	if (across < SPAN_MIN && down < SPAN_MIN)
		across = SPAN_MIN;
	/* the narrower of the two has room to spare */
	return across * high > down * width ? across
	    : (down * width + high - 1) / high;
}

static void
put_scale(struct net_sheet *s, int64_t across, int width)
{
	static const unsigned lead[] = { 1, 2, 5 };
	uint64_t metres = (uint64_t)across * M_PER_DEGREE / 1000000;
	uint64_t power = 1, best = 1;

	for (; power < metres; power *= 10)
		for (int i = 0; i < 3; i++)
			if (lead[i] * power <= metres / 5)
				best = lead[i] * power;
	s->scale_m = best;
	s->scale_units = (int)(best * (unsigned)width / (metres + 1));
}

/* Its place on the sheet. */
static void
project(const struct map *m, int64_t across, int width, uint32_t n, int *x,
    int *y)
{
	int64_t dx = (m->spot[n].lon - m->west) * m->cos_ppm / 1000000;
	int64_t spare = (across - m->span_x) / 2;

	*x = 2 * NET_EDGE + (int)((dx + spare) * width / across);
	*y = NET_EDGE + (int)((m->spot[n].lat - m->north) * width / across);
}

/* ---- marks -------------------------------------------------------------- */

/* Whoever is worst, then best joined, gives its name to a mark. */
static int
by_weight(const void *va, const void *vb, void *arg)
{
	const struct map *m = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	const struct net_node *x = &m->net->node[a], *y = &m->net->node[b];

	if (x->look != y->look)
		return x->look > y->look ? -1 : 1;
	if (m->degree[a] != m->degree[b])
		return m->degree[a] > m->degree[b] ? -1 : 1;
	return slice_cmp(x->name, y->name);
}

static struct net_mark *
near(const struct net_sheet *s, const uint32_t *cell, int across, int x,
    int y)
{
	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++) {
			int at = (y / NEAR + 1 + dy) * across + x / NEAR + 1
			    + dx;
			struct net_mark *m;

			if (cell[at] == 0)
				continue;
			m = &s->mark[cell[at] - 1];
			if ((m->x - x) * (m->x - x) + (m->y - y) * (m->y - y)
			    < NEAR * NEAR)
				return m;
		}
	return NULL;
}

static void
join(struct map *m, struct net_mark *k, uint32_t n)
{
	const struct net_node *o = &m->net->node[n];

	k->more++;
	k->ill += o->look > NET_UNKNOWN;
	k->place = k->place && slice_eq(o->site, m->net->node[k->node].site);
	m->sheet->mark_of[n] = (uint32_t)(k - m->sheet->mark);
}

/* A cell holds one mark: two that share one are nearer than NEAR * sqrt 2. */
static void
make_marks(struct map *m, const uint32_t *order, int64_t across)
{
	struct net_sheet *s = m->sheet;
	int width = s->width - 4 * NET_EDGE;
	int cells = s->width / NEAR + 3, rows = s->height / NEAR + 3;
	uint32_t *cell = xcalloc((size_t)cells * (size_t)rows,
	    sizeof(*cell));

	for (size_t i = 0; i < m->net->nodes; i++) {
		uint32_t n = order[i];
		struct net_mark *k;
		int x, y, at;

		if (!m->spot[n].known) {
			s->left_out++;
			continue;
		}
		project(m, across, width, n, &x, &y);
		k = near(s, cell, cells, x, y);
		at = (y / NEAR + 1) * cells + x / NEAR + 1;
		if (k == NULL && cell[at] != 0)
			k = &s->mark[cell[at] - 1];
		if (k != NULL) {
			join(m, k, n);
			continue;
		}
		s->mark[s->marks++] = (struct net_mark){ .node = n, .x = x,
		    .y = y, .room = LABEL_MAX,
		    .place = m->net->node[n].site.len != 0 };
		cell[at] = (uint32_t)s->marks;
		s->mark_of[n] = (uint32_t)s->marks - 1;
	}
	free(cell);
}

/* ---- labels ------------------------------------------------------------- */

static bool
covers(const struct box *a, const struct box *b)
{
	return a->x1 < b->x2 && b->x1 < a->x2 && a->y1 < b->y2
	    && b->y1 < a->y2;
}

static struct box
label_box(const struct map *m, const struct net_mark *k, enum net_side side)
{
	const struct net_node *o = &m->net->node[k->node];
	int w = (int)text_width(k->place && k->more ? o->site : o->name);
	int x = k->x, y = k->y;

	if (w > LABEL_MAX)
		w = LABEL_MAX;
	w = (w + (k->more != 0 ? 4 : 0)) * GLYPH + 4;
	if (side == NET_RIGHT)
		return (struct box){ x + 11, y - 7, x + 11 + w, y + 7 };
	if (side == NET_LEFT)
		return (struct box){ x - 11 - w, y - 7, x - 11, y + 7 };
	y += side == NET_BELOW ? 10 : -10 - LABEL;
	return (struct box){ x - w / 2, y, x + w / 2, y + LABEL };
}

static bool
is_free(const struct map *m, const struct box *b)
{
	if (b->x1 < 0 || b->x2 > m->sheet->width || b->y1 < 0
	    || b->y2 > m->sheet->height)
		return false;
	for (size_t i = 0; i < m->boxes; i++)
		if (covers(&m->box[i], b))
			return false;
	return true;
}

/* The first marks are the worst: they choose first, and are always named. */
static void
set_labels(struct map *m)
{
	static const enum net_side sides[] = { NET_RIGHT, NET_LEFT,
		NET_BELOW, NET_ABOVE };
	struct net_sheet *s = m->sheet;

	m->box = xcalloc(2 * s->marks + 1, sizeof(*m->box));
	for (size_t i = 0; i < s->marks; i++)
		m->box[m->boxes++] = (struct box){ s->mark[i].x - 8,
		    s->mark[i].y - 8, s->mark[i].x + 8, s->mark[i].y + 8 };
	for (size_t i = 0; i < s->marks; i++) {
		struct net_mark *k = &s->mark[i];
		struct box b;

		k->side = m->net->node[k->node].look >= NET_WARNING
		    ? k->x > s->width / 2 ? NET_LEFT : NET_RIGHT
		    : NET_UNNAMED;
		for (size_t j = 0; j < sizeof(sides) / sizeof(*sides); j++) {
			b = label_box(m, k, sides[j]);
			if (!is_free(m, &b))
				continue;
			k->side = sides[j];
			break;
		}
		if (k->side != NET_UNNAMED)
			m->box[m->boxes++] = label_box(m, k, k->side);
	}
	free(m->box);
}

/* ---- all of it ---------------------------------------------------------- */

static void
lay_out(struct map *m)
{
	struct net_sheet *s = m->sheet;
	int width = s->width - 4 * NET_EDGE, high = s->width < 500
	    ? width * 3 / 2 : width * 5 / 8;
	uint32_t *order = xcalloc(m->net->nodes + 1, sizeof(*order));
	int64_t across;

	frame(m);
	across = reach(m, width, high);
	s->height = (int)(m->span_y * width / across) + 2 * NET_EDGE + 24;
	for (uint32_t n = 0; n < m->net->nodes; n++)
		order[n] = n;
	qsort_r(order, m->net->nodes, sizeof(*order), by_weight, m);
	s->mark = xcalloc(m->net->nodes + 1, sizeof(*s->mark));
	make_marks(m, order, across);
	set_labels(m);
	put_scale(s, across, width);
	free(order);
}

bool
net_map(struct net_sheet *s)
{
	struct map m = { .sheet = s, .net = s->net };
	struct net_ways w;
	size_t known;

	m.spot = xcalloc(s->net->nodes + 1, sizeof(*m.spot));
	m.degree = xcalloc(s->net->nodes + 1, sizeof(*m.degree));
	known = take_places(&m);
	if (known != 0 && known * 2 >= s->net->nodes) {
		net_ways_init(&w, s->net);
		for (size_t n = 0; n < s->net->nodes; n++)
			m.degree[n] = w.start[n + 1] - w.start[n];
		guess_places(&m, &w);
		net_ways_release(&w);
		lay_out(&m);
	}
	free(m.spot);
	free(m.degree);
	return s->mark != NULL;
}
