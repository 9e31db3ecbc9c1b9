/*
 * judge.c (ossctl-kpi) - whether SLA policies were kept
 */
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "judge.h"

static const char *const per_names[] = { "any", "day", "month", "quarter",
	"year" };

/* Whether the period is one of a policy's, in the zone. */
static bool
is_period(const struct kpi_time *t, int per)
{
	static const int months[] = { [SLA_PER_MONTH] = 1,
		[SLA_PER_QUARTER] = 3, [SLA_PER_YEAR] = 12 };
	struct civil c;
	int month;

	if (per == SLA_PER_ANY)
		return true;
	zone_civil(&t->zone, t->rules.from_us, &c);
	if (c.hour != 0 || c.minute != 0 || c.second != 0 || c.us != 0)
		return false;
	if (per == SLA_PER_DAY) {
		civil_from_days(civil_days(c.year, c.month, c.day) + 1, &c);
		c.hour = c.minute = c.second = c.us = 0;
		return zone_instant(&t->zone, &c, NULL) == t->rules.to_us;
	}
	if (c.day != 1 || (c.month - 1) % months[per] != 0)
		return false;
	month = c.month - 1 + months[per];
	c.year += month / 12;
	c.month = month % 12 + 1;
	return zone_instant(&t->zone, &c, NULL) == t->rules.to_us;
}

static void
policy_open(struct sla_judge *j, size_t i, const struct kpi_time *t)
{
	struct sla_policy *p = &j->policies.item[i];
	struct spans *open = &j->open[i];

	if (!is_period(t, p->per)) {
		diag(REASON_KPI_SLA_PERIOD, "policy '%.*s' is for a %s, and "
		    "'%s' is none: no verdicts", SLICE_FMT(p->id),
		    per_names[p->per], t->name);
		return;
	}
	if (p->has_hours) {
		/* holidays are those of all */
		for (size_t d = 0; d < t->hours.holidays; d++)
			hours_holiday(&p->hours, t->hours.holiday[d]);
		hours_spans(&p->hours, &t->zone, t->rules.from_us,
		    t->rules.to_us, open);
	} else {
		spans_add(open, t->rules.from_us, t->rules.to_us);
	}
}

int
judge_open(struct sla_judge *j, const struct kpi_opts *o,
    const struct kpi_time *t)
{
	char *home = o->sla == NULL ? home_path("sla.json") : NULL;
	const char *path = o->sla;
	int rc = 0;

	*j = (struct sla_judge){ 0 };
	if (home != NULL && access(home, F_OK) == 0)
		path = home;
	if (path != NULL && (rc = sla_read(&j->policies, path)) == 0) {
		j->open = xcalloc(j->policies.len + 1, sizeof(*j->open));
		for (size_t i = 0; i < j->policies.len; i++)
			policy_open(j, i, t);
	}
	free(home);
	return rc;
}

void
judge_release(struct sla_judge *j)
{
	for (size_t i = 0; j->open != NULL && i < j->policies.len; i++)
		spans_release(&j->open[i]);
	free(j->open);
	sla_release(&j->policies);
	free(j->outages.item);
	spans_release(&j->valid);
	spans_release(&j->cut);
}

/* Where a policy says so, a port is down while its node is. */
static void
node_down(struct measuring *m, const struct sla_policy *p)
{
	const struct measure_end *node;

	if (p->node_down == SLA_NODE_DOWN && m->a.object->class != CLASS_NODE
	    && (node = measure_node_of(m, m->a.object)) != NULL)
		uptime_with_node(&m->a.uptime, &node->uptime);
}

static void
measure_time(struct sla_judge *j, struct measuring *m, struct verdict *v)
{
	static const struct uptime nothing;
	static const struct spans never;

	v->object = measure_named(m, v->sub->identifier);
	if (v->object == NULL) {
		uptime_add(&v->time, &nothing, &j->cut, &never);
		return;
	}
	node_down(m, v->policy);
	uptime_add(&v->time, &m->a.uptime, &j->cut, &m->windows);
	uptime_outages(&m->a.uptime, &j->cut, &m->windows,
	    m->time->rules.from_us, m->time->rules.to_us, &j->outages);
	for (size_t i = 0; i < j->outages.len; i++) {
		int64_t down = j->outages.item[i].down_us;

		v->outages += down > 0;
		if (down > v->longest_us)
			v->longest_us = down;
	}
}

/* What is owed for certain: as if all that is unknown was up, or will be. */
static void
credit(struct verdict *v)
{
	const struct sla_policy *p = v->policy;

	if (v->verdict != VERDICT_MISSED)
		return;
	for (size_t i = 0; i < p->credits; i++)
		if (!uptime_meets(v->time.up + v->time.unknown + v->later_us,
		    v->time.down, p->credit[i].below)) {
			v->credit_pct = p->credit[i].percent;
			v->has_credit = true;
		}
}

/* What is not known, or not yet, may be up and may be down. */
static void
decide(struct verdict *v)
{
	const struct uptime_parts *t = &v->time;
	const struct sla_policy *p = v->policy;
	bool slow = p->repair_s != 0
	    && v->longest_us > (int64_t)p->repair_s * US_PER_S;

	__int128 open = t->unknown + v->later_us;

	if (slow || !uptime_meets(t->up + open, t->down, p->target))
		v->verdict = VERDICT_MISSED;
	else if (open == 0 || uptime_meets(t->up, t->down + open, p->target))
		v->verdict = VERDICT_MET;
	else
		v->verdict = VERDICT_UNDECIDED;
	credit(v);
}

/* The time of the policy that is still to come is not measured. */
static void
split_later(struct sla_judge *j, const struct kpi_rules *r, struct verdict *v)
{
	if (v->to_us <= r->to_us)
		return;
	v->later_us = spans_within(&j->cut, r->to_us, v->to_us);
	spans_clear(&j->valid);
	if (v->from_us < r->to_us)
		spans_cut(&j->cut, &(struct spans){ &(struct span){
		    v->from_us, r->to_us }, 1, 1 }, &j->valid);
	spans_clear(&j->cut);
	for (size_t i = 0; i < j->valid.len; i++)
		spans_add(&j->cut, j->valid.item[i].from_us,
		    j->valid.item[i].to_us);
}

bool
judge_sub(struct sla_judge *j, struct measuring *m, const struct book_sub *sub,
    struct verdict *v)
{
	const struct kpi_rules *r = &m->time->rules;
	int64_t end_us = m->time->end_us;

	*v = (struct verdict){ .sub = sub,
		.from_us = sub->from_us > r->from_us ? sub->from_us
		    : r->from_us,
		.to_us = sub->to_us < end_us ? sub->to_us : end_us };
	if (sub->sla.len == 0 || j->open == NULL || v->from_us >= v->to_us)
		return false;
	v->policy = sla_find(&j->policies, sub->sla);
	if (v->policy == NULL) {
		diag(REASON_KPI_SLA_UNKNOWN, "subscription '%.*s' has the SLA "
		    "policy '%.*s', which is not in the file",
		    SLICE_FMT(sub->subscription), SLICE_FMT(sub->sla));
		return false;
	}
	spans_clear(&j->valid);
	spans_add(&j->valid, v->from_us, v->to_us);
	spans_cut(&j->valid, &j->open[v->policy - j->policies.item], &j->cut);
	if (j->cut.len == 0)
		return false;
	split_later(j, r, v);
	measure_time(j, m, v);
	decide(v);
	return true;
}
