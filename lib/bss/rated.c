/*
 * rated.c (bss) - see rated.h
 */
#include "bss/rated.h"

#include "bss/choice.h"
#include "bss/reading.h"

void
rater_release(struct rater *rater)
{
	metering_release(&rater->metering);
}

/*
 * Looking ahead: of a record the hash of its identifier, and then the place
 * of its subscription; above them where it went, or DESTINATION_NONE. The way
 * down the prefixes is one wait behind the other, those of several records
 * are waited for together.
 */
uint64_t
rater_ahead_slot(const void *rater, const struct rec *rec)
{
	const struct rater *r = rater;
	struct slice number = rec_str(rec, F_CALLED_NUMBER);
	uint32_t to = DESTINATION_NONE;

	if (number.len > 0)
		(void)destination_of(&r->catalog->destinations, number, &to);
	return (uint64_t)to << 32 | subscriptions_ahead_slot(r->subs,
	    rec_str(rec, F_IDENTIFIER));
}

uint64_t
rater_ahead_entry(const void *rater, uint64_t slot)
{
	const struct rater *r = rater;
	uint32_t place = subscriptions_ahead_entry(r->subs, (uint32_t)slot);

	if (r->meters != NULL)
		meters_ahead_entry(r->meters, place);
	return slot >> 32 << 32 | place;
}

uint64_t
rater_ahead_meters(const void *rater, uint64_t entry)
{
	const struct rater *r = rater;

	meters_ahead_deep(r->meters, (uint32_t)entry);
	return entry;
}

/* "in" or "out"; missing is out */
static enum reason
direction_read(const struct rec *rec, enum price_direction *out)
{
	struct slice s = rec_str(rec, F_DIRECTION);

	if (s.len == 2 && memcmp(s.p, "in", 2) == 0)
		*out = DIRECTION_IN;
	else if (s.len == 0 || (s.len == 3 && memcmp(s.p, "out", 3) == 0))
		*out = DIRECTION_OUT;
	else
		return REASON_FIELD_VALUE;
	return REASON_NONE;
}

static enum reason
quantity_read(const struct rec *rec, const struct price *p, uint64_t *out)
{
	static const enum field counted[] = {
		[COUNTS_QUANTITY] = F_QUANTITY, [COUNTS_IN] = F_IN_OCTETS,
		[COUNTS_OUT] = F_OUT_OCTETS
	};

	if (p->counts == COUNTS_QUANTITY && rec->summed) {
		*out = rec->quantity;
		return REASON_NONE;
	}
	return rec_u64(rec, counted[p->counts], out);
}

/* The number it went to, or came from */
static void
party_read(const struct rec *rec, struct rated *r)
{
	if (r->direction == DIRECTION_OUT) {
		r->usage.number = rec_str(rec, F_CALLED_NUMBER);
		r->usage.destination = (uint32_t)(rec->ahead >> 32);
	} else
		r->usage.number = rec_str(rec, F_CALLING_NUMBER);
}

/* The usage as it is priced: what is counted, and the number it went to. */
static enum reason
usage_read(const struct rec *rec, struct rated *r)
{
	party_read(rec, r);
	return quantity_read(rec, r->price, &r->usage.quantity);
}

/* What a choice between prices like r->price goes by */
static struct choice_usage
choice_usage(const struct rec *rec, struct rated *r)
{
	party_read(rec, r);
	return (struct choice_usage){ .like = r->price,
		.direction = r->direction, .number = r->usage.number,
		.destination = r->usage.destination,
		.network = rec_str(rec, F_NETWORK) };
}

/*
 * What is settled later needs its numbers, and a record that lacks one is
 * told now, where it can be mended.
 */
static enum reason
settle_mark(struct rater *rater, const struct rec *rec, struct rated *r)
{
	const struct settle *s = r->price->settle;
	struct reading reading;
	enum reason why;

	r->charge = (struct charge){ .destination = DESTINATION_NONE };
	if (s->kind == SETTLE_PERCENTILE)
		return reading_of_rec(rec, &s->percentile, &reading);
	if ((why = usage_read(rec, r)) != REASON_NONE)
		return why;
	if (rater->meters != NULL)
		return meters_rate(rater->meters, &rater->metering, r->sub,
		    r->price, &r->usage, &rater->band, &r->charge);
	r->charge.quantity = r->usage.quantity;
	return REASON_NONE;
}

/* Of several subscriptions for such usage the one whose price takes it */
enum reason
rated_find_joint(struct rater *rater, const struct rec *rec, struct rated *r)
{
	const struct subscription *sub[CHOICES_MAX];
	const struct offer *offer[CHOICES_MAX];
	struct choice_usage u;
	enum reason why;
	size_t i, n = subscriptions_joint(rater->subs, r->sub,
	    r->usage.ts_us, r->price, r->direction, sub);

	if (n == 1)
		return REASON_NONE;
	for (i = 0; i < n; i++)
		offer[i] = &rater->catalog->offer[sub[i]->offer];
	u = choice_usage(rec, r);
	why = offers_choose(rater->catalog, (struct choice_offers){ offer, n },
	    &u, &r->price, &i);
	r->sub = sub[i];
	r->chosen = u.asked ? u.destination : DESTINATION_NONE;
	return why;
}

