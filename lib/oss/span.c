/*
 * span.c (oss) - sets of stretches of time
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oss/span.h"

void
spans_release(struct spans *s)
{
	free(s->item);
	*s = (struct spans){ 0 };
}

void
spans_clear(struct spans *s)
{
	s->len = 0;
}

void
spans_add(struct spans *s, int64_t from_us, int64_t to_us)
{
	if (from_us >= to_us)
		return;
	GROW(s->item, s->len, s->cap);
	s->item[s->len++] = (struct span){ from_us, to_us };
}

static int
span_cmp(const void *va, const void *vb)
{
	const struct span *a = va, *b = vb;

	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	return (a->to_us > b->to_us) - (a->to_us < b->to_us);
}

void
spans_clean(struct spans *s)
{
	bool sorted = true;
	size_t n = 0;

	for (size_t i = 1; i < s->len && sorted; i++)
		sorted = s->item[i - 1].from_us <= s->item[i].from_us;
	if (!sorted)
		qsort(s->item, s->len, sizeof(*s->item), span_cmp);
	for (size_t i = 0; i < s->len; i++) {
		struct span *last = &s->item[n - (n > 0)];

		if (n > 0 && s->item[i].from_us <= last->to_us) {
			if (s->item[i].to_us > last->to_us)
				last->to_us = s->item[i].to_us;
		} else {
			s->item[n++] = s->item[i];
		}
	}
	s->len = n;
}

void
spans_cut(const struct spans *a, const struct spans *b, struct spans *out)
{
	size_t i = 0, j = 0;

	out->len = 0;
	while (i < a->len && j < b->len) {
		const struct span *x = &a->item[i], *y = &b->item[j];

		spans_add(out, x->from_us > y->from_us ? x->from_us
		    : y->from_us, x->to_us < y->to_us ? x->to_us : y->to_us);
		if (x->to_us < y->to_us)
			i++;
		else
			j++;
	}
}

void
spans_join(const struct spans *a, const struct spans *b, struct spans *out)
{
	out->len = 0;
	for (size_t i = 0; i < a->len; i++)
		spans_add(out, a->item[i].from_us, a->item[i].to_us);
	for (size_t i = 0; i < b->len; i++)
		spans_add(out, b->item[i].from_us, b->item[i].to_us);
	spans_clean(out);
}

void
spans_less(const struct spans *a, const struct spans *b, struct spans *out)
{
	size_t j = 0;

	out->len = 0;
	for (size_t i = 0; i < a->len; i++) {
		int64_t from = a->item[i].from_us, to = a->item[i].to_us;

		while (j < b->len && b->item[j].to_us <= from)
			j++;
		for (size_t k = j; k < b->len && b->item[k].from_us < to;
		    k++) {
			spans_add(out, from, b->item[k].from_us);
			from = b->item[k].to_us;
		}
		spans_add(out, from, to);
	}
}

int64_t
spans_total(const struct spans *s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < s->len; i++)
		sum += s->item[i].to_us - s->item[i].from_us;
	return sum;
}

size_t
spans_find(const struct spans *s, int64_t us)
{
	size_t lo = 0, hi = s->len;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->item[mid].to_us <= us)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool
spans_has(const struct spans *s, int64_t us)
{
	size_t i = spans_find(s, us);

	return i < s->len && s->item[i].from_us <= us;
}

int64_t
spans_within(const struct spans *s, int64_t from_us, int64_t to_us)
{
	int64_t sum = 0;

	for (size_t i = spans_find(s, from_us); i < s->len
	    && s->item[i].from_us < to_us; i++) {
		int64_t a = s->item[i].from_us, b = s->item[i].to_us;

		sum += (b < to_us ? b : to_us) - (a > from_us ? a : from_us);
	}
	return sum;
}
