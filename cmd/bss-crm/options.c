/*
 * options.c (bss-crm) - its table of verbs, and what they do alike
 */
#include "base/diag.h"
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

int
crm_parse(struct crm_opts *o, int *argc, char ***argv)
{
	int rc = opt_parse_verb(&crm_tool, (*argv)[0], o, argc, argv);

	diag_set_quiet(o->stream.quiet);
	return rc;
}

enum rec_type
crm_type(const char *word)
{
	enum rec_type type = entity_type(slice_of(word));

	if (type == REC_NONE)
		diag(REASON_USAGE_OPERAND, "'%s' is neither customer, account "
		    "nor subscription", word);
	return type;
}

bool
crm_pair(const char *word, struct slice *name, struct slice *value)
{
	const char *eq = strchr(word, '=');

	if (eq == NULL || eq == word) {
		diag(REASON_USAGE_OPERAND, "'%s' is not field=value", word);
		return false;
	}
	*name = (struct slice){ word, (size_t)(eq - word) };
	*value = slice_of(eq + 1);
	return true;
}

int
crm_exit(int rc)
{
	if (rc == 0)
		return EXIT_OK;
	return diag_exit_code() == EXIT_RETRY ? EXIT_RETRY : EXIT_TROUBLE;
}

int
crm_zone(const struct crm_opts *o, struct zone *zone,
    const struct zone **given)
{
	*given = NULL;
	if (o->zone == NULL)
		return 0;
	if (!zone_load(zone, o->zone)) {
		diag(REASON_ZONE_UNKNOWN, "no time zone '%s' in tzdata",
		    o->zone);
		return -1;
	}
	*given = zone;
	return 0;
}

int
crm_zone_late(const struct crm_opts *o, struct zone *zone,
    const struct zone **given)
{
	int rc = *given != NULL ? 0 : catalog_zone(o->catalog, zone);

	if (rc == 1)
		*given = zone;
	return rc < 0 ? -1 : 0;
}

const char *
crm_want(enum reason why, enum field f)
{
	if (why != REASON_FIELD_VALUE)
		return NULL;
	switch (field_defs[f].kind) {
	case KIND_TIME:
		return "a time with its zone, as 2026-11-01T00:00:00+01:00";
	case KIND_UINT:
		return "a whole number";
	case KIND_DEC:
		return "a decimal number, as 9.90";
	default:
		return "text in UTF-8";
	}
}

void
crm_say(enum reason why, const struct entity *e, struct slice field,
    const char *want)
{
	diag(why, "%s '%.*s': %s '%.*s'%s%s", type_def(e->type)->name,
	    SLICE_FMT(entity_key(e)), reason_text(why), SLICE_FMT(field),
	    want != NULL ? ": " : "", want != NULL ? want : "");
}

int
crm_check(const struct entity *e)
{
	enum field f;
	const char *want;
	enum reason why = entity_check(e, &f, &want);

	if (why == REASON_NONE)
		return 0;
	crm_say(why, e, slice_of(field_defs[f].name), want);
	return -1;
}

int
crm_agrees(struct db *db, const struct entity *e)
{
	struct buf detail = { 0 };
	enum reason why;
	int rc = crm_judge(db, e, &why, &detail);

	if (rc == 0 && why != REASON_NONE) {
		diag(why, "%s '%.*s': %.*s", type_def(e->type)->name,
		    SLICE_FMT(entity_key(e)), SLICE_FMT(buf_slice(&detail)));
		rc = 1;
	}
	buf_release(&detail);
	return rc;
}
