/*
 * status.c (ossctl-diag) - the network and its causes on a page
 *
 * Nodes stand in columns by their distance from the poller, each at the mean
 * height of its neighbours one column nearer, so the same network is drawn
 * the same way each time. The page needs nothing from elsewhere.
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "doc/plot.h"
#include "oss/names.h"
#include "store/oss_known.h"
#include "text.h"
#include "alarms.h"

#define COLUMN	150
#define ROW	34
#define MARGIN	40

enum look { LOOK_WELL, LOOK_UNKNOWN, LOOK_PLANNED, LOOK_HIT, LOOK_ROOT };
static const char *const looks[] = { "well", "unknown", "planned", "hit",
	"root" };

struct drawn_node {
	enum look	look;
	uint32_t	column;		/* NAMES_NONE: joined to nothing */
	int64_t		x, y;
};

struct drawn_link {
	uint32_t	a, b;
	struct slice	a_port, b_port, srlg;
	enum look	look;
};

struct page {
	struct db	*db;
	struct arena	 arena;
	struct names	 names;
	struct drawn_node *node;
	struct drawn_link *link;
	size_t		 links, cap;
	uint32_t	*order;
	int64_t		 width, height;
	struct buf	 out, list;
	uint64_t	 roots, symptoms;
};

static int
load_links(struct page *p)
{
	sqlite3_stmt *st = db_sql(p->db, "SELECT a_node, a_port, b_node,"
	    " b_port, srlg FROM link ORDER BY 1, 2, 3, 4, 5");
	enum db_step step;

	while ((step = db_step(p->db, st)) == DB_ROW) {
		GROW(p->link, p->links, p->cap);
		p->link[p->links++] = (struct drawn_link){
		    names_add(&p->names, db_col_str(st, 0)),
		    names_add(&p->names, db_col_str(st, 2)),
		    arena_slice(&p->arena, db_col_str(st, 1)),
		    arena_slice(&p->arena, db_col_str(st, 3)),
		    arena_slice(&p->arena, db_col_str(st, 4)), LOOK_WELL };
	}
	return step == DB_DONE ? 0 : -1;
}

struct asked {
	struct page	*page;
	struct names	 nodes;
};

static int
take_node(struct slice node, struct slice name, void *arg)
{
	struct asked *a = arg;

	(void)name;
	names_add(&a->page->names, node);
	names_add(&a->nodes, node);
	return 0;
}

static int
load_nodes(struct page *p)
{
	struct asked asked = { .page = p };
	int rc = oss_known_each(p->db, OBJECT_NODE, false, take_node, &asked);

	p->node = xcalloc(p->names.len + 1, sizeof(*p->node));
	for (size_t n = 0; n < p->names.len; n++) {
		p->node[n].column = NAMES_NONE;
		p->node[n].look = names_find(&asked.nodes, p->names.item[n])
		    == NAMES_NONE ? LOOK_UNKNOWN : LOOK_WELL;
	}
	names_release(&asked.nodes);
	return rc;
}

/* ---- where things stand ------------------------------------------------- */

static void
set_columns(struct page *p, uint32_t from)
{
	bool moved = true;

	if (p->names.len == 0)
		return;
	p->node[from].column = 0;
	for (uint32_t c = 0; moved; c++) {
		moved = false;
		for (size_t l = 0; l < p->links; l++) {
			struct drawn_node *a = &p->node[p->link[l].a];
			struct drawn_node *b = &p->node[p->link[l].b];

			if (a->column == c && b->column == NAMES_NONE)
				b->column = c + 1, moved = true;
			else if (b->column == c && a->column == NAMES_NONE)
				a->column = c + 1, moved = true;
		}
	}
	for (size_t n = 0; n < p->names.len; n++)
		if (p->node[n].column == NAMES_NONE)
			p->node[n].column = 0;
}

static int
by_height(const void *va, const void *vb, void *arg)
{
	const struct page *p = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	const struct drawn_node *x = &p->node[a], *y = &p->node[b];

	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	if (x->y != y->y)
		return x->y < y->y ? -1 : 1;
	return slice_cmp(p->names.item[a], p->names.item[b]);
}

