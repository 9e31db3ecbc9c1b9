/*
 * watch_settle.c (oss) - from transitions to events: the locator is asked
 */
#include "oss/evidence.h"
#include "oss/watch.h"
#include "oss/watch_item.h"

/* ---- what is told ------------------------------------------------------- */

/* What the locator noted of this condition goes with the event. */
static void
tell_notes(struct watch *w, struct watch_event *e, const struct condition *c)
{
	uint32_t n = c->notes;

	/* a cause that nobody sampled rests on what the locator says alone */
	if (e->text.len == 0 && n != WATCH_NONE && !w->note[n].alternative) {
		e->ref = w->note[n].ref;
		e->text = w->note[n].text;
		n = w->note[n].next;
	}
	e->note = w->tolds;
	for (; n != WATCH_NONE; n = w->note[n].next) {
		GROW(w->told, w->tolds, w->tolds_cap);
		w->told[w->tolds++] = w->note[n];
	}
	e->notes = w->tolds - e->note;
}

static void
event_add(struct watch *w, uint32_t n, enum alarm_state state)
{
	struct condition *c = &w->condition[n];
	struct watch_event *e;

	GROW(w->event, w->events, w->events_cap);
	e = &w->event[w->events++];
	*e = (struct watch_event){ .condition = n, .state = state,
	    .ts_us = c->alarm.changed_us, .alarm = c->alarm };
	/* what was told last may be of another run: of what is over, nothing */
	if (state == ALARM_CLEARED)
		e->alarm.confidence_ppm = 0;
	if (state != ALARM_CLEARED && c->reckoned) {
		e->reckoned = true;
		e->hit = c->hit;
		e->hits = c->hits;
	}
	if (state != ALARM_CLEARED) {
		if (!alarm_type_def(c->type)->located) {
			e->ref = evidence_ref(&w->arena, w, n);
			e->text = evidence_text(&w->arena, w, n, state);
		}
		tell_notes(w, e, c);
	}
	c->dirty = true;
	w->object[c->object].dirty = true;
}

/* A session that is lost is planned when what it hangs on is. */
static bool
is_planned(const struct watch *w, const struct condition *c, int64_t ts_us)
{
	if (watch_in_window(w, c->object, ts_us) != NULL
	    || watch_faces_window(w, c->object, ts_us) != NULL)
		return true;
	return c->root != WATCH_NONE && w->object[c->object].kind
	    == OBJECT_NEIGHBOR && is_planned(w, &w->condition[c->root],
	    ts_us);
}

/* Fill in what an active alarm owes to others at an instant. */
static void
situate(struct watch *w, struct condition *c, int64_t ts_us)
{
	struct alarm *a = &c->alarm;

	a->planned = is_planned(w, c, ts_us);
	if (c->held && c->said.active) {
		a->root = c->said.root;
		memcpy(a->root_id, c->said.root_id, ALARM_ID_MAX);
		a->confidence_ppm = c->said.confidence_ppm;
		return;
	}
	if (c->root == WATCH_NONE && c->flapping != WATCH_NONE
	    && w->condition[c->flapping].alarm.active)
		c->root = c->flapping;
	a->root = c->root == WATCH_NONE;
	memset(a->root_id, 0, sizeof(a->root_id));
	if (!a->root)
		memcpy(a->root_id, w->condition[c->root].alarm.id,
		    ALARM_ID_MAX);
	a->confidence_ppm = c->confidence_ppm;
}

static bool
differs(const struct alarm *a, const struct alarm *b)
{
	return a->cause != b->cause
	    || alarm_told_severity(a) != alarm_told_severity(b)
	    || a->root != b->root || a->planned != b->planned
	    || memcmp(a->root_id, b->root_id, ALARM_ID_MAX) != 0;
}

