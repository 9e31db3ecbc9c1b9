/*
 * bill_past.c (store) - what was charged before: see bill.h
 */
#include "base/tstamp.h"
#include "bss/minor.h"
#include "store/bill.h"

#define BILL_RECENT_D	62

static int64_t
day_of(struct slice date)
{
	struct civil c = { 0 };

	return date_parse(date, &c) ? civil_days(c.year, c.month, c.day) : 0;
}

int
bill_past_any(struct db *db)
{
	sqlite3_stmt *st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM charged)");
	int64_t n;

	return db_get_int(db, st, &n) < 0 ? -1 : n > 0;
}

static int
load_first(struct db *db, struct slice account, const struct bill_run *r,
    struct bill_past *past)
{
	sqlite3_stmt *st = db_sql(db, "SELECT first_date FROM document "
	    "WHERE account = ?1 AND end_date <= ?2 "
	    "ORDER BY first_date LIMIT 1");
	enum db_step step;

	db_bind_str(st, 1, account);
	db_bind_str(st, 2, slice_of(r->first_date));
	step = db_step(db, st);
	past->billed = step == DB_ROW;
	if (past->billed) {
		past->first = day_of(db_col_str(st, 0));
		db_reset(st);
	}
	return step == DB_FAIL ? -1 : 0;
}

static int
add_row(struct db *db, sqlite3_stmt *st, const struct billrun *run,
    uint32_t sub, struct bill_past *past)
{
	struct slice payer = run->account[run->sub[sub].payer].id;
	struct charged c = {
		.sub = sub,
		.price = arena_slice(&past->text, db_col_str(st, 1)),
		.days = { day_of(db_col_str(st, 2)),
		    day_of(db_col_str(st, 3)) },
		.own = slice_eq(db_col_str(st, 5), payer),
		.before = db_col_int(st, 6) != 0,
		.tax_code = arena_slice(&past->text, db_col_str(st, 7)),
		.quantity = (uint64_t)db_col_int(st, 8),
		.records = (uint64_t)db_col_int(st, 9),
		.taxed_as = arena_slice(&past->text, db_col_str(st, 10)),
	};

	if (!line_kind_parse(db_col_str(st, 0), &c.kind)
	    || !minor_to_money(db_col_int(st, 4),
	    run->account[run->sub[sub].payer].decimals, &c.net)
	    || day_span_empty(c.days))
		return db_fail(db, "a charge of a document cannot be read");
	GROW(past->item, past->len, past->cap);
	past->item[past->len++] = c;
	return 0;
}

/* Lines that begin `days` before the period or later. */
static int
load_rows(struct db *db, const struct billrun *run, uint32_t sub,
    const struct bill_run *r, int64_t days, struct bill_past *past)
{
	const struct bill_subscription *s = &run->sub[sub];
	sqlite3_stmt *st = db_sql(db, "SELECT kind, price, first_date, "
	    "end_date, amount, account, period_first < ?3, tax_code, "
	    "quantity, records, taxed_as FROM charged "
	    "WHERE subscription = ?1 AND first_date >= ?5 "
	    "AND NOT (account = ?2 AND period_first < ?4 "
	    "AND period_end > ?3) "
	    "ORDER BY first_date, price, number, line");
	char oldest[DATE_TEXT_MAX];
	enum db_step step;

	date_text(run->days.first - days, oldest);
	db_bind_str(st, 1, s->id);
	db_bind_str(st, 2, run->account[s->payer].id);
	db_bind_str(st, 3, slice_of(r->first_date));
	db_bind_str(st, 4, slice_of(r->end_date));
	db_bind_str(st, 5, slice_of(oldest));
	while ((step = db_step(db, st)) == DB_ROW)
		if (add_row(db, st, run, sub, past) < 0) {
			db_reset(st);
			return -1;
		}
	return step == DB_DONE ? 0 : -1;
}

/*
 * A charge of a quarter or a year began long ago; a fee that several share is
 * on lines of any of them.
 */
static bool
looks_back(const struct offer *o)
{
	for (size_t i = 0; o != NULL && i < o->len; i++)
		if (o->price[i]->months > 1 || (o->price[i]->settle != NULL
		    && o->price[i]->settle->commit_fee != 0))
			return true;
	return false;
}

/*
 * Most subscriptions go on as they did, and the lines of the last two months
 * say all there is to say: not of one that ended or is new, nor of one whose
 * charges stopped or were corrected.
 */
static bool
is_plain(const struct billrun *run, uint32_t sub, const struct bill_past *past,
    size_t at)
{
	struct day_span active = run->sub[sub].active;
	bool known = false;

	if (active.end < run->days.first
	    || active.first > run->days.first - BILL_RECENT_D
	    || looks_back(run->sub[sub].offer))
		return false;
	for (; at < past->len; at++) {
		if (past->item[at].kind == LINE_CORRECTION)
			return false;
		known = known || past->item[at].before;
	}
	return known;
}

