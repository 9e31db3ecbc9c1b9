#include "store/db_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "store/db_copy.h"
#include "store/journal.h"
#include "store/schema_file.h"

#define SCHEMA_FILE_MAX	((size_t)1 << 20)

static int
run_file(struct db *db, const char *path)
{
	struct buf sql = { 0 };
	char *fact;
	int rc = -1;

	if (file_read(path, SCHEMA_FILE_MAX, &sql) == 0) {
		rc = 0;
		if (sqlite3_exec(db->h, buf_str(&sql), NULL, NULL, NULL)
		    != SQLITE_OK) {
			fact = xasprintf("'%s' does not run", path);
			rc = db_fail(db, fact);
			free(fact);
		}
	}
	buf_release(&sql);
	return rc;
}

static int
set_version(struct db *db, int version)
{
	char *sql = xasprintf("PRAGMA user_version = %d", version);
	int rc = db_exec(db, sql);

	free(sql);
	return rc;
}

static int
run_numbered(struct db *db, int number)
{
	int last, rc = -1;
	char *path = schema_file(db->side->name, number, &last);

	if (path != NULL && run_file(db, path) == 0 && (db->side->after == NULL
	    || db->side->after(db, number) == 0))
		rc = set_version(db, number);
	free(path);
	return rc;
}

static int
journal_schema(struct db *db, int from, int to)
{
	char *what = from == 0 ? xasprintf("schema %d", to)
	    : xasprintf("schema %d to %d", from, to);
	int rc = journal_add(db, from == 0 ? "init" : "migrate",
	    slice_of("database"), slice_of(what));

	free(what);
	return rc;
}

/* Of a database that is empty, or not in WAL mode and about to be rewritten. */
static int
set_page(struct db *db)
{
	char *sql = xasprintf("PRAGMA page_size = %d", db->side->page);
	int rc = db->side->page != 0 ? db_exec(db, sql) : 0;

	free(sql);
	return rc;
}

/* Everything of a new database but its name. */
static int
build(struct db *db, int version)
{
	char *journal = share_path("schema/journal.sql");
	char *id = xasprintf("PRAGMA application_id = %d",
	    (int)db->side->application_id);
	int rc = set_page(db);

	if (rc == 0)
		rc = db_begin(db);
	if (rc == 0)
		rc = db_exec(db, id);
	if (rc == 0)
		rc = run_file(db, journal);
	for (int n = 1; rc == 0 && n <= version; n++)
		rc = run_numbered(db, n);
	if (rc == 0)
		rc = journal_schema(db, 0, version);
	if (rc == 0)
		rc = db_commit(db);
	if (rc == 0)
		rc = db_exec(db, "PRAGMA journal_mode = WAL");
	free(journal);
	free(id);
	return rc;
}

/* Refuse a network file system before anything is written on it. */
static int
folder_check(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? xstrdup(".")
	    : xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
	struct statfs fs;
	int rc = 0;

	if (statfs(folder, &fs) == 0 && db_fs_is_network(fs.f_type)) {
		diag_at(REASON_DB_NETWORK, path, 0, NULL);
		rc = -1;
	}
	free(folder);
	return rc;
}

/*
 * link(2) and not rename(2): a database that came to be in the meantime
 * stays.
 */
static int
publish(struct file_new *f)
{
	if (fsync(f->fd) == 0 && link(f->tmp, f->path) == 0)
		return 0;
	if (errno == EEXIST)
		diag_at(REASON_DB_EXISTS, f->path, 0, NULL);
	else
		diag_errno(REASON_WRITE_FAILED, "cannot write '%s'", f->path);
	return -1;
}

int
db_init(const struct db_side *side, const struct db_opts *opts)
{
	struct db db = { .side = side, .wait_us = opts->wait_us,
		.why = opts->why, .now_us = opts->now_us };
	int version = schema_last(side->name), rc = -1;
	struct file_new f = { .fd = -1 };
	char *path = db_path(side, opts);

	if (version < 0 || path == NULL || folder_check(path) < 0)
		goto out;
	if (access(path, F_OK) == 0) {
		diag_at(REASON_DB_EXISTS, path, 0, NULL);
		goto out;
	}
	if (file_new_open(&f, path, 0600) < 0)
		goto out;
	db.path = xstrdup(f.tmp);
	if (db_connect(&db) < 0)
		goto out;
	rc = build(&db, version);
	db_close(&db);
	if (rc == 0)
		rc = publish(&f);
out:
	db_close(&db);
	file_new_release(&f);
	free(path);
	return rc;
}

/*
 * One file in one transaction. Tables are rebuilt in SQLite's twelve steps
 * (lang_altertable 7), which want foreign keys off until the end.
 */
static int
migrate_one(struct db *db, int number)
{
	int64_t now, bad;

	if (db_begin(db) < 0)
		return -1;
	if (db_get_int(db, db_sql(db, "PRAGMA user_version"), &now) < 0)
		return -1;
	if (now >= number) {	/* another process was faster */
		db_rollback(db);
		return 0;
	}
	if (run_numbered(db, number) < 0
	    || journal_schema(db, number - 1, number) < 0)
		return -1;
	if (db_get_int(db, db_sql(db,
	    "SELECT count(*) FROM pragma_foreign_key_check"), &bad) < 0)
		return -1;
	if (bad != 0) {
		diag_at(REASON_DB_REFERENCE, db->path, 0, "schema file %04d "
		    "would leave %lld rows without what they refer to",
		    number, (long long)bad);
		return -1;
	}
	return db_commit(db);
}

/*
 * A database of before has pages of another size: it is written anew, at the
 * side of its rollback journal, and all of it or nothing is.
 */
static int
repage(struct db *db)
{
	int64_t page;
	char *what;
	int rc;

	if (db_get_int(db, db_sql(db, "PRAGMA page_size"), &page) < 0)
		return -1;
	if (db->side->page == 0 || page == db->side->page)
		return 0;
	if (db_exec(db, "PRAGMA temp_store = FILE;"
	    "PRAGMA journal_mode = DELETE") < 0 || set_page(db) < 0
	    || db_exec(db, "VACUUM; PRAGMA journal_mode = WAL") < 0
	    || db_begin(db) < 0)
		return -1;
	what = xasprintf("pages of %d octets", db->side->page);
	rc = journal_add(db, "migrate", slice_of("database"), slice_of(what));
	free(what);
	return rc < 0 ? -1 : db_commit(db);
}

int
db_migrate(const struct db_side *side, const struct db_opts *opts, int *from,
    int *to)
{
	struct db db = { 0 };
	char *copy = NULL;
	int64_t version;
	int rc = -1;

	if (db_open(&db, side, opts, DB_WRITE | DB_OLDER) < 0
	    || (*to = schema_last(side->name)) < 0
	    || db_get_int(&db, db_sql(&db, "PRAGMA user_version"),
	    &version) < 0)
		goto out;
	*from = (int)version;
	rc = 0;
	if (*from < *to) {
		copy = xasprintf("%s.before-%d", db.path, *from + 1);
		rc = db_backup(&db, copy);
	}
	if (rc == 0)
		rc = db_exec(&db, "PRAGMA foreign_keys = OFF");
	for (int n = *from + 1; rc == 0 && n <= *to; n++)
		rc = migrate_one(&db, n);
	if (rc == 0)
		rc = repage(&db);
out:
	db_close(&db);
	free(copy);
	return rc;
}
