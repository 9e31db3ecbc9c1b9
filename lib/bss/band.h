/*
 * band.h (bss) - time bands: which price holds at which hour of which day
 * Windows on the wall clock of the catalog's zone, to the second: on days of
 * the week, on dates that the calendar gives a kind (holiday), between two
 * dates. Where several hold at once the heaviest wins. A time in no window is
 * `offpeak`. Compiled into plans of a day, one for all days that look alike.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_BAND_H
#define BSS_BAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/zone.h"

#define BANDS_MAX	64		/* names, offpeak among them */
#define BAND_WINDOWS_MAX 256
#define BAND_KINDS_MAX	32		/* of dates */
#define BAND_SPANS_MAX	255		/* stretches of a day, gaps included */
#define BAND_DATES_MAX	20000		/* of the calendar */
#define BAND_OFFPEAK	0
#define BAND_ANY	UINT8_MAX	/* a rate that holds at any time */
#define DAY_MINUTES	1440
#define DAY_SECONDS	86400

/* Dates are days since 1970-01-01 (civil_days), stretches half-open. */
struct band_window {
	unsigned	band;
	unsigned	days;		/* of the week; bit 0 is Monday */
	uint32_t	kinds;		/* or of dates; bits of kind[] */
	unsigned	from, to;	/* seconds; to <= from: over midnight */
	int64_t		since, until;	/* dates on which it begins */
	uint64_t	weight;
};

struct band_span {
	uint32_t	from, to;	/* seconds of the day */
	uint8_t		band;
};

struct band_plan {
	uint8_t		 minute[DAY_MINUTES];	/* the span it begins in */
	struct band_span span[BAND_SPANS_MAX];
	unsigned	 span_len;
};

struct band_date {		/* of the calendar */
	int64_t		day;
	uint32_t	kinds;
};

struct band_week {		/* plans from a date on, Monday first */
	int64_t		from_day;
	uint16_t	plan[7];
};

struct band_special {		/* a date with a plan of its own */
	int64_t		day;
	uint16_t	plan;
};

struct band_table {
	struct slice	 name[BANDS_MAX];	/* borrowed */
	unsigned	 len;
	struct slice	 kind[BAND_KINDS_MAX];	/* borrowed */
	unsigned	 kind_len;
	struct band_window *window;
	size_t		 window_len, window_cap;
	struct band_date *date;
	size_t		 date_len, date_cap;
	/* compiled; week and special ascend */
	struct band_plan *plan;
	size_t		 plan_len, plan_cap;
	struct band_week *week;
	size_t		 week_len, week_cap;
	struct band_special *special;
	size_t		 special_len, special_cap;
};

/* What the last look-up found, half-open stretches; zeroed is empty. */
struct band_cache {
	int64_t	from_us, until_us;		/* of the band */
	int64_t	zone_from_us, zone_until_us;	/* of the offset */
	int32_t	offset_s;
	uint8_t	band;
};

enum band_err {
	BAND_OK = 0,
	BAND_CLASH,	/* two hold at once */
	BAND_FULL	/* more than a ceiling, BAND_SPANS_MAX or others */
};

void	band_table_init(struct band_table *);
void	band_table_release(struct band_table *);
/* The number of a band, added when new; -1 past BANDS_MAX. */
int	band_add(struct band_table *, struct slice name);
/* -1 when there is no such band. */
int	band_find(const struct band_table *, struct slice name);
/* The number of a kind of dates, added when new; -1 past BAND_KINDS_MAX. */
int	band_kind_add(struct band_table *, struct slice name);
/* A date is of that kind. BAND_CLASH when it was already. */
enum band_err	band_date_add(struct band_table *, int64_t day, unsigned kind);
/* False past BAND_WINDOWS_MAX. */
bool	band_window_add(struct band_table *, const struct band_window *);

struct band_clash {
	unsigned	a, b;		/* bands */
	unsigned	weekday, second;
	bool		dated;		/* on `day` and not each week */
	int64_t		day;
};
/* After the last window, also when there is none. */
enum band_err	band_table_compile(struct band_table *, struct band_clash *);

/* Whether there is a day on which the band holds; off-peak too may be none. */
bool	band_holds(const struct band_table *, unsigned band);
/*
 * The dates between which all windows of a band begin, half-open; false when
 * some window has no such dates, or the band is off-peak.
 */
bool	band_dates(const struct band_table *, unsigned band, int64_t *since,
	    int64_t *until);

/*
 * "mon-fri", "sat,sun", "fri-mon", "daily", "sun,holiday"; false when a part
 * is neither days of the week nor a kind of the table.
 */
bool	band_days_parse(const struct band_table *, struct slice,
	    unsigned *days, uint32_t *kinds);
/* "08:00" to "24:00", or "08:00:30", in seconds; false when it is none. */
bool	band_time_parse(struct slice, unsigned *second);

/*
 * The band at an instant, and in the cache the half-open stretch around it
 * that has no change of band, day or clock.
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
