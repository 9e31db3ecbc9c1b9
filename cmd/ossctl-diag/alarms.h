/*
 * alarms.h (ossctl-diag) - what its verbs share
 */
#ifndef OSSCTL_DIAG_ALARMS_H
#define OSSCTL_DIAG_ALARMS_H

#include "base/tool.h"
#include "oss/impact.h"
#include "rec/stream.h"
#include "store/oss_db.h"

enum view { VIEW_TEXT, VIEW_NDJSON, VIEW_CSV };	/* -o text|ndjson|csv */

struct run_opts {
	struct stream_opts stream;
	struct db_opts	db;
	const char	*links, *windows, *nodes, *poller, *rules, *subscriptions;
	const char	*hold, *recover, *flap;	/* "N", "N/M" */
	uint64_t	 observations_max;
	int64_t		 stale_us, late_us;
	bool		 dry;
};

struct list_opts {
	struct db_opts	db;
	int		view;
	bool		all, check, nagios, roots, shelved;
	int		severity;	/* any, warning, minor, ... */
	const char	*node, *object, *alarm_type;
	const char	*subscriptions, *poller, *nodes;
	int64_t		max_age_us, since_us;
	int64_t		refresh_us;	/* status: of a page; 0: never */
	uint64_t	full;		/* status: causes told in full, text */
	int		state, kind;	/* states: these alone; 0: any */
	int64_t		stale_us;	/* states */
};

struct change_opts {
	struct db_opts	db;
	bool		replace;
	int64_t		until_us, for_us;	/* shelve */
	int64_t		before_us;		/* purge */
};

struct notices_opts {
	struct db_opts	db;
	const char	*rules;
	int		csv;		/* -o ndjson|csv */
	int		view;
	bool		dry;
};

extern const struct tool diag_tool;
extern const struct run_opts run_defaults;
extern const struct list_opts list_defaults;
extern const struct change_opts change_defaults;
extern const struct notices_opts notices_defaults;

int	verb_run(int argc, char **argv);
int	verb_list(int argc, char **argv);
int	verb_states(int argc, char **argv);
int	verb_impact(int argc, char **argv);
int	verb_critical(int argc, char **argv);
int	verb_status(int argc, char **argv);
int	verb_show(int argc, char **argv);
int	verb_history(int argc, char **argv);
int	verb_ack(int argc, char **argv);
int	verb_unack(int argc, char **argv);
int	verb_shelve(int argc, char **argv);
int	verb_unshelve(int argc, char **argv);
int	verb_close(int argc, char **argv);
int	verb_comment(int argc, char **argv);
int	verb_notices(int argc, char **argv);
int	verb_purge(int argc, char **argv);
int	verb_forget(int argc, char **argv);
int	verb_init(int argc, char **argv);
int	verb_migrate(int argc, char **argv);
int	verb_check(int argc, char **argv);
int	verb_backup(int argc, char **argv);
int	verb_restore(int argc, char **argv);

/* Whether nobody wants to hear of it at an instant. */
bool	alarm_shelved(const struct oss_alarm *, int64_t now_us);

/* The input of a run, into its watch. An exit code. */
int	intake_files(struct watch *, const struct run_opts *);
int	intake_stream(struct watch *, struct stream *,
	    const struct run_opts *);

/* An alarm record of a transition, its evidence behind it when wanted. */
int	put_transition(struct out *, const struct oss_transition *,
	    bool evidence);
int	put_deed(struct out *, const struct oss_deed *);
/* What a locator noted of an alarm: evidence or an alternative. */
int	put_note(struct out *, struct slice alarm_id,
	    const struct oss_note *);
/* What a cause does to a service. */
int	put_impact(struct out *, struct slice alarm_id,
	    const struct service *, enum effect);
/* A record writer on stdout for a verb that is no filter. */
struct out *out_for(int view);
/* Its end (unless rc is trouble already) and release: the exit code. */
int	out_end(struct out *, int rc);

#endif
