/*
 * causes_time.c (oss) - a cause does not begin after its symptoms
 *
 * What is down since bad_us was well at its observation before. A cause
 * began after good_us, when it was last seen to work: of a node or a port its
 * own observation, of links, ducts, cards and sites the newest of those that
 * came down with it. Agents show a state for up to a minute after it was.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_time.h"

#define SLACK_US	(60 * US_PER_S)

bool
causes_before(int64_t bad_us, int64_t good_us)
{
	return good_us > INT64_MIN + SLACK_US && bad_us < good_us - SLACK_US;
}

/* ---- when a cause was last seen to work --------------------------------- */

struct began {
	const struct causes *c;
	const struct watch *w;
	int64_t		*node_us;	/* an answer of any kind, by node */
	int64_t		*good_us;	/* by condition, of causes */
};

static void
later(int64_t *t, int64_t us)
{
	if (us > *t)
		*t = us;
}

static int64_t
good_of(const struct condition *o)
{
	return o->health.good_us != 0 ? o->health.good_us : INT64_MIN;
}

static void
see_answers(struct began *b)
{
	const struct causes_net *n = b->c->net;

	for (size_t i = 0; i < n->objects; i++) {
		const struct watched *o = &b->w->object[i];
		uint32_t node;

		if (o->kind != OBJECT_NODE && o->kind != OBJECT_PROBE)
			continue;
		node = names_find(&n->names, o->node);
		if (node != NAMES_NONE)
			later(&b->node_us[node],
			    good_of(watch_own(b->w, (uint32_t)i)));
	}
}

static bool
had_cause(const struct condition *o, const struct condition *root)
{
	return o->said.active && strcmp(o->said.root_id, root->alarm.id) == 0;
}

/*
 * Of a cause that has no observations: those that came down when it began,
 * which are the new ones of a new cause, and those it has already of another.
 */
static void
see_symptom(struct began *b, const struct condition *o)
{
	const struct condition *root = &b->w->condition[o->root];
	const struct watched *at = &b->w->object[o->object];

	if (!alarm_type_def(root->type)->located || causes_flaps(root->type)
	    || root->type == ALARM_RESOLUTION_LOST || at->own == WATCH_NONE
	    || &b->w->condition[at->own] != o
	    || (at->kind != OBJECT_INTERFACE && at->kind != OBJECT_NODE
	    && at->kind != OBJECT_TERMINATION))
		return;
	if (root->said.active ? had_cause(o, root) : !o->said.active)
		later(&b->good_us[o->root], good_of(o));
}

/* Management is lost, and a port is shut, when they say so themselves. */
static void
see_cause(struct began *b, uint32_t n)
{
	const struct condition *o = &b->w->condition[n];
	const struct watched *at = &b->w->object[o->object];
	uint32_t node = names_find(&b->c->net->names, at->node);

	switch (o->type) {
	case ALARM_NODE_UNREACHABLE:
		if (node != NAMES_NONE)
			b->good_us[n] = b->node_us[node];
		break;
	case ALARM_PORT_DOWN: case ALARM_MANAGEMENT_LOST:
	case ALARM_PORT_SHUT:
		b->good_us[n] = good_of(&b->w->condition[at->own]);
		break;
	default:
		break;
	}
}

/* ---- who is no symptom -------------------------------------------------- */

/*
 * An answer or two may be lost by chance before all of them are: only what
 * was sure by then counts. Ports say what they know.
 */
static bool
was_sure(const struct watch *w, const struct condition *o, int64_t good_us)
{
	enum object_kind kind = w->object[o->object].kind;
	const struct health *h = &o->health;

	if (o->said.active || (kind != OBJECT_NODE && kind != OBJECT_PROBE))
		return true;
	return h->bad > 2 && good_us - h->bad_us
	    >= 2 * ((h->last_us - h->bad_us) / (h->bad - 1));
}

