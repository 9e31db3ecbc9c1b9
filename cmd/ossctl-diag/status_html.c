/*
 * status_html.c (ossctl-diag) - the status of the network as an HTML page
 * The page needs nothing from elsewhere, and shows as text where it cannot be
 * shown as a page. What stands in it is of the last heartbeat and --now: the
 * same database gives the same page.
 */
#include <inttypes.h>

#include "base/tstamp.h"
#include "doc/plot.h"
#include "status.h"

#define WIDE	1000	/* units of the drawing on a screen, and on a phone */
#define NARROW	332
#define LONG	12	/* more nodes are opened by a click */

static const char page_style[] =
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:1rem;max-width:1400px;background:var(--paper);"
    "color:var(--ink);font:15px/1.45 system-ui,sans-serif;"
    "overflow-wrap:anywhere}"
    "h1{font-size:1.45rem;line-height:1.2;margin:0}"
    "h2{font-size:1.05rem;margin:1.6rem 0 .5rem}"
    ".sub{margin:.2rem 0 1rem;color:var(--dim)}"
    ":root{--dim:#5b6570;--soft:#dfe4e9;--card:#f7f8fa}"
    "@media(prefers-color-scheme:dark){:root{--dim:#9aa5b0;--soft:#2b333b;"
    "--card:#1b2127}}"
    ".stale{background:var(--critical);color:#fff;padding:.6rem .8rem;"
    "border-radius:6px;margin:0 0 1rem;font-weight:600}"
    ".tiles{display:flex;flex-wrap:wrap;gap:.5rem;margin:0;padding:0;"
    "list-style:none}"
    ".tiles li{display:flex;align-items:center;gap:.35rem;padding:.25rem "
    ".6rem .25rem .35rem;border:1px solid var(--soft);border-radius:6px}"
    ".tiles b{font-size:1.1rem;font-variant-numeric:tabular-nums}"
    ".sign{flex:none;vertical-align:-.25em}"
    ".cause{border:1px solid var(--soft);border-left:6px solid var(--at);"
    "border-radius:6px;background:var(--card);padding:.6rem .8rem;"
    "break-inside:avoid}"
    ".causes{display:grid;gap:.6rem;grid-template-columns:"
    "repeat(auto-fill,minmax(min(100%,27rem),1fr))}"
    ".cause h3{font-size:1rem;margin:0;display:flex;flex-wrap:wrap;"
    "gap:.1rem .5rem;align-items:center}"
    ".cause h3 b{text-transform:uppercase;font-size:.8rem;"
    "letter-spacing:.04em}"
    ".cause p{margin:.25rem 0}.cause .when,.id{color:var(--dim)}"
    ".id{font-size:.8rem}"
    "ul{margin:.3rem 0;padding-left:1.2rem}"
    "summary{cursor:pointer;color:var(--dim)}"
    ".critical{--at:var(--critical)}.major{--at:var(--major)}"
    ".minor{--at:var(--minor)}.warning{--at:var(--warning)}"
    ".planned{--at:var(--planned)}"
    ".sheet{border:1px solid var(--soft);border-radius:6px;margin:.6rem 0;"
    "padding:.3rem}.net{margin:0 auto}.wide{width:100%}.narrow{display:none}"
    ".key{display:flex;flex-wrap:wrap;gap:.2rem .9rem;color:var(--dim);"
    "font-size:.85rem;margin:.3rem 0}.key span{display:inline-flex;"
    "align-items:center;gap:.25rem}"
    "@media screen and (max-width:640px){body{padding:.7rem .5rem}"
    ".wide{display:none}.narrow{display:block;width:100%}}"
    "@media print{@page{margin:12mm}:root{--paper:#fff;--ink:#000;"
    "--card:#fff;--soft:#bbb;--dim:#444;--well:#1f8a70;--hit:#3d4650;"
    "--critical:#b3001b;--wire:#999}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "body{padding:0;font-size:11px;max-width:none}"
    ".sheet{break-inside:avoid}"
    "details::details-content{content-visibility:visible;"
    "block-size:auto}}";

/* The browser's clock, for a page on a wall that nobody writes any more. */
static const char stale_script[] =
    "<script>(function(){var b=document.body,h=+b.dataset.heartbeat,"
    "m=+b.dataset.maxAge;function f(){if(Date.now()-h>m)"
    "document.getElementById('stale').hidden=false}"
    "f();setInterval(f,5000)})()</script>\n";

