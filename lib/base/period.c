#include "base/period.h"

static void
day_after(const struct civil *c, struct civil *out)
{
	civil_from_days(civil_days(c->year, c->month, c->day) + 1, out);
}

static bool
month_parse(struct slice s, struct civil *first, struct civil *last_excl)
{
	char day[10];

	if (s.len != 7)
		return false;
	memcpy(day, s.p, 7);
	memcpy(day + 7, "-01", 3);
	if (!date_parse((struct slice){ day, 10 }, first))
		return false;
	civil_from_days(civil_days(first->year, first->month, 1)
	    + civil_month_days(first->year, first->month), last_excl);
	return true;
}

static bool
dates_parse(struct slice s, struct civil *first, struct civil *last_excl)
{
	return s.len == 21 && s.p[10] == '/'
	    && date_parse((struct slice){ s.p, 10 }, first)
	    && date_parse((struct slice){ s.p + 11, 10 }, last_excl);
}

bool
period_parse(const char *text, const struct zone *zone, struct period *out)
{
	struct slice s = slice_of(text);
	struct period p = { 0 };

	if (date_parse(s, &p.first))
		day_after(&p.first, &p.last_excl);
	else if (!month_parse(s, &p.first, &p.last_excl)
	    && !dates_parse(s, &p.first, &p.last_excl))
		return false;
	p.from_us = zone_instant(zone, &p.first, NULL);
	p.to_us = zone_instant(zone, &p.last_excl, NULL);
	/* the end must be a date that can be written: not past 9999-12-31 */
	if (p.from_us >= p.to_us || p.last_excl.year > 9999)
		return false;
	memcpy(p.name, text, s.len + 1);
	*out = p;
	return true;
}
