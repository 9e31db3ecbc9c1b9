/*
 * run.c (ossctl-diag) - the filter: observations in, alarms out
 *
 * Three steps, so that output is neither lost nor told as something else
 * when the process dies between any two instructions:
 *
 *	1. read all of the input; only a complete one goes on
 *	2. one transaction: load, judge, save the transitions with the state
 *	3. write what has not been told yet, the end record last; when that
 *	   is through, mark it as told
 *
 * A live feed (ossctl-poll --interval) has an end record behind each pass:
 * when nothing more is there to read and all that was read is complete, that
 * is a pass of its own.
 *
 * Killed before the commit of 2: nothing happened. Killed after it: the next
 * run tells the transitions of this one first. A reader that got them
 * without their end record has refused them; one that got the end as well
 * sees the same records twice, with the same identity (alarm_id, ts, state).
 */
#include <inttypes.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "customers.h"
#include "oss/causes.h"
#include "store/alarm_rules.h"
#include "store/journal.h"

static const struct stream_spec diag_spec = {
	.tool = "ossctl-diag",
	.takes = REC_BIT(REC_SAMPLE) | REC_BIT(REC_HEARTBEAT)
	    | REC_BIT(REC_LINK) | REC_BIT(REC_WINDOW) | REC_BIT(REC_NODE)
	    | REC_BIT(REC_EVENT),
	.makes = REC_BIT(REC_ALARM) | REC_BIT(REC_EVIDENCE)
	    | REC_BIT(REC_ALTERNATIVE) | REC_BIT(REC_IMPACT),
	.csv_type = REC_SAMPLE,
	.writes = true,
};

struct run {
	const struct run_opts	*opts;
	struct stream		 stream;
	struct db		 db;
	struct watch_rules	 rules;
	struct thresholds	 thresholds;
	struct impact		 impact;
	struct watch		 watch;
	uint64_t		 read;		/* up to the last pass */
	int			 rc;		/* of a pass that failed */
	struct arena		 arena;		/* of untold[] */
	struct oss_transition	*untold;	/* owned */
	size_t			 len, cap;
	struct slice		 telling;	/* alarm_id */
};

static int
keep_untold(const struct oss_transition *t, void *arg)
{
	struct run *run = arg;
	struct oss_transition *u;

	GROW(run->untold, run->len, run->cap);
	u = &run->untold[run->len++];
	*u = *t;
	u->alarm_id = arena_slice(&run->arena, t->alarm_id);
	u->state = arena_slice(&run->arena, t->state);
	u->node = arena_slice(&run->arena, t->node);
	u->object = arena_slice(&run->arena, t->object);
	u->alarm_type = arena_slice(&run->arena, t->alarm_type);
	u->probable_cause = arena_slice(&run->arena, t->probable_cause);
	u->severity = arena_slice(&run->arena, t->severity);
	u->root_alarm_id = arena_slice(&run->arena, t->root_alarm_id);
	u->ref = arena_slice(&run->arena, t->ref);
	u->text = arena_slice(&run->arena, t->text);
	u->kind = arena_slice(&run->arena, t->kind);
	u->hits.currency = arena_slice(&run->arena, t->hits.currency);
	u->qualifier = arena_slice(&run->arena, t->qualifier);
	return 0;
}

static bool
names_poller(const struct watch *w)
{
	for (size_t i = 0; i < w->links; i++)
		if (slice_eq(w->link[i].a_node, w->rules.poller)
		    || slice_eq(w->link[i].b_node, w->rules.poller))
			return true;
	return false;
}

static int
journal_run(struct run *run)
{
	uint64_t count[ALARM_CLEARED + 1] = { 0 };
	const struct watch *w = &run->watch;
	char *what;
	int rc;

	if (w->events == 0 && !run->opts->stream.no_end)
		return 0;
	for (size_t i = 0; i < w->events; i++)
		count[w->event[i].state]++;
	what = xasprintf("%" PRIu64 " raised, %" PRIu64 " changed, %" PRIu64
	    " cleared%s", count[ALARM_RAISED], count[ALARM_CHANGED],
	    count[ALARM_CLEARED], run->opts->stream.no_end
	    ? "; input without its end accepted" : "");
	rc = journal_add(&run->db, "run", slice_of("alarms"), slice_of(what));
	free(what);
	return rc;
}

/*
 * Load without the write lock, for it takes the longest; again within it
 * should another process have changed something in between.
 */
static int
load(struct run *run)
{
	int64_t before, now;

	if (db_begin_read(&run->db) < 0
	    || oss_db_version(&run->db, &before) < 0
	    || oss_db_load(&run->db, &run->watch) < 0)
		return -1;
	db_rollback(&run->db);
	if (db_begin(&run->db) < 0 || oss_db_version(&run->db, &now) < 0)
		return -1;
	return now == before ? 0 : oss_db_load(&run->db, &run->watch);
}

