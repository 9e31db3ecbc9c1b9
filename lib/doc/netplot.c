/*
 * netplot.c (doc) - a network and its state as SVG
 */
#include <stdlib.h>

#include "doc/net_work.h"
#include "doc/plot.h"
#include "doc/width.h"

#define TITLE_MAX	12	/* names that a mark lists */

const char *const net_look_names[NET_LOOKS] = { "well", "unknown", "planned",
	"risk", "hit", "warning", "minor", "major", "critical" };

const char netplot_style[] =
    ":root{--well:#1f8a70;--unknown:#8a929b;--planned:#6a5acd;--risk:#b45f06;"
    "--hit:#3d4650;--warning:#56b4e9;--minor:#f2c400;--major:#f07d1a;"
    "--critical:#b3001b;--wire:#c3cad1;--ink:#1c2126;--paper:#fff}"
    "@media(prefers-color-scheme:dark){:root{--well:#3cb795;"
    "--unknown:#7d8792;--planned:#a99cff;--risk:#e59a3c;--hit:#c3cad2;"
    "--warning:#6cc3f5;--minor:#ffd630;--major:#ff9442;--critical:#ff4d5e;"
    "--wire:#4d5761;--ink:#e6eaee;--paper:#14181c}}"
    ".net{display:block;max-width:100%;height:auto}"
    ".net text,.sign text{font:11px system-ui,sans-serif;fill:var(--ink)}"
    ".net .name{paint-order:stroke;stroke:var(--paper);stroke-width:3px;"
    "stroke-linejoin:round}.net .more{fill:var(--unknown)}"
    ".net .ill{fill:var(--critical);font-weight:600}"
    ".net .wire{stroke:var(--wire);stroke-width:1.2;fill:none}"
    ".net .l-hit{stroke:var(--hit);stroke-dasharray:4 3;stroke-width:1.8}"
    ".net .l-planned{stroke:var(--planned);stroke-dasharray:2 3;"
    "stroke-width:2.2}"
    ".net .l-warning{stroke:var(--warning);stroke-width:3}"
    ".net .l-minor{stroke:var(--minor);stroke-width:3.4}"
    ".net .l-major{stroke:var(--major);stroke-width:3.8}"
    ".net .l-critical{stroke:var(--critical);stroke-width:4.2}"
    ".n-well{fill:var(--well)}"
    ".n-unknown{fill:var(--paper);stroke:var(--unknown);stroke-width:1.6;"
    "stroke-dasharray:2.2 1.8}"
    ".n-planned{fill:var(--planned)}"
    ".n-risk{fill:var(--paper);stroke:var(--risk);stroke-width:2}"
    ".n-risk-half{fill:var(--risk)}.n-hit{fill:var(--hit)}"
    ".n-hit-x{stroke:var(--paper);stroke-width:1.8;fill:none}"
    ".n-warning{fill:var(--warning)}.n-minor{fill:var(--minor)}"
    ".n-major{fill:var(--major)}.n-critical{fill:var(--critical)}"
    ".net .letter,.sign .letter{font-size:9.5px;font-weight:700;"
    "text-anchor:middle;fill:#15181b}"
    ".net .on-dark,.sign .on-dark{fill:#fff}";

/* ---- signs -------------------------------------------------------------- */

static void
letter(struct buf *b, int x, int y, const char *more, char c)
{
	buf_addf(b, "<text class=\"letter%s\" x=\"%d\" y=\"%d\">%c</text>",
	    more, x, y, c);
}

static void
circle(struct buf *b, const char *class, int x, int y, int r)
{
	buf_addf(b, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>",
	    class, x, y, r);
}

/* 14 wide and high, around a place */
static void
square(struct buf *b, const char *class, int x, int y, int rx)
{
	buf_addf(b, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"14\" "
	    "height=\"14\" rx=\"%d\"/>", class, x - 7, y - 7, rx);
}

static void
sign(struct buf *b, enum net_look look, int x, int y)
{
	switch (look) {
	case NET_CRITICAL:
		buf_addf(b, "<path class=\"n-critical\" d=\"M%d %dl9.5 9.5"
		    "-9.5 9.5-9.5-9.5z\"/>", x, y - 9);
		letter(b, x, y + 4, " on-dark", 'C');
		break;
	case NET_MAJOR:
		buf_addf(b, "<path class=\"n-major\" d=\"M%d %dl10.5 17.5h-21"
		    "z\"/>", x, y - 10);
		letter(b, x, y + 5, "", 'M');
		break;
	case NET_MINOR:
		square(b, "n-minor", x, y, 1);
		letter(b, x, y + 3, "", 'm');
		break;
	case NET_WARNING:
		circle(b, "n-warning", x, y, 8);
		letter(b, x, y + 3, "", 'W');
		break;
	case NET_HIT:
		circle(b, "n-hit", x, y, 6);
		buf_addf(b, "<path class=\"n-hit-x\" d=\"M%d %dl5 5m0-5l-5 5\"/>",
		    x - 2, y - 2);
		break;
	case NET_RISK:
		circle(b, "n-risk", x, y, 6);
		buf_addf(b, "<path class=\"n-risk-half\" d=\"M%d %da6 6 0 0 1 0 "
		    "12z\"/>", x, y - 6);
		break;
	case NET_PLANNED:
		square(b, "n-planned", x, y, 4);
		letter(b, x, y + 4, " on-dark", 'P');
		break;
	case NET_UNKNOWN:
		circle(b, "n-unknown", x, y, 5);
		break;
	default:
		circle(b, "n-well", x, y, 5);
		break;
	}
}

