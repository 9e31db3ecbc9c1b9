/*
 * plot.c (doc) - graphs over time as SVG: strips of states, lines, bands
 */
#include "doc/plot.h"
#include "doc/width.h"

#define STRIP_HEIGHT	14
#define TICKS_Y		5	/* at most */
#define TICKS_X		16

const char plot_style[] =
    ".plot text{font:11px sans-serif;fill:#444}"
    ".plot .title{font-size:13px;font-weight:bold;fill:#222}"
    ".plot .grid{stroke:#e4e4e4}.plot .edge{stroke:#aaa;fill:none}"
    ".plot .unknown{fill:#d9d9d9}.plot .up{fill:#4a9d57}"
    ".plot .down{fill:#c5352b}.plot .planned{fill:#5b84b1}"
    ".plot .off{fill:#f0f0f0}"
    ".plot .in{fill:#9cc3e3;stroke:#2a6fa8}"
    ".plot .in-max{fill:#dcebf7;stroke:none}"
    ".plot .out{fill:none;stroke:#d9772b}"
    ".plot .level{stroke:#c5352b;stroke-dasharray:4 3}"
    ".plot .in-p95{stroke:#2a6fa8;stroke-dasharray:7 3}"
    ".plot .out-p95{stroke:#d9772b;stroke-dasharray:7 3}"
    ".plot .rtt-p95{stroke:#7b4a9e;stroke-dasharray:7 3}"
    ".plot .rtt-max{fill:#eee3f4;stroke:none}"
    ".plot .rtt{fill:none;stroke:#7b4a9e}";

void
plot_text(struct buf *b, struct slice s)
{
	struct buf clean = { 0 };

	text_clean(&clean, s);
	for (size_t i = 0; i < clean.len; i++)
		switch (clean.data[i]) {
		case '&':
			buf_adds(b, "&amp;");
			break;
		case '<':
			buf_adds(b, "&lt;");
			break;
		case '>':
			buf_adds(b, "&gt;");
			break;
		case '"':
			buf_adds(b, "&quot;");
			break;
		case '\'':
			buf_adds(b, "&#39;");
			break;
		default:
			buf_addc(b, clean.data[i]);
			break;
		}
	buf_release(&clean);
}

