/*
 * catalog_bands.c (store) - calendar.csv, and the bands of catalog.json
 */
#include "base/diag.h"
#include "store/catalog_read.h"
#include "store/csv_table.h"

/* ---- calendar.csv ----------------------------------------------------- */

enum { CALENDAR_DATE, CALENDAR_KIND };
static const struct csv_column calendar_columns[] = {
	[CALENDAR_DATE] = { "date", true },
	[CALENDAR_KIND] = { "kind", true }
};

struct calendar_reader {
	struct catalog_reader	*r;
	const char		*file;
};

/* A name that can stand beside days of the week */
static bool
kind_usable(struct slice kind)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	static const struct band_table none;
	uint32_t kinds;
	unsigned days;
	size_t i;

	for (i = 0; i < kind.len; i++)
		if (strchr(letters, kind.p[i]) == NULL)
			return false;
	return !band_days_parse(&none, kind, &days, &kinds);
}

static void
calendar_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct calendar_reader *c = arg;
	struct band_table *t = &c->r->c->bands;
	struct slice kind = cell[CALENDAR_KIND];
	enum band_err err = BAND_FULL;
	struct civil date;
	int number;

	c->r->faults++;
	if (!date_parse(cell[CALENDAR_DATE], &date)) {
		diag_at(REASON_CATALOG_ROW, c->file, line, "not a date '%.*s'",
		    SLICE_FMT(cell[CALENDAR_DATE]));
		return;
	}
	if (!kind_usable(kind)) {
		diag_at(REASON_CATALOG_ROW, c->file, line, "not a kind of "
		    "dates '%.*s': small letters, digits, - and _, and no "
		    "day of the week", SLICE_FMT(kind));
		return;
	}
	kind.p = arena_strdup(&c->r->c->arena, kind);
	if ((number = band_kind_add(t, kind)) >= 0)
		err = band_date_add(t, civil_days(date.year, date.month,
		    date.day), (unsigned)number);
	if (err == BAND_CLASH)
		diag_at(REASON_CATALOG_TWICE, c->file, line, "%.*s is '%.*s' "
		    "already", SLICE_FMT(cell[CALENDAR_DATE]),
		    SLICE_FMT(kind));
	else if (err == BAND_FULL)
		diag_at(REASON_CATALOG_ROW, c->file, line, "more than %d "
		    "dates or %d kinds", BAND_DATES_MAX, BAND_KINDS_MAX);
	else
		c->r->faults--;
}

void
catalog_read_calendar(struct catalog_reader *r)
{
	struct calendar_reader c = { .r = r };
	struct csv_table table = {
		.column = calendar_columns,
		.len = sizeof(calendar_columns) / sizeof(*calendar_columns),
		.row = calendar_row, .arg = &c
	};
	const struct catalog_file *f;

	if (!catalog_file_exists(&r->files, "calendar.csv")
	    || (f = catalog_read_file(r, "calendar.csv")) == NULL)
		return;
	table.file = c.file = f->path;
	r->faults += csv_table_read(&table, buf_slice(&f->text));
}

/* ---- bands ------------------------------------------------------------ */

struct window_text {
	struct slice	days, from, to, since, until;
	uint64_t	weight;
};

#define AT(m) offsetof(struct window_text, m)
static const struct doc_member window_members[] = {
	{ "days", DOC_STR, true, AT(days), NULL },
	{ "from", DOC_STR, true, AT(from), NULL },
	{ "to", DOC_STR, true, AT(to), NULL },
	{ "since", DOC_STR, false, AT(since), NULL },
	{ "until", DOC_STR, false, AT(until), NULL },
	{ "weight", DOC_COUNT, false, AT(weight), NULL },
	DOC_END
};

static bool
window_date(struct slice s, int64_t *day)
{
	struct civil date;

	if (s.len == 0)
		return true;
	if (!date_parse(s, &date))
		return false;
	*day = civil_days(date.year, date.month, date.day);
	return true;
}

