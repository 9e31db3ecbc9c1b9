/*
 * throughput.c (oss) - what ports carried, lost and how busy they were
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/tstamp.h"
#include "oss/throughput.h"
#include "oss/traffic.h"

typedef unsigned __int128 u128;

#define HALF32		(UINT64_C(1) << 31)
#define PACKET_BITS	512		/* the least on Ethernet */

static int64_t
window_of(int64_t us, int64_t window_us)
{
	int64_t n = us / window_us;

	return us % window_us < 0 ? n - 1 : n;
}

bool
throughput_init(struct throughput *t, int64_t from_us, int64_t to_us,
    int64_t window_us)
{
	int64_t end = window_of(to_us - 1, window_us) + 1;

	*t = (struct throughput){ .window_us = window_us,
	    .first = window_of(from_us, window_us) };
	if (end - t->first > (int64_t)THROUGHPUT_WINDOWS_MAX)
		return false;
	t->windows = (size_t)(end - t->first);
	for (int s = 0; s < SIDES; s++) {
		t->rate[s] = xcalloc(t->windows, sizeof(uint64_t));
		t->octets[s] = xcalloc(t->windows, sizeof(uint64_t));
		t->sort[s] = xcalloc(t->windows, sizeof(uint64_t));
	}
	t->seen = xcalloc(t->windows, sizeof(*t->seen));
	t->covered_us = xcalloc(t->windows, sizeof(uint64_t));
	return true;
}

void
throughput_release(struct throughput *t)
{
	for (int s = 0; s < SIDES; s++) {
		free(t->rate[s]);
		free(t->octets[s]);
		free(t->sort[s]);
	}
	free(t->seen);
	free(t->covered_us);
	*t = (struct throughput){ 0 };
}

void
throughput_clear(struct throughput *t)
{
	if (t->ports != 0) {
		for (int s = 0; s < SIDES; s++)
			memset(t->rate[s], 0, t->windows * sizeof(uint64_t));
		memset(t->seen, 0, t->windows * sizeof(*t->seen));
	}
	t->ports = 0;
	memset(t->sum, 0, sizeof(t->sum));
	memset(t->mean_bps, 0, sizeof(t->mean_bps));
	t->speed_bps = 0;
	t->counted_us = 0;
	memset(t->has_loss, 0, sizeof(t->has_loss));
	memset(t->loss, 0, sizeof(t->loss));
	memset(t->lost_of, 0, sizeof(t->lost_of));
	memset(t->packets, 0, sizeof(t->packets));
}

/* What was counted in [from, to). */
struct counted {
	int64_t		from_us, to_us;
	uint64_t	n;
};

static uint64_t
until(const struct counted *c, int64_t us)
{
	/* the quotient of most fits the processor's own division */
	return (uint64_t)((u128)c->n * (uint64_t)(us - c->from_us)
	    / (uint64_t)(c->to_us - c->from_us));
}

static u128
within(const struct counted *c, const struct spans *open)
{
	u128 sum = 0;

	for (size_t i = spans_find(open, c->from_us); i < open->len
	    && open->item[i].from_us < c->to_us; i++) {
		int64_t a = open->item[i].from_us, b = open->item[i].to_us;

		sum += until(c, b < c->to_us ? b : c->to_us)
		    - until(c, a > c->from_us ? a : c->from_us);
	}
	return sum;
}

/* [a, b) of the interval into the windows. */
static void
lay(struct throughput *t, const struct counted side[SIDES], int64_t a,
    int64_t b)
{
	int64_t at = window_of(a, t->window_us), edge;
	uint64_t before[SIDES], now;

	for (int s = 0; s < SIDES; s++)
		before[s] = until(&side[s], a);
	for (; a < b; a = edge, at++) {
		size_t i = (size_t)(at - t->first);

		edge = (at + 1) * t->window_us;
		if (edge > b)
			edge = b;
		for (int s = 0; s < SIDES; s++) {
			now = until(&side[s], edge);
			t->octets[s][i] += now - before[s];
			before[s] = now;
		}
		t->covered_us[i] += (uint64_t)(edge - a);
	}
}

struct port_sums {
	u128	octets[SIDES];
	int64_t	counted_us;
};

