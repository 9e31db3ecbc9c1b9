/*
 * health.c (oss) - whether one object works, observation by observation
 */
#include "oss/health.h"

static const char *const causes[CAUSE_COUNT] = {
	[CAUSE_NONE] = "indeterminate",
	[CAUSE_COMMUNICATIONS] = "communicationsSubsystemFailure",
	[CAUSE_CONFIGURATION] = "configurationOrCustomizationError",
	[CAUSE_SIGNAL] = "lossOfSignal",
	[CAUSE_EQUIPMENT] = "equipmentMalfunction",
};

const char *
cause_name(enum cause c)
{
	return causes[c];
}

enum cause
cause_lookup(struct slice s)
{
	for (int c = 1; c < CAUSE_COUNT; c++)
		if (slice_is(s, causes[c]))
			return (enum cause)c;
	return CAUSE_NONE;
}

static enum health_step
down(struct health *h, int64_t ts_us, const struct health_rule *rule)
{
	if (rule->proven && !h->was_up)
		return HEALTH_SAME;
	if (h->bad == 0)
		h->bad_us = ts_us;
	if (h->bad < UINT32_MAX)
		h->bad++;
	if (h->failed || h->bad < rule->hold)
		return HEALTH_SAME;
	h->failed = true;
	return HEALTH_FAILED;
}

static enum health_step
recovered(struct health *h)
{
	bool failed = h->failed;

	h->bad = 0;
	h->bad_us = 0;
	h->failed = false;
	return failed ? HEALTH_RECOVERED : HEALTH_SAME;
}

enum health_step
health_observe(struct health *h, const struct observation *o,
    const struct health_rule *rule)
{
	if (h->known && o->ts_us <= h->last_us)
		return HEALTH_LATE;
	h->known = true;
	h->last_us = o->ts_us;
	switch (o->reading) {
	case READING_UP:
		h->was_up = true;
		return recovered(h);
	case READING_OFF:
		return recovered(h);
	case READING_DOWN:
		return down(h, o->ts_us, rule);
	case READING_UNSURE:
		break;
	}
	return HEALTH_SAME;
}

enum health_step
health_silence(struct health *h, int64_t now_us, int64_t stale_us)
{
	int64_t age;

	if (stale_us == 0 || !h->known || h->failed
	    || __builtin_sub_overflow(now_us, h->last_us, &age)
	    || age <= stale_us)
		return HEALTH_SAME;
	h->bad_us = h->last_us;
	h->last_us = now_us;
	h->failed = true;
	return HEALTH_FAILED;
}

bool
reading_of_port(struct slice admin, struct slice oper, enum reading *r,
    enum cause *cause)
{
	static const struct {
		const char	*name;
		enum reading	 reading;
		enum cause	 cause;
	} opers[] = {
		{ "up", READING_UP, CAUSE_NONE },
		{ "down", READING_DOWN, CAUSE_SIGNAL },
		{ "lowerLayerDown", READING_DOWN, CAUSE_COMMUNICATIONS },
		{ "notPresent", READING_DOWN, CAUSE_EQUIPMENT },
		{ "testing", READING_UNSURE, CAUSE_NONE },
		{ "unknown", READING_UNSURE, CAUSE_NONE },
		{ "dormant", READING_UNSURE, CAUSE_NONE },
	};
	size_t i, n = sizeof(opers) / sizeof(opers[0]);

	for (i = 0; i < n && !slice_is(oper, opers[i].name); i++)
		;
	if (i == n)
		return false;
	*r = opers[i].reading;
	*cause = opers[i].cause;
	if (slice_is(admin, "up"))
		return true;
	if (slice_is(admin, "down"))
		*r = READING_OFF;
	else if (admin.len != 0 && !slice_is(admin, "testing"))
		return false;
	else if (*r == READING_DOWN)
		*r = READING_UNSURE;
	*cause = CAUSE_NONE;
	return true;
}

void
reading_of_node(bool reachable, struct slice error, enum reading *r,
    enum cause *cause)
{
	*r = reachable ? READING_UP : READING_DOWN;
	*cause = reachable ? CAUSE_NONE : CAUSE_COMMUNICATIONS;
	/* It may well work; what we know of it is wrong. */
	if (!reachable && (slice_is(error, "auth")
	    || slice_is(error, "resolve")))
		*cause = CAUSE_CONFIGURATION;
}
