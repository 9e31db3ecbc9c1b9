/*
 * watch.h (oss) - from observations to alarms, in event time
 * The caller puts in what is known (objects, conditions with their health
 * and alarm, links, windows) and what was observed, in any order; watch_judge
 * sorts by event time and answers with what changed. The same knowledge and
 * the same observations give the same answer, however they were shuffled.
 *
 *	watch_init(&w, &rules);
 *	o = watch_object(&w, OBJECT_NODE, node, node);
 *	watch_own(&w, o)->health = ...;		what a store knows of it
 *	watch_observe(&w, w.object[o].own, &observation, error);
 *	watch_heartbeat(&w, ts_us);
 *	watch_judge(&w);
 *	for (i = 0; i < w.events; i++)
 *		... w.event[i] ...
 *	watch_release(&w);
 *
 * An object (node, port, termination, neighbour, sensor, probe, sessions; or
 * a link, card, site, ... that nobody samples) has conditions: what may be
 * wrong with it, one for each alarm type and qualifier. Its own condition
 * says that it does not work at all.
 *
 * Alarms are settled at heartbeats and at the end: only then does the
 * locator (below) say which of them is a cause and which a symptom, so that
 * a core node that is asked after those behind it does not make them causes
 * for a moment.
 * Numbers of objects and conditions stay; pointers to them do not outlive the
 * next call that may make one (watch_object, watch_condition, watch_root).
 * Pure: no I/O, no clock.
 */
#ifndef OSS_WATCH_H
#define OSS_WATCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "oss/alarm.h"
#include "oss/carried.h"
#include "oss/gauge.h"
#include "oss/health.h"
#include "oss/impact.h"
#include "oss/names.h"
#include "oss/near.h"
#include "oss/threshold.h"

#define WATCH_NONE	UINT32_MAX
/* Observations so much later than the newest heartbeat of a pass are held. */
#define WATCH_AHEAD_US	(INT64_C(3600) * 1000000)
/*
 * What a device says by itself has names that it makes up, and anyone may say
 * it. So much that only events name is known: alarms of events, and ports,
 * neighbours and terminations, of a node; and all this of all nodes together
 * that nobody asks.
 */
#define WATCH_EVENTS_MAX	1000
#define WATCH_HEARD_MAX		20000
#define WATCH_STRANGERS_MAX	100000

struct watch;
struct locator;

struct watch_rules {
	struct health_rule health;	/* proven is the type's business */
	int64_t		stale_us;	/* 0: silence says nothing */
	/*
	 * 0: all is judged. Else what is not at least so much older than the
	 * newest heartbeat is held for the next pass, and the last heartbeat
	 * that is ends the pass: input that comes late by no more than this
	 * gives the same answer, however it was cut into passes.
	 */
	int64_t		late_us;
	const struct thresholds *thresholds;	/* NULL: none */
	bool		by_evidence;	/* an answer that is missing makes no
					 * alarm unless the locator says so */
	struct slice	poller;		/* node at which it sits; or missing */
	const struct locator *locator;	/* NULL: locator_nearest */
	struct impact	*impact;	/* services, poller; NULL: none */
	const struct impact_level *level;	/* that make an alarm worse */
	size_t		 levels;
};

/* What an alarm rests on, as it was when it was raised or its cause changed */
struct watch_proof {
	int64_t		 seen_us;	/* the deciding observation */
	int64_t		 since_us;	/* the first of its row */
	uint32_t	 observations;
	uint32_t	 error;		/* word: class or text of the sample */
	bool		 silent;	/* for want of samples */
	/* of a threshold; error is then the unit */
	bool		 measured, low;
	enum metric	 metric;
	money_t		 value, limit;
};

struct watched {		/* an object */
	struct slice	 node, name;	/* borrowed from the watch */
	uint32_t	 of_node;	/* its node's object, or NONE */
	/* of a node, what only events name: alarms, and what is heard */
	uint16_t	 events, heards;
	uint32_t	 own;		/* condition: it does not work */
	uint32_t	 rank;		/* order by node, kind and name */
	struct slice	 sensor_class;	/* as a sample said last */
	struct slice	 port;		/* that it belongs to, likewise */
	uint32_t	 gauge;		/* in watch.gauge, or NONE */
	uint32_t	 baseline;	/* in watch.baseline, or NONE */
	uint32_t	 kept;		/* of a node: in watch.kept, or NONE */
	uint16_t	 rule[METRIC_COUNT];	/* 0: not looked up; 1: none;
					 * else 2 + its threshold */
	enum object_kind kind;
	bool		 quiet;		/* in watch.quiet */
	bool		 heard;		/* only events name it */
	bool		 asked;		/* of a node: not all of it is heard */
	bool		 dirty;		/* differs from what was loaded */
};

