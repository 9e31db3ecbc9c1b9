/*
 * oss_alarms.c (store) - see oss_alarms.h
 */
#include "store/oss_alarms.h"

/*
 * The condition that four columns name; NONE when it is of a newer program
 * and not ours.
 */
static uint32_t
condition_of(sqlite3_stmt *st, struct watch *w)
{
	enum object_kind kind;
	enum alarm_type type;

	if (!object_kind_lookup(db_col_str(st, 1), &kind)
	    || !alarm_type_lookup(db_col_str(st, 3), &type))
		return WATCH_NONE;
	return watch_condition(w, watch_object(w, kind, db_col_str(st, 0),
	    db_col_str(st, 2)), type, db_col_str(st, 4));
}

static void
alarm_of(sqlite3_stmt *st, int at, struct alarm *a)
{
	struct slice root = db_col_str(st, at + 4);

	a->active = true;
	a->raised_us = db_col_int(st, at);
	a->changed_us = db_col_int(st, at + 1);
	a->cause = cause_lookup(db_col_str(st, at + 2));
	a->root = db_col_int(st, at + 3) != 0;
	a->planned = db_col_int(st, at + 5) != 0;
	severity_lookup(db_col_str(st, at + 6), &a->severity);
	a->confidence_ppm = (uint32_t)db_col_int(st, at + 7);
	if (!severity_lookup(db_col_str(st, at + 8), &a->floor))
		a->floor = SEVERITY_CLEARED;
	if (root.len == ALARM_ID_MAX - 1)
		memcpy(a->root_id, root.p, root.len);
}

int
oss_alarms_load(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node, kind, object, alarm_type,"
	    " qualifier, raised_us, changed_us, probable_cause, root,"
	    " root_alarm_id, planned,"
	    " coalesce(own_severity, severity), confidence_ppm, floor"
	    " FROM alarm WHERE active = 1");
	enum db_step step;
	uint32_t n;

	while ((step = db_step(db, st)) == DB_ROW)
		if ((n = condition_of(st, w)) != WATCH_NONE)
			alarm_of(st, 5, &w->condition[n].alarm);
	return step == DB_DONE ? 0 : -1;
}
