/*
 * status_text.c (ossctl-diag) - the status of the network on a terminal, and
 * in a mail: what is to be seen to first
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "doc/width.h"
#include "status.h"

#define WIDTH		78
#define INDENT		2
#define NAMES_SHOWN	8
#define LINES_MAX	20	/* causes that are told in a line each */

/* ---- paragraphs --------------------------------------------------------- */

/* Behind a blank, or on a new line that is indented. */
static void
word(struct slice w, size_t indent, size_t *at)
{
	size_t wide = text_width(w);

	if (*at != 0 && *at + 1 + wide > WIDTH) {
		putchar('\n');
		*at = 0;
	}
	if (*at == 0)
		*at = indent;
	else
		indent = 1, ++*at;
	printf("%*s%.*s", (int)indent, "", SLICE_FMT(w));
	*at += wide;
}

/* Lines of words, and the text is empty then. */
static void
para(struct buf *text, size_t indent)
{
	struct buf seen = { 0 };
	size_t at = 0, k;

	vis_add(&seen, buf_slice(text));
	for (size_t i = 0; i < seen.len; i = k + 1) {
		for (k = i; k < seen.len && seen.data[k] != ' '; k++)
			;
		if (k > i)
			word((struct slice){ seen.data + i, k - i },
			    at == 0 ? indent : indent + INDENT, &at);
	}
	if (at != 0)
		putchar('\n');
	buf_clear(text);
	buf_release(&seen);
}

static void
add_time(struct buf *b, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	buf_add(b, text, tstamp_format_second(us, text));
}

static void
add_upper(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_addc(b, (char)toupper((unsigned char)s.p[i]));
}

/* ---- causes ------------------------------------------------------------- */

/* "node-unreachable edge1, port-down edge2 xe-0 and 3 more" */
static void
symptoms(const struct status_page *s, size_t cause)
{
	struct buf b = { 0 };
	size_t shown = 0;

	for (size_t i = 0; i < s->alarms && shown < NAMES_SHOWN; i++) {
		const struct status_alarm *n = &s->alarm[i];

		if (n->a.root || n->cause != cause)
			continue;
		buf_adds(&b, shown++ != 0 ? ", " : "symptoms: ");
		buf_addf(&b, "%.*s ", SLICE_FMT(n->a.alarm_type));
		status_where(&b, &n->a);
	}
	if (s->alarm[cause].symptoms > shown)
		buf_addf(&b, " and %zu more", s->alarm[cause].symptoms
		    - shown);
	para(&b, INDENT);
	buf_release(&b);
}

static void
add_percent(struct buf *b, uint32_t ppm)
{
	buf_addf(b, "%u%%", ppm / 10000);
}

static void
alternatives(const struct status_alarm *n, struct buf *b)
{
	for (size_t i = 0; i < n->notes; i++) {
		const struct status_note *o = &n->note[i];

		if (!o->alternative)
			continue;
		buf_adds(b, "or: ");
		buf_add_slice(b, o->text);
		if (o->confidence_ppm != 0) {
			buf_adds(b, " (");
			add_percent(b, o->confidence_ppm);
			buf_addc(b, ')');
		}
		para(b, INDENT);
	}
}

/* What it rests on; symptoms, which say the same, are told anyway. */
static void
evidence(const struct status_alarm *n, struct buf *b)
{
	size_t more = 0;

	for (size_t i = 0; i < n->notes; i++)
		more += !n->note[i].alternative;
	if (n->text.len != 0) {
		buf_adds(b, "for: ");
		buf_add_slice(b, n->text);
		if (more != 0)
			buf_addf(b, ", and %zu more", more);
	}
	para(b, INDENT);
}

static void
cause_head(const struct status_alarm *n, struct buf *b)
{
	add_upper(b, n->a.severity);
	buf_addf(b, " %.*s ", SLICE_FMT(n->a.alarm_type));
	status_where(b, &n->a);
	if (n->site.len != 0 && !slice_eq(n->site, n->a.node))
		buf_addf(b, ", at %.*s", SLICE_FMT(n->site));
}

