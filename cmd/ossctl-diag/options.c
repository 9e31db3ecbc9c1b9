/*
 * options.c (ossctl-diag) - its verbs and their tables
 */
#include "alarms.h"

static const struct opt run_options[] = {
	{ 'l', "links", OPT_FILE, "file", OPT_DST(struct run_opts, links),
	    "links that are kept by hand" },
	{ 0, "windows", OPT_FILE, "file", OPT_DST(struct run_opts, windows),
	    "maintenance windows that are kept by hand" },
	{ 's', "subscriptions", OPT_FILE, "file",
	    OPT_DST(struct run_opts, subscriptions),
	    "whose services hang on what: whom a cause hits" },
	{ 0, "nodes", OPT_FILE, "file", OPT_DST(struct run_opts, nodes),
	    "nodes and the sites where they stand" },
	{ 0, "poller", OPT_STR, "node", OPT_DST(struct run_opts, poller),
	    "node at which the poller sits" },
	{ 0, "rules", OPT_FILE, "file", OPT_DST(struct run_opts, rules),
	    "which values raise alarms, instead of $OSSBSS_HOME/rules.json" },
	{ 0, "hold", OPT_STR, "n[/m]", OPT_DST(struct run_opts, hold),
	    "n of the last m observations make an alarm (as needed)" },
	{ 0, "recover", OPT_STR, "n[/m]", OPT_DST(struct run_opts, recover),
	    "n of the last m observations clear it (1/1)" },
	{ 0, "flap", OPT_STR, "start/stop", OPT_DST(struct run_opts, flap),
	    "percent of change from which on it flaps (30/15; 0/0: never)" },
	{ 0, "late", OPT_DURATION, "time", OPT_DST(struct run_opts, late_us),
	    "hold observations for those that may come so much later (0s)" },
	{ 0, "stale", OPT_DURATION, "time",
	    OPT_DST(struct run_opts, stale_us),
	    "a node silent for longer at a heartbeat is unreachable (15m)" },
	{ 0, "max-observations", OPT_UINT, "n",
	    OPT_DST(struct run_opts, observations_max),
	    "stop when the input has more (20000000)" },
	{ 'n', "dry-run", OPT_FLAG, NULL, OPT_DST(struct run_opts, dry),
	    "tell what would change, keep nothing" },
	STREAM_OPTIONS(struct run_opts, stream),
	DB_OPTIONS(struct run_opts, db),
	DB_WHY_OPTION(struct run_opts, db),
	DB_NOW_OPTION(struct run_opts, db),
	OPT_END
};

#define CHECK_OPTIONS							\
	{ 0, "nagios", OPT_FLAG, NULL, OPT_DST(struct list_opts, nagios), \
	    "as a plugin: one line with figures, exit 0 to 3" },	\
	{ 0, "check", OPT_FLAG, NULL, OPT_DST(struct list_opts, check),	\
	    "one line for a monitor; exit 1 when there is an alarm" },	\
	{ 0, "max-age", OPT_DURATION, "time",				\
	    OPT_DST(struct list_opts, max_age_us),			\
	    "with --now: how old the last heartbeat may be" }

static const struct opt list_options[] = {
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv",
	    OPT_DST(struct list_opts, view), "format of the output" },
	{ 'a', "all", OPT_FLAG, NULL, OPT_DST(struct list_opts, all),
	    "cleared alarms, too" },
	{ 0, "shelved", OPT_FLAG, NULL, OPT_DST(struct list_opts, shelved),
	    "those that are shelved, too" },
	{ 0, "roots", OPT_FLAG, NULL, OPT_DST(struct list_opts, roots),
	    "causes alone" },
	{ 0, "severity", OPT_ENUM, "any|warning|minor|major|critical",
	    OPT_DST(struct list_opts, severity), "this or worse" },
	{ 0, "node", OPT_STR, "pattern", OPT_DST(struct list_opts, node),
	    "of nodes whose name takes it (* and ?)" },
	{ 0, "object", OPT_STR, "pattern", OPT_DST(struct list_opts, object),
	    "of ports, probes and others that take it" },
	{ 0, "alarm-type", OPT_STR, "pattern",
	    OPT_DST(struct list_opts, alarm_type), "of these types" },
	CHECK_OPTIONS,
	DB_NOW_OPTION(struct list_opts, db),
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

