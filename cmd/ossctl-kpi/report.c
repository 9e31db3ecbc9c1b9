/*
 * report.c (ossctl-kpi) - all of a period as one HTML page
 * The page holds everything that it shows; it is for the browser and the
 * printer. Rows are kept, pictures are made of the few that are shown.
 */
#include <inttypes.h>
#include <stdio.h>

#include "draw.h"
#include "walk.h"

struct row {
	struct subject	subject;
	struct kpi	kpi;
};

struct outage_row {
	struct subject		subject;
	struct kpi_outage	outage;
	struct kpi_alarm	alarm;
};

struct report {
	const struct job	*job;
	struct row		*row;		/* owned, as all below */
	size_t			 rows, rows_cap;
	struct outage_row	*outage;
	size_t			 outages, outages_cap;
	struct verdict		*verdict;
	size_t			 verdicts, verdicts_cap;
	struct buf		 html, cell;
};

static const char page_style[] =
    "body{font:14px/1.45 sans-serif;color:#222;max-width:1080px;"
    "margin:2em auto;padding:0 1.5em}"
    "h1{font-size:1.7em;margin:0}h2{font-size:1.2em;margin:2em 0 .6em;"
    "border-bottom:2px solid #ddd;padding-bottom:.2em}"
    ".sub{color:#666;margin:.2em 0 1.5em}"
    ".tiles{display:flex;flex-wrap:wrap;gap:12px}"
    ".tile{border:1px solid #ddd;border-radius:6px;padding:.6em 1em;"
    "min-width:8em}.tile b{display:block;font-size:1.6em}"
    ".tile.bad b{color:#c5352b}.tile span{color:#666}"
    "table{border-collapse:collapse;width:100%;font-size:12.5px}"
    "th,td{text-align:left;padding:3px 8px;border-bottom:1px solid #e6e6e6;"
    "vertical-align:top}th{background:#f5f5f5;font-weight:600}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}"
    ".missed{color:#c5352b;font-weight:600}.met{color:#33803f}"
    ".undecided{color:#9a6b00;font-weight:600}"
    ".plot{width:100%;height:auto;margin:.6em 0;break-inside:avoid}"
    "@media screen and (max-width:640px){body{margin:1em auto;padding:0 .6em}"
    ".tiles{display:grid;grid-template-columns:1fr 1fr;gap:8px}"
    ".tile{min-width:0}.plot{min-width:720px}td,th{padding:3px 5px}}"
    ".key i{display:inline-block;width:1em;height:1em;margin:0 .3em 0 1em;"
    "vertical-align:-.15em}"
    ".wide{overflow-x:auto}.note{color:#666;font-size:12.5px}"
    "@media print{body{margin:0;max-width:none;font-size:11px}"
    "h2{break-after:avoid}tr{break-inside:avoid}"
    "thead{display:table-header-group}@page{size:A4 landscape;margin:14mm}}";

/* ---- what is kept ------------------------------------------------------- */

static int
report_kpi(void *arg, const struct measuring *m, const struct subject *s,
    const struct kpi *k)
{
	struct report *r = arg;

	GROW(r->row, r->rows, r->rows_cap);
	r->row[r->rows++] = (struct row){ *s, *k };
	for (size_t i = 0; i < m->work.outage_len; i++) {
		struct outage_row *o;

		GROW(r->outage, r->outages, r->outages_cap);
		o = &r->outage[r->outages++];
		*o = (struct outage_row){ *s, m->work.outage[i], { 0 } };
		if (o->outage.alarm != NULL)
			o->alarm = *o->outage.alarm;
	}
	return 0;
}

static int
report_verdict(void *arg, const struct verdict *v)
{
	struct report *r = arg;

	GROW(r->verdict, r->verdicts, r->verdicts_cap);
	r->verdict[r->verdicts++] = *v;
	return 0;
}

/* ---- pieces of the page ------------------------------------------------- */

static void
put(struct report *r, const char *s)
{
	buf_adds(&r->html, s);
}

/* What is in r->cell as a cell, right-aligned when n. */
static void
td(struct report *r, bool n)
{
	put(r, n ? "<td class=\"n\">" : "<td>");
	if (r->cell.len != 0)
		plot_text(&r->html, buf_slice(&r->cell));
	else
		put(r, "&ndash;");
	put(r, "</td>");
	buf_clear(&r->cell);
}

static void
td_text(struct report *r, struct slice s)
{
	buf_add_slice(&r->cell, s);
	td(r, false);
}

static void
td_duration(struct report *r, __int128 us)
{
	if (us != 0)
		duration_add(&r->cell, us);
	td(r, true);
}

