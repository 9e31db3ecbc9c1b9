/*
 * causes_chance.c (oss) - see causes_chance.h
 */
#include <stdlib.h>

#include "oss/causes_chance.h"

#define PPM		UINT64_C(1000000)
#define OBJECTS_MIN	10
#define PLACES_MIN	100	/* observations between two others */
#define LOST_MIN	3	/* objects that have lost one */
#define LAST		21	/* observations that are looked at */

/*
 * By the rate of those that are missing alone: p (1 - p)^2 of one that is p.
 * Costs are -ln(p) in thousandths.
 */
static const struct {
	uint32_t	     rate_ppm;
	struct causes_chance chance;
} table[] = {
	{ 128000, { 1300, 9, 17, 8, 10 } },
	{ 93000, { 1900, 7, 14, 6, 9 } },
	{ 66000, { 2300, 5, 11, 5, 8 } },
	{ 32000, { 3000, 4, 9, 3, 6 } },
	{ 14500, { 3900, 4, 8, 2, 4 } },
	{ 6000, { 4600, 3, 6, 2, 4 } },
	{ 0, { CHANCE_MISS, 3, 5, 1, 2 } },
};

enum chance_of
causes_chance_of(const struct watch *w, const struct condition *c)
{
	return c->type == ALARM_LOSS ? CHANCE_LOSS
	    : c->type == ALARM_RTT ? CHANCE_RTT
	    : w->object[c->object].kind == OBJECT_PROBE ? CHANCE_PROBE
	    : CHANCE_NODE;
}

/* Of what is looked at of an object; NULL: it has none. */
static const struct health *
health_of(const struct watch *w, uint32_t object, enum chance_of of)
{
	const struct watched *o = &w->object[object];
	bool probe = of != CHANCE_NODE;
	uint32_t n = o->own;

	if (n == WATCH_NONE || o->kind != (probe ? OBJECT_PROBE : OBJECT_NODE))
		return NULL;
	while (n != WATCH_NONE && causes_chance_of(w, &w->condition[n]) != of)
		n = w->condition[n].next;
	return n == WATCH_NONE ? NULL : &w->condition[n].health;
}

struct tally {
	uint64_t objects, places;	/* at which one may be missing alone */
	uint64_t alone;			/* that are */
	uint64_t lost;			/* objects that have one */
};

/* Those that are bad between two that are not: neither newest nor oldest. */
static uint32_t
alone_of(const struct health *h)
{
	uint32_t len = h->past_len < LAST ? h->past_len : LAST;
	uint64_t alone = h->past & ~(h->past << 1) & ~(h->past >> 1);

	return len < 3 ? 0 : (uint32_t)(alone
	    & ((UINT64_C(1) << (len - 1)) - 1) & ~UINT64_C(1));
}

static void
count(struct tally *t, const struct health *h, uint32_t together)
{
	uint32_t len = h->past_len < LAST ? h->past_len : LAST;
	uint32_t alone = alone_of(h) & ~together;

	if (len < 3)
		return;
	t->objects++;
	t->places += len - 2 - (uint32_t)__builtin_popcount(together
	    & ((1U << (len - 1)) - 2));
	t->alone += (uint32_t)__builtin_popcount(alone);
	t->lost += alone != 0;
}

static int
by_number(const void *va, const void *vb)
{
	const uint32_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/*
 * The observations, newest in bit 0, at which far more are missing alone than
 * at most others: what they have in common is a cause, known or not. And
 * those beside them, at which one of these is missing with others.
 */
static uint32_t
together(const struct watch *w, uint32_t objects, enum chance_of of)
{
	uint32_t n[LAST] = { 0 }, sorted[LAST - 2], mask = 0;

	for (uint32_t i = 0; i < objects; i++) {
		const struct health *h = health_of(w, i, of);
		uint32_t alone = h != NULL ? alone_of(h) : 0;

		for (; alone != 0; alone &= alone - 1)
			n[__builtin_ctz(alone)]++;
	}
	memcpy(sorted, n + 1, sizeof(sorted));
	qsort(sorted, LAST - 2, sizeof(*sorted), by_number);
	for (uint32_t k = 1; k < LAST - 1; k++)
		if (n[k] > 3 * sorted[(LAST - 2) / 2] + 3)
			mask |= 7U << (k - 1);
	return mask;
}

/*
 * Of q of all who have lost one at m places each, -ln(1 - q) / m is the rate,
 * whatever a few do that flap; q (6 - q) / (6 - 4 q) is near enough to that
 * logarithm. Where most have lost one there is no need of that.
 */
static uint64_t
rate_ppm(const struct tally *t)
{
	uint64_t q;

	if (t->objects < OBJECTS_MIN || t->places < PLACES_MIN
	    || t->lost < LOST_MIN)
		return 0;
	q = t->lost * PPM / t->objects;
	if (2 * q >= PPM)
		return t->alone * PPM / t->places;
	return q * (6 * PPM - q) / (6 * PPM - 4 * q) * t->objects / t->places;
}

struct causes_chance
causes_chance(const struct watch *w, uint32_t objects, enum chance_of of)
{
	struct tally t = { .objects = 0 };
	uint32_t skip = together(w, objects, of);
	size_t row = 0;

	for (uint32_t i = 0; i < objects; i++) {
		const struct health *h = health_of(w, i, of);

		if (h != NULL)
			count(&t, h, skip);
	}
	while (rate_ppm(&t) < table[row].rate_ppm)
		row++;
	return table[row].chance;
}
