/*
 * draw.c (ossctl-kpi) - an object's period as a picture
 */
#include "draw.h"

#define HEIGHT_HEAD	28
#define HEIGHT_STRIP	40
#define HEIGHT_BOX	140
#define HEIGHT_AXIS	26

/* Columns of some values: their mean and greatest. */
struct bars {
	unsigned __int128 sum[PLOT_COLUMNS];
	uint64_t	n[PLOT_COLUMNS];
	uint64_t	max[PLOT_COLUMNS];
};

static void
bar_add(struct bars *b, int column, uint64_t v)
{
	if (column < 0 || column >= PLOT_COLUMNS)
		return;
	b->sum[column] += v;
	b->n[column]++;
	if (v > b->max[column])
		b->max[column] = v;
}

static void
lines_of(const struct bars *b, struct plot_line *mean, struct plot_line *max)
{
	for (int i = 0; i < PLOT_COLUMNS; i++) {
		mean->has[i] = max->has[i] = b->n[i] != 0;
		mean->value[i] = b->n[i] != 0 ? (uint64_t)(b->sum[i]
		    / b->n[i]) : 0;
		max->value[i] = b->max[i];
	}
}

static void
draw_strip(struct plot *p, const struct measure *m, const struct subject *s)
{
	const struct uptime *u = s->class == CLASS_LINK ? &m->uptime
	    : &m->a.uptime;
	struct span all = { p->from_us, p->to_us };
	struct spans period = { &all, 1, 1 }, planned = { 0 }, t = { 0 };

	spans_cut(&m->windows, &period, &t);
	spans_less(&t, &u->up, &planned);
	plot_strip_begin(p, "state");
	plot_strip(p, "off", &u->off);
	plot_strip(p, "up", &u->up);
	plot_strip(p, "down", &u->down);
	plot_strip(p, "planned", &planned);
	plot_strip_end(p);
	spans_release(&planned);
	spans_release(&t);
}

/*
 * Each window in the columns that it covers; where several are in one, their
 * mean and greatest.
 */
static void
bars_of_windows(const struct plot *p, const struct measure *m, int side,
    struct bars *b)
{
	const struct throughput *t = &m->work.traffic;

	for (size_t i = 0; i < t->windows; i++) {
		int64_t from = (t->first + (int64_t)i) * t->window_us;
		int64_t to = from + t->window_us;
		int a, e;

		if (!throughput_seen(t, i))
			continue;
		a = plot_column(p, from > p->from_us ? from : p->from_us);
		e = plot_column(p, (to < p->to_us ? to : p->to_us) - 1);
		for (; a <= e; a++)
			bar_add(b, a, t->rate[side][i]);
	}
}

static void
draw_rates(struct plot *p, const struct measure *m, const struct kpi *k)
{
	static struct bars bars;
	static struct plot_line mean, max;
	struct plot_box box;
	uint64_t top = k->rates[SIDE_IN].max_bps;

	if (k->rates[SIDE_OUT].max_bps > top)
		top = k->rates[SIDE_OUT].max_bps;
	plot_box_begin(p, &box, "bit/s", HEIGHT_BOX, top, rate_add);
	bars = (struct bars){ 0 };
	bars_of_windows(p, m, SIDE_IN, &bars);
	lines_of(&bars, &mean, &max);
	plot_box_line(p, &box, "in-max", &max, true);
	plot_box_line(p, &box, "in", &mean, true);
	bars = (struct bars){ 0 };
	bars_of_windows(p, m, SIDE_OUT, &bars);
	lines_of(&bars, &mean, &max);
	plot_box_line(p, &box, "out", &mean, false);
	plot_box_level(p, &box, k->speed_bps);
	plot_box_end(p, &box);
}

static void
draw_round_trips(struct plot *p, const struct measure *m,
    const struct kpi *k)
{
	static struct bars bars;
	static struct plot_line mean, max;
	const struct series_points *points = &m->a.points;
	struct plot_box box;

	bars = (struct bars){ 0 };
	for (size_t i = 0; i < points->len; i++) {
		const struct point *at = &points->item[i];
		int column;

		if (at->ts_us < p->from_us || at->ts_us >= p->to_us)
			continue;
		column = plot_column(p, at->ts_us);
		for (unsigned n = 0; n < at->rtts; n++)
			bar_add(&bars, column, points->rtt[at->rtt_at + n]);
		if (at->rtts == 0 && point_has(at, SERIES_RTT))
			bar_add(&bars, column, at->value[SERIES_RTT]);
	}
	/* a polling interval may be wider than a column */
	for (int i = 1, gap = 0; i < PLOT_COLUMNS; i++) {
		gap = bars.n[i] != 0 ? 0 : gap + 1;
		if (gap == 0 || (int64_t)gap * (p->to_us - p->from_us)
		    / PLOT_COLUMNS > m->time->rules.window_us * 3 / 2)
			continue;
		bars.n[i] = bars.n[i - 1];
		bars.sum[i] = bars.sum[i - 1];
		bars.max[i] = bars.max[i - 1];
	}
	lines_of(&bars, &mean, &max);
	plot_box_begin(p, &box, "RTT", HEIGHT_BOX, k->rtt.max,
	    round_trip_add);
	plot_box_line(p, &box, "rtt-max", &max, true);
	plot_box_line(p, &box, "rtt", &mean, false);
	plot_box_end(p, &box);
}

void
draw(struct buf *out, const struct measure *m, const struct subject *s,
    const struct kpi *k, bool alone)
{
	struct plot p = { .out = out, .zone = &m->time->zone,
		.from_us = m->time->rules.from_us,
		.to_us = m->time->rules.to_us };
	bool rates = k->windows != 0, trips = k->rtt.any;
	struct buf title = { 0 };

	buf_addf(&title, "%s ", class_name(s->class));
	name_add(&title, s);
	buf_addf(&title, ", %s", m->time->name);
	plot_begin(&p, buf_slice(&title), HEIGHT_HEAD + HEIGHT_STRIP
	    + (rates + trips) * (HEIGHT_BOX + HEIGHT_AXIS), alone);
	draw_strip(&p, m, s);
	if (rates)
		draw_rates(&p, m, k);
	if (trips)
		draw_round_trips(&p, m, k);
	plot_end(&p);
	buf_release(&title);
}