static void
say_refused(const struct watch *w, const struct refusals *r, int most,
    const char *of)
{
	if (r->n == 0)
		return;
	diag(REASON_EVENTS_MANY, "events that raise nothing, for %d %s are "
	    "known: %" PRIu64 ", the first of '%.*s'", most, of, r->n,
	    SLICE_FMT(w->object[w->condition[r->first].object].node));
}

/* A clock was ahead, or is set back: what comes in until then is late. */
static void
say_behind(const struct watch *w)
{
	char until[TSTAMP_TEXT_MAX];

	diag(REASON_OBSERVATIONS_BEHIND, "the newest heartbeat is more than an "
	    "hour older than what was judged before: what it tells of counts "
	    "for nothing until %.*s",
	    (int)tstamp_format(w->settled_us, until), until);
}

/* Step 2. 0 or -1, said. */
static int
judge(struct run *run)
{
	struct watch *w = &run->watch;

	if (load(run) < 0 || (w->rules.impact != NULL
	    && customers_terms(w->rules.impact, &run->db) < 0))
		return -1;
	if (w->rules.poller.len != 0 && w->links != 0 && !names_poller(w))
		diag(REASON_POLLER_UNKNOWN, "no link names the poller's node "
		    "'%.*s'", SLICE_FMT(w->rules.poller));
	watch_judge(w);
	if (w->ahead != 0)
		diag(REASON_OBSERVATIONS_AHEAD, "observations more than an "
		    "hour later than the newest heartbeat: %zu, kept until "
		    "then", w->ahead);
	if (w->behind)
		say_behind(w);
	say_refused(w, &w->refused, WATCH_EVENTS_MAX,
	    "alarms of events of the node");
	say_refused(w, &w->unheard, WATCH_HEARD_MAX,
	    "ports and more of the node that only events name");
	say_refused(w, &w->strangers, WATCH_STRANGERS_MAX,
	    "things of nodes that nobody asks");
	if (oss_db_save(&run->db, w) < 0 || journal_run(run) < 0
	    || oss_db_untold(&run->db, keep_untold, run) < 0)
		return -1;
	/* a dry run tells within the transaction that it takes back */
	return run->opts->dry ? 0 : db_commit(&run->db);
}

static int
tell_note(const struct oss_note *n, void *arg)
{
	struct run *run = arg;

	return put_note(run->stream.out, run->telling, n);
}

static int
tell_impact(const struct service *s, enum effect effect, void *arg)
{
	struct run *run = arg;

	return put_impact(run->stream.out, run->telling, s, effect);
}

/* Step 3, the records. CSV holds one type: evidence stays in the database. */
static int
tell(struct run *run)
{
	bool evidence = run->opts->stream.out_format == 0;

	for (size_t i = 0; i < run->len; i++) {
		run->telling = run->untold[i].alarm_id;
		if (put_transition(run->stream.out, &run->untold[i],
		    evidence) < 0 || (evidence && (oss_db_notes(&run->db,
		    run->untold[i].seq, tell_note, run) < 0
		    || oss_db_impacts(&run->db, run->untold[i].seq,
		    tell_impact, run) < 0)))
			return -1;
	}
	return 0;
}

/* Step 3, the mark. */
static int
mark_told(struct run *run)
{
	if (run->len == 0 || run->opts->dry)
		return 0;
	if (db_begin(&run->db) < 0 || oss_db_told(&run->db,
	    run->untold[run->len - 1].seq) < 0)
		return -1;
	run->len = 0;
	arena_clear(&run->arena);
	return db_commit(&run->db);
}

static void
report(const struct run *run)
{
	/* the end of a live feed has nothing that its passes have not said */
	if (!run->opts->stream.verbose
	    || (run->read > 0 && run->stream.read == run->read))
		return;
	note("%zu transition%s, %" PRIu64 " observation%s came late",
	    run->watch.events, run->watch.events == 1 ? "" : "s",
	    run->watch.late, run->watch.late == 1 ? "" : "s");
}

/* Steps 2 and 3 without the end record. An exit code. */
static int
pass(struct run *run)
{
	int rc;

	if (judge(run) < 0)
		return tool_exit_code(-1);
	report(run);
	/* one lock and one state for all that is told of thousands */
	if (!run->opts->dry && run->len != 0 && db_begin_read(&run->db) < 0)
		return tool_exit_code(-1);
	rc = tell(run) < 0 ? EXIT_TROUBLE : EXIT_OK;
	db_rollback(&run->db);
	return rc;
}

/* A pass of a live feed, and room for the next one. An exit code. */
static int
live_pass(struct run *run)
{
	int rc = pass(run);

	if (rc != EXIT_OK)
		return rc;
	if (stream_pass_end(&run->stream) < 0)
		return EXIT_TROUBLE;
	if (mark_told(run) < 0)
		return tool_exit_code(-1);
	run->read = run->stream.read;
	watch_release(&run->watch);
	watch_init(&run->watch, &run->rules);
	return EXIT_OK;
}

/*
 * The input pauses. A dry run keeps nothing, so its passes would not know of
 * each other: it is judged as a whole.
 */