enum reason
rated_find_first(struct rater *rater, const struct rec *rec, struct rated *r)
{
	enum reason why;

	r->sub = NULL;
	r->price = NULL;
	r->chosen = DESTINATION_NONE;
	r->direction = DIRECTION_OUT;
	r->usage = (struct rating_usage){ .ts_us = 0 };
	if ((why = rec_time(rec, F_TS, &r->usage.ts_us)) != REASON_NONE
	    || (why = direction_read(rec, &r->direction)) != REASON_NONE)
		return why;
	rater->prices.usage_type = rec->summed ? rec->key.usage_type
	    : TOTAL_WORD_LONG;
	rater->prices.unit = rec->key.unit;
	return subscriptions_find(rater->subs, rec_str(rec, F_IDENTIFIER),
	    (uint32_t)rec->ahead, r->usage.ts_us, rec_str(rec, F_USAGE_TYPE),
	    rec_str(rec, F_UNIT), r->direction, &rater->prices, &r->sub,
	    &r->price);
}

/* amount becomes that of the price's records; *exchange is the rate. */
static enum reason
amount_convert(const struct price *p, int64_t us, money_t *amount,
    money_t *exchange)
{
	const struct exchange_rate *rate;

	*exchange = 0;
	if (p->convert == NULL)
		return REASON_NONE;
	if ((rate = exchange_at(p->convert, us)) == NULL)
		return REASON_RATE_NO_EXCHANGE;
	*exchange = rate->rate;
	return exchange_apply(p->convert, rate, *amount, amount)
	    ? REASON_NONE : REASON_MONEY_OVERFLOW;
}

/* All of the usage costs something, whatever allowances cover of it. */
static void
cost_reckon(struct rater *rater, const struct rec *rec, struct rated *r)
{
	const struct price *p = r->price->cost;
	struct rating_usage u = { .ts_us = r->usage.ts_us,
		.quantity = r->usage.quantity, .number = r->usage.number,
		.destination = r->usage.destination };
	struct rated_cost *cost = &r->cost;
	uint32_t network = key_names_find(&rater->catalog->keys, "network",
	    rec_str(rec, F_NETWORK));

	if (network != KEY_NONE) {
		u.key = &network;
		u.keys = 1;
	}
	cost->exchange = 0;
	cost->why = rate_usage(rater->catalog, p, &u, &rater->band,
	    &cost->charge);
	if (cost->why != REASON_NONE)
		return;
	cost->amount = cost->charge.amount;
	cost->why = amount_convert(p, u.ts_us, &cost->amount,
	    &cost->exchange);
}

/* Of an amount by record */
static enum reason
amount_reckon(struct rater *rater, const struct rec *rec, struct rated *r)
{
	const struct subscription_party *party;
	enum reason why;

	if ((why = usage_read(rec, r)) != REASON_NONE)
		return why;
	if (r->price->keyed.span_len > 0
	    && (party = subscription_party(rater->subs, r->sub)) != NULL) {
		r->usage.key = party->key;
		r->usage.keys = party->len;
	}
	/* what is rejected takes nothing out of buckets */
	if (r->price->convert != NULL
	    && exchange_at(r->price->convert, r->usage.ts_us) == NULL)
		return REASON_RATE_NO_EXCHANGE;
	if (rater->meters != NULL)
		why = meters_rate(rater->meters, &rater->metering, r->sub,
		    r->price, &r->usage, &rater->band, &r->charge);
	else
		why = rate_usage(rater->catalog, r->price, &r->usage,
		    &rater->band, &r->charge);
	if (why != REASON_NONE)
		return why;
	r->amount = r->charge.amount;
	if (r->price->convert != NULL)
		why = amount_convert(r->price, r->usage.ts_us, &r->amount,
		    &r->exchange);
	if (r->price->cost != NULL)
		cost_reckon(rater, rec, r);
	return why;
}

/*
 * Of several prices of the offer for such usage the one that takes it; what
 * was asked for that is known to all that follows.
 */
static enum reason
price_choose(const struct rater *rater, const struct rec *rec,
    struct rated *r)
{
	struct choice_usage u = choice_usage(rec, r);
	enum reason why;

	why = offer_choose(rater->catalog,
	    &rater->catalog->offer[r->sub->offer], &u, &r->price);
	r->chosen = u.asked ? u.destination : DESTINATION_NONE;
	if (why != REASON_NONE)
		r->price = NULL;
	return why;
}

static enum reason
apart_reckon(struct rater *rater, const struct rec *rec, struct rated *r)
{
	enum reason why;

	if (price_limited(r->price)
	    && (why = price_choose(rater, rec, r)) != REASON_NONE)
		return why;
	why = r->price->settle != NULL ? settle_mark(rater, rec, r)
	    : amount_reckon(rater, rec, r);
	if (why == REASON_NONE && r->price->only_to != NULL)
		r->charge.destination = r->chosen;
	return why;
}

enum reason
rated_reckon(struct rater *rater, const struct rec *rec, struct rated *r)
{
	if (rater->meters != NULL)
		metering_clear(&rater->metering);
	r->exchange = 0;
	return r->price->apart ? apart_reckon(rater, rec, r)
	    : amount_reckon(rater, rec, r);
}
