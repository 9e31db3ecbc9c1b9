/*
 * plan.c (oss) - see plan.h
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oss/plan.h"

void
plan_release(struct plan *p)
{
	free(p->step);
	*p = (struct plan){ 0 };
}

void
plan_clear(struct plan *p)
{
	p->len = p->at = 0;
}

static bool
add(struct plan *p, const struct plan_step *s, size_t longest)
{
	if (p->len >= PLAN_STEPS_MAX)
		return false;
	for (unsigned i = 0; i < s->len; i++) {
		if (s->name[i].len < 2 || s->name[i].len > longest)
			return false;
	}
	GROW(p->step, p->len, p->cap);
	p->step[p->len++] = *s;
	return true;
}

bool
plan_table(struct plan *p, const struct oid_ref *name, unsigned n,
    plan_cell_fn *cell, plan_done_fn *done, void *arg)
{
	struct plan_step s = { .name = name, .len = n, .cell = cell,
	    .done = done, .arg = arg };

	return add(p, &s, PLAN_PREFIX_MAX);
}

bool
plan_scalars(struct plan *p, const struct oid_ref *name, unsigned n,
    plan_cell_fn *cell, plan_done_fn *done, void *arg)
{
	struct plan_step s = { .name = name, .len = n, .scalars = true,
	    .cell = cell, .done = done, .arg = arg };

	return add(p, &s, OID_LEN_MAX);
}
