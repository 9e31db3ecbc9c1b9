/*
 * check.c (bss-bill) - prove what is posted
 * The schema refuses what is wrong when it is written; this reads the books
 * as an auditor would, and trusts nothing but the bytes.
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/digest.h"
#include "verbs.h"

struct checking {
	struct db		 db;
	struct invoice_doc	 doc;
	struct ledger		 ledger;
	struct sha256		*sha;
	/* the number before, for gaps */
	char			 series[SERIES_MAX + 1];
	int64_t			 year, serial;
	/* the document at work */
	size_t			 entry;
	const char		*entry_wrong;
	uint64_t		 documents, drafts, findings;
};

static void
found(struct checking *c, const struct bill_row *r, const char *what)
{
	c->findings++;
	diag(REASON_BILL_UNSOUND, "%s '%.*s' of account '%.*s': %s",
	    r->number.len > 0 ? "document" : "draft",
	    SLICE_FMT(r->number.len > 0 ? r->number : r->period),
	    SLICE_FMT(r->account), what);
}

static void
check_digest(struct checking *c, const struct bill_row *r)
{
	char hex[SHA256_HEX_MAX];

	sha256_clear(c->sha);
	sha256_add(c->sha, r->body.p, r->body.len);
	sha256_end_hex(c->sha, hex);
	if (!slice_is(r->digest, hex))
		found(c, r, "its digest is not that of its text");
}

/* Rows come by series, year and serial. */
static void
check_number(struct checking *c, const struct bill_row *r)
{
	bool same = slice_is(r->series, c->series) && r->year == c->year;
	int64_t want = same ? c->serial + 1 : 1;
	char text[96];

	snprintf(c->series, sizeof(c->series), "%.*s", SLICE_FMT(r->series));
	c->year = r->year;
	c->serial = r->serial;
	if (r->serial == want)
		return;
	snprintf(text, sizeof(text), "there is a gap before it: serial %lld "
	    "was next", (long long)want);
	found(c, r, text);
}

static bool
columns_agree(const struct bill_row *r, const struct invoice *inv)
{
	return slice_eq(r->account, inv->account)
	    && slice_eq(r->period, inv->period)
	    && slice_eq(r->currency, inv->currency)
	    && slice_eq(r->number, inv->number)
	    && slice_is(r->issue_date, inv->issue_date)
	    && slice_is(r->due_date, inv->due_date)
	    && r->net == inv->net && r->tax == inv->tax_total
	    && r->due == inv->due;
}

/* Entry by entry against what the document's text says. */
static int
check_entry(const struct bill_entry *e, void *arg)
{
	struct checking *c = arg;
	const struct invoice *inv = &c->doc.inv;
	const struct ledger_entry *want;

	if (c->entry >= c->ledger.len) {
		c->entry_wrong = "it has too many ledger entries";
		return 0;
	}
	want = &c->ledger.item[c->entry++];
	if (e->entry != (int64_t)c->entry || !slice_eq(e->gl, want->gl)
	    || !slice_is(e->kind, ledger_kind_name(want->kind))
	    || e->amount != want->amount
	    || !slice_eq(e->account, inv->account)
	    || !slice_eq(e->currency, inv->currency))
		c->entry_wrong = "a ledger entry is not what it says";
	return 0;
}

static int
check_ledger(struct checking *c, const struct bill_row *r)
{
	const struct bill_filter f = { .number = r->number };

	c->entry = 0;
	c->entry_wrong = NULL;
	if (!ledger_of_invoice(&c->ledger, &c->doc.inv)
	    || !ledger_balanced(&c->ledger))
		c->entry_wrong = "its ledger does not sum to zero";
	else if (bill_each_entry(&c->db, &f, check_entry, c) < 0)
		return -1;
	else if (c->entry_wrong == NULL && c->entry < c->ledger.len)
		c->entry_wrong = "ledger entries are missing";
	if (c->entry_wrong != NULL)
		found(c, r, c->entry_wrong);
	return 0;
}

static int
check_posted(struct checking *c, const struct bill_row *r)
{
	int agrees = bill_charged_agrees(&c->db, &c->doc.inv);

	if (agrees < 0)
		return -1;
	if (agrees == 0)
		found(c, r, "what it charged is not kept as its lines say");
	return check_ledger(c, r);
}

static int
check_row(const struct bill_row *r, void *arg)
{
	struct checking *c = arg;
	const char *wrong = invoice_json_read(r->body, &c->doc);

	if (r->number.len > 0) {
		c->documents++;
		check_digest(c, r);
		check_number(c, r);
	} else {
		c->drafts++;
	}
	if (wrong == NULL)
		wrong = invoice_verify(&c->doc.inv);
	if (wrong == NULL && !columns_agree(r, &c->doc.inv))
		wrong = "its row is not what its text says";
	if (wrong != NULL) {
		found(c, r, wrong);
		return 0;
	}
	return r->number.len > 0 ? check_posted(c, r) : 0;
}

static int
check_all(struct checking *c)
{
	const struct bill_filter all = { .drafts = true, .posted = true };

	return db_begin_read(&c->db) < 0 ? -1
	    : bill_each(&c->db, &all, check_row, c);
}

int
verb_check(int argc, char **argv)
{
	struct bill_opts o = BILL_OPTS_DEFAULT;
	struct checking c = { .documents = 0 };
	int rc = bill_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	c.sha = sha256_new();
	rc = tool_exit_code(db_open(&c.db, &db_bss, &o.db, DB_READ) < 0 ? -1
	    : check_all(&c));
	if (rc == EXIT_OK && c.findings > 0)
		rc = EXIT_FINDINGS;
	if (rc <= EXIT_FINDINGS && o.stream.verbose)
		note("%llu documents and %llu drafts checked, %llu findings",
		    (unsigned long long)c.documents,
		    (unsigned long long)c.drafts,
		    (unsigned long long)c.findings);
	db_close(&c.db);
	sha256_free(c.sha);
	invoice_doc_release(&c.doc);
	ledger_release(&c.ledger);
	return rc;
}
