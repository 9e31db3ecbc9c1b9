/*
 * percentile.c (bss) - see percentile.h
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/tstamp.h"
#include "bss/percentile.h"

typedef unsigned __int128 u128;

#define PERCENT_ALL	(100 * (u128)MONEY_SCALE)

/* The number of the window in which an instant lies. */
static int64_t
window_of(int64_t us, int64_t window_us)
{
	int64_t n = us / window_us;

	return us % window_us < 0 ? n - 1 : n;
}

static int64_t
window_us(const struct percentile_terms *t)
{
	return (int64_t)t->window_s * US_PER_S;
}

bool
gauge_init(struct gauge *g, const struct percentile_terms *t, int64_t from_us,
    int64_t to_us)
{
	int64_t us = window_us(t), end;

	*g = (struct gauge){ .first = window_of(from_us - 1, us) + 1 };
	end = window_of(to_us - 1, us) + 1;
	if (end <= g->first)
		return true;
	if (end - g->first > WINDOWS_MAX)
		return false;
	g->windows = (size_t)(end - g->first);
	return true;
}

void
gauge_release(struct gauge *g)
{
	free(g->octets[0]);
	free(g->octets[1]);
	free(g->seen);
	*g = (struct gauge){ 0 };
}

static bool
wants_both(enum percentile_measure m)
{
	return m == MEASURE_MAX || m == MEASURE_MAX_WINDOW;
}

static void
windows_make(struct gauge *g, const struct percentile_terms *t)
{
	g->seen = xcalloc(g->windows / 64 + 1, sizeof(*g->seen));
	g->octets[0] = xcalloc(g->windows, sizeof(uint64_t));
	if (wants_both(t->measure))
		g->octets[1] = xcalloc(g->windows, sizeof(uint64_t));
}

/* The octets of a side up to an instant within the reading. */
static uint64_t
octets_until(const struct reading *r, uint64_t octets, int64_t us)
{
	return (uint64_t)((u128)octets * (uint64_t)(us - r->from_us)
	    / (uint64_t)(r->to_us - r->from_us));
}

/* Of the octets of a side those within [from_us, to_us) of the reading. */
static uint64_t
octets_between(const struct reading *r, uint64_t octets, int64_t from_us,
    int64_t to_us)
{
	if (r->to_us <= r->from_us)
		return octets;
	return octets_until(r, octets, to_us)
	    - octets_until(r, octets, from_us);
}

/* What lies in one window; sides are divided each for itself. */
static void
window_lay(struct gauge *g, const struct percentile_terms *t,
    const struct reading *r, size_t at, int64_t from_us, int64_t to_us)
{
	uint64_t in = octets_between(r, r->in_octets, from_us, to_us);
	uint64_t out = octets_between(r, r->out_octets, from_us, to_us);

	g->seen[at / 64] |= UINT64_C(1) << at % 64;
	switch (t->measure) {
	case MEASURE_MAX:
	case MEASURE_MAX_WINDOW:
		g->octets[1][at] += out;
		/* FALLTHROUGH */
	case MEASURE_IN:
		g->octets[0][at] += in;
		break;
	case MEASURE_OUT:
		g->octets[0][at] += out;
		break;
	case MEASURE_SUM:
		g->octets[0][at] += in + out;
		break;
	}
}

bool
gauge_add(struct gauge *g, const struct percentile_terms *t,
    const struct reading *r)
{
	int64_t us = window_us(t), at = window_of(r->from_us, us), last = at;
	uint64_t total;

	/* no window has more than all readings, so none can overflow */
	if (__builtin_add_overflow(g->total, r->in_octets, &total)
	    || __builtin_add_overflow(total, r->out_octets, &total))
		return false;
	g->total = total;
	if (g->windows == 0 || (r->gap && t->gaps == GAPS_MISSING))
		return true;
	if (g->octets[0] == NULL)
		windows_make(g, t);
	if (r->to_us > r->from_us)
		last = window_of(r->to_us - 1, us);
	if (at < g->first)
		at = g->first;
	if (last >= g->first + (int64_t)g->windows)
		last = g->first + (int64_t)g->windows - 1;
	for (; at <= last; at++) {
		int64_t from = at * us, to = from + us;

		window_lay(g, t, r, (size_t)(at - g->first),
		    from > r->from_us ? from : r->from_us,
		    to < r->to_us ? to : r->to_us);
	}
	return true;
}

