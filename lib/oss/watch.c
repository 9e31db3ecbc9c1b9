/*
 * watch.c (oss) - what a watch holds: objects, conditions, what was observed
 */
#include <assert.h>

#include "oss/watch.h"
#include "oss/watch_item.h"

void
watch_init(struct watch *w, const struct watch_rules *rules)
{
	*w = (struct watch){ .rules = *rules, .settled_us = INT64_MIN,
	    .heartbeat_us = INT64_MIN, .last_node = WATCH_NONE };
	assert(rules->health.bad_n >= 1 && rules->health.good_n >= 1);
	if (w->rules.locator == NULL)
		w->rules.locator = &locator_nearest;
	names_add(&w->words, (struct slice){ 0 });	/* word 0 is "" */
	for (enum metric m = 0; m < METRIC_COUNT; m++)
		if (rules->thresholds == NULL || threshold_of_all(
		    rules->thresholds, m, &w->rule[m]))
			w->of_all |= 1u << m;
}

void
watch_release(struct watch *w)
{
	if (w->located != NULL)
		w->rules.locator->close(w->located);
	free(w->slot);
	names_release(&w->words);
	names_release(&w->site_names);
	near_release(&w->near);
	arena_release(&w->arena);
	free(w->object);
	free(w->condition);
	free(w->live);
	free(w->link);
	free(w->window);
	free(w->site);
	free(w->item);
	free(w->value);
	free(w->port);
	free(w->gauge);
	free(w->flow);
	free(w->quiet);
	free(w->baseline);
	free(w->kept);
	buf_release(&w->kept_octets);
	buf_release(&w->lately);
	names_release(&w->back);
	free(w->came_back);
	free(w->order);
	free(w->event);
	free(w->note);
	free(w->told);
	free(w->hit);
	*w = (struct watch){ 0 };
}

/* ---- objects and conditions --------------------------------------------- */

static struct slice
word(struct watch *w, struct slice s)
{
	uint32_t n;

	if (s.len == 0)
		return (struct slice){ NULL, 0 };
	n = names_add(&w->words, s);	/* may move item[] */
	return w->words.item[n];
}

static struct watch_name
name_of(struct watch *w, enum object_kind kind, struct slice node,
    struct slice name)
{
	struct watch_name k = { kind, WATCH_NONE, node, name };

	if (!watch_within_node(kind))
		return k;
	if (w->last_node == WATCH_NONE
	    || !slice_eq(w->object[w->last_node].node, node))
		w->last_node = watch_object(w, OBJECT_NODE, node, node);
	k.of_node = w->last_node;
	return k;
}

uint32_t
watch_object(struct watch *w, enum object_kind kind, struct slice node,
    struct slice name)
{
	const struct watch_name k = name_of(w, kind, node, name);
	uint32_t n = watch_index(w, &k);
	struct watched *o;

	if (n < w->objects)
		return n;
	GROW(w->object, w->objects, w->objects_cap);
	o = &w->object[w->objects++];
	*o = (struct watched){ .kind = kind, .node = k.of_node != WATCH_NONE
	    ? w->object[k.of_node].node : word(w, node),
	    .name = word(w, name), .rank = WATCH_NONE, .of_node = k.of_node,
	    .own = WATCH_NONE, .gauge = WATCH_NONE,
	    .baseline = WATCH_NONE, .kept = WATCH_NONE };
	if (object_kind_sampled(kind))
		watch_condition(w, n, alarm_type_own(kind),
		    (struct slice){ NULL, 0 });
	return n;
}

uint32_t
watch_find_condition(const struct watch *w, uint32_t object,
    enum alarm_type type, struct slice qualifier)
{
	uint32_t n = w->object[object].own;

	while (n != WATCH_NONE && (w->condition[n].type != type
	    || !slice_eq(w->condition[n].qualifier, qualifier)))
		n = w->condition[n].next;
	return n;
}

/* What others of its type have for an alarm that they flap; or NONE. */
static uint32_t
flapping_of(const struct watch *w, uint32_t object, enum alarm_type type)
{
	uint32_t n = w->object[object].own;

	while (n != WATCH_NONE && w->condition[n].type != type)
		n = w->condition[n].next;
	return n == WATCH_NONE ? WATCH_NONE : w->condition[n].flapping;
}

