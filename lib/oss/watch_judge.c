/*
 * watch_judge.c (oss) - from observations to alarms, in event time
 */
#include "oss/evidence.h"
#include "oss/watch.h"
#include "oss/watch_item.h"

/* ---- order -------------------------------------------------------------- */

/* By name, not by number: numbers hang on the order of the input. */
static int
object_cmp(const struct watched *x, const struct watched *y)
{
	int c;

	if ((c = slice_cmp(x->node, y->node)) != 0)
		return c;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return slice_cmp(x->name, y->name);
}

static int
number_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch *w = arg;

	return object_cmp(&w->object[*(const uint32_t *)va],
	    &w->object[*(const uint32_t *)vb]);
}

/* Once compared by name, then by number. */
static void
rank_objects(struct watch *w)
{
	uint32_t *order = xcalloc(w->objects + 1, sizeof(*order));

	for (uint32_t i = 0; i < w->objects; i++)
		order[i] = i;
	qsort_r(order, w->objects, sizeof(*order), number_cmp, w);
	for (uint32_t r = 0; r < w->objects; r++)
		w->object[order[r]].rank = r;
	free(order);
}

static int
type_cmp(const struct condition *x, const struct condition *y)
{
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	return slice_cmp(x->qualifier, y->qualifier);
}

static int
condition_cmp(const struct watch *w, uint32_t a, uint32_t b)
{
	const struct condition *x = &w->condition[a], *y = &w->condition[b];

	if (x->object != y->object)
		return w->object[x->object].rank < w->object[y->object].rank
		    ? -1 : 1;
	return type_cmp(x, y);
}

static int
value_cmp(const struct watch_value *a, const struct watch_value *b)
{
	if (a->metric != b->metric)
		return a->metric < b->metric ? -1 : 1;
	return (a->value > b->value) - (a->value < b->value);
}

/* A heartbeat stands behind the observations of its instant. */
static int
item_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch_item *a = va, *b = vb;
	const struct watch *w = arg;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	if (a->condition == WATCH_NONE || b->condition == WATCH_NONE)
		return (a->condition == WATCH_NONE)
		    - (b->condition == WATCH_NONE);
	if (a->condition != b->condition)
		return condition_cmp(w, a->condition, b->condition);
	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	if (a->what == ITEM_VALUE)
		return value_cmp(&w->value[a->at], &w->value[b->at]);
	if (a->what == ITEM_PORT)
		return memcmp(&w->port[a->at], &w->port[b->at],
		    sizeof(*w->port));
	if (a->reading != b->reading)
		return a->reading < b->reading ? -1 : 1;
	if (a->cause != b->cause)
		return a->cause < b->cause ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	return slice_cmp(w->words.item[a->word], w->words.item[b->word]);
}

/* What comes in its order, as most does, costs one look. */
static void
sort_items(struct watch *w)
{
	for (size_t i = 1; i < w->items; i++)
		if (item_cmp(&w->item[i - 1], &w->item[i], w) > 0) {
			qsort_r(w->item, w->items, sizeof(*w->item),
			    item_cmp, w);
			return;
		}
}

static int
window_cmp(const void *va, const void *vb)
{
	const struct watch_window *a = va, *b = vb;

	return slice_cmp(a->window, b->window);
}

static int
site_cmp(const void *va, const void *vb)
{
	const struct watch_site *a = va, *b = vb;

	return slice_cmp(a->node, b->node);
}

static int
link_cmp(const void *va, const void *vb)
{
	const struct watch_link *a = va, *b = vb;
	int c;

	if ((c = slice_cmp(a->a_node, b->a_node)) != 0
	    || (c = slice_cmp(a->a_port, b->a_port)) != 0
	    || (c = slice_cmp(a->b_node, b->b_node)) != 0
	    || (c = slice_cmp(a->b_port, b->b_port)) != 0)
		return c;
	return slice_cmp(a->srlg, b->srlg);
}