static void
place_column(struct page *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct drawn_node *o = &p->node[p->order[i]];
		int64_t sum = 0, n = 0;

		for (size_t l = 0; l < p->links; l++) {
			const struct drawn_link *k = &p->link[l];
			const struct drawn_node *far;

			if (k->a != p->order[i] && k->b != p->order[i])
				continue;
			far = &p->node[k->a == p->order[i] ? k->b : k->a];
			if (far->column + 1 != o->column)
				continue;
			sum += far->y;
			n++;
		}
		o->y = n > 0 ? sum / n : 0;
	}
	qsort_r(p->order + from, to - from, sizeof(*p->order), by_height, p);
	for (size_t i = from; i < to; i++) {
		struct drawn_node *o = &p->node[p->order[i]];

		o->x = MARGIN + (int64_t)o->column * COLUMN;
		o->y = MARGIN + (int64_t)(i - from) * ROW
		    + (o->column % 2) * (ROW / 2);
		if (o->x + COLUMN > p->width)
			p->width = o->x + COLUMN;
		if (o->y + MARGIN > p->height)
			p->height = o->y + MARGIN;
	}
}

static void
place(struct page *p, uint32_t from)
{
	size_t n = p->names.len;

	p->order = xcalloc(n + 1, sizeof(*p->order));
	set_columns(p, from);
	for (uint32_t i = 0; i < n; i++)
		p->order[i] = i;
	qsort_r(p->order, n, sizeof(*p->order), by_height, p);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && p->node[p->order[k]].column
		    == p->node[p->order[i]].column; k++)
			;
		place_column(p, i, k);
	}
	/* each column in the middle of the height that the longest needs */
	for (size_t i = 0, k; i < n; i = k) {
		uint32_t c = p->node[p->order[i]].column;
		int64_t down;

		for (k = i + 1; k < n && p->node[p->order[k]].column == c;
		    k++)
			;
		down = (p->height - MARGIN - p->node[p->order[k - 1]].y) / 2;
		for (size_t j = i; j < k; j++)
			p->node[p->order[j]].y += down;
	}
}

/* ---- what is wrong ------------------------------------------------------ */

static void
worsen(enum look *l, enum look to)
{
	if (to > *l)
		*l = to;
}

static void
look_at(struct page *p, const struct oss_alarm *a, enum look look)
{
	uint32_t n = names_find(&p->names, a->node);

	if (slice_is(a->kind, "node") && n != NAMES_NONE)
		worsen(&p->node[n].look, look);
	for (size_t l = 0; l < p->links; l++) {
		struct drawn_link *k = &p->link[l];

		if ((slice_is(a->kind, "srlg") && slice_eq(k->srlg, a->node))
		    || (slice_is(a->kind, "link") && k->a == n
		    && slice_eq(a->object, k->a_port.len != 0 ? k->a_port
		    : p->names.item[k->b])))
			worsen(&k->look, look);
		if (slice_is(a->kind, "interface") && ((k->a == n
		    && slice_eq(k->a_port, a->object)) || (k->b == n
		    && slice_eq(k->b_port, a->object))))
			worsen(&k->look, look);
	}
}

static void
cell(struct buf *b, struct slice s)
{
	buf_adds(b, "<td>");
	plot_text(b, s);
	buf_adds(b, "</td>");
}

/* What the newest word on a cause rests on, and whom it hit then. */
struct detail {
	struct buf	 text;
	int64_t		 seq;
	bool		 reckoned;
	uint64_t	 customers;
	money_t		 revenue_month;
	char		 currency[8];
};

static void
item(struct buf *b, struct slice s)
{
	buf_adds(b, "<li>");
	plot_text(b, s);
	buf_adds(b, "</li>");
}

static int
take_transition(const struct oss_transition *t, void *arg)
{
	struct detail *d = arg;

	if (slice_is(t->state, "cleared"))
		return 0;
	d->seq = t->seq;
	buf_clear(&d->text);
	if (t->text.len != 0)
		item(&d->text, t->text);
	d->reckoned = t->reckoned;
	d->customers = t->customers;
	d->revenue_month = t->revenue_month;
	snprintf(d->currency, sizeof(d->currency), "%.*s",
	    SLICE_FMT(t->currency));
	return 0;
}

static int
take_note(const struct oss_note *n, void *arg)
{
	struct detail *d = arg;

	if (n->alternative)
		buf_adds(&d->text, "<li>or: ");
	else
		buf_adds(&d->text, "<li>");
	plot_text(&d->text, n->text);
	buf_adds(&d->text, "</li>");
	return 0;
}

