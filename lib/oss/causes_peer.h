/*
 * causes_peer.h (oss) - sessions with neighbours that failures have ended
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_PEER_H
#define OSS_CAUSES_PEER_H

#include "oss/causes_say.h"

/*
 * Before rca_solve: what their neighbours' sessions say of silent nodes, that
 * they stand still, or went.
 */
void	causes_see_sessions(const struct causes *, const struct watch *);
/* After it: the condition that has caused the loss of a neighbour, or WATCH_NONE. */
uint32_t causes_of_neighbor(const struct causes *, const struct watch *,
	    const struct condition *);

#endif