/* empty arrays are NULL, which qsort does not take */
static void
sort_network(struct watch *w)
{
	if (w->windows > 1)
		qsort(w->window, w->windows, sizeof(*w->window), window_cmp);
	if (w->sites > 1)
		qsort(w->site, w->sites, sizeof(*w->site), site_cmp);
	if (w->links > 1)
		qsort(w->link, w->links, sizeof(*w->link), link_cmp);
}

static int
event_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch_event *a = va, *b = vb;
	const struct watch *w = arg;
	const struct condition *x = &w->condition[a->condition],
	    *y = &w->condition[b->condition];
	int c;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	/* objects that a locator made have no rank */
	if ((c = object_cmp(&w->object[x->object], &w->object[y->object]))
	    != 0)
		return c;
	return type_cmp(x, y);
}

/* ---- settlement --------------------------------------------------------- */

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

/* Fill in what an active alarm owes to others at an instant. */
static void
situate(struct watch *w, struct condition *c, int64_t ts_us)
{
	struct alarm *a = &c->alarm;

	if (c->root == WATCH_NONE && c->flapping != WATCH_NONE
	    && w->condition[c->flapping].alarm.active)
		c->root = c->flapping;
	a->root = c->root == WATCH_NONE;
	memset(a->root_id, 0, sizeof(a->root_id));
	if (!a->root)
		memcpy(a->root_id, w->condition[c->root].alarm.id,
		    ALARM_ID_MAX);
	a->confidence_ppm = c->confidence_ppm;
	a->planned = watch_in_window(w, c->object, ts_us) != NULL;
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
	c->said = c->alarm;
}

static void
turn(struct condition *c, bool active, int64_t ts_us)
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

static int
live_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch *w = arg;
	const struct condition *x = &w->condition[*(const uint32_t *)va],
	    *y = &w->condition[*(const uint32_t *)vb];
	int c;

	if (x->object == y->object)
		return type_cmp(x, y);
	/* objects that a locator made have no rank */
	c = object_cmp(&w->object[x->object], &w->object[y->object]);
	return c != 0 ? c : type_cmp(x, y);
}

/* A locator may go by their order: it must not hang on that of the input. */
static void
sort_live(struct watch *w)
{
	for (size_t i = 1; i < w->lives; i++)
		if (live_cmp(&w->live[i - 1], &w->live[i], w) > 0) {
			qsort_r(w->live, w->lives, sizeof(*w->live),
			    live_cmp, w);
			return;
		}
}

