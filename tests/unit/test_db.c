/*
 * The opening, growing, copying and breaking of a database. Messages are
 * read back from a file that stands in for stderr: tests match their codes.
 */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/tool.h"
#include "store/db.h"
#include "store/db_copy.h"
#include "store/db_schema.h"
#include "store/journal.h"

#include "tap.h"

static char *folder;		/* of this test, removed at the end */
static int saved_stderr;

/* Stands before libc's: on the test's word everything lies on NFS. */
static bool on_nfs;

int
statfs(const char *path, struct statfs *fs)
{
	long rc = syscall(SYS_statfs, path, fs);

	if (on_nfs)
		fs->f_type = 0x6969;
	return (int)rc;
}

static char *
at(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void
put(const char *name, const char *text)
{
	char *path = at(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write_all(fd, text, strlen(text)) < 0)
		ok(false, "cannot write %s", path);
	close(fd);
	free(path);
}

static void
hush(void)
{
	char *path = at("stderr");
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	fflush(stdout);
	saved_stderr = dup(STDERR_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
	free(path);
}

/* The test passed if rc is as wanted and the message has the code. */
static void
said(int rc, int want, const char *code, const char *what)
{
	char *path = at("stderr"), *mark = xasprintf("[%s]", code);
	struct buf text = { 0 };

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	file_read(path, 65536, &text);
	if (!ok(rc == want && strstr(buf_str(&text), mark) != NULL, "%s: %s",
	    what, code))
		fprintf(stderr, "# rc %d: %s", rc, buf_str(&text));
	buf_release(&text);
	free(mark);
	free(path);
}

static struct db_opts
opts_of(const char *path)
{
	struct db_opts opts = DB_OPTS_DEFAULT;

	opts.path = path;
	opts.wait_us = 10000;
	opts.now_us = 1000000;
	opts.why = "a test";
	return opts;
}

static void
refused(const char *name, const struct db_side *side, const char *code)
{
	char *path = at(name);
	struct db_opts opts = opts_of(path);
	struct db db;
	int rc;

	hush();
	rc = db_open(&db, side, &opts, DB_WRITE);
	said(rc, -1, code, name);
	if (rc == 0)
		db_close(&db);
	free(path);
}

static void
schema_make(void)
{
	char *path = at("schema");
	char *bss = at("schema/bss"), *journal = share_path(
	    "schema/journal.sql");
	struct buf sql = { 0 };

	mkdir(path, 0700);
	mkdir(bss, 0700);
	file_read(journal, 65536, &sql);
	put("schema/journal.sql", buf_str(&sql));
	put("schema/bss/0001-first.sql",
	    "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;"
	    "CREATE TABLE child (id INTEGER PRIMARY KEY, text TEXT,"
	    " parent INTEGER REFERENCES parent) STRICT;"
	    "CREATE INDEX child_parent ON child (parent);");
	setenv("OSSBSS_SHARE", folder, 1);
	buf_release(&sql);
	free(path);
	free(bss);
	free(journal);
}

static void
test_init(const struct db_opts *opts)
{
	struct stat st;
	int rc;

	ok(db_init(&db_bss, opts) == 0, "init");
	ok(stat(opts->path, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "the file is for its owner alone");
	hush();
	rc = db_init(&db_bss, opts);
	said(rc, -1, "db-exists", "init again");
	hush();
	rc = db_init(&db_oss, opts);
	said(rc, -1, "share-missing", "a side without schema files");
}

static void
test_refuse(void)
{
	struct db_opts none = { 0 };
	int rc;
	char *text = NULL;

	put("text", "this is no database, however long it may be made.....\n");
	put("empty", "");
	refused("missing", &db_bss, "db-missing");
	refused("text", &db_bss, "db-foreign");
	refused("empty", &db_bss, "db-foreign");
	refused("schema", &db_bss, "db-foreign");
	refused("bss.db", &db_oss, "db-foreign");
	unsetenv("OSSBSS_HOME");
	hush();
	text = db_path(&db_bss, &none);
	rc = text == NULL ? -1 : 0;
	said(rc, -1, "usage-missing", "neither -d nor OSSBSS_HOME");
	on_nfs = true;
	refused("bss.db", &db_bss, "db-network");
	none.path = "nowhere.db";
	hush();
	rc = db_init(&db_bss, &none);
	said(rc, -1, "db-network", "init");
	on_nfs = false;
	ok(db_fs_is_network(0x6969), "NFS is a network file system");
	ok(db_fs_is_network((long)0xff534d42), "CIFS is one");
	ok(db_fs_is_network((int32_t)0xfe534d42), "SMB2 is one, as 32 bits");
	ok(!db_fs_is_network(0xef53), "ext4 is none");
}

static void
test_versions(const struct db_opts *opts)
{
	struct db db;
	char *copy = at("bss.db.before-2");
	int from, to;

	ok(db_migrate(&db_bss, opts, &from, &to) == 0 && from == 1 && to == 1,
	    "nothing to migrate");
	put("schema/bss/0002-second.sql",
	    "CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT;");
	put("schema/bss/README", "not a schema file");
	refused("bss.db", &db_bss, "db-older");
	ok(db_open(&db, &db_bss, opts, DB_READ | DB_OLDER) == 0,
	    "an older schema where that will do");
	db_close(&db);
	ok(db_migrate(&db_bss, opts, &from, &to) == 0 && from == 1 && to == 2,
	    "migrate 1 to 2");
	ok(access(copy, F_OK) == 0, "a copy was made before");
	unlink("schema/bss/0002-second.sql");
	free(copy);
	copy = at("schema/bss/0002-second.sql");
	unlink(copy);
	refused("bss.db", &db_bss, "db-newer");
	put("schema/bss/0002-second.sql",
	    "CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT;");
	free(copy);
}

/* A file that fails leaves the version before it, whole. */
static void
test_migrate_fails(const struct db_opts *opts)
{
	struct db db;
	int64_t n = -1;
	int from, to, rc;
	char *path = at("schema/bss/0003-third.sql");

	put("schema/bss/0003-third.sql",
	    "CREATE TABLE third (id INTEGER PRIMARY KEY) STRICT; nonsense;");
	hush();
	rc = db_migrate(&db_bss, opts, &from, &to);
	said(rc, -1, "db-failed", "a schema file that does not run");
	put("schema/bss/0003-third.sql",
	    "INSERT INTO child (parent) VALUES (77);");
	hush();
	rc = db_migrate(&db_bss, opts, &from, &to);
	said(rc, -1, "db-reference", "a schema file that breaks references");
	unlink(path);
	free(path);
	if (!ok(db_open(&db, &db_bss, opts, DB_READ) == 0, "still version 2"))
		return;
	db_get_int(&db, db_sql(&db, "SELECT count(*) FROM child"), &n);
	is_i64(n, 0, "and unchanged");
	db_close(&db);
}

static void
test_lock(const struct db_opts *opts)
{
	struct db one = { 0 }, two = { 0 };
	int rc;

	db_open(&one, &db_bss, opts, DB_WRITE);
	db_open(&two, &db_bss, opts, DB_WRITE);
	ok(db_begin(&one) == 0, "begin");
	hush();
	rc = db_begin(&two);
	said(rc, -1, "db-locked", "begin while another writes");
	ok(db_begin_read(&two) == 0, "reading goes on");
	db_rollback(&two);
	ok(db_batch(&one) == 0 && one.begun_us != 0, "a young batch goes on");
	one.begun_us -= DB_HOLD_US;
	ok(db_batch(&one) == 0 && one.begun_us != 0, "an old one is renewed");
	ok(db_commit(&one) == 0, "commit");
	ok(db_begin(&two) == 0, "then the other one");
	db_close(&one);
	db_close(&two);
}

static int
count_entry(const struct journal_entry *e, void *arg)
{
	int *n = arg;

	if (slice_is(e->action, "add") && slice_is(e->object, "thing T")
	    && slice_is(e->why, "a test") && slice_is(e->detail, "x = 1")
	    && e->at_us == 1000000 && e->uid == (int64_t)getuid())
		++*n;
	return 0;
}

static void
test_journal(const struct db_opts *opts)
{
	static const char *const forbidden[] = {
		"UPDATE journal SET why = 'another'",
		"DELETE FROM journal",
		"REPLACE INTO journal (seq, at_us, uid, tool, action, object)"
		    " VALUES (1, 1, 1, 'a', 'b', 'c')",
		"PRAGMA recursive_triggers = OFF; REPLACE INTO journal (seq,"
		    " at_us, uid, tool, action, object)"
		    " VALUES (1, 1, 1, 'a', 'b', 'c')",
	};
	struct db db = { 0 };
	int n = 0, rc;

	db_open(&db, &db_bss, opts, DB_WRITE);
	db_begin(&db);
	ok(journal_add(&db, "add", slice_of("thing T"), slice_of("x = 1"))
	    == 0, "an entry");
	db_commit(&db);
	ok(journal_read(&db, slice_of("thing T"), count_entry, &n) == 0
	    && n == 1, "read back");
	for (size_t i = 0; i < LEN(forbidden); i++) {
		hush();
		rc = db_exec(&db, forbidden[i]);
		said(rc, -1, "db-constraint", forbidden[i]);
	}
	db_close(&db);
}

/* Entries of one action, in order: their details count up from *n. */
static int
count_up(const struct journal_entry *e, void *arg)
{
	int *n = arg;
	char want[16];

	if (!slice_is(e->action, "many"))
		return 0;
	snprintf(want, sizeof(want), "%d", *n);
	if (*n % 3 == 0 ? e->detail.p != NULL : !slice_is(e->detail, want))
		return -1;
	++*n;
	return 0;
}

/* They are written several at once, the last at the commit. */
static void
test_journal_many(const struct db_opts *opts)
{
	struct db db = { 0 };
	char text[16];
	int n = 0;

	db_open(&db, &db_bss, opts, DB_WRITE);
	for (int round = 0; round < 2; round++) {
		db_begin(&db);
		for (int i = 0; i < 75; i++) {
			snprintf(text, sizeof(text), "%d", i);
			journal_add(&db, "many", slice_of("things"), slice_of(
			    i % 3 == 0 ? NULL : text));
		}
		if (round == 0)
			db_rollback(&db);
		else
			db_commit(&db);
	}
	ok(journal_read(&db, slice_of("things"), count_up, &n) == 0
	    && n == 75, "75 entries in order, none of what was rolled back");
	n = 1;
	ok(journal_add(&db, "many", slice_of("alone"), slice_of("1")) == 0
	    && journal_read(&db, slice_of("alone"), count_up, &n) == 0
	    && n == 2, "one outside a transaction is there at once");
	db_close(&db);
}

/* Write more than the cache holds into a rollback journal, and die. */
static void
die_writing(const struct db_opts *opts)
{
	struct db db = { 0 };

	if (db_open(&db, &db_bss, opts, DB_WRITE) == 0
	    && db_exec(&db, "PRAGMA journal_mode = DELETE;"
	    " PRAGMA cache_size = 1") == 0 && db_begin(&db) == 0)
		db_exec(&db, "INSERT INTO child (id, text) WITH n(i) AS"
		    " (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i <"
		    " 1999) SELECT i, hex(zeroblob(1000)) FROM n");
	raise(SIGKILL);
}

/* A reader is the first who comes after a writer was killed. */
static void
test_crash(const struct db_opts *opts)
{
	struct db db = { 0 };
	pid_t writer = fork();
	int64_t n = -1;
	int rc;

	if (writer == 0)
		die_writing(opts);
	waitpid(writer, NULL, 0);
	ok(db_open(&db, &db_bss, opts, DB_READ) == 0, "read after a crash");
	db_get_int(&db, db_sql(&db, "SELECT count(*) FROM child"
	    " WHERE id >= 1000"), &n);
	is_i64(n, 0, "what was not committed is not there");
	hush();
	rc = db_exec(&db, "DELETE FROM child");
	said(rc, -1, "db-readonly", "a reader does not write");
	db_close(&db);
}

static void
test_full(const struct db_opts *opts)
{
	struct db db = { 0 };
	sqlite3_stmt *st;
	int64_t n = -1;
	int rc = 0;

	db_open(&db, &db_bss, opts, DB_WRITE);
	db_exec(&db, "PRAGMA max_page_count = 1");	/* as it is now */
	db_begin(&db);
	hush();
	for (int i = 0; rc == 0 && i < 1000; i++) {
		st = db_sql(&db, "INSERT INTO child (text)"
		    " VALUES (hex(zeroblob(1000)))");
		rc = db_run(&db, st);
	}
	said(rc, -1, "db-full", "no room");
	db_rollback(&db);
	db_get_int(&db, db_sql(&db, "SELECT count(*) FROM child"), &n);
	is_i64(n, 0, "nothing was kept");
	db_close(&db);
}

static void
test_check(const struct db_opts *opts)
{
	struct db db = { 0 };
	int rc;

	db_open(&db, &db_bss, opts, DB_WRITE);
	is_i64(db_check(&db), 0, "a sound database");
	db_exec(&db, "PRAGMA foreign_keys = OFF");
	db_exec(&db, "INSERT INTO child (id, parent) VALUES (1, 99)");
	hush();
	rc = db_check(&db);
	said(rc, 1, "db-reference", "a child without parent");
	db_exec(&db, "DELETE FROM child");
	db_close(&db);
}

static void
test_restore(const struct db_opts *opts)
{
	char *copy = at("copy.db"), *before = at("bss.db.before-restore");
	struct db_opts elsewhere = *opts;
	struct db db = { 0 };
	int64_t n = -1;
	int rc;

	db_open(&db, &db_bss, opts, DB_WRITE);
	ok(db_backup(&db, copy) == 0, "backup");
	hush();
	rc = db_backup(&db, opts->path);
	said(rc, -1, "usage-operand", "backup onto the database itself");
	db_exec(&db, "INSERT INTO parent VALUES (5)");
	ok(db_restore(&db_bss, opts, copy, false) == 0, "restore");
	db_get_int(&db, db_sql(&db, "SELECT count(*) FROM parent"), &n);
	is_i64(n, 0, "who had it open sees the restored state");
	ok(access(before, F_OK) == 0, "what was there is kept");
	db_close(&db);
	elsewhere.path = before;
	unlink(before);
	ok(db_restore(&db_bss, &elsewhere, copy, false) == 0
	    && db_open(&db, &db_bss, &elsewhere, DB_READ) == 0,
	    "restore where nothing was");
	db_close(&db);
	free(copy);
	free(before);
}

static int64_t
page_of(const struct db_side *side, const struct db_opts *opts)
{
	struct db db = { 0 };
	int64_t page = -1, pages = 0;

	if (db_open(&db, side, opts, DB_READ) == 0
	    && db_get_int(&db, db_sql(&db, "PRAGMA page_size"), &page) == 0)
		db_get_int(&db, db_sql(&db, "PRAGMA wal_autocheckpoint"),
		    &pages);
	is_i64(page * pages, 16 << 20, "checkpoints are as far apart");
	db_close(&db);
	return page;
}

/* A side's pages may become larger; copies of before are copies still. */
static void
test_pages(void)
{
	char *path = at("pages.db"), *small = at("small.db");
	struct db_side large = db_bss;
	struct db_opts opts = opts_of(path);
	struct db db = { 0 };
	int from, to;

	large.page = 16384;
	ok(db_init(&db_bss, &opts) == 0
	    && db_open(&db, &db_bss, &opts, DB_WRITE) == 0
	    && db_exec(&db, "INSERT INTO parent VALUES (7)") == 0
	    && db_backup(&db, small) == 0, "pages as SQLite has them");
	db_close(&db);
	ok(db_migrate(&large, &opts, &from, &to) == 0 && from == to,
	    "migrate to larger ones");
	is_i64(page_of(&large, &opts), 16384, "they are larger");
	ok(db_restore(&large, &opts, small, false) == 0,
	    "restore a copy with small ones");
	is_i64(page_of(&large, &opts), 4096, "they are small again");
	ok(db_migrate(&large, &opts, &from, &to) == 0
	    && page_of(&large, &opts) == 16384, "migrate again");
	db_open(&db, &large, &opts, DB_READ);
	ok(db_check(&db) == 0, "and nothing is damaged");
	db_close(&db);
	unlink(path);
	ok(db_init(&large, &opts) == 0 && page_of(&large, &opts) == 16384,
	    "a new database has large ones");
	free(path);
	free(small);
}

/* Octets turned over in the middle, and a file cut short. */
static void
test_damage(const struct db_opts *opts)
{
	char *copy = at("copy.db"), noise[4096];
	struct db_opts elsewhere = *opts;
	struct db db = { 0 };
	int fd, rc;

	db_open(&db, &db_bss, opts, DB_WRITE);
	for (int i = 0; i < 200; i++)
		db_exec(&db, "INSERT INTO child (text)"
		    " VALUES (hex(zeroblob(200)))");
	db_close(&db);
	fd = open(opts->path, O_WRONLY);
	memset(noise, 0x5a, sizeof(noise));
	for (off_t page = 5; page < 12; page++)
		if (pwrite(fd, noise, sizeof(noise), page * 4096) < 0)
			ok(false, "pwrite");
	close(fd);
	hush();
	rc = db_open(&db, &db_bss, opts, DB_READ);
	if (rc == 0)
		rc = db_check(&db) > 0 ? 1 : 0;
	said(rc, 1, "db-damaged", "pages overwritten");
	db_close(&db);
	hush();
	rc = db_restore(&db_bss, opts, opts->path, false);
	said(rc, -1, "usage-operand", "restore from the database itself");
	elsewhere.path = copy;
	hush();
	rc = db_restore(&db_bss, &elsewhere, opts->path, false);
	said(rc, -1, "db-damaged", "a damaged copy is not restored");
	ok(truncate(opts->path, 100) == 0, "cut short");
	refused("bss.db", &db_bss, "db-damaged");
	ok(db_restore(&db_bss, opts, copy, true) == 0, "restore --replace");
	ok(db_open(&db, &db_bss, opts, DB_READ) == 0, "opens again");
	db_close(&db);
	free(copy);
}

int
main(void)
{
	char template[] = "/tmp/test_db.XXXXXX";
	struct db_opts opts;
	char *path;

	folder = mkdtemp(template);
	path = at("bss.db");
	opts = opts_of(path);
	if (getenv("OSSBSS_SHARE") == NULL)
		setenv("OSSBSS_SHARE", "share", 1);
	tool_init("test_db");
	schema_make();
	test_init(&opts);
	test_refuse();
	test_versions(&opts);
	test_migrate_fails(&opts);
	test_lock(&opts);
	test_journal(&opts);
	test_journal_many(&opts);
	test_crash(&opts);
	test_full(&opts);
	test_check(&opts);
	test_restore(&opts);
	test_pages();
	test_damage(&opts);
	free(path);
	path = xasprintf("rm -rf '%s'", folder);
	if (system(path) != 0)
		ok(false, "clean up");
	free(path);
	return tap_done();
}