static void
td_count(struct report *r, uint64_t n)
{
	buf_addf(&r->cell, "%" PRIu64, n);
	td(r, true);
}

/* On the clock of the zone. */
static void
td_time(struct report *r, int64_t us)
{
	struct civil c;

	zone_civil(&r->job->time.zone, us, &c);
	buf_addf(&r->cell, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month,
	    c.day, c.hour, c.minute, c.second);
	td(r, false);
}

static void
tile(struct report *r, bool bad, const char *label)
{
	buf_addf(&r->html, "<div class=\"tile%s\"><b>", bad ? " bad" : "");
	plot_text(&r->html, buf_slice(&r->cell));
	buf_addf(&r->html, "</b><span>%s</span></div>\n", label);
	buf_clear(&r->cell);
}

/* A table's head: names with a | between, = before those of numbers. */
static void
table(struct report *r, const char *heads)
{
	const char *end;

	put(r, "<div class=\"wide\"><table><thead><tr>");
	for (; *heads != '\0'; heads = *end == '|' ? end + 1 : end) {
		end = heads + strcspn(heads, "|");
		put(r, *heads == '=' ? "<th class=\"n\">" : "<th>");
		heads += *heads == '=';
		buf_add(&r->html, heads, (size_t)(end - heads));
		put(r, "</th>");
	}
	put(r, "</tr></thead><tbody>\n");
}

static void
table_end(struct report *r)
{
	put(r, "</tbody></table></div>\n");
}

/* ---- sections ----------------------------------------------------------- */

static void
head(struct report *r)
{
	const struct kpi_time *t = &r->job->time;
	const char *title = r->job->opts.title;

	if (title == NULL)
		title = "Network report";
	put(r, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\">\n<title>");
	plot_text(&r->html, slice_of(title));
	buf_addf(&r->html, ", %s</title>\n<style>%s%s</style>\n</head><body>\n"
	    "<h1>", t->name, page_style, plot_style);
	plot_text(&r->html, slice_of(title));
	buf_addf(&r->html, "</h1>\n<p class=\"sub\">%s, %s", t->name,
	    t->zone.name);
	if (!time_is_over(t)) {
		char text[TSTAMP_TEXT_MAX];

		buf_addf(&r->html, ", <b>not over: until %.*s</b>",
		    (int)tstamp_format(t->rules.to_us, text), text);
	}
	if (r->job->opts.hours != NULL) {
		put(r, ", service hours ");
		plot_text(&r->html, slice_of(r->job->opts.hours));
	}
	put(r, "</p>\n");
}

static void
tiles(struct report *r)
{
	struct uptime_parts sum = { 0 };
	size_t objects = 0, real = 0, missed = 0, undecided = 0;
	struct availability a;

	for (size_t i = 0; i < r->rows; i++) {
		const struct uptime_parts *t = &r->row[i].kpi.time;

		if (r->row[i].subject.class >= CLASS_OBJECTS)
			continue;
		objects++;
		sum.up += t->up;
		sum.down += t->down;
		sum.unknown += t->unknown;
	}
	for (size_t i = 0; i < r->outages; i++)
		real += r->outage[i].outage.time.down_us != 0;
	for (size_t i = 0; i < r->verdicts; i++) {
		missed += r->verdict[i].verdict == VERDICT_MISSED;
		undecided += r->verdict[i].verdict == VERDICT_UNDECIDED;
	}
	a = uptime_availability(&sum);
	put(r, "<div class=\"tiles\">\n");
	buf_addf(&r->cell, "%zu", objects);
	tile(r, false, "nodes, ports, probes");
	share_add(&r->cell, a.has_known, a.known, 3);
	buf_adds(&r->cell, a.has_known ? "%" : "unknown");
	tile(r, false, "available, of known time");
	share_add(&r->cell, a.has_any, 100 * PCT_SCALE - (a.most - a.least),
	    2);
	buf_adds(&r->cell, a.has_any ? "%" : "0%");
	tile(r, false, "of the time is known");
	buf_addf(&r->cell, "%zu", real);
	tile(r, real != 0, "outages");
	buf_addf(&r->cell, "%zu of %zu", missed, r->verdicts);
	tile(r, missed != 0, "SLAs missed");
	buf_addf(&r->cell, "%zu", undecided);
	tile(r, undecided != 0, "SLAs undecided");
	put(r, "</div>\n");
}