void
plot_begin(struct plot *p, struct slice title, int height, bool alone)
{
	buf_addf(p->out, "<svg class=\"plot\" viewBox=\"0 0 %d %d\" "
	    "role=\"img\"", PLOT_WIDTH, height);
	if (alone)
		buf_addf(p->out, " xmlns=\"http://www.w3.org/2000/svg\" "
		    "width=\"%d\" height=\"%d\"", PLOT_WIDTH, height);
	buf_adds(p->out, ">\n<title>");
	plot_text(p->out, title);
	buf_adds(p->out, "</title>\n");
	if (alone)
		buf_addf(p->out, "<style>%s</style>\n"
		    "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		    plot_style);
	buf_adds(p->out, "<text class=\"title\" x=\"4\" y=\"15\">");
	plot_text(p->out, title);
	buf_adds(p->out, "</text>\n");
	p->y = 24;
}

void
plot_end(struct plot *p)
{
	buf_adds(p->out, "</svg>\n");
}

/* A place on the axis: 0 to PLOT_COLUMNS. */
static int
place(const struct plot *p, int64_t us)
{
	return (int)((__int128)(us - p->from_us) * PLOT_COLUMNS
	    / (p->to_us - p->from_us));
}

int
plot_column(const struct plot *p, int64_t us)
{
	return place(p, us);
}

static void
label_left(struct plot *p, int y, const char *label)
{
	buf_addf(p->out, "<text x=\"4\" y=\"%d\">%s</text>\n", y, label);
}

/* ---- strips ------------------------------------------------------------- */

void
plot_strip_begin(struct plot *p, const char *label)
{
	label_left(p, p->y + 11, label);
	buf_addf(p->out, "<rect class=\"unknown\" x=\"%d\" y=\"%d\" "
	    "width=\"%d\" height=\"%d\"/>\n", PLOT_LEFT, p->y,
	    place(p, p->until_us), STRIP_HEIGHT);
}

/* Nothing is too short to be seen. */
void
plot_strip(struct plot *p, const char *class, const struct spans *s)
{
	int end = -1;

	for (size_t i = 0; i < s->len; i++) {
		int a = place(p, s->item[i].from_us);
		int b = place(p, s->item[i].to_us);

		if (b == a)
			b = a + 1;
		if (b > PLOT_COLUMNS)
			b = PLOT_COLUMNS;
		if (a < end)
			a = end;
		if (a >= b)
			continue;
		buf_addf(p->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" "
		    "width=\"%d\" height=\"%d\"/>\n", class, PLOT_LEFT + a,
		    p->y, b - a, STRIP_HEIGHT);
		end = b;
	}
}

/* ---- the axes ----------------------------------------------------------- */

/* Seconds between ticks: the first that gives few enough. */
static int64_t
step_of(const struct plot *p)
{
	static const int64_t steps[] = { 60, 300, 900, 3600, 2 * 3600,
		6 * 3600, 86400, 2 * 86400, 7 * 86400, 31 * 86400 };
	int64_t length = (p->to_us - p->from_us) / US_PER_S;
	size_t i = 0, n = sizeof(steps) / sizeof(steps[0]);

	while (i + 1 < n && length / steps[i] > TICKS_X)
		i++;
	return steps[i];
}

static void
tick_x(struct plot *p, int64_t us, int64_t step, int top, int bottom)
{
	int x = PLOT_LEFT + place(p, us);
	struct civil c;

	buf_addf(p->out, "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" "
	    "y2=\"%d\"/>\n", x, top, x, bottom);
	if (x > PLOT_LEFT + PLOT_COLUMNS - 20)
		return;
	zone_civil(p->zone, us, &c);
	buf_addf(p->out, "<text x=\"%d\" y=\"%d\">", x + 2, bottom + 12);
	if (step < 86400)
		buf_addf(p->out, "%02d:%02d", c.hour, c.minute);
	else
		buf_addf(p->out, "%02d-%02d", c.month, c.day);
	buf_adds(p->out, "</text>\n");
}

/* Ticks stand on the zone's clock: at midnight, at full hours. */
static void
axis_x(struct plot *p, int top, int bottom)
{
	int64_t step = step_of(p), at;
	struct civil c;

	zone_civil(p->zone, p->from_us, &c);
	at = civil_days(c.year, c.month, c.day) * 86400;
	for (int i = 0; i < 10000; i++, at += step) {
		struct civil tick = { 0 };
		int64_t us;

		civil_from_days(at / 86400, &tick);
		tick.hour = (int)(at % 86400 / 3600);
		tick.minute = (int)(at % 3600 / 60);
		tick.second = tick.us = 0;
		us = zone_instant(p->zone, &tick, NULL);
		if (us >= p->to_us)
			break;
		if (us >= p->from_us)
			tick_x(p, us, step, top, bottom);
	}
}

void
plot_strip_end(struct plot *p)
{
	axis_x(p, p->y, p->y + STRIP_HEIGHT);
	buf_addf(p->out, "<rect class=\"edge\" x=\"%d\" y=\"%d\" width=\"%d\" "
	    "height=\"%d\"/>\n", PLOT_LEFT, p->y, PLOT_COLUMNS, STRIP_HEIGHT);
	p->y += STRIP_HEIGHT + 26;
}

/* 1, 2 or 5 times a power of ten, so that few of them reach max. */
static uint64_t
step_y(uint64_t max)
{
	static const unsigned lead[] = { 1, 2, 5 };
	uint64_t power = 1;

	for (;; power *= 10)
		for (int i = 0; i < 3; i++)
			if (max / (lead[i] * power) < TICKS_Y
			    || power > UINT64_MAX / 100)
				return lead[i] * power;
}

static int
height_of(const struct plot_box *b, uint64_t v)
{
	return b->top + b->height - (int)((unsigned __int128)v
	    * (unsigned)b->height / b->top_value);
}

void
plot_box_begin(struct plot *p, struct plot_box *b, const char *label,
    int height, uint64_t max, void (*format)(struct buf *, uint64_t))
{
	uint64_t step = step_y(max);

	/* as far as a number goes, whatever somebody measured */
	*b = (struct plot_box){ p->y, height, max / step < UINT64_MAX / step
	    ? (max / step + 1) * step : UINT64_MAX };
	label_left(p, p->y + 11, label);
	axis_x(p, b->top, b->top + b->height);
	for (uint64_t v = 0; v <= b->top_value; v += step) {
		int y = height_of(b, v);

		buf_addf(p->out, "<line class=\"grid\" x1=\"%d\" y1=\"%d\" "
		    "x2=\"%d\" y2=\"%d\"/>\n<text x=\"%d\" y=\"%d\" "
		    "text-anchor=\"end\">", PLOT_LEFT, y,
		    PLOT_LEFT + PLOT_COLUMNS, y, PLOT_LEFT - 6, y + 4);
		format(p->out, v);
		buf_adds(p->out, "</text>\n");
		if (v > UINT64_MAX - step)
			break;
	}
}

/* Columns [a, b) that have values, as one path. */
static void
path(struct plot *p, const struct plot_box *box, const struct plot_line *l,
    int a, int b, bool filled)
{
	int bottom = box->top + box->height;

	if (filled)
		buf_addf(p->out, "M%d %dL", PLOT_LEFT + a, bottom);
	else
		buf_adds(p->out, "M");
	for (int i = a; i < b; i++)
		buf_addf(p->out, "%d %d ", PLOT_LEFT + i,
		    height_of(box, l->value[i]));
	/* the last column has its width, too */
	buf_addf(p->out, "%s%d %d", filled || b - a > 1 ? "" : "L",
	    PLOT_LEFT + b, height_of(box, l->value[b - 1]));
	if (filled)
		buf_addf(p->out, " %d %dZ", PLOT_LEFT + b, bottom);
}

void
plot_box_line(struct plot *p, const struct plot_box *box, const char *class,
    const struct plot_line *l, bool filled)
{
	int a, b;

	buf_addf(p->out, "<path class=\"%s\" d=\"", class);
	for (a = 0; a < PLOT_COLUMNS; a = b + 1) {
		for (b = a; b < PLOT_COLUMNS && l->has[b]; b++)
			;
		if (b > a)
			path(p, box, l, a, b, filled);
	}
	buf_adds(p->out, "\"/>\n");
}

void
plot_box_level(struct plot *p, const struct plot_box *b, const char *class,
    uint64_t value)
{
	int y;

	if (value == 0 || value > b->top_value)
		return;
	y = height_of(b, value);
	buf_addf(p->out, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" "
	    "y2=\"%d\"/>\n", class, PLOT_LEFT, y, PLOT_LEFT + PLOT_COLUMNS,
	    y);
}

#define KEY_SIGN	18	/* units of its sign, and of a character */
#define KEY_GLYPH	6

void
plot_key(struct plot *p, const char *const *pairs)
{
	int x = PLOT_LEFT + PLOT_COLUMNS;

	for (const char *const *k = pairs; *k != NULL; k += 2)
		x -= KEY_SIGN + KEY_GLYPH * ((int)strlen(k[1]) + 2);
	for (const char *const *k = pairs; *k != NULL; k += 2) {
		buf_addf(p->out, "<path class=\"%s\" d=\"M%d 11h14\"/>"
		    "<text x=\"%d\" y=\"15\">%s</text>\n", k[0], x,
		    x + KEY_SIGN, k[1]);
		x += KEY_SIGN + KEY_GLYPH * ((int)strlen(k[1]) + 2);
	}
}

void
plot_box_end(struct plot *p, const struct plot_box *b)
{
	buf_addf(p->out, "<rect class=\"edge\" x=\"%d\" y=\"%d\" width=\"%d\" "
	    "height=\"%d\"/>\n", PLOT_LEFT, b->top, PLOT_COLUMNS, b->height);
	p->y = b->top + b->height + 26;
}