static int
on_wait(void *arg)
{
	struct run *run = arg;

	if (!run->opts->dry && run->stream.read > run->read
	    && in_end(run->stream.in) == IN_END_OK
	    && stream_complete(&run->stream))
		run->rc = live_pass(run);
	if (run->rc != EXIT_OK)
		return -1;
	return out_flush(run->stream.out);
}

/* All between the opening and the closing of the stream. An exit code. */
static int
work(struct run *run)
{
	int rc = intake_files(&run->watch, run->opts);

	if (rc != EXIT_OK)
		return rc;
	if (run->opts->subscriptions != NULL
	    && customers_load(&run->impact, run->opts->subscriptions) < 0)
		return EXIT_TROUBLE;
	if (db_open(&run->db, &db_oss, &run->opts->db, DB_WRITE) < 0)
		return tool_exit_code(-1);
	in_on_wait(run->stream.in, on_wait, run);
	rc = intake_stream(&run->watch, &run->stream, run->opts);
	if (rc != EXIT_OK)
		return run->rc != EXIT_OK ? run->rc : rc;
	if (!stream_complete(&run->stream))
		return EXIT_OK;		/* stream_close says why */
	return pass(run);
}

static void
run_release(struct run *run)
{
	db_close(&run->db);
	watch_release(&run->watch);
	arena_release(&run->arena);
	free(run->untold);
	thresholds_release(&run->thresholds);
	impact_release(&run->impact);
}

static int
run_all(struct run *run, int argc, char **argv)
{
	int rc = stream_open(&run->stream, &diag_spec, &run->opts->stream,
	    argc, argv);

	if (rc != EXIT_OK || run->stream.spec == NULL)
		return rc;
	rc = work(run);
	if (rc != EXIT_OK)
		stream_fail(&run->stream, rc);
	rc = stream_close(&run->stream);
	if (run->rc != EXIT_OK)
		return run->rc;
	if (rc <= EXIT_FINDINGS && mark_told(run) < 0)
		rc = tool_exit_code(-1);
	return rc;
}

/* "3/5" within 1 to 64, "3" is 3/3 */
static bool
n_of_m(const char *text, uint8_t *n, uint8_t *m)
{
	const char *slash = strchr(text, '/');
	struct slice first = slice_of(text);
	uint64_t a, b;

	if (slash != NULL)
		first.len = (size_t)(slash - text);
	if (u64_parse(first, &a) != NUM_OK || (slash != NULL
	    && u64_parse(slice_of(slash + 1), &b) != NUM_OK))
		return false;
	if (slash == NULL)
		b = a;
	if (a < 1 || a > b || b > HEALTH_PAST_MAX)
		return false;
	*n = (uint8_t)a;
	*m = (uint8_t)b;
	return true;
}

static bool
percents(const char *text, uint8_t *start, uint8_t *stop)
{
	const char *slash = strchr(text, '/');
	uint64_t a, b;

	if (slash == NULL || u64_parse((struct slice){ text,
	    (size_t)(slash - text) }, &a) != NUM_OK
	    || u64_parse(slice_of(slash + 1), &b) != NUM_OK
	    || a > 100 || b > a)
		return false;
	*start = (uint8_t)a;
	*stop = (uint8_t)b;
	return true;
}

static int
rules_make(const struct run_opts *o, struct watch_rules *rules)
{
	struct health_rule *h = &rules->health;

	rules->stale_us = o->stale_us;
	rules->late_us = o->late_us;
	rules->poller = slice_of(o->poller);
	rules->by_evidence = o->hold == NULL;
	if (!n_of_m(o->hold != NULL ? o->hold : "1", &h->bad_n, &h->bad_m)
	    || !n_of_m(o->recover, &h->good_n, &h->good_m)) {
		diag(REASON_USAGE_VALUE, "run: --hold and --recover are n or "
		    "n/m, 1 to %d", HEALTH_PAST_MAX);
		return -1;
	}
	if (!percents(o->flap, &h->flap_start_pct, &h->flap_stop_pct)) {
		diag(REASON_USAGE_VALUE, "run: --flap is start/stop in "
		    "percent, stop not above start");
		return -1;
	}
	return 0;
}

int
verb_run(int argc, char **argv)
{
	struct run_opts opts = run_defaults;
	struct run run = { .opts = &opts };
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (rules_make(&opts, &run.rules) < 0 || (!opts.stream.schema
	    && alarm_rules_load(&run.thresholds, opts.rules) < 0)) {
		thresholds_release(&run.thresholds);
		return EXIT_TROUBLE;
	}
	/* with a store to leave tidy, a closed pipe is an error like others */
	tool_ignore_sigpipe();
	run.rules.thresholds = &run.thresholds;
	run.rules.level = run.thresholds.level;
	run.rules.levels = run.thresholds.levels;
	run.rules.locator = &locator_causes;
	run.impact.poller = run.rules.poller;
	if (opts.subscriptions != NULL)
		run.rules.impact = &run.impact;
	watch_init(&run.watch, &run.rules);
	rc = run_all(&run, argc, argv);
	run_release(&run);
	return rc;
}