static const struct opt states_options[] = {
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv",
	    OPT_DST(struct list_opts, view), "format of the output" },
	{ 0, "state", OPT_ENUM,
	    "any|unknown|up|off|down|unreachable|planned",
	    OPT_DST(struct list_opts, state), "in this state" },
	{ 0, "kind", OPT_ENUM, "any|node|interface|termination|neighbor"
	    "|sensor|probe|sessions", OPT_DST(struct list_opts, kind),
	    "of this kind" },
	{ 0, "node", OPT_STR, "pattern", OPT_DST(struct list_opts, node),
	    "of nodes whose name takes it (* and ?)" },
	{ 0, "object", OPT_STR, "pattern", OPT_DST(struct list_opts, object),
	    "of ports, probes and others that take it" },
	{ 0, "stale", OPT_DURATION, "time",
	    OPT_DST(struct list_opts, stale_us),
	    "what was not heard of for longer is unknown (15m)" },
	DB_NOW_OPTION(struct list_opts, db),
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

static const struct opt impact_options[] = {
	{ 's', "subscriptions", OPT_FILE, "file",
	    OPT_DST(struct list_opts, subscriptions),
	    "whose services hang on what" },
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv",
	    OPT_DST(struct list_opts, view), "format of the output" },
	{ 0, "poller", OPT_STR, "node", OPT_DST(struct list_opts, poller),
	    "node from which all is reached" },
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

