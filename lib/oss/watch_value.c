/*
 * watch_value.c (oss) - values held against thresholds, counters as rates
 */
#include "oss/watch.h"
#include "oss/watch_item.h"

struct measured {
	uint32_t	object;
	enum metric	metric;
	const char	*qualifier;
	int64_t		ts_us;
	money_t		value;
	uint32_t	unit;		/* word */
};

static bool
cross(struct watch *w, const struct measured *m, enum alarm_type type,
    enum severity severity, bool low, money_t limit)
{
	const struct observation seen = { m->ts_us,
	    severity != SEVERITY_CLEARED ? READING_DOWN : READING_UP,
	    cause_of_sensor(w->object[m->object].sensor_class, CAUSE_NONE),
	    severity, false };

	return watch_apply(w, watch_condition(w, m->object, type,
	    slice_of(m->qualifier)), &seen, (struct watch_proof){
	    .error = m->unit, .measured = true, .low = low,
	    .metric = m->metric, .value = m->value, .limit = limit });
}

static enum severity
severity_had(const struct watch *w, const struct measured *m,
    enum alarm_type type)
{
	uint32_t n = watch_find_condition(w, m->object, type,
	    slice_of(m->qualifier));

	return n != WATCH_NONE && w->condition[n].alarm.active
	    ? w->condition[n].alarm.severity : SEVERITY_CLEARED;
}

static bool
take_measured(struct watch *w, const struct measured *m)
{
	const struct threshold *t = watch_threshold(w, m->object, m->metric);
	const struct metric_def *def = metric_def(m->metric);
	enum severity high, low;
	bool fresh = true;

	if (t == NULL)
		return true;
	high = threshold_high(t, m->value, severity_had(w, m, def->high));
	low = threshold_low(t, m->value, severity_had(w, m, def->low));
	if (def->high == def->low)
		return high >= low ? cross(w, m, def->high, high, false,
		    t->high.at[high]) : cross(w, m, def->low, low, true,
		    t->low.at[low]);
	if (t->high.has != 0)
		fresh = cross(w, m, def->high, high, false,
		    t->high.at[high]);
	if (t->low.has != 0)
		fresh &= cross(w, m, def->low, low, true, t->low.at[low]);
	return fresh;
}

static bool
take_baseline(struct watch *w, const struct measured *rtt)
{
	struct watched *o = &w->object[rtt->object];
	struct baseline *b = &w->baseline[o->baseline];
	struct measured m = *rtt;

	if (b->seen != 0 && rtt->ts_us <= b->ts_us)
		return false;
	o->dirty = true;
	m.metric = METRIC_RTT_DEVIATION;
	m.qualifier = metric_def(m.metric)->qualifier;
	if (baseline_take(b, rtt->ts_us, rtt->value / MONEY_SCALE, &m.value))
		take_measured(w, &m);
	return true;
}

void
watch_take_value(struct watch *w, const struct watch_item *it)
{
	const struct watch_value *v = &w->value[it->at];
	struct measured m = { w->condition[it->condition].object, v->metric,
	    metric_def(v->metric)->qualifier, it->ts_us, v->value,
	    it->word };
	bool fresh;

	fresh = take_measured(w, &m);
	if (v->metric == METRIC_RTT
	    && w->object[m.object].baseline != WATCH_NONE)
		fresh &= take_baseline(w, &m);
	w->late += !fresh;
}

/*
 * Whether there is nothing to say of a rate: it is right, and was. What comes
 * late is known by the gauge, so no condition need remember when it was.
 */
static bool
is_well(const struct watch *w, const struct threshold *t,
    const struct measured *m)
{
	return threshold_right(t, m->value)
	    && (watch_own(w, m->object)->next == WATCH_NONE
	    || watch_find_condition(w, m->object, metric_def(m->metric)->high,
	    slice_of(m->qualifier)) == WATCH_NONE);
}

static void
take_rates(struct watch *w, uint32_t object, const struct port_gauge *cur,
    const money_t *rate, unsigned has)
{
	static const enum metric metrics[] = { METRIC_UTILISATION,
	    METRIC_ERRORS, METRIC_DISCARDS };
	struct measured m = { .object = object, .ts_us = cur->ts_us };
	const struct threshold *t = NULL;

	for (int c = 0; c < PORT_COUNTERS; c++) {
		if (c % 2 == 0)
			t = watch_threshold(w, object, metrics[c / 2]);
		m.metric = metrics[c / 2];
		m.qualifier = c % 2 == 0 ? "in" : "out";
		m.value = rate[c];
		if (t == NULL || (has >> c & 1) == 0
		    || (m.metric == METRIC_UTILISATION
		    && !port_utilisation(m.value, cur->speed_bps, &m.value)))
			continue;
		if (!is_well(w, t, &m))
			take_measured(w, &m);
	}
}

void
watch_add_quiet(struct watch *w, uint32_t object)
{
	if (w->object[object].quiet)
		return;
	w->object[object].quiet = true;
	GROW(w->quiet, w->quiets, w->quiets_cap);
	w->quiet[w->quiets++] = object;
}

/* It counts while the port is up: what is shut or down carries nothing. */
static void
take_flows(struct watch *w, uint32_t object, const struct port_gauge *prev,
    const struct port_gauge *cur, const money_t *rate, unsigned has)
{
	const struct health *h = &watch_own(w, object)->health;
	struct port_flow *f = &w->flow[w->object[object].gauge];
	bool up = h->known && h->was_up && !h->down && !h->off;

	if (!up) {
		carried_stop(&f->in);
		carried_stop(&f->out);
		return;
	}
	if ((has >> PORT_IN_OCTETS & 1) != 0)
		carried_take(&f->in, prev->ts_us, cur->ts_us,
		    rate[PORT_IN_OCTETS]);
	if ((has >> PORT_OUT_OCTETS & 1) != 0)
		carried_take(&f->out, prev->ts_us, cur->ts_us,
		    rate[PORT_OUT_OCTETS]);
	if (f->in.quiet > 0 || f->out.quiet > 0)
		watch_add_quiet(w, object);
}

void
watch_take_port(struct watch *w, const struct watch_item *it)
{
	uint32_t object = w->condition[it->condition].object;
	struct port_gauge *known = &w->gauge[w->object[object].gauge];
	const struct port_gauge *cur = &w->port[it->at], prev = *known;
	money_t rate[PORT_COUNTERS] = { 0 };
	unsigned has;

	if (prev.has != 0 && cur->ts_us <= prev.ts_us) {
		w->late++;
		return;
	}
	*known = *cur;
	w->object[object].dirty = true;
	if (prev.has == 0)
		return;
	has = port_rates(&prev, cur, rate);
	take_flows(w, object, &prev, cur, rate, has);
	take_rates(w, object, cur, rate, has);
}
