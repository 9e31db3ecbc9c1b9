/*
 * pattern.h (oss) - regular expressions over texts that are no C strings
 * Pure.
 */
#ifndef OSS_PATTERN_H
#define OSS_PATTERN_H

#include <regex.h>

#include "base/slice.h"

#define PATTERN_MAX	1024	/* octets of an expression */
/* for people: "match is no " PATTERN_TAKEN */
#define PATTERN_TAKEN	"extended regular expression of at most 1024 octets " \
	"without back references, one repetition upon another (a**) or counts " \
	"of more than 4096 together"

/*
 * A POSIX extended regular expression, with the flags of regcomp(3) beside.
 * False, and nothing is owned: it is none, is empty or too long, or is of
 * those that cost without a bound: with back references, with one repetition
 * upon another, which POSIX leaves undefined (XBD 9.4.6), or with counts in
 * braces whose product is above 4096. Release it with regfree(3).
 */
bool	pattern_compile(regex_t *, struct slice, int flags);

/*
 * Octets of a text that are looked at. A search that fails is begun again at
 * each octet, so that of 64 KiB takes seconds.
 */
#define PATTERN_TEXT_MAX	1024

/*
 * Whether it matches; *found is the first of its groups that took part, of
 * nine, else all that matched.
 */
bool	pattern_find(const regex_t *, struct slice text, struct slice *found);

#endif
