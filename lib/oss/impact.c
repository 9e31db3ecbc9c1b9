/*
 * impact.c (oss) - whom failures hit, and what that is worth
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "oss/impact.h"
#include "oss/impact_net.h"

static const char *const effect_names[] = { "none", "at-risk", "degraded",
    "lost" };

const char *
effect_name(enum effect e)
{
	return effect_names[e];
}

enum effect
effect_lookup(struct slice name)
{
	enum effect e = EFFECT_LOST;

	while (e > EFFECT_NONE && !slice_is(name, effect_names[e]))
		e--;
	return e;
}

/* ---- what is known ------------------------------------------------------ */

void
impact_release(struct impact *i)
{
	impact_forget_links(i);
	names_release(&i->terms);
	names_release(&i->term_node);
	names_release(&i->place);
	names_release(&i->common);
	names_release(&i->asked);
	names_release(&i->probed);
	arena_release(&i->arena);
	free(i->service);
	free(i->term_at);
	free(i->link);
	free(i->alarm);
	*i = (struct impact){ 0 };
}

void
impact_service(struct impact *i, const struct service *s)
{
	struct service *n;

	GROW(i->service, i->services, i->service_cap);
	n = &i->service[i->services++];
	*n = *s;
	n->subscription = arena_slice(&i->arena, s->subscription);
	n->account = arena_slice(&i->arena, s->account);
	n->identifier = arena_slice(&i->arena, s->identifier);
	n->currency = arena_slice(&i->arena, s->currency);
}

void
impact_term(struct impact *i, struct slice term, struct slice node)
{
	uint32_t t = names_add(&i->terms, term);
	uint32_t n = names_add(&i->term_node, node);
	struct buf b = { 0 };

	if (t == i->term_ats) {
		GROW(i->term_at, i->term_ats, i->term_cap);
		i->term_at[i->term_ats++] = n;
	}
	if (i->term_at[t] != n)
		names_add(&i->common, term);
	i->term_at[t] = n;
	names_add(&i->place, impact_place(&b, node, term));
	buf_release(&b);
}

void
impact_asked(struct impact *i, struct slice node)
{
	names_add(&i->asked, node);
}

void
impact_probed(struct impact *i, struct slice node)
{
	names_add(&i->probed, node);
}

/* ---- who is hit --------------------------------------------------------- */

struct hit {
	enum effect	effect;
	struct slice	cause;
};

struct ills {
	struct names	 key;		/* NODE, NODE/OBJECT, TERMINATION */
	struct hit	*hit;		/* by key */
	size_t		 len, cap;
};

static enum effect
effect_of(enum alarm_type t)
{
	switch (t) {
	case ALARM_NODE_UNREACHABLE: case ALARM_NODE_DOWN:
	case ALARM_PORT_DOWN: case ALARM_TERMINATION_DOWN:
	case ALARM_PORT_SILENT: case ALARM_PROBE_FAILED:
		return EFFECT_LOST;
	case ALARM_ERRORS: case ALARM_DISCARDS: case ALARM_UTILISATION:
	case ALARM_OPTICAL_POWER: case ALARM_LOSS: case ALARM_RTT:
	case ALARM_FLAPPING:
		return EFFECT_DEGRADED;
	default:
		return EFFECT_NONE;
	}
}

static void
mark(struct ills *h, struct slice key, const struct hit *hit)
{
	uint32_t n = names_add(&h->key, key);

	while (h->len <= n) {
		GROW(h->hit, h->len, h->cap);
		h->hit[h->len++] = (struct hit){ EFFECT_NONE, { NULL, 0 } };
	}
	if (hit->effect > h->hit[n].effect)
		h->hit[n] = *hit;
}

static void
mark_alarm(const struct impact *i, struct ills *h,
    const struct impact_alarm *a, struct buf *b)
{
	const struct hit hit = { effect_of(a->type), a->cause };

	if (hit.effect == EFFECT_NONE)
		return;
	if (impact_is_node(i, a))
		mark(h, a->node, &hit);
	if (a->kind == OBJECT_NODE)
		return;
	buf_clear(b);
	buf_add_slice(b, a->node);
	buf_addc(b, '/');
	buf_add_slice(b, a->object);
	mark(h, buf_slice(b), &hit);
	if (a->kind == OBJECT_TERMINATION)
		mark(h, a->object, &hit);
}

static const struct hit *
find(const struct ills *h, struct slice key)
{
	uint32_t n = names_find(&h->key, key);

	return n == NAMES_NONE ? NULL : &h->hit[n];
}

