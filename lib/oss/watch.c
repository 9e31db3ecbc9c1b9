/*
 * watch.c (oss) - from observations to alarms, in event time
 */
#include <assert.h>

#include "base/buf.h"
#include "oss/evidence.h"
#include "oss/situation.h"
#include "oss/watch.h"

struct watch_item {
	struct observation	seen;
	uint32_t		object;		/* WATCH_NONE: a heartbeat */
	uint32_t		error;		/* word */
};

void
watch_init(struct watch *w, const struct watch_rules *rules)
{
	*w = (struct watch){ .rules = *rules, .settled_us = INT64_MIN,
	    .heartbeat_us = INT64_MIN };
	assert(rules->hold >= 1);
	names_add(&w->words, (struct slice){ 0 });	/* word 0 is "" */
}

void
watch_release(struct watch *w)
{
	situation_free(w->situation);
	names_release(&w->keys);
	names_release(&w->words);
	arena_release(&w->arena);
	free(w->object);
	free(w->link);
	free(w->window);
	free(w->item);
	free(w->event);
	*w = (struct watch){ 0 };
}

/*
 * The key of an object: kind, length of the node's name, both names. The
 * length keeps apart ("a", "bc") and ("ab", "c").
 */
static struct slice
key_make(struct buf *b, enum object_kind kind, struct slice node,
    struct slice name)
{
	uint32_t len = (uint32_t)node.len;

	buf_addc(b, (char)kind);
	buf_add(b, &len, sizeof(len));
	buf_add_slice(b, node);
	buf_add_slice(b, name);
	return buf_slice(b);
}

uint32_t
watch_find(const struct watch *w, enum object_kind kind, struct slice node,
    struct slice name)
{
	struct buf b = { 0 };
	uint32_t n = names_find(&w->keys, key_make(&b, kind, node, name));

	buf_release(&b);
	return n;
}

static struct slice
word(struct watch *w, struct slice s)
{
	uint32_t n = names_add(&w->words, s);	/* may move item[] */

	return w->words.item[n];
}

static void
object_init(struct watch *w, struct watched *o, enum object_kind kind,
    struct slice node, struct slice name)
{
	*o = (struct watched){ .kind = kind, .node = word(w, node),
	    .name = word(w, name), .root = WATCH_NONE };
	o->of_node = kind == OBJECT_NODE ? WATCH_NONE
	    : watch_find(w, OBJECT_NODE, node, node);
	alarm_init(&o->alarm, node, name, kind);
}

uint32_t
watch_object(struct watch *w, enum object_kind kind, struct slice node,
    struct slice name)
{
	struct buf b = { 0 };
	struct slice key;
	uint32_t n;

	/* A port's node comes first, so that of_node can be found. */
	if (kind != OBJECT_NODE)
		watch_object(w, OBJECT_NODE, node, node);
	key = key_make(&b, kind, node, name);
	n = names_add(&w->keys, key);
	buf_release(&b);
	if (n < w->objects)
		return n;
	GROW(w->object, w->objects, w->objects_cap);
	object_init(w, &w->object[w->objects++], kind, node, name);
	return n;
}

void
watch_link(struct watch *w, const struct watch_link *k)
{
	GROW(w->link, w->links, w->links_cap);
	w->link[w->links++] = (struct watch_link){ word(w, k->a_node),
	    word(w, k->a_port), word(w, k->b_node), word(w, k->b_port) };
}

void
watch_window(struct watch *w, const struct watch_window *v)
{
	struct watch_window copy = { word(w, v->window), word(w, v->node),
	    word(w, v->object), v->from_us, v->to_us };

	for (size_t i = 0; i < w->windows; i++)
		if (slice_eq(w->window[i].window, v->window)) {
			w->window[i] = copy;
			return;
		}
	GROW(w->window, w->windows, w->windows_cap);
	w->window[w->windows++] = copy;
}

