/*
 * lately.h (oss) - what was of late, as octets and back
 * That a condition is well is known by its health (known.h). Of the few that
 * were not, there is more that the next pass asks: why it went last, what its
 * alarm rests on, how sure its cause is, and of what is back by now what its
 * cause was. With it a pass judges as if it had seen those before.
 *
 *	octet 1	 a condition: varint and octets of node, object, type,
 *		 qualifier and word; octets kind, cause, severity, floor, flags;
 *		 varints confidence; zigzag changed_us; of a proof zigzag
 *		 seen_us, since_us, varint observations, metric, zigzag value,
 *		 limit
 *	octet 2	 what came back: varint and octets of alarm_id and node (of
 *		 a cause that was one); zigzag us
 *
 * In front of each fixed 4 octets are how many follow.
 * Pure.
 */
#ifndef OSS_LATELY_H
#define OSS_LATELY_H

#include "oss/watch.h"

/* When it was judged. */
void	lately_put(struct buf *, const struct watch *);
/*
 * When all else that is known is in. What is of objects that are not here is
 * kept for lately_put. 0 or -1: damaged.
 */
int	lately_take(struct watch *, struct slice);
/* Without what is of a node, or of an object of it. 0 or -1: damaged. */
int	lately_forget(struct buf *, struct slice, struct slice node,
	    struct slice object);

#endif
