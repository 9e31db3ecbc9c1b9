/*
 * profile_value.h (oss) - single values after a profile, for profile_read.c
 * A row is a cell whose index names it.
 */
#ifndef OSS_PROFILE_VALUE_H
#define OSS_PROFILE_VALUE_H

#include "oss/profile.h"

struct row {
	const uint32_t	*index;
	size_t		 len;
};

bool	source_number(const struct number_source *, const struct cells *,
	    struct row, money_t *out);
/* The same as a whole number of octets or the like, from 0. */
bool	source_whole(const struct number_source *, const struct cells *,
	    struct row, int64_t *out);
/* The word for the number that stands there; NULL: missing. */
const struct profile_word *source_word(const struct word_source *,
	    const struct cells *, struct row);
/* The first source that gives a text. */
struct slice source_text(struct view *, const struct text_source *,
	    unsigned n, const struct profile_input *, struct row);
bool	filter_passes(const struct row_filter *, const struct cells *,
	    struct row);
struct slice pieces_text(struct view *, const struct pieces *,
	    const struct profile_input *, struct row);

#endif
