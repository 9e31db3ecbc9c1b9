#include "bss/band.h"

#define MINUTE_US	(60 * US_PER_S)
#define WEEK_US		(WEEK_MINUTES * MINUTE_US)
/*
 * The wall clock counted from a Monday before year 1: a whole number of
 * weeks before 1969-12-29, and 1970-01-01 was the Thursday behind it.
 */
#define WEEK_BASE_US	(INT64_C(110000) * WEEK_US + 3 * US_PER_DAY)

static const char day_names[7][4] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun"
};

void
band_table_init(struct band_table *t)
{
	memset(t, 0, sizeof(*t));
	t->name[BAND_OFFPEAK] = SLICE_LIT("offpeak");
	t->len = 1;
	t->span[0] = (struct band_span){ 0, WEEK_MINUTES, BAND_OFFPEAK };
	t->span_len = 1;
}

int
band_find(const struct band_table *t, struct slice name)
{
	unsigned i;

	for (i = 0; i < t->len; i++)
		if (slice_eq(t->name[i], name))
			return (int)i;
	return -1;
}

int
band_add(struct band_table *t, struct slice name)
{
	int found = band_find(t, name);

	if (found >= 0)
		return found;
	if (t->len == BANDS_MAX)
		return -1;
	t->name[t->len] = name;
	return (int)t->len++;
}

/* Minutes from `from` to `to`, counted from Monday, round the week's end. */
static bool
minutes_mark(struct band_table *t, unsigned band, unsigned from, unsigned to,
    unsigned *other)
{
	unsigned i, at;

	for (i = from; i < to; i++) {
		at = i % WEEK_MINUTES;
		if (t->minute[at] != BAND_OFFPEAK && t->minute[at] != band) {
			*other = t->minute[at];
			return false;
		}
		t->minute[at] = (uint8_t)band;
	}
	return true;
}

bool
band_window_add(struct band_table *t, unsigned band, unsigned days,
    unsigned from, unsigned to, unsigned *other)
{
	unsigned day, start;

	if (to <= from)
		to += DAY_MINUTES;
	for (day = 0; day < 7; day++) {
		start = day * DAY_MINUTES;
		if ((days >> day & 1) != 0 && !minutes_mark(t, band,
		    start + from, start + to, other))
			return false;
	}
	return true;
}

bool
band_table_compile(struct band_table *t)
{
	struct band_span *s = NULL;
	unsigned at;

	t->span_len = 0;
	for (at = 0; at < WEEK_MINUTES; at++) {
		if (s == NULL || s->band != t->minute[at]) {
			if (t->span_len == BAND_SPANS_MAX)
				return false;
			s = &t->span[t->span_len++];
			s->from = (uint16_t)at;
			s->band = t->minute[at];
		}
		s->to = (uint16_t)(at + 1);
		t->minute[at] = (uint8_t)(t->span_len - 1);
	}
	return true;
}

static int
day_parse(struct slice s)
{
	int i;

	for (i = 0; i < 7; i++)
		if (slice_is(s, day_names[i]))
			return i;
	return -1;
}

/* "mon-fri", or "sat" alone; "fri-mon" goes round the week's end */
static bool
days_range(struct slice s, unsigned *days)
{
	int first, last;

	if (s.len != 3 && (s.len != 7 || s.p[3] != '-'))
		return false;
	first = day_parse((struct slice){ s.p, 3 });
	last = day_parse((struct slice){ s.p + s.len - 3, 3 });
	if (first < 0 || last < 0)
		return false;
	for (;; first = (first + 1) % 7) {
		*days |= 1u << first;
		if (first == last)
			return true;
	}
}

bool
band_days_parse(struct slice s, unsigned *days)
{
	unsigned found = 0;
	const char *comma;
	struct slice part;

	if (slice_is(s, "daily")) {
		*days = 0x7f;
		return true;
	}
	for (;;) {
		part = s;
		comma = s.len > 0 ? memchr(s.p, ',', s.len) : NULL;
		if (comma != NULL)
			part.len = (size_t)(comma - s.p);
		if (!days_range(part, &found))
			return false;
		if (comma == NULL)
			break;
		s.p += part.len + 1;
		s.len -= part.len + 1;
	}
	*days = found;
	return true;
}

bool
band_minute_parse(struct slice s, unsigned *minute)
{
	unsigned h, m;
	int i;

	if (s.len != 5 || s.p[2] != ':')
		return false;
	for (i = 0; i < 5; i++)
		if (i != 2 && (unsigned char)(s.p[i] - '0') > 9)
			return false;
	h = (unsigned)(s.p[0] - '0') * 10 + (unsigned)(s.p[1] - '0');
	m = (unsigned)(s.p[3] - '0') * 10 + (unsigned)(s.p[4] - '0');
	if (m > 59 || h > 24 || (h == 24 && m > 0))
		return false;
	*minute = h * 60 + m;
	return true;
}

uint8_t
band_at_miss(const struct band_table *t, const struct zone *z, int64_t us,
    struct band_cache *c)
{
	const struct band_span *s;
	int64_t offset_us, week_us;
	uint64_t in_week;

	if (us < c->zone_from_us || us >= c->zone_until_us) {
		c->offset_s = zone_offset(z, us, &c->zone_until_us);
		c->zone_from_us = zone_from(z, us);
	}
	offset_us = c->offset_s * US_PER_S;
	in_week = (uint64_t)(us + offset_us + WEEK_BASE_US)
	    % (uint64_t)WEEK_US;
	s = &t->span[t->minute[in_week / MINUTE_US]];
	week_us = us - (int64_t)in_week;	/* Monday 00:00, by this offset */
	c->from_us = week_us + s->from * MINUTE_US;
	c->until_us = week_us + s->to * MINUTE_US;
	if (c->from_us < c->zone_from_us)
		c->from_us = c->zone_from_us;
	if (c->until_us > c->zone_until_us)
		c->until_us = c->zone_until_us;
	c->band = s->band;
	return c->band;
}
