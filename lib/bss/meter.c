/*
 * meter.c (bss) - a meter in the course of time; see meter.h
 */
#include "bss/meter.h"

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t
sum_or_max(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static const struct allowance *
allowance_of(const struct meters *m, const struct meter *meter)
{
	return m->def[meter->def].allowance;
}

/* ---- cycles ----------------------------------------------------------- */

/* Many meters go from one cycle to the next at the same instant. */
static const struct meter_span *
span_at(struct meters *m, const struct meter *meter, int64_t us)
{
	enum meter_every every = m->def[meter->def].every;
	int bill_day = meter_rest(m, meter)->bill_day;
	struct meter_span *s = &m->span[every][bill_day];
	const struct zone *z = &m->catalog->zone;

	if (us < s->from_us || us >= s->to_us) {
		s->days = meter_cycle(every, bill_day, zone_day(z, us));
		s->from_us = zone_midnight(z, s->days.first);
		s->to_us = zone_midnight(z, s->days.end);
	}
	return s;
}

/* Without proration nobody asks for the days. */
static uint64_t
grant_quantity(struct meters *m, const struct meter *meter,
    const struct meter_grant *g)
{
	const struct allowance *a = allowance_of(m, meter);
	struct day_span cycle = { 0, 1 }, active = { 0, 1 };

	if (a->prorated && a->every != EVERY_ONCE) {
		cycle = span_at(m, meter, meter->from_us)->days;
		active = days_active(&m->catalog->zone, g->from_us,
		    g->to_us != INT64_MAX, g->to_us);
	}
	return allowance_grant(a, g->times, cycle, active);
}

/* A subscription in parts gives once a cycle, or by the days of each. */
static bool
gave_before(const struct meters *m, const struct meter *meter,
    const struct meter_grant *g)
{
	const struct allowance *a = allowance_of(m, meter);

	return g->before_us > meter->from_us
	    && (!a->prorated || a->every == EVERY_ONCE);
}

static void
give(struct meters *m, struct meter *meter, const struct meter_grant *g)
{
	struct meter_rest *rest = meter_rest(m, meter);

	if ((rest->given && !allowance_of(m, meter)->each)
	    || gave_before(m, meter, g))
		return;
	rest->given = true;
	meter->left = sum_or_max(meter->left, grant_quantity(m, meter, g));
}

static const struct meter_grant *
pending_grant(const struct meters *m, const struct meter_rest *rest)
{
	const struct meter_grant *g = m->grant + rest->pending;

	return rest->pending < rest->grant + rest->grants
	    && g->from_us < rest->to_us ? g : NULL;
}

static void
next_set(const struct meters *m, struct meter *meter)
{
	const struct meter_rest *rest = meter_rest(m, meter);
	const struct meter_grant *g = pending_grant(m, rest);

	meter->next_us = g != NULL ? g->from_us : rest->to_us;
}

/* What was given before the cycle holds for it, too, unless it ended. */
static void
cycle_begin(struct meters *m, struct meter *meter)
{
	struct meter_rest *rest = meter_rest(m, meter);
	const struct meter_grant *g;

	meter->left = 0;
	rest->given = false;
	rest->pending = rest->grant;
	while ((g = pending_grant(m, rest)) != NULL
	    && g->from_us <= meter->from_us) {
		if (g->to_us > meter->from_us)
			give(m, meter, g);
		rest->pending++;
	}
	next_set(m, meter);
}

void
meter_begin(struct meters *m, struct meter *meter, int64_t us)
{
	const struct meter_span *s;

	if (m->def[meter->def].every != EVERY_ONCE) {
		s = span_at(m, meter, us);
		meter->from_us = s->from_us;
		meter_rest(m, meter)->to_us = s->to_us;
	}
	cycle_begin(m, meter);
}

/* ---- what goes over --------------------------------------------------- */

static uint64_t *
rolled_of(const struct meters *m, const struct meter *meter)
{
	return m->rolled + meter_rest(m, meter)->rolled;
}

static uint64_t
rolled_sum(const struct meters *m, const struct meter *meter)
{
	uint64_t periods, sum = 0, i;

	if (!meter->rolled)
		return 0;
	periods = m->def[meter->def].roll_periods;
	for (i = 0; i < periods; i++)
		sum = sum_or_max(sum, rolled_of(m, meter)[i]);
	return sum;
}

/*
 * A cycle older, each of them; the oldest expires. `left` of the cycle that
 * ends joins them, as far as the limit lets it.
 */
static void
roll(struct meters *m, struct meter *meter, uint64_t left)
{
	const struct allowance *a = allowance_of(m, meter);
	uint64_t *row = rolled_of(m, meter), sum;

	memmove(row + 1, row, (a->roll_periods - 1) * sizeof(*row));
	row[0] = 0;
	sum = rolled_sum(m, meter);
	if (a->roll_limit != 0)
		left = least(left, a->roll_limit - least(sum, a->roll_limit));
	row[0] = left;
	meter->rolled |= left > 0;
}

static void
cycle_end(struct meters *m, struct meter *meter)
{
	const struct meter_rest *rest = meter_rest(m, meter);
	uint64_t left = meter->left, periods;

	meter_begin(m, meter, rest->to_us);
	if ((periods = m->def[meter->def].roll_periods) == 0)
		return;
	roll(m, meter, left);
	/* who has no grant any more has nothing that goes over, either */
	if (!rest->given && pending_grant(m, rest) == NULL) {
		memset(rolled_of(m, meter), 0, periods * sizeof(*m->rolled));
		meter->rolled = false;
	}
}

/* Nothing is left in it, but it is known what was. */
static void
once_over(const struct meters *m, struct meter *meter)
{
	m->rolled[meter_rest(m, meter)->rolled] = meter->left;
	meter->left = 0;
	meter->next_us = INT64_MAX;
}

void
meter_advance(struct meters *m, struct meter *meter, int64_t us)
{
	struct meter_rest *rest = meter_rest(m, meter);
	const struct meter_grant *g;

	while (meter->next_us <= us) {
		if ((g = pending_grant(m, rest)) != NULL) {
			give(m, meter, g);
			rest->pending++;
			next_set(m, meter);
		} else if (m->def[meter->def].every != EVERY_ONCE)
			cycle_end(m, meter);
		else {
			once_over(m, meter);
			return;
		}
	}
}

/* ---- contents --------------------------------------------------------- */

uint64_t
meter_content(const struct meters *m, const struct meter *meter)
{
	return sum_or_max(meter->left, rolled_sum(m, meter));
}

/* The oldest first: it expires first. */
static uint64_t
take_rolled(struct meters *m, struct meter *meter, uint64_t n)
{
	uint64_t i, part;

	if (!meter->rolled)
		return n;
	for (i = m->def[meter->def].roll_periods; i-- > 0 && n > 0;) {
		part = least(n, rolled_of(m, meter)[i]);
		rolled_of(m, meter)[i] -= part;
		n -= part;
	}
	meter->rolled = n == 0;
	return n;
}

void
meter_take(struct meters *m, struct meter *meter, uint64_t n)
{
	bool last = allowance_of(m, meter)->roll_last;
	uint64_t part;

	if (!last)
		n = take_rolled(m, meter, n);
	part = least(n, meter->left);
	meter->left -= part;
	n -= part;
	if (last)
		take_rolled(m, meter, n);
}
