/*
 * suspense_change.c (store) - entries are mended, replayed, closed, purged
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "store/journal.h"
#include "store/suspense.h"
#include "store/suspense_journal.h"

/* After an UPDATE of one entry: was it there? */
static int
changed(struct db *db, int64_t entry)
{
	if (db_changes(db) == 1)
		return 0;
	diag(REASON_SUSPENSE_UNKNOWN, "no entry '%" PRId64 "'", entry);
	return -1;
}

/* Texts are customers' data and may be purged: the journal has a digest. */
static int
journal_text(struct db *db, const char *action, int64_t entry,
    const char *digest)
{
	char detail[SHA256_HEX_MAX + 16];

	snprintf(detail, sizeof(detail), "text %s", digest);
	return suspense_journal(db, action, entry, slice_of(detail));
}

int
suspense_fix(struct db *db, int64_t entry, struct slice text, int64_t at_us)
{
	char digest[SHA256_HEX_MAX];
	sqlite3_stmt *st = db_sql(db, "UPDATE entry SET mended = ?2,"
	    " state = 'open', settled_us = NULL WHERE entry = ?1");

	db_bind_int(st, 1, entry);
	db_bind_octets(st, 2, text);
	suspense_digest(text, digest);
	if (db_run(db, st) < 0 || changed(db, entry) < 0)
		return -1;
	st = db_sql(db, "INSERT INTO mend (entry, at_us, text)"
	    " VALUES (?1, ?2, ?3)");
	db_bind_int(st, 1, entry);
	db_bind_int(st, 2, at_us);
	db_bind_octets(st, 3, text);
	return db_run(db, st) < 0 ? -1
	    : journal_text(db, "fix", entry, digest);
}

int
suspense_close(struct db *db, int64_t entry, int64_t at_us)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE entry SET state = 'closed',"
	    " settled_us = ?2 WHERE entry = ?1");

	db_bind_int(st, 1, entry);
	db_bind_int(st, 2, at_us);
	if (db_run(db, st) < 0 || changed(db, entry) < 0)
		return -1;
	return suspense_journal(db, "close", entry,
	    (struct slice){ NULL, 0 });
}

int
suspense_replayed(struct db *db, int64_t entry, const char *digest,
    int64_t at_us)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE entry SET state = 'replayed',"
	    " settled_us = ?2, sent = ?3, replays = replays + 1"
	    " WHERE entry = ?1");

	db_bind_int(st, 1, entry);
	db_bind_int(st, 2, at_us);
	db_bind_str(st, 3, slice_of(digest));
	if (db_run(db, st) < 0)
		return -1;
	return db_changes(db) == 0 ? 0
	    : journal_text(db, "replay", entry, digest);
}

/* The next that goes: its number and what stays of it in the journal. */
static int
purge_next(struct db *db, int64_t before_us, bool all, int64_t *entry,
    struct buf *detail)
{
	sqlite3_stmt *st = db_sql(db, "SELECT entry, state, file, line, code"
	    " FROM entry WHERE entry > ?3 AND (settled_us < ?1"
	    " OR (?2 AND state = 'open' AND added_us < ?1))"
	    " ORDER BY entry LIMIT 1");
	enum db_step step;

	db_bind_int(st, 1, before_us);
	db_bind_int(st, 2, all);
	db_bind_int(st, 3, *entry);
	if ((step = db_step(db, st)) == DB_ROW) {
		struct slice state = db_col_str(st, 1),
		    file = db_col_str(st, 2), code = db_col_str(st, 4);

		*entry = db_col_int(st, 0);
		buf_clear(detail);
		buf_addf(detail, "%.*s %.*s:%" PRId64 ": %.*s",
		    SLICE_FMT(state), SLICE_FMT(file), db_col_int(st, 3),
		    SLICE_FMT(code));
		db_reset(st);
	}
	return step == DB_FAIL ? -1 : step == DB_ROW;
}

static int
purge_one(struct db *db, int64_t entry, struct slice detail)
{
	sqlite3_stmt *st;

	if (suspense_journal(db, "purge", entry, detail) < 0)
		return -1;
	st = db_sql(db, "DELETE FROM entry WHERE entry = ?1");
	db_bind_int(st, 1, entry);
	return db_run(db, st);
}

int64_t
suspense_purge(struct db *db, int64_t before_us, bool all)
{
	struct buf detail = { 0 };
	int64_t entry = 0, n = 0;
	int rc;

	while ((rc = purge_next(db, before_us, all, &entry, &detail)) == 1) {
		if ((rc = purge_one(db, entry, buf_slice(&detail))) < 0
		    || (rc = db_batch(db)) < 0)
			break;
		n++;
	}
	buf_release(&detail);
	return rc < 0 ? -1 : n;
}
