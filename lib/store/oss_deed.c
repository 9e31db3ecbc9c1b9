/*
 * oss_deed.c (store) - what people do to alarms
 */
#include "store/oss_db.h"
#include "store/oss_known.h"

const char *const oss_deed_names[DEED_COUNT] = {
	[DEED_ACK] = "ack", [DEED_UNACK] = "unack", [DEED_SHELVE] = "shelve",
	[DEED_UNSHELVE] = "unshelve", [DEED_CLOSE] = "close",
	[DEED_COMMENT] = "comment",
};

static struct slice
some(struct slice s)
{
	return s.len != 0 ? s : (struct slice){ NULL, 0 };
}

static sqlite3_stmt *
statement(struct db *db, enum oss_deed_kind kind)
{
	switch (kind) {
	case DEED_ACK:
		return db_sql(db, "UPDATE alarm SET acked_us = ?2,"
		    " acked_by = ?3, ack_why = ?4 WHERE alarm_id = ?1"
		    " AND active = 1");
	case DEED_UNACK:
		return db_sql(db, "UPDATE alarm SET acked_us = NULL,"
		    " acked_by = NULL, ack_why = NULL WHERE alarm_id = ?1"
		    " AND active = 1 AND acked_us IS NOT NULL");
	case DEED_SHELVE:
		return db_sql(db, "UPDATE alarm SET shelved_until_us = ?5,"
		    " shelved_by = ?3, shelve_why = ?4 WHERE alarm_id = ?1");
	case DEED_UNSHELVE:
		return db_sql(db, "UPDATE alarm SET shelved_until_us = NULL,"
		    " shelved_by = NULL, shelve_why = NULL"
		    " WHERE alarm_id = ?1 AND shelved_until_us IS NOT NULL");
	case DEED_CLOSE:
		return db_sql(db, "UPDATE alarm SET active = 0,"
		    " closed_us = ?2, closed_by = ?3, changed_us ="
		    " max(changed_us, (SELECT coalesce(settled_us, 0)"
		    " FROM progress)) WHERE alarm_id = ?1 AND active = 1");
	default:
		return db_sql(db, "UPDATE alarm SET active = active"
		    " WHERE alarm_id = ?1");
	}
}

/* Before the alarm is no longer active. */
static int
tell_close(struct db *db, const struct oss_deed *d)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO transition (alarm_id,"
	    " ts_us, state, node, object, alarm_type, probable_cause,"
	    " severity, root, root_alarm_id, planned, kind, qualifier,"
	    " confidence_ppm, ref, text)"
	    " SELECT alarm_id, max(changed_us, coalesce(settled_us, 0)),"
	    " 'cleared', node, object, alarm_type, probable_cause,"
	    " 'cleared', root, root_alarm_id, planned, kind, qualifier,"
	    " confidence_ppm, 'operator', 'closed by ' || ?2"
	    " || coalesce(': ' || ?3, '')"
	    " FROM alarm CROSS JOIN progress"
	    " WHERE alarm_id = ?1 AND active = 1");

	db_bind_str(st, 1, d->alarm_id);
	db_bind_str(st, 2, d->who);
	db_bind_str(st, 3, some(d->text));
	return db_run(db, st);
}

static int
add_deed(struct db *db, const struct oss_deed *d)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO deed (alarm_id, ts_us,"
	    " deed, who, text, until_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

	db_bind_str(st, 1, d->alarm_id);
	db_bind_int(st, 2, d->at_us);
	db_bind_str(st, 3, slice_of(oss_deed_names[d->kind]));
	db_bind_str(st, 4, d->who);
	db_bind_str(st, 5, some(d->text));
	db_bind_null(st, 6);
	if (d->kind == DEED_SHELVE && d->until_us != INT64_MAX)
		db_bind_int(st, 6, d->until_us);
	return db_run(db, st);
}

