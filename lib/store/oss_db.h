/*
 * oss_db.h (store) - alarms and what they are judged by, in oss.db
 * All functions work within the transaction that the caller began; slices in
 * rows are borrowed until the next row. Functions that return -1 have said
 * why.
 */
#ifndef STORE_OSS_DB_H
#define STORE_OSS_DB_H

#include "oss/watch.h"
#include "store/db.h"

/*
 * What is known, into a watch that has its observations: all nodes, all
 * objects with an active alarm, the observed objects, windows and sites that
 * the input did not bring again, and the links unless the input brought any.
 * It may be called again, before the watch is judged, when others changed the
 * database.
 */
int	oss_db_load(struct db *, struct watch *);
/*
 * All that is known of every object, and the active alarms, into a new watch,
 * in order: to look at, not to judge or save.
 */
int	oss_db_objects(struct db *, struct watch *);
/* What can be read, is read. 0; 1: some of it is damaged; -1. Both said. */
int	oss_db_check(struct db *);
/* Another number than before: another connection has committed something. */
int	oss_db_version(struct db *, int64_t *);
/* What a judged watch came to: state, alarms, transitions. */
int	oss_db_save(struct db *, const struct watch *);

struct oss_transition {
	int64_t		seq, ts_us;
	struct slice	alarm_id, state, node, object, alarm_type,
			probable_cause, severity, root_alarm_id, ref, text,
			kind, qualifier;	/* kind may be missing */
	uint32_t	confidence_ppm;		/* 0: not said */
	bool		root, planned;
	struct hits	hits;			/* without at_risk */
	/* for who knows them: the state of now, not of the transition */
	struct slice	ack_state;
	int64_t		shelved_us;		/* 0: not */
};
/* 0: go on, -1: stop */
typedef int oss_transition_fn(const struct oss_transition *, void *);

/* In the order in which they were settled. */
int	oss_db_untold(struct db *, oss_transition_fn *, void *);
int	oss_db_history(struct db *, struct slice alarm_id, int64_t since_us,
	    oss_transition_fn *, void *);
/* What a locator noted of a transition, in its order (watch.h). */
struct oss_note {
	struct slice	ref, text, node, kind, object, alarm_type;
	uint32_t	confidence_ppm;
	bool		alternative;
};
typedef int oss_note_fn(const struct oss_note *, void *);
int	oss_db_notes(struct db *, int64_t seq, oss_note_fn *, void *);

/* Whom a transition of a cause hits, in their order. */
typedef int oss_impact_fn(const struct service *, enum effect, void *);
int	oss_db_impacts(struct db *, int64_t seq, oss_impact_fn *, void *);

/* All up to seq were handed on. */
int	oss_db_told(struct db *, int64_t seq);

struct oss_alarm {
	struct slice	alarm_id, node, object, alarm_type, probable_cause,
			severity, root_alarm_id, acked_by, ack_why, kind,
			qualifier;
	int64_t		raised_us, changed_us, acked_us;
	int64_t		shelved_until_us;	/* INT64_MIN: it is not */
	struct slice	shelved_by, shelve_why, closed_by;
	uint32_t	confidence_ppm;		/* 0: not said */
	bool		active, root, planned, acked;
	struct hits	hits;			/* while it is active */
};
typedef int oss_alarm_fn(const struct oss_alarm *, void *);

/* Active ones, or all there ever were; worst first, then by node, object. */
int	oss_db_alarms(struct db *, bool all, oss_alarm_fn *, void *);
/* 1: fn was called; 0: no such alarm; -1 */
int	oss_db_alarm(struct db *, struct slice alarm_id, oss_alarm_fn *,
	    void *);
/*
 * What a person does to an alarm (RFC 8632 operator-state-change), kept in
 * its history.
 */
enum oss_deed_kind {
	DEED_ACK, DEED_UNACK, DEED_SHELVE, DEED_UNSHELVE, DEED_CLOSE,
	DEED_COMMENT, DEED_COUNT
};
extern const char *const oss_deed_names[DEED_COUNT];

struct oss_deed {
	enum oss_deed_kind kind;
	struct slice	alarm_id, who, text;
	int64_t		at_us;
	int64_t		until_us;	/* shelve; INT64_MAX: for ever */
};
/*
 * 1: done; 0: no alarm of this id that this can be done to: ack, unack and
 * close want an active one, unack and unshelve one that was acked or shelved;
 * -1. close clears the alarm at the time of the last settlement; it is raised
 * again when its object has recovered and fails anew.
 */
int	oss_db_deed(struct db *, const struct oss_deed *);
/* In their order; alarm_id missing: of all. deed: the name in a row. */
typedef int oss_deed_fn(const struct oss_deed *, void *);
int	oss_db_deeds(struct db *, struct slice alarm_id, int64_t since_us,
	    oss_deed_fn *, void *);

/*
 * Alarms that are cleared since before an instant go, with their transitions,
 * notes and deeds; what nobody was told yet stays. Their number, or -1.
 */
int64_t	oss_db_purge(struct db *, int64_t before_us);

/*
 * A node or port that is no more: its state goes; an active alarm is cleared
 * at the time of the last settlement. object missing: the node with all its
 * ports. The number of objects, or -1.
 */
int64_t	oss_db_forget(struct db *, struct slice node, struct slice object);

/* Time of the newest heartbeat; *known is false when there was none. */
int	oss_db_heartbeat(struct db *, int64_t *us, bool *known);

#endif
