/*
 * list.c (ossctl-diag) - the alarms there are
 */
#include <inttypes.h>
#include <stdio.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "text.h"

/* ---- for people --------------------------------------------------------- */

static struct slice
note_of(const struct oss_alarm *a, struct buf *b)
{
	buf_clear(b);
	buf_adds(b, !a->active ? "cleared" : a->root ? "cause" : "symptom");
	if (a->planned)
		buf_adds(b, ", planned");
	if (a->acked)
		buf_adds(b, ", acknowledged");
	return buf_slice(b);
}

static int
list_row(const struct oss_alarm *a, void *arg)
{
	struct columns *c = arg;
	struct buf b = { 0 };

	columns_add_time(c, a->raised_us);
	columns_add(c, a->severity);
	columns_add(c, a->alarm_type);
	columns_add(c, a->node);
	columns_add(c, a->object);
	columns_add(c, note_of(a, &b));
	columns_add(c, a->alarm_id);
	buf_release(&b);
	return 0;
}

static int
list_text(struct db *db, bool all)
{
	static const char *const head[] = { "SINCE", "SEVERITY", "ALARM",
	    "NODE", "OBJECT", "NOTE", "ALARM_ID" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct columns c;
	int rc;

	columns_init(&c, len);
	for (size_t i = 0; i < len; i++)
		columns_add(&c, slice_of(head[i]));
	rc = oss_db_alarms(db, all, list_row, &c);
	if (rc == 0 && c.cells > len)
		columns_print(&c);
	columns_release(&c);
	return rc == 0 ? EXIT_OK : db_exit_code();
}

/* ---- for programs ------------------------------------------------------- */

/* The record of the alarm's last transition. */
static int
list_record(const struct oss_alarm *a, void *arg)
{
	struct oss_transition t = {
		.ts_us = a->changed_us, .alarm_id = a->alarm_id,
		.node = a->node, .object = a->object,
		.alarm_type = a->alarm_type,
		.probable_cause = a->probable_cause,
		.severity = a->severity, .root_alarm_id = a->root_alarm_id,
		.root = a->root, .planned = a->planned, .kind = a->kind,
		.qualifier = a->qualifier,
		.confidence_ppm = a->confidence_ppm,
	};

	t.state = slice_of(alarm_state_name(!a->active ? ALARM_CLEARED
	    : a->changed_us == a->raised_us ? ALARM_RAISED : ALARM_CHANGED));
	return put_transition(arg, &t, false);
}

static int
list_records(struct db *db, const struct list_opts *opts)
{
	struct out *o = out_for(opts->view);
	int rc = EXIT_OK;

	if (oss_db_alarms(db, opts->all, list_record, o) < 0)
		rc = db_exit_code();
	return out_end(o, rc);
}

/* ---- for monitors ------------------------------------------------------- */

struct tally {
	uint64_t	 active, causes, planned;
	char		*first;		/* the worst of them, owned */
};

static int
tally_one(const struct oss_alarm *a, void *arg)
{
	struct tally *t = arg;
	struct buf b = { 0 };
	char since[TSTAMP_TEXT_MAX];

	if (a->planned) {
		t->planned++;
		return 0;
	}
	t->active++;
	t->causes += a->root;
	if (!a->root || t->first != NULL)
		return 0;
	buf_addf(&b, "%.*s ", SLICE_FMT(a->alarm_type));
	vis_add(&b, a->node);
	if (!slice_eq(a->node, a->object)) {
		buf_addc(&b, ' ');
		vis_add(&b, a->object);
	}
	buf_addf(&b, " since %.*s", (int)tstamp_format(a->raised_us, since),
	    since);
	t->first = buf_detach(&b);
	return 0;
}

/* Whether the poller is alive: said in words; true when it is too old. */
static bool
too_old(const struct list_opts *opts, int64_t heartbeat_us, bool known,
    struct buf *words)
{
	char text[TSTAMP_TEXT_MAX];
	int64_t age;

	if (!known) {
		buf_adds(words, "no heartbeat yet");
		return opts->max_age_us != 0;
	}
	buf_addf(words, "last heartbeat %.*s",
	    (int)tstamp_format(heartbeat_us, text), text);
	return opts->max_age_us != 0
	    && (__builtin_sub_overflow(opts->db.now_us, heartbeat_us, &age)
	    || age > opts->max_age_us);
}

static int
list_check(struct db *db, const struct list_opts *opts)
{
	struct tally t = { 0 };
	struct buf beat = { 0 };
	int64_t us;
	bool known, old;

	if (oss_db_alarms(db, false, tally_one, &t) < 0
	    || oss_db_heartbeat(db, &us, &known) < 0) {
		free(t.first);
		return db_exit_code();
	}
	old = too_old(opts, us, known, &beat);
	printf("ALARMS %s - active %" PRIu64 ", causes %" PRIu64 ", planned %"
	    PRIu64 "; %s%s%s%s\n", t.active != 0 ? "CRITICAL"
	    : old ? "UNKNOWN" : "OK", t.active, t.causes, t.planned,
	    buf_str(&beat), old ? ", too old" : "",
	    t.first != NULL ? "; " : "", t.first != NULL ? t.first : "");
	free(t.first);
	buf_release(&beat);
	return t.active != 0 || old ? EXIT_FINDINGS : EXIT_OK;
}

static int
list_opts_check(const struct list_opts *o)
{
	if (o->max_age_us == 0 || (o->check && o->db.now_us != 0))
		return 0;
	diag(REASON_USAGE_MISSING,
	    "list: --max-age goes with --check and --now");
	return -1;
}

int
verb_list(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct db db;
	int rc = verb_opts("list", &opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (list_opts_check(&opts) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0)
		return db_exit_code();
	if (db_begin_read(&db) < 0)
		rc = db_exit_code();
	else if (opts.check)
		rc = list_check(&db, &opts);
	else if (opts.view == VIEW_TEXT)
		rc = list_text(&db, opts.all);
	else
		rc = list_records(&db, &opts);
	db_close(&db);
	return rc;
}
