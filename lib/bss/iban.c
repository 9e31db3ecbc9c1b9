/*
 * iban.c (bss) - see iban.h
 */
#include "bss/iban.h"

#define IBAN_MIN	15	/* Norway's */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

bool
iban_valid(struct slice s)
{
	unsigned rest = 0;

	if (s.len < IBAN_MIN || s.len > IBAN_MAX || !is_capital(s.p[0])
	    || !is_capital(s.p[1]) || !is_digit(s.p[2]) || !is_digit(s.p[3]))
		return false;
	/* The first four go behind the rest; a letter counts 10 to 35. */
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[(i + 4) % s.len];

		if (is_digit(c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else if (is_capital(c))
			rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
		else
			return false;
	}
	return rest == 1;
}
