/*
 * bill_post.c (store) - drafts become documents: see bill.h
 * The triggers of the schema check every posting again: the ledger sums to
 * zero, numbers have no gap, no day of an account is billed twice.
 */
#include "base/diag.h"
#include "base/digest.h"
#include "bss/minor.h"
#include "bss/tax.h"
#include "store/bill.h"
#include "store/journal.h"

static void
copy_text(char *out, size_t size, struct slice s)
{
	snprintf(out, size, "%.*s", SLICE_FMT(s));
}

int
bill_posted_any(struct db *db, const char *first_date, const char *end_date)
{
	sqlite3_stmt *st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM document "
	    "WHERE end_date > ?1 AND first_date < ?2)");
	int64_t any;

	db_bind_str(st, 1, slice_of(first_date));
	db_bind_str(st, 2, slice_of(end_date));
	return db_get_int(db, st, &any) < 0 ? -1 : any != 0;
}

static bool
posted_row(sqlite3_stmt *st, unsigned decimals, struct bill_posted *p)
{
	copy_text(p->number, sizeof(p->number), db_col_str(st, 0));
	copy_text(p->period, sizeof(p->period), db_col_str(st, 1));
	p->outside = db_col_int(st, 5) != 0;
	return minor_to_money(db_col_int(st, 2), decimals, &p->net)
	    && minor_to_money(db_col_int(st, 3), decimals, &p->tax)
	    && minor_to_money(db_col_int(st, 4), decimals, &p->due);
}

int
bill_posted(struct db *db, struct slice account, const char *first_date,
    const char *end_date, unsigned decimals,
    struct bill_posted p[BILL_POSTED_MAX])
{
	sqlite3_stmt *st = db_sql(db, "SELECT number, period, net_amount, "
	    "tax_amount, due_amount, outside FROM document "
	    "WHERE account = ?1 AND first_date < ?3 AND end_date > ?2");
	enum db_step step = DB_DONE;
	int n = 0;

	db_bind_str(st, 1, account);
	db_bind_str(st, 2, slice_of(first_date));
	db_bind_str(st, 3, slice_of(end_date));
	while (n < BILL_POSTED_MAX && (step = db_step(db, st)) == DB_ROW)
		if (!posted_row(st, decimals, &p[n++])) {
			db_reset(st);
			return db_fail(db, "an amount of a document is too "
			    "large");
		}
	db_reset(st);
	return step == DB_FAIL ? -1 : n;
}

/* The drafts may be replaced between two transactions of a posting. */
static int
still_current(struct db *db, const struct bill_run *r)
{
	sqlite3_stmt *st = db_sql(db, "SELECT count(*) FROM bill_period "
	    "WHERE period = ?1 AND run = ?2");
	int64_t n;

	db_bind_str(st, 1, r->period);
	db_bind_int(st, 2, r->run);
	if (db_get_int(db, st, &n) < 0)
		return -1;
	if (n == 1)
		return 0;
	diag_at(REASON_BILL_OVERTAKEN, db->path, 0, "the drafts of period "
	    "'%.*s' were replaced meanwhile", SLICE_FMT(r->period));
	return -1;
}

int
bill_draft_next(struct db *db, const struct bill_run *r, struct buf *account,
    bool *outside, struct buf *body)
{
	sqlite3_stmt *st = db_sql(db, "SELECT account, body, outside "
	    "FROM bill_draft WHERE run = ?1 AND (account, outside) > (?2, ?3) "
	    "ORDER BY account, outside LIMIT 1");
	enum db_step step;

	if (still_current(db, r) < 0)
		return -1;
	db_bind_int(st, 1, r->run);
	db_bind_str(st, 2, slice_of(buf_str(account)));
	db_bind_int(st, 3, *outside);
	step = db_step(db, st);
	if (step != DB_ROW)
		return step == DB_DONE ? 0 : -1;
	buf_clear(account);
	buf_clear(body);
	buf_add_slice(account, db_col_str(st, 0));
	buf_add_slice(body, db_col_str(st, 1));
	*outside = db_col_int(st, 2) != 0;
	db_reset(st);
	return 1;
}

int
bill_serial_next(struct db *db, struct slice series, int year,
    int64_t *serial, char last_issue[DATE_TEXT_MAX])
{
	sqlite3_stmt *st = db_sql(db, "SELECT serial, issue_date "
	    "FROM document WHERE series = ?1 AND year = ?2 "
	    "ORDER BY serial DESC LIMIT 1");
	enum db_step step;

	*serial = 1;
	last_issue[0] = '\0';
	db_bind_str(st, 1, series);
	db_bind_int(st, 2, year);
	step = db_step(db, st);
	if (step == DB_ROW) {
		*serial = db_col_int(st, 0) + 1;
		copy_text(last_issue, DATE_TEXT_MAX, db_col_str(st, 1));
		db_reset(st);
	}
	return step == DB_FAIL ? -1 : 0;
}

static int
put_entry(struct db *db, const struct invoice *inv, size_t at,
    const struct ledger_entry *e)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO ledger (number, entry, "
	    "kind, gl, account, date, currency, amount) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

	db_bind_str(st, 1, inv->number);
	db_bind_int(st, 2, (int64_t)at + 1);
	db_bind_str(st, 3, slice_of(ledger_kind_name(e->kind)));
	db_bind_str(st, 4, e->gl);
	db_bind_str(st, 5, inv->account);
	db_bind_str(st, 6, slice_of(inv->issue_date));
	db_bind_str(st, 7, inv->currency);
	db_bind_int(st, 8, minor_from_money(e->amount, inv->decimals));
	return db_run(db, st);
}

