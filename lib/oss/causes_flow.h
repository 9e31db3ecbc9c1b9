/*
 * causes_flow.h (oss) - ports that are up and whose traffic has gone
 * Part of locator_causes, apart for its own sake; after the failures that
 * rca.h finds.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_FLOW_H
#define OSS_CAUSES_FLOW_H

#include "oss/causes_say.h"

/* What these functions raise: it is no failure that hides others. */
bool	causes_flow_type(enum alarm_type);
/*
 * Assert port-silent and one-way by what ports carry. A failure that began
 * when the traffic went explains it: nothing is raised while it lasts, and
 * what is raised already points to it.
 */
void	causes_flow(struct causes *, struct watch *, int64_t now_us);

#endif