static int
add_detail(struct page *p, struct slice alarm_id)
{
	struct detail d = { .seq = 0 };
	char money[MONEY_TEXT_MAX];
	int rc = 0;

	if (oss_db_history(p->db, alarm_id, INT64_MIN, take_transition, &d)
	    < 0 || oss_db_notes(p->db, d.seq, take_note, &d) < 0)
		rc = -1;
	buf_adds(&p->list, "<tr class=\"why\"><td colspan=\"7\">");
	if (d.reckoned)
		buf_addf(&p->list, "hits %llu customer%s",
		    (unsigned long long)d.customers,
		    d.customers == 1 ? "" : "s");
	if (d.currency[0] != '\0') {
		buf_addf(&p->list, ", %.*s ", (int)money_format(
		    d.revenue_month, money), money);
		plot_text(&p->list, slice_of(d.currency));
		buf_adds(&p->list, " a month");
	}
	buf_adds(&p->list, "<details><summary>evidence</summary><ul>");
	buf_add_slice(&p->list, buf_slice(&d.text));
	buf_adds(&p->list, "</ul></details></td></tr>\n");
	buf_release(&d.text);
	return rc;
}

static int
take_alarm(const struct oss_alarm *a, void *arg)
{
	struct page *p = arg;
	char text[TSTAMP_TEXT_MAX];

	look_at(p, a, a->planned ? LOOK_PLANNED : a->root ? LOOK_ROOT
	    : LOOK_HIT);
	if (!a->root) {
		p->symptoms++;
		return 0;
	}
	p->roots++;
	buf_addf(&p->list, "<tr class=\"%s\">", a->planned ? "planned"
	    : "root");
	cell(&p->list, a->severity);
	cell(&p->list, a->alarm_type);
	cell(&p->list, a->node);
	cell(&p->list, a->object);
	cell(&p->list, a->qualifier);
	cell(&p->list, (struct slice){ text,
	    tstamp_format(a->raised_us, text) });
	cell(&p->list, slice_of(a->planned ? "planned" : a->acked
	    ? "acknowledged" : ""));
	buf_adds(&p->list, "</tr>\n");
	return add_detail(p, a->alarm_id);
}

/* ---- the page ----------------------------------------------------------- */

static const char head[] =
"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
"<title>Network status</title><style>\n"
":root{--bg:#fff;--fg:#1c2126;--line:#8a949e;--soft:#e6eaee;--well:#2f7d4f;"
"--root:#c62828;--hit:#d98a00;--planned:#2867c4;--unknown:#9aa3ab}\n"
"@media(prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e4e8ec;"
"--line:#69737d;--soft:#262d34;--well:#5fbf86;--root:#ff6b60;--hit:#f0b040;"
"--planned:#74a9ff}}\n"
"body{margin:0;padding:1rem;background:var(--bg);color:var(--fg);"
"font:15px/1.4 system-ui,sans-serif}h1{font-size:1.25rem;margin:0 0 .5rem}\n"
".wide{overflow-x:auto;border:1px solid var(--soft);border-radius:6px;"
"margin:1rem 0}table{border-collapse:collapse;width:100%}"
"td,th{text-align:left;padding:.35rem .6rem;white-space:nowrap;"
"border-top:1px solid var(--soft)}tr.root td:first-child{color:var(--root);"
"font-weight:600}tr.planned td:first-child{color:var(--planned)}\n"
"svg{display:block;width:100%;min-width:40rem;height:auto}"
"svg text{fill:var(--fg);font-size:11px;"
"paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}"
"line{stroke:var(--line);stroke-width:1.2}circle{stroke:var(--bg);"
"stroke-width:1.5}.well{fill:var(--well)}.unknown{fill:var(--unknown)}"
".planned{fill:var(--planned)}.hit{fill:var(--hit)}.root{fill:var(--root)}"
"line.hit{stroke:var(--hit);stroke-width:2}line.root{stroke:var(--root);"
"stroke-width:3}line.planned{stroke:var(--planned);stroke-width:2}"
"tr.why td{border-top:0;padding-top:0;white-space:normal}"
".why ul{margin:.2rem 0}tr.root,tr.planned{fill:none}.key span{margin-right:1rem}.key i{"
"display:inline-block;width:.7rem;height:.7rem;border-radius:50%;"
"margin-right:.3rem}\n</style></head><body>\n";

