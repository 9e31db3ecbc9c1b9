/*
 * subscription_joint.h (bss) - subscriptions of one identifier that price the
 * same usage at the same time: private to lib/bss/subscription*.c
 */
#ifndef BSS_SUBSCRIPTION_JOINT_H
#define BSS_SUBSCRIPTION_JOINT_H

#include "bss/subscription.h"

#define JOINT_KNOWN	256	/* sets of offers that get along */
#define JOINT_OFFERS	7	/* of such a set; larger ones are rare */

struct joint_known {
	uint16_t	len, offer[JOINT_OFFERS];
};

/* The chain of an identifier, sorted by subscription, bytewise */
struct joint {
	const struct catalog	  *catalog;
	struct subscription	 **item;	/* owned */
	size_t			   len, cap;
	/* those that hold at the instant at work; owned */
	const struct subscription **held;
	const struct offer	  **offer;
	size_t			   helds, held_cap, offer_cap;
	struct joint_known	   known[JOINT_KNOWN];
};
void	joint_release(struct joint *);

/*
 * Mark those of the chain that price usage together with others of it. False:
 * two prices are equally close, and *clash is they.
 */
bool	joint_check(struct joint *, struct subscription_clash *);

#endif
