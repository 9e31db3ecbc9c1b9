/*
 * rated.c (bss-rate) - one usage record in, one rated record out
 */
#include "base/diag.h"
#include "rate.h"

static const enum field appended[] = {
	F_ACCOUNT, F_SUBSCRIPTION, F_OFFER, F_PRICE, F_DESTINATION, F_BAND,
	F_CHARGED_QUANTITY, F_ALLOWANCE_QUANTITY, F_ALLOWANCE,
	F_ALLOWANCE_AMOUNT, F_AMOUNT, F_CURRENCY, F_TAX_CODE,
	F_SETTLE, F_PRICE_AMOUNT, F_PRICE_CURRENCY, F_EXCHANGE_RATE, F_COST,
	F_COST_AMOUNT, F_COST_CURRENCY, F_COST_REASON
};

void
rated_field_set(struct field_set *set)
{
	size_t i;

	for (i = 0; i < sizeof(appended) / sizeof(*appended); i++)
		field_set_add(set, appended[i]);
}

bool
rate_shard_has(const struct rate_opts *o, struct slice payer)
{
	return shard_has(&o->shard, payer);
}

/* Accounts stay together, whatever their number of shards. */
static bool
in_shard(const struct rate_run *run, const struct rec *rec,
    const struct subscription *sub)
{
	return run->opts->shard.n == 0 || rate_shard_has(run->opts,
	    sub != NULL ? subscription_payer(sub)
	    : rec_str(rec, F_IDENTIFIER));
}

/*
 * Buckets are used up in the order of time and usage_id, as `bss-spool cat`
 * delivers. In any other order the bill would be another.
 */
static bool
in_order(struct rate_run *run, const struct rec *rec, int64_t ts_us)
{
	struct slice id = rec_str(rec, F_USAGE_ID);
	bool good = ts_us > run->last_us || (ts_us == run->last_us
	    && slice_cmp(buf_slice(&run->last_id), id) <= 0);

	run->last_us = ts_us;
	buf_clear(&run->last_id);
	buf_add_slice(&run->last_id, id);
	if (!good)
		diag_at(REASON_RATE_ORDER, rec->file, rec->line_no, "usage "
		    "'%.*s' is before the one ahead of it: use bss-spool cat",
		    SLICE_FMT(id));
	return good;
}

static bool
has_time(enum reason why)
{
	return why != REASON_FIELD_VALUE && why != REASON_FIELD_MISSING;
}

enum rate_fate
rate_record(struct rate_run *run, const struct rec *rec, struct rated *r,
    enum reason *why)
{
	const struct subscription *sub;

	*why = rated_find(&run->rater, rec, r);
	if (run->metered && has_time(*why)
	    && !in_order(run, rec, r->usage.ts_us))
		return RATE_STOP;
	/* one that has ended pays nothing */
	sub = *why != REASON_RATE_NO_SUBSCRIPTION ? r->sub : NULL;
	if (!in_shard(run, rec, sub))
		return RATE_OTHER_SHARD;
	if (*why == REASON_NONE && field_set_meets(&run->appended,
	    &rec->shape->set))
		*why = REASON_FIELD_COLLISION;
	if (*why == REASON_NONE && r->usage.ts_us >= run->period.to_us)
		*why = REASON_RATE_PERIOD;
	if (*why == REASON_NONE)
		*why = rated_reckon(&run->rater, rec, r);
	return *why == REASON_NONE ? RATE_OK : RATE_BAD;
}

/* Which band, or bands in the order of their use; empty: it did not matter. */
static struct slice
rated_band(struct rate_run *run, const struct charge *c)
{
	const struct slice *name = run->catalog.bands.name;
	uint64_t seen = 0;	/* BANDS_MAX bits */
	uint8_t band;
	unsigned i;

	if (c->len == 1)
		return c->leg[0].rate->band != BAND_ANY
		    ? name[c->leg[0].rate->band] : (struct slice){ NULL, 0 };
	buf_clear(&run->bands);
	for (i = 0; i < c->len; i++) {
		band = c->leg[i].rate->band;
		if (band == BAND_ANY || (seen >> band & 1) != 0)
			continue;
		seen |= UINT64_C(1) << band;
		if (run->bands.len > 0)
			buf_addc(&run->bands, '+');
		buf_add_slice(&run->bands, name[band]);
	}
	return buf_slice(&run->bands);
}

