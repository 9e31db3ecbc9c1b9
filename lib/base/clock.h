/*
 * clock.h (base) - what time it is
 * Not for rules (lib/oss, lib/bss): they are told.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Microseconds: since 1970 (UTC), and of a clock that nobody sets. */
int64_t	clock_us(void);
int64_t	mono_us(void);

#endif
