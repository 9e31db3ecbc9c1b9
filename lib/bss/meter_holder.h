/*
 * meter_holder.h (bss) - whose a meter is: private to lib/bss/meter_*.c
 */
#ifndef BSS_METER_HOLDER_H
#define BSS_METER_HOLDER_H

#include "bss/meter.h"

struct meter_holder {
	uint16_t	def;
	struct slice	payer;
	struct slice	text;	/* of what shares it; missing: the payer */
	uint64_t	hash;	/* of both texts */
};

/* A subscription, and as whom it holds meters: made once for all of them */
struct meter_member {
	const struct subscription *sub;
	struct meter_holder	 as[SHARED_PAYER + 1];
};
void	meter_member_make(struct meter_member *, const struct subscription *);
struct meter_holder meter_holder_of(const struct meters *, size_t def,
	    const struct meter_member *);

static inline bool
meters_mine(const struct meters *m, struct slice payer)
{
	return m->mine == NULL || m->mine(m->mine_arg, payer);
}

/* What an offer has to do with meters of a kind: flags */
enum {
	METER_GIVES = 1,	/* it has itself */
	METER_COVERS = 2	/* may serve its usage */
};
static inline const uint8_t *
meter_offer(const struct meters *m, const struct subscription *sub)
{
	return m->offer + sub->offer * m->defs;
}

/* Whether a subscription puts something into meters of that kind */
static inline bool
meter_gives(const struct meters *m, size_t def, const struct subscription *sub)
{
	return (meter_offer(m, sub)[def] & METER_GIVES) != 0;
}

/* Whose a balance is, apart from who pays; none where it is the payer's. */
struct slice meter_state_text(const struct meter_state *, enum meter_shared);
/* The meter of a balance, with that payer; NULL: there is none. */
struct meter *meter_of_state(const struct meters *, size_t def,
	    const struct meter_state *, struct slice payer);

/* `left` of a meter's cycle so many cycles ago, at the beginning */
void	meter_set_left(struct meters *, struct meter *, uint64_t ago,
	    uint64_t left);

/* meter_move.c */

/* As meter_of_state, with whoever pays now. */
enum meter_opening meter_moved(struct meters *, size_t def,
	    const struct meter_state *, struct meter **);
/* `left` of a meter's cycle so many cycles ago, kept for the start. */
void	meter_move_keep(struct meters *, const struct meter *, uint64_t ago,
	    uint64_t left);
/* Put into their meters what was kept. */
void	meter_move_apply(struct meters *);
void	meter_move_release(struct meters *);

/* Where the holder's first meter stands, plus 1; 0: it has none. */
uint32_t *meter_slot(const struct meters *, const struct meter_holder *);

#endif