/* Out of which buckets, in the order of their use, and how much */
static void
buckets_put(struct rate_run *run, struct out *out)
{
	const struct metering *g = &run->rater.metering;
	const struct metering_part *p = g->part;

	buf_clear(&run->buckets);
	for (; p < g->part + g->parts; p++) {
		if (p > g->part && p->allowance == p[-1].allowance)
			continue;
		if (run->buckets.len > 0)
			buf_addc(&run->buckets, '+');
		buf_add_slice(&run->buckets, p->allowance->id);
	}
	if (g->taken > 0)
		out_u64(out, F_ALLOWANCE_QUANTITY, g->taken);
	out_str(out, F_ALLOWANCE, buf_slice(&run->buckets));
	if (g->paid > 0)
		out_money(out, F_ALLOWANCE_AMOUNT, g->paid);
}

static void
converted_put(struct out *out, const struct rated *r)
{
	out_money(out, F_PRICE_AMOUNT, r->charge.amount);
	out_str(out, F_PRICE_CURRENCY, r->price->currency);
	out_money(out, F_EXCHANGE_RATE, r->exchange);
}

/* What it costs the operator, or why that is not known */
static void
cost_put(struct out *out, const struct out_piece *id, const struct rated *r)
{
	out_piece(out, id);
	if (r->cost.why != REASON_NONE) {
		out_str(out, F_COST_REASON, slice_of(reason_code(
		    r->cost.why)));
		return;
	}
	out_money(out, F_COST_AMOUNT, r->cost.amount);
	out_str(out, F_COST_CURRENCY, price_record_currency(r->price->cost));
}

_Static_assert(SUBSCRIPTION_ALIGN >= OUT_READABLE, "behind its texts");

static void
whose_put(struct out *out, const struct subscription *sub)
{
	void (*put)(struct out *, enum field, struct slice) = sub->plain
	    ? out_plain : out_str;

	put(out, F_ACCOUNT, subscription_account(sub));
	put(out, F_SUBSCRIPTION, subscription_id(sub));
}

int
rated_put(struct rate_run *run, const struct rec *rec, const struct rated *r)
{
	const struct pieces *pieces = &run->pieces;
	const struct charge *charge = &r->charge;
	const struct settle *settle = r->price->settle;
	size_t price = (size_t)(r->price - run->catalog.price);
	struct out *out = run->stream.out;

	if (run->opts->rerate)
		out_replace(out, rec, REC_RATED, &run->rerate.replaced);
	else
		out_enrich(out, rec, REC_RATED);
	whose_put(out, r->sub);
	out_piece(out, &pieces->offer[r->sub->offer]);
	out_piece(out, &pieces->price[price]);
	if (charge->destination != DESTINATION_NONE)
		out_piece(out, &pieces->destination[charge->destination]);
	out_str(out, F_BAND, rated_band(run, charge));
	if (settle == NULL || settle->kind != SETTLE_PERCENTILE)
		out_u64(out, F_CHARGED_QUANTITY, charge->quantity);
	if (run->rater.metering.parts > 0)
		buckets_put(run, out);
	if (settle == NULL)
		out_money(out, F_AMOUNT, r->amount);
	out_piece(out, &pieces->terms[price]);
	if (r->exchange != 0)
		converted_put(out, r);
	if (r->price->cost != NULL)
		cost_put(out, &pieces->cost[price], r);
	return out_done(out);
}

