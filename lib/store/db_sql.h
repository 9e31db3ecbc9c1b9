/*
 * db_sql.h (store) - statements of a database that is open (db.h)
 * Functions that return -1 (or NULL, DB_FAIL) have said why.
 */
#ifndef STORE_DB_SQL_H
#define STORE_DB_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

typedef struct sqlite3_stmt sqlite3_stmt;
struct sqlite3;

#define DB_STMT_MAX	64			/* statements of one tool */

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

/*
 * A statement ready to be bound. Prepared once per connection and text: sql
 * must be a string literal (it is known by its address). The statement is
 * the caller's until db_sql is called with the same text again. NULL when it
 * cannot be prepared, which the functions below take for a failure.
 */
sqlite3_stmt *db_sql(struct db *, const char *sql);
/* Parameters count from 1. The missing slice is NULL. The bytes are copied. */
void	db_bind_str(sqlite3_stmt *, int at, struct slice);
/* A text without an octet is missing. */
static inline void
db_bind_some(sqlite3_stmt *st, int at, struct slice s)
{
	db_bind_str(st, at, s.len != 0 ? s : (struct slice){ NULL, 0 });
}
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

/* Say what SQLite says about the last call. Always -1. */
int	db_fail(struct db *, const char *fact);

#endif
