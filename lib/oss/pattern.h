/*
 * pattern.h (oss) - regular expressions over texts that are no C strings
 * Pure.
 */
#ifndef OSS_PATTERN_H
#define OSS_PATTERN_H

#include <regex.h>

#include "base/slice.h"

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
