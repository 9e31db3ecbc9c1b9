/*
 * bill_draft.c (store) - runs and their drafts: see bill.h
 */
#include "base/diag.h"
#include "bss/minor.h"
#include "bss/tax.h"
#include "store/bill.h"
#include "store/journal.h"

int
bill_run_begin(struct db *db, struct bill_run *r)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO bill_run (period, "
	    "first_date, end_date, end_us, zone, catalog, records, no_end, "
	    "posted) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
	    "coalesce(max(rowid), 0) FROM document");

	db_bind_str(st, 1, r->period);
	db_bind_str(st, 2, slice_of(r->first_date));
	db_bind_str(st, 3, slice_of(r->end_date));
	db_bind_int(st, 4, r->end_us);
	db_bind_str(st, 5, r->zone);
	db_bind_str(st, 6, r->catalog);
	db_bind_int(st, 7, (int64_t)r->records);
	db_bind_int(st, 8, r->no_end);
	if (db_run(db, st) < 0)
		return -1;
	r->run = db_last_rowid(db);
	return 0;
}

static int
overtaken(struct db *db, struct slice period)
{
	diag_at(REASON_BILL_OVERTAKEN, db->path, 0,
	    "another run of period '%.*s' came in between", SLICE_FMT(period));
	return -1;
}

int
bill_draft_put(struct db *db, const struct bill_run *r,
    const struct invoice *inv, struct slice body)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO bill_draft (run, account, "
	    "currency, net_amount, tax_amount, due_amount, body, outside) "
	    "SELECT run, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM bill_run "
	    "WHERE run = ?1");

	db_bind_int(st, 1, r->run);
	db_bind_str(st, 2, inv->account);
	db_bind_str(st, 3, inv->currency);
	db_bind_int(st, 4, minor_from_money(inv->net, inv->decimals));
	db_bind_int(st, 5, minor_from_money(inv->tax_total, inv->decimals));
	db_bind_int(st, 6, minor_from_money(inv->due, inv->decimals));
	db_bind_str(st, 7, body);
	db_bind_int(st, 8, tax_is_outside(inv));
	if (db_run(db, st) < 0)
		return -1;
	return db_changes(db) == 1 ? 0 : overtaken(db, r->period);
}

static int
journal_run(struct db *db, const struct bill_run *r)
{
	struct buf object = { 0 }, detail = { 0 };
	int rc;

	buf_addf(&object, "period %.*s", SLICE_FMT(r->period));
	buf_addf(&detail, "%llu drafts of %llu records, catalog %.*s%s",
	    (unsigned long long)r->drafts, (unsigned long long)r->records,
	    SLICE_FMT(r->catalog), r->no_end ? ", input without end" : "");
	rc = journal_add(db, "run", buf_slice(&object), buf_slice(&detail));
	buf_release(&object);
	buf_release(&detail);
	return rc;
}

int
bill_run_switch(struct db *db, const struct bill_run *r)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE bill_run SET drafts = ?2 "
	    "WHERE run = ?1");

	db_bind_int(st, 1, r->run);
	db_bind_int(st, 2, (int64_t)r->drafts);
	if (db_run(db, st) < 0)
		return -1;
	if (db_changes(db) != 1)
		return overtaken(db, r->period);
	st = db_sql(db, "INSERT INTO bill_period (period, run) "
	    "VALUES (?1, ?2) ON CONFLICT DO UPDATE SET run = ?2");
	db_bind_str(st, 1, r->period);
	db_bind_int(st, 2, r->run);
	return db_run(db, st) < 0 ? -1 : journal_run(db, r);
}

/* 1 and a run of the period that is not the current one; 0: none is left. */
static int
stale_run(struct db *db, struct slice period, int64_t *run)
{
	sqlite3_stmt *st = db_sql(db, "SELECT run FROM bill_run "
	    "WHERE period = ?1 AND run NOT IN (SELECT run FROM bill_period) "
	    "ORDER BY run LIMIT 1");

	db_bind_str(st, 1, period);
	switch (db_step(db, st)) {
	case DB_ROW:
		*run = db_col_int(st, 0);
		db_reset(st);
		return 1;
	case DB_DONE:
		return 0;
	case DB_FAIL:
		break;
	}
	return -1;
}

/* A few drafts at a time, so that no lock is held for long. */
static int
sweep_run(struct db *db, int64_t run)
{
	sqlite3_stmt *st;

	do {
		st = db_sql(db, "DELETE FROM bill_draft WHERE rowid IN "
		    "(SELECT rowid FROM bill_draft WHERE run = ?1 "
		    "LIMIT 100)");
		db_bind_int(st, 1, run);
		if (db_run(db, st) < 0)
			return -1;
		if (db_changes(db) == 0)
			break;
	} while (db_batch(db) == 0);
	st = db_sql(db, "DELETE FROM bill_run WHERE run = ?1");
	db_bind_int(st, 1, run);
	return db_run(db, st);
}

int
bill_run_sweep(struct db *db, struct slice period)
{
	int64_t run;
	int more;

	while ((more = stale_run(db, period, &run)) == 1) {
		if (db_begin(db) < 0 || sweep_run(db, run) < 0
		    || db_commit(db) < 0) {
			db_rollback(db);
			return -1;
		}
	}
	return more;
}

static void
date_keep(char out[DATE_TEXT_MAX], struct slice s)
{
	snprintf(out, DATE_TEXT_MAX, "%.*s", SLICE_FMT(s));
}

int
bill_run_current(struct db *db, struct slice period, struct arena *a,
    struct bill_run *r)
{
	sqlite3_stmt *st = db_sql(db, "SELECT r.run, r.period, r.zone, "
	    "r.catalog, r.first_date, r.end_date, r.end_us, r.records, "
	    "r.drafts, r.no_end FROM bill_period AS p JOIN bill_run AS r "
	    "USING (run) WHERE p.period = ?1");
	enum db_step step;

	db_bind_str(st, 1, period);
	step = db_step(db, st);
	if (step != DB_ROW)
		return step == DB_DONE ? 0 : -1;
	r->run = db_col_int(st, 0);
	r->period = slice_of(arena_strdup(a, db_col_str(st, 1)));
	r->zone = slice_of(arena_strdup(a, db_col_str(st, 2)));
	r->catalog = slice_of(arena_strdup(a, db_col_str(st, 3)));
	date_keep(r->first_date, db_col_str(st, 4));
	date_keep(r->end_date, db_col_str(st, 5));
	r->end_us = db_col_int(st, 6);
	r->records = (uint64_t)db_col_int(st, 7);
	r->drafts = (uint64_t)db_col_int(st, 8);
	r->no_end = db_col_int(st, 9) != 0;
	db_reset(st);
	return 1;
}
