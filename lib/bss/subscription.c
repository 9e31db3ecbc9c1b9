#include "bss/subscription.h"

#include <stdlib.h>
#define XXH_INLINE_ALL	/* identifiers are short: a call costs as much */
#include <xxhash.h>

#include "base/bigmem.h"
#include "base/buf.h"
#include "bss/proration.h"
#include "bss/subscription_joint.h"

#define ALIGN		SUBSCRIPTION_ALIGN	/* places are counted in these */
#define PLACES_MAX	((size_t)UINT32_MAX * ALIGN)

void
subscriptions_init(struct subscriptions *s, const struct catalog *catalog)
{
	*s = (struct subscriptions){ .catalog = catalog };
}

void
subscriptions_release(struct subscriptions *s)
{
	bigmem_free(s->data, s->cap);
	bigmem_free(s->slot, s->slots * sizeof(*s->slot));
	free(s->party);
	free(s->times);
	*s = (struct subscriptions){ 0 };
}

static struct subscription *
at_place(const struct subscriptions *s, uint32_t place)
{
	return (struct subscription *)(void *)(s->data
	    + (size_t)place * ALIGN);
}

/* ---- the table -------------------------------------------------------- */

/* Its low bits are the slot to begin with. */
static uint32_t
tag_of(struct slice identifier)
{
	return (uint32_t)XXH3_64bits(identifier.p, identifier.len);
}

uint32_t
subscriptions_ahead_slot(const struct subscriptions *s,
    struct slice identifier)
{
	uint32_t tag = tag_of(identifier);

	if (s->slots != 0)
		__builtin_prefetch(&s->slot[tag & (s->slots - 1)]);
	return tag;
}

uint32_t
subscriptions_ahead_entry(const struct subscriptions *s, uint32_t tag)
{
	const struct subscription *sub;
	uint32_t mask = s->slots - 1, i = tag & mask;

	if (s->slots == 0)
		return 0;
	while (s->slot[i].place != 0 && s->slot[i].tag != tag)
		i = (i + 1) & mask;
	sub = at_place(s, s->slot[i].place);
	__builtin_prefetch(sub);
	if (s->len > s->count * (ALIGN + ALIGN / 2))	/* most have two lines */
		__builtin_prefetch((const char *)sub + ALIGN);
	return s->slot[i].place;
}

/* The slot of an identifier, or the empty one where it belongs */
static struct subscription_slot *
slot_find(const struct subscriptions *s, struct slice identifier)
{
	uint32_t tag = tag_of(identifier), mask = s->slots - 1, i;
	struct subscription_slot *slot;

	for (i = tag & mask;; i = (i + 1) & mask) {
		slot = &s->slot[i];
		if (slot->place == 0 || (slot->tag == tag
		    && slice_eq(subscription_identifier(at_place(s,
		    slot->place)), identifier)))
			return slot;
	}
}

/*
 * Room for one more, at most half full. All are of different identifiers, and
 * the tags say where they go: no subscription is read.
 */
static void
slots_grow(struct subscriptions *s)
{
	struct subscription_slot *old = s->slot;
	uint32_t slots = s->slots, i, at;

	if ((s->used + 1) * 2 <= s->slots)
		return;
	s->slots = slots != 0 ? slots * 2 : 1024;
	s->slot = bigmem_alloc(s->slots * sizeof(*s->slot));
	for (i = 0; i < slots; i++) {
		if (old[i].place == 0)
			continue;
		for (at = old[i].tag & (s->slots - 1);
		    s->slot[at].place != 0; at = (at + 1) & (s->slots - 1))
			;
		s->slot[at] = old[i];
	}
	bigmem_free(old, slots * sizeof(*old));
}

/* ---- filling ---------------------------------------------------------- */

static void
data_grow(struct subscriptions *s, size_t need)
{
	size_t cap = s->cap * 2 + need + 65536;

	s->data = bigmem_grow(s->data, s->cap, cap);
	s->cap = cap;
}

/* A new stretch of memory; place 0 stays empty, it means none. */
static uint32_t
place_new(struct subscriptions *s, size_t text_len)
{
	size_t need = offsetof(struct subscription, text) + text_len, at;

	need = (need + ALIGN - 1) / ALIGN * ALIGN;
	if (s->len == 0)
		s->len = ALIGN;
	if (s->len + need + ALIGN > s->cap)
		data_grow(s, need);
	at = s->len;
	s->len += need;
	return (uint32_t)(at / ALIGN);
}

static void
text_put(char **p, uint8_t *len, struct slice s)
{
	if (s.len > 0)
		memcpy(*p, s.p, s.len);
	*len = (uint8_t)s.len;
	*p += s.len;
}

