/*
 * db_sql.c (store) - see db_sql.h
 */
#include "store/db_sql.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "base/diag.h"

static enum reason
reason_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return REASON_DB_LOCKED;
	case SQLITE_CORRUPT:
		return REASON_DB_DAMAGED;
	case SQLITE_NOTADB:
		return REASON_DB_FOREIGN;
	case SQLITE_FULL:
		return REASON_DB_FULL;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return REASON_DB_READONLY;
	case SQLITE_CANTOPEN:
		return REASON_OPEN_FAILED;
	case SQLITE_CONSTRAINT:
		return REASON_DB_CONSTRAINT;
	case SQLITE_NOMEM:
		return REASON_NO_MEMORY;
	default:
		return REASON_DB_FAILED;
	}
}

int
db_fail(struct db *db, const char *fact)
{
	int code = sqlite3_extended_errcode(db->h);
	int error = sqlite3_system_errno(db->h);
	bool io = (code & 0xff) == SQLITE_IOERR && error != 0;

	diag_at(reason_of(code), db->path, 0, "%s: %s%s%s", fact,
	    sqlite3_errmsg(db->h), io ? ": " : "", io ? strerror(error) : "");
	return -1;
}

sqlite3_stmt *
db_sql(struct db *db, const char *sql)
{
	sqlite3_stmt *st;
	size_t i;

	for (i = 0; i < db->stmts; i++) {
		if (db->stmt[i].sql != sql)
			continue;
		sqlite3_reset(db->stmt[i].st);
		sqlite3_clear_bindings(db->stmt[i].st);
		return db->stmt[i].st;
	}
	assert(db->stmts < DB_STMT_MAX);
	if (sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &st,
	    NULL) != SQLITE_OK) {
		db_fail(db, "cannot prepare a statement");
		return NULL;
	}
	db->stmt[db->stmts].sql = sql;
	db->stmt[db->stmts++].st = st;
	return st;
}

static void
bind_str(sqlite3_stmt *st, int at, struct slice s, sqlite3_destructor_type d)
{
	if (st == NULL)
		return;
	if (s.p == NULL)
		sqlite3_bind_null(st, at);
	else
		sqlite3_bind_text64(st, at, s.p, s.len, d, SQLITE_UTF8);
}

void
db_bind_str(sqlite3_stmt *st, int at, struct slice s)
{
	bind_str(st, at, s, SQLITE_TRANSIENT);
}

void
db_lend_str(sqlite3_stmt *st, int at, struct slice s)
{
	bind_str(st, at, s, SQLITE_STATIC);
}

void
db_bind_octets(sqlite3_stmt *st, int at, struct slice s)
{
	if (st != NULL)
		sqlite3_bind_blob64(st, at, s.p != NULL ? s.p : "", s.len,
		    SQLITE_TRANSIENT);
}

void
db_bind_int(sqlite3_stmt *st, int at, int64_t v)
{
	if (st != NULL)
		sqlite3_bind_int64(st, at, v);
}

void
db_bind_null(sqlite3_stmt *st, int at)
{
	if (st != NULL)
		sqlite3_bind_null(st, at);
}

enum db_step
db_step(struct db *db, sqlite3_stmt *st)
{
	if (st == NULL)
		return DB_FAIL;		/* db_sql has said why */
	switch (sqlite3_step(st)) {
	case SQLITE_ROW:
		return DB_ROW;
	case SQLITE_DONE:
		sqlite3_reset(st);
		return DB_DONE;
	default:
		db_fail(db, "cannot read or write");
		sqlite3_reset(st);
		return DB_FAIL;
	}
}

struct slice
db_col_str(sqlite3_stmt *st, int at)
{
	const unsigned char *p = sqlite3_column_text(st, at);

	return (struct slice){ (const char *)p,
		p != NULL ? (size_t)sqlite3_column_bytes(st, at) : 0 };
}

struct slice
db_col_octets(sqlite3_stmt *st, int at)
{
	const char *p = sqlite3_column_blob(st, at);

	return (struct slice){ p,
		p != NULL ? (size_t)sqlite3_column_bytes(st, at) : 0 };
}

int64_t
db_col_int(sqlite3_stmt *st, int at)
{
	return sqlite3_column_int64(st, at);
}

bool
db_col_null(sqlite3_stmt *st, int at)
{
	return sqlite3_column_type(st, at) == SQLITE_NULL;
}

void
db_reset(sqlite3_stmt *st)
{
	sqlite3_reset(st);
}

int
db_run(struct db *db, sqlite3_stmt *st)
{
	enum db_step step = db_step(db, st);

	assert(step != DB_ROW);
	return step == DB_DONE ? 0 : -1;
}

int64_t
db_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t
db_last_rowid(struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}

int
db_get_int(struct db *db, sqlite3_stmt *st, int64_t *out)
{
	enum db_step step = db_step(db, st);

	assert(step != DB_DONE);
	if (step != DB_ROW)
		return -1;
	*out = db_col_int(st, 0);
	db_reset(st);
	return 0;
}

bool
db_references_hold(struct db *db)
{
	int open = 1, most;

	return sqlite3_db_status(db->h, SQLITE_DBSTATUS_DEFERRED_FKS, &open,
	    &most, 0) == SQLITE_OK && open == 0;
}

int
db_exec(struct db *db, const char *sql)
{
	if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, "cannot read or write");
	return 0;
}
