/*
 * zone.h (base) - a tzdata zone as a sorted table of offsets
 * Read once from the system's TZif files (RFC 8536), the footer rule unrolled
 * to ZONE_LAST_YEAR, then read-only: conversions allocate nothing and may be
 * used by many threads. glibc's own conversion is not used: it takes UTC in
 * silence for a zone that does not exist.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

#define ZONE_LAST_YEAR	2200

struct zone_span {
	int64_t	from_us;	/* UTC; the first span begins at INT64_MIN */
	int32_t	offset_s;	/* east of UTC */
};

#define ZONE_ABBR_MAX	12

struct zone_abbr {		/* "CEST" and what it means there */
	char	name[ZONE_ABBR_MAX];
	int32_t	offset_s;
};

struct zone {
	char		 *name;		/* "Europe/Paris" */
	struct zone_span *span;		/* owned, ascending */
	size_t		  len;
	struct zone_abbr *abbr;		/* owned, each pair once */
	size_t		  abbrs;
};

/*
 * Load a zone by its tzdata name; "UTC" needs no file. False when it does
 * not exist or is damaged (the caller says `zone-unknown`). $TZDIR is
 * honoured, names with ".." or a leading / are refused.
 */
bool	zone_load(struct zone *, const char *name);
void	zone_release(struct zone *);

/*
 * Offset at an instant. *until_us: the instant at which it may change next
 * (INT64_MAX: never), so a caller can walk a call over a clock change.
 */
int32_t	zone_offset(const struct zone *, int64_t us, int64_t *until_us);
/* The instant from which that offset has held (INT64_MIN: ever). */
int64_t	zone_from(const struct zone *, int64_t us);
/* The wall clock of the zone at an instant. */
void	zone_civil(const struct zone *, int64_t us, struct civil *);
/*
 * Wall clock to instant. A time that the clocks skipped is read with the
 * offset before the gap (02:30 becomes 03:30); one that stands twice is the
 * first. *ambiguous, when not NULL, tells either case.
 */
int64_t	zone_instant(const struct zone *, const struct civil *,
	    bool *ambiguous);
/*
 * Wall clock with the abbreviation that strftime(3) writes for %Z: CEST or CET
 * tell which of the two hours it is. UTC, GMT and Z, and offsets as +03 or
 * -0330, mean the same in every zone. False when the zone's clocks never show
 * that time under that name.
 */
bool	zone_instant_abbr(const struct zone *, int64_t wall_us, struct slice,
	    int64_t *us);
/* Version of tzdata ("2025b"), "unknown" when the system does not say. */
const char *zone_tzdata_version(void);

#endif
