/*
 * hash.h (base) - a seed for tables in memory
 * Names in a table come from files and devices: with a hash that is known,
 * who writes them can have all of them stand in one place, and a million look
 * ups become a million million. The seed is another in each process, so
 * nothing that is written may depend on it or on the order of a table.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <xxhash.h>

#include "base/slice.h"

extern uint64_t hash_seed;	/* set before main */

static inline uint64_t
hash_slice(struct slice s)
{
	return XXH3_64bits_withSeed(s.p, s.len, hash_seed);
}

/* Of several parts: a hash of those before goes in. */
static inline uint64_t
hash_more(struct slice s, uint64_t before)
{
	return XXH3_64bits_withSeed(s.p, s.len, hash_seed ^ before);
}

#endif
