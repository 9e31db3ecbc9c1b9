/*
 * drafts.c (bss-bill) - the documents of a run, account by account
 */
#include "base/diag.h"
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
say_posted(struct bill_job *j, const struct bill_posted *p,
    const struct invoice *now)
{
	const struct invoice *inv = &j->inv[0];
	char was[MONEY_TEXT_MAX], due[MONEY_TEXT_MAX];

	j->findings++;
	money_format_fixed(p->due, inv->decimals, was);
	money_format_fixed(now != NULL ? now->due : 0, inv->decimals, due);
	diag(REASON_BILL_POSTED, "account '%.*s': posted as %s for period "
	    "'%s' with %s, now it would be %s", SLICE_FMT(inv->account),
	    p->number, p->period, was, due);
}

/* Which of the account's documents is the like of a posted one, or NULL */
static const struct invoice *
like_posted(const struct bill_job *j, const struct bill_posted *p)
{
	for (unsigned i = 0; i < j->parts; i++)
		if (tax_is_outside(&j->inv[i]) == p->outside)
			return &j->inv[i];
	return NULL;
}

static bool
as_posted(const struct bill_job *j, const struct bill_posted *p,
    const struct invoice *inv)
{
	return inv != NULL && slice_is(j->row.period, p->period)
	    && p->net == inv->net && p->tax == inv->tax_total
	    && p->due == inv->due;
}

struct sharing {
	const struct invoice	*inv;
	struct invoice_doc	*doc;
	bool			 shared;
};

static int
share(const struct bill_row *row, void *arg)
{
	struct sharing *s = arg;
	const char *wrong = invoice_json_read(row->body, s->doc);

	if (wrong != NULL) {
		diag(REASON_BILL_UNSOUND, "document '%.*s' of account '%.*s' "
		    "cannot be read: %s", SLICE_FMT(row->number),
		    SLICE_FMT(row->account), wrong);
		return -1;
	}
	s->shared = invoice_share_lines(s->inv, &s->doc->inv);
	return 0;
}

/* 1: the posted document has lines of one that has none such as it. */
static int
posted_shares(struct bill_job *j, const struct bill_posted *p,
    const struct invoice *inv)
{
	const struct bill_filter f = { .number = slice_of(p->number),
		.posted = true };
	struct sharing s = { inv, &j->doc,
		!slice_is(j->row.period, p->period) };

	if (!s.shared && bill_each(&j->db, &f, share, &s) < 0)
		return -1;
	return s.shared;
}

static void
say_left_out(struct bill_job *j, const struct bill_posted *p,
    const struct invoice *inv)
{
	char due[MONEY_TEXT_MAX];

	j->findings++;
	money_format_fixed(inv->due, inv->decimals, due);
	diag(REASON_BILL_POSTED, "account '%.*s': its document of %s that is "
	    "%ssubject to VAT is left out: %s has lines of it",
	    SLICE_FMT(inv->account), due, tax_is_outside(inv) ? "not " : "",
	    p->number);
}

/*
 * Of two documents one may be posted alone: a posting was cut between them,
 * or the other one broke a rule. That one is made then, but for lines that
 * stood with the posted one when it was made.
 */
static int
others_left(struct bill_job *j, const struct bill_posted *p,
    bool left[BILL_PARTS])
{
	for (unsigned i = 0; i < j->parts; i++) {
		int shared = left[i] ? posted_shares(j, p, &j->inv[i]) : 0;

		if (shared < 0)
			return -1;
		if (shared == 0)
			continue;
		left[i] = false;
		say_left_out(j, p, &j->inv[i]);
	}
	return 0;
}

/*
 * What the account was billed for these days already is not billed again;
 * that it differs now is a finding.
 */
