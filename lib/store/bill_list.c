/*
 * bill_list.c (store) - looking at drafts, documents and the ledger: bill.h
 */
#include "base/diag.h"
#include "bss/minor.h"
#include "store/bill.h"

/* The minor unit of a row's currency; -1: damaged, said. */
static int
decimals_of(struct db *db, struct slice currency, unsigned *out)
{
	int n = currency_decimals(currency);

	if (n >= 0) {
		*out = (unsigned)n;
		return 0;
	}
	diag_at(REASON_DB_DAMAGED, db->path, 0, "'%.*s' is no currency",
	    SLICE_FMT(currency));
	return -1;
}

static int
amount(struct db *db, sqlite3_stmt *st, int at, unsigned decimals,
    money_t *out)
{
	if (minor_to_money(db_col_int(st, at), decimals, out))
		return 0;
	diag_at(REASON_DB_DAMAGED, db->path, 0, "an amount is too large");
	return -1;
}

/* Columns: currency, then net, tax and due, from `at` on. */
static int
row_amounts(struct db *db, sqlite3_stmt *st, int at, struct bill_row *r)
{
	r->currency = db_col_str(st, at);
	if (decimals_of(db, r->currency, &r->decimals) < 0
	    || amount(db, st, at + 1, r->decimals, &r->net) < 0
	    || amount(db, st, at + 2, r->decimals, &r->tax) < 0)
		return -1;
	return amount(db, st, at + 3, r->decimals, &r->due);
}

int
bill_number_known(struct db *db, struct slice number)
{
	sqlite3_stmt *st = db_sql(db, "SELECT count(*) FROM document "
	    "WHERE number = ?1");
	int64_t n;

	db_bind_str(st, 1, number);
	return db_get_int(db, st, &n) < 0 ? -1 : n > 0;
}

/*
 * One text per condition that an index serves; the others restrict what it
 * finds.
 */
#define DOCUMENTS(where)						\
	"SELECT number, series, year, serial, account, period, "	\
	"issue_date, due_date, currency, net_amount, tax_amount, "	\
	"due_amount, digest, body FROM document WHERE " where		\
	" ORDER BY series, year, serial"
#define ENTRIES(where)							\
	"SELECT l.number, l.entry, l.kind, l.gl, l.account, l.date, "	\
	"l.currency, l.amount FROM document AS d "			\
	"JOIN ledger AS l USING (number) WHERE " where			\
	" ORDER BY d.series, d.year, d.serial, l.entry"
#define DRAFTS(where)							\
	"SELECT d.account, p.period, d.currency, d.net_amount, "	\
	"d.tax_amount, d.due_amount, d.body, d.outside "		\
	"FROM bill_period AS p JOIN bill_draft AS d USING (run) "	\
	"WHERE (?1 IS NULL OR p.period = ?1) AND " where		\
	" ORDER BY p.period, d.account, d.outside"

