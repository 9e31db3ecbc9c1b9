/*
 * causes_near.h (oss) - neighbours that are not those of the link records
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_NEAR_H
#define OSS_CAUSES_NEAR_H

#include "oss/causes_say.h"

/* When all is in that was seen: by what names nodes are known. */
void	causes_near_open(struct causes *, struct watch *);
/*
 * Assert neighbor-differs for each link at whose end LLDP or CDP names, for
 * certain, another node or port than the record has. Of a node that told of
 * no neighbours in this pass what was said before goes on.
 */
void	causes_near(struct causes *, struct watch *, int64_t now_us);

#endif
