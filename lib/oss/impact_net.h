/*
 * impact_net.h (oss) - whose redundancy is gone
 * Part of impact.h, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_IMPACT_NET_H
#define OSS_IMPACT_NET_H

#include "oss/impact.h"

/* Whether an alarm says that its node is not reached. */
bool	impact_is_node(const struct impact *, const struct impact_alarm *);
/* Set the services without an effect that are at risk. */
void	impact_risks(struct impact *);

#endif