/* ---- pieces ------------------------------------------------------------- */

static void
add_time(struct buf *b, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	buf_adds(b, "<time>");
	buf_add(b, text, tstamp_format_second(us, text));
	buf_adds(b, "</time>");
}

/* What is in `from` as text of the page; it is empty then. */
static void
move_text(struct buf *b, struct buf *from)
{
	plot_text(b, buf_slice(from));
	buf_clear(from);
}

static void
paragraph(struct buf *b, struct buf *from)
{
	if (from->len == 0)
		return;
	buf_adds(b, "<p>");
	move_text(b, from);
	buf_adds(b, "</p>\n");
}

static void
item(struct buf *b, struct slice s)
{
	buf_adds(b, "<li>");
	plot_text(b, s);
	buf_adds(b, "</li>\n");
}

/* by: its cause, where that is to be told, or NULL */
static void
item_alarm(struct buf *b, const struct oss_alarm *a,
    const struct oss_alarm *by)
{
	struct buf w = { 0 };

	buf_addf(&w, "%.*s ", SLICE_FMT(a->alarm_type));
	status_where(&w, a);
	buf_adds(b, "<li>");
	move_text(b, &w);
	buf_adds(b, ", since ");
	add_time(b, a->raised_us);
	if (by != NULL) {
		buf_addf(&w, ": by %.*s ", SLICE_FMT(by->alarm_type));
		status_where(&w, by);
		move_text(b, &w);
	}
	buf_adds(b, "</li>\n");
	buf_release(&w);
}

static const char *
look_word(enum net_look l)
{
	return l == NET_RISK ? "at risk" : net_look_names[l];
}

/* ---- causes ------------------------------------------------------------- */

static void
alternatives(struct buf *b, const struct status_alarm *n)
{
	for (size_t i = 0; i < n->notes; i++) {
		if (!n->note[i].alternative)
			continue;
		buf_adds(b, "<p>or: ");
		plot_text(b, n->note[i].text);
		if (n->note[i].confidence_ppm != 0)
			buf_addf(b, " (%u%%)", n->note[i].confidence_ppm
			    / 10000);
		buf_adds(b, "</p>\n");
	}
}

static void
evidence(struct buf *b, const struct status_alarm *n)
{
	buf_adds(b, "<details><summary>evidence</summary><ul>\n");
	if (n->text.len != 0)
		item(b, n->text);
	for (size_t i = 0; i < n->notes; i++)
		if (!n->note[i].alternative)
			item(b, n->note[i].text);
	buf_adds(b, "</ul></details>\n");
}

static void
symptoms(struct buf *b, const struct status_page *s, size_t cause)
{
	size_t n = s->alarm[cause].symptoms;

	if (n == 0)
		return;
	buf_addf(b, "<details><summary>%zu symptom%s</summary><ul>\n", n,
	    n == 1 ? "" : "s");
	for (size_t i = 0; i < s->alarms; i++)
		if (!s->alarm[i].a.root && s->alarm[i].cause == cause)
			item_alarm(b, &s->alarm[i].a, NULL);
	buf_adds(b, "</ul></details>\n");
}

static void
when(struct buf *b, const struct status_page *s, const struct status_alarm *n)
{
	struct buf w = { 0 };

	buf_adds(b, "<p class=\"when\">since ");
	add_time(b, n->a.raised_us);
	buf_adds(&w, ", ");
	status_for(&w, s->now_us - n->a.raised_us);
	if (n->site.len != 0 && !slice_eq(n->site, n->a.node))
		buf_addf(&w, ", at %.*s", SLICE_FMT(n->site));
	if (n->a.confidence_ppm != 0)
		buf_addf(&w, ", confidence %u%%", n->a.confidence_ppm / 10000);
	if (n->a.acked) {
		buf_addf(&w, ", acknowledged by %.*s",
		    SLICE_FMT(n->a.acked_by));
		if (n->a.ack_why.len != 0)
			buf_addf(&w, ": %.*s", SLICE_FMT(n->a.ack_why));
	}
	move_text(b, &w);
	buf_adds(b, "</p>\n");
	buf_release(&w);
}