static void
hit_one(const struct impact *i, const struct ills *h, struct service *s)
{
	struct slice id = s->identifier;
	const struct hit *hit = find(h, id), *at;
	uint32_t t;

	/* the node that the name begins with may take it down, too */
	for (size_t k = 0; k < id.len; k++) {
		if (id.p[k] != '/')
			continue;
		at = find(h, (struct slice){ id.p, k });
		if (at != NULL && (hit == NULL || at->effect > hit->effect))
			hit = at;
	}
	t = names_find(&i->terms, id);
	if (t != NAMES_NONE) {
		at = find(h, i->term_node.item[i->term_at[t]]);
		if (at != NULL && (hit == NULL || at->effect > hit->effect))
			hit = at;
	}
	if (hit != NULL) {
		s->effect = hit->effect;
		s->cause = hit->cause;
	}
}

void
impact_begin(struct impact *i)
{
	i->alarms = 0;
}

void
impact_alarm(struct impact *i, const struct impact_alarm *a)
{
	/*
	 * Who cannot be managed serves on, but for what is seen to fail; of
	 * a blind poller, and of whom it has no address, nothing is known.
	 */
	if ((a->cause_type == ALARM_MANAGEMENT_LOST
	    && a->kind != OBJECT_PROBE)
	    || a->cause_type == ALARM_POLLER_CUT_OFF
	    || a->cause_type == ALARM_POLLER_FLAPPING
	    || a->cause_type == ALARM_RESOLUTION_LOST
	    || (a->type == ALARM_FLAPPING && a->kind == OBJECT_NODE
	    && a->cause_type == ALARM_FLAPPING))
		return;
	GROW(i->alarm, i->alarms, i->alarm_cap);
	i->alarm[i->alarms++] = *a;
}

void
impact_judge(struct impact *i, int64_t now_us)
{
	struct ills h = { .len = 0 };
	struct buf b = { 0 };

	for (size_t a = 0; a < i->alarms; a++)
		mark_alarm(i, &h, &i->alarm[a], &b);
	for (size_t n = 0; n < i->services; n++) {
		struct service *s = &i->service[n];

		s->effect = EFFECT_NONE;
		s->cause = (struct slice){ NULL, 0 };
		hit_one(i, &h, s);
	}
	impact_risks(i);
	for (size_t n = 0; n < i->services; n++)
		if (i->service[n].from_us > now_us
		    || i->service[n].to_us <= now_us)
			i->service[n].effect = EFFECT_NONE;
	names_release(&h.key);
	free(h.hit);
	buf_release(&b);
}

/* ---- what they are worth ------------------------------------------------ */

void
worths_add(struct worths *w, const struct service *s)
{
	size_t i = 0;

	names_add(&w->accounts, s->account);
	if (s->currency.len == 0)
		return;
	while (i < w->len && !slice_eq(w->worth[i].currency, s->currency))
		i++;
	if (i == WORTHS_MAX)
		return;
	if (i == w->len)
		w->worth[w->len++] = (struct worth){ s->currency, 0 };
	w->worth[i].revenue_month += s->revenue_month;
}

void
worths_release(struct worths *w)
{
	names_release(&w->accounts);
	*w = (struct worths){ .len = 0 };
}

void
impact_sum(const struct impact *i, struct slice cause, struct worths *hit,
    struct names *risk)
{
	for (size_t n = 0; n < i->services; n++)
		if (i->service[n].effect > EFFECT_AT_RISK
		    && slice_eq(i->service[n].cause, cause))
			worths_add(hit, &i->service[n]);
	for (size_t n = 0; n < i->services; n++)
		if (i->service[n].effect == EFFECT_AT_RISK
		    && slice_eq(i->service[n].cause, cause)
		    && names_find(&hit->accounts, i->service[n].account)
		    == NAMES_NONE)
			names_add(risk, i->service[n].account);
}

void
hits_say(struct buf *b, const struct hits *h)
{
	char money[MONEY_SUM_TEXT_MAX];

	if (!h->reckoned)
		return;
	if (h->customers == 0)
		buf_adds(b, "hits no customer");
	else
		buf_addf(b, "hits %ju customer%s", (uintmax_t)h->customers,
		    h->customers == 1 ? "" : "s");
	if (h->customers != 0 && h->currency.len != 0)
		buf_addf(b, ", %.*s %.*s a month", (int)money_sum_format_in(
		    h->revenue_month, h->currency, money), money,
		    SLICE_FMT(h->currency));
	if (h->at_risk != 0)
		buf_addf(b, "; %ju at risk", (uintmax_t)h->at_risk);
}

static bool
reached(const struct impact_level *l, const struct worths *w)
{
	if (l->customers != 0 && w->accounts.len >= l->customers)
		return true;
	for (size_t i = 0; l->by_revenue && i < w->len; i++)
		if (slice_eq(w->worth[i].currency, l->currency)
		    && w->worth[i].revenue_month >= l->revenue_month)
			return true;
	return false;
}

enum severity
impact_severity(const struct impact_level *l, size_t len,
    const struct worths *w)
{
	enum severity worst = SEVERITY_CLEARED;

	for (size_t i = 0; i < len && w->accounts.len != 0; i++)
		if (l[i].severity > worst && reached(&l[i], w))
			worst = l[i].severity;
	return worst;
}
