/*
 * balances.c (bss-rate) - buckets: at the beginning and the end of a period
 */
#include "base/diag.h"
#include "base/file.h"
#include "rate.h"

#define FAULTS_SHOWN	20

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

/* ---- opening ---------------------------------------------------------- */

struct opening {
	struct rate_run	*run;
	unsigned	 faults;
	uint64_t	 lapsed;	/* balances that nobody has any more */
	struct buf	 first;		/* the first of them */
};

/* The number of a balance: one of four fields, in units or money */
static enum reason
state_number(const struct rec *r, bool tiers, uint64_t *out)
{
	const enum field money = tiers ? F_USED_AMOUNT : F_LEFT_AMOUNT;
	enum reason why;
	money_t amount;

	if (!rec_has(r, money))
		return rec_u64(r, tiers ? F_USED_QUANTITY : F_LEFT_QUANTITY,
		    out);
	why = rec_money(r, money, &amount);
	if (why == REASON_NONE && amount < 0)
		why = REASON_FIELD_VALUE;
	if (why == REASON_NONE)
		*out = (uint64_t)amount;
	return why;
}

static enum reason
state_read(const struct rec *r, struct meter_state *s)
{
	enum reason why;

	*s = (struct meter_state){
		.allowance = rec_str(r, F_ALLOWANCE),
		.price = rec_str(r, F_PRICE),
		.subscription = rec_str(r, F_SUBSCRIPTION),
		.identifier = rec_str(r, F_IDENTIFIER),
		.account = rec_str(r, F_ACCOUNT), .payer = rec_str(r, F_PAYER),
		.to_us = INT64_MAX
	};
	if (s->allowance.len == 0 && s->price.len == 0)
		return REASON_FIELD_MISSING;
	why = rec_time(r, F_FROM, &s->from_us);
	if (why == REASON_NONE && rec_has(r, F_TO))
		why = rec_time(r, F_TO, &s->to_us);
	if (why == REASON_NONE && rec_has(r, F_ROLLED))
		why = rec_u64(r, F_ROLLED, &s->rolled);
	return why == REASON_NONE ? state_number(r, s->allowance.len == 0,
	    &s->left) : why;
}

static void
lapse(struct opening *o, const struct meter_state *s)
{
	struct slice who = s->subscription;

	if (o->lapsed++ > 0)
		return;
	if (who.len == 0)
		who = s->identifier.len > 0 ? s->identifier
		    : s->account.len > 0 ? s->account : s->payer;
	buf_addf(&o->first, "'%.*s' of '%.*s'", SLICE_FMT(s->allowance.len > 0
	    ? s->allowance : s->price), SLICE_FMT(who));
}

static void
balance_read(struct opening *o, const struct rec *r)
{
	struct meter_state s = { .from_us = 0 };
	enum reason why = state_read(r, &s);
	enum meter_opening found;

	if (why != REASON_NONE) {
		o->faults++;
		diag_at(why, r->file, r->line_no, "not a balance");
		return;
	}
	found = meters_open(&o->run->meters, &s);
	if (found != METER_SET && found != METER_ELSEWHERE
	    && rate_shard_has(o->run->opts, s.payer.len > 0 ? s.payer
	    : s.account))
		lapse(o, &s);
}

static bool
balances_read(struct opening *o, struct in *in)
{
	const struct rec *r;
	enum in_status st;

	in_default_type(in, REC_ALLOWANCE);
	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD) {
			o->faults++;
			diag_at(in_reason(in), in_file(in), in_line(in), "%s",
			    in_detail(in));
		} else if (r->type == REC_ALLOWANCE)
			balance_read(o, r);
		if (o->faults == FAULTS_SHOWN)
			return false;
	}
	if (st != IN_EOF || o->faults > 0)
		return false;
	if (in_twice(in)) {
		diag_at(REASON_STREAM_TWICE, o->run->opts->opening, 0, NULL);
		return false;
	}
	if (in_end(in) == IN_END_OK || (in_end(in) == IN_END_MISSING
	    && o->run->opts->stream.no_end))
		return true;
	diag_at(REASON_STREAM_CUT, o->run->opts->opening, 0, "the balances "
	    "do not end with their end record; --no-end accepts that");
	return false;
}

static int
balances_open(struct rate_run *run)
{
	struct opening o = { .run = run };
	struct in *in = in_new(&run->opts->opening, 1, FORMAT_AUTO);
	bool good = balances_read(&o, in);

	if (good && o.lapsed > 0)
		diag(REASON_RATE_OPENING, "%llu of the opening balances "
		    "lapse, nobody has such a bucket now: %s",
		    (unsigned long long)o.lapsed, buf_str(&o.first));
	buf_release(&o.first);
	in_free(in);
	return good ? 0 : -1;
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
	if (o->opening != NULL && balances_open(run) < 0)
		return -1;
	meters_start(&run->meters);
	return 0;
}

/* ---- closing ---------------------------------------------------------- */

struct closing {
	struct out		*out;
	const struct catalog	*catalog;
};

static void
number_put(const struct closing *c, const struct meter_state *s)
{
	const struct allowance *a = s->def->allowance;
	bool tiers = a == NULL;

	if (tiers ? s->def->price->graduated->by_amount
	    : allowance_is_money(a)) {
		out_money(c->out, tiers ? F_USED_AMOUNT : F_LEFT_AMOUNT,
		    (money_t)s->left);
		out_str(c->out, F_CURRENCY, tiers
		    ? s->def->price->currency : c->catalog->currency);
	} else {
		out_str(c->out, F_UNIT, tiers ? s->def->price->unit : a->unit);
		out_u64(c->out, tiers ? F_USED_QUANTITY : F_LEFT_QUANTITY,
		    s->left);
	}
}

static int
balance_put(void *arg, const struct meter_state *s)
{
	const struct closing *c = arg;

	out_begin(c->out, REC_ALLOWANCE);
	out_str(c->out, F_ALLOWANCE, s->allowance);
	out_str(c->out, F_PRICE, s->price);
	out_str(c->out, F_SUBSCRIPTION, s->subscription);
	out_str(c->out, F_IDENTIFIER, s->identifier);
	out_str(c->out, F_ACCOUNT, s->account);
	if (!slice_eq(s->payer, s->account))
		out_str(c->out, F_PAYER, s->payer);
	out_time(c->out, F_FROM, s->from_us);
	if (s->to_us != INT64_MAX)
		out_time(c->out, F_TO, s->to_us);
	if (s->rolled > 0)
		out_u64(c->out, F_ROLLED, s->rolled);
	number_put(c, s);
	return out_done(c->out);
}

static int
balances_put(struct rate_run *run, struct out *out)
{
	struct closing c = { out, &run->catalog };
	struct end_info end = { .tool = "bss-rate",
		.catalog = run->catalog.digest,
		.subscriptions = run->subs_digest,
		.shard = run->opts->shard_text, .tzdata = true };

	if (run->metered && meters_close(&run->meters, balance_put, &c) != 0)
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
