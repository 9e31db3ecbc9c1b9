/*
 * devtext.c (oss) - see devtext.h
 */
#include "oss/devtext.h"

/* Length of the valid UTF-8 sequence at p (RFC 3629), 0: there is none. */
static size_t
utf8_len(const unsigned char *p, size_t left)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (n == 1)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)
	    || (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;	/* overlong, surrogate, past U+10FFFF */
	return n;
}

static bool
utf8_valid(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n;

	for (size_t i = 0; i < s.len; i += n) {
		if ((n = utf8_len(p + i, s.len - i)) == 0)
			return false;
	}
	return true;
}

/* One octet of ISO 8859-1 as UTF-8. */
static int
add_latin1(struct buf *out, unsigned char c)
{
	if (c < ' ' || (c >= 0x7f && c < 0xa0))
		return buf_addc(out, ' ');
	if (c < 0x80)
		return buf_addc(out, (char)c);
	return buf_addc(out, (char)(0xc0 | c >> 6)) < 0
	    || buf_addc(out, (char)(0x80 | (c & 0x3f))) < 0 ? -1 : 0;
}

static int
add_utf8(struct buf *out, const unsigned char *p, size_t n)
{
	if (n == 1)
		return add_latin1(out, *p);
	if (n == 2 && p[0] == 0xc2 && p[1] < 0xa0)	/* C1 */
		return buf_addc(out, ' ');
	return buf_add(out, p, n);
}

/* Cut the spaces at both ends of what stands behind `start`. */
static void
trim(struct buf *out, size_t start)
{
	size_t skip = start;

	while (out->len > start && out->data[out->len - 1] == ' ')
		out->len--;
	while (skip < out->len && out->data[skip] == ' ')
		skip++;
	if (skip == start)
		return;
	memmove(out->data + start, out->data + skip, out->len - skip);
	out->len -= skip - start;
}

int
devtext_add(struct buf *out, struct slice s)
{
	const char *nul = s.len != 0 ? memchr(s.p, '\0', s.len) : NULL;
	const unsigned char *p = (const unsigned char *)s.p;
	size_t start = out->len, n;
	bool utf8;

	if (nul != NULL)
		s.len = (size_t)(nul - s.p);
	utf8 = utf8_valid(s);
	for (size_t i = 0; i < s.len; i += n) {
		n = utf8 ? utf8_len(p + i, s.len - i) : 1;
		if ((utf8 ? add_utf8(out, p + i, n)
		    : add_latin1(out, p[i])) < 0)
			return -1;
	}
	trim(out, start);
	return 0;
}
