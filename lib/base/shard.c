/*
 * shard.c (base) - see shard.h
 */
#include <xxhash.h>

#include "base/money.h"
#include "base/shard.h"

bool
shard_parse(const char *text, struct shard *s)
{
	const char *slash = strchr(text, '/');
	struct shard got;

	if (slash == NULL || u64_parse((struct slice){ text,
	    (size_t)(slash - text) }, &got.i) != NUM_OK
	    || u64_parse(slice_of(slash + 1), &got.n) != NUM_OK
	    || got.i < 1 || got.i > got.n)
		return false;
	*s = got;
	return true;
}

bool
shard_has(const struct shard *s, struct slice key)
{
	return s->n == 0 || XXH3_64bits(key.p, key.len) % s->n == s->i - 1;
}
