/*
 * range.c (bss-spool) - from when to when, and in which zone
 */
#include <jansson.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "spool.h"

#define CATALOG_MAX	((size_t)64 << 20)

/*
 * time_zone of catalog.json, which is all that is wanted of it here. NULL:
 * said.
 */
static char *
catalog_zone(const char *path)
{
	struct buf text = { 0 };
	char *zone = NULL;
	json_t *doc;

	if (file_read(path, CATALOG_MAX, &text) == 0) {
		const char *name;

		doc = json_loadb(text.data, text.len, 0, NULL);
		name = json_string_value(json_object_get(doc, "time_zone"));
		if (name != NULL)
			zone = xstrdup(name);
		else
			diag_at(REASON_ZONE_UNKNOWN, path, 0,
			    "the catalog names no time_zone: give --zone");
		json_decref(doc);
	}
	buf_release(&text);
	return zone;
}

/* Said: a bill's month is seldom that of UTC. */
static char *
utc(void)
{
	note("no catalog names a time zone, so the period is in UTC; see "
	    "--zone");
	return xstrdup("UTC");
}

/* The name of the zone that periods are in; NULL: said */
static char *
zone_name(const struct spool_opts *o)
{
	char *dir, *path, *zone;

	if (o->zone != NULL)
		return xstrdup(o->zone);
	dir = o->catalog != NULL ? xstrdup(o->catalog) : home_path("catalog");
	if (dir == NULL)
		return utc();
	path = xasprintf("%s/catalog.json", dir);
	zone = o->catalog == NULL && access(path, F_OK) != 0
	    ? utc() : catalog_zone(path);
	free(path);
	free(dir);
	return zone;
}

static int
period_of(const char *text, const char *name, struct period *p)
{
	struct zone zone;
	int rc = 0;

	if (!zone_load(&zone, name)) {
		diag(REASON_ZONE_UNKNOWN, "no zone '%s' in tzdata", name);
		return -1;
	}
	if (!period_parse(text, &zone, p)) {
		diag(REASON_USAGE_VALUE, "not a period '%s': 2026-10, "
		    "2026-10-05 or 2026-10-01/2026-11-01", text);
		rc = -1;
	}
	zone_release(&zone);
	return rc;
}

int
spool_range(const struct spool_opts *o, struct spool_range *r)
{
	*r = (struct spool_range){ .span = { o->from_us, o->to_us,
		SPOOL_NO_CYCLE } };
	if (o->period == NULL) {
		if (o->from_us < o->to_us)
			return 0;
		diag(REASON_USAGE_VALUE, "--from is not before --to");
		return -1;
	}
	if (o->from_us != INT64_MIN || o->to_us != INT64_MAX) {
		diag(REASON_USAGE_VALUE,
		    "--period and --from or --to exclude each other");
		return -1;
	}
	if ((r->zone = zone_name(o)) == NULL
	    || period_of(o->period, r->zone, &r->period) != 0)
		return -1;
	r->span = (struct spool_span){ r->period.from_us, r->period.to_us,
		spool_cycle(&r->period) };
	return 0;
}

int
spool_date(const struct spool_opts *o, const char *date, int64_t *us)
{
	struct period day;
	char *zone = NULL;
	int rc = -1;

	if (strlen(date) != 10)
		diag(REASON_USAGE_VALUE, "not a date '%s': 2026-01-01", date);
	else if ((zone = zone_name(o)) != NULL)
		rc = period_of(date, zone, &day);
	if (rc == 0)
		*us = day.from_us;
	free(zone);
	return rc;
}

void
spool_range_release(struct spool_range *r)
{
	free(r->zone);
	*r = (struct spool_range){ 0 };
}
