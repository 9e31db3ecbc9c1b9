/*
 * call.c (bss) - calls that several records tell of; see call.h
 */
#include <stdlib.h>

#include "base/hash.h"
#include "bss/call.h"

#define SLOTS_MIN	1024u

struct calls {
	const struct call_terms *terms;
	struct call	**item;		/* owned */
	uint32_t	  len, cap;
	uint32_t	 *slot;		/* 1 + index into item; 0: free */
	uint32_t	  slots;	/* a power of two */
	uint64_t	  held;
	int64_t		  latest_us;
};

struct calls *
calls_new(const struct call_terms *terms)
{
	struct calls *c = xcalloc(1, sizeof(*c));

	c->terms = terms;
	c->latest_us = INT64_MIN;
	return c;
}

static void
rows_free(struct call *call)
{
	for (unsigned i = 0; i < CALL_LEGS_MAX; i++)
		for (unsigned k = 0; k < call->leg[i].len; k++) {
			free((char *)(uintptr_t)call->leg[i].part[k].row.p);
			call->leg[i].part[k].row = (struct slice){ NULL, 0 };
		}
}

void
calls_free(struct calls *c)
{
	if (c == NULL)
		return;
	for (uint32_t i = 0; i < c->len; i++) {
		rows_free(c->item[i]);
		for (unsigned k = 0; k < CALL_LEGS_MAX; k++)
			free(c->item[i]->leg[k].part);
		free(c->item[i]);
	}
	free(c->item);
	free(c->slot);
	free(c);
}

/* ---- the table -------------------------------------------------------- */

static uint32_t *
slot_of(const struct calls *c, struct slice key)
{
	uint32_t i = (uint32_t)hash_slice(key) & (c->slots - 1);

	for (; c->slot[i] != 0; i = (i + 1) & (c->slots - 1))
		if (slice_eq(c->item[c->slot[i] - 1]->key, key))
			break;
	return &c->slot[i];
}

static void
slots_grow(struct calls *c)
{
	free(c->slot);
	c->slots = c->slots != 0 ? c->slots * 2 : SLOTS_MIN;
	c->slot = xcalloc(c->slots, sizeof(*c->slot));
	for (uint32_t i = 0; i < c->len; i++)
		*slot_of(c, c->item[i]->key) = i + 1;
}

static struct call *
call_find(const struct calls *c, struct slice key)
{
	uint32_t at = c->slots != 0 ? *slot_of(c, key) : 0;

	return at != 0 ? c->item[at - 1] : NULL;
}

/* The key stands behind the call. */
static struct call *
call_new(struct calls *c, struct slice key, bool over)
{
	struct call *call = xcalloc(1, sizeof(*call) + key.len);

	memcpy(call + 1, key.p, key.len);
	call->key = (struct slice){ (char *)(call + 1), key.len };
	call->over = over;
	call->last_us = INT64_MIN;
	if (c->len >= c->slots / 4 * 3)
		slots_grow(c);
	GROW(c->item, c->len, c->cap);
	c->item[c->len++] = call;
	*slot_of(c, call->key) = c->len;
	return call;
}

/* ---- records ---------------------------------------------------------- */

