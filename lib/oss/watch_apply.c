/*
 * watch_apply.c (oss) - what an observation does to its condition
 */
#include "oss/watch.h"
#include "oss/watch_item.h"

static void
transit(struct watch *w, uint32_t n, bool active, int64_t ts_us)
{
	/* Its last transition of this group has not been told yet. */
	if (w->condition[n].pending)
		watch_settle(w, w->at_us);
	watch_turn(&w->condition[n], active, ts_us);
	watch_live(w, n);
}

void
watch_forget_lately(struct condition *c)
{
	if (!c->health.known || c->alarm.active || c->pending
	    || c->health.down || c->health.failed
	    || health_downs(&c->health) != 0)
		return;
	c->alarm.cause = CAUSE_NONE;
	c->proof = (struct watch_proof){ 0 };
}

/* It may be up just now. */
static struct watch_proof
proof_of_turns(const struct health *h)
{
	return (struct watch_proof){ .seen_us = h->last_us,
	    .since_us = h->down ? h->bad_us : h->last_us,
	    .observations = h->bad };
}

static struct watch_proof
proof_of(const struct health *h, uint32_t error)
{
	return (struct watch_proof){ .seen_us = h->last_us,
	    .since_us = h->bad_us, .observations = h->bad, .error = error };
}

void
watch_promote(struct watch *w, uint32_t n)
{
	struct condition *c = &w->condition[n];
	const struct alarm_type_def *type = alarm_type_def(c->type);

	if (c->alarm.active || c->pending || !c->health.down)
		return;
	c->health.failed = true;
	c->withheld = false;
	watch_turn(c, true, c->health.last_us);
	if (c->alarm.cause == CAUSE_NONE)
		c->alarm.cause = type->cause;
	c->alarm.severity = type->severity;
	c->proof = proof_of(&c->health, c->proof.error);
	watch_live(w, n);
}

/* Whether one does of those of a type: errors in or out, processor or memory */
static bool
any_flaps(const struct watch *w, uint32_t object, enum alarm_type type)
{
	uint32_t n = w->object[object].own;

	while (n != WATCH_NONE && (w->condition[n].type != type
	    || !w->condition[n].health.flapping))
		n = w->condition[n].next;
	return n != WATCH_NONE;
}

static uint32_t
flapping_new(struct watch *w, uint32_t object, enum alarm_type type)
{
	uint32_t f = watch_condition(w, object, ALARM_FLAPPING,
	    slice_of(alarm_type_def(type)->name));

	for (uint32_t n = w->object[object].own; n != WATCH_NONE;
	    n = w->condition[n].next)
		if (w->condition[n].type == type)
			w->condition[n].flapping = f;
	return f;
}

/* An alarm of its own says that conditions of a type come and go. */
static void
take_flapping(struct watch *w, uint32_t n, int64_t ts_us)
{
	const struct condition *c = &w->condition[n];
	bool active = any_flaps(w, c->object, c->type);
	uint32_t f = c->flapping;

	if (f == WATCH_NONE && active)
		f = flapping_new(w, c->object, c->type);
	if (f == WATCH_NONE || w->condition[f].alarm.active == active)
		return;
	transit(w, f, active, ts_us);
	w->condition[f].alarm.cause
	    = alarm_type_def(w->condition[n].type)->cause;
	w->condition[f].proof = proof_of_turns(&w->condition[n].health);
}

bool
watch_apply(struct watch *w, uint32_t n, const struct observation *seen,
    struct watch_proof proof)
{
	const struct alarm_type_def *type
	    = alarm_type_def(w->condition[n].type);
	struct health_rule rule = w->rules.health;
	struct condition *c;

	rule.proven = type->proven;
	switch (health_observe(&w->condition[n].health, seen, &rule)) {
	case HEALTH_LATE:
		return false;
	case HEALTH_FAILED:
		transit(w, n, true, seen->ts_us);
		break;
	case HEALTH_RECOVERED:
		if (w->condition[n].alarm.active)	/* not closed */
			transit(w, n, false, seen->ts_us);
		break;
	case HEALTH_SAME:
		break;
	}
	c = &w->condition[n];
	c->dirty = w->object[c->object].dirty = true;
	if (seen->reading == READING_UP || seen->reading == READING_OFF)
		watch_forget_lately(c);
	if (seen->reading == READING_DOWN) {
		c->alarm.cause = seen->cause != CAUSE_NONE ? seen->cause
		    : type->cause;
		c->proof.error = proof.error;
	}
	if (seen->reading == READING_DOWN && c->alarm.active) {
		c->alarm.severity = seen->severity != SEVERITY_CLEARED
		    ? seen->severity : type->severity;
		c->proof = proof;
		c->proof.seen_us = c->health.last_us;
		c->proof.since_us = c->health.bad_us;
		c->proof.observations = c->health.bad;
	}
	if (c->health.flapping || c->flapping != WATCH_NONE)
		take_flapping(w, n, seen->ts_us);
	return true;
}

void
watch_apply_silence(struct watch *w, uint32_t n, int64_t seen_us,
    int64_t now_us)
{
	struct condition *c = &w->condition[n];

	if (health_silence(&c->health, seen_us, w->rules.stale_us)
	    != HEALTH_FAILED)
		return;
	transit(w, n, true, now_us);
	c = &w->condition[n];
	c->alarm.cause = alarm_type_def(c->type)->cause;
	c->alarm.severity = alarm_type_def(c->type)->severity;
	c->proof = proof_of(&c->health, 0);
	c->proof.silent = true;
	c->dirty = w->object[c->object].dirty = true;
}
