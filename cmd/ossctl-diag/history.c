/*
 * history.c (ossctl-diag) - what became of alarms: history and show
 */
#include <stdio.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "text.h"

struct history {
	struct columns_table	 c;
	struct db	*notes;		/* NULL: no line for each of them */
};

/* What a cause rests on beside the first, and what else it could be. */
static int
note_row(const struct oss_note *n, void *arg)
{
	struct history *h = arg;
	char text[512];

	for (int i = 0; i < 5; i++)
		columns_table_add(&h->c, SLICE_LIT(" "));
	if (!n->alternative) {
		columns_table_add(&h->c, n->text);
		return 0;
	}
	snprintf(text, sizeof(text), "or %.*s: %.*s %.*s, confidence %u.%06u",
	    SLICE_FMT(n->alarm_type), SLICE_FMT(n->node), SLICE_FMT(n->object),
	    n->confidence_ppm / 1000000, n->confidence_ppm % 1000000);
	columns_table_add(&h->c, slice_of(text));
	return 0;
}

static int
history_row(const struct oss_transition *t, void *arg)
{
	struct history *h = arg;

	columns_add_time(&h->c, t->ts_us);
	columns_table_add(&h->c, t->state);
	columns_table_add(&h->c, t->alarm_type);
	columns_table_add(&h->c, t->node);
	columns_table_add(&h->c, t->object);
	columns_table_add(&h->c, t->text);
	return h->notes == NULL ? 0
	    : oss_db_notes(h->notes, t->seq, note_row, h);
}

static int
history_text(struct db *db, struct slice alarm_id, int64_t since_us,
    bool notes)
{
	static const char *const head[] = { "TIME", "STATE", "ALARM", "NODE",
	    "OBJECT", "EVIDENCE" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct history h = { .notes = notes ? db : NULL };
	int rc;

	columns_table_init(&h.c, head, len, 0);
	rc = oss_db_history(db, alarm_id, since_us, history_row, &h);
	if (rc == 0)
		columns_table_print(&h.c);
	columns_table_release(&h.c);
	return tool_exit_code(rc);
}

struct writer {
	struct db	*db;
	struct out	*out;
	bool		 evidence;
	struct slice	 alarm_id;
};

static int
history_note(const struct oss_note *n, void *arg)
{
	struct writer *w = arg;

	return put_note(w->out, w->alarm_id, n);
}

static int
history_deed(const struct oss_deed *d, void *arg)
{
	struct writer *w = arg;

	return put_deed(w->out, d);
}

static int
history_record(const struct oss_transition *t, void *arg)
{
	struct writer *w = arg;

	w->alarm_id = t->alarm_id;
	if (put_transition(w->out, t, w->evidence) < 0)
		return -1;
	return w->evidence ? oss_db_notes(w->db, t->seq, history_note, w) : 0;
}

static int
history_records(struct db *db, struct slice alarm_id,
    const struct list_opts *opts)
{
	struct writer w = { db, out_for(opts->view),
	    opts->view == VIEW_NDJSON, { NULL, 0 } };
	int rc = EXIT_OK;

	if (oss_db_history(db, alarm_id, opts->since_us, history_record, &w)
	    < 0 || (w.evidence && oss_db_deeds(db, alarm_id, opts->since_us,
	    history_deed, &w) < 0))
		rc = tool_exit_code(-1);
	return out_end(w.out, rc);
}

int
verb_history(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct slice alarm_id = { NULL, 0 };
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (argc > 0)
		alarm_id = slice_of(argv[0]);
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0)
		return tool_exit_code(-1);
	rc = opts.view == VIEW_TEXT
	    ? history_text(&db, alarm_id, opts.since_us, false)
	    : history_records(&db, alarm_id, &opts);
	db_close(&db);
	return rc;
}

/* ---- show --------------------------------------------------------------- */

static int
show_alarm(const struct oss_alarm *a, void *arg)
{
	(void)arg;
	line_print("alarm_id", a->alarm_id);
	line_print("state", slice_of(a->active ? "active" : "cleared"));
	line_print("alarm_type", a->alarm_type);
	line_print("meaning", slice_of(alarm_meaning(a->alarm_type)));
	line_print("node", a->node);
	line_print("object", a->object);
	line_print("severity", a->severity);
	line_print("probable_cause", a->probable_cause);
	line_print_time("raised", a->raised_us);
	line_print_time(a->active ? "changed" : "cleared", a->changed_us);
	line_print("root", slice_of(a->root ? "true" : "false"));
	line_print("root_alarm_id", a->root_alarm_id);
	if (a->confidence_ppm != 0)
		printf("confidence: %u.%06u\n", a->confidence_ppm / 1000000,
		    a->confidence_ppm % 1000000);
	line_print("planned", slice_of(a->planned ? "true" : "false"));
	if (a->acked) {
		line_print_time("acknowledged", a->acked_us);
		line_print("acknowledged_by", a->acked_by);
		line_print("acknowledged_why", a->ack_why);
	}
	if (a->shelved_until_us != INT64_MIN) {
		line_print("shelved_by", a->shelved_by);
		line_print("shelved_why", a->shelve_why);
		if (a->shelved_until_us != INT64_MAX)
			line_print_time("shelved_to", a->shelved_until_us);
	}
	line_print("closed_by", a->closed_by);
	putchar('\n');
	return 0;
}

static int
deed_row(const struct oss_deed *d, void *arg)
{
	struct columns_table *c = arg;

	columns_add_time(c, d->at_us);
	columns_table_add(c, slice_of(oss_deed_names[d->kind]));
	columns_table_add(c, d->who);
	columns_table_add(c, d->text);
	return 0;
}

static int
show_deeds(struct db *db, struct slice alarm_id)
{
	static const char *const head[] = { "TIME", "DEED", "USER", "WHY" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct columns_table c;
	int rc;

	columns_table_init(&c, head, len, 0);
	rc = oss_db_deeds(db, alarm_id, INT64_MIN, deed_row, &c);
	if (rc == 0 && c.cells > len) {
		columns_table_print(&c);
		putchar('\n');
	}
	columns_table_release(&c);
	return tool_exit_code(rc);
}

static int
show(struct db *db, const char *alarm_id)
{
	int rc;

	if (db_begin_read(db) < 0
	    || (rc = oss_db_alarm(db, slice_of(alarm_id), show_alarm, NULL))
	    < 0)
		return tool_exit_code(-1);
	if (rc == 0) {
		diag(REASON_ALARM_UNKNOWN, "no alarm '%s'", alarm_id);
		return EXIT_TROUBLE;
	}
	rc = show_deeds(db, slice_of(alarm_id));
	return rc != EXIT_OK ? rc
	    : history_text(db, slice_of(alarm_id), INT64_MIN, true);
}

int
verb_show(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0)
		return tool_exit_code(-1);
	rc = show(&db, argv[0]);
	db_close(&db);
	return rc;
}
