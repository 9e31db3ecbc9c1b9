/*
 * watch_judge.c (oss) - from observations to alarms, in event time
 */
#include "oss/watch.h"
#include "oss/watch_item.h"

/* ---- what only events name ---------------------------------------------- */

static struct watched *
node_of(struct watch *w, uint32_t object)
{
	uint32_t node = w->object[object].of_node;

	return &w->object[node != WATCH_NONE ? node : object];
}

static bool
refuse(struct refusals *r, uint32_t n)
{
	if (r->n++ == 0)
		r->first = n;
	return false;
}

static bool
is_counted(const struct watch *w, uint32_t n, bool heard)
{
	const struct condition *c = &w->condition[n];
	uint32_t gauge = w->object[c->object].gauge;

	if (c->health.known || c->alarm.active)
		return false;
	return c->type == ALARM_EVENT || (heard && (gauge == WATCH_NONE
	    || w->gauge[gauge].has == 0));
}

/* Whether a condition may be known: without a limit one could fill the store. */
static bool
admit(struct watch *w, uint32_t n, bool heard)
{
	const struct condition *c = &w->condition[n];
	bool event = c->type == ALARM_EVENT;
	struct watched *node;

	if (!is_counted(w, n, heard))
		return true;
	node = node_of(w, c->object);
	if (event && node->events >= WATCH_EVENTS_MAX)
		return refuse(&w->refused, n);
	if (!event && node->heards >= WATCH_HEARD_MAX)
		return refuse(&w->unheard, n);
	if (!node->asked && w->strange >= WATCH_STRANGERS_MAX)
		return refuse(&w->strangers, n);
	if (event)
		node->events++;
	else
		node->heards++;
	w->strange += !node->asked;
	w->object[c->object].heard |= !event;
	return true;
}

/* Who is asked and what is found there is no event's to name. */
static void
meet(struct watch *w, uint32_t object)
{
	struct watched *o = &w->object[object], *node = node_of(w, object);

	if (o->heard) {
		o->heard = false;
		node->heards--;
		w->strange -= !node->asked;
	}
	if (!node->asked) {
		node->asked = true;
		w->strange -= node->events + node->heards;
	}
}

/* What of this is known from the store. */
static void
count_heard(struct watch *w)
{
	for (uint32_t n = 0; n < w->conditions; n++) {
		const struct condition *c = &w->condition[n];
		struct watched *o = &w->object[c->object];
		bool known = c->health.known || c->alarm.active;

		if (c->type == ALARM_EVENT)
			node_of(w, c->object)->events += known;
		else if (n == o->own && o->heard)
			node_of(w, c->object)->heards++;
		else if (n == o->own && c->health.known)
			node_of(w, c->object)->asked = true;
	}
	for (uint32_t i = 0; i < w->objects; i++) {
		struct watched *o = &w->object[i];

		/* what was not loaded was sampled once */
		o->asked |= o->kept != WATCH_NONE
		    && w->kept[o->kept].len != 0;
		w->strange += o->asked ? 0 : o->events + o->heards;
		w->hears |= o->heards != 0;
	}
}

/* ---- taking observations ------------------------------------------------ */

static void
take_observation(struct watch *w, const struct watch_item *it)
{
	const struct observation seen = { it->ts_us,
	    (enum reading)it->reading, (enum cause)it->cause,
	    (enum severity)it->severity, it->what == ITEM_HEARD };

	if (admit(w, it->condition, seen.heard))
		w->late += !watch_apply(w, it->condition, &seen,
		    (struct watch_proof){ .error = it->word });
}

/* ---- heartbeats --------------------------------------------------------- */

/* The next condition of whose coming and going an alarm tells, from n on. */
static uint32_t
that_flaps(const struct watch *w, uint32_t n, uint32_t flapping)
{
	while (n != WATCH_NONE && w->condition[n].flapping != flapping)
		n = w->condition[n].next;
	return n;
}

/* That what is told no more comes and goes is told no more, either. */
static bool
is_untold(const struct watch *w, uint32_t alarm)
{
	const struct condition *c = &w->condition[alarm];
	uint32_t n;

	if (c->type != ALARM_FLAPPING)
		return watch_untold(w, c);
	n = that_flaps(w, w->object[c->object].own, alarm);
	if (n == WATCH_NONE)
		return false;
	for (; n != WATCH_NONE; n = that_flaps(w, w->condition[n].next, alarm))
		if (!watch_untold(w, &w->condition[n]))
			return false;
	return true;
}

static void
forget(struct watch *w, uint32_t n)
{
	struct condition *c = &w->condition[n];

	health_forget(&c->health);
	c->dirty = w->object[c->object].dirty = true;
}

/* A value that is told no more says nothing, neither good nor bad. */
static void
take_untold(struct watch *w, int64_t now_us)
{
	for (size_t i = 0; i < w->lives; i++) {
		uint32_t n = w->live[i], k;
		struct condition *c = &w->condition[n];

		if (!c->alarm.active || c->pending || !is_untold(w, n))
			continue;
		watch_turn(c, false, now_us);
		forget(w, n);
		k = c->type == ALARM_FLAPPING ? w->object[c->object].own
		    : WATCH_NONE;
		while ((k = that_flaps(w, k, n)) != WATCH_NONE) {
			forget(w, k);
			k = w->condition[k].next;
		}
	}
}

