/*
 * meter_holder.c (bss) - whose a meter is, and who comes next; see
 * meter_holder.h
 */
#define XXH_INLINE_ALL	/* ids are short: a call costs as much */
#include <xxhash.h>

#include "bss/meter_holder.h"

static struct slice
shared_text(enum meter_shared shared, const struct subscription *sub)
{
	switch (shared) {
	case SHARED_SUBSCRIPTION:
		return subscription_id(sub);
	case SHARED_IDENTIFIER:
		return subscription_identifier(sub);
	case SHARED_ACCOUNT:
		return subscription_account(sub);
	default:
		return (struct slice){ NULL, 0 };
	}
}

static uint64_t
text_hash(struct slice payer, struct slice text)
{
	return XXH3_64bits_withSeed(text.p, text.len,
	    XXH3_64bits(payer.p, payer.len));
}

static struct meter_holder
meter_holder(uint16_t def, struct slice payer, struct slice text)
{
	return (struct meter_holder){ def, payer, text,
		text_hash(payer, text) };
}

void
meter_member_make(struct meter_member *b, const struct subscription *sub)
{
	struct slice payer = subscription_payer(sub);
	int i;

	b->sub = sub;
	for (i = 0; i <= SHARED_PAYER; i++)
		b->as[i] = meter_holder(0, payer,
		    shared_text((enum meter_shared)i, sub));
}

struct meter_holder
meter_holder_of(const struct meters *m, size_t def,
    const struct meter_member *b)
{
	struct meter_holder h = b->as[m->def[def].shared];

	h.def = (uint16_t)def;
	return h;
}

/* Whether the meter is of the holder's kind and the holder's */
static bool
holds(const struct meters *m, uint32_t meter, const struct meter_holder *h)
{
	const struct subscription *sub;

	if (m->meter[meter].def != h->def)
		return false;
	sub = subscription_at(m->subs, m->rest[meter].place);
	return slice_eq(shared_text(m->def[h->def].shared, sub), h->text)
	    && slice_eq(subscription_payer(sub), h->payer);
}

uint32_t *
meter_slot(const struct meters *m, const struct meter_holder *h)
{
	/* meters of a holder are far from each other: no clusters */
	uint64_t at = (h->hash + h->def * UINT64_C(0x9e3779b97f4a7c15))
	    & m->mask;

	while (m->slot[at] != 0 && !holds(m, m->slot[at] - 1, h))
		at = (at + 1) & m->mask;
	return &m->slot[at];
}

/* ---- looking ahead ---------------------------------------------------- */

#define LINE		64	/* octets of a cache line */
#define METERS_AHEAD	8	/* of a subscription's own */

void
meters_ahead_entry(const struct meters *m, uint32_t place)
{
	__builtin_prefetch(&m->list[place]);
}

void
meters_ahead_deep(const struct meters *m, uint32_t place)
{
	const struct meter_list *l = &m->list[place];
	const struct meter *own = &m->meter[l->meter];
	const char *end = (const char *)(own + (m->defs < METERS_AHEAD
	    ? m->defs : METERS_AHEAD)), *p;

	__builtin_prefetch(&m->use[l->use]);
	p = (const char *)((uintptr_t)own & ~(uintptr_t)(LINE - 1));
	for (; p < end; p += LINE)
		__builtin_prefetch(p);
}

struct slice
meter_state_text(const struct meter_state *s, enum meter_shared shared)
{
	switch (shared) {
	case SHARED_SUBSCRIPTION:
		return s->subscription;
	case SHARED_IDENTIFIER:
		return s->identifier;
	case SHARED_ACCOUNT:
		return s->account;
	default:
		return (struct slice){ NULL, 0 };
	}
}

struct meter *
meter_of_state(const struct meters *m, size_t def,
    const struct meter_state *s, struct slice payer)
{
	struct meter_holder h = meter_holder((uint16_t)def, payer,
	    meter_state_text(s, m->def[def].shared));
	uint32_t at = *meter_slot(m, &h);

	if (at == 0)
		return NULL;
	at--;
	if (m->def[def].every != EVERY_ONCE)
		return &m->meter[at];
	for (; at != METER_NONE; at = m->meter[at].next)
		if (slice_eq(s->subscription, subscription_id(subscription_at(
		    m->subs, m->rest[at].place))))
			return &m->meter[at];
	return NULL;
}

/*
 * Grants of the very first instant are not in a balance that was written at
 * it; meters_start adds them.
 */
void
meter_set_left(struct meters *m, struct meter *meter, uint64_t ago,
    uint64_t left)
{
	if (ago > 0) {
		m->rolled[meter_rest(m, meter)->rolled + ago - 1] = left;
		meter->rolled |= left > 0;
		return;
	}
	meter_reach(m, meter, m->begin_us - 1);
	if (m->def[meter->def].every == EVERY_ONCE)
		m->rolled[meter_rest(m, meter)->rolled] = left;
	if (meter_rest(m, meter)->to_us >= m->begin_us)
		meter->left = left;
}
