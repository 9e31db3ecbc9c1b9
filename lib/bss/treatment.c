#include "bss/treatment.h"

#include "base/tstamp.h"

static const char form[] = "ids of treatments, perhaps with @ and the first "
    "day / the day behind the last: exempt@2026-01-01/2026-10-15";

static bool
is_gap(char c)
{
	return c == ' ' || c == ',';
}

bool
treated_id_valid(struct slice id)
{
	for (size_t i = 0; i < id.len; i++)
		if (is_gap(id.p[i]) || id.p[i] == '@'
		    || (unsigned char)id.p[i] < ' ' || id.p[i] == 0x7f)
			return false;
	return id.len > 0;
}

/* A date, or nothing: then *day stays */
static bool
day_take(struct slice s, int64_t *day)
{
	struct civil c;

	if (s.len == 0)
		return true;
	if (!date_parse(s, &c))
		return false;
	*day = civil_days(c.year, c.month, c.day);
	return true;
}

/* "exempt", "exempt@2026-01-01/", "exempt@/2026-10-15" */
static bool
item_parse(struct slice s, struct treated *t)
{
	const char *at = memchr(s.p, '@', s.len), *slash;
	struct slice dates;

	*t = (struct treated){ s, INT64_MIN, INT64_MAX };
	if (at == NULL)
		return treated_id_valid(s);
	t->id.len = (size_t)(at - s.p);
	dates = (struct slice){ at + 1, s.len - t->id.len - 1 };
	slash = dates.len > 1 ? memchr(dates.p, '/', dates.len) : NULL;
	return slash != NULL && treated_id_valid(t->id)
	    && day_take((struct slice){ dates.p, (size_t)(slash - dates.p) },
	    &t->first)
	    && day_take((struct slice){ slash + 1,
	    dates.len - (size_t)(slash - dates.p) - 1 }, &t->end)
	    && t->first < t->end;
}

static bool
meets_one(const struct treated_list *l, const struct treated *t)
{
	for (size_t i = 0; i < l->len; i++)
		if (l->item[i].first < t->end && t->first < l->item[i].end)
			return true;
	return false;
}

const char *
treated_parse(struct slice s, struct treated_list *l)
{
	struct slice word;
	struct treated t;
	size_t at = 0;

	l->len = 0;
	for (;;) {
		while (at < s.len && is_gap(s.p[at]))
			at++;
		if (at == s.len)
			return NULL;
		word = (struct slice){ s.p + at, 0 };
		while (at < s.len && !is_gap(s.p[at])) {
			at++;
			word.len++;
		}
		if (!item_parse(word, &t))
			return form;
		if (l->len == TREATMENTS_MAX)
			return "at most 16 treatments";
		if (meets_one(l, &t))
			return "one treatment a day: two of these meet";
		l->item[l->len++] = t;
	}
}

const struct treated *
treated_on(const struct treated_list *l, int64_t day)
{
	for (size_t i = 0; i < l->len; i++)
		if (day >= l->item[i].first && day < l->item[i].end)
			return &l->item[i];
	return NULL;
}