/*
 * A node that was not heard of for long is silent. A neighbour is when its
 * node was heard of and did not name it.
 */
static void
take_heartbeat(struct watch *w, int64_t now_us)
{
	for (size_t i = 0; w->rules.stale_us != 0 && i < w->objects; i++) {
		const struct watched *o = &w->object[i];
		const struct health *node;

		if (o->kind == OBJECT_NODE) {
			watch_apply_silence(w, o->own, now_us, now_us);
		} else if (o->kind == OBJECT_NEIGHBOR) {
			node = &watch_own(w, o->of_node)->health;
			if (node->known && !node->failed
			    && watch_own(w, (uint32_t)i)->health.was_up)
				watch_apply_silence(w, o->own, node->last_us,
				    now_us);
		}
	}
	take_untold(w, now_us);
	watch_settle(w, now_us);
	if (now_us > w->passed_us)
		w->passed_us = now_us;
}

/* Conditions that the store knew to flap or to be active. */
static void
begin(struct watch *w)
{
	for (uint32_t i = 0; i < w->objects; i++) {
		uint32_t g = w->object[i].gauge;

		if (g != WATCH_NONE && (w->flow[g].in.quiet > 0
		    || w->flow[g].out.quiet > 0))
			watch_add_quiet(w, i);
	}
	for (uint32_t n = 0; n < w->conditions; n++) {
		struct condition *c = &w->condition[n];

		if (c->alarm.active) {
			watch_live(w, n);
			c->said = c->alarm;
		}
		if (c->type != ALARM_FLAPPING)
			c->flapping = watch_find_condition(w, c->object,
			    ALARM_FLAPPING,
			    slice_of(alarm_type_def(c->type)->name));
	}
	count_heard(w);
}

/*
 * Without those that are of a clock that is ahead: what is not newer than the
 * last known counts for nothing, so one of them would silence its object for
 * as long.
 */
static size_t
cut_ahead(struct watch *w, int64_t beat_us)
{
	size_t n = w->items;
	int64_t limit;

	if (beat_us == INT64_MIN
	    || __builtin_add_overflow(beat_us, WATCH_AHEAD_US, &limit))
		return n;
	while (n > 0 && w->item[n - 1].ts_us > limit)
		n--;
	w->ahead = w->items - n;
	return n;
}

/* How many of the sorted items are judged now (watch_rules.late_us). */
static size_t
cut_late(struct watch *w)
{
	int64_t limit, at = INT64_MIN, beat_us = INT64_MIN;
	size_t n = 0;

	for (size_t i = 0; i < w->items; i++)
		if (w->item[i].what == ITEM_HEARTBEAT)
			beat_us = w->item[i].ts_us;
	if (beat_us > w->heartbeat_us)
		w->heartbeat_us = beat_us;
	w->ahead = 0;
	w->behind = beat_us != INT64_MIN && w->settled_us != INT64_MIN
	    && !__builtin_add_overflow(beat_us, WATCH_AHEAD_US, &limit)
	    && limit < w->settled_us;
	if (w->rules.late_us == 0)
		return cut_ahead(w, beat_us);
	if (__builtin_sub_overflow(w->heartbeat_us, w->rules.late_us, &limit))
		return 0;
	for (size_t i = 0; i < w->items; i++)
		if (w->item[i].what == ITEM_HEARTBEAT
		    && w->item[i].ts_us <= limit)
			at = w->item[i].ts_us;
	while (n < w->items && w->item[n].ts_us <= at)
		n++;
	return n;
}

static void
take(struct watch *w, const struct watch_item *it)
{
	if (w->hears && it->what != ITEM_HEARD && it->what != ITEM_HEARTBEAT)
		meet(w, w->condition[it->condition].object);
	switch ((enum item_what)it->what) {
	case ITEM_READING:
	case ITEM_HEARD:
		take_observation(w, it);
		break;
	case ITEM_VALUE:
		watch_take_value(w, it);
		break;
	case ITEM_PORT:
		watch_take_port(w, it);
		break;
	case ITEM_HEARTBEAT:
		take_heartbeat(w, it->ts_us);
		break;
	}
	w->at_us = it->ts_us;
}

void
watch_judge(struct watch *w)
{
	size_t n;

	w->passed_us = INT64_MIN;
	watch_rank(w);
	watch_sort_items(w);
	watch_sort_network(w);
	n = cut_late(w);
	w->held = w->items - n;
	w->located = w->rules.locator->open(w);
	begin(w);
	watch_impact_begin(w);
	for (size_t i = 0; i < n; i++)
		take(w, &w->item[i]);
	if (n > 0 && w->item[n - 1].what != ITEM_HEARTBEAT)
		watch_settle(w, w->at_us);
}
