/*
 * reading.h (bss) - what a percentile measures of a usage record
 * Pure.
 */
#ifndef BSS_READING_H
#define BSS_READING_H

#include "base/reason.h"
#include "bss/percentile.h"
#include "rec/rec.h"

/*
 * Its time and its octets, those that the terms ask for: the sides, or for a
 * sum the quantity. REASON_FIELD_MISSING when they are not there,
 * REASON_FIELD_VALUE when it ends before it begins.
 */
enum reason reading_of_rec(const struct rec *, const struct percentile_terms *,
	    struct reading *);

#endif
