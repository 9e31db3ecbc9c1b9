/*
 * pattern.c (oss) - see pattern.h
 */
#include "oss/pattern.h"

#define GROUPS_MAX	9

bool
pattern_find(const regex_t *re, struct slice text, struct slice *found)
{
	char copy[PATTERN_TEXT_MAX + 1];
	size_t n = text.len < PATTERN_TEXT_MAX ? text.len : PATTERN_TEXT_MAX;
	regmatch_t m[1 + GROUPS_MAX];
	const regmatch_t *got = &m[0];

	if (n != 0)
		memcpy(copy, text.p, n);
	copy[n] = '\0';
	if (regexec(re, copy, 1 + GROUPS_MAX, m, 0) != 0)
		return false;
	for (size_t i = 1; i <= GROUPS_MAX && i <= re->re_nsub
	    && got == &m[0]; i++) {
		if (m[i].rm_so >= 0)
			got = &m[i];
	}
	*found = (struct slice){ text.p + got->rm_so,
	    (size_t)(got->rm_eo - got->rm_so) };
	return true;
}
