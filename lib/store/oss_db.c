#include "store/oss_db.h"

#include "store/oss_hits.h"
#include "store/oss_known.h"
#include "store/oss_lately.h"

/* Missing is NULL, never ''. */
static struct slice
some(struct slice s)
{
	return s.len != 0 ? s : (struct slice){ NULL, 0 };
}

/* ---- transitions -------------------------------------------------------- */

#define TRANSITION_COLUMNS						\
	"seq, ts_us, alarm_id, state, node, object, alarm_type,"	\
	" probable_cause, severity, root_alarm_id, ref, text, root, planned,"\
	" kind, qualifier, confidence_ppm, customer_count, revenue_month,"\
	" currency"

static int
each_transition(struct db *db, sqlite3_stmt *st, oss_transition_fn *fn,
    void *arg)
{
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		struct oss_transition t = {
			.seq = db_col_int(st, 0),
			.ts_us = db_col_int(st, 1),
			.alarm_id = db_col_str(st, 2),
			.state = db_col_str(st, 3),
			.node = db_col_str(st, 4),
			.object = db_col_str(st, 5),
			.alarm_type = db_col_str(st, 6),
			.probable_cause = db_col_str(st, 7),
			.severity = db_col_str(st, 8),
			.root_alarm_id = db_col_str(st, 9),
			.ref = db_col_str(st, 10),
			.text = db_col_str(st, 11),
			.root = db_col_int(st, 12) != 0,
			.planned = db_col_int(st, 13) != 0,
			.kind = db_col_str(st, 14),
			.qualifier = db_col_str(st, 15),
			.confidence_ppm = (uint32_t)db_col_int(st, 16),
			.hits.reckoned = !db_col_null(st, 17),
			.hits.customers = (uint64_t)db_col_int(st, 17),
			.hits.revenue_month = db_col_int(st, 18),
			.hits.currency = db_col_str(st, 19),
		};

		if (fn(&t, arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

int
oss_db_untold(struct db *db, oss_transition_fn *fn, void *arg)
{
	return each_transition(db, db_sql(db, "SELECT " TRANSITION_COLUMNS
	    " FROM transition WHERE seq > (SELECT told_seq FROM progress)"
	    " ORDER BY seq"), fn, arg);
}

int
oss_db_history(struct db *db, struct slice alarm_id, int64_t since_us,
    oss_transition_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT " TRANSITION_COLUMNS
	    " FROM transition WHERE (?1 IS NULL OR alarm_id = ?1)"
	    " AND ts_us >= ?2 ORDER BY seq");

	db_bind_str(st, 1, alarm_id);
	db_bind_int(st, 2, since_us);
	return each_transition(db, st, fn, arg);
}

int
oss_db_notes(struct db *db, int64_t seq, oss_note_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT ref, text, alternative, node,"
	    " kind, object, alarm_type, confidence_ppm FROM note"
	    " WHERE seq = ?1 ORDER BY ordinal");
	enum db_step step;

	db_bind_int(st, 1, seq);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct oss_note n = {
			.ref = db_col_str(st, 0), .text = db_col_str(st, 1),
			.alternative = db_col_int(st, 2) != 0,
			.node = db_col_str(st, 3), .kind = db_col_str(st, 4),
			.object = db_col_str(st, 5),
			.alarm_type = db_col_str(st, 6),
			.confidence_ppm = (uint32_t)db_col_int(st, 7),
		};

		if (fn(&n, arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

int
oss_db_impacts(struct db *db, int64_t seq, oss_impact_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT subscription, account,"
	    " revenue_month, currency, effect FROM impact WHERE seq = ?1"
	    " ORDER BY ordinal");
	enum db_step step;

	db_bind_int(st, 1, seq);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct service s = {
			.subscription = db_col_str(st, 0),
			.account = db_col_str(st, 1),
			.revenue_month = db_col_int(st, 2),
			.currency = db_col_str(st, 3),
		};

		if (fn(&s, effect_lookup(db_col_str(st, 4)), arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

/* Two runs may tell at the same time: the mark never goes back. */
int
oss_db_told(struct db *db, int64_t seq)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE progress SET told_seq = ?1"
	    " WHERE told_seq < ?1");

	db_bind_int(st, 1, seq);
	return db_run(db, st);
}

/* ---- alarms ------------------------------------------------------------- */

#define ALARMS								\
	"SELECT a.alarm_id, a.node, a.object, a.kind, a.probable_cause,"\
	" a.root_alarm_id, a.acked_by, a.ack_why, a.raised_us,"		\
	" a.changed_us, a.acked_us, a.active, a.root, a.planned,"	\
	" a.alarm_type, a.qualifier, a.severity, a.confidence_ppm,"	\
	" a.shelved_until_us, a.shelved_by, a.shelve_why, a.closed_by, "\
	OSS_HITS_COLUMNS " FROM alarm a" OSS_HITS_JOIN

struct hits
oss_hits_of(sqlite3_stmt *st, int at)
{
	return (struct hits){
		.reckoned = !db_col_null(st, at),
		.customers = (uint64_t)db_col_int(st, at),
		.revenue_month = db_col_int(st, at + 1),
		.currency = db_col_str(st, at + 2),
		.at_risk = (uint64_t)db_col_int(st, at + 3),
	};
}

static int
one_alarm(sqlite3_stmt *st, oss_alarm_fn *fn, void *arg)
{
	struct oss_alarm a = {
		.alarm_id = db_col_str(st, 0), .node = db_col_str(st, 1),
		.object = db_col_str(st, 2), .kind = db_col_str(st, 3),
		.probable_cause = db_col_str(st, 4),
		.root_alarm_id = db_col_str(st, 5),
		.acked_by = db_col_str(st, 6), .ack_why = db_col_str(st, 7),
		.raised_us = db_col_int(st, 8),
		.changed_us = db_col_int(st, 9),
		.acked_us = db_col_int(st, 10),
		.active = db_col_int(st, 11) != 0,
		.root = db_col_int(st, 12) != 0,
		.planned = db_col_int(st, 13) != 0,
		.acked = !db_col_null(st, 10),
		.alarm_type = db_col_str(st, 14),
		.qualifier = db_col_str(st, 15),
		.severity = db_col_str(st, 16),
		.confidence_ppm = (uint32_t)db_col_int(st, 17),
		.shelved_until_us = db_col_null(st, 18) ? INT64_MIN
		    : db_col_int(st, 18),
		.shelved_by = db_col_str(st, 19),
		.shelve_why = db_col_str(st, 20),
		.closed_by = db_col_str(st, 21),
		.hits = oss_hits_of(st, 22),
	};

	if (!a.active)
		a.severity = slice_of(severity_name(SEVERITY_CLEARED));
	return fn(&a, arg);
}

/* worst first */
#define ALARM_ORDER							\
	" ORDER BY a.active DESC, instr('critical major minor warning '"\
	" || 'indeterminate', a.severity), a.node, a.kind <> 'node',"	\
	" a.kind, a.object, a.alarm_type, a.qualifier"

int
oss_db_alarms(struct db *db, bool all, oss_alarm_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, ALARMS
	    " WHERE a.active = 1 OR ?1" ALARM_ORDER);
	enum db_step step;

	db_bind_int(st, 1, all);
	while ((step = db_step(db, st)) == DB_ROW)
		if (one_alarm(st, fn, arg) < 0) {
			db_reset(st);
			return -1;
		}
	return step == DB_DONE ? 0 : -1;
}

int
oss_db_alarm(struct db *db, struct slice alarm_id, oss_alarm_fn *fn,
    void *arg)
{
	sqlite3_stmt *st = db_sql(db, ALARMS " WHERE a.alarm_id = ?1");
	enum db_step step;
	int rc;

	db_bind_str(st, 1, alarm_id);
	if ((step = db_step(db, st)) != DB_ROW)
		return step == DB_DONE ? 0 : -1;
	rc = one_alarm(st, fn, arg);
	db_reset(st);
	return rc < 0 ? -1 : 1;
}

static int
forget_alarms(struct db *db, struct slice node, struct slice object)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO transition (alarm_id,"
	    " ts_us, state, node, object, alarm_type, probable_cause,"
	    " severity, root, root_alarm_id, planned, kind, qualifier,"
	    " confidence_ppm)"
	    " SELECT a.alarm_id, max(p.settled_us, a.changed_us), 'cleared',"
	    " a.node, a.object, a.alarm_type, a.probable_cause, 'cleared',"
	    " a.root, a.root_alarm_id, a.planned, a.kind, a.qualifier,"
	    " a.confidence_ppm"
	    " FROM alarm a CROSS JOIN progress p"
	    " WHERE a.active = 1 AND a.node = ?1"
	    " AND (?2 IS NULL OR a.object = ?2) ORDER BY a.kind, a.object,"
	    " a.alarm_type, a.qualifier");

	db_bind_str(st, 1, node);
	db_bind_str(st, 2, some(object));
	if (db_run(db, st) < 0)
		return -1;
	st = db_sql(db, "UPDATE alarm SET active = 0, changed_us ="
	    " max(changed_us, (SELECT settled_us FROM progress))"
	    " WHERE active = 1 AND node = ?1"
	    " AND (?2 IS NULL OR object = ?2)");
	db_bind_str(st, 1, node);
	db_bind_str(st, 2, some(object));
	return db_run(db, st);
}

int64_t
oss_db_forget(struct db *db, struct slice node, struct slice object)
{
	if (forget_alarms(db, node, object) < 0
	    || oss_lately_forget(db, node, object) < 0)
		return -1;
	return oss_known_forget(db, node, object);
}

int
oss_db_version(struct db *db, int64_t *version)
{
	return db_get_int(db, db_sql(db, "PRAGMA data_version"), version);
}

int
oss_db_heartbeat(struct db *db, int64_t *us, bool *known)
{
	sqlite3_stmt *st = db_sql(db, "SELECT heartbeat_us FROM progress");

	if (db_step(db, st) != DB_ROW)
		return -1;
	*known = !db_col_null(st, 0);
	*us = db_col_int(st, 0);
	db_reset(st);
	return 0;
}
