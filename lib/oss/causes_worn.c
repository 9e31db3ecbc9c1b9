/*
 * causes_worn.c (oss) - links that wear out before they fail
 */
#include "base/buf.h"
#include "oss/causes_worn.h"

/* The next alarm of errors of a port that is its own cause, or NONE. */
static uint32_t
next_errors(const struct watch *w, uint32_t n)
{
	for (; n != WATCH_NONE; n = w->condition[n].next) {
		const struct condition *o = &w->condition[n];

		if (o->type == ALARM_ERRORS && o->alarm.active
		    && !o->withheld && o->root == WATCH_NONE)
			break;
	}
	return n;
}

static uint32_t
errors_of(const struct causes *c, const struct watch *w, uint32_t port)
{
	return port == RCA_NONE ? WATCH_NONE
	    : next_errors(w, w->object[c->net->port_object[port]].own);
}

/* Its alarms become symptoms; the worst severity among them is returned. */
static enum severity
take_symptoms(struct watch *w, uint32_t root, uint32_t n)
{
	enum severity worst = SEVERITY_CLEARED;

	for (; (n = next_errors(w, n)) != WATCH_NONE;
	    n = w->condition[n].next) {
		struct condition *o = &w->condition[n];
		const struct watched *at = &w->object[o->object];
		struct buf b = { 0 };

		o->root = root;
		if (o->alarm.severity > worst)
			worst = o->alarm.severity;
		buf_addf(&b, "errors-high: %.*s/%.*s", SLICE_FMT(at->node),
		    SLICE_FMT(at->name));
		watch_evidence(w, root, slice_of(o->alarm.id), buf_slice(&b));
		buf_release(&b);
	}
	return worst;
}

static void
assert_worn(struct causes *c, struct watch *w, uint32_t link, uint32_t at_a,
    uint32_t at_b)
{
	const struct rca_fault fault = { RCA_LINK, link };
	struct causes_name name;
	enum severity a, b;
	struct buf buf = { 0 };
	uint32_t n;

	causes_name(c, w, &fault, &buf, &name);
	n = watch_root(w, name.kind, name.node, name.object, ALARM_DEGRADED,
	    name.qualifier);
	w->condition[n].root = WATCH_NONE;
	a = take_symptoms(w, n, at_a);
	b = take_symptoms(w, n, at_b);
	watch_set_cause(w, n, alarm_type_def(ALARM_DEGRADED)->cause);
	watch_set_severity(w, n, a > b ? a : b);
	buf_release(&buf);
}

static bool
any_errors(const struct watch *w)
{
	for (size_t i = 0; i < w->lives; i++)
		if (w->condition[w->live[i]].type == ALARM_ERRORS)
			return true;
	return false;
}

void
causes_worn(struct causes *c, struct watch *w)
{
	const struct rca *r = &c->net->rca;

	if (!any_errors(w))
		return;
	for (uint32_t l = 0; l < r->links; l++) {
		uint32_t a = errors_of(c, w, r->link[l].a_port);
		uint32_t b = errors_of(c, w, r->link[l].b_port);

		if (a != WATCH_NONE && b != WATCH_NONE)
			assert_worn(c, w, l, a, b);
	}
}
