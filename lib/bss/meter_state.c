/*
 * meter_state.c (bss) - balances from period to period; see meter.h
 */
#include "bss/meter_holder.h"

/* ---- opening ---------------------------------------------------------- */

/*
 * A balance of another cycle is of no use; but what is given once is the
 * subscription's, though it may begin and end otherwise by now. When it is
 * over its end may still be taken back.
 */
static bool
is_open(const struct meters *m, const struct meter *meter,
    const struct meter_state *s)
{
	const struct meter_rest *rest = meter_rest(m, meter);

	return m->def[meter->def].every == EVERY_ONCE
	    || (rest->to_us > m->begin_us && s->from_us == meter->from_us
	    && s->to_us == rest->to_us);
}

/*
 * How many cycles ago a balance was left, by the cycle of the meter: periods
 * may have been left out. False: it is of no use any more.
 */
static bool
state_ago(const struct meters *m, const struct meter *meter,
    const struct meter_state *s, uint64_t *ago)
{
	const struct meter_def *def = &m->def[meter->def];
	const struct zone *z = &m->catalog->zone;
	int64_t us = s->from_us;

	*ago = s->rolled;
	if (s->rolled == 0)
		return is_open(m, meter, s);
	for (; us < meter->from_us && *ago <= def->roll_periods; ++*ago)
		us = zone_midnight(z, meter_cycle(def->every,
		    meter_rest(m, meter)->bill_day, zone_day(z, us)).end);
	return *ago <= def->roll_periods && us <= meter->from_us
	    && s->to_us > m->begin_us;
}

/* What the meters count: units of usage, or money of a currency */
static struct slice
def_of(const struct meter_def *def)
{
	const struct allowance *a = def->allowance;

	if (a != NULL)
		return allowance_is_money(a) ? a->currency : a->unit;
	return def->price->graduated->by_amount ? def->price->currency
	    : def->price->unit;
}

static bool
def_is(const struct meter_def *def, const struct meter_state *s)
{
	if (s->of.len > 0 && !slice_eq(s->of, def_of(def)))
		return false;
	return def->allowance != NULL
	    ? slice_eq(def->allowance->id, s->allowance)
	    : s->allowance.len == 0 && slice_eq(def->price->id, s->price);
}

enum meter_opening
meters_open(struct meters *m, const struct meter_state *s)
{
	enum meter_opening found;
	struct meter *meter;
	uint64_t ago;
	size_t def;

	for (def = 0; def < m->defs && !def_is(&m->def[def], s); def++)
		;
	if (def == m->defs)
		return METER_UNKNOWN;
	meter = meter_of_state(m, def, s, s->payer.len > 0 ? s->payer
	    : s->account);
	if (meter != NULL) {
		if (!state_ago(m, meter, s, &ago))
			return METER_LAPSED;
		meter_set_left(m, meter, ago, s->left);
		meter_rest(m, meter)->opened |= ago == 0;
		return METER_SET;
	}
	if ((found = meter_moved(m, def, s, &meter)) != METER_SET)
		return found;
	if (!state_ago(m, meter, s, &ago))
		return METER_LAPSED;
	meter_move_keep(m, meter, ago, s->left);
	return METER_SET;
}

/* ---- closing ---------------------------------------------------------- */

struct closing {
	struct meters	*m;
	int		(*fn)(void *, const struct meter_state *);
	void		*arg;
};

static struct meter_state
state_of(const struct meters *m, const struct meter *meter)
{
	const struct meter_def *def = &m->def[meter->def];
	const struct meter_rest *rest = meter_rest(m, meter);
	const struct subscription *sub = subscription_at(m->subs,
	    rest->place);
	struct meter_state s = {
		.def = def, .payer = subscription_payer(sub), .from_us = meter->from_us,
		.to_us = rest->to_us, .left = meter->left
	};

	if (def->allowance != NULL)
		s.allowance = def->allowance->id;
	else
		s.price = def->price->id;
	if (def->shared == SHARED_SUBSCRIPTION || def->every == EVERY_ONCE)
		s.subscription = subscription_id(sub);
	if (def->shared != SHARED_PAYER)
		s.account = subscription_account(sub);
	if (def->shared == SHARED_IDENTIFIER)
		s.identifier = subscription_identifier(sub);
	return s;
}

/* When what was left `ago` cycles before the meter's expires */
static int64_t
rolled_expiry(const struct meters *m, const struct meter *meter, uint64_t ago)
{
	const struct meter_def *def = &m->def[meter->def];
	const struct meter_rest *rest = meter_rest(m, meter);
	const struct zone *z = &m->catalog->zone;
	int64_t us = rest->to_us, day;
	uint64_t i;

	for (i = ago; i < def->roll_periods; i++) {
		day = meter_cycle(def->every, rest->bill_day,
		    zone_day(z, us)).end;
		us = zone_midnight(z, day);
	}
	return us;
}

static int
close_rolled(const struct closing *c, const struct meter *meter)
{
	uint64_t periods = c->m->def[meter->def].roll_periods;
	const uint64_t *row = c->m->rolled + meter_rest(c->m, meter)->rolled;
	struct meter_state s = state_of(c->m, meter);
	int rc = 0;

	for (s.rolled = 1; s.rolled <= periods && rc == 0; s.rolled++) {
		s.left = row[s.rolled - 1];
		s.to_us = rolled_expiry(c->m, meter, s.rolled);
		if (s.left > 0)
			rc = c->fn(c->arg, &s);
	}
	return rc;
}

/* What was given once and is over with its subscription, which may go on. */
static int
close_over(const struct closing *c, const struct meter *meter)
{
	const struct meter_def *def = &c->m->def[meter->def];
	struct meter_state s;

	if (def->every != EVERY_ONCE || def->allowance->valid_d != 0)
		return 0;
	s = state_of(c->m, meter);
	s.left = c->m->rolled[meter_rest(c->m, meter)->rolled];
	return meter->from_us < c->m->end_us ? c->fn(c->arg, &s) : 0;
}

/*
 * A cycle in progress goes on with what is left of it, be it nothing; of one
 * that ends with the period only what goes over stays.
 */
static int
close_one(const struct closing *c, struct meter *meter)
{
	const struct meter_rest *rest = meter_rest(c->m, meter);
	int64_t end_us = c->m->end_us;
	struct meter_state s;
	int rc = 0;

	meter_reach(c->m, meter, end_us - 1);
	if (meter->from_us < end_us && rest->to_us > end_us
	    && (rest->given || meter->left > 0)) {
		s = state_of(c->m, meter);
		rc = c->fn(c->arg, &s);
	} else {
		meter_reach(c->m, meter, end_us);
		rc = close_over(c, meter);
	}
	return rc == 0 ? close_rolled(c, meter) : rc;
}

int
meters_close(struct meters *m, int (*fn)(void *, const struct meter_state *),
    void *arg)
{
	struct closing c = { m, fn, arg };
	uint32_t i;
	int rc = 0;

	for (i = 0; i < m->len && rc == 0; i++)
		rc = close_one(&c, &m->meter[i]);
	return rc;
}
