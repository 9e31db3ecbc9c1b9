/*
 * event.c (ossctl-event) - what its verbs do alike: clocks and zones
 */
#include "event.h"

#include "base/clock.h"
#include "base/diag.h"

int64_t
event_now(const struct event_opts *o)
{
	return o->now_us != 0 ? o->now_us : clock_us();
}

int64_t
event_heard(const struct event_opts *o, int64_t ts_us, uint64_t *ahead,
    const char *file, uint64_t line)
{
	int64_t now_us = event_now(o);

	if (ts_us <= now_us + EVENT_AHEAD_US)
		return ts_us;
	if ((*ahead)++ == 0)
		diag_at(REASON_EVENT_AHEAD, file, line, NULL);
	return now_us;
}

void
event_tell_ahead(uint64_t ahead)
{
	if (ahead > 1)
		diag(REASON_EVENT_AHEAD, "times that were more than an hour "
		    "ahead of now: %llu", (unsigned long long)ahead);
}

int
event_zone(const struct event_opts *o, struct zone *z)
{
	if (zone_load(z, o->zone != NULL ? o->zone : "UTC"))
		return 0;
	diag(REASON_ZONE_UNKNOWN, "no such time zone '%s'", o->zone);
	return -1;
}