static int
each_draft(struct db *db, const struct bill_filter *f,
    int (*fn)(const struct bill_row *, void *), void *arg)
{
	sqlite3_stmt *st = f->account.len > 0
	    ? db_sql(db, DRAFTS("d.account = ?2"))
	    : db_sql(db, DRAFTS("?2 IS NULL"));
	enum db_step step;

	db_bind_str(st, 1, f->period);
	db_bind_str(st, 2, f->account);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct bill_row r = {
			.account = db_col_str(st, 0),
			.period = db_col_str(st, 1),
			.body = db_col_str(st, 6),
			.outside = db_col_int(st, 7) != 0,
		};

		if (row_amounts(db, st, 2, &r) < 0 || fn(&r, arg) != 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

static sqlite3_stmt *
documents_sql(struct db *db, const struct bill_filter *f)
{
	if (f->number.len > 0)
		return db_sql(db, DOCUMENTS("number = ?3 "
		    "AND (?1 IS NULL OR period = ?1) "
		    "AND (?2 IS NULL OR account = ?2)"));
	if (f->account.len > 0)
		return db_sql(db, DOCUMENTS("account = ?2 "
		    "AND (?1 IS NULL OR period = ?1) AND ?3 IS NULL"));
	if (f->period.len > 0)
		return db_sql(db, DOCUMENTS("period = ?1 "
		    "AND ?2 IS NULL AND ?3 IS NULL"));
	return db_sql(db, DOCUMENTS("?1 IS NULL AND ?2 IS NULL "
	    "AND ?3 IS NULL"));
}

static sqlite3_stmt *
entries_sql(struct db *db, const struct bill_filter *f)
{
	if (f->number.len > 0)
		return db_sql(db, ENTRIES("d.number = ?3 "
		    "AND (?1 IS NULL OR d.period = ?1) "
		    "AND (?2 IS NULL OR d.account = ?2)"));
	if (f->account.len > 0)
		return db_sql(db, ENTRIES("d.account = ?2 "
		    "AND (?1 IS NULL OR d.period = ?1) AND ?3 IS NULL"));
	if (f->period.len > 0)
		return db_sql(db, ENTRIES("d.period = ?1 "
		    "AND ?2 IS NULL AND ?3 IS NULL"));
	return db_sql(db, ENTRIES("?1 IS NULL AND ?2 IS NULL "
	    "AND ?3 IS NULL"));
}

static int
each_document(struct db *db, const struct bill_filter *f,
    int (*fn)(const struct bill_row *, void *), void *arg)
{
	sqlite3_stmt *st = documents_sql(db, f);
	enum db_step step;

	db_bind_str(st, 1, f->period);
	db_bind_str(st, 2, f->account);
	db_bind_str(st, 3, f->number);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct bill_row r = {
			.number = db_col_str(st, 0),
			.series = db_col_str(st, 1),
			.year = db_col_int(st, 2),
			.serial = db_col_int(st, 3),
			.account = db_col_str(st, 4),
			.period = db_col_str(st, 5),
			.issue_date = db_col_str(st, 6),
			.due_date = db_col_str(st, 7),
			.digest = db_col_str(st, 12),
			.body = db_col_str(st, 13),
		};

		if (row_amounts(db, st, 8, &r) < 0 || fn(&r, arg) != 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

int
bill_each(struct db *db, const struct bill_filter *f,
    int (*fn)(const struct bill_row *, void *), void *arg)
{
	if (f->drafts && f->number.len == 0
	    && each_draft(db, f, fn, arg) < 0)
		return -1;
	return f->posted ? each_document(db, f, fn, arg) : 0;
}

int
bill_each_entry(struct db *db, const struct bill_filter *f,
    int (*fn)(const struct bill_entry *, void *), void *arg)
{
	sqlite3_stmt *st = entries_sql(db, f);
	enum db_step step;

	db_bind_str(st, 1, f->period);
	db_bind_str(st, 2, f->account);
	db_bind_str(st, 3, f->number);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct bill_entry e = {
			.number = db_col_str(st, 0),
			.entry = db_col_int(st, 1),
			.kind = db_col_str(st, 2),
			.gl = db_col_str(st, 3),
			.account = db_col_str(st, 4),
			.date = db_col_str(st, 5),
			.currency = db_col_str(st, 6),
		};

		if (decimals_of(db, e.currency, &e.decimals) < 0
		    || amount(db, st, 7, e.decimals, &e.amount) < 0
		    || fn(&e, arg) != 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

static sqlite3_stmt *
balance_sql(struct db *db, bool accounts, struct slice account)
{
	sqlite3_stmt *st;

	if (!accounts)
		return db_sql(db, "SELECT gl, NULL, currency, sum(amount) "
		    "FROM ledger GROUP BY gl, currency ORDER BY gl, currency");
	st = db_sql(db, "SELECT gl, account, currency, sum(amount) "
	    "FROM ledger WHERE kind = 'receivable' "
	    "AND (?1 IS NULL OR account = ?1) "
	    "GROUP BY account, gl, currency "
	    "ORDER BY account, gl, currency");
	db_bind_str(st, 1, account);
	return st;
}

int
bill_each_balance(struct db *db, bool accounts, struct slice account,
    int (*fn)(const struct bill_balance *, void *), void *arg)
{
	sqlite3_stmt *st = balance_sql(db, accounts, account);
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		struct bill_balance b = {
			.gl = db_col_str(st, 0),
			.account = db_col_str(st, 1),
			.currency = db_col_str(st, 2),
			.minor = db_col_int(st, 3),
		};

		if (decimals_of(db, b.currency, &b.decimals) < 0
		    || fn(&b, arg) != 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}
