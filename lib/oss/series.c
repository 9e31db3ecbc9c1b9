/*
 * series.c (oss) - the readings of one object, packed
 */
#include <assert.h>
#include <stdlib.h>

#include "base/pack.h"
#include "oss/series.h"

#define US_PER_CS	10000
#define CHUNK_MIN	128
#define CHUNK_MAX	4096
#define POINT_MAX	(1 + 4 * VARINT_MAX + SERIES_FIELDS * VARINT_MAX)

#define FLAG_STATE	0x07
#define FLAG_HAS	0x08
#define FLAG_CHANGED	0x10
#define FLAG_RTTS	0x20

struct series_chunk {
	struct series_chunk	*next;
	uint32_t		 len, size;
	unsigned char		 data[];
};

/* What we packed ourselves is not cut. */
static uint64_t
get(const unsigned char **p)
{
	uint64_t v = 0;
	unsigned shift = 0;

	while (**p >= 0x80) {
		v |= (uint64_t)(*(*p)++ & 0x7f) << shift;
		shift += 7;
	}
	return v | (uint64_t)*(*p)++ << shift;
}

/* What a field is expected to be. */
static uint64_t
expected(const struct point *last, unsigned f, int64_t ts_us)
{
	if (f != SERIES_UPTIME)
		return last->value[f];
	return last->value[f] + (uint64_t)(ts_us / US_PER_CS)
	    - (uint64_t)(last->ts_us / US_PER_CS);
}

static unsigned char *
room(struct series *s, size_t n, const struct series_memory *m)
{
	size_t size = CHUNK_MIN;
	struct series_chunk *c;

	if ((size_t)(s->end - s->at) >= n)
		return s->at;
	if (s->tail != NULL) {
		s->tail->len = (uint32_t)(s->at - s->tail->data);
		size = (s->tail->size + sizeof(*c)) * 2;
	}
	if (size > CHUNK_MAX)
		size = CHUNK_MAX;
	if (size < n + sizeof(*c))
		size = n + sizeof(*c);
	c = m->more(m->arg, size);
	*c = (struct series_chunk){ .size = (uint32_t)(size - sizeof(*c)) };
	if (s->tail != NULL)
		s->tail->next = c;
	else
		s->head = c;
	s->tail = c;
	s->at = c->data;
	s->end = c->data + c->size;
	return s->at;
}

static void
keep_last(struct series *s, const struct point *p)
{
	s->step_us = (int64_t)((uint64_t)p->ts_us - (uint64_t)s->last.ts_us);
	s->last.ts_us = p->ts_us;
	for (unsigned f = 0; f < SERIES_FIELDS; f++)
		if (p->has >> f & 1)
			s->last.value[f] = p->value[f];
	s->last.has = p->has;
}

void
series_add(struct series *s, const struct point *p,
    const struct series_memory *m)
{
	/* most need far less than POINT_MAX: try in the room there is */
	unsigned char text[POINT_MAX], *e = text + 1, *to;
	uint64_t diff[SERIES_FIELDS];
	uint32_t changed = 0;
	size_t n;

	assert(p->rtts <= SERIES_RTTS_MAX);
	text[0] = p->state;
	e = put_varint(e, zigzag((int64_t)((uint64_t)p->ts_us
	    - (uint64_t)s->last.ts_us - (uint64_t)s->step_us)));
	if (p->has != s->last.has) {
		text[0] |= FLAG_HAS;
		e = put_varint(e, p->has);
	}
	for (unsigned f = 0; f < SERIES_FIELDS; f++) {
		if ((p->has >> f & 1) == 0)
			continue;
		diff[f] = p->value[f] - expected(&s->last, f, p->ts_us);
		changed |= (uint32_t)(diff[f] != 0) << f;
	}
	if (changed != 0) {
		text[0] |= FLAG_CHANGED;
		e = put_varint(e, changed);
	}
	for (unsigned f = 0; f < SERIES_FIELDS; f++)
		if (changed >> f & 1)
			e = put_varint(e, zigzag((int64_t)diff[f]));
	if (p->rtts != 0) {
		text[0] |= FLAG_RTTS;
		e = put_varint(e, p->rtts);
	}
	n = (size_t)(e - text);
	to = room(s, n + p->rtts * (size_t)VARINT_MAX, m);
	memcpy(to, text, n);
	to += n;
	for (unsigned i = 0; i < p->rtts; i++)
		to = put_varint(to, p->rtt[i]);
	s->at = to;
	keep_last(s, p);
	s->len++;
}