static bool
new_valid(const struct subscriptions *s, const struct subscription_new *n)
{
	return n->identifier.len <= SUBSCRIPTION_TEXT_MAX
	    && n->subscription.len <= SUBSCRIPTION_TEXT_MAX
	    && n->account.len <= SUBSCRIPTION_TEXT_MAX
	    && n->payer.len <= SUBSCRIPTION_TEXT_MAX
	    && n->from_us < n->to_us && n->bill_day <= CYCLE_DAY_MAX
	    && s->len < PLACES_MAX - 5 * 65536
	    && s->used < UINT32_MAX / 4;
}

/* Whether the catalog has rates for this one, its account or its group */
static uint32_t
party_new(struct subscriptions *s, const struct subscription_new *n)
{
	const struct {
		const char	*what;
		struct slice	 who;
	} known[] = {
		{ "subscription", n->subscription }, { "account", n->account },
		{ "group", n->group }
	};
	struct subscription_party p = { .len = 0 };
	uint32_t key;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		key = key_names_find(&s->catalog->keys, known[i].what,
		    known[i].who);
		if (key != KEY_NONE)
			p.key[p.len++] = key;
	}
	if (p.len == 0)
		return 0;
	GROW(s->party, s->party_len, s->party_cap);
	s->party[s->party_len++] = p;
	return (uint32_t)s->party_len;
}

enum reason
subscriptions_add(struct subscriptions *s, const struct subscription_new *n)
{
	const struct offer *offer = catalog_offer(s->catalog, n->offer);
	struct subscription_slot *slot;
	struct subscription *sub;
	uint32_t place;
	char *p;

	if (!new_valid(s, n))
		return REASON_FIELD_VALUE;
	if (offer == NULL || offer - s->catalog->offer > UINT16_MAX)
		return REASON_RATE_UNKNOWN_OFFER;
	place = place_new(s, n->identifier.len + n->subscription.len
	    + n->account.len + n->payer.len);
	sub = at_place(s, place);
	sub->from_us = n->from_us;
	sub->to_us = n->to_us;
	sub->offer = (uint16_t)(offer - s->catalog->offer);
	sub->party = s->catalog->keys.len > 0 ? party_new(s, n) : 0;
	sub->bill_day = n->bill_day != 0 ? (uint8_t)n->bill_day : 1;
	sub->unserved = !offer_served(offer);
	sub->plain = slice_plain(n->account) && slice_plain(n->subscription);
	p = sub->text;
	text_put(&p, &sub->subscription_len, n->subscription);
	text_put(&p, &sub->account_len, n->account);
	text_put(&p, &sub->identifier_len, n->identifier);
	text_put(&p, &sub->payer_len, n->payer);
	slots_grow(s);
	slot = slot_find(s, n->identifier);
	s->used += slot->place == 0;
	sub->next = slot->place;
	*slot = (struct subscription_slot){ tag_of(n->identifier), place };
	s->count++;
	s->last = place;
	return REASON_NONE;
}

/* Those of one subscription are side by side, and few. */
void
subscriptions_multiply(struct subscriptions *s, const struct allowance *a,
    uint64_t times)
{
	GROW(s->times, s->times_len, s->times_cap);
	s->times[s->times_len++] = (struct subscription_times){ s->last,
		(uint32_t)(a - s->catalog->allowance), times };
}

uint64_t
subscriptions_times(const struct subscriptions *s,
    const struct subscription *sub, const struct allowance *a)
{
	uint32_t place = subscriptions_place(s, sub);
	size_t lo = 0, hi = s->times_len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->times[mid].place < place)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < s->times_len && s->times[lo].place == place; lo++)
		if (&s->catalog->allowance[s->times[lo].allowance] == a)
			return s->times[lo].times;
	return 1;
}

void
subscriptions_set_bill_day(struct subscriptions *s,
    const struct subscription *sub, unsigned day)
{
	at_place(s, subscriptions_place(s, sub))->bill_day = (uint8_t)day;
}

static size_t
size_of(const struct subscription *sub)
{
	size_t size = offsetof(struct subscription, text)
	    + sub->identifier_len + sub->subscription_len + sub->account_len
	    + sub->payer_len;

	return (size + ALIGN - 1) / ALIGN * ALIGN;
}

const struct subscription *
subscriptions_next(const struct subscriptions *s,
    const struct subscription *sub)
{
	uint32_t place = 1;

	if (sub != NULL)
		place = subscriptions_place(s, sub)
		    + (uint32_t)(size_of(sub) / ALIGN);
	return place < subscriptions_places(s) ? subscription_at(s, place)
	    : NULL;
}