int
oss_db_deed(struct db *db, const struct oss_deed *d)
{
	sqlite3_stmt *st;

	if (d->kind == DEED_CLOSE && tell_close(db, d) < 0)
		return -1;
	st = statement(db, d->kind);
	db_bind_str(st, 1, d->alarm_id);
	if (d->kind == DEED_ACK || d->kind == DEED_SHELVE
	    || d->kind == DEED_CLOSE) {
		db_bind_int(st, 2, d->at_us);
		db_bind_str(st, 3, d->who);
	}
	if (d->kind == DEED_ACK || d->kind == DEED_SHELVE)
		db_bind_str(st, 4, some(d->text));
	if (d->kind == DEED_SHELVE)
		db_bind_int(st, 5, d->until_us);
	if (db_run(db, st) < 0)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return add_deed(db, d) < 0 ? -1 : 1;
}

static bool
kind_lookup(struct slice s, enum oss_deed_kind *k)
{
	for (int i = 0; i < DEED_COUNT; i++)
		if (slice_is(s, oss_deed_names[i])) {
			*k = (enum oss_deed_kind)i;
			return true;
		}
	return false;
}

int
oss_db_deeds(struct db *db, struct slice alarm_id, int64_t since_us,
    oss_deed_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT alarm_id, ts_us, deed, who,"
	    " text, until_us FROM deed WHERE (?1 IS NULL OR alarm_id = ?1)"
	    " AND ts_us >= ?2 ORDER BY deed_id");
	enum db_step step;

	db_bind_str(st, 1, alarm_id);
	db_bind_int(st, 2, since_us);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct oss_deed d = {
			.alarm_id = db_col_str(st, 0),
			.at_us = db_col_int(st, 1),
			.who = db_col_str(st, 3), .text = db_col_str(st, 4),
			.until_us = db_col_null(st, 5) ? INT64_MAX
			    : db_col_int(st, 5),
		};

		if (!kind_lookup(db_col_str(st, 2), &d.kind))
			continue;	/* of a newer program */
		if (fn(&d, arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

/* ---- purge -------------------------------------------------------------- */

/* A cleared alarm whose transitions were all told. */
#define OLD_ALARMS							\
	"SELECT alarm_id FROM alarm a WHERE active = 0"			\
	" AND changed_us < ?1 AND NOT EXISTS (SELECT 1 FROM transition t"\
	" WHERE t.alarm_id = a.alarm_id AND t.seq > (SELECT told_seq"	\
	" FROM progress))"

static int
purge_rows(struct db *db, sqlite3_stmt *st, int64_t before_us)
{
	db_bind_int(st, 1, before_us);
	return db_run(db, st);
}

int64_t
oss_db_purge(struct db *db, int64_t before_us)
{
	int64_t n;

	if (db_run(db, db_sql(db, "INSERT INTO purging VALUES (1)")) < 0
	    || purge_rows(db, db_sql(db, "DELETE FROM note WHERE seq IN"
	    " (SELECT seq FROM transition WHERE alarm_id IN (" OLD_ALARMS
	    "))"), before_us) < 0
	    || purge_rows(db, db_sql(db, "DELETE FROM impact WHERE seq IN"
	    " (SELECT seq FROM transition WHERE alarm_id IN (" OLD_ALARMS
	    "))"), before_us) < 0
	    || purge_rows(db, db_sql(db, "DELETE FROM deed WHERE alarm_id IN"
	    " (" OLD_ALARMS ")"), before_us) < 0
	    || purge_rows(db, db_sql(db, "DELETE FROM alarm WHERE alarm_id IN"
	    " (" OLD_ALARMS ")"), before_us) < 0)
		return -1;
	n = db_changes(db);
	/* names of events are made up by devices: they make room */
	if (oss_known_purge(db, before_us) < 0)
		return -1;
	/* what no alarm is left of */
	if (db_run(db, db_sql(db, "DELETE FROM transition WHERE NOT EXISTS"
	    " (SELECT 1 FROM alarm a WHERE a.alarm_id = transition.alarm_id)"
	    " AND seq <= (SELECT told_seq FROM progress)")) < 0
	    || db_run(db, db_sql(db, "DELETE FROM purging")) < 0)
		return -1;
	return n;
}
