/*
 * ber.h (net) - as much of BER as SNMP needs
 * Source: ITU-T X.690 section 8 as RFC 3417 section 8 narrows it: definite
 * lengths, tags of one octet. Readers take longer forms than needed, for
 * agents write them, and never read beyond their end. Pure.
 */
#ifndef NET_BER_H
#define NET_BER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "oss/varbind.h"

enum ber_tag {
	BER_INTEGER = 0x02, BER_OCTETS = 0x04, BER_NULL = 0x05, BER_OID = 0x06,
	BER_SEQUENCE = 0x30
};

/* ---- reading --------------------------------------------------------------- */

struct ber {			/* what is left of it; borrowed */
	const unsigned char *p, *end;
};
static inline struct ber
ber_of(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	return (struct ber){ p, p + s.len };
}
static inline size_t
ber_len(struct ber b)
{
	return (size_t)(b.end - b.p);
}

/*
 * Take the next element: its tag and contents. False: there is none, or it is
 * longer than what is left; in is untouched.
 */
static inline bool
ber_next(struct ber *in, unsigned *tag, struct ber *body)
{
	const unsigned char *p = in->p;
	size_t len, n;

	if (in->end - p < 2)
		return false;
	*tag = *p++;
	len = *p++;
	if (len >= 0x80) {
		n = len & 0x7f;
		if (n == 0 || n > 4 || (size_t)(in->end - p) < n)
			return false;
		for (len = 0; n > 0; n--)
			len = len << 8 | *p++;
	}
	if ((size_t)(in->end - p) < len)
		return false;
	*body = (struct ber){ p, p + len };
	in->p = p + len;
	return true;
}

/* ... which must have this tag. */
bool	ber_take(struct ber *in, unsigned tag, struct ber *body);
/* An INTEGER of at most 8 octets. */
bool	ber_take_int(struct ber *in, int64_t *);
bool	ber_take_octets(struct ber *in, struct slice *);
/* Contents of an INTEGER, signed; of a counter, the lowest 64 bits. */
bool	ber_int(struct ber body, int64_t *);
bool	ber_uint(struct ber body, uint64_t *);
/*
 * Contents of an OBJECT IDENTIFIER: how many sub-identifiers were written to
 * id (OID_LEN_MAX fit); 0: it is none.
 */
size_t	ber_oid(struct ber body, snmp_subid *id);

/* ---- writing --------------------------------------------------------------- */

/*
 * From the end of a buffer to its front, so that lengths are known when they
 * are written: contents first, then ber_put_head. When there is no room it is
 * marked, and nothing more is written.
 */
struct ber_out {
	unsigned char	*start, *p, *end;
	bool		 full;
};
void	ber_out_init(struct ber_out *, void *room, size_t);
struct slice ber_out_slice(const struct ber_out *);
void	ber_put(struct ber_out *, const void *, size_t);
/* Tag and length of what was written since `end` was the place. */
void	ber_put_head(struct ber_out *, unsigned tag, const unsigned char *end);
void	ber_put_int(struct ber_out *, unsigned tag, int64_t);
void	ber_put_uint(struct ber_out *, unsigned tag, uint64_t);
void	ber_put_octets(struct ber_out *, unsigned tag, struct slice);
void	ber_put_oid(struct ber_out *, struct oid_ref);

#endif
