/*
 * causes_resolve.c (oss) - names of nodes that have no address any more
 *
 * Who asks for one name and gets no address has a wrong name. When names that
 * were resolved before are not any more, several at a time, it is what
 * resolves them. Addresses that are remembered for a while go later, one by
 * one; those belong to it, too, and it lasts as long as one of them, or as
 * they come and go.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/causes_resolve.h"

#define TOGETHER_US	(400 * US_PER_S)	/* in one poll, or nearly */
/* In thousandths of a natural logarithm of odds, as in rca_cost.c */
#define COST_MISS	6200
#define PRIOR		12000
#define CHANCE_NODES	100	/* of so many one single miss says nothing */

struct unnamed {
	int64_t		since_us;	/* INT64_MAX: it has an address */
	uint32_t	bad;		/* readings in a row */
	bool		told;		/* and a hard state */
	bool		had;		/* resolution-lost was its cause */
};

struct resolving {
	struct causes	*c;
	struct watch	*w;
	uint32_t	 said;		/* condition that was told, or NONE */
	struct unnamed	*node;		/* by node */
	uint32_t	*order;		/* those without, by since_us */
	size_t		 len;
	bool		 flaps;		/* it is well now and then */
};

bool
causes_was_unresolved(const struct watch *w, const struct condition *c)
{
	return slice_is(w->words.item[c->proof.error], "resolve");
}

bool
causes_unresolved(const struct watch *w, const struct condition *c)
{
	return c->health.down && causes_was_unresolved(w, c);
}

/* ---- who has no address ------------------------------------------------- */

static uint32_t
find_said(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].type == ALARM_RESOLUTION_LOST
		    && w->condition[w->live[i]].said.active)
			return w->live[i];
	return WATCH_NONE;
}

static bool
had_it(const struct resolving *v, const struct condition *o)
{
	return v->said != WATCH_NONE && o->said.active && !o->said.root
	    && strcmp(o->said.root_id, v->w->condition[v->said].alarm.id)
	    == 0;
}

/* A name that never had an address is wrong by itself. */
static void
see_name(struct resolving *v, const struct watched *at)
{
	const struct condition *o = &v->w->condition[at->own];
	uint32_t n = names_find(&v->c->net->names, at->node);
	struct unnamed *u;

	if (n != NAMES_NONE && v->said != WATCH_NONE && o->health.flapping
	    && causes_was_unresolved(v->w, o))
		v->flaps = v->c->nameless[n] = true;
	if (n == NAMES_NONE || !o->health.was_up
	    || !causes_unresolved(v->w, o))
		return;
	u = &v->node[n];
	if (u->since_us == INT64_MAX)
		v->order[v->len++] = n;
	if (o->health.bad_us < u->since_us)
		u->since_us = o->health.bad_us;
	if (o->health.bad > u->bad)
		u->bad = o->health.bad;
	u->told |= o->health.failed;
	u->had |= had_it(v, o);
}

static int
by_time(const void *va, const void *vb, void *arg)
{
	const struct unnamed *node = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;

	if (node[a].since_us != node[b].since_us)
		return node[a].since_us < node[b].since_us ? -1 : 1;
	return (a > b) - (a < b);
}

/* ---- whether that is one cause ------------------------------------------ */

/* One answer of a resolver is lost now and then, of many names in each poll. */
static bool
is_chance(const struct resolving *v, size_t from, size_t to)
{
	bool patient = v->w->rules.by_evidence && v->w->links > 0;
	size_t chance = v->c->net->names.len / CHANCE_NODES, told = 0;
	int64_t cost = 0;

	for (size_t i = from; i < to; i++) {
		const struct unnamed *u = &v->node[v->order[i]];

		if (patient && u->bad == 1 && chance > 0) {
			chance--;
			continue;
		}
		cost += COST_MISS * (int64_t)u->bad - COST_MISS / 2;
		told += u->told;
	}
	return patient ? cost <= PRIOR : told < 2;
}