/* The offer has none for such usage, to there, in that network. */
static int
no_price_reject(struct rate_run *run, const struct rec *rec,
    const struct rated *r)
{
	struct slice type = rec_str(rec, F_USAGE_TYPE);
	struct slice unit = rec_str(rec, F_UNIT);
	struct slice network = rec_str(rec, F_NETWORK);
	struct buf b = { 0 };
	int rc;

	if (r->chosen != DESTINATION_NONE)
		buf_addf(&b, " to '%s'",
		    run->catalog.destinations.name[r->chosen].p);
	if (run->catalog.places.len > 0 && network.len > 0)
		buf_addf(&b, ", network '%.*s'", SLICE_FMT(network));
	if (r->sub->joint)
		buf_addf(&b, ", nor has another of '%.*s'",
		    SLICE_FMT(subscription_identifier(r->sub)));
	rc = stream_reject(&run->stream, REASON_RATE_NO_PRICE, "offer '%.*s' "
	    "has no price for '%.*s' %s in '%.*s'%s",
	    SLICE_FMT(run->catalog.offer[r->sub->offer].id),
	    SLICE_FMT(type), r->direction == DIRECTION_IN ? "received"
	    : "made", SLICE_FMT(unit), buf_str(&b));
	buf_release(&b);
	return rc;
}

/* Whose it is at another time says what may be wrong: a date or a number. */
static int
nobody_reject(struct rate_run *run, const struct rec *rec,
    const struct rated *r)
{
	struct slice identifier = rec_str(rec, F_IDENTIFIER);
	const enum reason why = REASON_RATE_NO_SUBSCRIPTION;
	char text[TSTAMP_TEXT_MAX];
	bool before;

	if (r->sub == NULL)
		return stream_reject(&run->stream, why, "no subscription has "
		    "the identifier '%.*s'", SLICE_FMT(identifier));
	before = r->usage.ts_us < r->sub->from_us;
	text[tstamp_format(before ? r->sub->from_us : r->sub->to_us, text)]
	    = '\0';
	return stream_reject(&run->stream, why, "no subscription has the "
	    "identifier '%.*s' at %.*s: '%.*s' has it %s %s",
	    SLICE_FMT(identifier), SLICE_FMT(rec_str(rec, F_TS)),
	    SLICE_FMT(subscription_id(r->sub)), before ? "from" : "until",
	    text);
}

int
rated_reject(struct rate_run *run, const struct rec *rec,
    const struct rated *r, enum reason why)
{
	switch (why) {
	case REASON_RATE_NO_SUBSCRIPTION:
		return nobody_reject(run, rec, r);
	case REASON_RATE_NO_PRICE:
		if (r->price != NULL)
			return stream_reject(&run->stream, why, "price '%.*s' "
			    "of offer '%.*s' has no rate to '%s' at that time",
			    SLICE_FMT(r->price->id),
			    SLICE_FMT(run->catalog.offer[r->sub->offer].id),
			    r->charge.destination == DESTINATION_NONE
			    ? "anywhere" : run->catalog.destinations
			    .name[r->charge.destination].p);
		return no_price_reject(run, rec, r);
	case REASON_RATE_OFFER_STATUS:
		return stream_reject(&run->stream, why, "offer '%.*s' is %s",
		    SLICE_FMT(run->catalog.offer[r->sub->offer].id),
		    offer_status_name(run->catalog.offer[r->sub->offer]
		    .status));
	case REASON_RATE_NO_DESTINATION:
	case REASON_RATE_BAD_NUMBER:
		return stream_reject(&run->stream, why, "%s '%.*s'",
		    why == REASON_RATE_NO_DESTINATION
		    ? "no prefix begins the number"
		    : "neither E.164 nor a short code of the catalog",
		    SLICE_FMT(r->usage.number));
	case REASON_RATE_NO_EXCHANGE:
		return stream_reject(&run->stream, why, "exchange.csv has no "
		    "rate of %.*s in %.*s at that time",
		    SLICE_FMT(r->price->currency),
		    SLICE_FMT(r->price->convert->to));
	case REASON_RATE_PERIOD:
		return stream_reject(&run->stream, why, "'%.*s' is not before "
		    "the end of %s", SLICE_FMT(rec_str(rec, F_TS)),
		    run->period.name);
	case REASON_FIELD_MISSING:
		return stream_reject(&run->stream, why, "the quantity that "
		    "price '%.*s' counts is missing",
		    SLICE_FMT(r->price->id));
	default:
		return stream_reject(&run->stream, why, NULL);
	}
}
