/*
 * digits.h (base) - decimal digits several at once
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const char digits_pairs[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

/* v below 100 */
static inline void
digits_put2(char *out, unsigned v)
{
	memcpy(out, digits_pairs + v * 2, 2);
}

#define DIGITS_ONES	UINT64_C(0x0101010101010101)

/* The octets at p, the first one in the lowest bits, less '0' each. */
static inline uint64_t
digits_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v) ^ DIGITS_ONES * '0';
}

/* The top bit of each octet of digits_load that is no digit */
static inline uint64_t
digits_none(uint64_t v)
{
	return (((v & DIGITS_ONES * 0x7f) + DIGITS_ONES * 0x76) | v)
	    & DIGITS_ONES * 0x80;
}

/* How many digits there are at p; 8 octets behind them are readable. */
static inline size_t
digits_len(const char *p)
{
	const char *start = p;
	uint64_t none;

	while ((none = digits_none(digits_load(p))) == 0)
		p += 8;
	return (size_t)(p - start) + (unsigned)__builtin_ctzll(none) / 8;
}

/* The value of eight digits, the first in the lowest octet */
static inline uint64_t
digits_value8(uint64_t v)
{
	v = v * 10 + (v >> 8);	/* pairs, in every other octet */
	return ((v & UINT64_C(0x000000ff000000ff))
	    * UINT64_C(0x000f424000000064)
	    + (v >> 16 & UINT64_C(0x000000ff000000ff))
	    * UINT64_C(0x0000271000000001)) >> 32;
}

/* The number of len digits at p, 1 to 8; 8 octets there are readable. */
static inline bool
digits_value_short(const char *p, size_t len, uint64_t *out)
{
	/* what is not there is a zero */
	uint64_t all = digits_load(p) << 8 * (8 - len);

	*out = digits_value8(all);
	return digits_none(all) == 0;
}

/*
 * The number of len digits at p, 1 to 16; 16 octets there are readable. False
 * when there is another octet among them.
 */
static inline bool
digits_value16(const char *p, size_t len, uint64_t *out)
{
	unsigned __int128 all = (unsigned __int128)digits_load(p + 8) << 64
	    | digits_load(p);
	uint64_t high, low;

	all <<= 8 * (16 - len);		/* what is not there is a zero */
	high = (uint64_t)all;
	low = (uint64_t)(all >> 64);
	*out = digits_value8(high) * 100000000 + digits_value8(low);
	return (digits_none(high) | digits_none(low)) == 0;
}

/* The digits of v, below 10^8, the first in the lowest octet */
static inline uint64_t
digits_of8(uint32_t v)
{
	uint64_t fours = v / 10000 | (uint64_t)(v % 10000) << 32;
	uint64_t high = fours * 10486 >> 20 & UINT64_C(0x0000007f0000007f);
	uint64_t twos = high + ((fours - high * 100) << 16);

	high = twos * 103 >> 10 & UINT64_C(0x000f000f000f000f);
	return high + ((twos - high * 10) << 8);
}

/* As text: eight octets, whatever stands above the digits */
static inline void
digits_store(char *out, uint64_t digits)
{
	digits = htole64(digits | DIGITS_ONES * '0');
	memcpy(out, &digits, sizeof(digits));
}

#endif
