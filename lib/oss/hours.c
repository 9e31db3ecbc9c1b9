/*
 * hours.c (oss) - the hours in which a service is to be there
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oss/hours.h"

#define DAY_MIN	1440

static const char *const weekdays[7] = { "mon", "tue", "wed", "thu", "fri",
	"sat", "sun" };

void
hours_release(struct hours *h)
{
	free(h->holiday);
	*h = (struct hours){ 0 };
}

static void
skip_blanks(struct slice *s)
{
	while (s->len > 0 && *s->p == ' ') {
		s->p++;
		s->len--;
	}
}

static bool
take_char(struct slice *s, char c)
{
	if (s->len == 0 || *s->p != c)
		return false;
	s->p++;
	s->len--;
	return true;
}

static bool
take_day(struct slice *s, unsigned *day)
{
	for (unsigned d = 0; d < 7; d++)
		if (s->len >= 3 && memcmp(s->p, weekdays[d], 3) == 0) {
			s->p += 3;
			s->len -= 3;
			*day = d;
			return true;
		}
	return false;
}

/* "08:30", to 24:00 */
static bool
take_time(struct slice *s, int16_t *min)
{
	static const int8_t scale[5] = { 10, 1, 0, 10, 1 };
	int value[2] = { 0, 0 };

	if (s->len < 5 || s->p[2] != ':')
		return false;
	for (int i = 0; i < 5; i++) {
		if (i == 2)
			continue;
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		value[i > 2] += (s->p[i] - '0') * scale[i];
	}
	if (value[1] > 59 || value[0] * 60 + value[1] > DAY_MIN)
		return false;
	*min = (int16_t)(value[0] * 60 + value[1]);
	s->p += 5;
	s->len -= 5;
	return true;
}

/* "mon-fri", "sat" */
static bool
take_days(struct slice *s, uint8_t *days)
{
	unsigned from, to;

	if (!take_day(s, &from))
		return false;
	to = from;
	if (take_char(s, '-') && !take_day(s, &to))
		return false;
	*days = (uint8_t)(1U << from);
	while (from != to) {		/* fri-mon goes over the week's end */
		from = (from + 1) % 7;
		*days |= (uint8_t)(1U << from);
	}
	return true;
}

bool
hours_parse(struct hours *h, struct slice text)
{
	struct hours new = { 0 };

	do {
		if (new.len == HOURS_MAX)
			return false;
		skip_blanks(&text);
		if (!take_days(&text, &new.row[new.len].days))
			return false;
		skip_blanks(&text);
		if (!take_time(&text, &new.row[new.len].from_min)
		    || !take_char(&text, '-')
		    || !take_time(&text, &new.row[new.len].to_min)
		    || new.row[new.len].from_min >= new.row[new.len].to_min)
			return false;
		new.len++;
		skip_blanks(&text);
	} while (take_char(&text, ','));
	if (text.len != 0)
		return false;
	memcpy(h->row, new.row, sizeof(h->row));
	h->len = new.len;
	return true;
}

void
hours_holiday(struct hours *h, int64_t day)
{
	GROW(h->holiday, h->holidays, h->holidays_cap);
	h->holiday[h->holidays++] = day;
}

static int
day_cmp(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void
hours_ready(struct hours *h)
{
	if (h->holidays > 1)
		qsort(h->holiday, h->holidays, sizeof(*h->holiday), day_cmp);
}

static int64_t
instant(const struct zone *z, int64_t day, int min)
{
	struct civil c = { 0 };

	civil_from_days(min == DAY_MIN ? day + 1 : day, &c);
	c.hour = min / 60 % 24;
	c.minute = min % 60;
	c.second = c.us = 0;
	return zone_instant(z, &c, NULL);
}

static void
day_spans(const struct hours *h, const struct zone *z, int64_t day,
    struct spans *out)
{
	unsigned weekday = (unsigned)((day % 7 + 10) % 7);	/* 1970: Thu */

	if (h->holidays != 0 && bsearch(&day, h->holiday, h->holidays,
	    sizeof(day), day_cmp) != NULL)
		return;
	if (h->len == 0)
		spans_add(out, instant(z, day, 0), instant(z, day, DAY_MIN));
	for (size_t i = 0; i < h->len; i++)
		if ((h->row[i].days >> weekday & 1) != 0)
			spans_add(out, instant(z, day, h->row[i].from_min),
			    instant(z, day, h->row[i].to_min));
}

void
hours_spans(const struct hours *h, const struct zone *z, int64_t from_us,
    int64_t to_us, struct spans *out)
{
	struct span period = { from_us, to_us };
	struct spans all = { 0 }, one = { &period, 1, 1 };
	struct civil first, last;
	int64_t day, end;

	spans_clear(out);
	if (from_us >= to_us)
		return;
	if (h->len == 0 && h->holidays == 0) {
		spans_add(out, from_us, to_us);
		return;
	}
	zone_civil(z, from_us, &first);
	zone_civil(z, to_us, &last);
	end = civil_days(last.year, last.month, last.day);
	for (day = civil_days(first.year, first.month, first.day); day <= end;
	    day++)
		day_spans(h, z, day, &all);
	spans_clean(&all);
	spans_cut(&all, &one, out);
	spans_release(&all);
}
