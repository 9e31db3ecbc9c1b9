/*
 * run.c (bss-bill) - a period's usage in, drafts out
 * Nothing is written before the input has proved to be complete.
 */
#include "base/diag.h"
#include "bss/minor.h"
#include "store/catalog.h"
#include "verbs.h"

static const struct stream_spec run_spec = {
	.tool = "bss-bill",
	.takes = REC_BIT(REC_RATED),
	.csv_type = REC_RATED,
	.once = true,
};

static int
reject(struct stream *s, enum reason why, const struct rec *r)
{
	switch (why) {
	case REASON_BILL_ACCOUNT:
		return stream_reject(s, why, "account '%.*s', subscription "
		    "'%.*s'", SLICE_FMT(rec_str(r, F_ACCOUNT)),
		    SLICE_FMT(rec_str(r, F_SUBSCRIPTION)));
	case REASON_BILL_SUBSCRIPTION:
		return stream_reject(s, why, "no such subscription '%.*s'",
		    SLICE_FMT(rec_str(r, F_SUBSCRIPTION)));
	case REASON_BILL_PRICE:
		return stream_reject(s, why, "no usage price '%.*s' in the "
		    "catalog for unit '%.*s'", SLICE_FMT(rec_str(r,
		    F_PRICE)), SLICE_FMT(rec_str(r, F_UNIT)));
	case REASON_BILL_PERIOD:
		return stream_reject(s, why, "'%.*s' is not of this period",
		    SLICE_FMT(rec_str(r, F_TS)));
	case REASON_BILL_CURRENCY:
		return stream_reject(s, why, "account '%.*s' is not billed in "
		    "'%.*s', as the usage is", SLICE_FMT(rec_str(r,
		    F_ACCOUNT)), SLICE_FMT(rec_str(r, F_CURRENCY)));
	case REASON_FIELD_MISSING:
		return stream_reject(s, why, "no 'amount'");
	default:
		return stream_reject(s, why, NULL);
	}
}

static void
gather(struct stream *s, struct billrun *run)
{
	const struct in_ahead ahead = { .slot = billrun_ahead_slot,
		.entry = billrun_ahead_entry, .table = run };
	const struct rec *r;
	enum reason why;

	in_look_ahead(s->in, &ahead);
	while (stream_next(s, &r) == IN_OK) {
		switch (billrun_add(run, r, &why)) {
		case BILL_USED:
			break;
		case BILL_FILTERED:
			stream_filtered(s);
			break;
		case BILL_BAD:
			if (reject(s, why, r) == 0)
				break;
			stream_fail(s, EXIT_TROUBLE);
			return;
		}
	}
}

/* Buckets and steps of another period are not those of this one. */
static bool
of_period(const char *text, const struct zone *z, const struct period *p)
{
	struct period rated;

	return text[0] == '\0' || (period_parse(text, z, &rated)
	    && rated.from_us == p->from_us && rated.to_us == p->to_us);
}

/* What the end records say of the stream as a whole. 0, or -1: said. */
static int
check_origin(const struct stream *s, const struct catalog *c,
    const struct period *p)
{
	const char *catalog = in_end_str(s->in, F_CATALOG);

	if (catalog[0] != '\0' && strcmp(catalog, c->digest) != 0) {
		diag(REASON_BILL_CATALOG, "the usage was rated with catalog "
		    "%.12s, this is %.12s: rate it again", catalog, c->digest);
		return -1;
	}
	if (!of_period(in_end_str(s->in, F_PERIOD), &c->zone, p)) {
		diag(REASON_BILL_RATED_PERIOD, "the usage was rated for the "
		    "period '%s', this is '%s': rate it again",
		    in_end_str(s->in, F_PERIOD), p->name);
		return -1;
	}
	if (!in_shards_whole(s->in)) {
		diag(REASON_BILL_SHARD, "shards of the usage are missing: "
		    "read all of them in one run");
		return -1;
	}
	return 0;
}

/*
 * Read the whole input. What the frame has to say and to write about it is
 * settled before the books are touched.
 */
static int
intake(struct bill_job *j, const struct bill_opts *o, int argc, char **argv)
{
	struct stream s;
	int rc = stream_open(&s, &run_spec, &o->stream, argc, argv);

	if (rc != EXIT_OK)
		return rc;
	gather(&s, &j->run);
	if (stream_complete(&s) && check_origin(&s, j->run.catalog,
	    j->period) < 0)
		stream_fail(&s, EXIT_TROUBLE);
	rc = stream_close(&s);
	j->row.records = s.used;
	return rc;
}

