/*
 * period.h (base) - a bill period: a calendar month, a day, or from/to
 * "2026-10" (month), "2026-10-05" (day), "2026-10-01/2026-11-01" (half-open
 * dates) in a zone. Pure.
 */
#ifndef BASE_PERIOD_H
#define BASE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/zone.h"

struct period {
	int64_t	from_us, to_us;		/* half-open, UTC */
	struct civil first, last_excl;	/* dates in the zone */
	char	name[24];		/* as given, canonical */
};

/* False when text is none of the forms; *p is untouched. */
bool	period_parse(const char *text, const struct zone *, struct period *p);

#endif
