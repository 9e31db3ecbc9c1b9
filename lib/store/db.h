/*
 * db.h (store) - one SQLite file per side, opened the same way by all
 * `bss.db` is the business side's, `oss.db` the operation side's,
 * `suspense.db` keeps rejected lines; a tool opens one of them, never two.
 * Every connection has foreign keys on, WAL, synchronous=FULL, a busy time-out
 * and the defensive settings of <https://sqlite.org/security.html>. The schema
 * is numbered files, share/schema/SIDE/NNNN-name.sql; user_version is the last
 * that ran.
 *
 * Functions that return -1 (or NULL, DB_FAIL) have said why. A lock that
 * others hold past the time-out is `db-locked`, and diag_exit_code() is then
 * EXIT_RETRY; everything else is EXIT_TROUBLE.
 *
 *	struct db db = { 0 };
 *	sqlite3_stmt *st;
 *
 *	if (db_open(&db, &db_bss, &opts.db, DB_WRITE) < 0 || db_begin(&db) < 0)
 *		goto out;
 *	st = db_sql(&db, "UPDATE account SET name = ?2 WHERE account = ?1");
 *	db_bind_str(st, 1, account);
 *	db_bind_str(st, 2, name);
 *	if (db_run(&db, st) < 0 || db_commit(&db) < 0)
 *		goto out;
 * out:
 *	db_close(&db);			an open transaction is rolled back
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/opt.h"
#include "store/db_sql.h"

#define DB_WAIT_US	INT64_C(5000000)	/* for a lock, by default */
#define DB_HOLD_US	INT64_C(50000)		/* db_batch commits after it */
#define DB_GAP_US	5000			/* and leaves the lock alone */
#define DB_POLL_US	2000			/* who waits looks this often */

struct db_side {
	const char	*name;		/* "bss": folder of the schema */
	int32_t		 application_id;
	const char	*file;		/* "bss.db", within $OSSBSS_HOME */
	const char	*tool;		/* whose verbs init and migrate are */
	/* what SQL cannot do, after schema file `number`; or NULL */
	int		(*after)(struct db *, int number);
	int		 page;		/* octets; 0: as many as SQLite's own */
};

extern const struct db_side db_bss, db_oss, db_suspense;

struct db_opts {
	const char	*path;		/* NULL: side->file in $OSSBSS_HOME */
	int64_t		 wait_us;	/* for a lock */
	const char	*why;		/* for the journal */
	int64_t		 now_us;	/* 0: the journal reads the clock */
};

/* Begin a tool's options struct with .db = DB_OPTS_DEFAULT. */
#define DB_OPTS_DEFAULT	{ .wait_us = DB_WAIT_US }
#define DB_OPTIONS(T, m)						\
	{ 'd', "database", OPT_FILE, "file", OPT_DST(T, m.path),	\
	    "database, instead of the one in $OSSBSS_HOME" },		\
	{ 0, "wait", OPT_DURATION, "time", OPT_DST(T, m.wait_us),	\
	    "how long to wait for a lock" }
#define DB_WHY_OPTION(T, m)						\
	{ 0, "why", OPT_STR, "text", OPT_DST(T, m.why),			\
	    "reason to write into the journal" }
#define DB_NOW_OPTION(T, m)						\
	{ 0, "now", OPT_TIME, "time", OPT_DST(T, m.now_us),		\
	    "the time to take for now" }

enum db_mode {
	DB_READ = 0,
	DB_WRITE = 1,
	DB_OLDER = 2	/* or-ed: an older schema will do (backup, migrate) */
};

/*
 * 0 or -1: `db-missing`, `db-network` (SQLite's locks and shared memory do
 * not hold over NFS or SMB), `db-foreign`, `db-older`, `db-newer`,
 * `db-damaged`, `db-locked`. A zeroed or closed db may be closed.
 */
int	db_open(struct db *, const struct db_side *, const struct db_opts *,
	    int mode);
void	db_close(struct db *);

/*
 * BEGIN IMMEDIATE: the write lock is taken at once or not at all, so that
 * nothing fails half-way for want of it. Read and compute before, not inside.
 */
int	db_begin(struct db *);
/* BEGIN for a reader: all that follows sees one state of the books. */
int	db_begin_read(struct db *);
int	db_commit(struct db *);
void	db_rollback(struct db *);
/*
 * For long work that may be seen half-done: after each step, commit and
 * begin again when the lock has been held for DB_HOLD_US. In between is a
 * gap longer than others need to see it, so that nobody starves. 0 or -1.
 */
int	db_batch(struct db *);

/* The path that opts name, owned; NULL when there is none, said. */
char	*db_path(const struct db_side *, const struct db_opts *);
/* Open db->path as it is, without a look at it. 0 or -1. */
int	db_connect(struct db *);
/* Whether a file system (statfs f_type) is one over the network. */
bool	db_fs_is_network(long f_type);

#endif
