/*
 * spool_pack.h (store) - texts and marks to octets and back, for the spool's
 * files: what pack.h does not know.
 */
#ifndef STORE_SPOOL_PACK_H
#define STORE_SPOOL_PACK_H

#include "base/pack.h"
#include "store/spool_rec.h"

#define MARK_OCTETS	16

static inline void
put_text(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	put_fixed(b, n, 4);
	buf_add(b, s, n);
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

#endif
