/*
 * span.h (oss) - sets of stretches of time
 * A span is half-open, [from, to). A set that is `clean` has its spans in
 * order, none empty, none touching the next; spans_clean makes it so, and all
 * other functions but spans_add take and give clean sets. A set that is made
 * must be none of those it is made of.
 * Pure: no I/O, no clock. A zeroed struct spans is valid and empty.
 */
#ifndef OSS_SPAN_H
#define OSS_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	int64_t	from_us, to_us;
};

struct spans {
	struct span	*item;		/* owned */
	size_t		 len, cap;
};

void	spans_release(struct spans *);
void	spans_clear(struct spans *);
/* An empty one is left out. */
void	spans_add(struct spans *, int64_t from_us, int64_t to_us);
void	spans_clean(struct spans *);

/* out = a and b; a or b; a without b */
void	spans_cut(const struct spans *a, const struct spans *b,
	    struct spans *out);
void	spans_join(const struct spans *a, const struct spans *b,
	    struct spans *out);
void	spans_less(const struct spans *a, const struct spans *b,
	    struct spans *out);

int64_t	spans_total(const struct spans *);
/* What of [from, to) is in the set. */
int64_t	spans_within(const struct spans *, int64_t from_us, int64_t to_us);
/* The first span that ends behind an instant; s->len: none */
size_t	spans_find(const struct spans *, int64_t us);
bool	spans_has(const struct spans *, int64_t us);

#endif
