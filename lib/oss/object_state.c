/*
 * object_state.c (oss) - what is known of an object at an instant, in a word
 */
#include "oss/object_state.h"

const char *
object_state_name(enum object_state s)
{
	static const char *const names[STATE_COUNT] = {
		[STATE_UNKNOWN] = "unknown", [STATE_UP] = "up",
		[STATE_OFF] = "off", [STATE_DOWN] = "down",
		[STATE_UNREACHABLE] = "unreachable",
		[STATE_PLANNED] = "planned",
	};

	return names[s];
}

void
object_states_init(struct object_states *s, const struct watch *w,
    int64_t now_us, int64_t stale_us)
{
	*s = (struct object_states){ .w = w, .now_us = now_us,
	    .stale_us = stale_us };
	for (size_t i = 0; i < w->conditions; i++) {
		const struct condition *c = &w->condition[i];
		const struct watched *o = &w->object[c->object];
		char id[ALARM_ID_MAX];

		s->cut_off |= c->alarm.active
		    && c->type == ALARM_POLLER_CUT_OFF;
		if (!c->alarm.active || (c->type != ALARM_MANAGEMENT_LOST
		    && c->type != ALARM_RESOLUTION_LOST))
			continue;
		alarm_id_make(id, o->node, o->name, c->type, c->qualifier);
		names_add(&s->mute, slice_of(id));
	}
}

void
object_states_release(struct object_states *s)
{
	names_release(&s->mute);
}

/* A node, or what is asked of one as nodes are */
static bool
is_asked(const struct watched *o)
{
	return o->kind == OBJECT_NODE || o->kind == OBJECT_PROBE;
}

static enum object_state
alarmed(const struct object_states *s, const struct watched *o,
    const struct alarm *a)
{
	if (a->planned)
		return STATE_PLANNED;
	if (a->root || !is_asked(o))
		return STATE_DOWN;
	return names_find(&s->mute, slice_of(a->root_id)) != NAMES_NONE
	    ? STATE_UNKNOWN : STATE_UNREACHABLE;
}

/* Nothing was heard of it for long, or since its node fell silent. */
static bool
is_old(const struct object_states *s, const struct watched *o,
    const struct health *h)
{
	const struct condition *node;
	int64_t age;

	if (s->stale_us != 0 && (__builtin_sub_overflow(s->now_us, h->last_us,
	    &age) || age > s->stale_us))
		return true;
	if (is_asked(o))
		return s->cut_off && h->down;
	if (o->of_node == WATCH_NONE)
		return false;
	node = watch_own(s->w, o->of_node);
	return (node->alarm.active || s->cut_off) && node->health.down
	    && h->last_us < node->health.bad_us;
}

enum object_state
object_state(const struct object_states *s, uint32_t object)
{
	const struct watched *o = &s->w->object[object];
	const struct condition *c = watch_own(s->w, object);

	if (c->alarm.active)
		return alarmed(s, o, &c->alarm);
	if (!c->health.known || is_old(s, o, &c->health))
		return STATE_UNKNOWN;
	if (c->health.off)
		return STATE_OFF;
	if (health_stays_down(&c->health))
		return STATE_DOWN;
	return c->health.was_up ? STATE_UP : STATE_UNKNOWN;
}

enum object_state
object_soft_state(const struct health *h)
{
	if (!h->known)
		return STATE_UNKNOWN;
	if (h->off)
		return STATE_OFF;
	if (h->down)
		return STATE_DOWN;
	return h->good_us == h->last_us ? STATE_UP : STATE_UNKNOWN;
}