/* Where a number stands in its leg, or belongs */
static unsigned
part_place(const struct call_leg *leg, uint64_t number)
{
	unsigned lo = 0, hi = leg->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (leg->part[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct call_part *
part_find(const struct call_leg *leg, uint64_t number)
{
	unsigned at = part_place(leg, number);

	return at < leg->len && leg->part[at].number == number
	    ? &leg->part[at] : NULL;
}

/* The last one is the highest, and there is one. */
static bool
fits(const struct call_terms *t, const struct call_leg *leg,
    const struct call_part *p)
{
	const struct call_part *highest = leg->len > 0
	    ? &leg->part[leg->len - 1] : NULL;

	return p->number >= t->from && p->number - t->from < CALL_PARTS_MAX
	    && (highest == NULL || (!(highest->last
	    && p->number > highest->number) && !(p->last
	    && p->number < highest->number)));
}

/* Add what a record has to the sums of its leg. False: it is too much. */
static bool
leg_sum(struct call_leg *leg, const struct call_part *p)
{
	uint64_t sum[CALL_AMOUNTS];

	for (unsigned i = 0; i < CALL_AMOUNTS; i++)
		if (__builtin_add_overflow(leg->sum[i], p->amount[i],
		    &sum[i]))
			return false;
	memcpy(leg->sum, sum, sizeof(sum));
	if (leg->len == 0 || p->from_us < leg->from_us)
		leg->from_us = p->from_us;
	if (leg->len == 0 || p->at_us > leg->to_us)
		leg->to_us = p->at_us;
	return true;
}

void
calls_see(struct calls *c, int64_t at_us)
{
	if (at_us > c->latest_us)
		c->latest_us = at_us;
}

static void
part_insert(struct calls *c, struct call *call, const struct call_part *p)
{
	struct call_leg *leg = &call->leg[p->leg];
	unsigned at = part_place(leg, p->number);

	GROW(leg->part, leg->len, leg->cap);
	memmove(leg->part + at + 1, leg->part + at,
	    (leg->len - at) * sizeof(*leg->part));
	leg->part[at] = *p;
	leg->part[at].row = (struct slice){ NULL, 0 };
	leg->len++;
	if (p->at_us > call->last_us)
		call->last_us = p->at_us;
	calls_see(c, p->at_us);
	if (call->over)
		return;
	leg->part[at].row = (struct slice){ xstrndup(p->row.p, p->row.len),
	    p->row.len };
	c->held++;
}

static bool
leg_whole(const struct call_terms *t, const struct call_leg *leg)
{
	const struct call_part *highest = leg->len > 0
	    ? &leg->part[leg->len - 1] : NULL;

	return highest != NULL && highest->last
	    && highest->number - t->from + 1 == leg->len;
}

static bool
call_whole(const struct call_terms *t, const struct call *call)
{
	for (unsigned i = 0; i < t->legs; i++)
		if (!leg_whole(t, &call->leg[i]))
			return false;
	return true;
}

enum call_fate
calls_add(struct calls *c, struct slice key, const struct call_part *p,
    struct call **out)
{
	struct call *call = call_find(c, key);
	const struct call_part *known;

	if (call == NULL)
		call = call_new(c, key, false);
	*out = call;
	if ((known = part_find(&call->leg[p->leg], p->number)) != NULL)
		return known->digest == p->digest ? CALL_SAME : CALL_OTHER;
	if (call->over)
		return CALL_LATE;
	if (call->leg[p->leg].len > 0
	    && call->leg[p->leg].part[0].what != p->what)
		return CALL_MIXED;
	if (!fits(c->terms, &call->leg[p->leg], p)
	    || !leg_sum(&call->leg[p->leg], p))
		return CALL_MANY;
	part_insert(c, call, p);
	return call_whole(c->terms, call) ? CALL_WHOLE : CALL_HELD;
}

bool
calls_know(struct calls *c, struct slice key, const struct call_part *p)
{
	struct call *call = call_find(c, key);

	if (call == NULL)
		call = call_new(c, key, true);
	if (!call->over || part_find(&call->leg[p->leg], p->number) != NULL)
		return false;
	part_insert(c, call, p);
	return true;
}

void
calls_close(struct calls *c, struct call *call)
{
	if (call->over)
		return;
	for (unsigned i = 0; i < CALL_LEGS_MAX; i++)
		c->held -= call->leg[i].len;
	rows_free(call);
	call->over = true;
}

/* ---- all of them ------------------------------------------------------ */

static int
call_compare(const void *a, const void *b)
{
	return slice_cmp((*(struct call *const *)a)->key,
	    (*(struct call *const *)b)->key);
}

/* By key, whatever the order in which they came; owned by the caller. */
static struct call **
in_order(const struct calls *c)
{
	struct call **order = xcalloc((size_t)c->len + 1, sizeof(*order));

	if (c->len > 0) {
		memcpy(order, c->item, c->len * sizeof(*order));
		qsort(order, c->len, sizeof(*order), call_compare);
	}
	return order;
}

/* Whether an instant is so long behind another one, which may be none */
static bool
is_past(int64_t then_us, int64_t span_us, int64_t now_us)
{
	int64_t end;

	return !__builtin_add_overflow(then_us, span_us, &end)
	    && end < now_us;
}

int
calls_expire(struct calls *c, int64_t now_us, bool all,
    int (*fn)(void *, struct call *), void *arg)
{
	struct call **order = in_order(c);
	int rc = 0;

	for (uint32_t i = 0; i < c->len && rc == 0; i++)
		if (!order[i]->over && order[i]->last_us != INT64_MIN
		    && (all || is_past(order[i]->last_us,
		    c->terms->timeout_us, now_us)))
			rc = fn(arg, order[i]);
	free(order);
	return rc;
}

int
calls_each(struct calls *c, int64_t now_us,
    int (*fn)(void *, const struct call *), void *arg)
{
	struct call **order = in_order(c);
	int rc = 0;

	for (uint32_t i = 0; i < c->len && rc == 0; i++)
		if (order[i]->last_us != INT64_MIN && !(order[i]->over
		    && is_past(order[i]->last_us, c->terms->timeout_us
		    + c->terms->remember_us, now_us)))
			rc = fn(arg, order[i]);
	free(order);
	return rc;
}

int64_t
calls_latest(const struct calls *c)
{
	return c->latest_us;
}

uint64_t
calls_held(const struct calls *c)
{
	return c->held;
}

/* ---- what is missing -------------------------------------------------- */

static void
word_begin(const struct call_terms *t, unsigned leg, struct buf *out)
{
	if (out->len > 0)
		buf_addc(out, ' ');
	if (t->legs > 1)
		buf_addf(out, "%.*s:", SLICE_FMT(t->leg[leg]));
}

static void
numbers_add(const struct call_terms *t, unsigned leg, uint64_t first,
    uint64_t end, struct buf *out)
{
	if (first >= end)
		return;
	word_begin(t, leg, out);
	buf_addf(out, "%ju", (uintmax_t)first);
	if (end - first > 1)
		buf_addf(out, "-%ju", (uintmax_t)(end - 1));
}

void
call_missing(const struct call_terms *t, const struct call *call,
    struct buf *out)
{
	for (unsigned i = 0; i < t->legs; i++) {
		const struct call_leg *leg = &call->leg[i];
		uint64_t next = t->from;

		if (leg->len == 0) {
			if (!t->optional[i])
				buf_addf(out, "%s%.*s", out->len > 0 ? " "
				    : "", SLICE_FMT(t->leg[i]));
			continue;
		}
		for (unsigned k = 0; k < leg->len; k++) {
			numbers_add(t, i, next, leg->part[k].number, out);
			next = leg->part[k].number + 1;
		}
		if (!leg->part[leg->len - 1].last) {
			word_begin(t, i, out);
			buf_adds(out, "last");
		}
	}
}