static void
window_read(struct catalog_reader *r, const struct doc_at *at, unsigned band)
{
	struct band_window w = { .band = band, .since = INT64_MIN,
		.until = INT64_MAX };
	struct window_text text = { .weight = 0 };

	if (!doc_object(at, window_members, &text))
		return;
	w.weight = text.weight;
	if (!band_days_parse(&r->c->bands, text.days, &w.days, &w.kinds))
		doc_fault(at, REASON_DOC_VALUE, "not days of the week, nor a "
		    "kind of calendar.csv '%.*s': mon-fri, sat,sun, daily, "
		    "holiday", SLICE_FMT(text.days));
	else if (!band_time_parse(text.from, &w.from)
	    || w.from == DAY_SECONDS || !band_time_parse(text.to, &w.to))
		doc_fault(at, REASON_DOC_VALUE, "not a time of the day "
		    "'%.*s' to '%.*s': 08:00 to 20:00, at most 24:00",
		    SLICE_FMT(text.from), SLICE_FMT(text.to));
	else if (!window_date(text.since, &w.since)
	    || !window_date(text.until, &w.until) || w.since >= w.until)
		doc_fault(at, REASON_DOC_VALUE,
		    "'since' and 'until' are dates, in this order");
	else if (!band_window_add(&r->c->bands, &w))
		doc_fault(at, REASON_DOC_VALUE, "more than %d windows",
		    BAND_WINDOWS_MAX);
}

static void
band_read(struct catalog_reader *r, const struct doc_at *at)
{
	struct slice name = slice_of(at->key);
	struct doc_at one;
	json_t *value;
	size_t i;
	int band;

	name.p = arena_strdup(&r->c->arena, name);
	if (name.len == 0) {
		doc_fault(at, REASON_DOC_VALUE, "a band has a name");
		return;
	}
	if (!json_is_array(at->value)) {
		doc_fault(at, REASON_DOC_VALUE, "not an array of windows");
		return;
	}
	if ((band = band_add(&r->c->bands, name)) < 0) {
		doc_fault(at, REASON_DOC_VALUE, "more than %d bands",
		    BANDS_MAX);
		return;
	}
	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		window_read(r, &one, (unsigned)band);
	}
}

/* "on 2026-12-25, a fri" or "each fri" */
static void
clash_say(const struct band_table *t, const struct doc_at *at,
    const struct band_clash *clash)
{
	static const char days[7][4] = {
		"mon", "tue", "wed", "thu", "fri", "sat", "sun"
	};
	char date[32] = "each";
	struct civil c;

	if (clash->dated) {
		civil_from_days(clash->day, &c);
		snprintf(date, sizeof(date), "on %04d-%02d-%02d, a", c.year,
		    c.month, c.day);
	}
	doc_fault(at, REASON_CATALOG_TWICE, "bands '%.*s' and '%.*s' of one "
	    "weight both hold %s %s at %02u:%02u:%02u",
	    SLICE_FMT(t->name[clash->a]), SLICE_FMT(t->name[clash->b]), date,
	    days[clash->weekday], clash->second / 3600,
	    clash->second / 60 % 60, clash->second % 60);
}

void
catalog_read_bands(struct catalog_reader *r, const struct doc_at *at)
{
	struct band_clash clash;
	struct doc_at one;
	const char *key;
	json_t *value;

	if (at->value != NULL)
		json_object_foreach(at->value, key, value) {
			one = doc_member_at(at, key, value);
			band_read(r, &one);
		}
	switch (band_table_compile(&r->c->bands, &clash)) {
	case BAND_CLASH:
		clash_say(&r->c->bands, at, &clash);
		break;
	case BAND_FULL:
		doc_fault(at, REASON_DOC_VALUE,
		    "a day changes its band more than %d times",
		    BAND_SPANS_MAX);
		break;
	default:
		break;
	}
}
