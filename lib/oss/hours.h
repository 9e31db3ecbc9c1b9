/*
 * hours.h (oss) - the hours in which a service is to be there
 * "mon-fri 08:00-18:00, sat 09:00-12:30": weekdays and times on the clock of
 * a zone, half-open; 24:00 is the end of a day. Days of the calendar that are
 * holidays have none. An hour that the clocks skip is not there, one that
 * they show twice counts twice: what is between two times of a day is the
 * time that passes between them.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_HOURS_H
#define OSS_HOURS_H

#include "base/slice.h"
#include "base/zone.h"
#include "oss/span.h"

#define HOURS_MAX	64		/* rows of days and times */

struct hours {
	struct {
		uint8_t	days;		/* bit 0: Monday */
		int16_t	from_min, to_min;
	}	 row[HOURS_MAX];
	size_t	 len;			/* 0: always */
	int64_t	*holiday;		/* owned, ascending: days since 1970 */
	size_t	 holidays, holidays_cap;
};

void	hours_release(struct hours *);
/* False when it cannot be read; *h is as it was. */
bool	hours_parse(struct hours *h, struct slice text);
void	hours_holiday(struct hours *, int64_t day);
/* Put holidays into order: once, when all are in. */
void	hours_ready(struct hours *);

/* What of [from, to) is service time, a clean set. */
void	hours_spans(const struct hours *, const struct zone *,
	    int64_t from_us, int64_t to_us, struct spans *out);

#endif