static void
carried(struct throughput *t, struct port_sums *p, const struct traffic *was,
    const struct spans *open, int64_t hold_us, bool turned)
{
	const struct counted side[SIDES] = {
		{ was->from_us, was->to_us,
		    turned ? was->out_octets : was->in_octets },
		{ was->from_us, was->to_us,
		    turned ? was->in_octets : was->out_octets } };
	bool timed = was->to_us - was->from_us <= hold_us;

	for (size_t i = spans_find(open, was->from_us); i < open->len
	    && open->item[i].from_us < was->to_us; i++) {
		int64_t a = open->item[i].from_us, b = open->item[i].to_us;

		if (a < was->from_us)
			a = was->from_us;
		if (b > was->to_us)
			b = was->to_us;
		for (int s = 0; s < SIDES; s++)
			p->octets[s] += until(&side[s], b)
			    - until(&side[s], a);
		p->counted_us += b - a;
		if (timed)
			lay(t, side, a, b);
	}
}

/* ---- from points to what was counted ------------------------------------ */

static struct port_reading
port_reading(const struct point *p)
{
	return (struct port_reading){ .taken_us = p->ts_us,
	    .in_octets = p->value[SERIES_IN_OCTETS],
	    .out_octets = p->value[SERIES_OUT_OCTETS],
	    .uptime_cs = p->value[SERIES_UPTIME],
	    .has_uptime = point_has(p, SERIES_UPTIME),
	    .discontinuity_cs = p->value[SERIES_DISCONTINUITY],
	    .has_discontinuity = point_has(p, SERIES_DISCONTINUITY),
	    .speed_bps = p->value[SERIES_SPEED],
	    .bits = point_has(p, SERIES_BITS)
	    ? (unsigned)p->value[SERIES_BITS] : 64 };
}

/*
 * A counter of packets between two points; false: not known. Those of errors
 * and discards are 32 bits wide, and one that fell by little was cleared by
 * hand: it did not turn over.
 */
static bool
packets_between(const struct point *a, const struct point *b,
    enum series_field f, struct counted *c)
{
	bool errors = f != SERIES_IN_PACKETS && f != SERIES_OUT_PACKETS;
	struct port_reading ra = port_reading(a), rb = port_reading(b);
	struct counter_reading x = { a->value[f], ra.uptime_cs,
		ra.discontinuity_cs, a->ts_us, ra.bits, ra.has_uptime,
		ra.has_discontinuity };
	struct counter_reading y = { b->value[f], rb.uptime_cs,
		rb.discontinuity_cs, b->ts_us, rb.bits, rb.has_uptime,
		rb.has_discontinuity };
	uint64_t rate = rb.speed_bps / PACKET_BITS, n;
	enum counter_verdict v;

	if (errors) {
		x.bits = x.value >> 32 != 0 ? 64 : 32;
		y.bits = y.value >> 32 != 0 ? 64 : 32;
		rate = 0;
	}
	v = counter_delta(&x, &y, rate, &n);
	if (v != COUNTER_EXACT
	    && !(v == COUNTER_WRAPPED && (!errors || n < HALF32)))
		return false;
	*c = (struct counted){ a->ts_us, b->ts_us, n };
	return true;
}

/* The points that had a field last. */
struct walk {
	const struct point *last[SERIES_FIELDS];
};

static void
losses(struct throughput *t, const struct walk *w, const struct point *p,
    const struct spans *open, bool turned)
{
	static const enum series_field field[LOSSES] = { SERIES_IN_ERRORS,
		SERIES_OUT_ERRORS, SERIES_IN_DISCARDS, SERIES_OUT_DISCARDS };
	struct counted c;
	u128 packets[SIDES], lost[LOSSES] = { 0 };
	const struct point *since[SIDES] = { NULL, NULL };

	for (int s = 0; s < SIDES; s++) {
		enum series_field f = s == SIDE_IN ? SERIES_IN_PACKETS
		    : SERIES_OUT_PACKETS;

		if (!point_has(p, f) || w->last[f] == NULL
		    || !packets_between(w->last[f], p, f, &c))
			continue;
		packets[s] = within(&c, open);
		since[s] = w->last[f];
	}
	for (int i = 0; i < LOSSES; i++) {
		enum series_field f = field[i];

		if (!point_has(p, f) || w->last[f] == NULL
		    || !packets_between(w->last[f], p, f, &c))
			continue;
		lost[i] = within(&c, open);
		t->loss[turned ? i ^ 1 : i] += lost[i];
		t->has_loss[turned ? i ^ 1 : i] = true;
	}
	for (int i = 0; i < LOSSES; i++) {
		int to = turned ? i ^ 1 : i, s = i & 1;

		if (since[s] == NULL || !point_has(p, field[i])
		    || w->last[field[i]] != since[s])
			continue;
		t->lost_of[to] += lost[i];
		/* those received in error or discarded are not among the
		 * packets delivered; those to be sent are (RFC 2863) */
		t->packets[to] += packets[s] + (s == SIDE_IN
		    ? lost[LOSS_IN_ERRORS] + lost[LOSS_IN_DISCARDS] : 0);
	}
}

