/*
 * pattern.c (oss) - see pattern.h
 */
#include <stdlib.h>

#include "oss/pattern.h"

#define GROUPS_MAX	9
#define COUNTS_MAX	4096

/* Behind a bracket expression; a "]" that comes first is one of its signs. */
static const char *
skip_bracket(const char *p)
{
	p += p[1] == '^' ? 2 : 1;
	if (*p == ']')
		p++;
	for (; *p != '\0' && *p != ']'; p++) {
		bool class = *p == '[' && p[1] != '\0'
		    && strchr(":.=", p[1]) != NULL;
		const char *end = class ? strchr(p + 2, ']') : NULL;

		if (end != NULL)
			p = end;
	}
	return *p == '\0' ? p : p + 1;
}

/* The greater of {m,n} into *counts; behind it. */
static const char *
take_count(const char *p, unsigned long *counts)
{
	unsigned long most = 1, n;
	char *end;

	for (p++; *p != '\0' && *p != '}'; p = *end == ',' ? end + 1 : end) {
		n = strtoul(p, &end, 10);
		if (n > most)
			most = n;
		if (end == p && *end != ',')
			break;
	}
	*counts = most > COUNTS_MAX ? COUNTS_MAX + 1 : *counts * most;
	return *p == '}' ? p + 1 : p;
}

/* Whether it takes a bounded time and room to compile and to look for. */
static bool
is_bounded(const char *p)
{
	unsigned long counts = 1;
	bool repeated = false;

	while (*p != '\0' && counts <= COUNTS_MAX) {
		bool repeats = strchr("*+?{", *p) != NULL;

		if (repeats && repeated)
			return false;
		repeated = repeats;
		if (*p == '\\' && p[1] >= '0' && p[1] <= '9')
			return false;
		if (*p == '[')
			p = skip_bracket(p);
		else if (*p == '{')
			p = take_count(p, &counts);
		else
			p += *p == '\\' && p[1] != '\0' ? 2 : 1;
	}
	return counts <= COUNTS_MAX;
}

bool
pattern_compile(regex_t *re, struct slice pattern, int flags)
{
	char text[PATTERN_MAX + 1];

	if (pattern.len == 0 || pattern.len > PATTERN_MAX
	    || memchr(pattern.p, '\0', pattern.len) != NULL)
		return false;
	memcpy(text, pattern.p, pattern.len);
	text[pattern.len] = '\0';
	return is_bounded(text)
	    && regcomp(re, text, REG_EXTENDED | flags) == 0;
}

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