static int
put_charged(struct db *db, const struct bill_run *r,
    const struct invoice *inv, size_t at)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO charged (subscription, "
	    "price, first_date, number, line, kind, end_date, amount, "
	    "account, period_first, period_end, tax_code, quantity, records, "
	    "taxed_as) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, date(?7, '+1 day'), ?8, ?9, "
	    "?10, ?11, ?12, ?13, ?14, ?15)");
	const struct invoice_line *l = &inv->line[at];

	db_bind_str(st, 1, l->subscription);
	db_bind_str(st, 2, l->price);
	db_bind_str(st, 3, slice_of(l->first));
	db_bind_str(st, 4, inv->number);
	db_bind_int(st, 5, (int64_t)at + 1);
	db_bind_str(st, 6, slice_of(line_kind_name(l->kind)));
	db_bind_str(st, 7, slice_of(l->last));
	db_bind_int(st, 8, minor_from_money(l->net, inv->decimals));
	db_bind_str(st, 9, inv->account);
	db_bind_str(st, 10, slice_of(r->first_date));
	db_bind_str(st, 11, slice_of(r->end_date));
	db_bind_str(st, 12, l->tax_code);
	db_bind_int(st, 13, (int64_t)l->quantity);
	db_bind_int(st, 14, (int64_t)l->records);
	db_bind_str(st, 15, l->taxed_as);
	return db_run(db, st);
}

static void
digest_of(struct slice body, char hex[SHA256_HEX_MAX])
{
	struct sha256 *sha = sha256_new();

	sha256_add(sha, body.p, body.len);
	sha256_end_hex(sha, hex);
	sha256_free(sha);
}

static int
put_document(struct db *db, const struct bill_run *r,
    const struct bill_number *n, const struct invoice *inv, struct slice body)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO document (number, series, "
	    "year, serial, type_code, account, period, first_date, end_date, "
	    "issue_date, due_date, currency, net_amount, tax_amount, "
	    "rounding_amount, due_amount, digest, body, outside) VALUES (?1, "
	    "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
	    "?16, ?17, ?18, ?19)");
	char digest[SHA256_HEX_MAX];
	unsigned dec = inv->decimals;

	digest_of(body, digest);
	db_bind_str(st, 1, inv->number);
	db_bind_str(st, 2, n->series);
	db_bind_int(st, 3, n->year);
	db_bind_int(st, 4, n->serial);
	db_bind_str(st, 5, inv->type_code);
	db_bind_str(st, 6, inv->account);
	db_bind_str(st, 7, r->period);
	db_bind_str(st, 8, slice_of(r->first_date));
	db_bind_str(st, 9, slice_of(r->end_date));
	db_bind_str(st, 10, slice_of(inv->issue_date));
	db_bind_str(st, 11, slice_of(inv->due_date));
	db_bind_str(st, 12, inv->currency);
	db_bind_int(st, 13, minor_from_money(inv->net, dec));
	db_bind_int(st, 14, minor_from_money(inv->tax_total, dec));
	db_bind_int(st, 15, minor_from_money(inv->rounding, dec));
	db_bind_int(st, 16, minor_from_money(inv->due, dec));
	db_bind_str(st, 17, slice_of(digest));
	db_bind_str(st, 18, body);
	db_bind_int(st, 19, tax_is_outside(inv));
	return db_run(db, st);
}

static int
drop_draft(struct db *db, int64_t run, const struct invoice *inv)
{
	sqlite3_stmt *st = db_sql(db, "DELETE FROM bill_draft "
	    "WHERE run = ?1 AND account = ?2 AND outside = ?3");

	db_bind_int(st, 1, run);
	db_bind_str(st, 2, inv->account);
	db_bind_int(st, 3, tax_is_outside(inv));
	return db_run(db, st);
}

static int
journal_post(struct db *db, const struct invoice *inv)
{
	struct buf object = { 0 }, detail = { 0 };
	char due[MONEY_TEXT_MAX];
	int rc;

	money_format_fixed(inv->due, inv->decimals, due);
	buf_addf(&object, "invoice %.*s", SLICE_FMT(inv->number));
	buf_addf(&detail, "account %.*s, period %.*s, %.*s %s",
	    SLICE_FMT(inv->account), SLICE_FMT(inv->period),
	    SLICE_FMT(inv->currency), due);
	rc = journal_add(db, "post", buf_slice(&object), buf_slice(&detail));
	buf_release(&object);
	buf_release(&detail);
	return rc;
}

int
bill_post(struct db *db, const struct bill_run *r,
    const struct bill_number *n, const struct invoice *inv,
    const struct ledger *l, struct slice body)
{
	for (size_t i = 0; i < l->len; i++)
		if (put_entry(db, inv, i, &l->item[i]) < 0)
			return -1;
	for (size_t i = 0; i < inv->lines; i++)
		if (inv->line[i].subscription.len > 0
		    && put_charged(db, r, inv, i) < 0)
			return -1;
	if (put_document(db, r, n, inv, body) < 0
	    || drop_draft(db, r->run, inv) < 0)
		return -1;
	return journal_post(db, inv);
}
