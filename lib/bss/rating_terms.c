/*
 * rating_terms.c (bss) - usage of a price that has conventions of its own
 * The general way: from increment to increment, those alike in one step.
 * A price without terms is rated by rating.c, which is this with nothing
 * chosen, and faster.
 */
#include "bss/rating_terms.h"
#include "bss/rating_walk.h"
#include "bss/tier.h"

#define KEYS_MAX	4

struct walk {
	const struct catalog	 *c;
	const struct price	 *p;
	const struct rating_usage *u;
	struct band_cache	 *cache;
	struct charge		 *out;
	struct usage_walk	  clock;
	const struct keyed_span	 *span[KEYS_MAX];
	unsigned		  spans;
	bool			  by_destination, by_band;
	bool			  moves;	/* the band, with time */
	uint64_t		  quantity;	/* that is counted */
	money_t			  maximum;
	uint64_t		  after;	/* the greatest so far */
	struct money_ratio	  sum;
};

/* A rate that holds, and for how long */
struct hold {
	const struct rate	*rate;
	uint32_t		 key;
	uint64_t		 until_unit;	/* at most to a gap */
	int64_t			 at_us, until_us;	/* where the band moves */
};

/* n increments of that size, and what one costs: price * units / per */
struct run {
	uint64_t	size, n;
	money_t		price;
	uint64_t	units, per;
};

/* ---- which rate ------------------------------------------------------- */

static const struct rate *
span_rate(const struct walk *w, const struct keyed_span *s, uint8_t band,
    uint64_t at, uint64_t *until)
{
	const struct rate *first, *r;
	size_t n = keyed_rows(&w->p->keyed, s, w->out->destination, &first);

	r = rates_pick(first, n, band, w->u->ts_us, at, until);
	if (r != NULL || w->out->destination == DESTINATION_NONE)
		return r;
	n = keyed_rows(&w->p->keyed, s, DESTINATION_NONE, &first);
	return rates_pick(first, n, band, w->u->ts_us, at, until);
}

static const struct rate *
rate_pick(const struct walk *w, uint8_t band, uint64_t at, struct hold *h)
{
	const struct rate *r;
	unsigned i;

	h->until_unit = UINT64_MAX;
	for (i = 0; i < w->spans; i++) {
		h->key = w->span[i]->key;
		r = span_rate(w, w->span[i], band, at, &h->until_unit);
		if (r != NULL)
			return r;
	}
	h->key = KEY_NONE;
	return tariff_rate_from(&w->p->tariff, w->out->destination, band,
	    w->u->ts_us, at, &h->until_unit);
}

static enum reason
rate_find(const struct walk *w, uint8_t band, uint64_t at, struct hold *h)
{
	bool whole = w->p->terms.after_split == AFTER_NONE;

	if (whole)
		at = w->quantity > 0 ? w->quantity - 1 : 0;
	h->rate = rate_pick(w, band, at, h);
	if (whole)
		h->until_unit = UINT64_MAX;
	return h->rate != NULL ? REASON_NONE : REASON_RATE_NO_PRICE;
}

/* The rate of an instant for unit number `at`. */
static enum reason
rate_hold(struct walk *w, int64_t us, uint64_t at, struct hold *h)
{
	uint8_t band = BAND_ANY;

	h->at_us = us;
	h->until_us = INT64_MAX;
	if (w->by_band) {
		band = band_at(&w->c->bands, &w->c->zone, us, w->cache);
		h->until_us = w->cache->until_us;
	}
	return rate_find(w, band, at, h);
}

/* ... and of the unit behind those counted */
static enum reason
rate_next(struct walk *w, struct hold *h)
{
	int64_t us = w->u->ts_us;
	uint64_t at = w->out->quantity, more = UINT64_MAX;
	enum reason why;

	if (w->moves && !usage_walk_to(&w->clock, at, &us, &more))
		return REASON_RATE_QUANTITY;
	why = rate_hold(w, us, at, h);
	if (more < h->until_unit - at)
		h->until_unit = at + more;
	return why;
}

/* ---- what it adds ----------------------------------------------------- */