static void
fold(struct throughput *t, const struct port_sums *p)
{
	for (size_t i = 0; i < t->windows; i++) {
		if (t->covered_us[i] * 2 >= (uint64_t)t->window_us) {
			t->seen[i]++;
			for (int s = 0; s < SIDES; s++)
				t->rate[s][i] += (uint64_t)((u128)
				    t->octets[s][i] * 8 * US_PER_S
				    / t->covered_us[i]);
		}
		t->covered_us[i] = 0;
		t->octets[SIDE_IN][i] = t->octets[SIDE_OUT][i] = 0;
	}
	for (int s = 0; s < SIDES; s++) {
		t->sum[s] += p->octets[s];
		if (p->counted_us > 0)
			t->mean_bps[s] += (uint64_t)(p->octets[s] * 8
			    * US_PER_S / (uint64_t)p->counted_us);
	}
	t->counted_us += p->counted_us;
	t->ports++;
}

void
throughput_add(struct throughput *t, const struct series_points *points,
    const struct spans *open, int64_t hold_us, bool turned,
    uint64_t speed_bps)
{
	struct port_sums sums = { 0 };
	struct port_reading prev = { 0 }, cur;
	struct walk w = { 0 };
	struct traffic was;
	bool any = false;

	for (size_t i = 0; i < points->len; i++) {
		const struct point *p = &points->item[i];
		enum counter_verdict v;

		if (point_has(p, SERIES_SPEED))
			w.last[SERIES_SPEED] = p;
		if (point_has(p, SERIES_IN_OCTETS)
		    && point_has(p, SERIES_OUT_OCTETS)) {
			cur = port_reading(p);
			v = any ? traffic_between(&prev, &cur, &was)
			    : COUNTER_ORDER;
			if (v == COUNTER_EXACT || v == COUNTER_WRAPPED)
				carried(t, &sums, &was, open, hold_us, turned);
			prev = cur;
			any = true;
		}
		losses(t, &w, p, open, turned);
		for (int f = SERIES_IN_ERRORS; f <= SERIES_OUT_PACKETS; f++)
			if (point_has(p, (enum series_field)f))
				w.last[f] = p;
	}
	if (!any)
		return;
	if (speed_bps == 0 && w.last[SERIES_SPEED] != NULL)
		speed_bps = w.last[SERIES_SPEED]->value[SERIES_SPEED];
	t->speed_bps += speed_bps;
	fold(t, &sums);
}

/* ---- what came of it ---------------------------------------------------- */

/* By octets from the lowest, as many as the greatest has. */
void
sort_u64(uint64_t *v, uint64_t *scratch, size_t n)
{
	uint64_t all = 0, *from = v, *to = scratch, *t;

	for (size_t i = 0; i < n; i++)
		all |= v[i];
	for (unsigned shift = 0; shift < 64 && all >> shift != 0;
	    shift += 8) {
		size_t count[257] = { 0 };

		for (size_t i = 0; i < n; i++)
			count[(from[i] >> shift & 0xff) + 1]++;
		for (unsigned c = 1; c < 256; c++)
			count[c] += count[c - 1];
		for (size_t i = 0; i < n; i++)
			to[count[from[i] >> shift & 0xff]++] = from[i];
		t = from;
		from = to;
		to = t;
	}
	if (from != v)
		memcpy(v, from, n * sizeof(*v));
}

void
throughput_rates(struct throughput *t, int side, struct rates *r)
{
	size_t n = 0;

	for (size_t i = 0; i < t->windows; i++)
		if (throughput_seen(t, i))
			t->sort[0][n++] = t->rate[side][i];
	*r = (struct rates){ .windows = n };
	if (n == 0)
		return;
	sort_u64(t->sort[0], t->sort[1], n);
	r->p50_bps = t->sort[0][nearest_rank(n, 50)];
	r->p95_bps = t->sort[0][nearest_rank(n, 95)];
	r->max_bps = t->sort[0][n - 1];
}

size_t
throughput_expected(const struct throughput *t, const struct spans *open)
{
	size_t n = 0;

	for (size_t i = 0; i < t->windows; i++) {
		int64_t from = (t->first + (int64_t)i) * t->window_us;

		n += spans_within(open, from, from + t->window_us) * 2
		    >= t->window_us;
	}
	return n;
}

bool
throughput_ppm(const struct throughput *t, enum loss i, uint64_t *ppm)
{
	if (t->packets[i] == 0)
		return false;
	*ppm = (uint64_t)(t->lost_of[i] * 1000000 / t->packets[i]);
	return true;
}
