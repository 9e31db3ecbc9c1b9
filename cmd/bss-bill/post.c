/*
 * post.c (bss-bill) - drafts become invoices: numbered, dated, booked
 * Account by account in bytewise order, each in one transaction with its
 * number, its ledger entries and the end of its draft. After a crash the
 * same command goes on with the drafts that are left.
 */
#include <time.h>

#include "base/diag.h"
#include "verbs.h"

struct post {
	struct db		 db;
	struct arena		 arena;		/* of row */
	struct bill_run		 row;
	struct bill_operator	 op;
	struct bill_number	 number;
	char			 issue_date[DATE_TEXT_MAX];
	struct invoice_doc	 doc;
	struct ledger		 ledger;
	struct buf		 account, body, other;
	bool			 outside;	/* of the draft at work */
	uint64_t		 posted, findings;
	struct bill_sums	 sums;
};

/* The last day of a period is over before its usage is complete. */
static int
period_is_over(const struct post *p, int64_t now_us)
{
	char end[TSTAMP_TEXT_MAX];

	if (now_us >= p->row.end_us)
		return 0;
	tstamp_format(p->row.end_us, end);
	diag(REASON_BILL_OPEN, "period '%.*s' ends at %s: until then its "
	    "drafts are a forecast", SLICE_FMT(p->row.period), end);
	return -1;
}

static int
set_issue_date(struct post *p, int64_t now_us)
{
	struct zone z;
	struct civil c;

	if (!zone_load(&z, p->row.zone.p)) {
		diag(REASON_ZONE_UNKNOWN, "no such time zone '%s'",
		    p->row.zone.p);
		return -1;
	}
	zone_civil(&z, now_us, &c);
	zone_release(&z);
	date_text(civil_days(c.year, c.month, c.day), p->issue_date);
	p->number.series = p->op.series;
	p->number.year = c.year;
	return 0;
}

static int
post_open(struct post *p, const struct bill_opts *o)
{
	int64_t now_us = o->db.now_us != 0 ? o->db.now_us
	    : (int64_t)time(NULL) * US_PER_S;	/* when it really happens */
	int found;

	if (operator_load(&p->op, o->operator) < 0
	    || db_open(&p->db, &db_bss, &o->db, DB_WRITE) < 0)
		return -1;
	found = bill_run_current(&p->db, slice_of(o->period), &p->arena,
	    &p->row);
	if (found == 0)
		diag(REASON_BILL_NO_RUN, "no run of period '%s': begin with "
		    "bss-bill run --period %s", o->period, o->period);
	if (found != 1 || period_is_over(p, now_us) < 0)
		return -1;
	return set_issue_date(p, now_us);
}

/* 1: the account has another document for these days; said. */
static int
is_posted(struct post *p)
{
	struct bill_posted old[BILL_POSTED_MAX];
	const struct invoice *inv = &p->doc.inv;
	int posted = bill_posted(&p->db, inv->account, p->row.first_date,
	    p->row.end_date, inv->decimals, old);

	for (int i = 0; i < posted; i++) {
		if (old[i].outside != p->outside
		    && slice_is(p->row.period, old[i].period))
			continue;
		p->findings++;
		diag(REASON_BILL_POSTED, "account '%.*s': these days were "
		    "posted as %s for period '%s'", SLICE_FMT(inv->account),
		    old[i].number, old[i].period);
		return 1;
	}
	return posted < 0 ? -1 : 0;
}

/* 1: a draft that is older than the rule, or was changed; said. */
static int
breaks_rule(struct post *p)
{
	struct tax_fault f;

	if (!tax_rule_broken(&p->doc.inv, &f))
		return 0;
	p->findings++;
	rule_say(&p->doc.inv, &f);
	return 1;
}

/*
 * 1: another document was posted since the draft was made, and has what the
 * draft has; said.
 */
static int
is_charged(struct post *p)
{
	const struct invoice *inv = &p->doc.inv;
	int twice = bill_charged_twice(&p->db, &p->row, inv, &p->other);

	if (twice != 1)
		return twice;
	p->findings++;
	diag(REASON_BILL_CHARGED, "account '%.*s': '%s' has charges of this "
	    "draft: run the period again", SLICE_FMT(inv->account),
	    buf_str(&p->other));
	return 1;
}

