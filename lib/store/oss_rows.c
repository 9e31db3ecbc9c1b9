/*
 * oss_rows.c (store) - what schemas up to 5 kept in a row an object, into the
 * table that has a row a node
 */
#include "oss/watch_item.h"
#include "store/oss_held.h"
#include "store/oss_known.h"

#define SCHEMA_KNOWN	6	/* 0006-known.sql */

#define HEALTH_COLUMNS							\
	"last_us, bad_us, bad, past, past_len, was_up, down, off, failed,"\
	" flapping, silent"

static void
health_of(sqlite3_stmt *st, int at, struct health *h)
{
	*h = (struct health){
		.known = true,
		.last_us = db_col_int(st, at),
		.bad_us = db_col_int(st, at + 1),
		.bad = (uint32_t)db_col_int(st, at + 2),
		.past = (uint64_t)db_col_int(st, at + 3),
		.past_len = (uint32_t)db_col_int(st, at + 4),
		.was_up = db_col_int(st, at + 5) != 0,
		.down = db_col_int(st, at + 6) != 0,
		.off = db_col_int(st, at + 7) != 0,
		.failed = db_col_int(st, at + 8) != 0,
		.flapping = db_col_int(st, at + 9) != 0,
		.silent = db_col_int(st, at + 10) != 0,
	};
}

/* The object that three columns name; NONE: of a kind that is not ours. */
static uint32_t
object_of(sqlite3_stmt *st, struct watch *w)
{
	enum object_kind kind;
	uint32_t n;

	if (!object_kind_lookup(db_col_str(st, 1), &kind)
	    || !object_kind_sampled(kind))
		return WATCH_NONE;
	n = watch_object(w, kind, db_col_str(st, 0), db_col_str(st, 2));
	w->object[n].dirty = true;
	return n;
}

static void
take_health(sqlite3_stmt *st, struct watch *w, uint32_t n)
{
	health_of(st, 3, &watch_own(w, n)->health);
}

static void
take_condition(sqlite3_stmt *st, struct watch *w, uint32_t n)
{
	enum alarm_type type;

	if (!alarm_type_lookup(db_col_str(st, 3), &type))
		return;
	n = watch_condition(w, n, type, db_col_str(st, 4));
	health_of(st, 5, &w->condition[n].health);
}

static void
take_gauge(sqlite3_stmt *st, struct watch *w, uint32_t n)
{
	watch_need_gauge(w, n);
	w->gauge[w->object[n].gauge] = oss_gauge_of(st, 4, db_col_int(st, 3));
}

static void
take_flow(sqlite3_stmt *st, struct watch *w, uint32_t n)
{
	struct port_flow *f;

	watch_need_gauge(w, n);
	f = &w->flow[w->object[n].gauge];
	*(slice_is(db_col_str(st, 3), "in") ? &f->in : &f->out)
	    = (struct carried){ .usual = (uint64_t)db_col_int(st, 4),
	    .rate = (uint64_t)db_col_int(st, 5),
	    .last_us = db_col_int(st, 6), .since_us = db_col_int(st, 7),
	    .longest_us = db_col_int(st, 8),
	    .longest_at_us = db_col_int(st, 9),
	    .row = (uint32_t)db_col_int(st, 10),
	    .quiet = (uint32_t)db_col_int(st, 11),
	    .new_us = db_col_int(st, 11) != 0 ? db_col_int(st, 6)
	    - db_col_int(st, 7) : 0 };
}

static void
take_baseline(sqlite3_stmt *st, struct watch *w, uint32_t n)
{
	watch_need_baseline(w, n);
	w->baseline[w->object[n].baseline] = (struct baseline){
	    db_col_int(st, 3), db_col_int(st, 4), db_col_int(st, 5),
	    (uint32_t)db_col_int(st, 6) };
}

static int
take_rows(struct db *db, struct watch *w, sqlite3_stmt *st,
    void (*take)(sqlite3_stmt *, struct watch *, uint32_t))
{
	enum db_step step;
	uint32_t n;

	while ((step = db_step(db, st)) == DB_ROW)
		if ((n = object_of(st, w)) != WATCH_NONE)
			take(st, w, n);
	return step == DB_DONE ? 0 : -1;
}

static int
take_all(struct db *db, struct watch *w)
{
	if (take_rows(db, w, db_sql(db, "SELECT node, kind, name, "
	    HEALTH_COLUMNS " FROM object"), take_health) < 0
	    || take_rows(db, w, db_sql(db, "SELECT node, kind, name,"
	    " alarm_type, nullif(qualifier, ''), " HEALTH_COLUMNS
	    " FROM condition"), take_condition) < 0
	    || take_rows(db, w, db_sql(db, "SELECT node, 'interface', name,"
	    " ts_us, " OSS_GAUGE_COLUMNS " FROM gauge"), take_gauge) < 0
	    || take_rows(db, w, db_sql(db, "SELECT node, 'interface', name,"
	    " direction, usual, rate, last_us, since_us, longest_us,"
	    " longest_at_us, row, quiet FROM flow"), take_flow) < 0)
		return -1;
	return take_rows(db, w, db_sql(db, "SELECT node, kind, name, ts_us,"
	    " mean_us, deviation_us, seen FROM baseline"), take_baseline);
}

static int
from_rows(struct db *db, int number)
{
	const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
	struct watch w;
	int rc;

	if (number != SCHEMA_KNOWN)
		return 0;
	watch_init(&w, &rules);
	rc = take_all(db, &w);
	watch_rank(&w);
	if (rc == 0)
		rc = oss_known_save(db, &w);
	watch_release(&w);
	return rc;
}

const struct db_side db_oss = { "oss", 0x6f737344, "oss.db", "ossctl-diag",
	from_rows, 16384 };
