/*
 * evidence.c (oss) - what an alarm rests on, for people
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/evidence.h"

#define TEXT_MAX	4096

static void
add_time(struct buf *b, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	buf_add(b, text, tstamp_format(us, text));
}

static struct slice
hand_out(struct arena *a, struct buf *b)
{
	struct slice s = arena_slice(a, buf_slice(b));

	buf_release(b);
	return s;
}

/* When that was seen last which an alarm is about. */
static int64_t
seen_us(const struct watch *w, const struct condition *c)
{
	uint32_t n;

	if (c->type != ALARM_FLAPPING)
		return c->health.last_us;
	for (n = w->object[c->object].own; n != WATCH_NONE;
	    n = w->condition[n].next)
		if (slice_is(c->qualifier,
		    alarm_type_def(w->condition[n].type)->name)
		    && w->condition[n].health.flapping)
			return w->condition[n].health.last_us;
	return c->proof.seen_us;
}

struct slice
evidence_ref(struct arena *a, const struct watch *w, uint32_t condition)
{
	const struct condition *c = &w->condition[condition];
	const struct watched *o = &w->object[c->object];
	struct buf b = { 0 };

	if (c->root != WATCH_NONE)
		return arena_slice(a,
		    slice_of(w->condition[c->root].alarm.id));
	buf_init(&b, TEXT_MAX);
	if (c->health.silent)
		buf_adds(&b, "heartbeat@");
	else
		buf_addf(&b, "%.*s/%.*s@", SLICE_FMT(o->node),
		    SLICE_FMT(o->name));
	add_time(&b, seen_us(w, c));
	return hand_out(a, &b);
}

static void
add_value(struct buf *b, money_t v, struct slice unit)
{
	char text[MONEY_TEXT_MAX];
	money_t rounded;

	if (money_round(v, 3, ROUND_HALF_UP, &rounded))
		v = rounded;
	buf_add(b, text, money_format(v, text));
	if (unit.len != 0)
		buf_addf(b, " %.*s", SLICE_FMT(unit));
}

/* "loss_pct 45 %, minor from 20 % on" */
static void
add_measured(struct buf *b, const struct condition *c, struct slice unit)
{
	const struct watch_proof *p = &c->proof;

	if (unit.len == 0)
		unit = slice_of(metric_def(p->metric)->unit);
	buf_addf(b, "%s ", metric_def(p->metric)->name);
	add_value(b, p->value, unit);
	buf_addf(b, ", %s from ", severity_name(c->alarm.severity));
	add_value(b, p->limit, unit);
	buf_adds(b, p->low ? " down" : " on");
}

static void
add_fact(struct buf *b, const struct condition *c, struct slice error)
{
	if (c->proof.measured)
		add_measured(b, c, error);
	else if (c->proof.silent)
		buf_adds(b, "no sample");
	else if (c->type == ALARM_NODE_UNREACHABLE)
		buf_addf(b, "no answer%s%.*s%s", error.len != 0 ? " (" : "",
		    SLICE_FMT(error), error.len != 0 ? ")" : "");
	else if (c->type == ALARM_PORT_DOWN)
		buf_addf(b, "admin up and oper %s",
		    c->alarm.cause == CAUSE_COMMUNICATIONS ? "lowerLayerDown"
		    : c->alarm.cause == CAUSE_EQUIPMENT ? "notPresent"
		    : "down");
	else if (c->type == ALARM_FLAPPING)
		buf_addf(b, "%.*s comes and goes", SLICE_FMT(c->qualifier));
	else if (error.len != 0)
		buf_add_slice(b, error);
	else
		buf_adds(b, alarm_type_def(c->type)->name);
}

/* What the failing observations said. */
static void
add_observed(struct buf *b, const struct watch *w, const struct condition *c)
{
	const struct watch_proof *p = &c->proof;

	add_fact(b, c, w->words.item[p->error]);
	/* what comes and goes may be well just now */
	if (p->since_us != 0) {
		buf_adds(b, " since ");
		add_time(b, p->since_us);
	}
	if (!p->silent && p->observations > 1)
		buf_addf(b, ", %u observations", p->observations);
}

static void
add_hidden_by(struct buf *b, const struct watch *w, uint32_t root)
{
	const struct condition *c = &w->condition[root];
	const struct watched *o = &w->object[c->object];

	if (c->type == ALARM_PORT_DOWN) {
		buf_addf(b, "behind port '%.*s' of '%.*s', which is down",
		    SLICE_FMT(o->name), SLICE_FMT(o->node));
	} else if (c->type == ALARM_NODE_UNREACHABLE) {
		buf_addf(b, "behind node '%.*s', which does not answer",
		    SLICE_FMT(o->node));
	} else {
		buf_addf(b, "by %s of '%.*s'", alarm_type_def(c->type)->name,
		    SLICE_FMT(o->node));
		if (!slice_eq(o->node, o->name))
			buf_addf(b, " '%.*s'", SLICE_FMT(o->name));
	}
}

static void
add_root(struct buf *b, const struct watch *w, const struct condition *c,
    bool changed)
{
	if (c->root != WATCH_NONE)
		add_hidden_by(b, w, c->root);
	else if (changed)
		buf_adds(b, "nothing known hides it");
}

static void
add_planned(struct buf *b, const struct watch *w, const struct condition *c,
    bool changed)
{
	const struct watch_window *v = !c->alarm.planned ? NULL
	    : watch_in_window(w, c->object, c->alarm.changed_us);

	if (v != NULL)
		buf_addf(b, "in window '%.*s'", SLICE_FMT(v->window));
	else if (changed)
		buf_adds(b, "in no window");
}

static void
separate(struct buf *b)
{
	if (b->len != 0)
		buf_adds(b, "; ");
}

struct slice
evidence_text(struct arena *a, const struct watch *w, uint32_t condition,
    enum alarm_state state)
{
	const struct condition *c = &w->condition[condition];
	bool raised = state == ALARM_RAISED;
	bool moved = !raised && memcmp(c->alarm.root_id, c->said.root_id,
	    ALARM_ID_MAX) != 0;
	bool planned = !raised && c->alarm.planned != c->said.planned;
	struct buf b;

	buf_init(&b, TEXT_MAX);
	if (raised || c->alarm.cause != c->said.cause
	    || c->alarm.severity != c->said.severity)
		add_observed(&b, w, c);
	if (moved || (raised && c->root != WATCH_NONE)) {
		separate(&b);
		add_root(&b, w, c, moved);
	}
	if (planned || (raised && c->alarm.planned)) {
		separate(&b);
		add_planned(&b, w, c, planned);
	}
	return hand_out(a, &b);
}
