/*
 * watch_item.h (oss) - what watch.c hands to watch_judge.c
 */
#ifndef OSS_WATCH_ITEM_H
#define OSS_WATCH_ITEM_H

#include "oss/watch.h"

enum item_what { ITEM_READING, ITEM_VALUE, ITEM_PORT, ITEM_HEARTBEAT };

struct watch_item {
	int64_t		ts_us;
	uint32_t	condition;	/* of VALUE and PORT the object's own */
	uint32_t	word;		/* error, or unit of a value */
	uint32_t	at;		/* in value[] or port[] */
	uint8_t		what;
	uint8_t		reading, cause, severity;
};

struct watch_value {
	money_t		value;
	enum metric	metric;
};

/* Into the list of those that a settlement looks at. */
void	watch_live(struct watch *, uint32_t condition);

/* Of watch_impact.c: the network, an active alarm, what a cause comes to. */
void	watch_impact_begin(struct watch *);
void	watch_impact_alarm(struct watch *, const struct condition *);
void	watch_impact_sum(struct watch *, struct condition *);

#endif
