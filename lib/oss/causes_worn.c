/*
 * causes_worn.c (oss) - links that wear out before they fail
 *
 * Errors that a port counts and light that its optics miss may be the port's.
 * Both, or the same at both ends, are the link's: dirt, a bend, a splice.
 */
#include "base/buf.h"
#include "oss/causes_worn.h"

#define END_A	1	/* bits of ends */
#define END_B	2
#define ERRORS	1	/* bits of kinds */
#define LIGHT	2

struct worn {
	uint8_t		ends, kinds;
	enum severity	worst;
	uint32_t	root;		/* condition, or NONE */
};

struct wearing {
	struct causes	*c;
	struct watch	*w;
	struct worn	*link;		/* by link */
	uint32_t	*said;		/* by link: what said_of found; NULL:
					 * nobody has asked yet */
};

/* The port that an alarm speaks of, and in which way; NONE: another alarm. */
static uint32_t
port_of(const struct wearing *v, const struct condition *o, uint8_t *kind)
{
	const struct watched *at = &v->w->object[o->object];
	uint32_t port = WATCH_NONE;

	if (!o->alarm.active || o->withheld || o->root != WATCH_NONE)
		return RCA_NONE;
	*kind = o->type == ALARM_ERRORS ? ERRORS : LIGHT;
	if (o->type == ALARM_ERRORS)
		port = o->object;
	else if (at->kind == OBJECT_SENSOR && o->alarm.cause
	    == CAUSE_DEGRADED && (o->type == ALARM_READING_LOW
	    || o->type == ALARM_READING_HIGH))
		port = at->of_port;
	return port == WATCH_NONE || port >= v->c->net->objects ? RCA_NONE
	    : v->c->net->of_object[port];
}

/* The condition of a link that was said to be worn, or NONE. */
static uint32_t
said_of(const struct wearing *v, uint32_t link)
{
	const struct rca_fault fault = { RCA_LINK, link };
	struct causes_name name;
	struct buf buf = { 0 };
	uint32_t n;

	causes_name(v->c, v->w, &fault, &buf, &name);
	n = watch_find(v->w, name.kind, name.node, name.object);
	if (n != WATCH_NONE)
		n = watch_find_condition(v->w, n, ALARM_DEGRADED,
		    name.qualifier);
	buf_release(&buf);
	return n != WATCH_NONE && v->w->condition[n].said.active ? n
	    : WATCH_NONE;
}

static void
see_said(struct wearing *v)
{
	size_t links = v->c->net->rca.links;

	v->said = xcalloc(links + 1, sizeof(*v->said));
	for (uint32_t l = 0; l < links; l++)
		v->said[l] = said_of(v, l);
}

/*
 * Optics that were not sampled in this pass: whose symptom they were, for
 * that is all that is known of their port.
 */
static uint32_t
link_had(struct wearing *v, const struct condition *o)
{
	const struct watched *at = &v->w->object[o->object];

	if (!o->alarm.active || o->withheld || o->root != WATCH_NONE
	    || !o->said.active || o->said.root || at->kind != OBJECT_SENSOR
	    || at->of_port != WATCH_NONE)
		return RCA_NONE;
	if (v->said == NULL)
		see_said(v);
	for (uint32_t l = 0; l < v->c->net->rca.links; l++)
		if (v->said[l] != WATCH_NONE && strcmp(v->w->condition[
		    v->said[l]].alarm.id, o->said.root_id) == 0)
			return l;
	return RCA_NONE;
}

/* The link of such an alarm, or NONE. */
static uint32_t
link_of(struct wearing *v, const struct condition *o, uint8_t *kind,
    uint8_t *end)
{
	const struct rca *r = &v->c->net->rca;
	uint32_t p = port_of(v, o, kind), l;

	*end = END_A | END_B;
	if (p == RCA_NONE)
		return link_had(v, o);
	l = r->port[p].link;
	if (l != RCA_NONE)
		*end = r->link[l].a_port == p ? END_A : END_B;
	return l;
}

static void
count(struct wearing *v)
{
	uint8_t kind, end;
	uint32_t l;

	for (size_t i = 0; i < v->w->lives; i++) {
		const struct condition *o
		    = &v->w->condition[v->w->live[i]];
		struct worn *k;

		if ((l = link_of(v, o, &kind, &end)) == RCA_NONE)
			continue;
		k = &v->link[l];
		k->ends |= end;
		k->kinds |= kind;
		if (o->alarm.severity > k->worst)
			k->worst = o->alarm.severity;
	}
}

static void
assert_worn(struct wearing *v, uint32_t link)
{
	const struct rca_fault fault = { RCA_LINK, link };
	struct worn *k = &v->link[link];
	struct causes_name name;
	struct buf buf = { 0 };

	causes_name(v->c, v->w, &fault, &buf, &name);
	k->root = watch_root(v->w, name.kind, name.node, name.object,
	    ALARM_DEGRADED, name.qualifier);
	v->w->condition[k->root].root = WATCH_NONE;
	watch_set_cause(v->w, k->root, alarm_type_def(ALARM_DEGRADED)->cause);
	watch_set_severity(v->w, k->root, k->worst);
	buf_release(&buf);
}

static void
take_symptoms(struct wearing *v)
{
	struct watch *w = v->w;
	uint8_t kind, end;

	for (size_t i = 0; i < w->lives; i++) {
		struct condition *o = &w->condition[w->live[i]];
		const struct watched *at = &w->object[o->object];
		uint32_t l = link_of(v, o, &kind, &end);
		struct buf b = { 0 };

		if (l == RCA_NONE || v->link[l].root == WATCH_NONE)
			continue;
		o->root = v->link[l].root;
		buf_addf(&b, "%s: %.*s/%.*s", alarm_type_def(o->type)->name,
		    SLICE_FMT(at->node), SLICE_FMT(at->name));
		watch_evidence(w, o->root, slice_of(o->alarm.id),
		    buf_slice(&b));
		buf_release(&b);
	}
}

static bool
any_errors_or_light(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		switch (w->condition[w->live[i]].type) {
		case ALARM_ERRORS: case ALARM_READING_LOW:
		case ALARM_READING_HIGH:
			return true;
		default:
			break;
		}
	return false;
}

void
causes_worn(struct causes *c, struct watch *w)
{
	struct wearing v = { .c = c, .w = w };
	size_t links = c->net->rca.links;

	if (!any_errors_or_light(w))
		return;
	v.link = xcalloc(links + 1, sizeof(*v.link));
	count(&v);
	for (uint32_t l = 0; l < links; l++) {
		v.link[l].root = WATCH_NONE;
		if (v.link[l].ends == (END_A | END_B)
		    || v.link[l].kinds == (ERRORS | LIGHT))
			assert_worn(&v, l);
	}
	take_symptoms(&v);
	free(v.link);
	free(v.said);
}
