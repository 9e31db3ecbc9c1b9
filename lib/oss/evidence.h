/*
 * evidence.h (oss) - what an alarm rests on, for people
 * Pure: no I/O, no clock. The text lives in the arena given.
 */
#ifndef OSS_EVIDENCE_H
#define OSS_EVIDENCE_H

#include "oss/watch.h"

/*
 * The alarm that hides this one, else the sample: "NODE/OBJECT@TS", or
 * "heartbeat@TS" for silence.
 */
struct slice evidence_ref(struct arena *, const struct watch *,
    uint32_t condition);
/*
 * raised: what was observed since when; changed: what differs from what was
 * said. Both: what hides it, and in which window it is.
 */
struct slice evidence_text(struct arena *, const struct watch *,
    uint32_t condition, enum alarm_state);

#endif