static bool
run_price(const struct terms *t, const struct rate *r, struct run *run)
{
	run->price = r->price;
	run->units = run->size;
	run->per = r->per;
	switch (t->inner) {
	case INNER_UNIT:
		run->per = 1;
		return money_mul_div(r->price, 1, r->per, t->inner_decimals,
		    t->inner_mode, &run->price);
	case INNER_INCREMENT:
		run->units = run->per = 1;
		return money_mul_div(r->price, run->size, r->per,
		    t->inner_decimals, t->inner_mode, &run->price);
	default:
		return true;
	}
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	uint64_t rest;

	for (; b != 0; a = b, b = rest)
		rest = a % b;
	return a;
}

/* How many of them find room below the maximum; none behind a fee above it */
static bool
run_fits(const struct walk *w, const struct run *run, uint64_t *fits)
{
	uint64_t common = common_divisor(w->sum.den, run->per), den;
	money_sum_t each, limit, spent;

	*fits = run->n;
	if (__builtin_mul_overflow(w->sum.den, run->per / common, &den)
	    || __builtin_mul_overflow((money_sum_t)w->maximum, den, &limit)
	    || __builtin_mul_overflow(w->sum.num, run->per / common, &spent)
	    || __builtin_mul_overflow((money_sum_t)run->price, run->units,
	    &each)
	    || __builtin_mul_overflow(each, den / run->per, &each))
		return false;
	if (spent > limit)
		*fits = 0;
	else if (each > 0 && (limit - spent) / each < (money_sum_t)run->n)
		*fits = (uint64_t)((limit - spent) / each);
	return true;
}

static enum reason
leg_add(struct charge *c, const struct hold *h, uint64_t quantity)
{
	unsigned i;

	for (i = 0; i < c->len && c->leg[i].rate != h->rate; i++)
		;
	if (i == CHARGE_LEGS_MAX)
		return REASON_RATE_QUANTITY;
	if (i == c->len)
		c->leg[c->len++] = (struct charge_leg){ h->rate, 0, h->key };
	c->leg[i].quantity += quantity;	/* not above c->quantity */
	return __builtin_add_overflow(c->quantity, quantity, &c->quantity)
	    ? REASON_RATE_QUANTITY : REASON_NONE;
}

/* Fees and maximum are those of the rate that is used first. */
static enum reason
begin(struct walk *w, const struct hold *h)
{
	if (w->out->len > 0)
		return REASON_NONE;
	w->sum = (struct money_ratio){ h->rate->connect_fee, 1 };
	w->maximum = h->rate->maximum;
	w->after = h->rate->after;
	return leg_add(w->out, h, 0);
}

/* The fee of a rate that begins within the record, when it is reached */
static bool
reach(struct walk *w, const struct rate *r)
{
	if (r->after <= w->after)
		return true;
	w->after = r->after;
	return r->connect_fee == 0
	    || money_ratio_add(&w->sum, r->connect_fee, 1, 1);
}

static enum reason
run_add(struct walk *w, const struct hold *h, uint64_t size, uint64_t n)
{
	struct run run = { .size = size, .n = n };
	uint64_t units, quantity;
	enum reason why = begin(w, h);
	struct money_ratio before = w->sum;

	if (why != REASON_NONE)
		return why;
	if (!run_price(&w->p->terms, h->rate, &run) || !reach(w, h->rate))
		return REASON_MONEY_OVERFLOW;
	if (w->p->terms.above == ABOVE_CUT_OFF && w->maximum > 0) {
		if (!run_fits(w, &run, &n))
			return REASON_MONEY_OVERFLOW;
		w->out->cut = n < run.n;
		if (n == 0) {
			w->sum = before;
			return REASON_NONE;
		}
	}
	if (__builtin_mul_overflow(size, n, &quantity)
	    || __builtin_mul_overflow(run.units, n, &units))
		return REASON_RATE_QUANTITY;
	if (!money_ratio_add(&w->sum, run.price, units, run.per))
		return REASON_MONEY_OVERFLOW;
	return leg_add(w->out, h, quantity);
}

/* ---- from increment to increment -------------------------------------- */

