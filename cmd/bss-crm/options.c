/*
 * options.c (bss-crm) - its table of verbs, and what they do alike
 */
#include "verbs.h"

#define T struct crm_opts

#define QUIET_OPTION							\
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(T, stream.quiet),	\
	    "no warnings or notes" }
#define VERBOSE_OPTION							\
	{ 'v', "verbose", OPT_FLAG, NULL, OPT_DST(T, stream.verbose),	\
	    "say on stderr what was done" }
#define DRY_RUN_OPTION							\
	{ 'n', "dry-run", OPT_FLAG, NULL, OPT_DST(T, dry_run),		\
	    "say what would change, and change nothing" }
#define ZONE_OPTION							\
	{ 0, "zone", OPT_STR, "name", OPT_DST(T, zone),			\
	    "time zone of dates that have no time of day" }
#define CATALOG_OPTION							\
	{ 'c', "catalog", OPT_DIR, "folder", OPT_DST(T, catalog),	\
	    "catalog that must sell the offer of a subscription" }
#define OUTPUT_OPTION							\
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv", OPT_DST(T, output), \
	    "form of the output (text)" }
#define AT_OPTION							\
	{ 0, "at", OPT_TIME, "time", OPT_DST(T, at_us),			\
	    "only what is valid at this time" }
#define CHANGE_OPTIONS							\
	DB_OPTIONS(T, db), DB_WHY_OPTION(T, db), DB_NOW_OPTION(T, db)

static const struct opt init_options[] = { CHANGE_OPTIONS, OPT_END };

static const struct opt migrate_options[] = {
	CHANGE_OPTIONS, QUIET_OPTION, OPT_END
};

static const struct opt backup_options[] = { DB_OPTIONS(T, db), OPT_END };

static const struct opt restore_options[] = {
	CHANGE_OPTIONS,
	{ 0, "replace", OPT_FLAG, NULL, OPT_DST(T, replace),
	    "move a database that cannot be opened out of the way" },
	OPT_END
};

static const struct opt check_options[] = {
	DB_OPTIONS(T, db), VERBOSE_OPTION, OPT_END
};

static const struct opt edit_options[] = {
	CHANGE_OPTIONS, CATALOG_OPTION, DRY_RUN_OPTION, VERBOSE_OPTION,
	ZONE_OPTION, OPT_END
};

static const struct opt import_options[] = {
	CHANGE_OPTIONS, CATALOG_OPTION, DRY_RUN_OPTION, ZONE_OPTION,
	STREAM_FORMAT_OPTION(T, stream),
	{ 0, "type", OPT_ENUM, "none|customer|account|subscription",
	    OPT_DST(T, type), "of CSV rows without a type column" },
	STREAM_CARE_OPTIONS(T, stream),
	QUIET_OPTION, VERBOSE_OPTION, OPT_END
};

static const struct opt export_options[] = {
	DB_OPTIONS(T, db), AT_OPTION,
	{ 'o', "output", OPT_ENUM, "ndjson|csv",
	    OPT_DST(T, stream.out_format), "format of the output" },
	{ 0, "audit", OPT_FILE, "file", OPT_DST(T, stream.audit),
	    "write the account of all records" },
	{ 0, "schema", OPT_FLAG, NULL, OPT_DST(T, stream.schema),
	    "print the JSON Schema of the output and exit" },
	QUIET_OPTION, VERBOSE_OPTION, OPT_END
};

static const struct opt list_options[] = {
	DB_OPTIONS(T, db), OUTPUT_OPTION, AT_OPTION, OPT_END
};

static const struct opt show_options[] = {
	DB_OPTIONS(T, db), OUTPUT_OPTION, OPT_END
};

static const struct opt journal_options[] = { DB_OPTIONS(T, db), OPT_END };

static const struct verb verbs[] = {
	{ "init", verb_init, init_options, "",
	    "make an empty database" },
	{ "migrate", verb_migrate, migrate_options, "",
	    "bring the schema of an older database up to date" },
	{ "add", verb_add, edit_options, "type key [field=value ...]",
	    "add a customer, account or subscription" },
	{ "set", verb_set, edit_options, "type key field=value ...",
	    "change fields; an empty value removes one" },
	{ "end", verb_end, edit_options, "subscription time",
	    "end a subscription" },
	{ "list", verb_list, list_options, "type [field=value ...]",
	    "list customers, accounts or subscriptions" },
	{ "show", verb_show, show_options, "type key",
	    "show one, and what belongs to it" },
	{ "import", verb_import, import_options, "[file ...]",
	    "add and change by records, all or nothing" },
	{ "export", verb_export, export_options,
	    "[customers|accounts|subscriptions|all]",
	    "write records, ordered" },
	{ "journal", verb_journal, journal_options, "[type key]",
	    "show who changed what, when and why" },
	{ "backup", verb_backup, backup_options, "file",
	    "copy the database while it is in use" },
	{ "restore", verb_restore, restore_options, "file",
	    "put a copy in the place of the database" },
	{ "check", verb_check, check_options, "",
	    "look for damage and for what does not agree" },
	{ 0 }
};

const struct tool crm_tool = {
	.name = "bss-crm",
	.summary = "keep customers, accounts and subscriptions",
	.operands = "",
	.verbs = verbs,
};
