/*
 * event.c (ossctl-diag) - what devices say by themselves: hints
 *
 * What an event says of a port or a neighbour is an observation like that of
 * a poll, and the next poll corrects it. Other events raise an alarm of type
 * `event` with their own type for a qualifier, when their severity says so;
 * the other one of a pair clears it.
 */
#include "observe.h"

/* Two spellings: words with hyphens, and as MIBs name notifications. */
static const struct {
	const char	*down, *up;
	enum alarm_type	 own;		/* or EVENT: an alarm of its own */
	enum cause	 cause;
	enum severity	 severity;
} pairs[] = {
	{ "link-down", "link-up", ALARM_PORT_DOWN, CAUSE_SIGNAL, 0 },
	{ "linkDown", "linkUp", ALARM_PORT_DOWN, CAUSE_SIGNAL, 0 },
	{ "bgp-down", "bgp-up", ALARM_NEIGHBOR_LOST, CAUSE_PROTOCOL, 0 },
	{ "ospf-down", "ospf-up", ALARM_NEIGHBOR_LOST, CAUSE_PROTOCOL, 0 },
	{ "power-lost", "power-restored", ALARM_EVENT, CAUSE_POWER,
	    SEVERITY_CRITICAL },
	{ "on-battery", "on-mains", ALARM_EVENT, CAUSE_POWER,
	    SEVERITY_MAJOR },
	{ "supply-failed", "supply-ok", ALARM_EVENT, CAUSE_POWER,
	    SEVERITY_MAJOR },
	{ "fan-failed", "fan-ok", ALARM_EVENT, CAUSE_COOLING,
	    SEVERITY_MAJOR },
	{ "temperature-high", "temperature-ok", ALARM_EVENT,
	    CAUSE_TEMPERATURE, SEVERITY_MAJOR },
	{ "termination-down", "termination-up", ALARM_TERMINATION_DOWN,
	    CAUSE_SIGNAL, 0 },
	{ "dying-gasp", "termination-up", ALARM_TERMINATION_DOWN,
	    CAUSE_POWER, 0 },
	{ "card-failed", "card-ok", ALARM_EVENT, CAUSE_LINE_CARD,
	    SEVERITY_CRITICAL },
};

static enum object_kind
kind_of(enum alarm_type own, struct slice node, struct slice object)
{
	if (own != ALARM_EVENT)
		return alarm_type_def(own)->kind;
	return object.len == 0 || slice_eq(node, object) ? OBJECT_NODE
	    : OBJECT_INTERFACE;
}

static void
observe(struct intake *in, const struct rec *r, int64_t ts_us, size_t pair,
    bool down)
{
	struct slice node = rec_str(r, F_NODE), name = rec_str(r, F_OBJECT);
	struct observation seen = { .ts_us = ts_us, .heard = true,
	    .reading = down ? READING_DOWN : READING_UP,
	    .cause = down ? pairs[pair].cause : CAUSE_NONE,
	    .severity = down ? pairs[pair].severity : SEVERITY_CLEARED };
	enum alarm_type type = pairs[pair].own;
	struct watch *w = in->watch;
	struct slice qualifier = { NULL, 0 };
	uint32_t object;

	if (type == ALARM_EVENT)
		qualifier = slice_of(pairs[pair].down);
	/* a port that was shut goes down, too */
	if (down && slice_is(rec_str(r, F_ADMIN), "down"))
		seen.reading = READING_OFF;
	object = watch_object(w, kind_of(type, node, name), node,
	    name.len != 0 ? name : node);
	watch_observe(w, watch_condition(w, object, type, qualifier), &seen,
	    rec_str(r, F_TEXT));
}

/* An event of no pair, by what severity it says. */
static enum fate
observe_other(struct intake *in, const struct rec *r, int64_t ts_us)
{
	struct slice node = rec_str(r, F_NODE), name = rec_str(r, F_OBJECT);
	struct observation seen = { .ts_us = ts_us, .heard = true };
	struct watch *w = in->watch;
	uint32_t object;

	if (!severity_lookup(rec_str(r, F_SEVERITY), &seen.severity)
	    || (seen.severity != SEVERITY_CLEARED
	    && seen.severity < SEVERITY_MAJOR))
		return FATE_FILTERED;
	seen.reading = seen.severity == SEVERITY_CLEARED ? READING_UP
	    : READING_DOWN;
	object = watch_object(w, kind_of(ALARM_EVENT, node, name), node,
	    name.len != 0 ? name : node);
	watch_observe(w, watch_condition(w, object, ALARM_EVENT,
	    rec_str(r, F_EVENT_TYPE)), &seen, rec_str(r, F_TEXT));
	return FATE_USED;
}

enum fate
observe_event(struct intake *in, const struct rec *r)
{
	struct slice type = rec_str(r, F_EVENT_TYPE);
	bool found = false, down;
	int64_t ts_us;

	if (rec_time(r, F_TS, &ts_us) != REASON_NONE)
		return observe_bad(in, "ts is no time");
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		down = slice_is(type, pairs[i].down);
		if (!down && !slice_is(type, pairs[i].up))
			continue;
		/* what is within a node has a name */
		if (pairs[i].own != ALARM_EVENT && !rec_has(r, F_OBJECT))
			return FATE_FILTERED;
		observe(in, r, ts_us, i, down);
		if (pairs[i].own != ALARM_EVENT)
			return FATE_USED;
		found = true;
	}
	return found ? FATE_USED : observe_other(in, r, ts_us);
}
