/*
 * tap.h - a unit test's output in the Test Anything Protocol
 *
 *	for (i = 0; i < LEN(cases); i++)
 *		is_i64(add(cases[i].a, cases[i].b), cases[i].sum,
 *		    "%d + %d", cases[i].a, cases[i].b);
 *	return tap_done();
 *
 * The plan comes last; tap_done returns what main returns: 0, or 1 when a
 * test failed.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Each returns whether it passed. fmt names the test. */
bool	ok(bool passed, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
bool	is_i64(int64_t got, int64_t want, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
bool	is_u64(uint64_t got, uint64_t want, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* NULL equals NULL alone. */
bool	is_str(const char *got, const char *want, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* A test that cannot run here, and why. */
void	tap_skip(const char *why, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
int	tap_done(void);

#endif