static void
ask_locator(struct watch *w, int64_t now_us)
{
	sort_live(w);
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *c = &w->condition[w->live[i]];

		c->root = c->notes = WATCH_NONE;
		c->confidence_ppm = 0;
		c->asserted = c->withheld = false;
	}
	w->notes = 0;
	w->rules.locator->locate(w->located, w, now_us);
	if (now_us < w->settled_us)
		now_us = w->settled_us;
	for (size_t i = 0; i < w->lives; i++) {
		struct condition *c = &w->condition[w->live[i]];

		if (alarm_type_def(c->type)->located
		    && c->asserted != c->alarm.active)
			turn(c, c->asserted, now_us);
		if (c->withheld && c->alarm.active && !c->said.active) {
			c->alarm = c->said;
			c->pending = false;
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
static void
settle(struct watch *w, int64_t now_us)
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
	if (w->events > first)
		qsort_r(w->event + first, w->events - first,
		    sizeof(*w->event), event_cmp, w);
	if (now_us > w->settled_us)
		w->settled_us = now_us;
}

/* ---- observations ------------------------------------------------------- */

static void
transit(struct watch *w, uint32_t n, bool active, int64_t ts_us)
{
	/* Its last transition of this group has not been told yet. */
	if (w->condition[n].pending)
		settle(w, w->at_us);
	turn(&w->condition[n], active, ts_us);
	watch_live(w, n);
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
	turn(c, true, c->health.last_us);
	c->alarm.cause = type->cause;
	c->alarm.severity = type->severity;
	c->proof = proof_of(&c->health, 0);
	c->root = c->notes = WATCH_NONE;
	watch_live(w, n);
}

/* An alarm of its own says that a condition comes and goes. */
static void
take_flapping(struct watch *w, uint32_t n, int64_t ts_us)
{
	const struct condition *c = &w->condition[n];
	bool active = c->health.flapping;
	uint32_t f = c->flapping;

	if (f == WATCH_NONE && active) {
		f = watch_condition(w, c->object, ALARM_FLAPPING,
		    slice_of(alarm_type_def(c->type)->name));
		w->condition[n].flapping = f;
	}
	if (f == WATCH_NONE || w->condition[f].alarm.active == active)
		return;
	transit(w, f, active, ts_us);
	w->condition[f].alarm.cause
	    = alarm_type_def(w->condition[n].type)->cause;
	w->condition[f].proof = proof_of(&w->condition[n].health, 0);
}

/* Let a condition have an observation; false when it came late. */
static bool
apply(struct watch *w, uint32_t n, const struct observation *seen,
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
	if (seen->reading == READING_DOWN && c->alarm.active) {
		c->alarm.cause = seen->cause != CAUSE_NONE ? seen->cause
		    : type->cause;
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

static uint32_t *
events_of(struct watch *w, uint32_t n)
{
	uint32_t object = w->condition[n].object,
	    node = w->object[object].of_node;

	return &w->object[node != WATCH_NONE ? node : object].events;
}

/*
 * Whether a condition may be known. What an event is called is what a device
 * says: without a limit one alone could fill the store.
 */
static bool
admit(struct watch *w, uint32_t n)
{
	const struct condition *c = &w->condition[n];
	uint32_t *events;

	if (c->type != ALARM_EVENT || c->health.known || c->alarm.active)
		return true;
	events = events_of(w, n);
	if (*events >= WATCH_EVENTS_MAX) {
		if (w->refused++ == 0)
			w->refused_of = n;
		return false;
	}
	++*events;
	return true;
}

static void
take_observation(struct watch *w, const struct watch_item *it)
{
	const struct observation seen = { it->ts_us,
	    (enum reading)it->reading, (enum cause)it->cause,
	    (enum severity)it->severity };

	if (admit(w, it->condition))
		w->late += !apply(w, it->condition, &seen,
		    (struct watch_proof){ .error = it->word });
}

/* ---- thresholds --------------------------------------------------------- */

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
	    severity };

	return apply(w, watch_condition(w, m->object, type,
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

static void
take_value(struct watch *w, const struct watch_item *it)
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
is_well(struct watch *w, const struct measured *m)
{
	const struct threshold *t = watch_threshold(w, m->object, m->metric);

	return t == NULL || ((watch_own(w, m->object)->next == WATCH_NONE
	    || watch_find_condition(w, m->object, metric_def(m->metric)->high,
	    slice_of(m->qualifier)) == WATCH_NONE)
	    && threshold_high(t, m->value, SEVERITY_CLEARED)
	    == SEVERITY_CLEARED
	    && threshold_low(t, m->value, SEVERITY_CLEARED)
	    == SEVERITY_CLEARED);
}

static void
take_rates(struct watch *w, uint32_t object, const struct port_gauge *prev,
    const struct port_gauge *cur)
{
	static const enum metric metrics[] = { METRIC_UTILISATION,
	    METRIC_ERRORS, METRIC_DISCARDS };
	struct measured m = { .object = object, .ts_us = cur->ts_us };

	for (int c = 0; c < PORT_COUNTERS; c++) {
		m.metric = metrics[c / 2];
		m.qualifier = c % 2 == 0 ? "in" : "out";
		if (!port_rate(prev, cur, (enum port_counter)c, &m.value)
		    || (m.metric == METRIC_UTILISATION
		    && !port_utilisation(m.value, cur->speed_bps, &m.value)))
			continue;
		if (!is_well(w, &m))
			take_measured(w, &m);
	}
}

/* It counts while the port is up: what is shut or down carries nothing. */
static void
take_flow(struct carried *f, bool up, const struct port_gauge *prev,
    const struct port_gauge *cur, enum port_counter c)
{
	money_t rate;

	if (!up)
		carried_stop(f);
	else if (port_rate(prev, cur, c, &rate))
		carried_take(f, prev->ts_us, cur->ts_us, rate);
}

static void
add_quiet(struct watch *w, uint32_t object)
{
	if (w->object[object].quiet)
		return;
	w->object[object].quiet = true;
	GROW(w->quiet, w->quiets, w->quiets_cap);
	w->quiet[w->quiets++] = object;
}

static void
take_flows(struct watch *w, uint32_t object, const struct port_gauge *prev,
    const struct port_gauge *cur)
{
	const struct health *h = &watch_own(w, object)->health;
	struct port_flow *f = &w->flow[w->object[object].gauge];
	bool up = h->known && h->was_up && !h->down && !h->off;

	take_flow(&f->in, up, prev, cur, PORT_IN_OCTETS);
	take_flow(&f->out, up, prev, cur, PORT_OUT_OCTETS);
	if (f->in.quiet > 0 || f->out.quiet > 0)
		add_quiet(w, object);
}

static void
take_port(struct watch *w, const struct watch_item *it)
{
	uint32_t object = w->condition[it->condition].object;
	struct port_gauge cur = w->port[it->at],
	    *known = &w->gauge[w->object[object].gauge], prev = *known;

	if (prev.has != 0 && cur.ts_us <= prev.ts_us) {
		w->late++;
		return;
	}
	*known = cur;
	w->object[object].dirty = true;
	if (prev.has == 0)
		return;
	take_flows(w, object, &prev, &cur);
	take_rates(w, object, &prev, &cur);
}

/* ---- heartbeats --------------------------------------------------------- */

static void
take_silence(struct watch *w, uint32_t n, int64_t seen_us, int64_t now_us)
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
			take_silence(w, o->own, now_us, now_us);
		} else if (o->kind == OBJECT_NEIGHBOR) {
			node = &watch_own(w, o->of_node)->health;
			if (node->known && !node->failed
			    && watch_own(w, (uint32_t)i)->health.was_up)
				take_silence(w, o->own, node->last_us,
				    now_us);
		}
	}
	settle(w, now_us);
}

/* Conditions that the store knew to flap or to be active. */
static void
begin(struct watch *w)
{
	for (uint32_t i = 0; i < w->objects; i++) {
		uint32_t g = w->object[i].gauge;

		if (g != WATCH_NONE && (w->flow[g].in.quiet > 0
		    || w->flow[g].out.quiet > 0))
			add_quiet(w, i);
	}
	for (uint32_t n = 0; n < w->conditions; n++) {
		struct condition *c = &w->condition[n];

		c->said = c->alarm;
		if (c->alarm.active)
			watch_live(w, n);
		if (c->type == ALARM_EVENT
		    && (c->health.known || c->alarm.active))
			++*events_of(w, n);
		if (c->type != ALARM_FLAPPING)
			c->flapping = watch_find_condition(w, c->object,
			    ALARM_FLAPPING,
			    slice_of(alarm_type_def(c->type)->name));
	}
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
	switch ((enum item_what)it->what) {
	case ITEM_READING:
		take_observation(w, it);
		break;
	case ITEM_VALUE:
		take_value(w, it);
		break;
	case ITEM_PORT:
		take_port(w, it);
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

	rank_objects(w);
	sort_items(w);
	sort_network(w);
	n = cut_late(w);
	w->held = w->items - n;
	w->located = w->rules.locator->open(w);
	begin(w);
	watch_impact_begin(w);
	for (size_t i = 0; i < n; i++)
		take(w, &w->item[i]);
	if (n > 0 && w->item[n - 1].what != ITEM_HEARTBEAT)
		settle(w, w->at_us);
}
