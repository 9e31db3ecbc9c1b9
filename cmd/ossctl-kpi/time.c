/*
 * time.c (ossctl-kpi) - the period and its hours of service
 */
#include "base/diag.h"
#include "base/file.h"
#include "kpis.h"
#include "store/csv_table.h"

#define HOLIDAYS_MAX	((size_t)1 << 20)	/* octets of the file */

struct holidays {
	const char	*file;
	struct hours	*hours;
	bool		 bad;
};

static void
holiday_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct holidays *h = arg;
	struct civil day;

	if (!date_parse(cell[0], &day)) {
		diag_at(REASON_KPI_INPUT, h->file, line, "not a date '%.*s'",
		    SLICE_FMT(cell[0]));
		h->bad = true;
		return;
	}
	hours_holiday(h->hours, civil_days(day.year, day.month, day.day));
}

/* date, kind: the calendar.csv of a catalog will do. */
static int
holidays_read(struct hours *hours, const char *path)
{
	static const struct csv_column column[] = { { "date", true },
		{ "kind", false } };
	struct holidays h = { path, hours, false };
	const struct csv_table table = { .file = path, .column = column,
		.len = 2, .row = holiday_row, .arg = &h };
	struct buf text = { 0 };
	int rc = -1;

	if (file_read(path, HOLIDAYS_MAX, &text) == 0)
		rc = csv_table_read(&table, buf_slice(&text)) != 0 || h.bad
		    ? -1 : 0;
	buf_release(&text);
	hours_ready(hours);
	return rc;
}

static int
period_read(struct kpi_time *t, const struct kpi_opts *o)
{
	struct period p;
	unsigned n;

	if (o->period == NULL) {
		t->rules.from_us = o->from_us;
		t->rules.to_us = o->to_us;
		n = tstamp_format(o->from_us, t->name);
		t->name[n++] = '/';
		tstamp_format(o->to_us, t->name + n);
		return 0;
	}
	if (!period_parse(o->period, &t->zone, &p)) {
		diag(REASON_USAGE_VALUE, "not a period '%s': 2026-10, "
		    "2026-10-05 or 2026-10-01/2026-11-01", o->period);
		return -1;
	}
	t->rules.from_us = p.from_us;
	t->rules.to_us = p.to_us;
	memcpy(t->name, p.name, sizeof(p.name));
	return 0;
}

int
time_open(struct kpi_time *t, const struct kpi_opts *o)
{
	const char *zone = o->zone != NULL ? o->zone : "UTC";

	*t = (struct kpi_time){ .rules = { .hold_us = o->hold_us,
		.window_us = o->window_us } };
	if (!zone_load(&t->zone, zone)) {
		diag(REASON_ZONE_UNKNOWN, "no zone '%s' in tzdata", zone);
		return EXIT_TROUBLE;
	}
	if (period_read(t, o) < 0)
		return EXIT_TROUBLE;
	if (o->hours != NULL && !hours_parse(&t->hours, slice_of(o->hours))) {
		diag(REASON_USAGE_VALUE, "not hours of service '%s': mon-fri "
		    "08:00-18:00, sat 09:00-12:00", o->hours);
		return EXIT_TROUBLE;
	}
	if (o->holidays != NULL && holidays_read(&t->hours, o->holidays) < 0)
		return EXIT_TROUBLE;
	hours_spans(&t->hours, &t->zone, t->rules.from_us, t->rules.to_us,
	    &t->open);
	t->end_us = t->rules.to_us;
	if (o->now_us == 0 || o->now_us > t->rules.from_us)
		return EXIT_OK;
	diag(REASON_USAGE_VALUE, "--now is before the period begins");
	return EXIT_TROUBLE;
}

/* A heartbeat so shortly before its end is the last of a whole period. */
static bool
is_over(const struct kpi_time *t, int64_t heartbeat_us)
{
	int64_t rest;

	return heartbeat_us <= t->rules.from_us
	    || __builtin_sub_overflow(t->end_us, heartbeat_us, &rest)
	    || rest <= t->rules.hold_us;
}

void
time_bound(struct kpi_time *t, const struct kpi_opts *o,
    int64_t heartbeat_us)
{
	struct spans all = t->open, until = { 0 };
	char text[TSTAMP_TEXT_MAX];

	if (o->now_us != 0 ? o->now_us >= t->end_us
	    : is_over(t, heartbeat_us))
		return;
	t->rules.to_us = o->now_us != 0 ? o->now_us : heartbeat_us;
	if (o->now_us == 0)
		diag(REASON_KPI_NOT_OVER, "'%s' is not over: nothing is told "
		    "behind the last heartbeat, %.*s", t->name,
		    (int)tstamp_format(heartbeat_us, text), text);
	spans_add(&until, t->rules.from_us, t->rules.to_us);
	t->open = (struct spans){ 0 };
	spans_cut(&all, &until, &t->open);
	spans_release(&all);
	spans_release(&until);
}

void
time_release(struct kpi_time *t)
{
	zone_release(&t->zone);
	hours_release(&t->hours);
	spans_release(&t->open);
}
