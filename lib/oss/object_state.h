/*
 * object_state.h (oss) - what is known of an object at an instant, in a word
 * The hard state: what its alarm says, and without one what was observed,
 * while that is fresh. What the newest observation said is the soft state.
 * Pure.
 */
#ifndef OSS_OBJECT_STATE_H
#define OSS_OBJECT_STATE_H

#include "oss/watch.h"

enum object_state {
	STATE_UNKNOWN,		/* never up, not heard of for stale_us, or its
				 * node cannot be asked: the poller is cut
				 * off, its name or agent is lost */
	STATE_UP,
	STATE_OFF,		/* not meant to work */
	STATE_DOWN,		/* its own alarm is active */
	STATE_UNREACHABLE,	/* the same, and another failure hides it */
	STATE_PLANNED,		/* the same, within a maintenance window */
	STATE_COUNT
};

const char *object_state_name(enum object_state);

/* Of a watch with all that is known (oss_db_objects), which it borrows. */
struct object_states {
	const struct watch *w;
	int64_t		 now_us, stale_us;	/* stale_us 0: never */
	bool		 cut_off;	/* silence is the poller's own */
	struct names	 mute;	/* alarm_id of causes that say nothing of the
				 * nodes behind them */
};

void	object_states_init(struct object_states *, const struct watch *,
	    int64_t now_us, int64_t stale_us);
void	object_states_release(struct object_states *);
/* object is not WATCH_NONE, and has an own condition. */
enum object_state object_state(const struct object_states *, uint32_t object);
/* up, off, down, or unknown: neither, or there was none. */
enum object_state object_soft_state(const struct health *);

#endif
