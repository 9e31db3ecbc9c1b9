#include "store/journal.h"

#include "base/tool.h"
#include "store/who.h"

int
journal_add(struct db *db, const char *action, struct slice object,
    struct slice detail)
{
	struct who who = who_am_i();
	sqlite3_stmt *st = db_sql(db, "INSERT INTO journal (at_us, uid, user,"
	    " sudo_user, tool, action, object, why, detail)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

	db_bind_int(st, 1, who_when(db->now_us));
	db_bind_int(st, 2, who.uid);
	db_bind_str(st, 3, who.user);
	db_bind_str(st, 4, who.sudo_user);
	db_bind_str(st, 5, slice_of(tool_name()));
	db_bind_str(st, 6, slice_of(action));
	db_bind_str(st, 7, object);
	db_bind_str(st, 8, slice_of(db->why));
	db_bind_str(st, 9, detail);
	return db_run(db, st);
}

static struct journal_entry
entry_of(sqlite3_stmt *st)
{
	return (struct journal_entry){
		.seq = db_col_int(st, 0), .at_us = db_col_int(st, 1),
		.uid = db_col_int(st, 2), .user = db_col_str(st, 3),
		.sudo_user = db_col_str(st, 4), .tool = db_col_str(st, 5),
		.action = db_col_str(st, 6), .object = db_col_str(st, 7),
		.why = db_col_str(st, 8), .detail = db_col_str(st, 9),
	};
}

int
journal_read(struct db *db, struct slice object,
    int (*fn)(const struct journal_entry *, void *), void *arg)
{
	struct journal_entry entry;
	enum db_step step;
	sqlite3_stmt *st = db_sql(db, "SELECT seq, at_us, uid, user,"
	    " sudo_user, tool, action, object, why, detail FROM journal"
	    " WHERE ?1 IS NULL OR object = ?1 ORDER BY seq");

	db_bind_str(st, 1, object);
	while ((step = db_step(db, st)) == DB_ROW) {
		entry = entry_of(st);
		if (fn(&entry, arg) != 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}
