/*
 * tstamp.h (base) - instants and calendars
 * An instant is int64_t microseconds since 1970-01-01T00:00:00Z (no leap
 * seconds), `_us`. Civil dates are proleptic Gregorian; years 0001 to 9999.
 * Pure. Zones are in zone.h.
 */
#ifndef BASE_TSTAMP_H
#define BASE_TSTAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define US_PER_S	INT64_C(1000000)
#define US_PER_MS	1000
#define US_PER_DAY	(INT64_C(86400) * US_PER_S)
#define TSTAMP_TEXT_MAX	40

struct civil {
	int	year, month, day;	/* 1-based */
	int	hour, minute, second;
	int	us;
	int	weekday;		/* 0 = Monday ... 6 = Sunday (ISO 8601) */
};

/* Days since 1970-01-01 of a civil date, and back. */
int64_t	civil_days(int year, int month, int day);
void	civil_from_days(int64_t days, struct civil *);
bool	civil_date_valid(int year, int month, int day);
int	civil_month_days(int year, int month);
/* UTC instant to its UTC calendar fields. */
void	civil_from_us(int64_t us, struct civil *);

/*
 * RFC 3339 date-time with its zone (Z or +hh:mm): "2026-10-01T08:00:00.5Z".
 * 't', 'z' and a space for T are taken. A second of 60 is taken only at
 * 23:59:60Z and means the next second. More than 6 decimals are cut.
 * False when it is not one; *us is untouched.
 */
bool	tstamp_parse(struct slice, int64_t *us);
/* "2026-10-01T08:00:00Z", with .ffffff only when there are any. */
unsigned tstamp_format(int64_t us, char out[TSTAMP_TEXT_MAX]);
/* For people: the second that the instant is in. */
static inline unsigned
tstamp_format_second(int64_t us, char out[TSTAMP_TEXT_MAX])
{
	int64_t into = us % US_PER_S;

	return tstamp_format(us - into - (into < 0 ? US_PER_S : 0), out);
}
/* Of a text that tstamp_parse took: this is how tstamp_format writes it. */
static inline bool
tstamp_is_ours(struct slice s)
{
	return s.len == 20 && s.p[10] == 'T' && s.p[17] != '6'
	    && s.p[19] == 'Z';
}
/* The same instant as the clock of a zone shows it: "...T10:00:00+02:00". */
unsigned tstamp_format_offset(int64_t us, int32_t offset_s,
	    char out[TSTAMP_TEXT_MAX]);
/* "2026-10-01" to civil; false when it is not a date. */
bool	date_parse(struct slice, struct civil *);

/* Milliseconds are what the clocks of two machines can agree on. */
static inline int64_t
tstamp_whole_ms(int64_t us)
{
	return us - us % US_PER_MS;
}

#endif
