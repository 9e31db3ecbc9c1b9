#include "base/zone_rule.h"

struct cursor {
	const char	*p, *end;
};

static bool
take(struct cursor *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static bool
take_number(struct cursor *c, int min, int max, int *out)
{
	const char *start = c->p;
	int v = 0;

	for (; c->p < c->end && (unsigned char)(*c->p - '0') <= 9; c->p++)
		if ((v = v * 10 + (*c->p - '0')) > max)
			return false;
	*out = v;
	return c->p > start && v >= min;
}

/* "CET" or "<+0330>" */
static bool
take_name(struct cursor *c, struct slice *name)
{
	const char *start = c->p;

	if (take(c, '<')) {
		while (c->p < c->end && *c->p != '>')
			c->p++;
		*name = (struct slice){ start + 1, (size_t)(c->p - start - 1) };
		return take(c, '>');
	}
	while (c->p < c->end && ((*c->p >= 'A' && *c->p <= 'Z')
	    || (*c->p >= 'a' && *c->p <= 'z')))
		c->p++;
	*name = (struct slice){ start, (size_t)(c->p - start) };
	return name->len >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(struct cursor *c, int max_hours, int32_t *out)
{
	bool negative = take(c, '-');
	int h, m = 0, s = 0;

	if (!negative)
		take(c, '+');
	if (!take_number(c, 0, max_hours, &h))
		return false;
	if (take(c, ':')) {
		if (!take_number(c, 0, 59, &m))
			return false;
		if (take(c, ':') && !take_number(c, 0, 59, &s))
			return false;
	}
	*out = (h * 3600 + m * 60 + s) * (negative ? -1 : 1);
	return true;
}

/* POSIX counts west of Greenwich, we count east. */
static bool
take_offset(struct cursor *c, int32_t *out)
{
	if (!take_time(c, 25, out))
		return false;
	*out = -*out;
	return true;
}

/* ",M3.5.0/2", ",J60", ",0/0" */
static bool
take_date(struct cursor *c, struct zone_rule_date *d)
{
	if (!take(c, ','))
		return false;
	if (take(c, 'M')) {
		d->kind = RULE_MONTH;
		if (!take_number(c, 1, 12, &d->month) || !take(c, '.')
		    || !take_number(c, 1, 5, &d->week) || !take(c, '.')
		    || !take_number(c, 0, 6, &d->weekday))
			return false;
	} else {
		d->kind = take(c, 'J') ? RULE_JULIAN : RULE_DAY;
		if (!take_number(c, d->kind == RULE_JULIAN, 365, &d->day))
			return false;
	}
	d->time_s = 2 * 3600;
	return !take(c, '/') || take_time(c, 167, &d->time_s);
}

bool
zone_rule_parse(struct slice s, struct zone_rule *rule)
{
	struct cursor c = { s.p, s.p + s.len };

	*rule = (struct zone_rule){ 0 };
	if (!take_name(&c, &rule->std_name)
	    || !take_offset(&c, &rule->std_offset_s))
		return false;
	if (c.p == c.end)
		return true;
	rule->has_dst = true;
	if (!take_name(&c, &rule->dst_name))
		return false;
	rule->dst_offset_s = rule->std_offset_s + 3600;
	if (c.p < c.end && *c.p != ','
	    && !take_offset(&c, &rule->dst_offset_s))
		return false;
	/* POSIX leaves the default rule open; tzdata always writes it */
	return take_date(&c, &rule->start) && take_date(&c, &rule->end)
	    && c.p == c.end;
}

static int64_t
rule_days(const struct zone_rule_date *d, int year)
{
	int64_t first = civil_days(year, 1, 1);
	struct civil c;
	int day;

	if (d->kind == RULE_DAY)
		return first + d->day;
	if (d->kind == RULE_JULIAN)	/* February 29 is never counted */
		return first + d->day - 1
		    + (d->day >= 60 && civil_month_days(year, 2) == 29);
	first = civil_days(year, d->month, 1);
	civil_from_days(first, &c);
	/* ours is 0 = Monday, POSIX has 0 = Sunday */
	day = 1 + (d->weekday + 6 - c.weekday) % 7 + (d->week - 1) * 7;
	while (day > civil_month_days(year, d->month))
		day -= 7;
	return first + day - 1;
}

static int64_t
rule_us(const struct zone_rule_date *d, int year, int32_t offset_s)
{
	return (rule_days(d, year) * 86400 + d->time_s - offset_s) * US_PER_S;
}

int
zone_rule_year(const struct zone_rule *rule, int year,
    struct zone_span out[2])
{
	struct zone_span dst = {
		rule_us(&rule->start, year, rule->std_offset_s),
		rule->dst_offset_s
	};
	struct zone_span std = {
		rule_us(&rule->end, year, rule->dst_offset_s),
		rule->std_offset_s
	};
	bool north = dst.from_us < std.from_us;

	out[0] = north ? dst : std;
	out[1] = north ? std : dst;
	return 2;
}
