/*
 * impact_net.h (oss) - whose redundancy is gone, and whose last way
 * Part of impact.h, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_IMPACT_NET_H
#define OSS_IMPACT_NET_H

#include "oss/impact.h"

/* impact_find.c */
/* "node/termination", in the buffer. */
struct slice impact_place(struct buf *, struct slice node, struct slice term);
/* Whether an alarm says that its node is not reached. */
bool	impact_is_node(const struct impact *, const struct impact_alarm *);
/*
 * impact_net.c: set the services without an effect that are at risk, or cut
 * off.
 */
void	impact_risks(struct impact *);

#endif