uint32_t
watch_condition(struct watch *w, uint32_t object, enum alarm_type type,
    struct slice qualifier)
{
	uint32_t n = watch_find_condition(w, object, type, qualifier);
	struct watched *o = &w->object[object];
	struct condition *c;

	if (n != WATCH_NONE)
		return n;
	n = (uint32_t)w->conditions;
	GROW(w->condition, w->conditions, w->conditions_cap);
	c = &w->condition[w->conditions++];
	*c = (struct condition){ .object = object, .type = type,
	    .qualifier = word(w, qualifier), .next = WATCH_NONE,
	    .flapping = flapping_of(w, object, type), .root = WATCH_NONE,
	    .notes = WATCH_NONE };
	alarm_init(&c->alarm, type);
	c->said = c->alarm;
	if (o->own == WATCH_NONE) {
		o->own = n;
	} else {
		c->next = w->condition[o->own].next;
		w->condition[o->own].next = n;
	}
	return n;
}

/* ---- what the input brings ---------------------------------------------- */

void
watch_link(struct watch *w, const struct watch_link *k)
{
	GROW(w->link, w->links, w->links_cap);
	w->link[w->links++] = (struct watch_link){ word(w, k->a_node),
	    word(w, k->a_port), word(w, k->b_node), word(w, k->b_port),
	    word(w, k->srlg), k->capacity_bps };
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

/* One site a node; the number of nodes may be great, so by a table. */
void
watch_site(struct watch *w, struct slice node, struct slice site)
{
	uint32_t n = names_add(&w->site_names, node);

	if (n >= w->sites) {
		GROW(w->site, w->sites, w->sites_cap);
		w->sites++;
	}
	w->site[n] = (struct watch_site){ .node = word(w, node),
	    .site = word(w, site) };
}

static void
item_add(struct watch *w, const struct watch_item *it)
{
	GROW(w->item, w->items, w->items_cap);
	w->item[w->items++] = *it;
}

static uint32_t
word_number(struct watch *w, struct slice s)
{
	return s.len != 0 ? names_add(&w->words, s) : 0;
}

void
watch_observe(struct watch *w, uint32_t condition,
    const struct observation *seen, struct slice error)
{
	w->hears |= seen->heard;
	item_add(w, &(struct watch_item){ .ts_us = seen->ts_us,
	    .condition = condition,
	    .what = seen->heard ? ITEM_HEARD : ITEM_READING,
	    .word = word_number(w, error),
	    .reading = (uint8_t)seen->reading, .cause = (uint8_t)seen->cause,
	    .severity = (uint8_t)seen->severity });
}

void
watch_heartbeat(struct watch *w, int64_t ts_us)
{
	item_add(w, &(struct watch_item){ .ts_us = ts_us,
	    .condition = WATCH_NONE, .what = ITEM_HEARTBEAT });
}

void
watch_sensor_class(struct watch *w, uint32_t object, struct slice class)
{
	struct watched *o = &w->object[object];

	if (slice_eq(o->sensor_class, class))
		return;
	o->sensor_class = word(w, class);
	memset(o->rule, 0, sizeof(o->rule));
}

void
watch_port_of(struct watch *w, uint32_t object, struct slice port)
{
	const struct watched *o = &w->object[object];

	if (port.len == 0 || slice_eq(o->port, port))
		return;
	if (o->kind == OBJECT_SENSOR)
		watch_object(w, OBJECT_INTERFACE, o->node, port);
	w->object[object].port = word(w, port);
}

const struct threshold *
watch_threshold(struct watch *w, uint32_t object, enum metric m)
{
	struct watched *o = &w->object[object];
	const struct threshold *t;

	if (w->of_all >> m & 1)
		return w->rule[m];
	if (o->rule[m] == 0) {
		t = threshold_find(w->rules.thresholds, m, o->node, o->name,
		    o->sensor_class);
		o->rule[m] = t == NULL ? 1
		    : (uint16_t)(2 + (t - w->rules.thresholds->item));
	}
	return o->rule[m] == 1 ? NULL
	    : &w->rules.thresholds->item[o->rule[m] - 2];
}

void
watch_need_baseline(struct watch *w, uint32_t object)
{
	struct watched *o = &w->object[object];

	if (o->baseline != WATCH_NONE)
		return;
	o->baseline = (uint32_t)w->baselines;
	GROW(w->baseline, w->baselines, w->baselines_cap);
	w->baseline[w->baselines++] = (struct baseline){ 0 };
}

void
watch_measure(struct watch *w, uint32_t object, enum metric m, int64_t ts_us,
    money_t value, struct slice unit)
{
	bool usual = m == METRIC_RTT
	    && watch_threshold(w, object, METRIC_RTT_DEVIATION) != NULL;

	if (usual)
		watch_need_baseline(w, object);
	else if (watch_threshold(w, object, m) == NULL)
		return;
	GROW(w->value, w->values, w->values_cap);
	w->value[w->values] = (struct watch_value){ value, m };
	item_add(w, &(struct watch_item){ .ts_us = ts_us,
	    .condition = w->object[object].own, .what = ITEM_VALUE,
	    .word = word_number(w, unit), .at = (uint32_t)w->values++ });
}

void
watch_need_gauge(struct watch *w, uint32_t object)
{
	struct watched *o = &w->object[object];

	if (o->gauge != WATCH_NONE)
		return;
	o->gauge = (uint32_t)w->gauges;
	GROW(w->gauge, w->gauges, w->gauges_cap);
	GROW(w->flow, w->gauges, w->flows_cap);
	w->flow[w->gauges] = (struct port_flow){ 0 };
	w->gauge[w->gauges++] = (struct port_gauge){ 0 };
}

void
watch_port(struct watch *w, uint32_t object, const struct port_gauge *g)
{
	struct watched *o = &w->object[object];

	if (g->has == 0)
		return;
	watch_need_gauge(w, object);
	GROW(w->port, w->ports, w->ports_cap);
	w->port[w->ports] = *g;
	item_add(w, &(struct watch_item){ .ts_us = g->ts_us,
	    .condition = o->own, .what = ITEM_PORT,
	    .at = (uint32_t)w->ports++ });
}

void
watch_ordered(struct watch *w, uint32_t object)
{
	if (w->object[object].rank != WATCH_NONE)
		return;
	w->object[object].rank = (uint32_t)w->ordered;
	GROW(w->order, w->ordered, w->order_cap);
	w->order[w->ordered++] = object;
}

void
watch_forget_known(struct watch *w)
{
	for (size_t i = 0; i < w->conditions; i++) {
		struct condition *c = &w->condition[i];

		c->health = (struct health){ 0 };
		alarm_init(&c->alarm, c->type);
		c->proof = (struct watch_proof){ 0 };
	}
	for (size_t i = 0; i < w->objects; i++) {
		w->object[i].kept = w->object[i].rank = WATCH_NONE;
		w->object[i].heard = false;
	}
	w->kepts = w->ordered = 0;
	buf_clear(&w->kept_octets);
	buf_clear(&w->lately);
	names_release(&w->back);
	w->backs = w->backs_kept = 0;
	for (size_t i = 0; i < w->gauges; i++)
		w->gauge[i] = (struct port_gauge){ 0 };
	for (size_t i = 0; i < w->gauges; i++)
		w->flow[i] = (struct port_flow){ 0 };
	for (size_t i = 0; i < w->baselines; i++)
		w->baseline[i] = (struct baseline){ 0 };
	w->settled_us = w->heartbeat_us = INT64_MIN;
}

/* ---- what locators ask and say ------------------------------------------ */

/* A value that its node tells; a probe measures by itself. */
static bool
is_value(enum alarm_type t)
{
	return (t >= ALARM_READING_HIGH && t <= ALARM_UTILISATION)
	    || t == ALARM_LOAD;
}

bool
watch_untold(const struct watch *w, const struct condition *c)
{
	const struct watched *o = &w->object[c->object];
	uint32_t of = o->kind == OBJECT_NODE ? c->object : o->of_node;
	const struct health *node;
	int64_t age;

	if (w->rules.stale_us == 0 || of == WATCH_NONE || !is_value(c->type))
		return false;
	node = &watch_own(w, of)->health;
	return node->known && !node->down && c->health.known
	    && (__builtin_sub_overflow(node->last_us, c->health.last_us, &age)
	    || age > w->rules.stale_us);
}

const struct watch_window *
watch_in_window(const struct watch *w, uint32_t object, int64_t ts_us)
{
	const struct watched *o = &w->object[object];

	for (size_t i = 0; i < w->windows; i++) {
		const struct watch_window *v = &w->window[i];

		if (ts_us >= v->from_us && ts_us < v->to_us
		    && (v->node.len == 0 || slice_eq(v->node, o->node))
		    && (v->object.len == 0 || slice_eq(v->object, o->name)))
			return v;
	}
	return NULL;
}

static const struct watch_window *
end_in_window(const struct watch *w, struct slice node, struct slice port,
    int64_t ts_us)
{
	for (size_t i = 0; i < w->windows; i++) {
		const struct watch_window *v = &w->window[i];

		if (ts_us >= v->from_us && ts_us < v->to_us
		    && slice_eq(v->node, node)
		    && (v->object.len == 0 || slice_eq(v->object, port)))
			return v;
	}
	return NULL;
}

/* Whether it is the port at an end of a link, or its first end the link. */
static bool
stands_at(const struct watched *o, struct slice node, struct slice port)
{
	return port.len != 0 && slice_eq(o->name, port)
	    && slice_eq(o->node, node);
}

static bool
is_link(const struct watched *o, const struct watch_link *k)
{
	return o->kind == OBJECT_LINK && slice_eq(o->node, k->a_node)
	    && slice_eq(o->name, k->a_port.len != 0 ? k->a_port : k->b_node);
}

const struct watch_window *
watch_faces_window(const struct watch *w, uint32_t object, int64_t ts_us)
{
	const struct watched *o = &w->object[object];
	const struct watch_window *v = NULL;

	if (w->windows == 0 || (o->kind != OBJECT_INTERFACE
	    && o->kind != OBJECT_LINK))
		return NULL;
	for (size_t l = 0; l < w->links && v == NULL; l++) {
		const struct watch_link *k = &w->link[l];
		bool link = is_link(o, k);

		if (link || stands_at(o, k->a_node, k->a_port))
			v = end_in_window(w, k->b_node, k->b_port, ts_us);
		if (v == NULL && (link || stands_at(o, k->b_node, k->b_port)))
			v = end_in_window(w, k->a_node, k->a_port, ts_us);
	}
	return v;
}

static void
note_add(struct watch *w, uint32_t condition, const struct watch_note *n)
{
	uint32_t at = (uint32_t)w->notes, *last;

	GROW(w->note, w->notes, w->notes_cap);
	w->note[w->notes++] = *n;
	w->note[at].next = WATCH_NONE;
	last = &w->condition[condition].notes;
	while (*last != WATCH_NONE)
		last = &w->note[*last].next;
	*last = at;
}

void
watch_evidence(struct watch *w, uint32_t condition, struct slice ref,
    struct slice text)
{
	note_add(w, condition, &(struct watch_note){
	    .ref = arena_slice(&w->arena, ref),
	    .text = arena_slice(&w->arena, text) });
}

void
watch_alternative(struct watch *w, uint32_t condition,
    const struct watch_note *n)
{
	struct watch_note copy = *n;

	copy.alternative = true;
	copy.ref = arena_slice(&w->arena, n->ref);
	copy.text = arena_slice(&w->arena, n->text);
	copy.node = arena_slice(&w->arena, n->node);
	copy.object = arena_slice(&w->arena, n->object);
	note_add(w, condition, &copy);
}

/* Only those that are looked at need to be called by their identity. */
void
watch_live(struct watch *w, uint32_t condition)
{
	struct condition *c = &w->condition[condition];
	const struct watched *o = &w->object[c->object];

	if (c->live)
		return;
	if (c->alarm.id[0] == '\0')
		alarm_id_make(c->alarm.id, o->node, o->name, c->type,
		    c->qualifier);
	/* what was said of it when it was looked at last is of then */
	c->root = c->notes = WATCH_NONE;
	c->confidence_ppm = 0;
	c->withheld = c->held = false;
	c->live = true;
	GROW(w->live, w->lives, w->lives_cap);
	w->live[w->lives++] = condition;
}

uint32_t
watch_root(struct watch *w, enum object_kind kind, struct slice node,
    struct slice name, enum alarm_type type, struct slice qualifier)
{
	uint32_t n = watch_condition(w, watch_object(w, kind, node, name),
	    type, qualifier);

	assert(alarm_type_def(type)->located);
	w->condition[n].asserted = true;
	watch_live(w, n);
	return n;
}