struct condition {
	uint32_t	 object;
	uint32_t	 next;		/* of the same object, or NONE */
	struct slice	 qualifier;	/* borrowed; or missing */
	struct health	 health;
	struct alarm	 alarm;
	struct alarm	 said;		/* as the last event told it */
	struct watch_proof proof;
	uint32_t	 flapping;	/* its condition of ALARM_FLAPPING */
	/* What the locator says of an active alarm, at each settlement. */
	uint32_t	 root;		/* condition of the cause; NONE: it is
					 * a cause itself */
	uint32_t	 confidence_ppm; /* that this is so; 0: not said */
	uint32_t	 notes;		/* first of watch.note, or NONE */
	/* Whom a cause hits, when this settlement tells it. */
	uint32_t	 hit, hits;	/* in watch.hit[] */
	bool		 reckoned;
	bool		 asserted;	/* by watch_root, this time */
	bool		 withheld;	/* by watch_withhold, this time */
	bool		 held;		/* what was said of its cause last
					 * is said still, this time */
	bool		 dirty;		/* differs from what was loaded */
	bool		 pending;	/* transition not yet settled */
	bool		 live;		/* stands in the list of those that
					 * a settlement looks at */
	enum alarm_type	 type;
};

struct watch_link {
	struct slice	a_node, a_port, b_node, b_port;
	struct slice	srlg;		/* missing: none is known */
	uint64_t	capacity_bps;	/* 0: not known */
};

struct watch_window {
	struct slice	window, node, object;	/* missing: every one */
	int64_t		from_us, to_us;		/* half-open */
};

/*
 * For the caller: where its store has what it knows of a node, and what of
 * that is not in the watch, for nothing here is about it.
 */
struct watch_kept {
	int64_t		id;
	size_t		at, len;	/* in watch.kept_octets */
};

/* Where a node stands. */
struct watch_site {
	struct slice	node, site;
	bool		known;		/* for the caller: of its store */
};

/*
 * What a locator adds to an alarm: evidence, or another cause that the
 * observations do not tell from this one.
 */
struct watch_note {
	struct slice	 ref;		/* evidence: what it points to;
					 * alternative: its qualifier */
	struct slice	 text;		/* for people */
	bool		 alternative;
	/* of an alternative */
	struct slice	 node, object;
	enum object_kind kind;
	enum alarm_type	 type;
	uint32_t	 confidence_ppm;
	uint32_t	 next;		/* the watch's */
};

/* For locators: that which had a cause came back, of late. */
#define WATCH_BACK_US	(INT64_C(900) * 1000000)
struct watch_back {
	int64_t		 us;		/* when */
	uint32_t	 of_node;	/* the cause is its object; or NONE */
};

struct watch_hit {
	uint32_t	 service;	/* in rules.impact */
	enum effect	 effect;
};

struct watch_event {
	uint32_t	 condition;
	enum alarm_state state;
	int64_t		 ts_us;
	struct alarm	 alarm;		/* as it is after the event */
	struct slice	 ref, text;	/* evidence; missing for cleared */
	size_t		 note, notes;	/* first and number in told[] */
	bool		 reckoned;	/* whom it hits is known */
	size_t		 hit, hits;	/* first and number in hit[] */
};

struct refusals {
	uint64_t	 n;
	uint32_t	 first;		/* condition */
};

struct watch_item;
struct watch_slot;
struct watch_value;

struct port_flow {
	struct carried	in, out;
};

