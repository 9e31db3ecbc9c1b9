/*
 * netaddr.c (oss) - see netaddr.h
 */
#include "oss/netaddr.h"

#define GROUPS	8

static unsigned
group(const unsigned char *p, unsigned i)
{
	return (unsigned)p[2 * i] << 8 | p[2 * i + 1];
}

/* RFC 5952: the longest run of two or more zero groups, the first of such. */
static void
longest_zeros(const unsigned char *p, unsigned *at, unsigned *len)
{
	unsigned run;

	*at = GROUPS;
	*len = 1;
	for (unsigned i = 0; i < GROUPS; i += run + 1) {
		for (run = 0; i + run < GROUPS && group(p, i + run) == 0;)
			run++;
		if (run > *len) {
			*at = i;
			*len = run;
		}
	}
}

static void
add_ipv6(struct buf *out, const unsigned char *p)
{
	unsigned at, len;

	longest_zeros(p, &at, &len);
	for (unsigned i = 0; i < GROUPS; i++) {
		if (i == at) {
			buf_adds(out, "::");
			i += len - 1;
			continue;
		}
		buf_addf(out, "%s%x", i == 0 || i == at + len ? "" : ":",
		    group(p, i));
	}
}

bool
netaddr_add(struct buf *out, struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.len == 4 || s.len == 8) {
		buf_addf(out, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
		return true;
	}
	if (s.len != 16 && s.len != 20)
		return false;
	add_ipv6(out, p);
	return true;
}

bool
netaddr_add_mac(struct buf *out, struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.len != 6 && s.len != 8)
		return false;
	for (size_t i = 0; i < s.len; i++)
		buf_addf(out, "%s%02x", i != 0 ? ":" : "", p[i]);
	return true;
}

bool
netaddr_same_net(struct slice a, struct slice b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (a.len != b.len || bits > a.len * 8)
		return false;
	if (memcmp(a.p, b.p, whole) != 0)
		return false;
	return rest == 0 || (((unsigned char)a.p[whole]
	    ^ (unsigned char)b.p[whole]) >> (8 - rest)) == 0;
}

int
netaddr_mask_bits(struct slice mask)
{
	uint32_t m = 0;
	int bits = 0;

	if (mask.len != 4)
		return -1;
	for (size_t i = 0; i < 4; i++)
		m = m << 8 | (unsigned char)mask.p[i];
	while (bits < 32 && (m & UINT32_C(0x80000000)) != 0) {
		m <<= 1;
		bits++;
	}
	return m == 0 ? bits : -1;
}