static const struct opt status_options[] = {
	{ 'o', "output", OPT_ENUM, "auto|text|html",
	    OPT_DST(struct list_opts, view),
	    "format of the page (text on a terminal, else HTML)" },
	{ 0, "poller", OPT_STR, "node", OPT_DST(struct list_opts, poller),
	    "node from which the network is drawn" },
	{ 0, "nodes", OPT_FILE, "file", OPT_DST(struct list_opts, nodes),
	    "where nodes stand (lat, lon, site): the network on a map" },
	{ 0, "full", OPT_UINT, "n", OPT_DST(struct list_opts, full),
	    "so many causes are told in full as text (4)" },
	{ 0, "refresh", OPT_DURATION, "time",
	    OPT_DST(struct list_opts, refresh_us),
	    "the browser asks for the HTML page again so often (never)" },
	CHECK_OPTIONS,
	DB_NOW_OPTION(struct list_opts, db),
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

static const struct opt critical_options[] = {
	{ 's', "subscriptions", OPT_FILE, "file",
	    OPT_DST(struct list_opts, subscriptions),
	    "whose services hang on what" },
	{ 0, "poller", OPT_STR, "node", OPT_DST(struct list_opts, poller),
	    "node from which all is reached" },
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv",
	    OPT_DST(struct list_opts, view), "format of the output" },
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

static const struct opt show_options[] = {
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

static const struct opt history_options[] = {
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv",
	    OPT_DST(struct list_opts, view), "format of the output" },
	{ 0, "since", OPT_TIME, "time",
	    OPT_DST(struct list_opts, since_us),
	    "transitions at this time or later" },
	DB_OPTIONS(struct list_opts, db),
	OPT_END
};

#define CHANGE_OPTIONS							\
	DB_OPTIONS(struct change_opts, db),				\
	DB_WHY_OPTION(struct change_opts, db),				\
	DB_NOW_OPTION(struct change_opts, db)

static const struct opt change_options[] = {
	CHANGE_OPTIONS,
	OPT_END
};

static const struct opt notices_options[] = {
	{ 0, "rules", OPT_FILE, "file", OPT_DST(struct notices_opts, rules),
	    "who is told of what, instead of $OSSBSS_HOME/notices.json" },
	{ 'o', "output", OPT_ENUM, "ndjson|csv",
	    OPT_DST(struct notices_opts, csv), "format of the output" },
	{ 'n', "dry-run", OPT_FLAG, NULL, OPT_DST(struct notices_opts, dry),
	    "tell what would be told, keep nothing" },
	DB_NOW_OPTION(struct notices_opts, db),
	DB_OPTIONS(struct notices_opts, db),
	OPT_END
};

static const struct opt shelve_options[] = {
	{ 0, "until", OPT_TIME, "time", OPT_DST(struct change_opts, until_us),
	    "until then" },
	{ 0, "for", OPT_DURATION, "time", OPT_DST(struct change_opts, for_us),
	    "for so long from now on" },
	CHANGE_OPTIONS,
	OPT_END
};

static const struct opt purge_options[] = {
	{ 0, "before", OPT_TIME, "time",
	    OPT_DST(struct change_opts, before_us),
	    "those that are cleared since before then" },
	CHANGE_OPTIONS,
	OPT_END
};

static const struct opt db_options[] = {
	DB_OPTIONS(struct change_opts, db),
	OPT_END
};

static const struct opt restore_options[] = {
	{ 0, "replace", OPT_FLAG, NULL, OPT_DST(struct change_opts, replace),
	    "the database is past opening: move it away" },
	CHANGE_OPTIONS,
	OPT_END
};

static const struct verb verbs[] = {
	{ "run", verb_run, run_options, "[file ...]",
	    "raise and clear alarms by what was observed" },
	{ "list", verb_list, list_options, "", "the alarms there are" },
	{ "states", verb_states, states_options, "",
	    "of each node, port and more whether it works" },
	{ "impact", verb_impact, impact_options, "[alarm_id ...]",
	    "whom the causes hit, and what they pay" },
	{ "critical", verb_critical, critical_options, "",
	    "nodes, links and ducts by what their loss would cost" },
	{ "status", verb_status, status_options, "",
	    "a page in text or HTML: causes first, the network drawn" },
	{ "show", verb_show, show_options, "alarm_id",
	    "an alarm with its history and evidence" },
	{ "history", verb_history, history_options, "[alarm_id]",
	    "transitions, in the order in which they were told" },
	{ "ack", verb_ack, change_options, "alarm_id ...",
	    "somebody looks after these alarms" },
	{ "unack", verb_unack, change_options, "alarm_id ...",
	    "nobody looks after these alarms any more" },
	{ "shelve", verb_shelve, shelve_options, "alarm_id ...",
	    "nobody wants to hear of these alarms for a time" },
	{ "unshelve", verb_unshelve, change_options, "alarm_id ...",
	    "these alarms are heard of again" },
	{ "close", verb_close, change_options, "alarm_id ...",
	    "these alarms are over, whatever is observed" },
	{ "comment", verb_comment, change_options, "alarm_id ...",
	    "write into the history of these alarms" },
	{ "notices", verb_notices, notices_options, "",
	    "who is to be told of which alarms, for a mailer or pager" },
	{ "purge", verb_purge, purge_options, "",
	    "drop alarms that were cleared long ago" },
	{ "forget", verb_forget, change_options, "node [object]",
	    "a node or port is no more: clear its alarms" },
	{ "init", verb_init, change_options, "", "make the database" },
	{ "migrate", verb_migrate, change_options, "",
	    "bring the database to this program's schema" },
	{ "check", verb_check, db_options, "", "look for damage" },
	{ "backup", verb_backup, db_options, "file",
	    "write a consistent copy" },
	{ "restore", verb_restore, restore_options, "file",
	    "put a copy in the database's place" },
	{ NULL, NULL, NULL, NULL, NULL }
};

const struct tool diag_tool = {
	.name = "ossctl-diag",
	.summary = "raise, locate and clear alarms",
	.operands = NULL,
	.options = NULL,
	.verbs = verbs,
};
