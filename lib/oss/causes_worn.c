/*
 * causes_worn.c (oss) - links that wear out before they fail
 *
 * Errors that a port counts and light that its optics miss may be the port's.
 * Both, or the same at both ends, are the link's: dirt, a bend, a splice. When
 * all links of a duct whose light is seen lose some, it is the duct's. A link
 * that has failed has no wear: what it had is a symptom of that.
 */
#include "base/buf.h"
#include "oss/causes_time.h"
#include "oss/causes_worn.h"

#define END_A	1	/* bits of ends */
#define END_B	2
#define ERRORS	1	/* bits of kinds */
#define LIGHT	2

struct worn {
	uint8_t		ends, kinds;
	uint8_t		seen;		/* kinds that would show */
	bool		failed;
	enum severity	worst;
	uint32_t	root;		/* condition, or NONE */
};

struct wearing {
	struct causes	*c;
	struct watch	*w;
	struct worn	*link;		/* by link */
};

/* The port that an alarm speaks of, and in which way; NONE: another alarm. */
static uint32_t
port_of(const struct wearing *v, const struct condition *o, uint8_t *kind)
{
	const struct watched *at = &v->w->object[o->object];

	if (!o->alarm.active || o->withheld || o->root != WATCH_NONE)
		return RCA_NONE;
	*kind = o->type == ALARM_ERRORS ? ERRORS : LIGHT;
	if (o->type != ALARM_ERRORS && (at->kind != OBJECT_SENSOR
	    || o->alarm.cause != CAUSE_DEGRADED
	    || (o->type != ALARM_READING_LOW
	    && o->type != ALARM_READING_HIGH)))
		return RCA_NONE;
	return o->object >= v->c->net->objects ? RCA_NONE
	    : v->c->net->of_object[o->object];
}

/* The condition of a link or duct that was said to be worn, or NONE. */
static uint32_t
said_of(const struct wearing *v, enum rca_class class, uint32_t what)
{
	const struct rca_fault fault = { class, what };
	struct causes_name name;
	struct buf buf = { 0 };
	uint32_t n;

	causes_name(v->c, v->w, &fault, &buf, &name);
	n = watch_find(v->w, name.kind, name.node, name.object);
	if (n != WATCH_NONE)
		n = watch_find_condition(v->w, n, class == RCA_LINK
		    ? ALARM_DEGRADED : ALARM_SRLG_DEGRADED, name.qualifier);
	buf_release(&buf);
	return n != WATCH_NONE && v->w->condition[n].said.active ? n
	    : WATCH_NONE;
}

/* The link of such an alarm, or NONE. */
static uint32_t
link_of(const struct wearing *v, const struct condition *o, uint8_t *kind,
    uint8_t *end)
{
	const struct rca *r = &v->c->net->rca;
	uint32_t p = port_of(v, o, kind), l;

	if (p == RCA_NONE)
		return RCA_NONE;
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

static uint32_t
assert_wear(struct wearing *v, enum rca_class class, uint32_t what,
    enum alarm_type type, enum severity worst)
{
	const struct rca_fault fault = { class, what };
	struct causes_name name;
	struct buf buf = { 0 };
	uint32_t n;

	causes_name(v->c, v->w, &fault, &buf, &name);
	n = watch_root(v->w, name.kind, name.node, name.object, type,
	    name.qualifier);
	v->w->condition[n].root = WATCH_NONE;
	watch_set_cause(v->w, n, alarm_type_def(type)->cause);
	watch_set_severity(v->w, n, worst);
	buf_release(&buf);
	return n;
}

/* Wear that was told before a failure is told still, as its symptom. */
static void
end_wear(struct wearing *v, enum rca_class class, uint32_t what,
    uint32_t failure)
{
	struct watch *w = v->w;
	uint32_t n = said_of(v, class, what);

	if (n == WATCH_NONE || n == failure)
		return;
	causes_assert_again(w, n);
	w->condition[n].root = failure;
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].root == n)
			w->condition[w->live[i]].root = failure;
}

/* ---- ducts -------------------------------------------------------------- */

/* Optics of which a reading was judged, not too long ago. */
static bool
is_told(const struct watch *w, const struct watched *o)
{
	bool told = false;

	for (uint32_t n = o->own; n != WATCH_NONE; n = w->condition[n].next)
		told |= (w->condition[n].type == ALARM_READING_LOW
		    || w->condition[n].type == ALARM_READING_HIGH)
		    && w->condition[n].health.known
		    && !watch_untold(w, &w->condition[n]);
	return told;
}

