/*
 * utf8.h (base) - validity of UTF-8 (RFC 3629: no surrogates, no overlongs)
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Octets of the character at p (1 to 4), 0 when it is not one. p[0..3] must
 * be readable or the text must end with an ASCII octet.
 */
static inline unsigned
utf8_char(const unsigned char *p)
{
	unsigned char c = p[0];

	if (c < 0x80)
		return 1;
	if (c < 0xc2)
		return 0;
	if ((p[1] & 0xc0) != 0x80)
		return 0;
	if (c < 0xe0)
		return 2;
	if ((p[2] & 0xc0) != 0x80)
		return 0;
	if (c < 0xf0) {
		if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f))
			return 0;
		return 3;
	}
	if (c > 0xf4 || (p[3] & 0xc0) != 0x80
	    || (c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] > 0x8f))
		return 0;
	return 4;
}

bool	 utf8_valid(const char *, size_t);
/* Encode a code point (valid, no surrogate); octets written, 1 to 4. */
unsigned utf8_put(uint32_t cp, char out[4]);

#endif
