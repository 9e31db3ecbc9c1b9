#include "bss/rating.h"
#include "bss/rating_terms.h"
#include "bss/rating_walk.h"

/* first, then as many of next as cover the rest; false when it overflows */
static inline bool
whole_increments(const struct rate *r, uint64_t quantity, uint64_t *out)
{
	uint64_t rest, more;

	if (quantity == 0) {
		*out = 0;
		return true;
	}
	if (quantity <= r->first_increment) {
		*out = r->first_increment;
		return true;
	}
	rest = quantity - r->first_increment;
	more = rest;
	if (r->next_increment > 1 && rest % r->next_increment != 0
	    && __builtin_add_overflow(rest, r->next_increment
	    - rest % r->next_increment, &more))
		return false;
	return !__builtin_add_overflow(r->first_increment, more, out);
}

static enum reason
leg_add(struct charge *c, const struct rate *rate, uint64_t quantity)
{
	unsigned i;

	for (i = 0; i < c->len && c->leg[i].rate != rate; i++)
		;
	if (i == c->len) {
		/* a rate has one band or all, so there is room for each */
		c->leg[c->len++] = (struct charge_leg){ rate, 0, KEY_NONE };
	}
	c->leg[i].quantity += quantity;	/* not above c->quantity */
	return __builtin_add_overflow(c->quantity, quantity, &c->quantity)
	    ? REASON_RATE_QUANTITY : REASON_NONE;
}