/* Numbers and dates go the same way: a later number has no earlier date. */
static int
take_number(struct post *p, char text[48])
{
	char last[DATE_TEXT_MAX];

	if (bill_serial_next(&p->db, p->number.series, p->number.year,
	    &p->number.serial, last) < 0)
		return -1;
	if (strcmp(last, p->issue_date) > 0) {
		diag(REASON_BILL_DATE, "the last number of series '%.*s' is "
		    "of %s: %s is before it", SLICE_FMT(p->number.series),
		    last, p->issue_date);
		return -1;
	}
	snprintf(text, 48, "%.*s-%04d-%06lld", SLICE_FMT(p->number.series),
	    p->number.year, (long long)p->number.serial);
	return 0;
}

static int
unsound(const struct post *p, const char *what)
{
	diag(REASON_BILL_UNSOUND, "draft of account '%.*s': %s",
	    SLICE_FMT(buf_slice(&p->account)), what);
	return -1;
}

static int
book(struct post *p, struct invoice *inv)
{
	char number[48];

	if (take_number(p, number) < 0)
		return -1;
	inv->number = slice_of(number);
	memcpy(inv->issue_date, p->issue_date, sizeof(inv->issue_date));
	if (!date_add(inv->issue_date, inv->payment.terms_d, inv->due_date))
		return unsound(p, "no due date");
	buf_clear(&p->body);
	if (invoice_json_write(inv, &p->body) < 0)
		return unsound(p, "it cannot be written");
	if (!ledger_of_invoice(&p->ledger, inv)
	    || !ledger_balanced(&p->ledger))
		return unsound(p, "its ledger entries do not sum to zero");
	if (bill_post(&p->db, &p->row, &p->number, inv, &p->ledger,
	    buf_slice(&p->body)) < 0)
		return -1;
	p->posted++;
	bill_sums_add(&p->sums, inv);
	return 0;
}

static int
post_one(struct post *p)
{
	const char *wrong = invoice_json_read(buf_slice(&p->body), &p->doc);
	int posted;

	if (wrong == NULL)
		wrong = invoice_verify(&p->doc.inv);
	if (wrong != NULL)
		return unsound(p, wrong);
	posted = is_posted(p);
	if (posted == 0)
		posted = is_charged(p);
	if (posted == 0)
		posted = breaks_rule(p);
	return posted == 0 ? book(p, &p->doc.inv) : posted < 0 ? -1 : 0;
}

static int
post_all(struct post *p)
{
	int more;

	buf_clear(&p->account);
	if (db_begin(&p->db) < 0)
		return -1;
	while ((more = bill_draft_next(&p->db, &p->row, &p->account,
	    &p->outside, &p->body)) == 1)
		if (post_one(p) < 0 || db_batch(&p->db) < 0)
			return -1;
	return more == 0 ? db_commit(&p->db) : -1;
}

/* "EUR 307.06, USD 19.48 due" */
static void
due_text(const struct bill_sums *all, struct buf *out)
{
	char due[MONEY_SUM_TEXT_MAX];

	for (unsigned i = 0; i < all->len; i++) {
		const struct bill_sum *s = &all->item[i];

		bill_sum_text(s->due, s->decimals, due);
		buf_addf(out, "%s%s %s", i != 0 ? ", " : "", s->currency, due);
	}
	buf_adds(out, " due");
}

static void
report(const struct post *p)
{
	struct buf due = { 0 };

	due_text(&p->sums, &due);
	if (p->posted == 0)
		note("period %.*s: nothing to post",
		    SLICE_FMT(p->row.period));
	else
		note("period %.*s: %llu documents posted, %s; last number "
		    "%.*s-%04d-%06lld", SLICE_FMT(p->row.period),
		    (unsigned long long)p->posted, buf_str(&due),
		    SLICE_FMT(p->number.series), p->number.year,
		    (long long)p->number.serial);
	buf_release(&due);
}

static void
post_release(struct post *p)
{
	db_close(&p->db);
	operator_release(&p->op);
	arena_release(&p->arena);
	invoice_doc_release(&p->doc);
	ledger_release(&p->ledger);
	buf_release(&p->account);
	buf_release(&p->body);
	buf_release(&p->other);
}

int
verb_post(int argc, char **argv)
{
	struct bill_opts o = BILL_OPTS_DEFAULT;
	struct post p = { .posted = 0 };
	int rc = bill_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (!bill_period_given(&o))
		return EXIT_TROUBLE;
	rc = tool_exit_code(post_open(&p, &o) == 0 ? post_all(&p) : -1);
	if (rc == EXIT_OK && p.findings > 0)
		rc = EXIT_FINDINGS;
	if (rc <= EXIT_FINDINGS && o.stream.verbose)
		report(&p);
	post_release(&p);
	return rc;
}