static void
verdict_rows(struct report *r)
{
	if (r->verdicts == 0)
		return;
	put(r, "<h2>Service levels</h2>\n");
	table(r, "Subscription|Account|Identifier|Policy|=Target %|"
	    "=Available %|=Down|=Unknown|=Outages|=Credit %|Verdict");
	for (size_t i = 0; i < r->verdicts; i++) {
		const struct verdict *v = &r->verdict[i];
		struct availability a = uptime_availability(&v->time);
		char pct[MONEY_TEXT_MAX];

		put(r, "<tr>");
		td_text(r, v->sub->subscription);
		td_text(r, v->sub->account);
		td_text(r, v->sub->identifier);
		td_text(r, v->policy->id);
		buf_add(&r->cell, pct, money_format(v->policy->target_pct,
		    pct));
		td(r, true);
		share_add(&r->cell, a.has_known, a.known, 4);
		td(r, true);
		td_duration(r, v->time.down);
		td_duration(r, v->time.unknown);
		td_count(r, v->outages);
		if (v->has_credit)
			buf_add(&r->cell, pct, money_format(v->credit_pct,
			    pct));
		td(r, true);
		buf_addf(&r->html, "<td class=\"%s\">%s</td></tr>\n",
		    verdict_name(v), verdict_name(v));
	}
	table_end(r);
}

static void
outage_rows(struct report *r)
{
	if (r->outages == 0)
		return;
	put(r, "<h2>Outages</h2>\n");
	table(r, "Of|From|To|=Down|=Planned|=Detected after|Alarm");
	for (size_t i = 0; i < r->outages; i++) {
		const struct outage_row *o = &r->outage[i];

		put(r, "<tr>");
		subject_name_add(&r->cell, &o->subject);
		td(r, false);
		td_time(r, o->outage.time.from_us);
		if (o->outage.time.lasting)
			put(r, "<td class=\"missed\">lasting</td>");
		else
			td_time(r, o->outage.time.to_us);
		td_duration(r, o->outage.time.down_us);
		td_duration(r, o->outage.time.planned_us);
		if (o->outage.alarm != NULL)
			duration_add(&r->cell, o->alarm.ts_us
			    - o->outage.time.from_us);
		td(r, true);
		td_text(r, o->alarm.id);
		put(r, "</tr>\n");
	}
	table_end(r);
}

static uint64_t
busiest(const struct kpi *k)
{
	return k->rates[SIDE_IN].p95_bps > k->rates[SIDE_OUT].p95_bps
	    ? k->rates[SIDE_IN].p95_bps : k->rates[SIDE_OUT].p95_bps;
}

static void
td_pct(struct report *r, const struct kpi *k)
{
	uint64_t pct;

	if (k->windows != 0 && kpi_pct(busiest(k), k->speed_bps, &pct))
		share_add(&r->cell, true, pct * (PCT_SCALE / 10000), 1);
	td(r, true);
}

static void
td_loss(struct report *r, const struct kpi *k)
{
	uint64_t worst = 0;
	bool any = false;

	for (int i = 0; i < LOSSES; i++) {
		any |= k->has_ppm[i];
		if (k->has_ppm[i] && k->loss_ppm[i] > worst)
			worst = k->loss_ppm[i];
	}
	if (any)
		buf_addf(&r->cell, "%" PRIu64, worst);
	else if (k->sent != 0)
		buf_addf(&r->cell, "%" PRIu64, (uint64_t)
		    ((unsigned __int128)(k->sent - k->received) * 1000000
		    / k->sent));
	td(r, true);
}

static void
kpi_row(struct report *r, const struct row *row)
{
	const struct kpi *k = &row->kpi;
	struct availability a = uptime_availability(&k->time);

	put(r, "<tr>");
	td_text(r, slice_of(class_name(row->subject.class)));
	subject_name_add(&r->cell, &row->subject);
	td(r, false);
	share_add(&r->cell, a.has_known, a.known, 4);
	td(r, true);
	td_duration(r, k->time.down);
	td_duration(r, k->time.planned);
	td_duration(r, k->time.unknown);
	td_count(r, k->outages);
	for (int s = 0; s < SIDES; s++) {
		if (k->windows != 0)
			rate_add(&r->cell, k->rates[s].p95_bps);
		td(r, true);
	}
	td_pct(r, k);
	td_loss(r, k);
	if (k->rtt.any)
		round_trip_add(&r->cell, k->rtt.p95);
	td(r, true);
	put(r, "</tr>\n");
}

static void
kpi_rows(struct report *r)
{
	put(r, "<h2>All figures</h2>\n");
	table(r, "Kind|Name|=Available %|=Down|=Planned|=Unknown|=Outages|"
	    "=In p95|=Out p95|=p95 %|=Loss ppm|=RTT p95");
	for (size_t i = 0; i < r->rows; i++)
		kpi_row(r, &r->row[i]);
	table_end(r);
	put(r, "<p class=\"note\">Availability is up time of up and down "
	    "time; planned, shut and unknown time is left out, and unknown "
	    "time is never up. Rates are bit/s of aligned windows; "
	    "percentiles are exact (nearest rank).</p>\n");
}

