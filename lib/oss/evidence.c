/*
 * evidence.c (oss) - what an alarm rests on, for people
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/evidence.h"
#include "oss/situation.h"

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

struct slice
evidence_ref(struct arena *a, const struct watch *w, const struct watched *o)
{
	struct buf b = { 0 };

	if (o->root != WATCH_NONE)
		return slice_of(w->object[o->root].alarm.id);
	buf_init(&b, TEXT_MAX);
	if (o->proof.silent)
		buf_adds(&b, "heartbeat@");
	else
		buf_addf(&b, "%.*s/%.*s@", SLICE_FMT(o->node),
		    SLICE_FMT(o->name));
	add_time(&b, o->proof.seen_us);
	return hand_out(a, &b);
}

/* What the failing observations said. */
static void
add_observed(struct buf *b, const struct watch *w, const struct watched *o)
{
	const struct watch_proof *p = &o->proof;
	struct slice error = w->words.item[p->error];

	if (p->silent)
		buf_adds(b, "no sample since ");
	else if (o->kind == OBJECT_NODE)
		buf_addf(b, "no answer%s%.*s%s since ",
		    error.len != 0 ? " (" : "", SLICE_FMT(error),
		    error.len != 0 ? ")" : "");
	else
		buf_addf(b, "admin up and oper %s since ",
		    o->alarm.cause == CAUSE_COMMUNICATIONS ? "lowerLayerDown"
		    : o->alarm.cause == CAUSE_EQUIPMENT ? "notPresent"
		    : "down");
	add_time(b, p->since_us);
	if (!p->silent && p->observations > 1)
		buf_addf(b, ", %u observations", p->observations);
}

static void
add_hidden_by(struct buf *b, const struct watch *w, const struct watched *o)
{
	const struct watched *root = &w->object[o->root];

	if (root->kind == OBJECT_INTERFACE)
		buf_addf(b, "behind port '%.*s' of '%.*s', which is down",
		    SLICE_FMT(root->name), SLICE_FMT(root->node));
	else
		buf_addf(b, "behind node '%.*s', which does not answer",
		    SLICE_FMT(root->node));
}

static void
add_root(struct buf *b, const struct watch *w, const struct watched *o,
    bool changed)
{
	if (o->root != WATCH_NONE)
		add_hidden_by(b, w, o);
	else if (changed)
		buf_adds(b, "nothing known hides it");
}

static void
add_planned(struct buf *b, const struct watch *w, const struct watched *o,
    bool changed)
{
	const struct watch_window *v = !o->alarm.planned ? NULL
	    : situation_window(w, o, o->alarm.changed_us);

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
evidence_text(struct arena *a, const struct watch *w, const struct watched *o,
    enum alarm_state state)
{
	bool raised = state == ALARM_RAISED;
	bool moved = !raised && memcmp(o->alarm.root_id, o->said.root_id,
	    ALARM_ID_MAX) != 0;
	bool planned = !raised && o->alarm.planned != o->said.planned;
	struct buf b;

	buf_init(&b, TEXT_MAX);
	if (raised || o->alarm.cause != o->said.cause)
		add_observed(&b, w, o);
	if (moved || (raised && o->root != WATCH_NONE)) {
		separate(&b);
		add_root(&b, w, o, moved);
	}
	if (planned || (raised && o->alarm.planned)) {
		separate(&b);
		add_planned(&b, w, o, planned);
	}
	return hand_out(a, &b);
}