static void
item_add(struct watch *w, const struct watch_item *it)
{
	GROW(w->item, w->items, w->items_cap);
	w->item[w->items++] = *it;
}

void
watch_observe(struct watch *w, uint32_t object, const struct observation *seen,
    struct slice error)
{
	item_add(w, &(struct watch_item){ *seen, object,
	    names_add(&w->words, error) });
}

void
watch_heartbeat(struct watch *w, int64_t ts_us)
{
	item_add(w, &(struct watch_item){ { .ts_us = ts_us }, WATCH_NONE, 0 });
}

void
watch_forget_known(struct watch *w)
{
	for (size_t i = 0; i < w->objects; i++) {
		struct watched *o = &w->object[i];

		o->health = (struct health){ 0 };
		alarm_init(&o->alarm, o->node, o->name, o->kind);
		o->loaded = false;
	}
	w->settled_us = w->heartbeat_us = INT64_MIN;
}

/* By name, not by number: numbers hang on the order of the input. */
static int
object_cmp(const struct watch *w, uint32_t a, uint32_t b)
{
	const struct watched *x = &w->object[a], *y = &w->object[b];
	int c;

	if (a == b)
		return 0;
	if ((c = slice_cmp(x->node, y->node)) != 0)
		return c;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return slice_cmp(x->name, y->name);
}

/* A heartbeat stands behind the observations of its instant. */
static int
item_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch_item *a = va, *b = vb;
	const struct watch *w = arg;
	int c;

	if (a->seen.ts_us != b->seen.ts_us)
		return a->seen.ts_us < b->seen.ts_us ? -1 : 1;
	if (a->object == WATCH_NONE || b->object == WATCH_NONE)
		return (a->object == WATCH_NONE) - (b->object == WATCH_NONE);
	if ((c = object_cmp(w, a->object, b->object)) != 0)
		return c;
	if (a->seen.reading != b->seen.reading)
		return a->seen.reading < b->seen.reading ? -1 : 1;
	if (a->seen.cause != b->seen.cause)
		return a->seen.cause < b->seen.cause ? -1 : 1;
	return slice_cmp(w->words.item[a->error], w->words.item[b->error]);
}

static int
window_cmp(const void *va, const void *vb)
{
	const struct watch_window *a = va, *b = vb;

	return slice_cmp(a->window, b->window);
}

static int
event_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch_event *a = va, *b = vb;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	return object_cmp(arg, a->object, b->object);
}

static void
event_add(struct watch *w, struct watched *o, enum alarm_state state)
{
	struct watch_event *e;

	GROW(w->event, w->events, w->events_cap);
	e = &w->event[w->events++];
	*e = (struct watch_event){ .object = (uint32_t)(o - w->object),
	    .state = state, .ts_us = o->alarm.changed_us,
	    .alarm = o->alarm };
	if (state != ALARM_CLEARED) {
		e->ref = evidence_ref(&w->arena, w, o);
		e->text = evidence_text(&w->arena, w, o, state);
	}
	o->dirty = true;
}

/* Fill in what an active alarm owes to others at an instant. */
static void
situate(struct watch *w, struct watched *o, int64_t ts_us)
{
	struct alarm *a = &o->alarm;

	a->root = o->root == WATCH_NONE;
	memset(a->root_id, 0, sizeof(a->root_id));
	if (!a->root)
		memcpy(a->root_id, w->object[o->root].alarm.id, ALARM_ID_MAX);
	a->planned = situation_window(w, o, ts_us) != NULL;
}

static bool
differs(const struct alarm *a, const struct alarm *b)
{
	return a->cause != b->cause || a->root != b->root
	    || a->planned != b->planned
	    || memcmp(a->root_id, b->root_id, ALARM_ID_MAX) != 0;
}

