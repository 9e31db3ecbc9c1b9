/*
 * drafts.c (bss-bill) - the documents of a run, account by account
 */
#include "base/diag.h"
#include "bss/tax.h"
#include "verbs.h"

static void
say_fault(struct bill_job *j, uint32_t account, const struct bill_fault *f)
{
	j->findings++;
	diag(f->why, "account '%.*s', subscription '%.*s': %s '%.*s'",
	    SLICE_FMT(j->run.account[account].id), SLICE_FMT(f->subscription),
	    reason_text(f->why), SLICE_FMT(f->what));
}

static void
say_posted(struct bill_job *j, const struct bill_posted *p)
{
	char was[MONEY_TEXT_MAX], now[MONEY_TEXT_MAX];

	j->findings++;
	money_format_fixed(p->due, j->inv.decimals, was);
	money_format_fixed(j->inv.due, j->inv.decimals, now);
	diag(REASON_BILL_POSTED, "account '%.*s': posted as %s for period "
	    "'%s' with %s, now it would be %s", SLICE_FMT(j->inv.account),
	    p->number, p->period, was, now);
}

/*
 * 1: the account was billed for these days already, so it is not billed
 * again; that the amounts differ now is a finding.
 */
static int
is_posted(struct bill_job *j)
{
	struct bill_posted p;
	int posted = !j->any_posted ? 0 : bill_posted(&j->db, j->inv.account,
	    j->row.first_date, j->row.end_date, j->inv.decimals, &p);

	if (posted != 1)
		return posted;
	j->posted++;
	if (!slice_is(j->row.period, p.period) || p.net != j->inv.net
	    || p.tax != j->inv.tax_total || p.due != j->inv.due)
		say_posted(j, &p);
	return 1;
}

static void
add_notes(struct bill_job *j)
{
	for (size_t i = 0; i < j->op.notes; i++)
		*invoice_add_note(&j->inv) = j->op.note[i];
}

/* Whether the tax of the document asks who the buyer is. */
static bool
tax_of_buyer(const struct invoice *inv)
{
	for (size_t i = 0; i < inv->taxes; i++)
		if (tax_category_names_buyer(inv->tax[i].category))
			return true;
	return false;
}

static const struct {
	const char	*rule;
	enum reason	 why;
	const char	*want;		/* behind "category K" */
} tax_rules[] = {
	{ "BR-AE-02", REASON_BILL_TAX_ID, "wants the tax_id of customer" },
	{ "BR-IC-02", REASON_BILL_TAX_ID, "wants the tax_id of customer" },
	{ "BR-IC-12", REASON_BILL_TAX_COUNTRY, "wants the country of "
	    "customer" },
	{ "BR-CO-26", REASON_BILL_TAX_SELLER, "wants the registration of the "
	    "operator, on a document without VAT identifiers, for customer" },
	{ "BR-O-11", REASON_BILL_TAX_MIXED, "has other categories beside it, "
	    "of customer" },
};

/* 1: the document would break a rule of EN 16931 on categories; said. */
static int
breaks_rule(struct bill_job *j)
{
	const struct invoice *inv = &j->inv;
	const struct invoice_tax *t = NULL;
	const char *rule = tax_rule_broken(inv, &t);
	size_t i = 0;

	if (rule == NULL)
		return 0;
	while (strcmp(tax_rules[i].rule, rule) != 0)
		i++;
	j->findings++;
	diag(tax_rules[i].why, "account '%.*s': category %.*s %s '%.*s' "
	    "(EN 16931 %s)", SLICE_FMT(inv->account), SLICE_FMT(t->category),
	    tax_rules[i].want, SLICE_FMT(inv->customer), rule);
	return 1;
}

/*
 * The parties, the payment, the notes. A document that is not kept needs its
 * buyer for breaks_rule() alone: reading it takes longer than all the rest.
 */
static int
add_parties(struct bill_job *j)
{
	struct invoice *inv = &j->inv;

	arena_clear(&j->text);
	inv->seller = j->op.seller;
	inv->payment = j->op.payment;
	inv->language = j->op.language[0];
	add_notes(j);
	if ((!j->dry_run || tax_of_buyer(inv))
	    && bill_buyer(&j->db, inv->account, &j->text, inv) < 0)
		return -1;
	tax_parties(inv);
	return 0;
}

static int
put_draft(struct bill_job *j)
{
	struct invoice *inv = &j->inv;

	buf_clear(&j->body);
	if (invoice_json_write(inv, &j->body) == 0)
		return bill_draft_put(&j->db, &j->row, inv,
		    buf_slice(&j->body));
	diag(REASON_BILL_TEXT, "account '%.*s': text of its document is not "
	    "UTF-8, or too long", SLICE_FMT(inv->account));
	return -1;
}

static int
count_draft(struct bill_job *j)
{
	j->row.drafts++;
	bill_sums_add(&j->sums, &j->inv);
	return j->dry_run ? 0 : put_draft(j);
}

static int
draft(struct bill_job *j, uint32_t account)
{
	struct bill_fault fault;
	bool made;
	int posted;

	if (j->has_past && bill_past_load(&j->db, &j->run, account, &j->row,
	    &j->past) < 0)
		return -1;
	made = billrun_invoice(&j->run, account, j->op.cash_step, &j->past,
	    &j->inv, &fault);
	if (fault.why != REASON_NONE)
		say_fault(j, account, &fault);
	if (!made)
		return 0;
	posted = is_posted(j);
	if (posted == 0)
		posted = add_parties(j) < 0 ? -1 : breaks_rule(j);
	return posted == 0 ? count_draft(j) : posted < 0 ? -1 : 0;
}

static int
each_account(struct bill_job *j)
{
	for (uint32_t i = 0; i < j->run.accounts; i++)
		if (draft(j, i) < 0 || (!j->dry_run && db_batch(&j->db) < 0))
			return -1;
	return 0;
}

/* Nothing is kept; one state of the books for all accounts. */
static int
try_drafts(struct bill_job *j)
{
	int rc = db_begin_read(&j->db) == 0 ? each_account(j) : -1;

	db_rollback(&j->db);
	return rc;
}

static int
write_all_drafts(struct bill_job *j)
{
	return db_begin(&j->db) == 0 && bill_run_begin(&j->db, &j->row) == 0
	    && each_account(j) == 0 && db_commit(&j->db) == 0 ? 0 : -1;
}

/* The one small change that makes the run's drafts the period's. */
static int
switch_run(struct bill_job *j)
{
	return db_begin(&j->db) == 0 && bill_run_switch(&j->db, &j->row) == 0
	    && db_commit(&j->db) == 0 ? 0 : -1;
}

int
drafts_write(struct bill_job *j)
{
	int now = bill_posted_any(&j->db, j->row.first_date, j->row.end_date);
	int ever = bill_past_any(&j->db);

	if (now < 0 || ever < 0)
		return -1;
	j->any_posted = now == 1;
	j->has_past = ever == 1;
	if (j->dry_run)
		return try_drafts(j);
	if (bill_run_sweep(&j->db, j->row.period) == 0
	    && write_all_drafts(j) == 0 && switch_run(j) == 0
	    && bill_run_sweep(&j->db, j->row.period) == 0)
		return 0;
	db_rollback(&j->db);
	return -1;
}
