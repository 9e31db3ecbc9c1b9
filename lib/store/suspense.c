/*
 * suspense.c (store) - rejects become entries, and entries are read
 */
#include "store/suspense.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/money.h"
#include "store/journal.h"
#include "store/suspense_journal.h"

void
suspense_digest(struct slice text, char out[SHA256_HEX_MAX])
{
	struct sha256 *sha = sha256_new();

	sha256_add(sha, text.p, text.len);
	sha256_end_hex(sha, out);
	sha256_free(sha);
}

int
suspense_journal(struct db *db, const char *action, int64_t entry,
    struct slice detail)
{
	char object[32];

	snprintf(object, sizeof(object), "entry %" PRId64, entry);
	return journal_add(db, action, slice_of(object), detail);
}

/* ---- adding ------------------------------------------------------------- */

struct place {
	char	id[SHA256_HEX_MAX];	/* of file, line and text */
	char	text[SHA256_HEX_MAX];
	int64_t	entry;			/* 0: not known */
	bool	origin;
};

static void
place_of(const struct suspense_reject *r, struct place *p)
{
	char line[32];
	int n = snprintf(line, sizeof(line), "%c%" PRIu64 "%c", '\0', r->line,
	    '\0');
	struct sha256 *sha = sha256_new();

	suspense_digest(r->raw, p->text);
	sha256_add(sha, r->file.p, r->file.len);
	sha256_add(sha, line, (size_t)n);
	sha256_add(sha, p->text, SHA256_HEX_MAX - 1);
	sha256_end_hex(sha, p->id);
	sha256_free(sha);
}

/*
 * Whose place it is, and the entry of a text that was sent and is refused
 * now; *sent 0: none. A line of a file that is known stays that line: where
 * `here`, only its own entry counts.
 */
static int
place_find(struct db *db, struct place *p, bool here, int64_t *sent)
{
	sqlite3_stmt *st = db_sql(db, "SELECT coalesce(p.entry, 0),"
	    " (SELECT coalesce(min(e.entry), 0) FROM entry e"
	    " WHERE e.state = 'replayed' AND e.sent = ?2"
	    " AND (NOT ?3 OR p.origin IS NOT 1 OR e.entry = p.entry))"
	    " FROM (SELECT 1) LEFT JOIN place p ON p.place = ?1");
	enum db_step step;

	db_bind_str(st, 1, slice_of(p->id));
	db_bind_str(st, 2, slice_of(p->text));
	db_bind_int(st, 3, here);
	if ((step = db_step(db, st)) == DB_FAIL)
		return -1;
	p->entry = db_col_int(st, 0);
	*sent = db_col_int(st, 1);
	db_reset(st);
	return 0;
}

static int
place_add(struct db *db, const struct place *p, int64_t entry, bool origin)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO place (place, entry,"
	    " origin) VALUES (?1, ?2, ?3)");

	db_bind_str(st, 1, slice_of(p->id));
	db_bind_int(st, 2, entry);
	db_bind_int(st, 3, origin);
	return db_run(db, st);
}

static int
add_again(struct db *db, const struct suspense_reject *r,
    const struct place *p, int64_t entry)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE entry SET state = 'open',"
	    " code = ?2, reason = ?3, settled_us = NULL,"
	    " refusals = refusals + 1 WHERE entry = ?1");
	struct buf detail = { 0 };
	int rc;

	db_bind_int(st, 1, entry);
	db_bind_str(st, 2, r->code);
	db_bind_str(st, 3, r->reason);
	buf_addf(&detail, "%.*s:%" PRIu64 ": %.*s", SLICE_FMT(r->file),
	    r->line, SLICE_FMT(r->code));
	rc = db_run(db, st) < 0 || suspense_journal(db, "refuse", entry,
	    buf_slice(&detail)) < 0 ? -1 : 0;
	buf_release(&detail);
	return rc < 0 || p->entry != 0 ? rc : place_add(db, p, entry, false);
}

/* The reason may be another one by now: the last counts while it is open. */
static int
add_known(struct db *db, const struct suspense_reject *r, int64_t entry)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE entry SET"
	    " occurrences = occurrences + 1,"
	    " code = CASE state WHEN 'open' THEN ?2 ELSE code END,"
	    " reason = CASE state WHEN 'open' THEN ?3 ELSE reason END"
	    " WHERE entry = ?1");

	db_bind_int(st, 1, entry);
	db_bind_str(st, 2, r->code);
	db_bind_str(st, 3, r->reason);
	return db_run(db, st);
}