static void
cause(struct buf *b, const struct status_page *s, size_t at)
{
	const struct status_alarm *n = &s->alarm[at];
	enum net_look look = status_look(&n->a);
	struct buf w = { 0 };

	buf_addf(b, "<article class=\"cause %s\"><h3>", net_look_names[look]);
	netplot_sign(b, look);
	buf_adds(b, "<b>");
	plot_text(b, n->a.severity);
	buf_adds(b, "</b> ");
	buf_addf(&w, "%.*s ", SLICE_FMT(n->a.alarm_type));
	status_where(&w, &n->a);
	move_text(b, &w);
	buf_adds(b, "</h3>\n");
	buf_adds(&w, alarm_meaning(n->a.alarm_type));
	paragraph(b, &w);
	when(b, s, n);
	hits_say(&w, &n->a.hits);
	paragraph(b, &w);
	alternatives(b, n);
	symptoms(b, s, at);
	evidence(b, n);
	buf_adds(b, "<p class=\"id\">");
	plot_text(b, n->a.alarm_id);
	buf_adds(b, "</p></article>\n");
	buf_release(&w);
}

static void
causes(struct buf *b, const struct status_page *s)
{
	if (s->causes == 0)
		return;
	buf_adds(b, "<h2>Causes</h2>\n<div class=\"causes\">\n");
	for (size_t i = 0; i < s->alarms; i++)
		if (status_is_cause(&s->alarm[i]))
			cause(b, s, i);
	buf_adds(b, "</div>\n");
}

/* ---- the rest ----------------------------------------------------------- */

static void
nodes(struct buf *b, const struct status_page *s, enum net_look look,
    const char *heading)
{
	struct buf w = { 0 };

	if (s->by_look[look] == 0)
		return;
	buf_addf(b, "<h2>%s</h2>\n<details%s><summary>%zu node%s</summary>"
	    "<ul>\n", heading, s->by_look[look] > LONG ? "" : " open",
	    s->by_look[look], s->by_look[look] == 1 ? "" : "s");
	for (size_t n = 0; n < s->names.len; n++) {
		if (s->node[n].look != look)
			continue;
		buf_add_slice(&w, s->names.item[n]);
		if (look == NET_RISK && s->risk[n] != NAMES_NONE) {
			const struct oss_alarm *a = &s->alarm[s->risk[n]].a;

			buf_addf(&w, ", by %.*s ", SLICE_FMT(a->alarm_type));
			status_where(&w, a);
		}
		item(b, buf_slice(&w));
		buf_clear(&w);
	}
	buf_adds(b, "</ul></details>\n");
	buf_release(&w);
}

static void
strays(struct buf *b, const struct status_page *s)
{
	if (s->strays == 0)
		return;
	buf_addf(b, "<h2>Not planned, but cut off by planned work</h2>\n"
	    "<details%s><summary>%zu symptom%s</summary><ul>\n",
	    s->strays > LONG ? "" : " open", s->strays,
	    s->strays == 1 ? "" : "s");
	for (size_t i = 0; i < s->alarms; i++)
		if (status_is_stray(s, &s->alarm[i]))
			item_alarm(b, &s->alarm[i].a,
			    &s->alarm[s->alarm[i].cause].a);
	buf_adds(b, "</ul></details>\n");
}

static void
planned(struct buf *b, const struct status_page *s)
{
	struct buf w = { 0 };

	if (s->planned == 0 && s->windows == 0)
		return;
	buf_adds(b, "<h2>Planned</h2>\n<ul>\n");
	for (size_t i = 0; i < s->alarms; i++)
		if (s->alarm[i].a.planned && !s->alarm[i].shelved)
			item_alarm(b, &s->alarm[i].a, NULL);
	for (size_t i = 0; i < s->windows; i++) {
		const struct status_window *v = &s->window[i];

		buf_addf(&w, "window %.*s: %.*s%s%.*s", SLICE_FMT(v->window),
		    SLICE_FMT(v->node.len != 0 ? v->node : slice_of("all")),
		    v->object.len != 0 ? " " : "", SLICE_FMT(v->object));
		buf_adds(b, "<li>");
		move_text(b, &w);
		buf_adds(b, v->from_us > s->now_us ? ", from " : " since ");
		add_time(b, v->from_us);
		buf_adds(b, " until ");
		add_time(b, v->to_us);
		buf_adds(b, "</li>\n");
	}
	buf_adds(b, "</ul>\n");
	buf_release(&w);
}

