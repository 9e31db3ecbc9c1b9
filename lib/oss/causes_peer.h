/*
 * causes_peer.h (oss) - sessions with neighbours that failures have ended
 * Part of locator_causes, apart for its own sake; after rca_solve.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_PEER_H
#define OSS_CAUSES_PEER_H

#include "oss/causes_say.h"

/* The condition that has caused the loss of a neighbour, or WATCH_NONE. */
uint32_t causes_of_neighbor(const struct causes *, const struct watch *,
	    const struct condition *);

#endif
