/*
 * spool_pack.h (store) - integers to octets and back, for the spool's files
 * Fixed width is little-endian; variable length is LEB128 (7 bits an octet,
 * the lowest first), signed values zigzag. Reading is bounded: past the end
 * `bad` is set and 0 returned, so a decoder checks once.
 */
#ifndef STORE_SPOOL_PACK_H
#define STORE_SPOOL_PACK_H

#include "base/buf.h"
#include "store/spool_rec.h"

#define VARINT_MAX	10
#define MARK_OCTETS	16

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

static inline void
put_text(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	put_fixed(b, n, 4);
	buf_add(b, s, n);
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

static inline void
put_mark(struct buf *b, struct spool_mark m)
{
	put_fixed(b, m.hi, 8);
	put_fixed(b, m.lo, 8);
}

/* The n-th mark of raw; it is the caller's to know that there is one. */
static inline struct spool_mark
mark_at(const char *raw, size_t n)
{
	struct unpack u = { .p = (const unsigned char *)raw + n * MARK_OCTETS };
	struct spool_mark m;

	u.end = u.p + MARK_OCTETS;
	m.hi = get_fixed(&u, 8);
	m.lo = get_fixed(&u, 8);
	return m;
}

/* Owned by the caller; "" when bad. */
static inline char *
get_text(struct unpack *u)
{
	uint64_t n = get_fixed(u, 4);
	char *s;

	if (n > (size_t)(u->end - u->p)) {
		u->bad = true;
		n = 0;
	}
	s = xstrndup((const char *)u->p, n);
	u->p += n;
	return s;
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