static void
draw(struct page *p)
{
	struct buf *b = &p->out;

	buf_addf(b, "<div class=\"wide\"><svg xmlns=\"http://www.w3.org/2000/"
	    "svg\" viewBox=\"0 0 %lld %lld\" style=\"max-width:%lldpx\" "
	    "role=\"img\" aria-label=\"network\">\n", (long long)p->width, (long long)p->height,
	    (long long)p->width);
	for (size_t l = 0; l < p->links; l++) {
		const struct drawn_node *x = &p->node[p->link[l].a];
		const struct drawn_node *y = &p->node[p->link[l].b];

		buf_addf(b, "<line class=\"%s\" x1=\"%lld\" y1=\"%lld\" "
		    "x2=\"%lld\" y2=\"%lld\"/>\n", looks[p->link[l].look],
		    (long long)x->x, (long long)x->y, (long long)y->x,
		    (long long)y->y);
	}
	for (size_t n = 0; n < p->names.len; n++) {
		const struct drawn_node *o = &p->node[n];

		buf_addf(b, "<circle class=\"%s\" cx=\"%lld\" cy=\"%lld\" "
		    "r=\"6\"/><text x=\"%lld\" y=\"%lld\">", looks[o->look],
		    (long long)o->x, (long long)o->y, (long long)o->x + 9,
		    (long long)o->y + 4);
		plot_text(b, p->names.item[n]);
		buf_adds(b, "</text>\n");
	}
	buf_adds(b, "</svg></div>\n");
}

static void
write_page(struct page *p, int64_t heartbeat_us, bool known)
{
	char text[TSTAMP_TEXT_MAX];
	struct buf *b = &p->out;

	buf_adds(b, head);
	buf_addf(b, "<h1>%llu cause%s, %llu symptom%s</h1>\n<p>",
	    (unsigned long long)p->roots, p->roots == 1 ? "" : "s",
	    (unsigned long long)p->symptoms, p->symptoms == 1 ? "" : "s");
	if (known)
		buf_addf(b, "Last heartbeat %.*s. ",
		    (int)tstamp_format(heartbeat_us, text), text);
	buf_adds(b, "<span class=\"key\">");
	for (int i = LOOK_ROOT; i >= LOOK_WELL; i--)
		buf_addf(b, "<span><i style=\"background:var(--%s)\"></i>"
		    "%s</span>", looks[i], i == LOOK_ROOT ? "cause"
		    : i == LOOK_HIT ? "hit" : looks[i]);
	buf_adds(b, "</span></p>\n");
	if (p->roots != 0) {
		buf_adds(b, "<div class=\"wide\"><table><tr><th>Severity"
		    "<th>Cause<th>Node<th>Object<th>Other end<th>Since<th>"
		    "</tr>\n");
		buf_add_slice(b, buf_slice(&p->list));
		buf_adds(b, "</table></div>\n");
	}
	draw(p);
	buf_adds(b, "</body></html>\n");
	fwrite(b->data, 1, b->len, stdout);
}

static int
work(struct page *p, const struct list_opts *opts)
{
	int64_t heartbeat_us = 0;
	uint32_t from = 0;
	bool known;

	if (db_begin_read(p->db) < 0 || load_links(p) < 0
	    || load_nodes(p) < 0
	    || oss_db_alarms(p->db, false, take_alarm, p) < 0
	    || oss_db_heartbeat(p->db, &heartbeat_us, &known) < 0)
		return db_exit_code();
	if (opts->poller != NULL) {
		from = names_find(&p->names, slice_of(opts->poller));
		if (from == NAMES_NONE) {
			diag(REASON_OBJECT_UNKNOWN, "nothing is known of "
			    "'%s'", opts->poller);
			return EXIT_TROUBLE;
		}
	}
	place(p, from);
	write_page(p, heartbeat_us, known);
	return EXIT_OK;
}

int
verb_status(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct page p = { .width = COLUMN, .height = MARGIN };
	struct db db;
	int rc = verb_opts("status", &opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0)
		return db_exit_code();
	p.db = &db;
	rc = work(&p, &opts);
	db_close(&db);
	names_release(&p.names);
	arena_release(&p.arena);
	buf_release(&p.out);
	buf_release(&p.list);
	free(p.node);
	free(p.link);
	free(p.order);
	return rc;
}
