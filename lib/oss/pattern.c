/*
 * pattern.c (oss) - see pattern.h
 */
#include "oss/pattern.h"

bool
pattern_find(const regex_t *re, struct slice text, struct slice *found)
{
	char copy[PATTERN_TEXT_MAX + 1];
	size_t n = text.len < PATTERN_TEXT_MAX ? text.len : PATTERN_TEXT_MAX;
	regmatch_t m[2] = { { -1, -1 }, { -1, -1 } };
	const regmatch_t *got = &m[0];

	if (n != 0)
		memcpy(copy, text.p, n);
	copy[n] = '\0';
	if (regexec(re, copy, 2, m, 0) != 0)
		return false;
	if (re->re_nsub > 0 && m[1].rm_so >= 0)
		got = &m[1];
	*found = (struct slice){ text.p + got->rm_so,
	    (size_t)(got->rm_eo - got->rm_so) };
	return true;
}
