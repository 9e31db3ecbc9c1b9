/*
 * digits.h (base) - two decimal digits at once, for the writers of numbers
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <string.h>

static const char digits_pairs[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

/* v below 100 */
static inline void
digits_put2(char *out, unsigned v)
{
	memcpy(out, digits_pairs + v * 2, 2);
}

#endif