static void
cause_since(const struct status_page *s, const struct status_alarm *n,
    struct buf *b)
{
	buf_adds(b, "since ");
	add_time(b, n->a.raised_us);
	buf_adds(b, " (");
	status_for(b, s->now_us - n->a.raised_us);
	buf_addc(b, ')');
	if (n->a.confidence_ppm != 0) {
		buf_adds(b, ", confidence ");
		add_percent(b, n->a.confidence_ppm);
	}
	if (!n->a.acked)
		return;
	buf_addf(b, ", acknowledged by %.*s", SLICE_FMT(n->a.acked_by));
	if (n->a.ack_why.len != 0)
		buf_addf(b, ": %.*s", SLICE_FMT(n->a.ack_why));
}

static void
cause(const struct status_page *s, size_t at)
{
	const struct status_alarm *n = &s->alarm[at];
	struct buf b = { 0 };

	cause_head(n, &b);
	para(&b, 0);
	buf_adds(&b, alarm_meaning(n->a.alarm_type));
	para(&b, INDENT);
	cause_since(s, n, &b);
	para(&b, INDENT);
	hits_say(&b, &n->a.hits);
	para(&b, INDENT);
	alternatives(n, &b);
	evidence(n, &b);
	symptoms(s, at);
	buf_addf(&b, "alarm_id %.*s", SLICE_FMT(n->a.alarm_id));
	para(&b, INDENT);
	putchar('\n');
	buf_release(&b);
}

/* The worst in full, the next in a line each, the number of the rest. */
static void
causes(const struct status_page *s)
{
	uint64_t full = s->opts->full, seen = 0;
	struct buf b = { 0 };

	for (size_t i = 0; i < s->alarms; i++) {
		if (!status_is_cause(&s->alarm[i]))
			continue;
		if (seen++ < full) {
			cause(s, i);
			continue;
		}
		if (seen > full + LINES_MAX)
			continue;
		cause_head(&s->alarm[i], &b);
		buf_adds(&b, ", ");
		cause_since(s, &s->alarm[i], &b);
		para(&b, 0);
	}
	if (seen > full + LINES_MAX)
		printf("and %" PRIu64 " more causes\n", seen - full
		    - LINES_MAX);
	if (seen > full)
		putchar('\n');
	buf_release(&b);
}

/* ---- the rest ----------------------------------------------------------- */

/* Names of nodes that look so, as far as they are shown. */
static void
add_nodes(const struct status_page *s, struct buf *b, enum net_look look,
    uint32_t cause)
{
	size_t shown = 0, all = 0;

	for (size_t n = 0; n < s->names.len; n++) {
		if (s->node[n].look != look || (look == NET_RISK
		    && s->risk[n] != cause))
			continue;
		if (++all > NAMES_SHOWN)
			continue;
		buf_adds(b, shown++ != 0 ? ", " : "");
		buf_add_slice(b, s->names.item[n]);
	}
	if (all > shown)
		buf_addf(b, " and %zu more", all - shown);
}

/* By the cause that took the other way. */
static void
at_risk(const struct status_page *s)
{
	struct buf b = { 0 };
	bool *told;

	if (s->by_look[NET_RISK] == 0)
		return;
	puts("AT RISK, with no second way left");
	told = xcalloc(s->alarms + 1, sizeof(*told));
	for (size_t n = 0; n < s->names.len; n++) {
		uint32_t c = s->risk[n];

		if (s->node[n].look != NET_RISK || (c != NAMES_NONE
		    && told[c]))
			continue;
		if (c != NAMES_NONE)
			told[c] = true;
		add_nodes(s, &b, NET_RISK, c);
		if (c != NAMES_NONE) {
			buf_addf(&b, ": by %.*s ",
			    SLICE_FMT(s->alarm[c].a.alarm_type));
			status_where(&b, &s->alarm[c].a);
		}
		para(&b, INDENT);
	}
	putchar('\n');
	free(told);
	buf_release(&b);
}

static void
add_alarm(struct buf *b, const struct oss_alarm *a)
{
	buf_addf(b, "%.*s ", SLICE_FMT(a->alarm_type));
	status_where(b, a);
	buf_adds(b, ", since ");
	add_time(b, a->raised_us);
}

