#include "bss/tariff.h"

#include <stdlib.h>

#include "base/buf.h"
#include "bss/band.h"
#include "bss/destination.h"

void
tariff_release(struct tariff *t)
{
	free(t->rate);
	free(t->first);
	*t = (struct tariff){ 0 };
}

void
tariff_add(struct tariff *t, const struct rate *r)
{
	GROW(t->rate, t->len, t->cap);
	t->rate[t->len++] = *r;
	t->by_destination |= r->destination != DESTINATION_NONE;
	t->by_band |= r->band != BAND_ANY;
	t->by_after |= r->after > 0;
	t->by_maximum |= r->maximum > 0;
}

int
rate_compare(const void *va, const void *vb)
{
	const struct rate *a = va, *b = vb;

	if (a->destination != b->destination)
		return a->destination < b->destination ? -1 : 1;
	if (a->band != b->band)		/* BAND_ANY is the last */
		return a->band < b->band ? -1 : 1;
	if (a->after != b->after)
		return a->after < b->after ? -1 : 1;
	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Where r ends that no end is said of: where another's rows begin. */
static int64_t
open_end(const struct rate *r, const struct rate *list, const struct rate *end)
{
	for (; list < end; list++)
		if (list->to_us == INT64_MAX && list->from_us > r->from_us)
			return list->from_us;
	return INT64_MAX;
}

/*
 * Those of one destination and band: first those from the first unit on, the
 * list, which also ends what holds from a later one. Each looks only at rows
 * that still are as they were read.
 */
static void
group_end(struct rate *r, size_t len)
{
	struct rate *end = r + len, *later = r, *same, *at;
	int64_t us;

	while (later < end && later->after == 0)
		later++;
	for (at = later; at < end; at++) {
		if (at->to_us != INT64_MAX)
			continue;
		us = open_end(at, r, later);
		for (same = at; same < end && same->after == at->after; same++)
			;
		at->to_us = open_end(at, at + 1, same);
		if (us < at->to_us)
			at->to_us = us;
	}
	for (at = r; at < later; at++)
		if (at->to_us == INT64_MAX)
			at->to_us = open_end(at, at + 1, later);
}

static bool
is_one_group(const struct rate *a, const struct rate *b)
{
	return a->destination == b->destination && a->band == b->band;
}

bool
rates_end(struct rate *r, size_t len, const struct rate **a,
    const struct rate **b)
{
	size_t i, n;

	for (i = 0; i < len; i += n) {
		for (n = 1; i + n < len && is_one_group(&r[i], &r[i + n]); n++)
			;
		group_end(r + i, n);
	}
	for (i = 1; i < len; i++) {
		*a = &r[i - 1];
		*b = &r[i];
		if (is_one_group(*a, *b) && (*a)->after == (*b)->after
		    && (*a)->to_us > (*b)->from_us)
			return false;
	}
	return true;
}

const struct rate *
rates_beside(const struct rate *r, size_t len, const struct rate *old)
{
	const struct rate *end = r + len;

	if (old->band == BAND_ANY || old->after > 0 || old->to_us != INT64_MAX)
		return NULL;
	for (; r < end; r++)
		if (r->band == BAND_ANY && r->after == 0
		    && r->to_us == INT64_MAX && r->from_us > old->from_us)
			return r;
	return NULL;
}

const struct rate *
rates_pick(const struct rate *r, size_t len, uint8_t band, int64_t us,
    uint64_t at, uint64_t *until)
{
	const struct rate *best = NULL, *end = r + len;

	for (; r < end; r++) {
		if ((r->band != band && r->band != BAND_ANY)
		    || us < r->from_us || us >= r->to_us)
			continue;
		if (r->after > at) {
			if (r->after < *until)
				*until = r->after;
		} else if (best == NULL || best->band == r->band)
			best = r;
	}
	return best;
}

bool
tariff_compile(struct tariff *t, uint32_t destinations,
    const struct rate **a, const struct rate **b)
{
	uint32_t d;
	size_t i;

	if (t->len > 0)
		qsort(t->rate, t->len, sizeof(*t->rate), rate_compare);
	if (!rates_end(t->rate, t->len, a, b))
		return false;
	free(t->first);
	t->destinations = destinations > 0 ? destinations : 1;
	t->first = xcalloc((size_t)t->destinations + 1, sizeof(*t->first));
	for (d = 0, i = 0; d < t->destinations; d++) {
		t->first[d] = (uint32_t)i;
		while (i < t->len && t->rate[i].destination == d)
			i++;
	}
	t->first[d] = (uint32_t)i;
	return true;
}

/* A band's own rates stand before those for any time. */
static const struct rate *
rate_of(const struct tariff *t, uint32_t destination, uint8_t band,
    int64_t us)
{
	const struct rate *r = t->rate + t->first[destination];
	const struct rate *end = t->rate + t->first[destination + 1];

	for (; r < end; r++)
		if ((r->band == band || r->band == BAND_ANY)
		    && us >= r->from_us && us < r->to_us)
			return r;
	return NULL;
}

const struct rate *
tariff_rate(const struct tariff *t, uint32_t destination, uint8_t band,
    int64_t us)
{
	const struct rate *r = rate_of(t, destination, band, us);

	if (r == NULL && destination != DESTINATION_NONE)
		r = rate_of(t, DESTINATION_NONE, band, us);
	return r;
}

const struct rate *
tariff_rate_from(const struct tariff *t, uint32_t destination, uint8_t band,
    int64_t us, uint64_t at, uint64_t *until)
{
	const uint32_t *first = t->first + destination;
	const struct rate *r = rates_pick(t->rate + first[0],
	    first[1] - first[0], band, us, at, until);

	if (r != NULL || destination == DESTINATION_NONE)
		return r;
	return rates_pick(t->rate, t->first[1], band, us, at, until);
}
