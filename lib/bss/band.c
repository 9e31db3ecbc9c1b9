#include "bss/band.h"

#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"

static const char day_names[7][4] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun"
};

void
band_table_init(struct band_table *t)
{
	memset(t, 0, sizeof(*t));
	t->name[BAND_OFFPEAK] = SLICE_LIT("offpeak");
	t->len = 1;
}

void
band_table_release(struct band_table *t)
{
	free(t->window);
	free(t->date);
	free(t->plan);
	free(t->week);
	free(t->special);
	memset(t, 0, sizeof(*t));
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

static int
kind_find(const struct band_table *t, struct slice name)
{
	unsigned i;

	for (i = 0; i < t->kind_len; i++)
		if (slice_eq(t->kind[i], name))
			return (int)i;
	return -1;
}

int
band_kind_add(struct band_table *t, struct slice name)
{
	int found = kind_find(t, name);

	if (found >= 0)
		return found;
	if (t->kind_len == BAND_KINDS_MAX)
		return -1;
	t->kind[t->kind_len] = name;
	return (int)t->kind_len++;
}

enum band_err
band_date_add(struct band_table *t, int64_t day, unsigned kind)
{
	uint32_t bit = UINT32_C(1) << kind;
	size_t i;

	/* a calendar ascends, mostly */
	for (i = t->date_len; i > 0 && t->date[i - 1].day != day; i--)
		;
	if (i > 0) {
		if ((t->date[i - 1].kinds & bit) != 0)
			return BAND_CLASH;
		t->date[i - 1].kinds |= bit;
		return BAND_OK;
	}
	if (t->date_len == BAND_DATES_MAX)
		return BAND_FULL;
	GROW(t->date, t->date_len, t->date_cap);
	t->date[t->date_len++] = (struct band_date){ day, bit };
	return BAND_OK;
}

bool
band_window_add(struct band_table *t, const struct band_window *w)
{
	if (t->window_len == BAND_WINDOWS_MAX)
		return false;
	GROW(t->window, t->window_len, t->window_cap);
	t->window[t->window_len++] = *w;
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
band_days_parse(const struct band_table *t, struct slice s, unsigned *days,
    uint32_t *kinds)
{
	unsigned found = 0;
	uint32_t of_kind = 0;
	const char *comma;
	struct slice part;
	int kind;

	for (;;) {
		part = s;
		comma = s.len > 0 ? memchr(s.p, ',', s.len) : NULL;
		if (comma != NULL)
			part.len = (size_t)(comma - s.p);
		if (slice_is(part, "daily"))
			found = 0x7f;
		else if ((kind = kind_find(t, part)) >= 0)
			of_kind |= UINT32_C(1) << kind;
		else if (!days_range(part, &found))
			return false;
		if (comma == NULL)
			break;
		s.p += part.len + 1;
		s.len -= part.len + 1;
	}
	*days = found;
	*kinds = of_kind;
	return true;
}

/* Number i of pairs of digits with colons between them; UINT_MAX: none */
static unsigned
pair_at(struct slice s, size_t i, unsigned limit)
{
	const char *p = s.p + 3 * i;
	unsigned n;

	if ((i > 0 && p[-1] != ':') || (unsigned char)(p[0] - '0') > 9
	    || (unsigned char)(p[1] - '0') > 9)
		return UINT_MAX;
	n = (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
	return n <= limit ? n : UINT_MAX;
}

bool
band_time_parse(struct slice s, unsigned *second)
{
	unsigned h, m, sec;

	if (s.len != 5 && s.len != 8)
		return false;
	h = pair_at(s, 0, 24);
	m = pair_at(s, 1, 59);
	sec = s.len == 8 ? pair_at(s, 2, 59) : 0;
	if (h == UINT_MAX || m == UINT_MAX || sec == UINT_MAX
	    || (h == 24 && m + sec > 0))
		return false;
	*second = h * 3600 + m * 60 + sec;
	return true;
}

bool
band_holds(const struct band_table *t, unsigned band)
{
	size_t i;
	unsigned n;

	for (i = 0; i < t->plan_len; i++)
		for (n = 0; n < t->plan[i].span_len; n++)
			if (t->plan[i].span[n].band == band)
				return true;
	return false;
}

bool
band_dates(const struct band_table *t, unsigned band, int64_t *since,
    int64_t *until)
{
	const struct band_window *w;
	size_t i;

	*since = INT64_MAX;
	*until = INT64_MIN;
	for (i = 0; i < t->window_len; i++) {
		w = &t->window[i];
		if (w->band != band)
			continue;
		if (w->since == INT64_MIN || w->until == INT64_MAX)
			return false;
		if (w->since < *since)
			*since = w->since;
		if (w->until > *until)
			*until = w->until;
	}
	return band != BAND_OFFPEAK && *since < *until;
}