/* Which links have optics or counters that would show it. */
static void
see_kinds(struct wearing *v)
{
	const struct causes_net *n = v->c->net;

	for (size_t i = 0; i < n->objects; i++) {
		const struct watched *o = &v->w->object[i];
		uint32_t l;

		if ((o->kind != OBJECT_SENSOR && o->kind != OBJECT_INTERFACE)
		    || n->of_object[i] == RCA_NONE
		    || (o->kind == OBJECT_SENSOR && !is_told(v->w, o)))
			continue;
		l = n->rca.port[n->of_object[i]].link;
		if (l == RCA_NONE)
			continue;
		if (o->kind == OBJECT_SENSOR)
			v->link[l].seen |= LIGHT;
		else if (o->gauge != WATCH_NONE)
			v->link[l].seen |= ERRORS;
	}
}

static bool
is_worn(const struct worn *k)
{
	return k->ends == (END_A | END_B) || k->kinds == (ERRORS | LIGHT);
}

/* Light that is missing at one end of each link is not their ports'. */
static bool
duct_worn(const struct wearing *v, const struct rca_group *g,
    enum severity *worst)
{
	const uint32_t *member = v->c->net->rca.member + g->first;
	uint32_t ill = 0, dim = 0, bright = 0, clean = 0;

	*worst = SEVERITY_CLEARED;
	for (uint32_t i = 0; i < g->len; i++) {
		const struct worn *k = &v->link[member[i]];

		if (k->failed)
			continue;
		if ((k->kinds & LIGHT) == 0 && !is_worn(k)) {
			bright += (k->seen & LIGHT) != 0;
			clean += (k->seen & ERRORS) != 0;
			continue;
		}
		ill++;
		dim += (k->kinds & LIGHT) != 0;
		if (k->worst > *worst)
			*worst = k->worst;
	}
	return ill > 1 && bright == 0 && (dim > 0 || clean == 0);
}

/* The failure of all its links, or of the first of them; or NONE. */
static uint32_t
duct_failure(const struct wearing *v, const struct rca_group *g)
{
	const uint32_t *member = v->c->net->rca.member + g->first;

	for (uint32_t i = 0; i < g->len; i++)
		if (!v->link[member[i]].failed)
			return WATCH_NONE;
	return g->len != 0 ? v->link[member[0]].root : WATCH_NONE;
}

static void
assert_ducts(struct wearing *v)
{
	const struct rca *r = &v->c->net->rca;
	enum severity worst;

	if (r->groups > 0)
		see_kinds(v);
	for (uint32_t g = 0; g < r->groups; g++) {
		const struct rca_group *o = &r->group[g];
		uint32_t n;

		if (o->class != RCA_SRLG)
			continue;
		n = duct_failure(v, o);
		if (n != WATCH_NONE)
			end_wear(v, RCA_SRLG, g, n);
		if (!duct_worn(v, o, &worst))
			continue;
		n = assert_wear(v, RCA_SRLG, g, ALARM_SRLG_DEGRADED, worst);
		for (uint32_t i = 0; i < o->len; i++) {
			struct worn *k = &v->link[r->member[o->first + i]];

			if (k->kinds != 0 && !k->failed)
				k->root = n;
		}
	}
}

/* ---- links -------------------------------------------------------------- */

static void
see_failures(struct wearing *v)
{
	for (uint32_t l = 0; l < v->c->net->rca.links; l++) {
		v->link[l].root = causes_of_link(v->c, l);
		v->link[l].failed = v->link[l].root != WATCH_NONE;
	}
}

static void
assert_links(struct wearing *v)
{
	for (uint32_t l = 0; l < v->c->net->rca.links; l++) {
		struct worn *k = &v->link[l];

		if (k->failed)
			end_wear(v, RCA_LINK, l, k->root);
		else if (k->root == WATCH_NONE && is_worn(k))
			k->root = assert_wear(v, RCA_LINK, l, ALARM_DEGRADED,
			    k->worst);
	}
}

static void
take_symptoms(struct wearing *v)
{
	struct watch *w = v->w;
	uint8_t kind, end;

	for (size_t i = 0; i < w->lives; i++) {
		struct condition *o = &w->condition[w->live[i]];
		uint32_t l = link_of(v, o, &kind, &end);

		if (l != RCA_NONE && v->link[l].root != WATCH_NONE)
			causes_symptom(w, o, v->link[l].root);
	}
}

static bool
any_wear(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		switch (w->condition[w->live[i]].type) {
		case ALARM_ERRORS: case ALARM_READING_LOW:
		case ALARM_READING_HIGH: case ALARM_DEGRADED:
		case ALARM_SRLG_DEGRADED:
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

	if (!any_wear(w))
		return;
	v.link = xcalloc(c->net->rca.links + 1, sizeof(*v.link));
	see_failures(&v);
	count(&v);
	assert_ducts(&v);
	assert_links(&v);
	take_symptoms(&v);
	free(v.link);
}
