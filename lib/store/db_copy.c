#include "store/db_copy.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "store/db_schema.h"
#include "store/journal.h"

#define FINDINGS_MAX	100	/* said of each kind */

/* One row may hold many findings, a line each, behind a heading. */
static int
say_damage(struct db *db, struct slice text)
{
	int found = 0;

	while (text.len > 0) {
		const char *nl = memchr(text.p, '\n', text.len);
		size_t len = nl != NULL ? (size_t)(nl - text.p) : text.len;

		if (len > 0 && text.p[0] != '*') {
			diag_at(REASON_DB_DAMAGED, db->path, 0, "%.*s",
			    (int)len, text.p);
			found++;
		}
		len += nl != NULL;
		text = (struct slice){ text.p + len, text.len - len };
	}
	return found;
}

static int
integrity_check(struct db *db)
{
	enum db_step step;
	int found = 0;
	sqlite3_stmt *st = db_sql(db, "SELECT integrity_check FROM"
	    " pragma_integrity_check(100)");

	while ((step = db_step(db, st)) == DB_ROW)
		if (!slice_is(db_col_str(st, 0), "ok"))
			found += say_damage(db, db_col_str(st, 0));
	/* it may not come to its end in what it found damaged */
	return step == DB_DONE || found > 0 ? found : -1;
}

static int
reference_check(struct db *db)
{
	enum db_step step;
	int found = 0;
	sqlite3_stmt *st = db_sql(db, "SELECT \"table\", rowid, parent"
	    " FROM pragma_foreign_key_check");

	while ((step = db_step(db, st)) == DB_ROW) {
		diag_at(REASON_DB_REFERENCE, db->path, 0, "row %lld of "
		    "'%.*s' refers to no '%.*s'", (long long)db_col_int(st, 1),
		    SLICE_FMT(db_col_str(st, 0)), SLICE_FMT(db_col_str(st, 2)));
		if (++found == FINDINGS_MAX) {
			db_reset(st);
			return found;
		}
	}
	return step == DB_DONE ? found : -1;
}

int
db_check(struct db *db)
{
	int found = integrity_check(db);

	/* references are read through the indexes: these must be sound */
	return found != 0 ? found : reference_check(db);
}

/* All pages of one connection to another; one transaction at the target. */
static int
copy_pages(struct db *to, struct db *from)
{
	sqlite3_backup *copy = sqlite3_backup_init(to->h, "main", from->h,
	    "main");

	if (copy == NULL)
		return db_fail(to, "cannot copy");
	sqlite3_backup_step(copy, -1);
	if (sqlite3_backup_finish(copy) != SQLITE_OK)
		return db_fail(to, "cannot copy");
	return 0;
}

/* Two names of one file: copying it onto itself would destroy it. */
static bool
same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (stat(a, &x) != 0 || stat(b, &y) != 0 || x.st_dev != y.st_dev
	    || x.st_ino != y.st_ino)
		return false;
	diag(REASON_USAGE_OPERAND, "'%s' is the database itself", a);
	return true;
}

int
db_backup(struct db *db, const char *to)
{
	struct db copy = { .side = db->side };
	struct file_new f = { .fd = -1 };
	int rc = -1;

	if (same_file(to, db->path) || file_new_open(&f, to, 0600) < 0)
		goto out;
	if (f.tmp == NULL) {
		diag(REASON_USAGE_OPERAND, "'%s' is no place for a database",
		    to);
		goto out;
	}
	copy.path = xstrdup(f.tmp);
	if (db_connect(&copy) < 0)
		goto out;
	/* file_new_commit syncs; a torn copy never gets its name */
	rc = db_exec(&copy, "PRAGMA synchronous = OFF");
	if (rc == 0)
		rc = copy_pages(&copy, db);
	/* one file, readable from a folder that cannot be written */
	if (rc == 0)
		rc = db_exec(&copy, "PRAGMA journal_mode = DELETE");
	db_close(&copy);
	if (rc == 0)
		rc = file_new_commit(&f);
out:
	db_close(&copy);
	file_new_release(&f);
	return rc;
}

/* Move FILE, FILE-wal and FILE-shm away together. */
static int
set_aside(const char *path)
{
	static const char *const suffix[] = { "-wal", "-shm", "" };
	int rc = 0;

	for (size_t i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++) {
		char *old = xasprintf("%s%s", path, suffix[i]);
		char *new = xasprintf("%s.damaged%s", path, suffix[i]);

		if (rename(old, new) != 0 && errno != ENOENT) {
			diag_errno(REASON_WRITE_FAILED, "cannot move '%s'",
			    old);
			rc = -1;
		}
		free(old);
		free(new);
	}
	return rc;
}

/* SQLite copies pages of another size into a database not in WAL mode alone. */
static int
make_alike(struct db *db, struct db *from)
{
	sqlite3_stmt *st = db_sql(from, "PRAGMA page_size");
	int64_t page, wanted;

	if (db_get_int(from, st, &wanted) < 0 || db_get_int(db,
	    db_sql(db, "PRAGMA page_size"), &page) < 0)
		return -1;
	return page == wanted ? 0
	    : db_exec(db, "PRAGMA journal_mode = DELETE");
}

static int
restore_into(const struct db_side *side, const struct db_opts *opts,
    struct db *from)
{
	struct db db = { 0 };
	char *before = NULL;
	int rc = db_open(&db, side, opts, DB_WRITE | DB_OLDER);

	if (rc == 0) {
		before = xasprintf("%s.before-restore", db.path);
		rc = db_backup(&db, before);
	}
	if (rc == 0)
		rc = make_alike(&db, from);
	if (rc == 0)
		rc = copy_pages(&db, from);
	free(before);
	db_close(&db);
	return rc;
}

static int
restore_journal(const struct db_side *side, const struct db_opts *opts,
    const char *from)
{
	struct db db = { 0 };
	int rc = db_open(&db, side, opts, DB_WRITE | DB_OLDER);

	if (rc == 0)
		rc = db_begin(&db);
	if (rc == 0)
		rc = journal_add(&db, "restore", slice_of("database"),
		    slice_of(from));
	if (rc == 0)
		rc = db_commit(&db);
	db_close(&db);
	return rc;
}

int
db_restore(const struct db_side *side, const struct db_opts *opts,
    const char *from, bool replace)
{
	struct db_opts copy_opts = { .path = from, .wait_us = opts->wait_us };
	struct db copy = { 0 };
	char *path = db_path(side, opts);
	int rc = -1;

	if (path == NULL || same_file(from, path)
	    || db_open(&copy, side, &copy_opts, DB_READ | DB_OLDER) < 0
	    || db_check(&copy) != 0)
		goto out;
	if (replace && set_aside(path) < 0)
		goto out;
	rc = access(path, F_OK) == 0 ? restore_into(side, opts, &copy)
	    : db_backup(&copy, path);
	if (rc == 0)
		rc = restore_journal(side, opts, from);
out:
	db_close(&copy);
	free(path);
	return rc;
}