static void
strays(const struct status_page *s)
{
	struct buf b = { 0 };
	size_t shown = 0;

	if (s->strays == 0)
		return;
	puts("NOT PLANNED, but cut off by planned work");
	for (size_t i = 0; i < s->alarms && shown < LINES_MAX; i++) {
		if (!status_is_stray(s, &s->alarm[i]))
			continue;
		shown++;
		add_alarm(&b, &s->alarm[i].a);
		buf_addf(&b, ": by %.*s ", SLICE_FMT(
		    s->alarm[s->alarm[i].cause].a.alarm_type));
		status_where(&b, &s->alarm[s->alarm[i].cause].a);
		para(&b, INDENT);
	}
	if (s->strays > shown)
		printf("  and %zu more\n", s->strays - shown);
	putchar('\n');
	buf_release(&b);
}

static void
planned_alarms(const struct status_page *s, struct buf *b)
{
	size_t shown = 0;

	for (size_t i = 0; i < s->alarms; i++) {
		const struct oss_alarm *a = &s->alarm[i].a;

		if (!a->planned || s->alarm[i].shelved)
			continue;
		if (shown++ >= NAMES_SHOWN)
			continue;
		add_alarm(b, a);
		para(b, INDENT);
	}
	if (shown > NAMES_SHOWN)
		printf("  and %zu more\n", shown - NAMES_SHOWN);
}

static void
planned(const struct status_page *s)
{
	struct buf b = { 0 };

	if (s->planned == 0 && s->windows == 0)
		return;
	puts("PLANNED");
	planned_alarms(s, &b);
	for (size_t i = 0; i < s->windows; i++) {
		const struct status_window *w = &s->window[i];

		buf_addf(&b, "window %.*s: %.*s%s%.*s, ",
		    SLICE_FMT(w->window), SLICE_FMT(w->node.len != 0 ? w->node
		    : slice_of("all")), w->object.len != 0 ? " " : "",
		    SLICE_FMT(w->object));
		if (w->from_us > s->now_us) {
			buf_adds(&b, "from ");
			add_time(&b, w->from_us);
			buf_addc(&b, ' ');
		}
		buf_adds(&b, "until ");
		add_time(&b, w->to_us);
		para(&b, INDENT);
	}
	putchar('\n');
	buf_release(&b);
}

static void
unknown(const struct status_page *s)
{
	struct buf b = { 0 };

	if (s->by_look[NET_UNKNOWN] == 0)
		return;
	puts("UNKNOWN, of which nothing is heard");
	add_nodes(s, &b, NET_UNKNOWN, 0);
	para(&b, INDENT);
	putchar('\n');
	buf_release(&b);
}

/* ---- first and last lines ----------------------------------------------- */

static void
title(const struct status_page *s)
{
	struct buf b = { 0 };
	int worst = SEVERITY_COUNT - 1;

	while (worst > SEVERITY_CLEARED && s->by_severity[worst] == 0)
		worst--;
	buf_adds(&b, "NETWORK ");
	add_upper(&b, slice_of(worst != SEVERITY_CLEARED
	    ? severity_name((enum severity)worst) : s->blind || !s->alive
	    ? "unknown" : "ok"));
	buf_adds(&b, ": ");
	status_sum(&b, s);
	para(&b, 0);
	if (!s->alive) {
		puts("no heartbeat yet: nothing is known");
	} else {
		buf_adds(&b, "last heartbeat ");
		add_time(&b, s->heartbeat_us);
		if (s->opts->db.now_us != 0) {
			buf_adds(&b, ", ");
			status_for(&b, s->now_us - s->heartbeat_us);
			buf_adds(&b, " ago");
		}
		if (s->old)
			buf_adds(&b, ", TOO OLD: what follows is how it was");
		para(&b, 0);
	}
	putchar('\n');
	buf_release(&b);
}

static void
totals(const struct status_page *s)
{
	struct buf b = { 0 };
	const char *sep = ": ";

	buf_addf(&b, "nodes %zu", s->names.len);
	for (int l = NET_LOOKS - 1; l >= 0; l--) {
		if (s->by_look[l] == 0)
			continue;
		buf_addf(&b, "%s%zu %s", sep, s->by_look[l], l == NET_RISK
		    ? "at risk" : net_look_names[l]);
		sep = ", ";
	}
	para(&b, 0);
	if (s->hit.len + s->in_risk.len != 0)
		buf_addf(&b, "customers: %zu without full service, %zu at "
		    "risk", s->hit.len, s->in_risk.len);
	para(&b, 0);
	buf_release(&b);
}

void
status_text(const struct status_page *s)
{
	title(s);
	causes(s);
	strays(s);
	at_risk(s);
	planned(s);
	unknown(s);
	totals(s);
}