void
causes_time_begin(struct causes *c, const struct watch *w)
{
	names_release(&c->said);
	for (size_t i = 0; i < w->lives; i++) {
		const struct condition *o = &w->condition[w->live[i]];
		uint32_t n;

		if (!o->said.active)
			continue;
		n = names_add(&c->said, slice_of(o->alarm.id));
		GROW(c->said_by, n, c->saids_cap);
		c->said_by[n] = w->live[i];
	}
}

void
causes_time_close(struct causes *c)
{
	names_release(&c->said);
	free(c->said_by);
}

static uint32_t
cause_had(const struct causes *c, const struct condition *o)
{
	uint32_t n = o->said.active && !o->said.root
	    ? names_find(&c->said, slice_of(o->said.root_id)) : NAMES_NONE;

	return n == NAMES_NONE ? WATCH_NONE : c->said_by[n];
}

void
causes_assert_again(struct watch *w, uint32_t n)
{
	struct condition *o = &w->condition[n];

	if (!alarm_type_def(o->type)->located || o->asserted)
		return;
	o->asserted = true;
	o->confidence_ppm = o->said.confidence_ppm;
	watch_set_cause(w, n, o->said.cause);
	watch_set_severity(w, n, o->said.severity);
}

uint32_t
causes_keep(const struct causes *c, struct watch *w, uint32_t n)
{
	uint32_t had = cause_had(c, &w->condition[n]);

	if (had != WATCH_NONE && had != w->condition[n].root)
		causes_assert_again(w, had);
	return had;
}

enum alarm_type
causes_had(const struct causes *c, const struct watch *w, uint32_t n)
{
	uint32_t had = cause_had(c, &w->condition[n]);

	return had == WATCH_NONE ? ALARM_TYPE_COUNT : w->condition[had].type;
}

static bool
too_early(const struct began *b, const struct condition *o)
{
	/* what is missed was well when it was seen last, not bad since */
	return o->alarm.active && o->root != WATCH_NONE && o->health.known
	    && (o->health.down || o->health.failed)
	    && causes_before(o->health.silent ? o->health.last_us
	    : o->health.bad_us, b->good_us[o->root])
	    && was_sure(b->w, o, b->good_us[o->root]);
}

/* Of causes that are symptoms themselves, their cause. */
static void
follow(struct watch *w, struct condition *o)
{
	for (int i = 0; i < 4 && o->root != WATCH_NONE
	    && w->condition[o->root].root != WATCH_NONE; i++)
		o->root = w->condition[o->root].root;
	if (o->root != WATCH_NONE && &w->condition[o->root] == o)
		o->root = WATCH_NONE;
}

static void
put_right(struct began *b, struct watch *w)
{
	bool any = false;

	for (size_t i = 0; i < w->lives; i++) {
		struct condition *o = &w->condition[w->live[i]];

		if (!too_early(b, o))
			continue;
		any = true;
		o->root = causes_keep(b->c, w, w->live[i]);
	}
	for (size_t i = 0; any && i < w->lives; i++)
		follow(w, &w->condition[w->live[i]]);
}

void
causes_time(struct causes *c, struct watch *w)
{
	struct began b = { .c = c, .w = w };

	b.node_us = xcalloc(c->net->names.len + 1, sizeof(*b.node_us));
	b.good_us = xcalloc(w->conditions + 1, sizeof(*b.good_us));
	for (size_t i = 0; i < c->net->names.len; i++)
		b.node_us[i] = INT64_MIN;
	for (size_t i = 0; i < w->conditions; i++)
		b.good_us[i] = INT64_MIN;
	see_answers(&b);
	for (size_t i = 0; i < w->lives; i++)
		see_cause(&b, w->live[i]);
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].root != WATCH_NONE
		    && w->condition[w->live[i]].alarm.active)
			see_symptom(&b, &w->condition[w->live[i]]);
	put_right(&b, w);
	free(b.node_us);
	free(b.good_us);
}
