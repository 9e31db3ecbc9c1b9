/*
 * bill_load.c (store) - who is billed: see bill.h
 */
#include "base/diag.h"
#include "store/bill.h"

static int
damaged(struct db *db, const char *what, struct slice id)
{
	diag_at(REASON_DB_REFERENCE, db->path, 0,
	    "the account or payer of %s '%.*s' is not there", what,
	    SLICE_FMT(id));
	return -1;
}

static int
load_accounts(struct db *db, struct billrun *b)
{
	sqlite3_stmt *st = db_sql(db, "SELECT account, customer, currency, "
	    "payer, bill_day, CASE WHEN instr(extra, '\"param_') > 0 "
	    "THEN extra END, tax_treatment FROM account ORDER BY account");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW)
		billrun_add_account(b, &(struct bill_account_def){
			.id = db_col_str(st, 0),
			.customer = db_col_str(st, 1),
			.currency = db_col_str(st, 2),
			.payer = db_col_str(st, 3),
			.bill_day = (unsigned)db_col_int(st, 4),
			.extra = db_col_str(st, 5),
			.treatment = db_col_str(st, 6),
		});
	return step == DB_DONE ? 0 : -1;
}

static int
load_subscriptions(struct db *db, struct billrun *b)
{
	sqlite3_stmt *st = db_sql(db, "SELECT subscription, account, payer, "
	    "offer, identifier, from_us, to_us, "
	    "CASE WHEN instr(extra, '\"param_') > 0 THEN extra END "
	    "FROM subscription ORDER BY subscription");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		const struct bill_subscription_def d = {
			.id = db_col_str(st, 0),
			.account = db_col_str(st, 1),
			.payer = db_col_str(st, 2),
			.offer = db_col_str(st, 3),
			.identifier = db_col_str(st, 4),
			.from_us = db_col_int(st, 5),
			.has_to = !db_col_null(st, 6),
			.to_us = db_col_int(st, 6),
			.extra = db_col_str(st, 7),
		};

		if (!billrun_add_subscription(b, &d)) {
			damaged(db, "subscription", d.id);
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

static int
load_all(struct db *db, struct billrun *b)
{
	uint32_t bad;

	if (load_accounts(db, b) < 0 || load_subscriptions(db, b) < 0)
		return -1;
	if ((bad = billrun_ready(b)) != BILL_NONE)
		return damaged(db, "account", b->account[bad].id);
	return 0;
}

int
bill_load(struct db *db, struct billrun *b)
{
	int rc;

	if (db_begin_read(db) < 0)
		return -1;
	rc = load_all(db, b);
	db_rollback(db);
	return rc;
}

static struct slice
keep(struct arena *a, sqlite3_stmt *st, int at)
{
	return arena_slice(a, db_col_str(st, at));
}

static void
read_buyer(sqlite3_stmt *st, struct arena *a, struct invoice *inv)
{
	struct invoice_party *p = &inv->buyer;
	struct slice language = keep(a, st, 10);

	p->id = keep(a, st, 0);
	p->name = keep(a, st, 1);
	p->street = keep(a, st, 2);
	p->city = keep(a, st, 3);
	p->postal_code = keep(a, st, 4);
	p->country = keep(a, st, 5);
	p->tax_id = keep(a, st, 6);
	p->email = keep(a, st, 7);
	p->phone = keep(a, st, 8);
	p->business = db_col_int(st, 11) != 0;
	if (!db_col_null(st, 9))
		inv->payment.terms_d = (uint64_t)db_col_int(st, 9);
	if (language.len > 0)
		inv->language = language;
}

int
bill_buyer(struct db *db, struct slice account, struct arena *a,
    struct invoice *inv)
{
	sqlite3_stmt *st = db_sql(db, "SELECT c.customer, "
	    "c.name, c.street, c.city, c.postal_code, "
	    "c.country, c.tax_id, coalesce(a.email, c.email), c.phone, "
	    "a.payment_terms_d, c.language, "
	    "c.party_type IS 'organization' OR c.tax_id IS NOT NULL "
	    "FROM account AS a JOIN customer AS c USING (customer) "
	    "WHERE a.account = ?1");

	db_bind_str(st, 1, account);
	switch (db_step(db, st)) {
	case DB_ROW:
		read_buyer(st, a, inv);
		db_reset(st);
		return 0;
	case DB_DONE:
		return damaged(db, "account", account);
	case DB_FAIL:
		break;
	}
	return -1;
}

int
bill_buyers_lack(struct db *db)
{
	sqlite3_stmt *st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM customer "
	    "INDEXED BY customer_lacks WHERE country IS NULL"
	    " AND (party_type = 'organization' OR tax_id IS NOT NULL)"
	    " OR tax_id NOT GLOB '[A-Z][A-Z]?*')");
	int64_t any;

	return db_get_int(db, st, &any) < 0 ? -1 : any != 0;
}