static void
row_init(struct bill_job *j, const struct period *p, const struct catalog *c,
    bool no_end)
{
	j->row = (struct bill_run){
		.period = slice_of(p->name),
		.zone = slice_of(c->zone.name),
		.catalog = slice_of(c->digest),
		.end_us = p->to_us,
		.no_end = no_end,
	};
	date_text(j->run.days.first, j->row.first_date);
	date_text(j->run.days.end, j->row.end_date);
}

/* "EUR 131.65 net, 26.33 tax, 157.98 due; " for each currency */
static void
sum_add_text(struct buf *b, const struct bill_sum *s)
{
	char net[MONEY_SUM_TEXT_MAX], tax[MONEY_SUM_TEXT_MAX];
	char due[MONEY_SUM_TEXT_MAX];

	bill_sum_text(s->net, s->decimals, net);
	bill_sum_text(s->tax, s->decimals, tax);
	bill_sum_text(s->due, s->decimals, due);
	buf_addf(b, "%s %s net, %s tax, %s due; ", s->currency, net, tax,
	    due);
}

static void
report(const struct bill_job *j)
{
	const struct catalog *c = j->run.catalog;
	struct bill_sum none = { .decimals = c->currency_decimals };
	struct buf sums = { 0 };
	unsigned i;

	snprintf(none.currency, sizeof(none.currency), "%s", c->currency.p);
	for (i = 0; i < j->sums.len; i++)
		sum_add_text(&sums, &j->sums.item[i]);
	if (j->sums.len == 0)
		sum_add_text(&sums, &none);
	note("period %.*s: %llu drafts of %llu records; %s%llu accounts were "
	    "posted before", SLICE_FMT(j->row.period),
	    (unsigned long long)j->row.drafts,
	    (unsigned long long)j->row.records, buf_str(&sums),
	    (unsigned long long)j->posted);
	buf_release(&sums);
}

/* An amount is rounded to what the currency can say. */
static bool
cash_rounding_fits(const struct bill_job *j)
{
	const struct catalog *c = j->run.catalog;

	if (j->op.cash_step % minor_unit(c->currency_decimals) == 0)
		return true;
	diag(REASON_OPERATOR_CASH, "'cash_rounding' has more decimals than "
	    "%.*s", SLICE_FMT(c->currency));
	return false;
}

static bool
late_from_fits(struct bill_job *j, const char *date)
{
	struct civil c;

	if (date == NULL || (date_parse(slice_of(date), &c)
	    && billrun_take_late(&j->run, civil_days(c.year, c.month,
	    c.day))))
		return true;
	diag(REASON_USAGE_VALUE, "--late-from '%s' is not the first day of a "
	    "month like the period's, at most %d days before it", date,
	    BILL_PAST_D);
	return false;
}

static int
bill(struct bill_job *j, const struct bill_opts *o, int argc, char **argv)
{
	int rc;

	if (!late_from_fits(j, o->late_from)
	    || operator_load(&j->op, o->operator) < 0
	    || !cash_rounding_fits(j))
		return EXIT_TROUBLE;
	if (db_open(&j->db, &db_bss, &o->db, DB_WRITE) < 0
	    || bill_load(&j->db, &j->run) < 0)
		return tool_exit_code(-1);
	rc = intake(j, o, argc, argv);
	if (rc > EXIT_FINDINGS)
		return rc;
	if (drafts_write(j) < 0)
		return tool_exit_code(-1);
	if (o->stream.verbose)
		report(j);
	return j->findings > 0 ? EXIT_FINDINGS : rc;
}

static void
job_release(struct bill_job *j)
{
	db_close(&j->db);
	billrun_release(&j->run);
	operator_release(&j->op);
	bill_past_release(&j->past);
	for (unsigned i = 0; i < BILL_PARTS; i++)
		invoice_release(&j->inv[i]);
	arena_release(&j->text);
	invoice_doc_release(&j->doc);
	buf_release(&j->body);
}

int
verb_run(int argc, char **argv)
{
	struct bill_opts o = BILL_OPTS_DEFAULT;
	struct bill_job j = { .dry_run = false };
	struct catalog c = { 0 };
	struct period p;
	int rc = bill_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (!bill_period_given(&o) || catalog_load(&c, o.catalog) < 0)
		return EXIT_TROUBLE;
	if (period_parse(o.period, &c.zone, &p)) {
		j.dry_run = o.dry_run;
		j.period = &p;
		billrun_init(&j.run, &c, &p);
		row_init(&j, &p, &c, o.stream.no_end);
		rc = bill(&j, &o, argc, argv);
		job_release(&j);
	} else {
		diag(REASON_USAGE_VALUE, "--period '%s' is none of 2026-10, "
		    "2026-10-05 and 2026-10-15/2026-11-15", o.period);
		rc = EXIT_TROUBLE;
	}
	catalog_release(&c);
	return rc;
}
