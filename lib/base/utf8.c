#include "base/utf8.h"

#include <string.h>

bool
utf8_valid(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char tail[8] = { 0 };
	size_t i = 0, left;
	unsigned n;

	while (i < len) {
		left = len - i;
		if (left >= 4)
			n = utf8_char(p + i);
		else {
			memcpy(tail, p + i, left);
			memset(tail + left, 0, sizeof(tail) - left);
			n = utf8_char(tail);
		}
		if (n == 0 || n > left)
			return false;
		i += n;
	}
	return true;
}

unsigned
utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}
