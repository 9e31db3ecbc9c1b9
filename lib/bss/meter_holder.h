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
struct meter_holder meter_holder(uint16_t def, struct slice payer,
	    struct slice text);

/* A subscription, and as whom it holds meters: made once for all of them */
struct meter_member {
	const struct subscription *sub;
	struct meter_holder	 as[SHARED_PAYER + 1];
};
void	meter_member_make(struct meter_member *, const struct subscription *);
struct meter_holder meter_holder_of(const struct meters *, size_t def,
	    const struct meter_member *);

/* Where the holder's first meter stands, plus 1; 0: it has none. */
uint32_t *meter_slot(const struct meters *, const struct meter_holder *);

#endif
