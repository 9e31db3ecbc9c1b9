#include "store/db.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "store/journal.h"
#include "store/schema_file.h"

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

/* At 16 MiB: a batch has a quarter of that. Pages are those of the file. */
static int
set_checkpoint(struct db *db)
{
	int64_t page;
	char *sql;
	int rc;

	if (db_get_int(db, db_sql(db, "PRAGMA page_size"), &page) < 0)
		return -1;
	sql = xasprintf("PRAGMA wal_autocheckpoint = %d",
	    (16 << 20) / (int)page);
	rc = db_exec(db, sql);
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

/* Whether nobody can write it: and what was written is in it, not beside. */
static bool
is_still(const char *path)
{
	char *wal = xasprintf("%s-wal", path);
	struct statvfs fs;
	struct stat st;
	bool still = statvfs(path, &fs) == 0 && (fs.f_flag & ST_RDONLY) != 0
	    && (stat(wal, &st) != 0 || st.st_size == 0);

	free(wal);
	return still;
}

/* A name as a URI has it. */
static char *
uri_of(const char *path)
{
	struct buf b = { 0 };

	buf_adds(&b, "file:");
	for (; *path != '\0'; path++)
		if (strchr("?#%", *path) != NULL)
			buf_addf(&b, "%%%02X", (unsigned)*path);
		else
			buf_addc(&b, *path);
	buf_adds(&b, "?immutable=1");
	return buf_detach(&b);
}

/*
 * Readers of a WAL write beside it, too: who reads what, for those who write.
 * Without that SQLite says that it cannot open the file. Where nobody can
 * write, on a snapshot or a medium, it is told so. 0 or -1, said.
 */
static int
connect_still(struct db *db)
{
	char *uri;
	int rc;

	if (!is_still(db->path)) {
		diag_at(REASON_DB_READONLY, db->path, 0, "its folder may not "
		    "be written, which a reader has to as well: read a backup "
		    "of it elsewhere");
		return -1;
	}
	sqlite3_close(db->h);
	uri = uri_of(db->path);
	rc = sqlite3_open_v2(uri, &db->h, SQLITE_OPEN_READONLY
	    | SQLITE_OPEN_URI, NULL);
	free(uri);
	return rc == SQLITE_OK ? 0 : db_fail(db, "cannot open");
}

/* Whether the file can be read with what stands beside it. */
static bool
is_readable(struct db *db)
{
	int rc = sqlite3_exec(db->h, "PRAGMA user_version", NULL, NULL, NULL);

	return (rc & 0xff) != SQLITE_CANTOPEN
	    && (rc & 0xff) != SQLITE_READONLY;
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
	if ((mode & DB_WRITE) == 0 && !is_readable(db)
	    && connect_still(db) < 0)
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
	if ((newest = schema_last(db->side->name)) < 0)
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
