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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/opt.h"
#include "base/slice.h"

typedef struct sqlite3_stmt sqlite3_stmt;
struct sqlite3;

#define DB_WAIT_US	INT64_C(5000000)	/* for a lock, by default */
#define DB_HOLD_US	INT64_C(50000)		/* db_batch commits after it */
#define DB_GAP_US	5000			/* and leaves the lock alone */
#define DB_POLL_US	2000			/* who waits looks this often */
#define DB_STMT_MAX	64			/* statements of one tool */

struct db;

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

struct journal_wait;
struct db {
	struct sqlite3		*h;	/* owned */
	const struct db_side	*side;
	char			*path;	/* owned */
	struct {
		const char	*sql;
		sqlite3_stmt	*st;	/* owned */
	}			 stmt[DB_STMT_MAX];
	size_t			 stmts;
	int64_t			 wait_us, now_us;
	const char		*why;	/* borrowed */
	int64_t			 begun_us;	/* monotonic; 0: no transaction */
	int64_t			 busy_us;	/* monotonic; a wait's begin */
	struct journal_wait	*journal;	/* owned; entries not written */
};

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
 * A statement ready to be bound. Prepared once per connection and text: sql
 * must be a string literal (it is known by its address). The statement is
 * the caller's until db_sql is called with the same text again. NULL when it
 * cannot be prepared, which the functions below take for a failure.
 */
sqlite3_stmt *db_sql(struct db *, const char *sql);
/* Parameters count from 1. The missing slice is NULL. The bytes are copied. */
void	db_bind_str(sqlite3_stmt *, int at, struct slice);
/* Not copied: they stay as they are until the statement was stepped. */
void	db_lend_str(sqlite3_stmt *, int at, struct slice);
/* The same as octets. Never NULL: the missing slice is of length 0. */
void	db_bind_octets(sqlite3_stmt *, int at, struct slice);
void	db_bind_int(sqlite3_stmt *, int at, int64_t);
void	db_bind_null(sqlite3_stmt *, int at);

enum db_step { DB_ROW, DB_DONE, DB_FAIL };
enum db_step db_step(struct db *, sqlite3_stmt *);
/* Columns count from 0, valid until the next step. NULL is {NULL, 0} and 0. */
struct slice db_col_str(sqlite3_stmt *, int at);
struct slice db_col_octets(sqlite3_stmt *, int at);
int64_t	db_col_int(sqlite3_stmt *, int at);
bool	db_col_null(sqlite3_stmt *, int at);
/* Give the statement's snapshot or lock back before it is done. */
void	db_reset(sqlite3_stmt *);

/* Step a statement that returns no row to its end. 0 or -1. */
int	db_run(struct db *, sqlite3_stmt *);
/* Rows that the last INSERT, UPDATE or DELETE changed. */
int64_t	db_changes(struct db *);
int64_t	db_last_rowid(struct db *);
/* The number in a statement's only row, bound or not. 0 or -1. */
int	db_get_int(struct db *, sqlite3_stmt *, int64_t *out);
/* Whether no reference that was put leads nowhere, deferred ones, too. */
bool	db_references_hold(struct db *);
/* Several statements of fixed text. 0 or -1. */
int	db_exec(struct db *, const char *sql);

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
/* Say what SQLite says about the last call. Always -1. */
int	db_fail(struct db *, const char *fact);
/* Whether a file system (statfs f_type) is one over the network. */
bool	db_fs_is_network(long f_type);

#endif
