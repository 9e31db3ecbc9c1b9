/*
 * band_plan.c (bss) - windows into plans of days
 * A day has the windows that begin on it and the tails of those that began
 * the day before. Days with the same windows share a plan, so a calendar of
 * fifty years makes no more plans than it has different days.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "bss/band.h"

#define WINDOW_WORDS	(BAND_WINDOWS_MAX / 64)
#define FREE		UINT8_MAX	/* of no window */

struct day_key {
	uint64_t	own[WINDOW_WORDS];	/* windows that begin */
	uint64_t	tail[WINDOW_WORDS];	/* that go on from yesterday */
};

struct compiler {
	struct band_table	*t;
	struct day_key		*key;		/* of each plan */
	size_t			 key_cap;
	struct band_clash	*clash;
};

/* A day as it is being filled, cut where windows begin and end */
struct day_pieces {
	unsigned	at[2 * BAND_WINDOWS_MAX + 2];	/* the first is 0 */
	size_t		len;				/* the last is the end */
	uint8_t		band[2 * BAND_WINDOWS_MAX + 1];
	uint64_t	weight[2 * BAND_WINDOWS_MAX + 1];
	uint8_t		rival[2 * BAND_WINDOWS_MAX + 1];	/* FREE: none */
};

static unsigned
weekday_of(int64_t day)
{
	return (unsigned)((day % 7 + 7 + 3) % 7);	/* 1970: a Thursday */
}

static bool
crosses(const struct band_window *w)
{
	return w->to <= w->from;
}

static void
key_add(uint64_t *set, size_t window)
{
	set[window / 64] |= UINT64_C(1) << (window % 64);
}

static bool
key_has(const uint64_t *set, size_t window)
{
	return (set[window / 64] >> (window % 64) & 1) != 0;
}

