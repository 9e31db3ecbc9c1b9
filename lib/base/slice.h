/*
 * slice.h (base) - borrowed bytes with a length
 * A slice owns nothing and is not NUL-terminated; it is valid as long as
 * what it points into. {NULL, 0} is the missing slice.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char	*p;
	size_t		 len;
};

#define SLICE_LIT(s)	((struct slice){ (s), sizeof(s) - 1 })
/* for printf: "%.*s" */
#define SLICE_FMT(s)	(int)(s).len, (s).p != NULL ? (s).p : ""

static inline struct slice
slice_of(const char *s)
{
	return (struct slice){ s, s != NULL ? strlen(s) : 0 };
}

static inline bool
slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

/* Bytewise order, the shorter first when one begins the other. */
static inline int
slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n != 0 ? memcmp(a.p, b.p, n) : 0;

	return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

#endif
