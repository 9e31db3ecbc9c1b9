#include "store/db.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "store/db_schema.h"
#include "store/journal.h"

const struct db_side db_bss = { "bss", 0x62737344, "bss.db", "bss-crm",
	NULL, 0 };
const struct db_side db_suspense = { "suspense", 0x73757344, "suspense.db",
	"bss-mediate suspense", NULL, 0 };

static const char pragmas[] =
	"PRAGMA foreign_keys = ON;"
	"PRAGMA recursive_triggers = ON;"	/* REPLACE deletes, too */
	"PRAGMA synchronous = FULL;"
	"PRAGMA trusted_schema = OFF;"
	"PRAGMA cell_size_check = ON;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA cache_size = -16384;";		/* KiB */

/* At 16 MiB: a batch has a quarter of that. */
static int
set_checkpoint(struct db *db)
{
	int page = db->side->page != 0 ? db->side->page : 4096;
	char *sql = xasprintf("PRAGMA wal_autocheckpoint = %d",
	    (16 << 20) / page);
	int rc = db_exec(db, sql);

	free(sql);
	return rc;
}

bool
db_fs_is_network(long f_type)
{
	static const uint32_t magic[] = {
		0x00006969,	/* NFS */
		0x0000517b,	/* SMB */
		0xfe534d42,	/* SMB2 */
		0xff534d42,	/* CIFS */
		0x5346414f,	/* AFS */
		0x73757245,	/* Coda */
		0x00c36400,	/* Ceph */
		0x0bd00bd0,	/* Lustre */
		0x01021997,	/* 9P */
	};

	for (size_t i = 0; i < sizeof(magic) / sizeof(magic[0]); i++)
		if ((uint32_t)f_type == magic[i])
			return true;
	return false;
}

char *
db_path(const struct db_side *side, const struct db_opts *opts)
{
	char *path = opts->path != NULL ? xstrdup(opts->path)
	    : home_path(side->file);

	if (path == NULL)
		diag(REASON_USAGE_MISSING, "no database: give -d or set "
		    "OSSBSS_HOME");
	return path;
}

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

/* Whether path may be opened at all. 0 or -1. */
static int
file_check(const struct db_side *side, const char *path)
{
	struct statfs fs;
	struct stat st;

	if (stat(path, &st) != 0) {
		if (errno == ENOENT)
			diag(REASON_DB_MISSING, "no database '%s': run "
			    "`%s init`", path, side->tool);
		else
			diag_errno(REASON_OPEN_FAILED, "cannot open '%s'",
			    path);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		diag_at(REASON_DB_FOREIGN, path, 0, "not a regular file");
		return -1;
	}
	if (statfs(path, &fs) == 0 && db_fs_is_network(fs.f_type)) {
		diag_at(REASON_DB_NETWORK, path, 0, NULL);
		return -1;
	}
	return 0;
}

/*
 * SQLite's own handler waits ever longer between two looks, up to 100 ms, and
 * hardly ever hits the gap that db_batch leaves.
 */
static int
on_busy(void *arg, int looks)
{
	struct db *db = arg;
	int64_t now = mono_us();

	if (looks == 0)
		db->busy_us = now;
	if (now - db->busy_us >= db->wait_us)
		return 0;
	usleep(DB_POLL_US);
	return 1;
}

/* No tool speaks to a database from two threads, so there are no locks. */
int
db_connect(struct db *db)
{
	static bool set;

	if (!set) {
		sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	}
	set = true;
	return sqlite3_open_v2(db->path, &db->h, SQLITE_OPEN_READWRITE, NULL)
	    == SQLITE_OK ? 0 : db_fail(db, "cannot open");
}

static int
connect_to(struct db *db, int mode)
{
	/*
	 * A reader, too: after a crash the first who comes must recover the
	 * WAL, whatever it came for. On a file that may not be written SQLite
	 * falls back to read-only by itself.
	 */
	if (db_connect(db) < 0)
		return -1;
	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_handler(db->h, on_busy, db);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0,
	    NULL);
	if ((mode & DB_WRITE) != 0 && sqlite3_db_readonly(db->h, "main")) {
		diag_at(REASON_DB_READONLY, db->path, 0, NULL);
		return -1;
	}
	if (db_exec(db, pragmas) < 0 || set_checkpoint(db) < 0)
		return -1;
	/* a property of the file, but copies come without it */
	return db_exec(db, (mode & DB_WRITE) != 0
	    ? "PRAGMA journal_mode = WAL" : "PRAGMA query_only = ON");
}

static int
identity_check(struct db *db, int mode)
{
	int64_t id, version;
	int newest;

	if (db_get_int(db, db_sql(db, "PRAGMA application_id"), &id) < 0
	    || db_get_int(db, db_sql(db, "PRAGMA user_version"), &version) < 0)
		return -1;
	if (id != db->side->application_id) {
		diag_at(REASON_DB_FOREIGN, db->path, 0,
		    "not a database of the %s side", db->side->name);
		return -1;
	}
	if ((newest = db_schema_version(db->side)) < 0)
		return -1;
	if (version > newest) {
		diag_at(REASON_DB_NEWER, db->path, 0, "schema %lld is newer "
		    "than this program's %d", (long long)version, newest);
		return -1;
	}
	if (version < newest && (mode & DB_OLDER) == 0) {
		diag_at(REASON_DB_OLDER, db->path, 0, "schema %lld is older "
		    "than this program's %d: run `%s migrate`",
		    (long long)version, newest, db->side->tool);
		return -1;
	}
	return 0;
}

int
db_open(struct db *db, const struct db_side *side, const struct db_opts *opts,
    int mode)
{
	*db = (struct db){ .side = side, .wait_us = opts->wait_us,
		.why = opts->why, .now_us = opts->now_us };
	db->path = db_path(side, opts);
	if (db->path == NULL || file_check(side, db->path) < 0
	    || connect_to(db, mode) < 0 || identity_check(db, mode) < 0) {
		db_close(db);
		return -1;
	}
	return 0;
}

void
db_close(struct db *db)
{
	db_rollback(db);
	for (size_t i = 0; i < db->stmts; i++)
		sqlite3_finalize(db->stmt[i].st);
	sqlite3_close(db->h);
	journal_free(db);
	free(db->path);
	*db = (struct db){ 0 };
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

static int
begin(struct db *db, const char *sql)
{
	assert(db->begun_us == 0);
	if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, "cannot begin");
	db->begun_us = mono_us();
	return 0;
}

int
db_begin(struct db *db)
{
	return begin(db, "BEGIN IMMEDIATE");
}

int
db_begin_read(struct db *db)
{
	return begin(db, "BEGIN");
}

int
db_commit(struct db *db)
{
	assert(db->begun_us != 0);
	if (journal_flush(db) < 0) {
		db_rollback(db);
		return -1;
	}
	if (sqlite3_exec(db->h, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
		db_fail(db, "cannot commit");
		db_rollback(db);
		return -1;
	}
	db->begun_us = 0;
	return 0;
}

/* SQLite itself rolls back after some errors; then there is none to end. */
void
db_rollback(struct db *db)
{
	journal_forget(db);
	for (size_t i = 0; i < db->stmts; i++)
		sqlite3_reset(db->stmt[i].st);
	if (db->h != NULL && !sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	db->begun_us = 0;
}

int
db_batch(struct db *db)
{
	if (mono_us() - db->begun_us < DB_HOLD_US)
		return 0;
	if (db_commit(db) < 0)
		return -1;
	usleep(DB_GAP_US);
	return db_begin(db);
}
