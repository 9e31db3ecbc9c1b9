/*
 * watch.h (oss) - from observations to alarms, in event time
 * The caller puts in what is known (objects with their health and alarm,
 * links, windows) and what was observed, in any order; watch_judge sorts by
 * event time and answers with what changed. The same knowledge and the same
 * observations give the same answer, however they were cut or shuffled.
 *
 *	watch_init(&w, &rules);
 *	o = watch_object(&w, OBJECT_NODE, node, node);
 *	w.object[o].health = ...;		what a store knows of it
 *	watch_observe(&w, o, &observation, error);
 *	watch_heartbeat(&w, ts_us);
 *	watch_judge(&w);
 *	for (i = 0; i < w.events; i++)
 *		... w.event[i] ...
 *	watch_release(&w);
 *
 * Alarms are settled at heartbeats and at the end: only then is it said
 * which of them is a cause and which a symptom, so that a core node that is
 * asked after those behind it does not make them causes for a moment.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_WATCH_H
#define OSS_WATCH_H

#include "base/arena.h"
#include "oss/alarm.h"
#include "oss/health.h"
#include "oss/names.h"

#define WATCH_NONE	UINT32_MAX

struct watch_rules {
	uint32_t	hold;		/* observations; at least 1 */
	int64_t		stale_us;	/* 0: silence says nothing */
	struct slice	poller;		/* node at which it sits; or missing */
};

/* What an alarm rests on, as it was when it was raised or its cause changed */
struct watch_proof {
	int64_t		 seen_us;	/* the deciding observation */
	int64_t		 since_us;	/* the first of its row */
	uint32_t	 observations;
	uint32_t	 error;		/* word: class that the sample names */
	bool		 silent;	/* for want of samples */
};

struct watched {
	struct slice	 node, name;	/* borrowed from the watch */
	enum object_kind kind;
	uint32_t	 of_node;	/* its node's object, or NONE */
	struct health	 health;
	struct alarm	 alarm;
	struct alarm	 said;		/* as the last event told it */
	uint32_t	 root;		/* object of the cause, or NONE */
	struct watch_proof proof;
	bool		 loaded;	/* for the caller: asked the store */
	bool		 dirty;		/* differs from what was loaded */
	bool		 pending;	/* transition not yet settled */
};

struct watch_link {
	struct slice	a_node, a_port, b_node, b_port;
};

struct watch_window {
	struct slice	window, node, object;	/* missing: every one */
	int64_t		from_us, to_us;		/* half-open */
};

struct watch_event {
	uint32_t	 object;
	enum alarm_state state;
	int64_t		 ts_us;
	struct alarm	 alarm;		/* as it is after the event */
	struct slice	 ref, text;	/* evidence; missing for cleared */
};

struct watch_item;
struct situation;

struct watch {
	struct watch_rules	 rules;
	struct arena		 arena;
	struct names		 keys;		/* of object[] */
	struct names		 words;
	struct watched		*object;	/* owned, as all below */
	size_t			 objects, objects_cap;
	struct watch_link	*link;
	size_t			 links, links_cap;
	struct watch_window	*window;
	size_t			 windows, windows_cap;
	/* For the caller: how many of these the input brought. */
	size_t			 links_brought, windows_brought;
	bool			 loaded;
	struct watch_item	*item;
	size_t			 items, items_cap;
	struct watch_event	*event;
	size_t			 events, events_cap;
	int64_t			 settled_us;	/* INT64_MIN: never */
	int64_t			 heartbeat_us;	/* INT64_MIN: none */
	int64_t			 at_us;		/* what was taken last */
	uint64_t		 late;		/* observations not newer */
	struct situation	*situation;
};

void	 watch_init(struct watch *, const struct watch_rules *);
void	 watch_release(struct watch *);

/* The number of an object, made when new: w->object[n]. Names are copied. */
uint32_t watch_object(struct watch *, enum object_kind, struct slice node,
	    struct slice name);
/* WATCH_NONE when there is none. */
uint32_t watch_find(const struct watch *, enum object_kind, struct slice node,
	    struct slice name);

void	 watch_link(struct watch *, const struct watch_link *);
/* Replaces an older one of that name. */
void	 watch_window(struct watch *, const struct watch_window *);
/* error: the class that a sample names, missing or not. */
void	 watch_observe(struct watch *, uint32_t object,
	    const struct observation *, struct slice error);
void	 watch_heartbeat(struct watch *, int64_t ts_us);

/*
 * Take back what is known, but not what was observed: the caller has news of
 * its store. Not after watch_judge.
 */
void	 watch_forget_known(struct watch *);

/* Once, when all is in. Events are sorted within a settlement. */
void	 watch_judge(struct watch *);

#endif
