/*
 * numplan.h (bss) - telephone numbers as dialled to E.164
 * A source writes numbers the way its switch saw them: 0612345678,
 * 0033612345678, +33 6 12 34 56 78, 101. The plan says what the prefixes
 * mean there; nothing is guessed. Source: ITU-T E.164 (at most 15 digits,
 * the first one of the country code is not 0).
 * Pure.
 */
#ifndef BSS_NUMPLAN_H
#define BSS_NUMPLAN_H

#include <stdbool.h>

#include "base/slice.h"

#define NUMPLAN_PREFIX_MAX	7	/* digits in a prefix */
#define NUMPLAN_PREFIXES	4	/* international prefixes of a plan */
#define NUMPLAN_DIGITS_MAX	15	/* E.164 section 6 */
#define NUMPLAN_TEXT_MAX	(NUMPLAN_DIGITS_MAX + 2)

/* What a number without any prefix is. */
enum numplan_bare {
	NUMPLAN_BARE_REJECT,
	NUMPLAN_BARE_NATIONAL,		/* 612345678: the country's */
	NUMPLAN_BARE_INTERNATIONAL,	/* 33612345678: + is left out */
	NUMPLAN_BARE_KEEP		/* as it stands */
};

struct numplan {
	char		  country_code[4];	/* "33"; "" when not known */
	char		  national[NUMPLAN_PREFIX_MAX + 1];
	char		  international[NUMPLAN_PREFIXES]
			    [NUMPLAN_PREFIX_MAX + 1];
	unsigned	  internationals;
	unsigned	  short_max;	/* so few digits are an extension */
	enum numplan_bare bare;
	bool		  keep_text;	/* "anonymous" is a value, not bad */
};

/*
 * Normalise a number, in this order:
 *   +DIGITS                     E.164 already
 *   up to short_max digits      an extension or short code, as it stands
 *   international prefix        + and the rest
 *   national prefix             + country code and the rest
 *   else                        as `bare` says
 * Space and -.()/ between digits are dropped. What has other characters is
 * kept with keep_text. *out is s itself or text in room, which lives as long
 * as the caller's. False when it is no number of this plan.
 */
bool	numplan_normalise(const struct numplan *, struct slice s,
	    char room[NUMPLAN_TEXT_MAX], struct slice *out);

#endif