static uint64_t
lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* How many steps of that size begin before the end; all 128 bits */
static uint64_t
steps_until(unsigned __int128 span, unsigned __int128 size)
{
	unsigned __int128 n = (span + size - 1) / size;

	return n < UINT64_MAX ? (uint64_t)n : UINT64_MAX;
}

static unsigned __int128
hold_span(const struct hold *h)
{
	return (unsigned __int128)((__int128)h->until_us - h->at_us);
}

/* The increment that ends in another band is of that one. */
static enum reason
end_band(struct walk *w, uint64_t size, uint64_t *n, struct hold *h)
{
	unsigned __int128 step = (unsigned __int128)size * US_PER_S;
	unsigned __int128 fit = hold_span(h) / step;
	int64_t end_us;

	if (fit > 0) {
		*n = fit < *n ? (uint64_t)fit : *n;
		return REASON_NONE;
	}
	*n = 1;
	if (!instant_after(h->at_us, size, &end_us))
		return REASON_RATE_QUANTITY;
	return rate_hold(w, end_us - 1, w->out->quantity, h);
}

static enum reason
increments_walk(struct walk *w)
{
	const struct charge *out = w->out;
	enum reason why = REASON_NONE;
	uint64_t size, n;
	struct hold h;

	while (why == REASON_NONE && out->quantity < w->quantity && !out->cut) {
		if ((why = rate_next(w, &h)) != REASON_NONE)
			return why;
		size = h.rate->first_increment;
		n = 1;
		if (out->quantity > 0) {
			size = h.rate->next_increment;
			n = lesser((w->quantity - out->quantity - 1) / size + 1,
			    steps_until(h.until_unit - out->quantity, size));
		}
		if (w->moves && w->p->terms.band_split == SPLIT_END)
			why = end_band(w, size, &n, &h);
		else if (w->moves)
			n = lesser(n, steps_until(hold_span(&h),
			    (unsigned __int128)size * US_PER_S));
		if (why == REASON_NONE)
			why = run_add(w, &h, size, n);
	}
	return why;
}

/* What whole increments have beyond the units that were used */
static bool
increments_rest(uint64_t quantity, uint64_t first, uint64_t next,
    uint64_t *rest)
{
	uint64_t behind;

	if (quantity <= first) {
		*rest = first - quantity;
		return true;
	}
	behind = (quantity - first) % next;
	*rest = behind > 0 ? next - behind : 0;
	return *rest <= UINT64_MAX - quantity;
}

/* Unit by unit; the last rate has what makes the increments whole. */
static enum reason
units_walk(struct walk *w)
{
	const struct charge *out = w->out;
	enum reason why;
	uint64_t n, rest;
	struct hold h;

	while (out->quantity < w->quantity && !out->cut) {
		if ((why = rate_next(w, &h)) != REASON_NONE)
			return why;
		n = lesser(w->quantity, h.until_unit) - out->quantity;
		if (w->moves)
			n = lesser(n, steps_until(hold_span(&h), US_PER_S));
		if ((why = run_add(w, &h, 1, n)) != REASON_NONE)
			return why;
	}
	if (out->cut)
		return REASON_NONE;
	if (!increments_rest(w->quantity, out->leg[0].rate->first_increment,
	    h.rate->next_increment, &rest))
		return REASON_RATE_QUANTITY;
	return rest > 0 ? run_add(w, &h, 1, rest) : REASON_NONE;
}

/* ---- the amount ------------------------------------------------------- */

static bool
parts_round(struct walk *w)
{
	const struct terms *t = &w->p->terms;
	const struct charge_leg *leg = w->out->leg;
	unsigned i;
	money_t part;

	w->sum = (struct money_ratio){ 0, 1 };
	for (i = 0; i < w->out->len; i++)
		if (!money_ratio_add(&w->sum, charge_leg_fee(w->out, i), 1, 1)
		    || !money_mul_div(leg[i].rate->price, leg[i].quantity,
		    leg[i].rate->per, t->inner_decimals, t->inner_mode, &part)
		    || !money_ratio_add(&w->sum, part, 1, 1))
			return false;
	return true;
}

