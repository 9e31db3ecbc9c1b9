/*
 * range.c (net) - see range.h
 */
#include <arpa/inet.h>
#include <string.h>

#include "net/range.h"

/* A number from 0 to max at the front of s; -1: there is none. */
static int
take_number(struct slice *s, int max)
{
	int v = 0;
	size_t n = 0;

	for (; n < s->len && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
		v = v * 10 + (s->p[n] - '0');
		if (v > max)
			return -1;
	}
	s->p += n;
	s->len -= n;
	return n > 0 ? v : -1;
}

/* What stands behind the slash: a length, and a port. */
static bool
take_length(struct slice s, int bits, int *length, unsigned *port)
{
	int n;

	if ((*length = take_number(&s, bits)) < 0)
		return false;
	*port = PORT_SNMP;
	if (s.len == 0)
		return true;
	if (*s.p != ':')
		return false;
	s.p++;
	s.len--;
	if ((n = take_number(&s, 65535)) <= 0 || s.len != 0)
		return false;
	*port = (unsigned)n;
	return true;
}

/* Clear the bits behind the prefix. */
static void
mask(unsigned char *octets, int length, int bits)
{
	for (int i = length; i < bits; i++)
		octets[i / 8] &= (unsigned char)~(0x80 >> i % 8);
}

static bool
host_parse(const char *host, struct address_range *r)
{
	r->v6 = strchr(host, ':') != NULL;
	return inet_pton(r->v6 ? AF_INET6 : AF_INET, host, r->first) == 1;
}

static void
add(const struct address_range *r, uint32_t n, unsigned char out[16])
{
	memcpy(out, r->first, sizeof(r->first));
	for (int i = r->v6 ? 15 : 3; n != 0 && i >= 0; i--) {
		n += out[i];
		out[i] = (unsigned char)n;
		n >>= 8;
	}
}

bool
range_parse(struct slice s, struct address_range *out)
{
	const char *slash = s.len != 0 ? memchr(s.p, '/', s.len) : NULL;
	struct address_range r = { .len = 1 };
	char host[HOST_TEXT_MAX];
	struct slice front = s;
	int bits, length;

	if (slash == NULL) {
		if (!address_split(s, host, &r.port) || !host_parse(host, &r))
			return false;
		*out = r;
		return true;
	}
	front.len = (size_t)(slash - s.p);
	if (front.len == 0 || front.len >= sizeof(host))
		return false;
	memcpy(host, front.p, front.len);
	host[front.len] = '\0';
	if (!host_parse(host, &r))
		return false;
	bits = r.v6 ? 128 : 32;
	if (!take_length((struct slice){ slash + 1, s.len - front.len - 1 },
	    bits, &length, &r.port) || bits - length > 16)
		return false;
	mask(r.first, length, bits);
	r.len = UINT32_C(1) << (bits - length);
	if (!r.v6 && length <= 30) {
		add(&r, 1, r.first);
		r.len -= 2;
	}
	*out = r;
	return true;
}

void
range_text(const struct address_range *r, uint32_t i,
    char out[RANGE_TEXT_MAX])
{
	unsigned char octets[16];

	add(r, i, octets);
	inet_ntop(r->v6 ? AF_INET6 : AF_INET, octets, out, RANGE_TEXT_MAX);
}
