/*
 * meter_move.c (bss) - balances of who has another payer now
 * What a subscription, a number or an account has goes with it when another
 * one pays for it. A balance is looked up by its payer first; of those that
 * are not found so, and only then, an index says which subscriptions they are
 * of, whoever pays.
 */
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "bss/meter_holder.h"

struct index_entry {
	uint64_t	hash;
	uint32_t	place;		/* of a subscription */
};

struct move_index {
	struct index_entry *entry;	/* owned, by hash and place */
	size_t		 len, cap;
	bool		 made;
};

struct move_left {
	uint64_t	left, ago;
	uint32_t	meter;
};

struct meter_move {
	struct move_index index[SHARED_PAYER];
	struct move_left *item;		/* owned */
	size_t		  len, cap;
};

static struct meter_move *
move_of(struct meters *m)
{
	if (m->move == NULL)
		m->move = xcalloc(1, sizeof(*m->move));
	return m->move;
}

void
meter_move_release(struct meters *m)
{
	size_t i;

	if (m->move == NULL)
		return;
	for (i = 0; i < SHARED_PAYER; i++)
		free(m->move->index[i].entry);
	free(m->move->item);
	free(m->move);
	m->move = NULL;
}

/* ---- whose it is ------------------------------------------------------ */

static uint64_t
text_hash(struct slice text)
{
	return XXH3_64bits(text.p, text.len);
}

static struct slice
text_of(const struct subscription *sub, enum meter_shared by)
{
	return by == SHARED_SUBSCRIPTION ? subscription_id(sub)
	    : by == SHARED_IDENTIFIER ? subscription_identifier(sub)
	    : subscription_account(sub);
}

static int
entry_compare(const void *va, const void *vb)
{
	const struct index_entry *a = va, *b = vb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static const struct move_index *
index_by(struct meters *m, enum meter_shared by)
{
	struct move_index *x = &move_of(m)->index[by];
	const struct subscription *sub = NULL;

	if (x->made)
		return x;
	x->made = true;
	while ((sub = subscriptions_next(m->subs, sub)) != NULL) {
		GROW(x->entry, x->len, x->cap);
		x->entry[x->len++] = (struct index_entry){
			text_hash(text_of(sub, by)),
			subscriptions_place(m->subs, sub) };
	}
	if (x->len > 0)
		qsort(x->entry, x->len, sizeof(*x->entry), entry_compare);
	return x;
}

static size_t
index_first(const struct move_index *x, uint64_t hash)
{
	size_t lo = 0, hi = x->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (x->entry[mid].hash < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A number that went to another account took no bucket along. */
static bool
is_of(const struct subscription *sub, const struct meter_state *s,
    enum meter_shared by, struct slice text)
{
	return slice_eq(text_of(sub, by), text) && (by != SHARED_IDENTIFIER
	    || slice_eq(subscription_account(sub), s->account));
}

/* Whether a balance is found where it was, if in another shard */
static bool
is_as_ever(const struct subscription *sub, const struct meter_state *s,
    enum meter_shared shared)
{
	return slice_eq(subscription_payer(sub), s->payer.len > 0 ? s->payer
	    : s->account) && (shared == SHARED_PAYER
	    || slice_eq(text_of(sub, shared), meter_state_text(s, shared)));
}

/*
 * The first that gives to it, in the order in which they were read. NULL:
 * there is none, or *as_ever, one that has the payer of the balance.
 */
static const struct subscription *
giver_of(struct meters *m, size_t def, const struct meter_state *s,
    enum meter_shared by, bool *as_ever)
{
	struct slice text = meter_state_text(s, by);
	const struct subscription *sub, *first = NULL;
	const struct move_index *x = index_by(m, by);
	uint64_t hash = text_hash(text);
	size_t i;

	*as_ever = false;
	for (i = index_first(x, hash); i < x->len && x->entry[i].hash == hash;
	    i++) {
		sub = subscription_at(m->subs, x->entry[i].place);
		if (!is_of(sub, s, by, text) || !meter_gives(m, def, sub))
			continue;
		if (is_as_ever(sub, s, m->def[def].shared)) {
			*as_ever = true;
			return NULL;
		}
		if (first == NULL)
			first = sub;
	}
	return first;
}

enum meter_opening
meter_moved(struct meters *m, size_t def, const struct meter_state *s,
    struct meter **meter)
{
	enum meter_shared by = m->def[def].every == EVERY_ONCE
	    ? SHARED_SUBSCRIPTION : m->def[def].shared;
	const struct subscription *sub;
	struct meter_state now = *s;
	bool as_ever;

	if (by == SHARED_PAYER || meter_state_text(s, by).len == 0)
		return METER_LAPSED;
	if ((sub = giver_of(m, def, s, by, &as_ever)) == NULL)
		return as_ever ? METER_ELSEWHERE : METER_LAPSED;
	if (!meters_mine(m, subscription_payer(sub)))
		return METER_ELSEWHERE;
	/* what is given once may be shared by what is new, too */
	now.account = subscription_account(sub);
	now.identifier = subscription_identifier(sub);
	*meter = meter_of_state(m, def, &now, subscription_payer(sub));
	return *meter != NULL ? METER_SET : METER_LAPSED;
}

/* ---- what it has ------------------------------------------------------ */

void
meter_move_keep(struct meters *m, const struct meter *meter, uint64_t ago,
    uint64_t left)
{
	struct meter_move *v = move_of(m);

	GROW(v->item, v->len, v->cap);
	v->item[v->len++] = (struct move_left){ left, ago,
		(uint32_t)(meter - m->meter) };
}

static uint64_t
sum_or_max(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/*
 * What comes to a meter that has a balance joins it, if each subscription
 * adds to it; else the fullest of those that came is it.
 */
static void
left_join(struct meters *m, struct meter *meter, const struct move_left *x)
{
	const struct allowance *a = m->def[meter->def].allowance;
	struct meter_rest *rest = meter_rest(m, meter);
	uint64_t left = x->left;

	if (rest->opened && (a == NULL || a->each))
		left = sum_or_max(meter->left, left);
	else if (rest->opened && meter->left > left)
		left = meter->left;
	rest->opened = true;
	meter_set_left(m, meter, 0, left);
}

void
meter_move_apply(struct meters *m)
{
	const struct move_left *x;
	struct meter *meter;
	size_t i;

	for (i = 0; m->move != NULL && i < m->move->len; i++) {
		x = &m->move->item[i];
		meter = &m->meter[x->meter];
		if (x->ago == 0)
			left_join(m, meter, x);
		else
			meter_set_left(m, meter, x->ago, sum_or_max(x->left,
			    m->rolled[meter_rest(m, meter)->rolled + x->ago
			    - 1]));
	}
}
