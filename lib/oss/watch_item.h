/*
 * watch_item.h (oss) - what the parts of watch.h share while they work
 */
#ifndef OSS_WATCH_ITEM_H
#define OSS_WATCH_ITEM_H

#include "oss/watch.h"

enum item_what {
	ITEM_READING, ITEM_HEARD, ITEM_VALUE, ITEM_PORT, ITEM_HEARTBEAT
};

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

/* What an object is found by. */
struct watch_name {
	enum object_kind kind;
	uint32_t	 of_node;	/* what is within a node; else NONE */
	struct slice	 node, name;
};
struct watch_slot {
	uint32_t	number;		/* 1 + object; 0: free */
	uint32_t	hash;
};
/* Of watch_index.c. Links, groups and sites stand beside the nodes. */
bool	watch_within_node(enum object_kind);
/* Its number; the next one when it is new: then it has to be made at once. */
uint32_t watch_index(struct watch *, const struct watch_name *);

/* Into the list of those that a settlement looks at. */
void	watch_live(struct watch *, uint32_t condition);

/* Of watch_order.c: by names and times, never by the order of the input. */
void	watch_rank(struct watch *);
void	watch_sort_items(struct watch *);
void	watch_sort_network(struct watch *);
void	watch_sort_live(struct watch *);
void	watch_sort_events(struct watch *, size_t first);

/* Of watch_settle.c. Up to now_us all is in: say what came of it. */
void	watch_settle(struct watch *, int64_t now_us);
void	watch_turn(struct condition *, bool active, int64_t ts_us);

/* Of watch_apply.c. Let a condition have an observation; false when it came late. */
bool	watch_apply(struct watch *, uint32_t condition,
	    const struct observation *, struct watch_proof);
/* What nobody would ask any more of one that was well for long. */
void	watch_forget_lately(struct condition *);
/* That nothing was heard of it since, at a heartbeat. */
void	watch_apply_silence(struct watch *, uint32_t condition,
	    int64_t seen_us, int64_t now_us);

/* Of watch_value.c. */
void	watch_take_value(struct watch *, const struct watch_item *);
void	watch_take_port(struct watch *, const struct watch_item *);
/* Into the list of ports whose traffic may have gone. */
void	watch_add_quiet(struct watch *, uint32_t object);

/* Of watch_impact.c: the network, an active alarm, what a cause comes to. */
void	watch_impact_begin(struct watch *);
void	watch_impact_asked(struct watch *);
void	watch_impact_alarm(struct watch *, const struct condition *);
void	watch_impact_sum(struct watch *, struct condition *);

#endif
