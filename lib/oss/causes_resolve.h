/*
 * causes_resolve.h (oss) - names of nodes that have no address any more
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_RESOLVE_H
#define OSS_CAUSES_RESOLVE_H

#include "oss/causes_say.h"

/*
 * Assert resolution-lost when the names of several nodes are not resolved any
 * more since about the same time, and that is no chance. When it is known
 * whether the poller is cut off, before misses are weighed.
 */
void	causes_resolve(struct causes *, struct watch *);
/* The condition whose symptom it is that this name was not resolved; or NONE. */
uint32_t causes_of_name(const struct causes *, const struct watch *,
	    const struct condition *);
/* It was not asked, for its name was not resolved. */
bool	causes_unresolved(const struct watch *, const struct condition *);
/* The same when it went last, be it well now. */
bool	causes_was_unresolved(const struct watch *, const struct condition *);
void	causes_resolve_close(struct causes *);

#endif
