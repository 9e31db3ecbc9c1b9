/*
 * meter_make.c (bss) - meters from catalog and subscriptions; see meter.h
 */
#include <stdlib.h>

#include "base/bigmem.h"
#include "base/buf.h"
#include "bss/meter_holder.h"

/* ---- definitions ------------------------------------------------------ */

static bool
is_offered(const struct catalog *c, const struct allowance *a)
{
	size_t i, k;

	for (i = 0; i < c->offer_len; i++)
		for (k = 0; k < c->offer[i].allowances; k++)
			if (c->offer[i].allowance[k] == a)
				return true;
	return false;
}

static bool
price_is_offered(const struct catalog *c, const struct price *p)
{
	size_t i, k;

	for (i = 0; i < c->offer_len; i++)
		for (k = 0; k < c->offer[i].len; k++)
			if (c->offer[i].price[k] == p)
				return true;
	return false;
}

bool
catalog_is_metered(const struct catalog *c)
{
	size_t i;

	for (i = 0; i < c->price_len; i++)
		if (c->price[i].graduated != NULL
		    && price_is_offered(c, &c->price[i]))
			return true;
	for (i = 0; i < c->allowance_len; i++)
		if (is_offered(c, &c->allowance[i]))
			return true;
	return false;
}

bool
catalog_has_bill_days(const struct catalog *c)
{
	size_t i;

	for (i = 0; i < c->price_len; i++)
		if (c->price[i].graduated != NULL
		    && c->price[i].graduated->every == EVERY_MONTH)
			return true;
	for (i = 0; i < c->allowance_len; i++)
		if (c->allowance[i].every == EVERY_MONTH)
			return true;
	return false;
}

/* Units before money, the greater weight first, then by id. */
static int
def_compare(const void *va, const void *vb)
{
	const struct allowance *a = ((const struct meter_def *)va)->allowance;
	const struct allowance *b = ((const struct meter_def *)vb)->allowance;

	if (allowance_is_money(a) != allowance_is_money(b))
		return allowance_is_money(a) ? 1 : -1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return slice_cmp(a->id, b->id);
}

static void
defs_make(struct meters *m)
{
	const struct catalog *c = m->catalog;
	const struct allowance *a;
	const struct graduated *g;
	size_t i;

	m->def = xcalloc(c->allowance_len + c->price_len + 1,
	    sizeof(*m->def));
	for (i = 0; i < c->allowance_len; i++) {
		a = &c->allowance[i];
		if (is_offered(c, a))
			m->def[m->defs++] = (struct meter_def){ a, NULL,
				a->shared, a->every, a->roll_periods };
	}
	qsort(m->def, m->defs, sizeof(*m->def), def_compare);
	for (i = 0; i < c->price_len; i++) {
		g = c->price[i].graduated;
		if (g != NULL && price_is_offered(c, &c->price[i]))
			m->def[m->defs++] = (struct meter_def){ NULL,
				&c->price[i], g->shared, g->every, 0 };
	}
}

/* ---- meters ----------------------------------------------------------- */

/* What is alike for all subscriptions of an offer: which definitions */

static bool
offer_has(const struct offer *o, const struct meter_def *def)
{
	size_t i;

	if (def->allowance != NULL) {
		for (i = 0; i < o->allowances; i++)
			if (o->allowance[i] == def->allowance)
				return true;
		return false;
	}
	for (i = 0; i < o->len; i++)
		if (o->price[i] == def->price)
			return true;
	return false;
}

static bool
covers_some(const struct meters *m, size_t def, const struct offer *o)
{
	size_t i;

	if (m->def[def].allowance == NULL)
		return offer_has(o, &m->def[def]);
	for (i = 0; i < o->len; i++)
		if (m->def[def].allowance->covers[o->price[i]
		    - m->catalog->price])
			return true;
	return false;
}

/* An offer that is not served charges nothing, so it gives nothing. */
static void
offers_make(struct meters *m)
{
	const struct catalog *c = m->catalog;
	const struct offer *o;
	size_t i, def;

	m->offer = xcalloc(c->offer_len * m->defs + 1, sizeof(*m->offer));
	for (i = 0; i < c->offer_len; i++)
		for (o = &c->offer[i], def = 0; def < m->defs; def++)
			m->offer[i * m->defs + def] =
			    (offer_served(o) && offer_has(o, &m->def[def])
			    ? METER_GIVES : 0) | (covers_some(m, def, o) ? METER_COVERS
			    : 0);
}