static enum reason
amount_reckon(struct walk *w)
{
	struct charge *out = w->out;
	const struct rate *first = out->leg[0].rate;
	money_sum_t minimum, maximum;

	if (w->p->terms.inner == INNER_PART && !parts_round(w))
		return REASON_MONEY_OVERFLOW;
	/* 2^63 * 2^64 fits into 128 bits */
	minimum = (money_sum_t)first->minimum * w->sum.den;
	maximum = (money_sum_t)first->maximum * w->sum.den;
	out->at_minimum = w->sum.num < minimum;
	if (out->at_minimum)
		w->sum.num = minimum;
	out->at_maximum = maximum > 0 && w->sum.num > maximum;
	if (out->at_maximum)
		w->sum.num = maximum;
	out->exact = w->sum.num;
	out->per = w->sum.den;
	return money_quotient(w->sum.num, w->sum.den, w->p->decimals,
	    w->p->rounding, &out->amount)
	    ? REASON_NONE : REASON_MONEY_OVERFLOW;
}

static enum reason
nothing_used(struct walk *w)
{
	struct hold h;
	enum reason why = rate_hold(w, w->u->ts_us, 0, &h);

	if (why == REASON_NONE)
		why = begin(w, &h);
	if (why != REASON_NONE || w->p->terms.zero == ZERO_FREE
	    || w->u->covered)
		return why;
	return amount_reckon(w);
}

/* ---- the whole -------------------------------------------------------- */

static bool
any_destination(const struct walk *w)
{
	const struct rate *first;
	unsigned i;

	for (i = 0; i < w->spans; i++)
		if (keyed_rows(&w->p->keyed, w->span[i], DESTINATION_NONE,
		    &first) > 0)
			return true;
	return w->p->tariff.first[1] > 0;
}

static enum reason
destination_find(struct walk *w)
{
	w->out->destination = DESTINATION_NONE;
	if (!w->by_destination)
		return REASON_NONE;
	switch (destination_of(price_destinations(w->c, w->p), w->u->number,
	    &w->out->destination)) {
	case DESTINATION_OK:
		return REASON_NONE;
	case DESTINATION_UNKNOWN:
		return any_destination(w) ? REASON_NONE
		    : REASON_RATE_NO_DESTINATION;
	default:
		return REASON_RATE_BAD_NUMBER;
	}
}

static void
walk_open(struct walk *w)
{
	const struct keyed_span *s;
	unsigned i;

	w->by_destination = w->p->tariff.by_destination;
	w->by_band = w->p->tariff.by_band;
	for (i = 0; i < w->u->keys && w->spans < KEYS_MAX; i++) {
		if ((s = keyed_find(&w->p->keyed, w->u->key[i])) == NULL)
			continue;
		w->by_destination |= s->by_destination;
		w->by_band |= s->by_band;
		w->span[w->spans++] = s;
	}
	w->moves = w->by_band && unit_is_time(w->p->unit)
	    && w->p->terms.band_split != SPLIT_NONE;
	w->quantity = w->u->quantity;
	if (w->quantity == 0 && !w->u->covered
	    && w->p->terms.zero == ZERO_INCREMENT)
		w->quantity = 1;
}

enum reason
rate_usage_by_terms(const struct catalog *c, const struct price *p,
    const struct rating_usage *u, struct band_cache *cache,
    struct charge *out)
{
	struct walk w = { .c = c, .p = p, .u = u, .cache = cache,
		.out = out, .clock = { .u = u } };
	enum reason why;

	out->quantity = 0;
	out->amount = 0;
	out->exact = 0;
	out->per = 1;
	out->at_minimum = out->at_maximum = out->cut = false;
	out->len = 0;
	walk_open(&w);
	if ((why = destination_find(&w)) != REASON_NONE)
		return why;
	if (w.quantity == 0)
		return nothing_used(&w);
	if (w.moves && w.quantity > RATING_WALK_S_MAX)
		return REASON_RATE_QUANTITY;
	why = p->terms.band_split == SPLIT_EXACT ? units_walk(&w)
	    : increments_walk(&w);
	return why == REASON_NONE ? amount_reckon(&w) : why;
}
