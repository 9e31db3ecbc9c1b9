/*
 * list.c (ossctl-diag) - the alarms there are
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "check.h"
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
	if (a->shelved_until_us != INT64_MIN)
		buf_adds(b, ", shelved");
	if (a->closed_by.len != 0)
		buf_adds(b, ", closed");
	return buf_slice(b);
}

static void
add_type(struct columns_table *c, const struct oss_alarm *a)
{
	struct buf b = { 0 };

	buf_add_slice(&b, a->alarm_type);
	if (a->qualifier.len != 0)
		buf_addf(&b, "/%.*s", SLICE_FMT(a->qualifier));
	columns_table_add(c, buf_slice(&b));
	buf_release(&b);
}

static int
list_row(const struct oss_alarm *a, void *arg)
{
	struct columns_table *c = arg;
	char since[TSTAMP_TEXT_MAX];
	struct buf b = { 0 };

	columns_table_add(c, (struct slice){ since,
	    tstamp_format_second(a->raised_us, since) });
	columns_table_add(c, a->severity);
	add_type(c, a);
	columns_table_add(c, a->node);
	columns_table_add(c, a->object);
	columns_table_add(c, note_of(a, &b));
	columns_table_add(c, a->alarm_id);
	buf_release(&b);
	return 0;
}

static int
list_text(struct db *db, const struct list_opts *opts)
{
	struct chosen chosen = { .opts = opts };
	static const char *const head[] = { "SINCE", "SEVERITY", "ALARM",
	    "NODE", "OBJECT", "NOTE", "ALARM_ID" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct columns_table c;
	int rc;

	columns_table_init(&c, head, len, 0);
	rc = alarms_each(db, &chosen, opts->all, list_row, &c);
	if (rc == 0)
		columns_table_print(&c);
	columns_table_release(&c);
	return tool_exit_code(rc);
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
		.confidence_ppm = a->confidence_ppm, .hits = a->hits,
		.ack_state = slice_of(a->acked ? "acknowledged" : NULL),
		.shelved_us = a->shelved_until_us != INT64_MIN
		    ? a->shelved_until_us : 0,
	};

	t.state = slice_of(alarm_state_name(!a->active ? ALARM_CLEARED
	    : a->changed_us == a->raised_us ? ALARM_RAISED : ALARM_CHANGED));
	return put_transition(arg, &t, false);
}

static int
list_records(struct db *db, const struct list_opts *opts)
{
	struct chosen chosen = { .opts = opts };
	struct out *o = out_for(opts->view);
	int rc = EXIT_OK;

	if (alarms_each(db, &chosen, opts->all, list_record, o) < 0)
		rc = tool_exit_code(-1);
	return out_end(o, rc);
}

/* ---- for monitors ------------------------------------------------------- */

static int
list_check(struct db *db, const struct list_opts *opts)
{
	struct buf line = { 0 };
	int rc = check_line(db, opts, &line);

	fputs(buf_str(&line), stdout);
	buf_release(&line);
	return rc == CHECK_FAILED ? tool_exit_code(-1) : rc;
}

static int
list(struct db *db, const struct list_opts *opts)
{
	if (db_begin_read(db) < 0)
		return tool_exit_code(-1);
	if (opts->check || opts->nagios)
		return list_check(db, opts);
	return opts->view == VIEW_TEXT ? list_text(db, opts)
	    : list_records(db, opts);
}

int
verb_list(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (opts.max_age_us != 0 && !opts.check && !opts.nagios) {
		diag(REASON_USAGE_MISSING,
		    "list: --max-age goes with --check or --nagios");
		return EXIT_TROUBLE;
	}
	if (check_opts("list", &opts) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0) {
		rc = tool_exit_code(-1);
	} else {
		rc = list(&db, &opts);
		db_close(&db);
	}
	return check_exit(&opts, rc);
}
