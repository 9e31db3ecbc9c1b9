/*
 * put.c (ossctl-diag) - transitions as records
 */
#include <unistd.h>

#include "alarms.h"

static int
put_evidence(struct out *o, struct slice alarm_id, struct slice ref,
    struct slice text)
{
	out_begin(o, REC_EVIDENCE);
	out_str(o, F_ALARM_ID, alarm_id);
	out_str(o, F_REF, ref);
	out_str(o, F_TEXT, text);
	return out_done(o);
}

static void
put_confidence(struct out *o, uint32_t ppm)
{
	if (ppm != 0)
		out_money(o, F_CONFIDENCE, (money_t)ppm * 1000);
}

static int
put_alternative(struct out *o, struct slice alarm_id,
    const struct oss_note *n)
{
	out_begin(o, REC_ALTERNATIVE);
	out_str(o, F_ALARM_ID, alarm_id);
	out_str(o, F_NODE, n->node);
	out_str(o, F_OBJECT, n->object);
	out_str(o, F_ALARM_TYPE, n->alarm_type);
	out_str(o, F_KIND, n->kind);
	put_confidence(o, n->confidence_ppm);
	out_str(o, F_TEXT, n->text);
	out_str(o, F_ALARM_QUALIFIER, n->ref);
	return out_done(o);
}

int
put_note(struct out *o, struct slice alarm_id, const struct oss_note *n)
{
	return n->alternative ? put_alternative(o, alarm_id, n)
	    : put_evidence(o, alarm_id, n->ref, n->text);
}

static struct slice
class_of(struct slice alarm_type)
{
	enum alarm_type t;

	return alarm_type_lookup(alarm_type, &t)
	    ? slice_of(alarm_type_def(t)->alarm_class)
	    : (struct slice){ NULL, 0 };
}

int
put_transition(struct out *o, const struct oss_transition *t, bool evidence)
{
	out_begin(o, REC_ALARM);
	out_str(o, F_ALARM_ID, t->alarm_id);
	out_time(o, F_TS, t->ts_us);
	out_str(o, F_STATE, t->state);
	out_str(o, F_NODE, t->node);
	out_str(o, F_OBJECT, t->object);
	out_str(o, F_ALARM_TYPE, t->alarm_type);
	out_str(o, F_PROBABLE_CAUSE, t->probable_cause);
	out_str(o, F_SEVERITY, t->severity);
	out_bool(o, F_ROOT, t->root);
	out_str(o, F_ROOT_ALARM_ID, t->root_alarm_id);
	put_confidence(o, t->confidence_ppm);
	out_bool(o, F_PLANNED, t->planned);
	if (t->hits.reckoned)
		out_u64(o, F_CUSTOMER_COUNT, t->hits.customers);
	if (t->hits.currency.len != 0) {
		out_money(o, F_REVENUE_MONTH, t->hits.revenue_month);
		out_str(o, F_CURRENCY, t->hits.currency);
	}
	out_str(o, F_KIND, t->kind);
	out_str(o, F_ALARM_QUALIFIER, t->qualifier);
	out_str(o, F_ALARM_CLASS, class_of(t->alarm_type));
	out_str(o, F_ACK_STATE, t->ack_state);
	if (t->shelved_us != 0 && t->shelved_us != INT64_MAX)
		out_time(o, F_SHELVED_TO, t->shelved_us);
	if (out_done(o) < 0)
		return -1;
	return evidence && t->text.len != 0
	    ? put_evidence(o, t->alarm_id, t->ref, t->text) : 0;
}

int
put_deed(struct out *o, const struct oss_deed *d)
{
	out_begin(o, REC_DEED);
	out_str(o, F_ALARM_ID, d->alarm_id);
	out_time(o, F_TS, d->at_us);
	out_str(o, F_DEED, slice_of(oss_deed_names[d->kind]));
	out_str(o, F_USER, d->who);
	out_str(o, F_TEXT, d->text);
	if (d->kind == DEED_SHELVE && d->until_us != INT64_MAX)
		out_time(o, F_TO, d->until_us);
	return out_done(o);
}

int
put_impact(struct out *o, struct slice alarm_id, const struct service *s,
    enum effect effect)
{
	out_begin(o, REC_IMPACT);
	out_str(o, F_ALARM_ID, alarm_id);
	out_str(o, F_SUBSCRIPTION, s->subscription);
	out_str(o, F_ACCOUNT, s->account);
	if (s->currency.len != 0) {
		out_money(o, F_REVENUE_MONTH, s->revenue_month);
		out_str(o, F_CURRENCY, s->currency);
	}
	out_str(o, F_EFFECT, slice_of(effect_name(effect)));
	return out_done(o);
}

struct out *
out_for(int view)
{
	return out_new(STDOUT_FILENO, "stdout",
	    view == VIEW_CSV ? FORMAT_CSV : FORMAT_NDJSON);
}

int
out_end(struct out *o, int rc)
{
	const struct end_info end = { .tool = tool_name() };

	if (rc <= EXIT_FINDINGS && out_finish(o, &end) < 0)
		rc = EXIT_TROUBLE;
	out_free(o);
	return rc;
}