struct watch {
	struct watch_rules	 rules;
	uint32_t		 of_all;	/* bit: metric of which rule[]
						 * is that of all objects */
	const struct threshold	*rule[METRIC_COUNT];
	struct arena		 arena;
	struct watch_slot	*slot;		/* owned: object[] by name */
	size_t			 slots;
	uint32_t		 guess;		/* object asked for next */
	struct names		 words;
	uint32_t		*order;		/* objects: as watch_ordered
						 * says, by rank when judged */
	size_t			 ordered, order_cap;
	uint32_t		 last_node;	/* object; found last */
	struct watched		*object;	/* owned, as all below */
	size_t			 objects, objects_cap;
	struct condition	*condition;
	size_t			 conditions, conditions_cap;
	uint32_t		*live;
	size_t			 lives, lives_cap;
	struct watch_link	*link;		/* sorted when judged */
	size_t			 links, links_cap;
	struct watch_window	*window;
	size_t			 windows, windows_cap;
	struct names		 site_names;	/* of site[], till sorted */
	struct watch_site	*site;		/* sorted when judged */
	size_t			 sites, sites_cap;
	/* For the caller: how many of these the input brought. */
	size_t			 links_brought, windows_brought, items_brought;
	bool			 loaded;
	struct near		 near;		/* neighbours, in this pass */
	struct watch_item	*item;
	size_t			 items, items_cap;
	size_t			 held;		/* the last so many items */
	size_t			 ahead;		/* of them, by their clock */
	bool			 behind;	/* the newest heartbeat is, of
						 * what was judged before */
	struct watch_value	*value;
	size_t			 values, values_cap;
	struct port_gauge	*port;		/* as observed */
	size_t			 ports, ports_cap;
	struct port_gauge	*gauge;		/* as known; has 0: nothing */
	struct port_flow	*flow;		/* of each gauge */
	size_t			 gauges, gauges_cap, flows_cap;
	uint32_t		*quiet;		/* ports whose traffic may
						 * have gone: objects */
	size_t			 quiets, quiets_cap;
	struct watch_kept	*kept;
	size_t			 kepts, kepts_cap;
	struct buf		 kept_octets;
	struct baseline		*baseline;	/* seen 0: nothing known */
	size_t			 baselines, baselines_cap;
	/* For the caller: what of lately.h is about what is not here. */
	struct buf		 lately;
	struct names		 back;		/* alarms that were causes */
	struct watch_back	*came_back;	/* of each */
	size_t			 backs, backs_cap;
	size_t			 backs_kept;	/* when old ones last went */
	struct watch_event	*event;
	size_t			 events, events_cap;
	struct watch_note	*note;		/* of this settlement */
	size_t			 notes, notes_cap;
	struct watch_note	*told;		/* those that events name */
	size_t			 tolds, tolds_cap;
	struct watch_hit	*hit;
	size_t			 hits, hits_cap;
	int64_t			 settled_us;	/* INT64_MIN: never */
	int64_t			 heartbeat_us;	/* INT64_MIN: none */
	int64_t			 at_us;		/* what was taken last */
	int64_t			 passed_us;	/* the pass before ended, of
						 * this run; or INT64_MIN */
	uint64_t		 late;		/* observations not newer */
	bool			 hears;		/* there is what only events
						 * name */
	uint64_t		 strange;	/* so much of it is of nodes
						 * that nobody asks */
	/* beyond WATCH_EVENTS_MAX, WATCH_HEARD_MAX, WATCH_STRANGERS_MAX */
	struct refusals		 refused, unheard, strangers;
	void			*located;	/* the locator's */
};

void	 watch_init(struct watch *, const struct watch_rules *);
void	 watch_release(struct watch *);

/* The number of an object, made when new: w->object[n]. Names are copied. */
uint32_t watch_object(struct watch *, enum object_kind, struct slice node,
	    struct slice name);
/* WATCH_NONE when there is none. */
uint32_t watch_find(const struct watch *, enum object_kind, struct slice node,
	    struct slice name);
/* Of a node's object; guess: which may be it. Not for kinds beside nodes. */
uint32_t watch_find_in(const struct watch *, uint32_t of_node,
	    enum object_kind, struct slice name, uint32_t guess);
/* The number of a condition, made when new: w->condition[n]. */
uint32_t watch_condition(struct watch *, uint32_t object, enum alarm_type,
	    struct slice qualifier);
/* WATCH_NONE when there is none. */
uint32_t watch_find_condition(const struct watch *, uint32_t object,
	    enum alarm_type, struct slice qualifier);
static inline struct condition *
watch_own(const struct watch *w, uint32_t object)
{
	return &w->condition[w->object[object].own];
}

void	 watch_link(struct watch *, const struct watch_link *);
/* These two replace an older one of that name. */
void	 watch_window(struct watch *, const struct watch_window *);
void	 watch_site(struct watch *, struct slice node, struct slice site);
/* error: what the sample says in a word, missing or not. */
void	 watch_observe(struct watch *, uint32_t condition,
	    const struct observation *, struct slice error);
