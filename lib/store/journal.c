#include "store/journal.h"

#include <pwd.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tool.h"
#include "base/tstamp.h"

/* The journal stamps reality; this is no rule of the trade. */
static int64_t
journal_now(const struct db *db)
{
	struct timespec t;

	if (db->now_us != 0)
		return db->now_us;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

/* SUDO_USER is the environment's word, so it counts for root only. */
static struct slice
sudo_user(uid_t uid)
{
	const char *name = uid == 0 ? getenv("SUDO_USER") : NULL;

	return slice_of(name != NULL && *name != '\0' ? name : NULL);
}

/* Asked once: an import has an entry for each record. */
static struct slice
user_name(uid_t uid)
{
	static char name[64];
	const struct passwd *pw;

	if (name[0] == '\0' && (pw = getpwuid(uid)) != NULL)
		snprintf(name, sizeof(name), "%s", pw->pw_name);
	return slice_of(name[0] != '\0' ? name : NULL);
}

int
journal_add(struct db *db, const char *action, struct slice object,
    struct slice detail)
{
	uid_t uid = getuid();
	sqlite3_stmt *st = db_sql(db, "INSERT INTO journal (at_us, uid, user,"
	    " sudo_user, tool, action, object, why, detail)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

	db_bind_int(st, 1, journal_now(db));
	db_bind_int(st, 2, uid);
	db_bind_str(st, 3, user_name(uid));
	db_bind_str(st, 4, sudo_user(uid));
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