void
netplot_sign(struct buf *b, enum net_look look)
{
	buf_adds(b, "<svg class=\"sign\" viewBox=\"-11 -11 22 22\" "
	    "width=\"18\" height=\"18\" aria-hidden=\"true\">");
	sign(b, look, 0, 0);
	buf_adds(b, "</svg>");
}

/* ---- links -------------------------------------------------------------- */

/* Links between the same two marks are one line, as bad as the worst. */
struct wire {
	uint32_t	a, b;		/* marks, a < b */
	enum net_look	look;
	uint32_t	link, more;
};

static int
by_ends(const void *va, const void *vb)
{
	const struct wire *a = va, *b = vb;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	if (a->look != b->look)
		return a->look > b->look ? -1 : 1;
	return a->link < b->link ? -1 : a->link > b->link;
}

static int
by_look(const void *va, const void *vb)
{
	const struct wire *a = va, *b = vb;

	if (a->look != b->look)
		return a->look < b->look ? -1 : 1;
	return by_ends(va, vb);
}

static size_t
make_wires(const struct net_sheet *s, struct wire *w)
{
	size_t all = 0, len = 0;

	for (size_t i = 0; i < s->net->links; i++) {
		const struct net_link *l = &s->net->link[i];
		uint32_t a = s->mark_of[l->a], b = s->mark_of[l->b];

		if (a == b || a == NET_NONE || b == NET_NONE)
			continue;
		w[all++] = (struct wire){ a < b ? a : b, a < b ? b : a,
		    l->look, (uint32_t)i, 0 };
	}
	qsort(w, all, sizeof(*w), by_ends);
	for (size_t i = 0; i < all; i++) {
		if (len != 0 && w[len - 1].a == w[i].a
		    && w[len - 1].b == w[i].b)
			w[len - 1].more++;
		else
			w[len++] = w[i];
	}
	qsort(w, len, sizeof(*w), by_look);
	return len;
}

/* In one row, what stands between is passed by. */
static int
bend(const struct net_sheet *s, const struct net_mark *a,
    const struct net_mark *b)
{
	int across = abs(a->x - b->x);

	return s->scale_units == 0 && a->y == b->y && across > 140
	    ? -18 - across / 40 : 0;
}

static void
draw_wire(struct buf *b, const struct net_sheet *s, const struct wire *w)
{
	const struct net_mark *x = &s->mark[w->a], *y = &s->mark[w->b];

	buf_addf(b, "<path class=\"wire l-%s\" d=\"M%d %dQ%d %d %d %d\">"
	    "<title>", net_look_names[w->look], x->x, x->y,
	    (x->x + y->x) / 2, (x->y + y->y) / 2 + 2 * bend(s, x, y), y->x,
	    y->y);
	plot_text(b, s->net->link[w->link].name);
	if (w->more != 0)
		buf_addf(b, " and %u more", w->more);
	buf_adds(b, "</title></path>\n");
}

static void
draw_wires(struct buf *b, const struct net_sheet *s)
{
	struct wire *w = xcalloc(s->net->links + 1, sizeof(*w));
	size_t len = make_wires(s, w);

	for (size_t i = 0; i < len; i++)
		draw_wire(b, s, &w[i]);
	for (size_t i = 0; i < len; i++) {
		const struct net_mark *x = &s->mark[w[i].a];
		const struct net_mark *y = &s->mark[w[i].b];

		if (w[i].look < NET_WARNING)
			continue;
		sign(b, w[i].look, (x->x + y->x) / 2, (x->y + y->y) / 2
		    + bend(s, x, y));
		buf_addc(b, '\n');
	}
	free(w);
}

/* ---- nodes -------------------------------------------------------------- */

