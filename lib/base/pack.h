/*
 * pack.h (base) - integers to octets and back
 * Fixed width is little-endian; variable length is LEB128 (7 bits an octet,
 * the lowest first), signed values zigzag. Reading is bounded: past the end
 * `bad` is set and 0 returned, so a decoder checks once.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buf.h"

#define VARINT_MAX	10

struct unpack {
	const unsigned char	*p, *end;
	bool			 bad;
};

static inline void
put_fixed(struct buf *b, uint64_t v, unsigned octets)
{
	unsigned char raw[8];

	for (unsigned i = 0; i < octets; i++, v >>= 8)
		raw[i] = (unsigned char)v;
	buf_add(b, raw, octets);
}

static inline uint64_t
get_fixed(struct unpack *u, unsigned octets)
{
	uint64_t v = 0;

	if ((size_t)(u->end - u->p) < octets) {
		u->bad = true;
		u->p = u->end;
		return 0;
	}
	for (unsigned i = 0; i < octets; i++)
		v |= (uint64_t)u->p[i] << (8 * i);
	u->p += octets;
	return v;
}

/* Room for VARINT_MAX octets at p is the caller's to see to. */
static inline unsigned char *
put_varint(unsigned char *p, uint64_t v)
{
	while (v >= 0x80) {
		*p++ = (unsigned char)(v | 0x80);
		v >>= 7;
	}
	*p++ = (unsigned char)v;
	return p;
}

static inline uint64_t
get_varint_long(struct unpack *u)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		unsigned char c;

		if (u->p == u->end)
			break;
		c = *u->p++;
		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return v;
	}
	u->bad = true;
	return 0;
}

static inline uint64_t
get_varint(struct unpack *u)
{
	if (u->p != u->end && *u->p < 0x80)
		return *u->p++;
	return get_varint_long(u);
}

/* Its length, then itself. */
static inline void
put_slice(struct buf *b, struct slice s)
{
	unsigned char len[VARINT_MAX];

	buf_add(b, len, (size_t)(put_varint(len, s.len) - len));
	buf_add_slice(b, s);
}

/* Borrowed from what is read. */
static inline struct slice
get_slice(struct unpack *u)
{
	uint64_t len = get_varint(u);
	struct slice s = { (const char *)u->p, 0 };

	if (len > (size_t)(u->end - u->p)) {
		u->bad = true;
		return s;
	}
	s.len = (size_t)len;
	u->p += len;
	return s;
}

static inline uint64_t
zigzag(int64_t v)
{
	return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t
unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

#endif