/* ---- the page ----------------------------------------------------------- */

static void
tile(struct buf *b, enum net_look look, size_t n, const char *word)
{
	buf_adds(b, "<li>");
	if (look != NET_LOOKS)
		netplot_sign(b, look);
	buf_addf(b, "<b>%zu</b> %s</li>\n", n, word);
}

static void
tiles(struct buf *b, const struct status_page *s)
{
	buf_adds(b, "<ul class=\"tiles\">\n");
	for (int v = SEVERITY_CRITICAL; v >= SEVERITY_WARNING; v--)
		tile(b, (enum net_look)(NET_WARNING + v - SEVERITY_WARNING),
		    s->by_severity[v], severity_name((enum severity)v));
	for (int l = NET_HIT; l >= NET_WELL; l--)
		if (s->by_look[l] != 0)
			tile(b, (enum net_look)l, s->by_look[l],
			    look_word((enum net_look)l));
	if (s->hit.len != 0)
		tile(b, NET_LOOKS, s->hit.len, s->hit.len == 1
		    ? "customer hit" : "customers hit");
	if (s->in_risk.len != 0)
		tile(b, NET_LOOKS, s->in_risk.len, s->in_risk.len == 1
		    ? "customer at risk" : "customers at risk");
	buf_adds(b, "</ul>\n");
}

static void
drawing(struct buf *b, const struct status_page *s)
{
	const struct net net = { s->node, s->names.len, s->link, s->links,
		s->from };

	if (net.nodes == 0)
		return;
	buf_adds(b, "<h2>Network</h2>\n<div class=\"sheet\">\n");
	netplot(b, &net, WIDE, "wide");
	netplot(b, &net, NARROW, "narrow");
	buf_adds(b, "</div>\n<p class=\"key\">");
	for (int l = NET_LOOKS - 1; l >= 0; l--) {
		buf_adds(b, "<span>");
		netplot_sign(b, (enum net_look)l);
		buf_addf(b, "%s</span>\n", look_word((enum net_look)l));
	}
	buf_adds(b, "</p>\n");
}

static void
head(struct buf *b, const struct status_page *s)
{
	struct buf w = { 0 };

	buf_adds(b, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n");
	if (s->opts->refresh_us >= US_PER_S)
		buf_addf(b, "<meta http-equiv=\"refresh\" content=\"%" PRId64
		    "\">\n", s->opts->refresh_us / US_PER_S);
	status_sum(&w, s);
	buf_addf(b, "<title>Network: %.*s</title>\n<style>%s%s</style></head>"
	    "\n<body", SLICE_FMT(buf_slice(&w)), netplot_style, page_style);
	if (s->alive && s->opts->max_age_us != 0)
		buf_addf(b, " data-heartbeat=\"%" PRId64 "\" data-max-age=\"%"
		    PRId64 "\"", s->heartbeat_us / 1000,
		    s->opts->max_age_us / 1000);
	buf_addf(b, ">\n<h1>%.*s</h1>\n<p class=\"sub\">",
	    SLICE_FMT(buf_slice(&w)));
	buf_clear(&w);
	if (s->alive) {
		buf_adds(b, "last heartbeat ");
		add_time(b, s->heartbeat_us);
	} else {
		buf_adds(b, "no heartbeat yet: nothing is known");
	}
	if (s->alive && s->opts->db.now_us != 0) {
		status_for(&w, s->now_us - s->heartbeat_us);
		buf_addf(b, ", %.*s ago", SLICE_FMT(buf_slice(&w)));
	}
	buf_adds(b, "</p>\n");
	buf_release(&w);
}

void
status_html(const struct status_page *s, struct buf *b)
{
	head(b, s);
	if (s->old || s->opts->max_age_us != 0)
		buf_addf(b, "<p class=\"stale\" id=\"stale\"%s>The last "
		    "heartbeat is too old: this is how it was.</p>\n",
		    s->old ? "" : " hidden");
	tiles(b, s);
	causes(b, s);
	strays(b, s);
	drawing(b, s);
	nodes(b, s, NET_RISK, "At risk: no second way left");
	planned(b, s);
	nodes(b, s, NET_UNKNOWN, "Unknown: nothing is heard of them");
	if (s->alive && s->opts->max_age_us != 0)
		buf_adds(b, stale_script);
	buf_adds(b, "</body></html>\n");
}
