/*
 * slice.h (base) - borrowed bytes with a length
 * A slice owns nothing and is not NUL-terminated; it is valid as long as
 * what it points into. {NULL, 0} is the missing slice.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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

/*
 * The same octets. Most are short texts (a type, a unit, an identifier): two
 * loads that overlap compare up to 16 of them without a call.
 */
static inline bool
slice_eq(struct slice a, struct slice b)
{
	uint64_t x[2], y[2];
	uint32_t v[2], w[2];

	if (a.len != b.len)
		return false;
	if (a.len >= 8 && a.len <= 16) {
		memcpy(&x[0], a.p, 8);
		memcpy(&x[1], a.p + a.len - 8, 8);
		memcpy(&y[0], b.p, 8);
		memcpy(&y[1], b.p + b.len - 8, 8);
		return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
	}
	if (a.len >= 4 && a.len < 8) {
		memcpy(&v[0], a.p, 4);
		memcpy(&v[1], a.p + a.len - 4, 4);
		memcpy(&w[0], b.p, 4);
		memcpy(&w[1], b.p + b.len - 4, 4);
		return ((v[0] ^ w[0]) | (v[1] ^ w[1])) == 0;
	}
	if (a.len < 4)		/* the first, the middle and the last octet */
		return a.len == 0 || (a.p[0] == b.p[0]
		    && a.p[a.len >> 1] == b.p[a.len >> 1]
		    && a.p[a.len - 1] == b.p[a.len - 1]);
	return memcmp(a.p, b.p, a.len) == 0;
}

static inline bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

/* Takes a word off the begin; false: it does not begin with it. */
static inline bool
slice_take(struct slice *s, const char *word)
{
	size_t n = strlen(word);

	if (s->len < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	s->len -= n;
	return true;
}

/* Printable ASCII that stands in JSON as it is: no quote, no backslash */
static inline bool
slice_plain(struct slice s)
{
	bool odd = false;

	for (size_t i = 0; i < s.len; i++)
		odd |= (signed char)s.p[i] < 0x20 || s.p[i] == '"'
		    || s.p[i] == '\\';
	return !odd;
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