/* A list of uses that fits into a cache line begins with one. */
#define USES_LINE	(64 / sizeof(struct meter_use))

/* Those that it may use, and the end of the list */
static size_t
uses_most(const struct meters *m, const struct subscription *sub)
{
	size_t n = 1, def;

	for (def = 0; def < m->defs; def++)
		n += (meter_offer(m, sub)[def] & METER_COVERS) != 0;
	return n;
}

/*
 * Room for as many as there may be at most, of which only what is used is
 * taken; slots are never more than half full.
 */
static void
room_make(struct meters *m)
{
	const struct subscription *sub = NULL;
	size_t most = 0, uses = 1, def;

	while ((sub = subscriptions_next(m->subs, sub)) != NULL) {
		for (def = 0; def < m->defs; def++)
			most += meter_gives(m, def, sub);
		uses += uses_most(m, sub) + USES_LINE - 1;
	}
	for (m->mask = 15; m->mask < 2 * most;)
		m->mask = m->mask * 2 + 1;
	m->slot = bigmem_alloc((m->mask + 1) * sizeof(*m->slot));
	m->cap = most;
	m->meter = bigmem_alloc(most * sizeof(*m->meter));
	m->rest = bigmem_alloc(most * sizeof(*m->rest));
	m->uses_cap = uses;
	m->use = bigmem_alloc(uses * sizeof(*m->use));
}

static uint32_t
rolled_new(struct meters *m, uint64_t n)
{
	uint32_t at = m->rolled_len;

	while (n-- > 0) {
		GROW(m->rolled, m->rolled_len, m->rolled_cap);
		m->rolled[m->rolled_len++] = 0;
	}
	return at;
}

static uint32_t
meter_new(struct meters *m, size_t def, const struct subscription *sub)
{
	m->meter[m->len] = (struct meter){
		.next_us = INT64_MAX, .next = METER_NONE,
		.def = (uint16_t)def
	};
	m->rest[m->len] = (struct meter_rest){
		.place = subscriptions_place(m->subs, sub),
		.rolled = rolled_new(m, m->def[def].every == EVERY_ONCE ? 1
		    : m->def[def].roll_periods),
		.bill_day = m->def[def].every == EVERY_MONTH
		    ? sub->bill_day : 1,
	};
	return m->len++;
}

static int64_t
once_expiry(const struct meters *m, const struct allowance *a, int64_t us)
{
	const struct zone *z = &m->catalog->zone;

	return zone_midnight(z, zone_day(z, us) + (int64_t)a->valid_d);
}

/* Whether the meter of one subscription is used before that of another */
static bool
once_before(const struct meters *m, uint32_t a, uint32_t b)
{
	const struct meter_rest *x = &m->rest[a], *y = &m->rest[b];

	if (x->to_us != y->to_us)
		return x->to_us < y->to_us;
	return slice_cmp(subscription_id(subscription_at(m->subs, x->place)),
	    subscription_id(subscription_at(m->subs, y->place))) < 0;
}

/* Put it into the chain behind the holder's slot, where it belongs. */
static void
once_link(struct meters *m, uint32_t at, uint32_t *slot)
{
	struct meter *meter = &m->meter[at];
	uint32_t *link;

	if (*slot == 0 || once_before(m, at, *slot - 1)) {
		meter->next = *slot != 0 ? *slot - 1 : METER_NONE;
		*slot = at + 1;
		return;
	}
	for (link = &m->meter[*slot - 1].next; *link != METER_NONE
	    && !once_before(m, at, *link);)
		link = &m->meter[*link].next;
	meter->next = *link;
	*link = at;
}

static void
once_unlink(struct meters *m, uint32_t at, uint32_t *slot)
{
	uint32_t *link;

	if (*slot == at + 1) {
		*slot = m->meter[at].next != METER_NONE
		    ? m->meter[at].next + 1 : 0;
		return;
	}
	for (link = &m->meter[*slot - 1].next; *link != at;)
		link = &m->meter[*link].next;
	*link = m->meter[at].next;
}

static uint32_t
once_find(const struct meters *m, const struct subscription *sub,
    uint32_t slot)
{
	uint32_t at = slot != 0 ? slot - 1 : METER_NONE;

	while (at != METER_NONE && !slice_eq(subscription_id(sub),
	    subscription_id(subscription_at(m->subs, m->rest[at].place))))
		at = m->meter[at].next;
	return at;
}

