/*
 * shard.h (base) - one of N parts of the work, for N processes anywhere
 * "2/5" is the second of five. A key (an account, a node) belongs to exactly
 * one, by its hash alone.
 */
#ifndef BASE_SHARD_H
#define BASE_SHARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct shard {
	uint64_t	i, n;	/* 1 to n; zeroed: all there is */
};

/* False when it is not i/n with i from 1 to n; *s is untouched. */
bool	shard_parse(const char *, struct shard *s);
bool	shard_has(const struct shard *, struct slice key);

#endif
