/*
 * ber.c (net) - see ber.h
 */
#include <string.h>

#include "net/ber.h"

bool
ber_take(struct ber *in, unsigned tag, struct ber *body)
{
	struct ber at = *in;
	unsigned t;

	if (!ber_next(&at, &t, body) || t != tag)
		return false;
	*in = at;
	return true;
}

bool
ber_int(struct ber b, int64_t *out)
{
	uint64_t v;

	if (b.p == b.end || b.end - b.p > 8)
		return false;
	v = *b.p & 0x80 ? UINT64_MAX : 0;
	for (; b.p < b.end; b.p++)
		v = v << 8 | *b.p;
	*out = (int64_t)v;
	return true;
}

bool
ber_uint(struct ber b, uint64_t *out)
{
	uint64_t v = 0;

	if (b.p == b.end || b.end - b.p > 9)
		return false;
	for (; b.p < b.end; b.p++)
		v = v << 8 | *b.p;
	*out = v;
	return true;
}

bool
ber_take_int(struct ber *in, int64_t *out)
{
	struct ber body;

	return ber_take(in, BER_INTEGER, &body) && ber_int(body, out);
}

bool
ber_take_octets(struct ber *in, struct slice *out)
{
	struct ber body;

	if (!ber_take(in, BER_OCTETS, &body))
		return false;
	*out = (struct slice){ (const char *)body.p, ber_len(body) };
	return true;
}

/* X.690 section 8.19: the first two share one number. */
static size_t
split_first(uint64_t v, snmp_subid *id)
{
	id[0] = v < 40 ? 0 : v < 80 ? 1 : 2;
	id[1] = v - id[0] * 40;
	return 2;
}

size_t
ber_oid(struct ber b, snmp_subid *id)
{
	size_t n = 0;

	/* most are of one octet, and of few */
	if (b.p < b.end && *b.p < 0x80) {
		n = split_first(*b.p++, id);
		if (ber_len(b) <= OID_LEN_MAX - 2)
			while (b.p < b.end && *b.p < 0x80)
				id[n++] = *b.p++;
	}
	while (b.p < b.end) {
		uint64_t v = *b.p & 0x7f;

		while (*b.p++ & 0x80) {
			if (b.p == b.end)
				return 0;
			v = v << 7 | (*b.p & 0x7f);
			if (v > (uint64_t)UINT32_MAX + 80)
				return 0;
		}
		if (n == 0) {
			n = split_first(v, id);
			continue;
		}
		if (n >= OID_LEN_MAX || v > UINT32_MAX)
			return 0;
		id[n++] = v;
	}
	return n;
}

void
ber_out_init(struct ber_out *o, void *room, size_t len)
{
	o->start = room;
	o->p = o->end = o->start + len;
	o->full = false;
}

struct slice
ber_out_slice(const struct ber_out *o)
{
	return (struct slice){ (const char *)o->p, (size_t)(o->end - o->p) };
}

void
ber_put(struct ber_out *o, const void *p, size_t n)
{
	if (o->full || (size_t)(o->p - o->start) < n) {
		o->full = true;
		return;
	}
	o->p -= n;
	if (n != 0)
		memcpy(o->p, p, n);
}

void
ber_put_head(struct ber_out *o, unsigned tag, const unsigned char *end)
{
	size_t len = (size_t)(end - o->p), rest = len;
	unsigned char head[6], *p = head + sizeof(head);

	if (len < 0x80) {
		*--p = (unsigned char)len;
	} else {
		for (; rest != 0; rest >>= 8)
			*--p = (unsigned char)rest;
		rest = (size_t)(head + sizeof(head) - p);
		*--p = (unsigned char)(0x80 | rest);
	}
	*--p = (unsigned char)tag;
	ber_put(o, p, (size_t)(head + sizeof(head) - p));
}

void
ber_put_int(struct ber_out *o, unsigned tag, int64_t v)
{
	unsigned char octets[8], *p = octets + sizeof(octets);
	const unsigned char *end = o->p;
	int64_t rest = v;

	do {
		*--p = (unsigned char)rest;
		rest >>= 8;
	} while (p > octets
	    && !((rest == 0 && !(*p & 0x80)) || (rest == -1 && (*p & 0x80))));
	ber_put(o, p, (size_t)(octets + sizeof(octets) - p));
	ber_put_head(o, tag, end);
}

void
ber_put_uint(struct ber_out *o, unsigned tag, uint64_t v)
{
	unsigned char octets[9], *p = octets + sizeof(octets);
	const unsigned char *end = o->p;

	do {
		*--p = (unsigned char)v;
		v >>= 8;
	} while (v != 0);
	if (*p & 0x80)
		*--p = 0;
	ber_put(o, p, (size_t)(octets + sizeof(octets) - p));
	ber_put_head(o, tag, end);
}

void
ber_put_octets(struct ber_out *o, unsigned tag, struct slice s)
{
	const unsigned char *end = o->p;

	ber_put(o, s.p, s.len);
	ber_put_head(o, tag, end);
}

static void
put_subid(struct ber_out *o, uint64_t v)
{
	unsigned char octets[10], *p = octets + sizeof(octets);

	*--p = (unsigned char)(v & 0x7f);
	while ((v >>= 7) != 0)
		*--p = (unsigned char)(0x80 | (v & 0x7f));
	ber_put(o, p, (size_t)(octets + sizeof(octets) - p));
}

void
ber_put_oid(struct ber_out *o, struct oid_ref name)
{
	const unsigned char *end = o->p;

	for (size_t i = name.len; i > 2; i--)
		if (name.id[i - 1] < 0x80 && o->p > o->start && !o->full)
			*--o->p = (unsigned char)name.id[i - 1];
		else
			put_subid(o, name.id[i - 1]);
	if (name.len >= 2)
		put_subid(o, name.id[0] * 40 + name.id[1]);
	ber_put_head(o, BER_OID, end);
}