static int
load_sub(struct db *db, const struct billrun *run, uint32_t sub,
    const struct bill_run *r, struct bill_past *past)
{
	int64_t days = run->days.first - run->late_first;
	size_t at = past->len;

	if (load_rows(db, run, sub, r, days > BILL_RECENT_D ? days
	    : BILL_RECENT_D, past) < 0)
		return -1;
	if (is_plain(run, sub, past, at))
		return 0;
	past->len = at;
	return load_rows(db, run, sub, r, BILL_PAST_D, past);
}

int
bill_past_load(struct db *db, const struct billrun *run, uint32_t account,
    const struct bill_run *r, struct bill_past *past)
{
	const struct bill_account *a = &run->account[account];

	bill_past_clear(past);
	if (!a->billed || run->first[account] == run->first[account + 1])
		return 0;
	if (load_first(db, a->id, r, past) < 0)
		return -1;
	for (uint32_t i = run->first[account]; i < run->first[account + 1];
	    i++)
		if (load_sub(db, run, run->of_payer[i], r, past) < 0)
			return -1;
	return 0;
}

int
bill_charged_twice(struct db *db, const struct bill_run *r,
    const struct invoice *inv, struct buf *other)
{
	for (size_t i = 0; i < inv->lines; i++) {
		const struct invoice_line *l = &inv->line[i];
		sqlite3_stmt *st = db_sql(db, "SELECT c.number "
		    "FROM charged AS c JOIN document AS d USING (number) "
		    "WHERE c.subscription = ?1 AND c.price = ?2 "
		    "AND (?3 = 'one-off' OR (c.first_date <= ?5 "
		    "AND c.end_date > ?4)) "
		    "AND CASE WHEN ?3 IN ('recurring', 'one-off') "
		    "THEN c.kind = ?3 WHEN ?3 IN ('usage', 'correction') "
		    "THEN c.kind IN ('usage', 'correction') AND d.rowid > "
		    "(SELECT posted FROM bill_run WHERE run = ?6) "
		    "AND NOT (d.account = ?7 AND d.period = ?8) END LIMIT 1");

		db_bind_str(st, 1, l->subscription);
		db_bind_str(st, 2, l->price);
		db_bind_str(st, 3, slice_of(line_kind_name(l->kind)));
		db_bind_str(st, 4, slice_of(l->first));
		db_bind_str(st, 5, slice_of(l->last));
		db_bind_int(st, 6, r->run);
		db_bind_str(st, 7, inv->account);
		db_bind_str(st, 8, r->period);
		switch (db_step(db, st)) {
		case DB_ROW:
			buf_clear(other);
			buf_add_slice(other, db_col_str(st, 0));
			db_reset(st);
			return 1;
		case DB_DONE:
			break;
		case DB_FAIL:
			return -1;
		}
	}
	return 0;
}

/* Whether the row is what bill_post writes of the line. */
static bool
row_is_line(sqlite3_stmt *st, const struct invoice *inv, size_t at)
{
	const struct invoice_line *l = &inv->line[at];

	return db_col_int(st, 0) == (int64_t)at + 1
	    && slice_eq(db_col_str(st, 1), l->subscription)
	    && slice_eq(db_col_str(st, 2), l->price)
	    && slice_is(db_col_str(st, 3), line_kind_name(l->kind))
	    && slice_is(db_col_str(st, 4), l->first)
	    && slice_is(db_col_str(st, 5), l->last)
	    && db_col_int(st, 6) == minor_from_money(l->net, inv->decimals)
	    && slice_eq(db_col_str(st, 7), inv->account)
	    && slice_is(db_col_str(st, 8), inv->first)
	    && slice_is(db_col_str(st, 9), inv->last)
	    && slice_eq(db_col_str(st, 10), l->tax_code)
	    && (uint64_t)db_col_int(st, 11) == l->quantity
	    && (uint64_t)db_col_int(st, 12) == l->records
	    && slice_eq(db_col_str(st, 13), l->taxed_as);
}

/* The next line that is a subscription's: the account's own are not kept. */
static size_t
next_charged(const struct invoice *inv, size_t at)
{
	while (at < inv->lines && inv->line[at].subscription.len == 0)
		at++;
	return at;
}

int
bill_charged_agrees(struct db *db, const struct invoice *inv)
{
	sqlite3_stmt *st = db_sql(db, "SELECT line, subscription, price, "
	    "kind, first_date, date(end_date, '-1 day'), amount, "
	    "account, period_first, date(period_end, '-1 day'), tax_code, "
	    "quantity, records, taxed_as FROM charged WHERE number = ?1 ORDER BY line");
	enum db_step step;
	size_t at = 0;
	bool same = true;

	db_bind_str(st, 1, inv->number);
	while ((step = db_step(db, st)) == DB_ROW) {
		at = next_charged(inv, at);
		same = same && at < inv->lines && row_is_line(st, inv, at);
		at++;
	}
	return step == DB_FAIL ? -1
	    : same && next_charged(inv, at) == inv->lines;
}