static void
settle_object(struct watch *w, struct watched *o, int64_t now_us)
{
	if (o->pending && !o->alarm.active) {
		event_add(w, o, ALARM_CLEARED);
	} else if (o->pending) {
		situate(w, o, o->alarm.changed_us);
		event_add(w, o, ALARM_RAISED);
	} else if (o->alarm.active && now_us > w->settled_us) {
		situate(w, o, now_us);
		if (differs(&o->alarm, &o->said)) {
			o->alarm.changed_us = now_us;
			event_add(w, o, ALARM_CHANGED);
		}
	}
	o->pending = false;
	o->said = o->alarm;
}

/* All that happened up to now_us is in: say what came of it. */
static void
settle(struct watch *w, int64_t now_us)
{
	size_t first = w->events;

	situation_locate(w->situation, w);
	for (size_t i = 0; i < w->objects; i++)
		settle_object(w, &w->object[i], now_us);
	if (w->events > first)
		qsort_r(w->event + first, w->events - first,
		    sizeof(*w->event), event_cmp, w);
	if (now_us > w->settled_us)
		w->settled_us = now_us;
}

static void
transit(struct watch *w, struct watched *o, bool active, int64_t ts_us)
{
	/* Its last transition of this group has not been told yet. */
	if (o->pending)
		settle(w, w->at_us);
	o->alarm.active = active;
	o->alarm.changed_us = ts_us;
	if (active)
		o->alarm.raised_us = ts_us;
	o->pending = true;
}

static struct watch_proof
proof_of(const struct watched *o, uint32_t error)
{
	return (struct watch_proof){ .seen_us = o->health.last_us,
	    .since_us = o->health.bad_us, .observations = o->health.bad,
	    .error = error };
}

static void
take_observation(struct watch *w, const struct watch_item *it)
{
	struct watched *o = &w->object[it->object];
	const struct health_rule rule = { w->rules.hold,
	    o->kind == OBJECT_INTERFACE };

	switch (health_observe(&o->health, &it->seen, &rule)) {
	case HEALTH_LATE:
		w->late++;
		return;
	case HEALTH_FAILED:
		transit(w, o, true, it->seen.ts_us);
		break;
	case HEALTH_RECOVERED:
		transit(w, o, false, it->seen.ts_us);
		break;
	case HEALTH_SAME:
		break;
	}
	o->dirty = true;
	if (it->seen.reading == READING_DOWN && o->alarm.active) {
		o->alarm.cause = it->seen.cause;
		o->proof = proof_of(o, it->error);
	}
}

static void
take_heartbeat(struct watch *w, int64_t now_us)
{
	for (size_t i = 0; i < w->objects; i++) {
		struct watched *o = &w->object[i];

		if (o->kind != OBJECT_NODE || health_silence(&o->health,
		    now_us, w->rules.stale_us) != HEALTH_FAILED)
			continue;
		transit(w, o, true, now_us);
		o->alarm.cause = CAUSE_COMMUNICATIONS;
		o->proof = proof_of(o, 0);
		o->proof.silent = true;
	}
	settle(w, now_us);
	if (now_us > w->heartbeat_us)
		w->heartbeat_us = now_us;
}

void
watch_judge(struct watch *w)
{
	bool open = false;

	/* empty arrays are NULL, which qsort does not take */
	if (w->items > 1)
		qsort_r(w->item, w->items, sizeof(*w->item), item_cmp, w);
	if (w->windows > 1)
		qsort(w->window, w->windows, sizeof(*w->window), window_cmp);
	w->situation = situation_new(w);
	for (size_t i = 0; i < w->objects; i++)
		w->object[i].said = w->object[i].alarm;
	for (size_t i = 0; i < w->items; i++) {
		const struct watch_item *it = &w->item[i];

		open = it->object != WATCH_NONE;
		if (open)
			take_observation(w, it);
		else
			take_heartbeat(w, it->seen.ts_us);
		w->at_us = it->seen.ts_us;
	}
	if (open)
		settle(w, w->at_us);
}
