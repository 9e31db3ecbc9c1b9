/*
 * suspense.c - bss-mediate suspense: its options, and one action of them
 */
#include "suspense.h"

#include <stdio.h>

#include "base/diag.h"
#include "store/db_copy.h"
#include "store/db_schema.h"

#define T struct suspense_opts

const struct suspense_opts suspense_defaults = {
	.db = DB_OPTS_DEFAULT,
	.stream = { .no_end = true },	/* rejects are no stream */
	.max_age_us = -1,
	.before_us = INT64_MIN,
};

const struct opt suspense_options[] = {
	{ 0, "state", OPT_ENUM, "open|replayed|closed|all", OPT_DST(T, state),
	    "list, replay: entries of this state (open)" },
	{ 0, "code", OPT_STR, "code", OPT_DST(T, code),
	    "list, replay: entries that were refused for this reason" },
	{ 0, "source", OPT_STR, "pattern", OPT_DST(T, source),
	    "list, replay: entries of files whose name matches" },
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv", OPT_DST(T, view),
	    "list, show: format of the output" },
	{ 0, "totals", OPT_FLAG, NULL, OPT_DST(T, totals),
	    "list: how many of each code, and the oldest" },
	{ 0, "check", OPT_FLAG, NULL, OPT_DST(T, check),
	    "list: one line for a monitor; exit 1 when one is too old" },
	{ 0, "max-age", OPT_DURATION, "time", OPT_DST(T, max_age_us),
	    "list --check: how old an open entry may be" },
	{ 0, "raw", OPT_STR, "text", OPT_DST(T, raw),
	    "fix: the mended text" },
	{ 0, "file", OPT_FILE, "file", OPT_DST(T, file),
	    "fix: the file that the mended text stands in" },
	{ 0, "header", OPT_STR, "text", OPT_DST(T, header),
	    "replay: the header row, before the rows" },
	{ 0, "header-from", OPT_FILE, "file", OPT_DST(T, header_from),
	    "replay: the file whose first line is the header row" },
	{ 0, "blank", OPT_FLAG, NULL, OPT_DST(T, blank),
	    "replay: an empty line behind each, for detail files" },
	{ 0, "before", OPT_TIME, "time", OPT_DST(T, before_us),
	    "purge: entries that were replayed or closed before" },
	{ 0, "all", OPT_FLAG, NULL, OPT_DST(T, all),
	    "purge: open ones that were added before, too" },
	{ 'r', "rejects", OPT_FILE, "file", OPT_DST(T, stream.rejects),
	    "add: where lines go that are no rejects" },
	{ 0, "max-rejects", OPT_STR, "n|p%", OPT_DST(T, stream.max_rejects),
	    "add: fail when more lines than this are rejected" },
	{ 0, "audit", OPT_FILE, "file", OPT_DST(T, stream.audit),
	    "add: write the account of all records read" },
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(T, stream.quiet),
	    "no notes" },
	{ 'v', "verbose", OPT_FLAG, NULL, OPT_DST(T, stream.verbose),
	    "add: report totals on stderr" },
	DB_OPTIONS(T, db), DB_WHY_OPTION(T, db), DB_NOW_OPTION(T, db),
	OPT_END
};

/* ---- the database -------------------------------------------------------- */

static int
init_run(const struct suspense_opts *o, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return db_init(&db_suspense, &o->db) < 0 ? tool_exit_code(-1)
	    : EXIT_OK;
}

static int
migrate_run(const struct suspense_opts *o, int argc, char **argv)
{
	int from, to;

	(void)argc;
	(void)argv;
	if (db_migrate(&db_suspense, &o->db, &from, &to) < 0)
		return tool_exit_code(-1);
	note("schema %d to %d", from, to);
	return EXIT_OK;
}