/*
 * What is given once is a meter for each subscription that gives it: for as
 * long as all of its parts, where it has several.
 */
static uint32_t
once_meter(struct meters *m, size_t def, const struct subscription *sub,
    uint32_t *slot)
{
	const struct allowance *a = m->def[def].allowance;
	int64_t from_us = sub->from_us, to_us = sub->to_us;
	uint32_t at = once_find(m, sub, *slot);

	if (at != METER_NONE) {
		once_unlink(m, at, slot);
		if (m->meter[at].from_us < from_us)
			from_us = m->meter[at].from_us;
		if (m->rest[at].to_us > to_us)
			to_us = m->rest[at].to_us;
	} else
		at = meter_new(m, def, sub);
	m->meter[at].from_us = from_us;
	m->rest[at].to_us = a->valid_d == 0 ? to_us
	    : once_expiry(m, a, from_us);
	once_link(m, at, slot);
	return at;
}

static void
meter_add(struct meters *m, size_t def, const struct meter_member *b)
{
	const struct subscription *sub = b->sub;
	struct meter_holder h = meter_holder_of(m, def, b);
	uint32_t *slot = meter_slot(m, &h), at;

	if (m->def[def].every == EVERY_ONCE)
		at = once_meter(m, def, sub, slot);
	else {
		if (*slot == 0)
			*slot = meter_new(m, def, sub) + 1;
		at = *slot - 1;
	}
	if (m->def[def].allowance == NULL)
		return;
	GROW(m->grant, m->grants, m->grants_cap);
	m->grant[m->grants++] = (struct meter_grant){ sub->from_us,
		sub->to_us, sub, INT64_MIN, m->def[def].allowance->multiply.len == 0 ? 1
		: subscriptions_times(m->subs, sub, m->def[def].allowance),
		at };
	m->rest[at].grants++;
}

static void
meters_add(struct meters *m, const struct meter_member *b)
{
	size_t def;

	m->list[subscriptions_place(m->subs, b->sub)].meter = m->len;
	for (def = 0; def < m->defs; def++)
		if (meter_gives(m, def, b->sub))
			meter_add(m, def, b);
}

/* ---- grants ----------------------------------------------------------- */

static int
grant_by_subscription(const void *va, const void *vb)
{
	const struct meter_grant *a = va, *b = vb;
	int c = slice_cmp(subscription_id(a->sub), subscription_id(b->sub));

	return c != 0 ? c : (a->from_us > b->from_us)
	    - (a->from_us < b->from_us);
}

static int
grant_by_time(const void *va, const void *vb)
{
	const struct meter_grant *a = va, *b = vb;
	int c = (a->from_us > b->from_us) - (a->from_us < b->from_us);

	return c != 0 ? c : slice_cmp(subscription_id(a->sub),
	    subscription_id(b->sub));
}

/*
 * A subscription with several identifiers grants once; one in parts knows
 * what was before each.
 */
static uint32_t
grants_merge(struct meter_grant *g, uint32_t len)
{
	uint32_t i, n = 0;

	qsort(g, len, sizeof(*g), grant_by_subscription);
	for (i = 1; i < len; i++) {
		bool same = slice_eq(subscription_id(g[i].sub),
		    subscription_id(g[n].sub));

		if (!same || g[i].from_us > g[n].to_us) {
			if (same)
				g[i].before_us = g[n].to_us;
			g[++n] = g[i];
		} else if (g[i].to_us > g[n].to_us)
			g[n].to_us = g[i].to_us;
	}
	qsort(g, n + 1, sizeof(*g), grant_by_time);
	return n + 1;
}

/* Those of a meter side by side */
static void
grants_order(struct meters *m)
{
	struct meter_grant *sorted = xcalloc((size_t)m->grants + 1,
	    sizeof(*sorted));
	uint32_t i, at = 0;

	for (i = 0; i < m->len; i++) {
		m->rest[i].grant = m->rest[i].pending = at;
		at += m->rest[i].grants;
	}
	for (i = 0; i < m->grants; i++)
		sorted[m->rest[m->grant[i].meter].pending++] = m->grant[i];
	free(m->grant);
	m->grant = sorted;
	for (i = 0; i < m->len; i++)
		if (m->rest[i].grants > 1)
			m->rest[i].grants = grants_merge(sorted
			    + m->rest[i].grant, m->rest[i].grants);
}

