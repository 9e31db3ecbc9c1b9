/*
 * list.c (bss-bill) - list, ledger, balance
 */
#include "base/diag.h"
#include "bss/minor.h"
#include "doc/sheet.h"
#include "verbs.h"

int
bill_filter_init(struct db *db, const struct bill_opts *o, const char *word,
    struct bill_filter *f)
{
	int known;

	*f = (struct bill_filter){ .period = slice_of(o->period),
	    .drafts = true, .posted = true };
	if (word == NULL)
		return 0;
	known = bill_number_known(db, slice_of(word));
	if (known == 1)
		f->number = slice_of(word);
	else
		f->account = slice_of(word);
	return known < 0 ? -1 : 0;
}

static int
put_bill(const struct bill_row *r, void *arg)
{
	struct sheet *s = arg;

	sheet_row(s);
	sheet_str(s, F_NUMBER, r->number);
	sheet_str(s, F_ACCOUNT, r->account);
	sheet_str(s, F_PERIOD, r->period);
	sheet_str(s, F_STATE, slice_of(r->number.len > 0 ? "posted"
	    : "draft"));
	sheet_str(s, F_ISSUE_DATE, r->issue_date);
	sheet_str(s, F_DUE_DATE, r->due_date);
	sheet_money(s, F_NET_AMOUNT, r->net, r->decimals);
	sheet_money(s, F_TAX_AMOUNT, r->tax, r->decimals);
	sheet_money(s, F_DUE_AMOUNT, r->due, r->decimals);
	sheet_str(s, F_CURRENCY, r->currency);
	return sheet_done(s);
}

static int
put_entry(const struct bill_entry *e, void *arg)
{
	struct sheet *s = arg;

	sheet_row(s);
	sheet_str(s, F_NUMBER, e->number);
	sheet_u64(s, F_ENTRY, (uint64_t)e->entry);
	sheet_str(s, F_DATE, e->date);
	sheet_str(s, F_POSTING, e->kind);
	sheet_str(s, F_GL, e->gl);
	sheet_str(s, F_ACCOUNT, e->account);
	if (e->amount >= 0)
		sheet_money(s, F_DEBIT, e->amount, e->decimals);
	else
		sheet_money(s, F_CREDIT, -e->amount, e->decimals);
	sheet_str(s, F_CURRENCY, e->currency);
	return sheet_done(s);
}

static int
put_balance(const struct bill_balance *b, void *arg)
{
	struct sheet *s = arg;

	sheet_row(s);
	sheet_str(s, F_ACCOUNT, b->account);
	sheet_str(s, F_GL, b->gl);
	sheet_sum(s, F_BALANCE, (money_sum_t)b->minor
	    * minor_unit(b->decimals), b->decimals);
	sheet_str(s, F_CURRENCY, b->currency);
	return sheet_done(s);
}

static int
read_rows(struct db *db, const struct bill_opts *o, int argc, char **argv,
    struct sheet *s)
{
	struct bill_filter f;

	switch (s->type) {
	case REC_BALANCE:
		return bill_each_balance(db, o->accounts || argc > 0,
		    slice_of(argc > 0 ? argv[0] : NULL), put_balance, s);
	case REC_ENTRY:
		return bill_filter_init(db, o, argc > 0
		    ? argv[0] : NULL, &f) < 0 ? -1
		    : bill_each_entry(db, &f, put_entry, s);
	default:
		return bill_filter_init(db, o, argc > 0
		    ? argv[0] : NULL, &f) < 0 ? -1
		    : bill_each(db, &f, put_bill, s);
	}
}

/* All of it from one state of the books. */
static int
list(int argc, char **argv, enum rec_type type)
{
	struct bill_opts o = BILL_OPTS_DEFAULT;
	struct db db = { 0 };
	struct sheet s;
	int rc = bill_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_bss, &o.db, DB_READ) < 0)
		return tool_exit_code(-1);
	rc = sheet_open(&s, type, (enum sheet_form)o.output);
	if (rc == EXIT_OK)
		rc = sheet_close(&s, db_begin_read(&db) < 0 ? -1
		    : read_rows(&db, &o, argc, argv, &s));
	db_close(&db);
	return rc;
}

int
verb_list(int argc, char **argv)
{
	return list(argc, argv, REC_BILL);
}

int
verb_ledger(int argc, char **argv)
{
	return list(argc, argv, REC_ENTRY);
}

int
verb_balance(int argc, char **argv)
{
	return list(argc, argv, REC_BALANCE);
}