static int
backup_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct db db;
	int rc;

	(void)argc;
	if (db_open(&db, &db_suspense, &o->db, DB_READ | DB_OLDER) < 0)
		return tool_exit_code(-1);
	rc = db_backup(&db, argv[0]);
	db_close(&db);
	return rc < 0 ? tool_exit_code(-1) : EXIT_OK;
}

static int
restore_run(const struct suspense_opts *o, int argc, char **argv)
{
	(void)argc;
	return db_restore(&db_suspense, &o->db, argv[0], false) < 0
	    ? tool_exit_code(-1) : EXIT_OK;
}

/* ---- actions -------------------------------------------------------------- */

#define ANY	INT32_MAX
#define ALL_DO	" database wait quiet "
#define CHANGES	ALL_DO "why now "

static const struct action {
	const char	*name;
	suspense_action	*run;
	int		 min, max;	/* operands behind it */
	const char	*options;	/* a blank around each */
} actions[] = {
	{ "init", init_run, 0, 0, CHANGES },
	{ "migrate", migrate_run, 0, 0, CHANGES },
	{ "backup", backup_run, 1, 1, ALL_DO },
	{ "restore", restore_run, 1, 1, CHANGES },
	{ "add", suspense_add_run, 0, ANY,
	    CHANGES "rejects max-rejects audit verbose " },
	{ "list", suspense_list_run, 0, 0,
	    ALL_DO "state code source output totals check max-age now " },
	{ "show", suspense_show_run, 1, 1, ALL_DO "output now " },
	{ "fix", suspense_fix_run, 1, 1, CHANGES "raw file " },
	{ "replay", suspense_replay_run, 0, ANY,
	    CHANGES "state code source header header-from blank " },
	{ "close", suspense_close_run, 1, ANY, CHANGES },
	{ "purge", suspense_purge_run, 0, 0, CHANGES "before all " },
	{ "journal", suspense_journal_run, 0, 1, ALL_DO },
};

/* Whether the option's value is another than the one it has by default. */
static bool
is_given(const struct opt *o, const struct suspense_opts *opts)
{
	const char *a = (const char *)opts + o->offset;
	const char *b = (const char *)&suspense_defaults + o->offset;

	switch (o->kind) {
	case OPT_FLAG:
		return *(const bool *)a != *(const bool *)b;
	case OPT_ENUM:
		return *(const int *)a != *(const int *)b;
	case OPT_DURATION:
	case OPT_TIME:
		return *(const int64_t *)a != *(const int64_t *)b;
	default:
		return *(const char *const *)a != *(const char *const *)b;
	}
}

static int
check_options(const struct action *act, const struct suspense_opts *opts)
{
	char name[40];

	for (const struct opt *o = suspense_options; o->kind != OPT_STOP;
	    o++) {
		snprintf(name, sizeof(name), " %s ", o->name);
		if (!is_given(o, opts) || strstr(act->options, name) != NULL)
			continue;
		diag(REASON_USAGE_OPTION, "suspense %s: no such option '--%s'; "
		    "see --help", act->name, o->name);
		return -1;
	}
	return 0;
}

static const struct action *
find_action(const char *name)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	diag(REASON_USAGE_VERB, "suspense: no such action '%s'; see 'man "
	    "bss-mediate'", name);
	return NULL;
}

int
verb_suspense(int argc, char **argv)
{
	struct suspense_opts opts = suspense_defaults;
	const struct action *act;
	int rc;

	rc = verb_parse(&opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	if ((act = find_action(argv[0])) == NULL
	    || check_options(act, &opts) < 0)
		return EXIT_TROUBLE;
	if (argc - 1 < act->min || argc - 1 > act->max) {
		diag(REASON_USAGE_OPERAND, "suspense %s: %s", act->name,
		    argc - 1 < act->min ? "an operand is missing"
		    : "an operand too many");
		return EXIT_TROUBLE;
	}
	diag_set_quiet(opts.stream.quiet);
	return act->run(&opts, argc - 1, argv + 1);
}