static int
add_new(struct db *db, const struct suspense_reject *r,
    const struct place *p, int64_t at_us)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO entry (state, code, reason,"
	    " file, line, raw, added_us, occurrences, replays, refusals,"
	    " header) VALUES ('open', ?1, ?2, ?3, ?4, ?5, ?6, 1, 0, 0, ?7)");

	db_bind_str(st, 1, r->code);
	db_bind_str(st, 2, r->reason);
	db_bind_str(st, 3, r->file);
	db_bind_int(st, 4, (int64_t)r->line);
	db_bind_octets(st, 5, r->raw);
	db_bind_int(st, 6, at_us);
	if (r->header.len > 0)
		db_bind_str(st, 7, r->header);
	else
		db_bind_null(st, 7);
	return db_run(db, st) < 0 ? -1
	    : place_add(db, p, db_last_rowid(db), true);
}

/*
 * A line of a file that is known stays that line. Else it may be a text that
 * was sent, of which several may be alike: the first that is not open takes
 * it. Only then a place of an earlier replay counts, for all standard inputs
 * have one name.
 */
int
suspense_add(struct db *db, const struct suspense_reject *r, int64_t at_us,
    enum suspense_fate *fate)
{
	struct place p;
	int64_t sent;

	place_of(r, &p);
	if (place_find(db, &p, !slice_is(r->file, "-"), &sent) < 0)
		return -1;
	if (sent != 0) {
		*fate = SUSPENSE_AGAIN;
		return add_again(db, r, &p, sent);
	}
	*fate = p.entry != 0 ? SUSPENSE_KNOWN : SUSPENSE_NEW;
	return p.entry != 0 ? add_known(db, r, p.entry)
	    : add_new(db, r, &p, at_us);
}

/* ---- reading ------------------------------------------------------------ */

#define COLUMNS	"SELECT entry, line, added_us, coalesce(settled_us, 0),"	\
	" occurrences, replays, refusals, state, code, reason, file, raw,"	\
	" mended, settled_us, header FROM entry"

static struct suspense_entry
entry_of(sqlite3_stmt *st)
{
	return (struct suspense_entry){
		.entry = db_col_int(st, 0), .line = db_col_int(st, 1),
		.added_us = db_col_int(st, 2), .settled_us = db_col_int(st, 3),
		.occurrences = db_col_int(st, 4),
		.replays = db_col_int(st, 5), .refusals = db_col_int(st, 6),
		.state = db_col_str(st, 7), .code = db_col_str(st, 8),
		.reason = db_col_str(st, 9), .file = db_col_str(st, 10),
		.raw = db_col_str(st, 11), .mended = db_col_str(st, 12),
		.has_mended = !db_col_null(st, 12),
		.settled = !db_col_null(st, 13),
		.header = db_col_str(st, 14),
	};
}

static bool
source_fits(const struct suspense_filter *f, const struct suspense_entry *e)
{
	char *name;
	bool fits;

	if (f->source == NULL)
		return true;
	name = xstrndup(e->file.p, e->file.len);
	fits = fnmatch(f->source, name, 0) == 0;
	free(name);
	return fits;
}

/* Rows of a bound statement. Their number, or -1. */
static int64_t
read_rows(struct db *db, sqlite3_stmt *st, const struct suspense_filter *f,
    suspense_fn *fn, void *arg)
{
	struct suspense_entry e;
	enum db_step step;
	int64_t n = 0;

	while ((step = db_step(db, st)) == DB_ROW) {
		e = entry_of(st);
		n++;
		if (source_fits(f, &e) && fn(&e, arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? n : -1;
}

int
suspense_id(const char *text, int64_t *id)
{
	uint64_t n;

	if (u64_parse(slice_of(text), &n) != NUM_OK || n > INT64_MAX) {
		diag(REASON_USAGE_VALUE, "an entry is a number, not '%s'",
		    text);
		return -1;
	}
	*id = (int64_t)n;
	return 0;
}

static int
read_ids(struct db *db, const struct suspense_filter *f, suspense_fn *fn,
    void *arg)
{
	for (size_t i = 0; i < f->ids_len; i++) {
		sqlite3_stmt *st = db_sql(db, COLUMNS " WHERE entry = ?1");
		int64_t id, n;

		if (suspense_id(f->ids[i], &id) < 0)
			return -1;
		db_bind_int(st, 1, id);
		if ((n = read_rows(db, st, f, fn, arg)) < 0)
			return -1;
		if (n == 0) {
			diag(REASON_SUSPENSE_UNKNOWN, "no entry '%s'",
			    f->ids[i]);
			return -1;
		}
	}
	return 0;
}

int
suspense_read(struct db *db, const struct suspense_filter *f,
    suspense_fn *fn, void *arg)
{
	sqlite3_stmt *st;

	if (f->ids_len != 0)
		return read_ids(db, f, fn, arg);
	st = db_sql(db, COLUMNS " WHERE (?1 IS NULL OR state = ?1)"
	    " AND (?2 IS NULL OR code = ?2) ORDER BY code, entry");
	db_bind_str(st, 1, slice_of(f->state));
	db_bind_str(st, 2, slice_of(f->code));
	return read_rows(db, st, f, fn, arg) < 0 ? -1 : 0;
}

struct slice
suspense_text(const struct suspense_entry *e)
{
	return e->has_mended ? e->mended : e->raw;
}
