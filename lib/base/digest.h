/*
 * digest.h (base) - SHA-256 for identity, 128-bit sums for completeness
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define SHA256_HEX_MAX	65
#define SUM128_HEX_MAX	33

struct sha256;		/* libcrypto's context; reusable */
struct sha256 *sha256_new(void);
void	sha256_free(struct sha256 *);
void	sha256_clear(struct sha256 *);
void	sha256_add(struct sha256 *, const void *, size_t);
void	sha256_end(struct sha256 *, unsigned char out[32]);
/* end as lower-case hex: all 64 digits and a NUL */
void	sha256_end_hex(struct sha256 *, char out[SHA256_HEX_MAX]);

/*
 * An order-independent digest of a set of ids: the sum mod 2^128 of
 * XXH3-128 (seed 0) of each. It finds loss and doubling by accident; ids
 * themselves resist forging (SHA-256). `printf %s ID | xxhsum -H2` prints
 * the summand.
 */
typedef unsigned __int128 sum128_t;
sum128_t sum128_of(const void *, size_t);
void	sum128_hex(sum128_t, char out[SUM128_HEX_MAX]);
/* 0, or -1 when it is not 32 hex digits */
int	sum128_parse(struct slice, sum128_t *);

#endif
