/*
 * causes_ends.h (oss) - ends of links that are not set alike
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_ENDS_H
#define OSS_CAUSES_ENDS_H

#include "oss/causes_say.h"

/*
 * Assert ends-disagree for each link whose ports, as last sampled, differ in
 * speed by more than a tenth, in duplex, or in MTU by what is no header of a
 * frame. What a port does not say is no difference; while a port is down or
 * shut nothing begins, and within a window nothing is said.
 */
void	causes_ends(struct causes *, struct watch *, int64_t now_us);

#endif
