/*
 * journal.c (store) - see journal.h
 * Entries of a transaction are written many at once: a statement costs more
 * than its row, the more so with triggers that may abort it.
 */
#include "store/journal.h"

#include "base/buf.h"
#include "base/tool.h"
#include "store/who.h"

#define ROWS	32

/* The entry's own: time, action, object, detail. Of all: ?1 to ?5. */
#define INSERT	"INSERT INTO journal (at_us, uid, user, sudo_user, tool,"	\
	" action, object, why, detail) VALUES"					\
	" (?6, ?1, ?2, ?3, ?4, ?7, ?8, ?5, ?9)"
#define ROW	", (?, ?1, ?2, ?3, ?4, ?, ?, ?5, ?)"
#define FIRST_OWN	6
#define OWN		4

struct journal_wait {
	struct buf	text;
	struct {
		int64_t	at_us;
		size_t	action, object, detail;	/* their ends in text */
		bool	has_detail;
	}		row[ROWS];
	size_t		len;
};

static void
bind_all(sqlite3_stmt *st, const struct db *db)
{
	struct who who = who_am_i();

	db_bind_int(st, 1, who.uid);
	db_bind_str(st, 2, who.user);
	db_bind_str(st, 3, who.sudo_user);
	db_bind_str(st, 4, slice_of(tool_name()));
	db_bind_str(st, 5, slice_of(db->why));
}

static struct slice
text_at(const struct journal_wait *w, size_t from, size_t end)
{
	return (struct slice){ w->text.data + from, end - from };
}

static void
bind_row(sqlite3_stmt *st, const struct journal_wait *w, size_t i, int at)
{
	size_t from = i == 0 ? 0 : w->row[i - 1].detail;

	db_bind_int(st, at, w->row[i].at_us);
	db_lend_str(st, at + 1, text_at(w, from, w->row[i].action));
	db_lend_str(st, at + 2, text_at(w, w->row[i].action,
	    w->row[i].object));
	if (w->row[i].has_detail)
		db_lend_str(st, at + 3, text_at(w, w->row[i].object,
		    w->row[i].detail));
	else
		db_bind_null(st, at + 3);
}

static int
write_rows(struct db *db, sqlite3_stmt *st, size_t first, size_t n)
{
	bind_all(st, db);
	for (size_t i = 0; i < n; i++)
		bind_row(st, db->journal, first + i,
		    FIRST_OWN + OWN * (int)i);
	return db_run(db, st);
}

int
journal_flush(struct db *db)
{
	struct journal_wait *w = db->journal;
	int rc = 0;

	if (w == NULL || w->len == 0)
		return 0;
	if (w->len == ROWS)
		rc = write_rows(db, db_sql(db, INSERT ROW ROW ROW ROW ROW ROW
		    ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW
		    ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW ROW), 0, ROWS);
	else
		for (size_t i = 0; rc == 0 && i < w->len; i++)
			rc = write_rows(db, db_sql(db, INSERT), i, 1);
	journal_forget(db);
	return rc;
}

void
journal_forget(struct db *db)
{
	if (db->journal == NULL)
		return;
	db->journal->len = 0;
	buf_clear(&db->journal->text);
}

void
journal_free(struct db *db)
{
	if (db->journal != NULL)
		buf_release(&db->journal->text);
	free(db->journal);
	db->journal = NULL;
}

int
journal_add(struct db *db, const char *action, struct slice object,
    struct slice detail)
{
	struct journal_wait *w;

	if (db->journal == NULL)
		db->journal = xcalloc(1, sizeof(*db->journal));
	w = db->journal;
	w->row[w->len].at_us = who_when(db->now_us);
	buf_adds(&w->text, action);
	w->row[w->len].action = w->text.len;
	buf_add_slice(&w->text, object);
	w->row[w->len].object = w->text.len;
	buf_add_slice(&w->text, detail);
	w->row[w->len].detail = w->text.len;
	w->row[w->len].has_detail = detail.p != NULL;
	w->len++;
	return w->len == ROWS || db->begun_us == 0 ? journal_flush(db) : 0;
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