/* ---- pictures ----------------------------------------------------------- */

static int
worst_cmp(const void *va, const void *vb)
{
	const struct row *const *a = va, *const *b = vb;

	if ((*a)->kpi.time.down != (*b)->kpi.time.down)
		return (*a)->kpi.time.down > (*b)->kpi.time.down ? -1 : 1;
	return *a < *b ? -1 : 1;
}

static int
busiest_cmp(const void *va, const void *vb)
{
	const struct row *const *a = va, *const *b = vb;
	uint64_t x = busiest(&(*a)->kpi), y = busiest(&(*b)->kpi);

	if (x != y)
		return x > y ? -1 : 1;
	return *a < *b ? -1 : 1;
}

/* On a telephone it is wider than the page, and moves within its frame. */
static void
framed(struct report *r, const struct measuring *m, const struct subject *s,
    const struct kpi *k)
{
	put(r, "<div class=\"wide\">");
	draw(&r->html, m, s, k, false);
	put(r, "</div>\n");
}

static void
picture(struct report *r, struct measuring *m, const struct subject *want)
{
	struct subject s;
	struct kpi k;

	if (want->class == CLASS_LINK) {
		for (size_t i = 0; i < m->book->links; i++) {
			const struct book_link *l = &m->book->link[i];

			if (!slice_eq(l->a_node, want->a_node)
			    || !slice_eq(l->a_port, want->a_port)
			    || !slice_eq(l->b_node, want->b_node)
			    || !slice_eq(l->b_port, want->b_port))
				continue;
			measure_link(m, l, &s, &k);
			framed(r, m, &s, &k);
			return;
		}
	}
	measure_object(m, book_find(m->book, want->class, want->node,
	    want->object), &s, &k);
	framed(r, m, &s, &k);
}

/* The first `top` of those that count at all. */
static void
pictures(struct report *r, struct measuring *m, const char *heading,
    int (*cmp)(const void *, const void *), bool down)
{
	const struct row **row = xcalloc(r->rows + 1, sizeof(*row));
	size_t n = 0;

	for (size_t i = 0; i < r->rows; i++) {
		const struct kpi *k = &r->row[i].kpi;

		if (r->row[i].subject.class > CLASS_LINK)
			continue;
		if (down ? k->time.down > 0 : busiest(k) > 0)
			row[n++] = &r->row[i];
	}
	if (n > 1)
		qsort(row, n, sizeof(*row), cmp);
	if (n > r->job->opts.top)
		n = r->job->opts.top;
	if (n > 0)
		buf_addf(&r->html, "<h2>%s</h2>\n<p class=\"note key\">"
		    "<i style=\"background:#4a9d57\"></i>up"
		    "<i style=\"background:#c5352b\"></i>down"
		    "<i style=\"background:#5b84b1\"></i>planned"
		    "<i style=\"background:#f0f0f0\"></i>shut"
		    "<i style=\"background:#d9d9d9\"></i>unknown"
		    "<i style=\"background:#9cc3e3\"></i>in"
		    "<i style=\"background:#d9772b\"></i>out"
		    "</p>\n", heading);
	for (size_t i = 0; i < n; i++)
		picture(r, m, &row[i]->subject);
	free(row);
}

static int
report_write(struct job *job, struct book *b, struct sla_judge *j)
{
	struct report r = { .job = job };
	const struct walk w = { report_kpi, report_verdict, &r };
	struct measuring m;
	int rc = -1;

	if (measure_init(&m, b, &job->time)) {
		rc = walk_book(&w, &m, j, &job->opts);
		stream_known(&job->s, m.repeated);
		head(&r);
		tiles(&r);
		verdict_rows(&r);
		outage_rows(&r);
		pictures(&r, &m, "Longest down", worst_cmp, true);
		pictures(&r, &m, "Busiest", busiest_cmp, false);
		kpi_rows(&r);
		put(&r, "</body></html>\n");
		measure_release(&m);
	}
	if (rc == 0)
		fwrite(r.html.data, 1, r.html.len, stdout);
	free(r.row);
	free(r.outage);
	free(r.verdict);
	buf_release(&r.html);
	buf_release(&r.cell);
	return rc;
}

int
verb_report(int argc, char **argv)
{
	struct job job = { .judges = true,
		.work = report_write };

	return job_run(&job, argc, argv);
}