/* How many increments begin from at_us on, before until_us; at least one */
static uint64_t
increments_until(int64_t at_us, int64_t until_us, uint64_t increment)
{
	unsigned __int128 span = (unsigned __int128)((__int128)until_us - at_us);
	unsigned __int128 size = (unsigned __int128)increment * US_PER_S;

	return (uint64_t)((span + size - 1) / size);
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * A call that changes its band: from increment to increment, those of one
 * band in one step.
 */
static enum reason
legs_walk(const struct catalog *c, const struct price *p,
    const struct rating_usage *u, struct band_cache *cache,
    struct charge *out)
{
	struct usage_walk w = { .u = u };
	const struct rate *rate;
	enum reason why;
	uint64_t step, n, most, more;
	int64_t at_us;
	uint8_t band;

	if (u->quantity > RATING_WALK_S_MAX)
		return REASON_RATE_QUANTITY;
	while (out->quantity < u->quantity) {
		if (!usage_walk_to(&w, out->quantity, &at_us, &more))
			return REASON_RATE_QUANTITY;
		band = band_at(&c->bands, &c->zone, at_us, cache);
		rate = tariff_rate(&p->tariff, out->destination, band,
		    u->ts_us);
		if (rate == NULL)
			return REASON_RATE_NO_PRICE;
		step = rate->first_increment;
		if (out->quantity > 0) {
			step = rate->next_increment;
			most = least(more, u->quantity - out->quantity);
			n = increments_until(at_us, cache->until_us, step);
			if (__builtin_mul_overflow(step, least(n,
			    (most - 1) / step + 1), &step))
				return REASON_RATE_QUANTITY;
		}
		if ((why = leg_add(out, rate, step)) != REASON_NONE)
			return why;
	}
	return REASON_NONE;
}

/* Whether usage in seconds lasts beyond the band of its beginning. */
static bool
outlasts_band(const struct rating_usage *u, const struct band_cache *cache)
{
	int64_t last_us;

	return u->covered || !instant_after(u->ts_us, u->quantity - 1,
	    &last_us) || last_us >= cache->until_us;
}

static enum reason
legs_find(const struct catalog *c, const struct price *p,
    const struct rating_usage *u, struct band_cache *cache,
    struct charge *out)
{
	uint8_t band = BAND_ANY;
	const struct rate *rate;

	if (p->tariff.by_band)
		band = band_at(&c->bands, &c->zone, u->ts_us, cache);
	rate = tariff_rate(&p->tariff, out->destination, band, u->ts_us);
	if (rate == NULL)
		return REASON_RATE_NO_PRICE;
	if (p->tariff.by_band && (u->quantity > 1
	    || (u->covered && u->quantity > 0)) && unit_is_time(p->unit)
	    && outlasts_band(u, cache))
		return legs_walk(c, p, u, cache, out);
	if (!whole_increments(rate, u->quantity, &out->quantity))
		return REASON_RATE_QUANTITY;
	out->leg[0] = (struct charge_leg){ rate, out->quantity,
	    KEY_NONE };
	out->len = 1;
	return REASON_NONE;
}

/* The least number that each leg's `per` divides */
static bool
common_per(const struct charge *c, uint64_t *out)
{
	uint64_t all = c->leg[0].rate->per, a, b, rest;
	unsigned i;

	for (i = 1; i < c->len; i++) {
		for (a = all, b = c->leg[i].rate->per; b != 0; a = b, b = rest)
			rest = a % b;
		if (__builtin_mul_overflow(all, c->leg[i].rate->per / a,
		    &all))
			return false;
	}
	*out = all;
	return true;
}

/*
 * One rate and numbers that fit into 64 bits, as nearly always: false when
 * they do not.
 */
static inline bool
amount_plain(const struct price *p, struct charge *c)
{
	const struct rate *r = c->leg[0].rate;
	uint64_t fee, part;
	int64_t sum, minimum;

	if (__builtin_mul_overflow((uint64_t)r->connect_fee, r->per, &fee)
	    || __builtin_mul_overflow((uint64_t)r->price,
	    c->leg[0].quantity, &part)
	    || __builtin_add_overflow(fee, part, &sum)
	    || __builtin_mul_overflow(r->minimum, r->per, &minimum)
	    || (r->price | r->connect_fee) < 0)
		return false;
	c->at_minimum = sum < minimum;
	sum = c->at_minimum ? minimum : sum;
	c->exact = sum;
	c->per = r->per;
	return money_quotient_plain((uint64_t)sum, r->per, p->decimals,
	    p->rounding, &c->amount);
}

/* All legs over one denominator, so that nothing is rounded but the sum */
static enum reason
amount_reckon(const struct price *p, struct charge *c)
{
	const struct rate *first = c->leg[0].rate;
	money_sum_t sum, minimum, part;
	uint64_t per;
	unsigned i;

	if (c->len == 1 && amount_plain(p, c))
		return REASON_NONE;
	if (!common_per(c, &per))
		return REASON_MONEY_OVERFLOW;
	sum = (money_sum_t)first->connect_fee * per;
	minimum = (money_sum_t)first->minimum * per;
	for (i = 0; i < c->len; i++) {
		part = (money_sum_t)c->leg[i].rate->price
		    * c->leg[i].quantity;
		if (__builtin_mul_overflow(part, per / c->leg[i].rate->per,
		    &part) || __builtin_add_overflow(sum, part, &sum))
			return REASON_MONEY_OVERFLOW;
	}
	c->at_minimum = sum < minimum;
	c->exact = c->at_minimum ? minimum : sum;
	c->per = per;
	return money_quotient(c->exact, per, p->decimals, p->rounding,
	    &c->amount)
	    ? REASON_NONE : REASON_MONEY_OVERFLOW;
}

static enum reason
destination_find(const struct catalog *c, const struct price *p,
    const struct rating_usage *u, struct charge *out)
{
	out->destination = p->tariff.by_destination ? u->destination
	    : DESTINATION_NONE;
	if (!p->tariff.by_destination || u->destination != DESTINATION_NONE)
		return REASON_NONE;
	switch (destination_of(&c->destinations, u->number,
	    &out->destination)) {
	case DESTINATION_OK:
		return REASON_NONE;
	case DESTINATION_UNKNOWN:
		/* a rate for any destination takes it */
		return p->tariff.first[1] > p->tariff.first[0]
		    ? REASON_NONE : REASON_RATE_NO_DESTINATION;
	default:
		return REASON_RATE_BAD_NUMBER;
	}
}

enum reason
rate_usage(const struct catalog *c, const struct price *p,
    const struct rating_usage *u, struct band_cache *cache,
    struct charge *out)
{
	enum reason why;

	if (p->by_terms || u->keys > 0)
		return rate_usage_by_terms(c, p, u, cache, out);
	out->quantity = 0;
	out->amount = 0;
	out->exact = 0;
	out->per = 1;
	out->at_minimum = out->at_maximum = out->cut = false;
	out->len = 0;
	if ((why = destination_find(c, p, u, out)) != REASON_NONE
	    || (why = legs_find(c, p, u, cache, out)) != REASON_NONE)
		return why;
	return u->quantity > 0 ? amount_reckon(p, out) : REASON_NONE;
}