size_t
percentile_place(enum percentile_rank rank, money_t percent, size_t n)
{
	u128 p = (u128)percent;
	size_t at;

	assert(n > 0 && percent > 0 && p <= PERCENT_ALL);
	switch (rank) {
	case RANK_NEAREST:
		at = (size_t)((2 * n * p + PERCENT_ALL) / (2 * PERCENT_ALL));
		return at > 0 ? at - 1 : 0;
	case RANK_RRDTOOL:
		return (size_t)((2 * (n - 1) * p + PERCENT_ALL)
		    / (2 * PERCENT_ALL));
	case RANK_DROP:
		break;
	}
	return n - 1 - (size_t)(n * (PERCENT_ALL - p) / PERCENT_ALL);
}

static bool
is_seen(const struct gauge *g, size_t at)
{
	return g->seen != NULL && (g->seen[at / 64] >> at % 64 & 1) != 0;
}

static uint64_t
window_value(const struct gauge *g, enum percentile_measure m, unsigned side,
    size_t at)
{
	uint64_t a, b;

	if (g->octets[0] == NULL)
		return 0;
	if (m != MEASURE_MAX_WINDOW)
		return g->octets[side][at];
	a = g->octets[0][at];
	b = g->octets[1][at];
	return a > b ? a : b;
}

static int
octets_cmp(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The percentile of one side, by the values that count in `value`. */
static uint64_t
side_percentile(const struct gauge *g, const struct percentile_terms *t,
    const struct gauge_span *s, size_t spans, unsigned side, uint64_t *value)
{
	size_t n = 0;

	for (; spans > 0; spans--, s++)
		for (size_t i = s->begin; i < s->end; i++)
			if (t->missing == MISSING_ZERO || is_seen(g, i))
				value[n++] = window_value(g, t->measure,
				    side, i);
	if (n == 0)
		return 0;
	qsort(value, n, sizeof(*value), octets_cmp);
	return value[percentile_place(t->rank, t->percent, n)];
}

void
gauge_percentile(const struct gauge *g, const struct percentile_terms *t,
    const struct gauge_span *s, size_t n, struct percentile *out)
{
	uint64_t *value, other;

	*out = (struct percentile){ .windows = 0 };
	for (size_t k = 0; k < n; k++) {
		assert(s[k].begin <= s[k].end && s[k].end <= g->windows);
		out->windows += s[k].end - s[k].begin;
		for (size_t i = s[k].begin; i < s[k].end; i++)
			out->missing += !is_seen(g, i);
	}
	out->covered = (u128)(out->windows - out->missing) * PERCENT_ALL
	    >= (u128)out->windows * (u128)t->coverage;
	if (out->windows == 0 || g->octets[0] == NULL)
		return;
	value = xcalloc(out->windows, sizeof(*value));
	out->octets = side_percentile(g, t, s, n, 0, value);
	if (t->measure == MEASURE_MAX) {
		other = side_percentile(g, t, s, n, 1, value);
		out->octets = other > out->octets ? other : out->octets;
	}
	free(value);
}

bool
percentile_bps(uint64_t octets, uint64_t window_s, uint64_t increment,
    uint64_t *bps)
{
	u128 step = (u128)window_s * increment;
	u128 n = ((u128)octets * 8 + step - 1) / step * increment;

	if (n > UINT64_MAX)
		return false;
	*bps = (uint64_t)n;
	return true;
}
