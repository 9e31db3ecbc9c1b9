/*
 * rerate.c (bss-rate) - what rating again makes of records
 * For each record whose price or amount is another now, a record that has
 * both: the amounts before and the differences add up to the amounts now. A
 * record that is rejected now loses its amount.
 */
#include "base/diag.h"
#include "rate.h"

int
rerate_open(struct rate_run *run)
{
	const char *path = run->opts->differences;

	if (path == NULL)
		return 0;
	if (file_new_open(&run->rerate.file, path, 0600) < 0)
		return -1;
	run->rerate.out = out_new(run->rerate.file.fd, path, FORMAT_NDJSON);
	return 0;
}

/* What a record said before, and says now: an amount, or a cost */
struct amounts {
	struct slice	old_currency, currency;
	money_t		old, now;
	bool		had, has;	/* an amount */
};

struct changes {
	struct slice	old_price, price;
	struct amounts	amount, cost;
	struct slice	cost_reason;	/* why it is not known now */
};

static void
old_fill(struct amounts *a, const struct rec *rec, enum field amount,
    enum field currency)
{
	*a = (struct amounts){ .old_currency = rec_str(rec, currency) };
	a->had = rec_money(rec, amount, &a->old) == REASON_NONE;
}

static void
cost_fill(struct changes *c, const struct rated *r)
{
	struct amounts *a = &c->cost;

	if (r->price->cost == NULL)
		return;
	if (r->cost.why != REASON_NONE) {
		c->cost_reason = slice_of(reason_code(r->cost.why));
		return;
	}
	a->has = true;
	a->now = r->cost.amount;
	a->currency = price_record_currency(r->price->cost);
}

static void
changes_fill(struct changes *c, const struct rec *rec, const struct rated *r,
    enum reason why)
{
	struct amounts *a = &c->amount;

	*c = (struct changes){ .old_price = rec_str(rec, F_PRICE) };
	old_fill(a, rec, F_AMOUNT, F_CURRENCY);
	old_fill(&c->cost, rec, F_COST_AMOUNT, F_COST_CURRENCY);
	if (why != REASON_NONE)
		return;
	c->price = r->price->id;
	a->currency = price_record_currency(r->price);
	a->has = r->price->settle == NULL;
	a->now = a->has ? r->amount : 0;
	cost_fill(c, r);
}

static bool
amounts_same(const struct amounts *a)
{
	return a->had == a->has && a->old == a->now
	    && slice_eq(a->old_currency, a->currency);
}

static bool
changes_none(const struct changes *c)
{
	return slice_eq(c->old_price, c->price) && amounts_same(&c->amount)
	    && amounts_same(&c->cost);
}

/* Of amounts in one currency: what is not there counts 0. */
static void
difference_put(struct out *out, const struct amounts *a, enum field f)
{
	bool one = !a->had || !a->has
	    || slice_eq(a->old_currency, a->currency);
	money_t difference;

	if (one && (a->had || a->has)
	    && money_add(a->now, -a->old, &difference))
		out_money(out, f, difference);
}

/*
 * A cost that is not known, before or now, has no difference: it is not 0.
 * That of a record which is rejected now falls away, as its amount does.
 */
static void
cost_put(struct out *out, const struct changes *c, enum reason why)
{
	const struct amounts *a = &c->cost;

	if (a->had) {
		out_money(out, F_OLD_COST_AMOUNT, a->old);
		out_str(out, F_OLD_COST_CURRENCY, a->old_currency);
	}
	if (a->has) {
		out_money(out, F_COST_AMOUNT, a->now);
		out_str(out, F_COST_CURRENCY, a->currency);
	} else if (why != REASON_NONE && a->had) {
		out_str(out, F_COST_CURRENCY, a->old_currency);
	}
	if ((a->had && a->has) || why != REASON_NONE)
		difference_put(out, a, F_COST_DIFFERENCE);
	out_str(out, F_COST_REASON, c->cost_reason);
}

static int
changes_put(struct out *out, const struct rec *rec, const struct rated *r,
    const struct changes *c, enum reason why)
{
	const struct amounts *a = &c->amount;

	out_begin(out, REC_RATED_DIFF);
	out_str(out, F_USAGE_ID, rec_str(rec, F_USAGE_ID));
	out_val(out, F_TS, rec_val(rec, F_TS));
	if (why == REASON_NONE) {
		out_str(out, F_ACCOUNT, subscription_account(r->sub));
		out_str(out, F_SUBSCRIPTION, subscription_id(r->sub));
	} else {
		out_str(out, F_ACCOUNT, rec_str(rec, F_ACCOUNT));
		out_str(out, F_SUBSCRIPTION, rec_str(rec, F_SUBSCRIPTION));
	}
	out_str(out, F_PRICE, c->price);
	out_str(out, F_OLD_PRICE, c->old_price);
	if (a->had)
		out_money(out, F_OLD_AMOUNT, a->old);
	out_str(out, F_OLD_CURRENCY, a->old_currency);
	if (a->has)
		out_money(out, F_AMOUNT, a->now);
	out_str(out, F_CURRENCY, why == REASON_NONE ? a->currency
	    : a->old_currency);
	difference_put(out, a, F_DIFFERENCE);
	cost_put(out, c, why);
	if (why != REASON_NONE)
		out_str(out, F_CODE, slice_of(reason_code(why)));
	return out_done(out);
}

int
rerate_compare(struct rate_run *run, const struct rec *rec,
    const struct rated *r, enum reason why)
{
	struct rerate *re = &run->rerate;
	struct changes c;

	changes_fill(&c, rec, r, why);
	if (why != REASON_NONE)
		re->lost++;
	else if (changes_none(&c)) {
		re->same++;
		return 0;
	} else
		re->changed++;
	return re->out == NULL ? 0 : changes_put(re->out, rec, r, &c, why);
}

int
rerate_close(struct rate_run *run)
{
	struct rerate *re = &run->rerate;
	struct end_info end = { .tool = "bss-rate",
		.catalog = run->catalog.digest,
		.subscriptions = run->subs_digest,
		.shard = run->opts->shard_text, .tzdata = true };

	if (!run->opts->rerate)
		return 0;
	if (!run->opts->stream.quiet)
		note("%llu records changed, %llu as before, %llu not rated "
		    "any more", (unsigned long long)re->changed,
		    (unsigned long long)re->same,
		    (unsigned long long)re->lost);
	if (re->out == NULL)
		return 0;
	return out_finish(re->out, &end) == 0
	    ? file_new_commit(&re->file) : -1;
}
