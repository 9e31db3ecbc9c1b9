/*
 * decide.c (bss-spool) - the frame of verbs that decide about the spool
 */

#include "base/clock.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"

/* When it came is a fact about the world; rules take --now. */
int64_t
spool_now(const struct spool_opts *o)
{
	if (o->now_us != 0)
		return o->now_us;
	return clock_us() / US_PER_S * US_PER_S;
}

void
spool_say_held(enum spool_fate fate, const struct spool_rec *r,
    const char *batch)
{
	char *text = spool_held_text(fate, r);

	diag_at(spool_held_reason(fate), batch, 0, "%s", text);
	free(text);
}

enum reason
spool_held_reason(enum spool_fate fate)
{
	return fate == FATE_GONE ? REASON_SPOOL_GONE : REASON_SPOOL_CONFLICT;
}

char *
spool_held_text(enum spool_fate fate, const struct spool_rec *r)
{
	char ts[TSTAMP_TEXT_MAX];

	tstamp_format(r->ts_us, ts);
	return xasprintf("'%.*s' of %s %s: held", (int)r->id_len, r->id, ts,
	    fate == FATE_GONE ? "landed behind the purge of its period"
	    : "stands in the spool with other content");
}

int
spool_decision_begin(struct spool_decision *d, const struct spool_opts *o,
    bool need_why)
{
	int rc;

	*d = (struct spool_decision){ .opts = o, .land = { .lock = -1,
		.tmp_lock = -1 } };
	diag_set_quiet(o->stream.quiet);
	if (need_why && (o->why == NULL || *o->why == '\0')) {
		diag(REASON_USAGE_MISSING, "--why is missing: the journal "
		    "keeps the reason");
		return EXIT_TROUBLE;
	}
	/* a mistyped folder is not made */
	if (spool_state_read(&d->state, o->spool) != 0)
		return EXIT_TROUBLE;
	rc = spool_land_begin(&d->land, o->spool, o->wait_us);
	return rc;
}

int
spool_decide(struct spool_decision *d, enum spool_act_kind kind,
    const struct spool_list *list, json_t *members)
{
	struct spool_act_def def = { .kind = kind, .why = d->opts->why,
		.at_us = spool_now(d->opts), .list = list };

	return spool_act_commit(&d->land, &d->state.acts, &def, members);
}

void
spool_decision_release(struct spool_decision *d)
{
	spool_land_release(&d->land);
	spool_state_release(&d->state);
}
