/*
 * causes_worn.h (oss) - links that wear out before they fail
 * Part of locator_causes, apart for its own sake; behind all others.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_WORN_H
#define OSS_CAUSES_WORN_H

#include "oss/causes_say.h"

/*
 * Assert link-degraded for each link both of whose ports have errors or too
 * little light, or one of them both, srlg-degraded for each duct all of whose
 * links have too little, and make their alarms its symptoms unless they have
 * another cause.
 */
void	causes_worn(struct causes *, struct watch *);

#endif