/* ---- who uses what ---------------------------------------------------- */

static void
use_add(struct meters *m, uint32_t meter, size_t def)
{
	m->use[m->uses++] = (struct meter_use){ meter, (uint16_t)def };
}

/*
 * The holder's first meter of a kind, or METER_NONE. Most have what they give
 * themselves, one behind the other from *own on.
 */
static uint32_t
meter_used(const struct meters *m, size_t def, const struct meter_member *b,
    uint32_t *own)
{
	struct meter_holder h;

	if (*own < m->len && m->meter[*own].def == def
	    && m->rest[*own].place == subscriptions_place(m->subs, b->sub)
	    && m->def[def].every != EVERY_ONCE)
		return (*own)++;
	h = meter_holder_of(m, def, b);
	return *meter_slot(m, &h) - 1;
}

/* uses[0] is an empty list, for all who have none */
static void
uses_of(struct meters *m, const struct meter_member *b)
{
	struct meter_list *l = &m->list[subscriptions_place(m->subs, b->sub)];
	const uint8_t *offer = meter_offer(m, b->sub);
	uint32_t own = l->meter, first, meter;
	size_t def, most = uses_most(m, b->sub);

	if (most <= USES_LINE && m->uses % USES_LINE + most > USES_LINE)
		m->uses += USES_LINE - m->uses % USES_LINE;
	first = m->uses;
	for (def = 0; def < m->defs; def++)
		if ((offer[def] & METER_COVERS) != 0 && (meter = meter_used(m, def,
		    b, &own)) != METER_NONE)
			use_add(m, meter, def);
	if (m->uses == first)
		return;
	use_add(m, METER_NONE, METER_DEFS_MAX);
	l->use = first;
}

struct meter *
meter_of_price(struct meters *m, const struct subscription *sub,
    const struct price *p)
{
	const struct meter_use *use = meters_of(m, sub);

	while (m->def[use->def].price != p)
		use++;
	return &m->meter[use->meter];
}

/* ---- all of it -------------------------------------------------------- */

static void
each_of_mine(struct meters *m,
    void (*fn)(struct meters *, const struct meter_member *))
{
	const struct subscription *sub = NULL;
	struct meter_member b;

	while ((sub = subscriptions_next(m->subs, sub)) != NULL) {
		if (!meters_mine(m, subscription_payer(sub)))
			continue;
		meter_member_make(&b, sub);
		fn(m, &b);
	}
}

void
meters_make(struct meters *m, const struct catalog *c,
    const struct subscriptions *subs, int64_t begin_us, int64_t end_us,
    bool (*mine)(const void *, struct slice), const void *arg)
{
	uint32_t i;

	*m = (struct meters){ .catalog = c, .subs = subs,
		.mine = mine, .mine_arg = arg,
		.begin_us = begin_us, .end_us = end_us };
	m->places = subscriptions_places(subs);
	m->list = bigmem_alloc((m->places + 1) * sizeof(*m->list));
	defs_make(m);
	offers_make(m);
	room_make(m);
	use_add(m, METER_NONE, METER_DEFS_MAX);
	each_of_mine(m, meters_add);
	grants_order(m);
	each_of_mine(m, uses_of);
	for (i = 0; i < m->len; i++)
		meter_begin(m, &m->meter[i], begin_us);
}

static void
slots_free(struct meters *m)
{
	if (m->slot != NULL)
		bigmem_free(m->slot, (m->mask + 1) * sizeof(*m->slot));
	m->slot = NULL;
}

void
meters_start(struct meters *m)
{
	uint32_t i;

	slots_free(m);
	meter_move_apply(m);
	meter_move_release(m);
	for (i = 0; i < m->len; i++)
		meter_reach(m, &m->meter[i], m->begin_us);
}

void
meters_release(struct meters *m)
{
	slots_free(m);
	meter_move_release(m);
	if (m->list != NULL)
		bigmem_free(m->list, (m->places + 1) * sizeof(*m->list));
	bigmem_free(m->meter, m->cap * sizeof(*m->meter));
	bigmem_free(m->rest, m->cap * sizeof(*m->rest));
	bigmem_free(m->use, m->uses_cap * sizeof(*m->use));
	free(m->def);
	free(m->offer);
	free(m->grant);
	free(m->rolled);
	*m = (struct meters){ 0 };
}
