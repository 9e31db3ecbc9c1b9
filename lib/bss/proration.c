/*
 * proration.c (bss) - see proration.h
 */
#include <assert.h>
#include <stdlib.h>

#include "bss/proration.h"

/* month: since year 0 */
static int64_t
month_begin(int month, int bill_day)
{
	int last = civil_month_days(month / 12, month % 12 + 1);

	return civil_days(month / 12, month % 12 + 1,
	    bill_day < last ? bill_day : last);
}

int
cycle_month(int64_t day, int bill_day)
{
	struct civil c;
	int month;

	assert(bill_day >= 1 && bill_day <= CYCLE_DAY_MAX);
	civil_from_days(day, &c);
	month = c.year * 12 + c.month - 1;
	return month - (day < month_begin(month, bill_day));
}

struct day_span
cycle_of(int64_t day, int bill_day)
{
	return cycle_of_months(day, bill_day, 1, 0);
}

/* Of two months one behind the other, one has the day itself. */
int
cycle_day(struct day_span s)
{
	struct civil first, end;
	struct day_span cycle;
	int day;

	civil_from_days(s.first, &first);
	civil_from_days(s.end, &end);
	day = first.day > end.day ? first.day : end.day;
	cycle = cycle_of(s.first, day);
	return cycle.first == s.first && cycle.end == s.end ? day : 0;
}

struct day_span
cycle_of_months(int64_t day, int bill_day, unsigned months, int anchor)
{
	int month = cycle_month(day, bill_day), size = (int)months;

	month -= ((month - anchor) % size + size) % size;
	return (struct day_span){ month_begin(month, bill_day),
	    month_begin(month + size, bill_day) };
}

unsigned
month_days(int64_t day)
{
	int month = cycle_month(day, 1);

	return (unsigned)(month_begin(month + 1, 1) - month_begin(month, 1));
}

static int
span_compare(const void *va, const void *vb)
{
	const struct day_span *a = va, *b = vb;

	return (a->first > b->first) - (a->first < b->first);
}

size_t
day_spans_union(struct day_span *span, size_t n)
{
	size_t kept = 0;

	if (n > 1)
		qsort(span, n, sizeof(*span), span_compare);
	for (size_t i = 0; i < n; i++) {
		if (day_span_empty(span[i]))
			continue;
		if (kept == 0 || span[i].first > span[kept - 1].end)
			span[kept++] = span[i];
		else if (span[i].end > span[kept - 1].end)
			span[kept - 1].end = span[i].end;
	}
	return kept;
}

struct day_span
day_span_cut(struct day_span a, struct day_span b)
{
	return (struct day_span){
		a.first > b.first ? a.first : b.first,
		a.end < b.end ? a.end : b.end
	};
}

int64_t
zone_day(const struct zone *z, int64_t us)
{
	struct civil c;

	zone_civil(z, us, &c);
	return civil_days(c.year, c.month, c.day);
}

struct day_span
days_active(const struct zone *z, int64_t from_us, bool has_to, int64_t to_us)
{
	return (struct day_span){
		zone_day(z, from_us), has_to ? zone_day(z, to_us) : INT64_MAX
	};
}

/* The charge from the cycle's first day up to, without, day n of it. */
static bool
charge_until(money_t charge, uint64_t n, uint64_t days,
    const struct charge_rounding *r, struct charge_part *out)
{
	return money_mul_div(charge, n, days, r->decimals, r->mode,
	    &out->exact)
	    && money_round(out->exact, r->minor, ROUND_HALF_UP, &out->net);
}

bool
prorate(money_t charge, struct day_span cycle, struct day_span part,
    const struct charge_rounding *r, struct charge_part *out)
{
	uint64_t days = (uint64_t)(cycle.end - cycle.first);
	struct charge_part a, b;

	assert(part.first >= cycle.first && part.end <= cycle.end);
	assert(!day_span_empty(cycle) && !day_span_empty(part));
	if (!charge_until(charge, (uint64_t)(part.first - cycle.first), days,
	    r, &a)
	    || !charge_until(charge, (uint64_t)(part.end - cycle.first), days,
	    r, &b))
		return false;
	/* a lies between nothing and b: the differences cannot overflow */
	out->exact = b.exact - a.exact;
	out->net = b.net - a.net;
	return true;
}

/* The charge for the first n days that are covered. */
static bool
covered_until(money_t charge, uint64_t n, uint64_t whole, uint64_t out_of,
    const struct charge_rounding *r, struct charge_part *out)
{
	return n == whole || n > out_of
	    ? charge_until(charge, 1, 1, r, out)
	    : charge_until(charge, n, out_of, r, out);
}

bool
prorate_covered(money_t charge, struct day_span cycle,
    struct day_span covered, struct day_span part, uint64_t out_of,
    const struct charge_rounding *r, struct charge_part *out)
{
	uint64_t days = (uint64_t)(cycle.end - cycle.first);
	struct charge_part a, b;

	assert(part.first >= covered.first && part.end <= covered.end);
	if (!covered_until(charge, (uint64_t)(part.first - covered.first),
	    days, out_of, r, &a)
	    || !covered_until(charge, (uint64_t)(part.end - covered.first),
	    days, out_of, r, &b))
		return false;
	out->exact = b.exact - a.exact;
	out->net = b.net - a.net;
	return true;
}