static void
label(struct buf *b, const struct net_sheet *s, const struct net_mark *m)
{
	const struct net_node *n = &s->net->node[m->node];
	struct slice name = m->place && m->more != 0 ? n->site : n->name;
	struct slice fit = text_fit(name, (size_t)m->room);
	static const char *const anchor[] = { [NET_BELOW] = "middle",
		[NET_ABOVE] = "middle", [NET_RIGHT] = "start",
		[NET_LEFT] = "end" };
	int x = m->x + (m->side == NET_RIGHT ? 12 : m->side == NET_LEFT
	    ? -12 : 0);
	int y = m->y + (m->side == NET_BELOW ? 20 : m->side == NET_ABOVE
	    ? -12 : 4);

	if (fit.len < name.len)
		fit = text_fit(name, (size_t)(m->room > 1 ? m->room - 1 : 1));
	buf_addf(b, "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor="
	    "\"%s\">", x, y, anchor[m->side]);
	plot_text(b, fit);
	if (fit.len < name.len)
		buf_adds(b, "\u2026");
	if (m->more != 0 && s->scale_units != 0)
		buf_addf(b, m->place ? " (%u)" : " +%u", m->more + m->place);
	buf_adds(b, "</text>");
}

/* On a sheet of rows, what is folded has a line of its own. */
static void
folded(struct buf *b, const struct net_mark *m)
{
	buf_addf(b, "<text class=\"more name\" x=\"%d\" y=\"%d\" text-anchor="
	    "\"middle\">+%u", m->x, m->y + 32, m->more);
	if (m->ill != 0)
		buf_addf(b, " <tspan class=\"ill\">%u not well</tspan>",
		    m->ill);
	buf_adds(b, "</text>");
}

struct title {
	uint32_t	*node, len;
};

static void
titles(const struct net_sheet *s, struct title *t)
{
	for (size_t n = 0; n < s->net->nodes; n++) {
		uint32_t m = s->mark_of[n];

		if (m != NET_NONE && t[m].len < TITLE_MAX)
			t[m].node[t[m].len++] = (uint32_t)n;
	}
}

static void
draw_nodes(struct buf *b, const struct net_sheet *s)
{
	struct title *t = xcalloc(s->marks + 1, sizeof(*t));
	uint32_t *mem = xcalloc(s->marks * TITLE_MAX + 1, sizeof(*mem));

	for (size_t i = 0; i < s->marks; i++)
		t[i].node = mem + i * TITLE_MAX;
	titles(s, t);
	/* the worst last, on top */
	for (size_t i = s->marks; i-- > 0;) {
		const struct net_mark *m = &s->mark[i];
		enum net_look look = s->net->node[m->node].look;

		buf_addf(b, "<g class=\"n %s\"><title>", net_look_names[look]);
		for (uint32_t k = 0; k < t[i].len; k++) {
			buf_adds(b, k != 0 ? ", " : "");
			plot_text(b, s->net->node[t[i].node[k]].name);
		}
		if (m->more + 1 > t[i].len)
			buf_addf(b, " and %u more", m->more + 1 - t[i].len);
		buf_addf(b, ": %s</title>", net_look_names[look]);
		sign(b, look, m->x, m->y);
		if (m->side != NET_UNNAMED)
			label(b, s, m);
		if (m->more != 0 && s->scale_units == 0)
			folded(b, m);
		buf_adds(b, "</g>\n");
	}
	free(mem);
	free(t);
}

/* ---- all of it ---------------------------------------------------------- */

static void
draw_scale(struct buf *b, const struct net_sheet *s)
{
	int y = s->height - 10, x = NET_EDGE;

	buf_addf(b, "<path class=\"wire\" d=\"M%d %dv5h%dv-5\"/><text "
	    "class=\"more\" x=\"%d\" y=\"%d\">%llu %s</text>\n", x, y - 5,
	    s->scale_units, x + s->scale_units + 6, y + 2,
	    (unsigned long long)(s->scale_m >= 1000 ? s->scale_m / 1000
	    : s->scale_m), s->scale_m >= 1000 ? "km" : "m");
}

void
netplot(struct buf *b, const struct net *net, int width, const char *class)
{
	struct net_sheet s = { .net = net, .width = width };

	s.mark_of = xcalloc(net->nodes + 1, sizeof(*s.mark_of));
	for (size_t n = 0; n < net->nodes; n++)
		s.mark_of[n] = NET_NONE;
	if (!net_map(&s))
		net_layers(&s);
	buf_addf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"net %s"
	    "\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
	    "role=\"img\" aria-label=\"network\">\n", class, s.width,
	    s.height, s.width, s.height);
	draw_wires(b, &s);
	draw_nodes(b, &s);
	if (s.scale_units != 0)
		draw_scale(b, &s);
	if (s.left_out != 0)
		buf_addf(b, "<text class=\"more\" x=\"%d\" y=\"%d\" "
		    "text-anchor=\"end\">%u more not drawn</text>\n",
		    s.width - NET_EDGE, s.height - 8, s.left_out);
	buf_adds(b, "</svg>\n");
	free(s.mark);
	free(s.mark_of);
}
