/*
 * put.c (ossctl-diag) - transitions as records
 */
#include <unistd.h>

#include "alarms.h"

static int
put_evidence(struct out *o, const struct oss_transition *t)
{
	out_begin(o, REC_EVIDENCE);
	out_str(o, F_ALARM_ID, t->alarm_id);
	out_str(o, F_REF, t->ref);
	out_str(o, F_TEXT, t->text);
	return out_done(o);
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
	out_bool(o, F_PLANNED, t->planned);
	if (out_done(o) < 0)
		return -1;
	return evidence && t->text.len != 0 ? put_evidence(o, t) : 0;
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
	const struct end_info end = { .tool = diag_tool.name };

	if (rc <= EXIT_FINDINGS && out_finish(o, &end) < 0)
		rc = EXIT_TROUBLE;
	out_free(o);
	return rc;
}
