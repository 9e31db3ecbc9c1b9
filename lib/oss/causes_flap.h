/*
 * causes_flap.h (oss) - what makes things come and go
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_FLAP_H
#define OSS_CAUSES_FLAP_H

#include "oss/causes_say.h"

/*
 * Look for what would explain all that flaps if it were down, and assert it:
 * link-flapping and the like, whether it is up or down just now. Before what
 * is down now is looked at.
 */
void	causes_flap(struct causes *, struct watch *, int64_t now_us);
/*
 * What each failure found now is, if it is one that comes and goes, or nothing
 * but what comes and goes tells of it: that condition, into root[]. Else NONE.
 */
void	causes_flap_roots(struct causes *, const struct watch *);
/* Whose symptom a condition is for coming and going, or NONE. */
uint32_t causes_flap_of(const struct causes *, const struct condition *);
/* Whether what flaps is more than answers that are missing by chance. */
bool	causes_flap_sure(const struct watch *, const struct condition *);
void	causes_flap_close(struct causes *);

#endif
