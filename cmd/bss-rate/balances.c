/*
 * balances.c (bss-rate) - buckets: at the beginning and the end of a period
 */
#include "base/diag.h"
#include "base/file.h"
#include "rate.h"
#include "store/opening.h"

static bool
is_mine(const void *arg, struct slice payer)
{
	return rate_shard_has(arg, payer);
}

int
balances_period(struct rate_run *run)
{
	const struct rate_opts *o = run->opts;

	run->metered = catalog_is_metered(&run->catalog);
	if (o->period == NULL && run->metered) {
		diag(REASON_USAGE_MISSING, "no period: the catalog has "
		    "allowances or graduated prices, so give --period "
		    "2026-10");
		return -1;
	}
	run->period.to_us = INT64_MAX;
	run->last_us = INT64_MIN;
	if (o->period == NULL || period_parse(o->period, &run->catalog.zone,
	    &run->period))
		return 0;
	diag(REASON_USAGE_VALUE, "--period '%s' is none of 2026-10, "
	    "2026-10-05 and 2026-10-15/2026-11-15", o->period);
	return -1;
}

int
balances_load(struct rate_run *run)
{
	const struct rate_opts *o = run->opts;

	if (!run->metered)
		return 0;
	meters_make(&run->meters, &run->catalog, &run->subs,
	    run->period.from_us, run->period.to_us, is_mine, o);
	run->rater.meters = &run->meters;
	if (o->opening != NULL && opening_read(&run->meters, o->opening,
	    o->stream.no_end) < 0)
		return -1;
	meters_start(&run->meters);
	return 0;
}

/* ---- closing ---------------------------------------------------------- */

static void
number_put(struct out *out, const struct meter_state *s)
{
	const struct allowance *a = s->def->allowance;
	bool tiers = a == NULL;

	if (tiers ? s->def->price->graduated->by_amount
	    : allowance_is_money(a)) {
		out_money(out, tiers ? F_USED_AMOUNT : F_LEFT_AMOUNT,
		    (money_t)s->left);
		out_str(out, F_CURRENCY, tiers
		    ? s->def->price->currency : a->currency);
	} else {
		out_str(out, F_UNIT, tiers ? s->def->price->unit : a->unit);
		out_u64(out, tiers ? F_USED_QUANTITY : F_LEFT_QUANTITY,
		    s->left);
	}
}

static int
balance_put(void *arg, const struct meter_state *s)
{
	struct out *out = arg;

	out_begin(out, REC_ALLOWANCE);
	out_str(out, F_ALLOWANCE, s->allowance);
	out_str(out, F_PRICE, s->price);
	out_str(out, F_SUBSCRIPTION, s->subscription);
	out_str(out, F_IDENTIFIER, s->identifier);
	out_str(out, F_ACCOUNT, s->account);
	if (!slice_eq(s->payer, s->account))
		out_str(out, F_PAYER, s->payer);
	out_time(out, F_FROM, s->from_us);
	if (s->to_us != INT64_MAX)
		out_time(out, F_TO, s->to_us);
	if (s->rolled > 0)
		out_u64(out, F_ROLLED, s->rolled);
	number_put(out, s);
	return out_done(out);
}

static int
balances_put(struct rate_run *run, struct out *out)
{
	struct end_info end = { .tool = "bss-rate",
		.catalog = run->catalog.digest,
		.subscriptions = run->subs_digest,
		.shard = run->opts->shard_text, .tzdata = true };

	if (run->metered && meters_close(&run->meters, balance_put, out) != 0)
		return -1;
	return out_finish(out, &end);
}

int
balances_close(struct rate_run *run)
{
	struct file_new f;
	struct out *out;
	int rc;

	if (run->opts->closing == NULL)
		return 0;
	if (file_new_open(&f, run->opts->closing, 0600) < 0)
		return -1;
	out = out_new(f.fd, run->opts->closing, FORMAT_NDJSON);
	rc = balances_put(run, out);
	out_free(out);
	if (rc == 0)
		rc = file_new_commit(&f);
	file_new_release(&f);
	return rc;
}
