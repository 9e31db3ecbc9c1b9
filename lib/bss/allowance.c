/*
 * allowance.c (bss) - see allowance.h
 */
#include <assert.h>

#include "bss/allowance.h"

/* quantity * n / days, half up; n <= days */
static uint64_t
share(uint64_t quantity, int64_t n, int64_t days)
{
	unsigned __int128 twice = (unsigned __int128)quantity * 2
	    * (uint64_t)n + (uint64_t)days;

	return (uint64_t)(twice / (2 * (uint64_t)days));
}

/* As charges are prorated: however a cycle is cut, its parts add up. */
uint64_t
allowance_grant(const struct allowance *a, uint64_t times,
    struct day_span cycle, struct day_span active)
{
	uint64_t most = allowance_is_money(a) ? INT64_MAX : UINT64_MAX, all;
	struct day_span part = day_span_cut(cycle, active);
	int64_t days = cycle.end - cycle.first;

	if (__builtin_mul_overflow(a->quantity, times, &all) || all > most)
		all = most;
	if (!a->prorated)
		return all;
	if (day_span_empty(part))
		return 0;
	return share(all, part.end - cycle.first, days)
	    - share(all, part.first - cycle.first, days);
}

struct day_span
meter_cycle(enum meter_every every, int bill_day, int64_t day)
{
	int64_t first;

	switch (every) {
	case EVERY_MONTH:
		return cycle_of(day, bill_day);
	case EVERY_CALENDAR_MONTH:
		return cycle_of(day, 1);
	case EVERY_WEEK:
		/* 1970-01-01 was a Thursday; days may be before it */
		first = day - ((day + 3) % 7 + 7) % 7;
		return (struct day_span){ first, first + 7 };
	default:
		assert(every == EVERY_DAY);
		return (struct day_span){ day, day + 1 };
	}
}

int64_t
zone_midnight(const struct zone *z, int64_t day)
{
	struct civil c;

	civil_from_days(day, &c);
	c.hour = c.minute = c.second = c.us = 0;
	return zone_instant(z, &c, NULL);
}