static int
cut_compare(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
day_cut(const struct band_table *t, const struct day_key *key,
    struct day_pieces *d)
{
	const struct band_window *w;
	size_t i, n = 0;

	d->at[n++] = 0;
	for (i = 0; i < t->window_len; i++) {
		w = &t->window[i];
		if (key_has(key->own, i))
			d->at[n++] = w->from;
		if (key_has(key->tail, i)
		    || (key_has(key->own, i) && !crosses(w)))
			d->at[n++] = w->to;
	}
	d->at[n++] = DAY_SECONDS;
	qsort(d->at, n, sizeof(*d->at), cut_compare);
	for (i = d->len = 1; i < n; i++)
		if (d->at[i] != d->at[d->len - 1])
			d->at[d->len++] = d->at[i];
}

static void
pieces_fill(struct day_pieces *d, const struct band_window *w,
    unsigned from, unsigned to)
{
	size_t i;

	for (i = 0; d->at[i] < to; i++) {
		if (d->at[i] < from)
			continue;
		if (d->band[i] == FREE || w->weight > d->weight[i]) {
			d->band[i] = (uint8_t)w->band;
			d->weight[i] = w->weight;
			d->rival[i] = FREE;
		} else if (w->weight == d->weight[i]
		    && w->band != d->band[i])
			d->rival[i] = (uint8_t)w->band;
	}
}

static void
day_fill(const struct band_table *t, const struct day_key *key,
    struct day_pieces *d)
{
	const struct band_window *w;
	size_t i;

	day_cut(t, key, d);
	memset(d->band, FREE, sizeof(d->band));
	memset(d->rival, FREE, sizeof(d->rival));
	for (i = 0; i < t->window_len; i++) {
		w = &t->window[i];
		if (key_has(key->own, i))
			pieces_fill(d, w, w->from,
			    crosses(w) ? DAY_SECONDS : w->to);
		if (key_has(key->tail, i))
			pieces_fill(d, w, 0, w->to);
	}
}

/* The span that each minute begins in */
static void
plan_index(struct band_plan *plan)
{
	unsigned at, i = 0;

	for (at = 0; at < DAY_MINUTES; at++) {
		while (plan->span[i].to <= at * 60)
			i++;
		plan->minute[at] = (uint8_t)i;
	}
}

static enum band_err
plan_fill(struct compiler *c, const struct day_pieces *d,
    struct band_plan *plan)
{
	struct band_span *s = NULL;
	uint8_t band;
	size_t i;

	for (i = 0; i + 1 < d->len; i++) {
		if (d->rival[i] != FREE) {
			c->clash->a = d->band[i];
			c->clash->b = d->rival[i];
			c->clash->second = d->at[i];
			return BAND_CLASH;
		}
		band = d->band[i] == FREE ? BAND_OFFPEAK : d->band[i];
		if (s == NULL || s->band != band) {
			if (plan->span_len == BAND_SPANS_MAX)
				return BAND_FULL;
			s = &plan->span[plan->span_len++];
			s->from = d->at[i];
			s->band = band;
		}
		s->to = d->at[i + 1];
	}
	plan_index(plan);
	return BAND_OK;
}

/* The plan of days with these windows, made when it is new */
static enum band_err
plan_of_key(struct compiler *c, const struct day_key *key, uint16_t *out)
{
	struct band_table *t = c->t;
	struct day_pieces d;
	size_t i;

	for (i = 0; i < t->plan_len; i++)
		if (memcmp(&c->key[i], key, sizeof(*key)) == 0)
			break;
	*out = (uint16_t)i;
	if (i < t->plan_len)
		return BAND_OK;
	if (i == UINT16_MAX)
		return BAND_FULL;
	GROW(t->plan, t->plan_len, t->plan_cap);
	GROW(c->key, t->plan_len, c->key_cap);
	c->key[i] = *key;
	memset(&t->plan[i], 0, sizeof(t->plan[i]));
	t->plan_len++;
	day_fill(t, key, &d);
	return plan_fill(c, &d, &t->plan[i]);
}

static bool
window_spans(const struct band_window *w, int64_t day)
{
	return day >= w->since && day < w->until;
}

/* The plans of the weeks from a date on, INT64_MIN: from ever on */
static enum band_err
week_compile(struct compiler *c, int64_t from_day)
{
	struct band_table *t = c->t;
	struct band_week week = { .from_day = from_day };
	struct day_key key;
	enum band_err err;
	unsigned d;
	size_t i;

	for (d = 0; d < 7; d++) {
		memset(&key, 0, sizeof(key));
		for (i = 0; i < t->window_len; i++) {
			if (!window_spans(&t->window[i], from_day))
				continue;
			if ((t->window[i].days >> d & 1) != 0)
				key_add(key.own, i);
			if ((t->window[i].days >> (d + 6) % 7 & 1) != 0
			    && crosses(&t->window[i]))
				key_add(key.tail, i);
		}
		c->clash->weekday = d;
		c->clash->dated = false;
		if ((err = plan_of_key(c, &key, &week.plan[d])) != BAND_OK)
			return err;
	}
	GROW(t->week, t->week_len, t->week_cap);
	t->week[t->week_len++] = week;
	return BAND_OK;
}

static int
date_compare(const void *a, const void *b)
{
	int64_t x = ((const struct band_date *)a)->day;
	int64_t y = ((const struct band_date *)b)->day;

	return (x > y) - (x < y);
}

static uint32_t
kinds_of(const struct band_table *t, int64_t day)
{
	struct band_date key = { .day = day };
	const struct band_date *d = t->date_len == 0 ? NULL : bsearch(&key,
	    t->date, t->date_len, sizeof(key), date_compare);

	return d != NULL ? d->kinds : 0;
}

static bool
window_begins(const struct band_table *t, const struct band_window *w,
    int64_t day)
{
	return window_spans(w, day) && ((w->days >> weekday_of(day) & 1) != 0
	    || (w->kinds & kinds_of(t, day)) != 0);
}

static enum band_err
special_compile(struct compiler *c, int64_t day)
{
	struct band_table *t = c->t;
	struct band_special *last = t->special_len > 0
	    ? &t->special[t->special_len - 1] : NULL;
	struct day_key key = { .own = { 0 } };
	enum band_err err;
	uint16_t plan;
	size_t i;

	if (last != NULL && last->day == day)
		return BAND_OK;
	for (i = 0; i < t->window_len; i++) {
		if (window_begins(t, &t->window[i], day))
			key_add(key.own, i);
		if (crosses(&t->window[i])
		    && window_begins(t, &t->window[i], day - 1))
			key_add(key.tail, i);
	}
	c->clash->weekday = weekday_of(day);
	c->clash->dated = true;
	c->clash->day = day;
	if ((err = plan_of_key(c, &key, &plan)) != BAND_OK)
		return err;
	GROW(t->special, t->special_len, t->special_cap);
	t->special[t->special_len++] = (struct band_special){ day, plan };
	return BAND_OK;
}

static int
day_compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A day of the calendar and the one behind it, which has the tails */
static size_t
calendar_days(const struct band_table *t, int64_t *day)
{
	uint32_t wanted = 0;
	size_t i, n = 0;

	for (i = 0; i < t->window_len; i++)
		wanted |= t->window[i].kinds;
	for (i = 0; i < t->date_len; i++)
		if ((t->date[i].kinds & wanted) != 0) {
			day[n++] = t->date[i].day;
			day[n++] = t->date[i].day + 1;
		}
	return n;
}

/* Where windows begin and end to hold: other weeks, and tails on the day */
static enum band_err
weeks_compile(struct compiler *c, int64_t *day, size_t *days)
{
	const struct band_table *t = c->t;
	enum band_err err = week_compile(c, INT64_MIN);
	size_t i, n = 0;

	for (i = 0; i < t->window_len; i++) {
		if (t->window[i].since != INT64_MIN)
			day[n++] = t->window[i].since;
		if (t->window[i].until != INT64_MAX)
			day[n++] = t->window[i].until;
	}
	if (n > 0)
		qsort(day, n, sizeof(*day), day_compare);
	for (i = 0; i < n && err == BAND_OK; i++)
		if (i == 0 || day[i] != day[i - 1])
			err = week_compile(c, day[i]);
	*days = n;
	return err;
}

enum band_err
band_table_compile(struct band_table *t, struct band_clash *clash)
{
	struct compiler c = { .t = t, .clash = clash };
	int64_t *day = xcalloc(2 * (t->window_len + t->date_len) + 1,
	    sizeof(*day));
	enum band_err err;
	size_t i, n;

	t->plan_len = t->week_len = t->special_len = 0;
	if (t->date_len > 0)
		qsort(t->date, t->date_len, sizeof(*t->date), date_compare);
	err = weeks_compile(&c, day, &n);
	n += calendar_days(t, day + n);
	if (n > 0)
		qsort(day, n, sizeof(*day), day_compare);
	for (i = 0; i < n && err == BAND_OK; i++)
		err = special_compile(&c, day[i]);
	free(day);
	free(c.key);
	return err;
}

static const struct band_plan *
plan_at(const struct band_table *t, int64_t day)
{
	size_t low = 0, high = t->special_len, at;

	while (low < high) {
		at = low + (high - low) / 2;
		if (t->special[at].day == day)
			return &t->plan[t->special[at].plan];
		if (t->special[at].day < day)
			low = at + 1;
		else
			high = at;
	}
	for (at = t->week_len; t->week[at - 1].from_day > day; at--)
		;
	return &t->plan[t->week[at - 1].plan[weekday_of(day)]];
}

#define MINUTE_US	(60 * US_PER_S)
#define DAYS_BASE	1000000		/* before year 1 */

uint8_t
band_at_miss(const struct band_table *t, const struct zone *z, int64_t us,
    struct band_cache *c)
{
	const struct band_plan *plan;
	const struct band_span *s;
	int64_t offset_us, day_us;
	uint64_t local, in_day;

	if (us < c->zone_from_us || us >= c->zone_until_us) {
		c->offset_s = zone_offset(z, us, &c->zone_until_us);
		c->zone_from_us = zone_from(z, us);
	}
	offset_us = c->offset_s * US_PER_S;
	local = (uint64_t)(us + offset_us + DAYS_BASE * US_PER_DAY);
	in_day = local % (uint64_t)US_PER_DAY;
	plan = plan_at(t, (int64_t)(local / (uint64_t)US_PER_DAY)
	    - DAYS_BASE);
	s = &plan->span[plan->minute[in_day / MINUTE_US]];
	while (in_day >= s->to * (uint64_t)US_PER_S)
		s++;
	day_us = us - (int64_t)in_day;	/* midnight, by this offset */
	c->from_us = day_us + s->from * US_PER_S;
	c->until_us = day_us + s->to * US_PER_S;
	if (c->from_us < c->zone_from_us)
		c->from_us = c->zone_from_us;
	if (c->until_us > c->zone_until_us)
		c->until_us = c->zone_until_us;
	c->band = s->band;
	return c->band;
}
