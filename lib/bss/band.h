/*
 * band.h (bss) - time bands: which price holds at which hour of the week
 * Windows on the wall clock of the catalog's zone, to the minute, compiled
 * into a table of the week. A time in no window is `offpeak`,
 * which can have no window of its own.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_BAND_H
#define BSS_BAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/zone.h"

#define BANDS_MAX	64		/* names, offpeak among them */
#define BAND_SPANS_MAX	255		/* windows of a week, gaps included */
#define BAND_OFFPEAK	0
#define BAND_ANY	UINT8_MAX	/* a rate that holds at any time */
#define DAY_MINUTES	1440
#define WEEK_MINUTES	(7 * DAY_MINUTES)

/* Half-open, in minutes since Monday 00:00 */
struct band_span {
	uint16_t	from, to;
	uint8_t		band;
};

struct band_table {
	struct slice	 name[BANDS_MAX];	/* borrowed */
	unsigned	 len;
	uint8_t		 minute[WEEK_MINUTES];	/* band, then index of span */
	struct band_span span[BAND_SPANS_MAX];
	unsigned	 span_len;
};

/* What the last look-up found, half-open stretches; zeroed is empty. */
struct band_cache {
	int64_t	from_us, until_us;		/* of the band */
	int64_t	zone_from_us, zone_until_us;	/* of the offset */
	int32_t	offset_s;
	uint8_t	band;
};

/* An empty table: it is always offpeak. */
void	band_table_init(struct band_table *);
/* The number of a band, added when new; -1 past BANDS_MAX. */
int	band_add(struct band_table *, struct slice name);
/* -1 when there is no such band. */
int	band_find(const struct band_table *, struct slice name);
/*
 * The band holds on `days` (bit 0 is Monday) from minute `from` to minute
 * `to` of the day; to <= from goes over midnight into the next day. False
 * when another band has a part of it: *other is that band.
 */
bool	band_window_add(struct band_table *, unsigned band, unsigned days,
	    unsigned from, unsigned to, unsigned *other);
/* After the last window. False past BAND_SPANS_MAX. */
bool	band_table_compile(struct band_table *);

/* "mon-fri", "sat,sun", "fri-mon", "daily"; false when it is none. */
bool	band_days_parse(struct slice, unsigned *days);
/* "08:00" to "24:00" in minutes; false when it is none. */
bool	band_minute_parse(struct slice, unsigned *minute);

/*
 * The band at an instant, and in the cache the half-open stretch around it
 * that has no change of band or clock.
 */
uint8_t	band_at_miss(const struct band_table *, const struct zone *,
	    int64_t us, struct band_cache *);
static inline uint8_t
band_at(const struct band_table *t, const struct zone *z, int64_t us,
    struct band_cache *c)
{
	if (us >= c->from_us && us < c->until_us)
		return c->band;
	return band_at_miss(t, z, us, c);
}

#endif