void	 watch_heartbeat(struct watch *, int64_t ts_us);
/* What a sensor measures; before its values. */
void	 watch_sensor_class(struct watch *, uint32_t object, struct slice);
/* The port that a termination, a neighbour or optics are at; missing: not said. */
void	 watch_port_of(struct watch *, uint32_t object, struct slice);
/* A value that may cross a threshold. Nothing when there is none for it. */
void	 watch_measure(struct watch *, uint32_t object, enum metric,
	    int64_t ts_us, money_t, struct slice unit);
/* A port's counters, for the rates that have a threshold. */
void	 watch_port(struct watch *, uint32_t object, const struct port_gauge *);
/* Room for what is known of a port, or of a probe's times. */
void	 watch_need_gauge(struct watch *, uint32_t object);
void	 watch_need_baseline(struct watch *, uint32_t object);
/* NULL: none. */
const struct threshold *watch_threshold(struct watch *, uint32_t object,
	    enum metric);

/*
 * For speed alone: this object stands behind the last one that was said so,
 * if they are of one node, as when they were judged before.
 */
void	 watch_ordered(struct watch *, uint32_t object);

/*
 * Take back what is known, but not what was observed: the caller has news of
 * its store. Not after watch_judge.
 */
void	 watch_forget_known(struct watch *);

/* Once, when all is in. Events are sorted within a settlement. */
void	 watch_judge(struct watch *);

/* ---- for locators ------------------------------------------------------- */

/*
 * A locator says how the alarms hang together. open sees all objects, links,
 * windows and sites of a pass once (w->located is what it returns); locate is
 * called at each settlement, when all observations up to now_us are in.
 *
 * In locate, w->live lists the conditions that are active or have changed
 * since the last settlement, by node, kind, name and type. For each with
 * alarm.active the locator may set root (another condition that is active, or
 * is made active by watch_root in this call) and confidence_ppm; both, and the
 * notes, are cleared before the call.
 */
struct locator {
	void	*(*open)(struct watch *);
	void	 (*locate)(void *located, struct watch *, int64_t now_us);
	void	 (*close)(void *located);
};

/* Nearest failure towards the poller (topology.h), see situation.h. */
extern const struct locator locator_nearest;

static inline bool
watch_alarmed(const struct watch *w, uint32_t object)
{
	return object != WATCH_NONE && watch_own(w, object)->alarm.active;
}

/*
 * A cause that the locator has found, on an object of any kind: its alarm is
 * raised at this settlement when it is not active yet, stays active as long
 * as each settlement asserts it again, and is cleared by the first that does
 * not. The number of the condition. type must be a located one.
 */
uint32_t watch_root(struct watch *, enum object_kind, struct slice node,
	    struct slice name, enum alarm_type, struct slice qualifier);
/*
 * The own alarm of an object that says it is down, but was not hard yet: it
 * is, for the locator has other evidence.
 */
void	 watch_promote(struct watch *, uint32_t condition);
/* An alarm that would be raised now is not: what was seen says nothing. */
static inline void
watch_withhold(struct watch *w, uint32_t condition)
{
	w->condition[condition].withheld = true;
}
/* Severity and probable cause of it are the type's unless these change it. */
static inline void
watch_set_severity(struct watch *w, uint32_t condition, enum severity s)
{
	w->condition[condition].alarm.severity = s;
}
static inline void
watch_set_cause(struct watch *w, uint32_t condition, enum cause c)
{
	w->condition[condition].alarm.cause = c;
}

/*
 * Evidence for what was said of this condition. It is told with the event of
 * this settlement when there is one, behind the watch's own; copied.
 */
void	 watch_evidence(struct watch *, uint32_t condition, struct slice ref,
	    struct slice text);
void	 watch_alternative(struct watch *, uint32_t condition,
	    const struct watch_note *);

/*
 * A value of a node that answers, which it has not told for longer than
 * stale_us: nothing is known of it any more. What probes measure is no value
 * of the node.
 */
bool	 watch_untold(const struct watch *, const struct condition *);
/* The window in which an object is at an instant, or NULL. */
const struct watch_window *watch_in_window(const struct watch *,
	    uint32_t object, int64_t ts_us);
/*
 * The window in which the other end of a port's link is, or an end of a link:
 * what happens to it then is planned, though nobody works on it.
 */
const struct watch_window *watch_faces_window(const struct watch *,
	    uint32_t object, int64_t ts_us);

#endif
