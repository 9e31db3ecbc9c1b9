/*
 * timefmt.h (bss) - times as usage sources write them
 * A pattern in strptime(3)'s spirit, compiled once, strict when it reads:
 *
 *	%Y %m %d %H %M %S	4, 1-2, ... digits	%y	69-99 19xx, 00-68 20xx
 *	%F %T			%Y-%m-%d %H:%M:%S	%b	Jan ... Dec
 *	%I %p			1-12 with AM or PM	%f	digits of a fraction
 *	%z			Z, +hh:mm, +hhmm, +hh	%%	a percent sign
 *	%a			Mon ... Sun, or in full	%e	1-2 digits, blank before
 *	%.			nothing, or a full stop and digits of a fraction
 *
 * or one of the words epoch, epoch_ms, epoch_us (a number since 1970; epoch
 * may have decimals) and rfc3339. Without %z the time is the wall clock of a
 * zone: one that stands twice is the first, one that the clocks skipped is
 * read with the offset before the gap (see zone.h).
 * Pure.
 */
#ifndef BSS_TIMEFMT_H
#define BSS_TIMEFMT_H

#include <stdint.h>

#include "base/slice.h"
#include "base/zone.h"

#define TIMEFMT_OPS_MAX	40

/* The stretch of a zone's wall clock on which one offset holds. */
struct wallclock {
	const struct zone *zone;	/* borrowed */
	int64_t	from_us, to_us;		/* wall clock as if UTC; half-open */
	int64_t	offset_us;
};

void	wallclock_init(struct wallclock *, const struct zone *);
/* The instant at which the zone's clocks first show this wall time. */
int64_t	wallclock_instant(struct wallclock *, int64_t wall_us);

struct timefmt {
	enum { TIMEFMT_PATTERN, TIMEFMT_EPOCH, TIMEFMT_EPOCH_MS,
	    TIMEFMT_EPOCH_US, TIMEFMT_RFC3339 } kind;
	bool		has_zone;	/* the text says its offset */
	const char	*pattern;	/* borrowed */
	unsigned	len;
	struct { char op, c; } op[TIMEFMT_OPS_MAX];
};

/*
 * Compile a pattern. NULL, or what is wrong with it (a literal). It must
 * have a full date, and an hour for %M, a minute for %S.
 */
const char *timefmt_compile(struct timefmt *, const char *pattern);
/* False when s is not such a time; *us is untouched. */
bool	timefmt_parse(const struct timefmt *, struct wallclock *,
	    struct slice s, int64_t *us);

#endif