/* ---- compiling: order and clashes ------------------------------------- */

static int
chain_compare(const void *va, const void *vb)
{
	const struct subscription *a = *(struct subscription *const *)va;
	const struct subscription *b = *(struct subscription *const *)vb;
	int c = slice_cmp(subscription_id(a), subscription_id(b));

	if (c != 0)
		return c;
	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	return (a->next < b->next) - (a->next > b->next);
}

/* Sort a chain by subscription, bytewise, and link it in that order. */
static void
chain_sort(struct subscriptions *s, struct joint *c,
    struct subscription_slot *slot)
{
	struct subscription *sub;
	uint32_t place;
	size_t i;

	c->len = 0;
	for (place = slot->place; place != 0; place = sub->next) {
		sub = at_place(s, place);
		GROW(c->item, c->len, c->cap);
		c->item[c->len++] = sub;
	}
	qsort(c->item, c->len, sizeof(*c->item), chain_compare);
	for (place = 0, i = c->len; i > 0; i--) {
		c->item[i - 1]->next = place;
		place = (uint32_t)(((char *)c->item[i - 1] - s->data)
		    / ALIGN);
	}
	slot->place = place;
}

bool
subscriptions_compile(struct subscriptions *s,
    struct subscription_clash *clash)
{
	struct joint *c = xcalloc(1, sizeof(*c));
	bool good = true;
	uint32_t i;

	c->catalog = s->catalog;
	for (i = 0; i < s->slots && good; i++) {
		if (s->slot[i].place == 0
		    || at_place(s, s->slot[i].place)->next == 0)
			continue;
		chain_sort(s, c, &s->slot[i]);
		good = joint_check(c, clash);
	}
	joint_release(c);
	free(c);
	if (good && s->len > 0) {
		s->data = bigmem_settle(s->data, s->cap, s->len + ALIGN);
		s->cap = s->len + ALIGN;
	}
	return good;
}

/* ---- asking ----------------------------------------------------------- */

/* The place of the first of an identifier, or 0 */
static inline uint32_t
place_find(const struct subscriptions *s, struct slice identifier,
    uint32_t likely)
{
	if (likely != 0 && slice_eq(subscription_identifier(at_place(s,
	    likely)), identifier))
		return likely;
	return s->slots != 0 ? slot_find(s, identifier)->place : 0;
}

enum reason
subscriptions_find(const struct subscriptions *s, struct slice identifier,
    uint32_t likely, int64_t ts_us, struct slice usage_type,
    struct slice unit, enum price_direction direction,
    struct price_memo *memo, const struct subscription **sub,
    const struct price **price)
{
	enum reason why = REASON_RATE_NO_SUBSCRIPTION;
	const struct subscription *at;
	const struct offer *offer;
	const struct price *found;
	uint32_t place;

	*sub = NULL;
	for (place = place_find(s, identifier, likely); place != 0;
	    place = at->next) {
		at = at_place(s, place);
		if (ts_us < at->from_us || ts_us >= at->to_us) {
			if (*sub == NULL)
				*sub = at;
			continue;
		}
		offer = &s->catalog->offer[at->offer];
		found = offer_usage_price_again(offer, usage_type, unit,
		    direction, memo);
		/* nearly all are neither, and one test says so */
		if (found != NULL && !at->unserved && !at->joint) {
			*sub = at;
			*price = found;
			return REASON_NONE;
		}
		if (found != NULL && !at->unserved) {
			*sub = at;
			*price = found;
			return REASON_RATE_CLASH;
		}
		/* of several, the one that would price it says why not */
		if (why != REASON_RATE_OFFER_STATUS) {
			*sub = at;
			why = found != NULL ? REASON_RATE_OFFER_STATUS
			    : REASON_RATE_NO_PRICE;
		}
	}
	return why;
}

/*
 * Those before it in the chain have no price for such usage then, or it would
 * not have been found.
 */
size_t
subscriptions_joint(const struct subscriptions *s,
    const struct subscription *first, int64_t ts_us,
    const struct price *like, enum price_direction direction,
    const struct subscription *sub[CHOICES_MAX])
{
	const struct subscription *at = first;
	const struct offer *offer;
	size_t n = 0;

	for (;; at = at_place(s, at->next)) {
		offer = &s->catalog->offer[at->offer];
		if (ts_us >= at->from_us && ts_us < at->to_us
		    && !at->unserved && offer_meets(offer, like, direction) != NULL)
			sub[n++] = at;	/* so many at most, or it is a clash */
		if (at->next == 0 || n == CHOICES_MAX)
			return n;
	}
}