/* ---- reading back ------------------------------------------------------- */

void
series_points_release(struct series_points *p)
{
	free(p->item);
	free(p->rtt);
	*p = (struct series_points){ 0 };
}

static void
read_rtts(struct series_points *out, struct point *p, const unsigned char **at)
{
	p->rtts = (uint16_t)get(at);
	p->rtt_at = (uint32_t)out->rtts;
	for (unsigned i = 0; i < p->rtts; i++) {
		GROW(out->rtt, out->rtts, out->rtts_cap);
		out->rtt[out->rtts++] = (uint32_t)get(at);
	}
}

static const unsigned char *
read_point(struct series *s, struct series_points *out,
    const unsigned char *at)
{
	unsigned flags = *at++;
	uint32_t changed = 0;
	struct point *p;

	GROW(out->item, out->len, out->cap);
	p = &out->item[out->len++];
	p->ts_us = (int64_t)((uint64_t)s->last.ts_us + (uint64_t)s->step_us
	    + (uint64_t)unzigzag(get(&at)));
	p->has = flags & FLAG_HAS ? (uint32_t)get(&at) : s->last.has;
	if (flags & FLAG_CHANGED)
		changed = (uint32_t)get(&at);
	for (unsigned f = 0; f < SERIES_FIELDS; f++) {
		p->value[f] = 0;
		if ((p->has >> f & 1) == 0)
			continue;
		p->value[f] = expected(&s->last, f, p->ts_us);
		if (changed >> f & 1)
			p->value[f] += (uint64_t)unzigzag(get(&at));
	}
	p->state = flags & FLAG_STATE;
	p->rtts = 0;
	p->rtt_at = 0;
	p->rtt = NULL;
	if (flags & FLAG_RTTS)
		read_rtts(out, p, &at);
	keep_last(s, p);
	return at;
}

static int
rtts_cmp(const struct series_points *out, const struct point *a,
    const struct point *b)
{
	const uint32_t *x = out->rtt + a->rtt_at, *y = out->rtt + b->rtt_at;

	if (a->rtts != b->rtts)
		return a->rtts < b->rtts ? 1 : -1;
	for (unsigned i = 0; i < a->rtts; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* By time; of one instant those that say most, and then any one order. */
static int
point_cmp(const void *va, const void *vb, void *arg)
{
	const struct point *a = va, *b = vb;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	/* 0 says nothing: behind all */
	if (a->state != b->state)
		return (uint8_t)(a->state - 1) < (uint8_t)(b->state - 1) ? -1
		    : 1;
	if (a->has != b->has)
		return a->has > b->has ? -1 : 1;
	for (unsigned f = 0; f < SERIES_FIELDS; f++)
		if (a->value[f] != b->value[f])
			return a->value[f] < b->value[f] ? -1 : 1;
	return rtts_cmp(arg, a, b);
}

static void
merge(struct point *into, const struct point *p)
{
	uint32_t missing = p->has & ~into->has;

	for (unsigned f = 0; f < SERIES_FIELDS; f++)
		if (missing >> f & 1)
			into->value[f] = p->value[f];
	into->has |= missing;
	if (into->rtts == 0) {
		into->rtts = p->rtts;
		into->rtt_at = p->rtt_at;
	}
}

void
series_read(const struct series *packed, struct series_points *out)
{
	struct series s = { .len = packed->len };
	bool sorted = true;
	size_t n = 0;

	out->len = out->rtts = 0;
	out->repeated = 0;
	for (const struct series_chunk *c = packed->head; c != NULL;
	    c = c->next) {
		const unsigned char *at = c->data, *end = c == packed->tail
		    ? packed->at : c->data + c->len;

		while (at < end)
			at = read_point(&s, out, at);
	}
	for (size_t i = 1; i < out->len && sorted; i++)
		sorted = out->item[i - 1].ts_us < out->item[i].ts_us;
	if (sorted)
		return;
	qsort_r(out->item, out->len, sizeof(*out->item), point_cmp, out);
	for (size_t i = 0; i < out->len; i++) {
		if (n > 0 && out->item[n - 1].ts_us == out->item[i].ts_us) {
			merge(&out->item[n - 1], &out->item[i]);
			out->repeated++;
		} else {
			out->item[n++] = out->item[i];
		}
	}
	out->len = n;
}
