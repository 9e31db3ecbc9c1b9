/*
 * causes_past.h (oss) - what was down before it was mended says nothing
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_PAST_H
#define OSS_CAUSES_PAST_H

#include "oss/causes_say.h"

/*
 * A repair falls into the middle of a pass: what was asked before it still
 * says down, what was asked since then is well. Which objects are of the
 * former kind, in c->past, before anything is made of what was seen: nothing
 * new is to be made of them until they are asked again.
 */
void	causes_past(struct causes *, struct watch *, int64_t now_us);
/*
 * They keep what was said of them, and their cause lasts when it is one that
 * nobody samples. When all else is said.
 */
void	causes_past_keep(struct causes *, struct watch *);
void	causes_past_close(struct causes *);

#endif
