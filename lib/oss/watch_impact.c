/*
 * watch_impact.c (oss) - whom the causes of a watch hit
 */
#include "oss/watch.h"
#include "oss/watch_item.h"

void
watch_impact_alarm(struct watch *w, const struct condition *c)
{
	const struct watched *o = &w->object[c->object];
	const struct condition *root = c->root == WATCH_NONE ? c
	    : &w->condition[c->root];

	impact_alarm(w->rules.impact, &(struct impact_alarm){
	    .node = o->node, .object = o->name, .qualifier = c->qualifier,
	    .kind = o->kind, .type = c->type, .cause_type = root->type,
	    .cause = slice_of(root->alarm.id),
	    .cause_us = root->alarm.raised_us });
}

void
watch_impact_sum(struct watch *w, struct condition *c)
{
	const struct impact *i = w->rules.impact;
	struct worths worth = { .len = 0 };

	c->hit = (uint32_t)w->hits;
	for (uint32_t s = 0; s < i->services; s++) {
		if (i->service[s].effect == EFFECT_NONE
		    || !slice_eq(i->service[s].cause, slice_of(c->alarm.id)))
			continue;
		GROW(w->hit, w->hits, w->hits_cap);
		w->hit[w->hits++] = (struct watch_hit){ s,
		    i->service[s].effect };
		if (i->service[s].effect > EFFECT_AT_RISK)
			worths_add(&worth, &i->service[s]);
	}
	c->hits = (uint32_t)w->hits - c->hit;
	c->alarm.floor = impact_severity(w->rules.level, w->rules.levels,
	    &worth);
	worths_release(&worth);
}

/* Nodes that answer by now, or do not any more. */
void
watch_impact_asked(struct watch *w)
{
	for (size_t o = 0; o < w->objects; o++)
		if (w->object[o].kind == OBJECT_NODE
		    && watch_own(w, (uint32_t)o)->health.known)
			impact_asked(w->rules.impact, w->object[o].node);
}

/* The network as it is now. */
void
watch_impact_begin(struct watch *w)
{
	struct impact *i = w->rules.impact;

	if (i == NULL)
		return;
	impact_forget_links(i);
	watch_impact_asked(w);
	for (size_t o = 0; o < w->objects; o++) {
		const struct watched *t = &w->object[o];

		if (t->kind == OBJECT_TERMINATION)
			impact_term(i, t->name, t->node);
		else if (t->kind == OBJECT_PROBE)
			impact_probed(i, t->node);
	}
	for (size_t l = 0; l < w->links; l++)
		impact_link(i, w->link[l].a_node, w->link[l].a_port,
		    w->link[l].b_node, w->link[l].b_port, w->link[l].srlg);
}