static int
parts_left(struct bill_job *j, bool left[BILL_PARTS])
{
	struct bill_posted p[BILL_POSTED_MAX];
	const struct invoice *inv;
	bool differs[BILL_POSTED_MAX] = { false };
	int n = !j->any_posted ? 0 : bill_posted(&j->db, j->inv[0].account,
	    j->row.first_date, j->row.end_date, j->inv[0].decimals, p);

	for (unsigned i = 0; i < BILL_PARTS; i++)
		left[i] = i < j->parts;
	if (n > 0)
		j->posted++;
	for (int i = 0; i < n; i++) {
		inv = like_posted(j, &p[i]);
		differs[i] = !as_posted(j, &p[i], inv);
		if (differs[i])
			say_posted(j, &p[i], inv);
		if (inv != NULL)
			left[inv - j->inv] = false;
	}
	for (int i = 0; i < n; i++)
		if (differs[i] && others_left(j, &p[i], left) < 0)
			return -1;
	return n < 0 ? -1 : 0;
}

static void
add_notes(const struct bill_job *j, struct invoice *inv)
{
	for (size_t i = 0; i < j->op.notes; i++)
		*invoice_add_note(inv) = j->op.note[i];
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

/* 1: the taxes of the document would break a rule; said. */
static int
breaks_rule(struct bill_job *j, const struct invoice *inv)
{
	struct tax_fault f;
	bool broken = tax_rule_broken(inv, &f);

	if (!broken && !(j->buyers_lack && tax_buyer_lacks(inv, &f)))
		return 0;
	j->findings++;
	rule_say(inv, &f);
	return broken;
}

/*
 * The parties, the payment, the notes. A document that is not kept needs its
 * buyer for breaks_rule() alone: reading it takes longer than all the rest.
 */
static int
add_parties(struct bill_job *j, struct invoice *inv)
{
	arena_clear(&j->text);
	inv->seller = j->op.seller;
	inv->payment = j->op.payment;
	inv->language = j->op.language[0];
	add_notes(j, inv);
	if ((!j->dry_run || j->buyers_lack || tax_of_buyer(inv))
	    && bill_buyer(&j->db, inv->account, &j->text, inv) < 0)
		return -1;
	tax_parties(inv);
	return 0;
}

static int
put_draft(struct bill_job *j, const struct invoice *inv)
{
	buf_clear(&j->body);
	if (invoice_json_write(inv, &j->body) == 0)
		return bill_draft_put(&j->db, &j->row, inv,
		    buf_slice(&j->body));
	diag(REASON_BILL_TEXT, "account '%.*s': text of its document is not "
	    "UTF-8, or too long", SLICE_FMT(inv->account));
	return -1;
}

static int
draft_one(struct bill_job *j, struct invoice *inv)
{
	int broken = add_parties(j, inv) < 0 ? -1 : breaks_rule(j, inv);

	if (broken != 0)
		return broken < 0 ? -1 : 0;
	j->row.drafts++;
	bill_sums_add(&j->sums, inv);
	if (j->dry_run)
		return 0;
	wording_of_invoice(&j->run.catalog->names, inv);
	return put_draft(j, inv);
}

/* What is not subject to VAT stands on a document of its own. */
static bool
make(struct bill_job *j, uint32_t account)
{
	struct bill_fault fault;
	bool made = billrun_invoice(&j->run, account, j->op.cash_step,
	    &j->past, &j->inv[0], &fault);

	if (fault.why != REASON_NONE)
		say_fault(j, account, &fault);
	j->parts = made;
	if (!made || !tax_is_mixed(&j->inv[0]))
		return made;
	j->parts = BILL_PARTS;
	made = billrun_split(&j->run, account, j->op.cash_step, &j->inv[0],
	    &j->inv[1], &fault);
	if (!made)
		say_fault(j, account, &fault);
	return made;
}

static int
draft(struct bill_job *j, uint32_t account)
{
	bool left[BILL_PARTS];

	if (j->has_past && bill_past_load(&j->db, &j->run, account, &j->row,
	    &j->past) < 0)
		return -1;
	if (!make(j, account))
		return 0;
	if (parts_left(j, left) < 0)
		return -1;
	for (unsigned i = 0; i < j->parts; i++)
		if (left[i] && draft_one(j, &j->inv[i]) < 0)
			return -1;
	return 0;
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
	int lack = bill_buyers_lack(&j->db);

	if (now < 0 || ever < 0 || lack < 0)
		return -1;
	j->buyers_lack = lack == 1;
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