static void
take(struct resolving *v, size_t from, size_t to)
{
	const struct rca_fault fault = { RCA_POLLER, v->c->net->rca.poller };
	struct causes_name name;
	struct buf b = { 0 };
	uint32_t n = v->said;

	if (n == WATCH_NONE) {
		causes_name(v->c, v->w, &fault, &b, &name);
		n = watch_root(v->w, name.kind, name.node, name.object,
		    ALARM_RESOLUTION_LOST, (struct slice){ 0 });
		buf_release(&b);
	}
	v->w->condition[n].asserted = true;
	watch_set_cause(v->w, n, alarm_type_def(ALARM_RESOLUTION_LOST)->cause);
	v->c->unnamed = n;
	for (size_t i = from; i < to; i++)
		v->c->nameless[v->order[i]] = true;
}

/* Whoever went when it was told, or later, belongs to it. */
static bool
goes_on(const struct resolving *v, uint32_t node)
{
	return v->said != WATCH_NONE && (v->node[node].had
	    || v->node[node].since_us
	    >= v->w->condition[v->said].said.raised_us - TOGETHER_US);
}

static void
judge(struct resolving *v)
{
	bool lasts = v->flaps;

	if (v->flaps)
		take(v, 0, 0);
	for (size_t i = 0; i < v->len; i++)
		lasts |= v->node[v->order[i]].had;
	for (size_t i = 0; lasts && i < v->len; i++)
		if (goes_on(v, v->order[i]))
			take(v, i, i + 1);
	for (size_t i = 0, k; i < v->len; i = k) {
		for (k = i + 1; k < v->len && v->node[v->order[k]].since_us
		    - v->node[v->order[k - 1]].since_us <= TOGETHER_US; k++)
			;
		if (k > i + 1 && !is_chance(v, i, k))
			take(v, i, k);
	}
}

/* Nobody but the poller's own node has answered since the names went. */
static bool
is_unheard(const struct resolving *v)
{
	int64_t since_us = INT64_MAX;

	for (size_t i = 0; i < v->len; i++)
		if (v->node[v->order[i]].since_us < since_us)
			since_us = v->node[v->order[i]].since_us;
	for (size_t i = 0; i < v->c->net->objects; i++) {
		const struct watched *o = &v->w->object[i];
		const struct health *h;

		if ((o->kind != OBJECT_NODE && o->kind != OBJECT_PROBE)
		    || slice_eq(o->node, v->w->rules.poller))
			continue;
		h = &watch_own(v->w, (uint32_t)i)->health;
		if (h->known && !h->down
		    && h->last_us >= since_us)
			return false;
	}
	return v->len > 0;
}

void
causes_resolve(struct causes *c, struct watch *w)
{
	struct resolving v = { .c = c, .w = w, .said = find_said(w) };
	size_t nodes = c->net->names.len;

	c->unnamed = WATCH_NONE;
	free(c->nameless);
	c->nameless = xcalloc(nodes + 1, sizeof(*c->nameless));
	v.node = xcalloc(nodes + 1, sizeof(*v.node));
	v.order = xcalloc(nodes + 1, sizeof(*v.order));
	for (size_t n = 0; n < nodes; n++)
		v.node[n].since_us = INT64_MAX;
	for (size_t i = 0; i < c->net->objects; i++)
		if (w->object[i].kind == OBJECT_NODE
		    || w->object[i].kind == OBJECT_PROBE)
			see_name(&v, &w->object[i]);
	if (v.len > 1)
		qsort_r(v.order, v.len, sizeof(*v.order), by_time, v.node);
	judge(&v);
	c->unheard = c->unnamed != WATCH_NONE && is_unheard(&v);
	free(v.node);
	free(v.order);
}

uint32_t
causes_of_name(const struct causes *c, const struct watch *w,
    const struct condition *o)
{
	bool flaps = o->type == ALARM_FLAPPING && causes_was_unresolved(w,
	    watch_own(w, o->object));
	uint32_t n;

	if (c->unnamed == WATCH_NONE || (!flaps && !causes_unresolved(w, o)))
		return WATCH_NONE;
	n = names_find(&c->net->names, w->object[o->object].node);
	return n != NAMES_NONE && c->nameless[n] ? c->unnamed : WATCH_NONE;
}

void
causes_resolve_close(struct causes *c)
{
	free(c->nameless);
}
