/*
 * health.c (oss) - whether one object works, observation by observation
 */
#include "oss/health.h"

#define FLAP_STATES	21
#define DOWN_SURE	5
/* the weight of a change, in hundredths: 80 the oldest, 120 the newest */
#define FLAP_WEIGHT(i)	(120 - 40 * (i) / (FLAP_STATES - 2))

unsigned
health_change_pct(const struct health *h)
{
	uint64_t changes = h->past ^ h->past >> 1;
	unsigned sum = 0;

	for (unsigned i = 0; i < FLAP_STATES - 1 && i + 1 < h->past_len; i++)
		if (changes >> i & 1)
			sum += FLAP_WEIGHT(i);
	return sum / (FLAP_STATES - 1);
}

static void
remember(struct health *h, bool is_down, const struct health_rule *rule)
{
	unsigned pct;

	h->down = is_down;
	h->off = false;
	h->past = h->past << 1 | is_down;
	if (h->past_len < HEALTH_PAST_MAX)
		h->past_len++;
	if (rule->flap_start_pct == 0) {
		h->flapping = false;
		return;
	}
	pct = health_change_pct(h);
	if (h->flapping)
		h->flapping = pct >= rule->flap_stop_pct;
	else
		h->flapping = pct >= rule->flap_start_pct;
}

/* How many of the last m say down. */
static unsigned
count_down(const struct health *h, unsigned m)
{
	uint64_t mask = m < 64 ? (UINT64_C(1) << m) - 1 : UINT64_MAX;

	return (unsigned)__builtin_popcountll(h->past & mask);
}

static enum health_step
down(struct health *h, int64_t ts_us, const struct health_rule *rule)
{
	if (rule->proven && !h->was_up)
		return HEALTH_SAME;
	remember(h, true, rule);
	if (h->bad == 0)
		h->bad_us = ts_us;
	if (h->bad < UINT32_MAX)
		h->bad++;
	if (h->failed || count_down(h, rule->bad_m) < rule->bad_n)
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

static enum health_step
up(struct health *h, const struct health_rule *rule)
{
	unsigned m = rule->good_m, n;

	h->was_up = true;
	remember(h, false, rule);
	if (!h->failed) {
		/* in a row: the row is broken; else until m were good */
		if (rule->bad_n == rule->bad_m
		    || count_down(h, rule->bad_m) == 0)
			return recovered(h);
		return HEALTH_SAME;
	}
	n = h->past_len < m ? h->past_len : m;
	return n - count_down(h, n) >= rule->good_n ? recovered(h)
	    : HEALTH_SAME;
}

void
health_forget(struct health *h)
{
	h->past = 0;
	h->past_len = 0;
	h->down = h->flapping = h->silent = false;
	recovered(h);
}

static enum health_step
off(struct health *h)
{
	enum health_step step = h->failed ? HEALTH_RECOVERED : HEALTH_SAME;

	health_forget(h);
	h->off = true;
	return step;
}

enum health_step
health_observe(struct health *h, const struct observation *o,
    const struct health_rule *rule)
{
	if (h->known && o->ts_us <= h->last_us)
		return HEALTH_LATE;
	h->known = true;
	h->silent = false;
	h->last_us = o->ts_us;
	switch (o->reading) {
	case READING_UP:
		h->good_us = o->ts_us;
		return up(h, rule);
	case READING_OFF:
		return off(h);
	case READING_DOWN:
		return down(h, o->ts_us, rule);
	case READING_UNSURE:
		break;
	}
	return HEALTH_SAME;
}

unsigned
health_downs(const struct health *h)
{
	return count_down(h, FLAP_STATES);
}

unsigned
health_falls(const struct health *h)
{
	uint64_t seen = h->past & ((UINT64_C(1) << FLAP_STATES) - 1);

	return (unsigned)__builtin_popcountll(seen & ~(seen >> 1));
}

bool
health_stays_down(const struct health *h)
{
	unsigned now = 0, run = 0, longest = 0, i;

	while (now < FLAP_STATES && (h->past >> now & 1))
		now++;
	for (i = now; i < FLAP_STATES; i++) {
		run = h->past >> i & 1 ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return h->silent || (now >= DOWN_SURE && now > 2 * longest);
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
	h->down = h->failed = h->silent = true;
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
	/* the host is there, but no agent listens */
	if (!reachable && slice_is(error, "refused"))
		*cause = CAUSE_SOFTWARE;
}

bool
reading_of_status(struct slice status, struct observation *o)
{
	static const struct {
		const char	*status;
		enum reading	 reading;
		enum severity	 severity;
	} words[] = {
		{ "ok", READING_UP, SEVERITY_CLEARED },
		{ "warning", READING_DOWN, SEVERITY_WARNING },
		{ "failed", READING_DOWN, SEVERITY_CLEARED },
		{ "absent", READING_OFF, SEVERITY_CLEARED },
		{ "unknown", READING_UNSURE, SEVERITY_CLEARED },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(status, words[i].status)) {
			o->reading = words[i].reading;
			o->severity = words[i].severity;
			return true;
		}
	return false;
}

void
reading_of_down_cause(struct slice why, struct observation *o)
{
	if (slice_is(why, "dying-gasp"))
		o->cause = CAUSE_POWER;
	else if (slice_is(why, "los"))
		o->cause = CAUSE_SIGNAL;
	else if (slice_is(why, "lofi"))
		o->cause = CAUSE_FRAME;
	else if (slice_is(why, "admin"))
		o->reading = READING_OFF;
	else if (why.len == 0 || slice_is(why, "unknown"))
		o->cause = CAUSE_COMMUNICATIONS;	/* or power: untold */
}

void
reading_of_neighbor(struct slice protocol, struct slice state,
    struct slice admin, enum reading *r)
{
	*r = READING_UP;
	if (slice_is(admin, "down"))
		*r = READING_OFF;
	else if (slice_is(protocol, "bgp"))
		*r = state.len == 0 ? READING_UNSURE
		    : slice_is(state, "established") ? READING_UP
		    : READING_DOWN;
	else if (slice_is(protocol, "ospf"))
		*r = state.len == 0 ? READING_UNSURE
		    : slice_is(state, "full") || slice_is(state, "two-way")
		    ? READING_UP : READING_DOWN;
}

enum cause
cause_of_sensor(struct slice class, enum cause otherwise)
{
	if (slice_is(class, "temperature"))
		return CAUSE_TEMPERATURE;
	if (slice_is(class, "humidity"))
		return CAUSE_HUMIDITY;
	if (slice_is(class, "fan"))
		return CAUSE_COOLING;
	if (slice_is(class, "voltage") || slice_is(class, "current")
	    || slice_is(class, "power") || slice_is(class, "supply")
	    || slice_is(class, "battery"))
		return CAUSE_POWER;
	if (class.len > 8 && memcmp(class.p, "optical-", 8) == 0)
		return CAUSE_DEGRADED;
	if (slice_is(class, "load"))
		return CAUSE_PROCESSOR;
	if (slice_is(class, "memory"))
		return CAUSE_CAPACITY;
	return slice_is(class, "storage") ? CAUSE_STORAGE : otherwise;
}
