/*
 * buf.h (base) - bytes that grow up to a ceiling
 * A zeroed struct buf is a valid empty one without a ceiling of its own
 * (BUF_MAX_DEFAULT holds). Contents are NUL-terminated by buf_str only.
 * Running out of memory ends the process (exit 2, `no-memory`).
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define BUF_MAX_DEFAULT	((size_t)1 << 30)

struct buf {
	char	*data;		/* owned */
	size_t	 len;
	size_t	 cap;
	size_t	 max;		/* ceiling; 0: BUF_MAX_DEFAULT */
};

void	buf_init(struct buf *, size_t max);
void	buf_release(struct buf *);
static inline void
buf_clear(struct buf *b)
{
	b->len = 0;
}

/*
 * Make room for n more bytes. 0, or -1 when the ceiling would be passed
 * (the contents are untouched).
 */
int	buf_reserve(struct buf *, size_t n);
static inline bool
buf_has_room(const struct buf *b, size_t n)
{
	return b->cap - b->len >= n
	    && b->len + n <= (b->max != 0 ? b->max : BUF_MAX_DEFAULT);
}
static inline int
buf_add(struct buf *b, const void *p, size_t n)
{
	if (!buf_has_room(b, n) && buf_reserve(b, n) != 0)
		return -1;
	if (n != 0)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	return 0;
}
static inline int
buf_addc(struct buf *b, char c)
{
	if (!buf_has_room(b, 1) && buf_reserve(b, 1) != 0)
		return -1;
	b->data[b->len++] = c;
	return 0;
}
int	buf_adds(struct buf *, const char *);
static inline int
buf_add_slice(struct buf *b, struct slice s)
{
	return buf_add(b, s.p, s.len);
}
int	buf_addf(struct buf *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
int	buf_vaddf(struct buf *, const char *fmt, va_list)
	    __attribute__((format(printf, 2, 0)));
/* Contents with a NUL behind them; borrowed until the next change. */
const char *buf_str(struct buf *);
/* Hand the memory out (NUL-terminated, free() it); the buf is empty then. */
char	*buf_detach(struct buf *);
static inline struct slice
buf_slice(const struct buf *b)
{
	return (struct slice){ b->data, b->len };
}

/* The allocator of the whole project: never NULL, `no-memory` and exit 2. */
void	*xmalloc(size_t);
void	*xcalloc(size_t n, size_t size);
void	*xreallocarray(void *, size_t n, size_t size);
char	*xstrdup(const char *);
char	*xstrndup(const char *, size_t);
char	*xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Room for one more element in a growing array: doubles *cap when len has
 * reached it.    GROW(v->item, v->len, v->cap);
 */
#define GROW(ptr, len, cap) do {					\
	if ((len) >= (cap)) {						\
		(cap) = (cap) != 0 ? (cap) * 2 : 16;			\
		(ptr) = xreallocarray((ptr), (cap), sizeof(*(ptr)));	\
	}								\
} while (0)

#endif