static void
settle_condition(struct watch *w, uint32_t n, int64_t now_us)
{
	struct condition *c = &w->condition[n];

	if (c->pending && !c->alarm.active) {
		/* unless it was withheld, and nobody knows of it */
		if (c->said.active)
			event_add(w, n, ALARM_CLEARED);
	} else if (c->pending) {
		situate(w, c, c->alarm.changed_us);
		event_add(w, n, ALARM_RAISED);
	} else if (c->alarm.active && now_us > w->settled_us) {
		situate(w, c, now_us);
		if (differs(&c->alarm, &c->said)) {
			c->alarm.changed_us = now_us;
			event_add(w, n, ALARM_CHANGED);
		}
	}
	c->pending = false;
	watch_forget_lately(c);
	c->said = c->alarm;
}

void
watch_turn(struct condition *c, bool active, int64_t ts_us)
{
	/* an identity is an alarm, an instant and a state: never twice */
	if (c->alarm.changed_us >= ts_us && alarm_type_def(c->type)->located)
		ts_us = c->alarm.changed_us + 1;
	c->alarm.active = active;
	c->alarm.changed_us = ts_us;
	if (active) {
		c->alarm.raised_us = ts_us;
		c->alarm.floor = SEVERITY_CLEARED;
	}
	c->pending = true;
}

static void
ask_locator(struct watch *w, int64_t now_us)
{
	watch_sort_live(w);
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *c = &w->condition[w->live[i]];

		c->root = c->notes = WATCH_NONE;
		c->confidence_ppm = 0;
		c->asserted = c->withheld = c->held = false;
	}
	w->notes = 0;
	w->rules.locator->locate(w->located, w, now_us);
	if (now_us < w->settled_us)
		now_us = w->settled_us;
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *c = &w->condition[w->live[i]];

		if (alarm_type_def(c->type)->located
		    && c->asserted != c->alarm.active)
			watch_turn(c, c->asserted, now_us);
		if (c->withheld && c->alarm.active && !c->said.active) {
			c->alarm.active = c->pending = false;
			c->alarm.changed_us = c->said.changed_us;
		}
	}
}

/* ---- whom it hits ------------------------------------------------------- */

/* Whether this settlement raises or changes it. */
static bool
will_tell(struct watch *w, struct condition *c, int64_t now_us)
{
	c->reckoned = false;
	if (!c->alarm.active || (!c->pending && now_us <= w->settled_us))
		return false;
	situate(w, c, c->pending ? c->alarm.changed_us : now_us);
	return c->pending || differs(&c->alarm, &c->said);
}

/*
 * Of the causes that are told now, and of no others: who comes and goes while
 * a cause lasts is no news of it.
 */
static void
reckon(struct watch *w, int64_t now_us)
{
	bool wanted = false;

	if (w->rules.impact == NULL)
		return;
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *c = &w->condition[w->live[i]];

		c->reckoned = will_tell(w, c, now_us) && c->alarm.root;
		wanted |= c->reckoned;
	}
	if (!wanted)
		return;
	watch_impact_asked(w);
	impact_begin(w->rules.impact);
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].alarm.active)
			watch_impact_alarm(w, &w->condition[w->live[i]]);
	impact_judge(w->rules.impact, now_us);
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].reckoned)
			watch_impact_sum(w, &w->condition[w->live[i]]);
}

/* All that happened up to now_us is in: say what came of it. */
void
watch_settle(struct watch *w, int64_t now_us)
{
	size_t first = w->events, kept = 0;

	ask_locator(w, now_us);
	reckon(w, now_us);
	for (size_t i = 0; i < w->lives; i++)
		settle_condition(w, w->live[i], now_us);
	for (size_t i = 0; i < w->lives; i++) {
		uint32_t n = w->live[i];

		w->condition[n].live = w->condition[n].alarm.active;
		if (w->condition[n].live)
			w->live[kept++] = n;
	}
	w->lives = kept;
	watch_sort_events(w, first);
	if (now_us > w->settled_us)
		w->settled_us = now_us;
}
