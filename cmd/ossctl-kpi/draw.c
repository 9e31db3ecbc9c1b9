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
draw_strip(struct plot *p, const struct measuring *m, const struct subject *s)
{
	const struct uptime *u = s->class == CLASS_LINK ? &m->uptime
	    : &m->a.uptime;
	struct span all = { p->from_us, p->until_us };
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
bars_of_windows(const struct plot *p, const struct measuring *m, int side,
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

/* The numbers of an axis are round: "800M", "25ms" */
static void
without_zeros(struct buf *b, size_t from)
{
	size_t unit = b->len, to;

	while (unit > from && (b->data[unit - 1] < '0'
	    || b->data[unit - 1] > '9'))
		unit--;
	for (to = unit; to > from && b->data[to - 1] == '0'; to--)
		;
	if (to == from || memchr(b->data + from, '.', unit - from) == NULL)
		return;
	to -= b->data[to - 1] == '.';
	memmove(b->data + to, b->data + unit, b->len - unit);
	b->len -= unit - to;
}

static void
axis_rate(struct buf *b, uint64_t bps)
{
	size_t from = b->len;

	rate_add(b, bps);
	without_zeros(b, from);
}

static void
axis_trip(struct buf *b, uint64_t us)
{
	size_t from = b->len;

	if (us == 0)
		buf_addc(b, '0');
	else
		round_trip_add(b, us);
	without_zeros(b, from);
}

static void
draw_rates(struct plot *p, const struct measuring *m, const struct kpi *k)
{
	static struct bars bars;
	static struct plot_line mean, max;
	struct plot_box box;
	uint64_t top = k->rates[SIDE_IN].max_bps;

	if (k->rates[SIDE_OUT].max_bps > top)
		top = k->rates[SIDE_OUT].max_bps;
	plot_box_begin(p, &box, "bit/s", HEIGHT_BOX, top, axis_rate);
	bars = (struct bars){ 0 };
	bars_of_windows(p, m, SIDE_IN, &bars);
	lines_of(&bars, &mean, &max);
	plot_box_line(p, &box, "in-max", &max, true);
	plot_box_line(p, &box, "in", &mean, true);
	bars = (struct bars){ 0 };
	bars_of_windows(p, m, SIDE_OUT, &bars);
	lines_of(&bars, &mean, &max);
	plot_box_line(p, &box, "out", &mean, false);
	plot_box_level(p, &box, "in-p95", k->rates[SIDE_IN].p95_bps);
	plot_box_level(p, &box, "out-p95", k->rates[SIDE_OUT].p95_bps);
	plot_box_level(p, &box, "level", k->speed_bps);
	plot_box_end(p, &box);
}

/* An answer holds between two polls, but not when there was another word. */
static void
fill_gaps(const struct plot *p, const struct measuring *m, struct bars *bars)
{
	const struct spans *no[] = { &m->a.uptime.down, &m->a.uptime.off };
	static bool dark[PLOT_COLUMNS + 1];

	memset(dark, 0, sizeof(dark));
	for (size_t s = 0; s < 2; s++)
		for (size_t i = 0; i < no[s]->len; i++)
			for (int c = plot_column(p, no[s]->item[i].from_us);
			    c <= plot_column(p, no[s]->item[i].to_us - 1); c++)
				dark[c] = true;
	for (int i = 1, gap = 0; i < PLOT_COLUMNS; i++) {
		gap = bars->n[i] != 0 ? 0 : gap + 1;
		if (gap == 0 || dark[i] || i >= plot_column(p, p->until_us)
		    || (int64_t)gap * (p->to_us - p->from_us) / PLOT_COLUMNS
		    > m->time->rules.window_us * 3 / 2)
			continue;
		bars->n[i] = bars->n[i - 1];
		bars->sum[i] = bars->sum[i - 1];
		bars->max[i] = bars->max[i - 1];
	}
}

static void
draw_round_trips(struct plot *p, const struct measuring *m,
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

		if (at->ts_us < p->from_us || at->ts_us >= p->until_us)
			continue;
		column = plot_column(p, at->ts_us);
		for (unsigned n = 0; n < at->rtts; n++)
			bar_add(&bars, column, points->rtt[at->rtt_at + n]);
		if (at->rtts == 0 && point_has(at, SERIES_RTT))
			bar_add(&bars, column, at->value[SERIES_RTT]);
	}
	/* a polling interval may be wider than a column */
	fill_gaps(p, m, &bars);
	lines_of(&bars, &mean, &max);
	plot_box_begin(p, &box, "RTT", HEIGHT_BOX, k->rtt.max,
	    axis_trip);
	plot_box_line(p, &box, "rtt-max", &max, true);
	plot_box_line(p, &box, "rtt", &mean, false);
	plot_box_level(p, &box, "rtt-p95", k->rtt.p95);
	plot_box_end(p, &box);
}

void
draw(struct buf *out, const struct measuring *m, const struct subject *s,
    const struct kpi *k, bool alone)
{
	struct plot p = { .out = out, .zone = &m->time->zone,
		.from_us = m->time->rules.from_us,
		.to_us = m->time->end_us,
		.until_us = m->time->rules.to_us };
	/* the ports of an account have each a state and a way of their own */
	bool single = s->class != CLASS_ACCOUNT;
	bool rates = k->windows != 0, trips = single && k->rtt.any;
#define KEY_RATES	"in", "in", "out", "out", "in-p95", "in 95%",	\
	"out-p95", "out 95%", "level", "speed"
#define KEY_TRIPS	"rtt", "RTT", "rtt-p95", "RTT 95%"
	static const char *const key[2][2][16] = {
		{ { NULL }, { KEY_TRIPS, NULL } },
		{ { KEY_RATES, NULL }, { KEY_RATES, KEY_TRIPS, NULL } } };
	struct buf title = { 0 };

	buf_addf(&title, "%s ", class_name(s->class));
	subject_name_add(&title, s);
	buf_addf(&title, ", %s, %s", m->time->name, m->time->zone.name);
	plot_begin(&p, buf_slice(&title), HEIGHT_HEAD
	    + (single ? HEIGHT_STRIP : 0)
	    + (rates + trips) * (HEIGHT_BOX + HEIGHT_AXIS), alone);
	if (rates || trips)
		plot_key(&p, key[rates][trips]);
	if (single)
		draw_strip(&p, m, s);
	if (rates)
		draw_rates(&p, m, k);
	if (trips)
		draw_round_trips(&p, m, k);
	plot_end(&p);
	buf_release(&title);
}
