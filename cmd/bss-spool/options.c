/*
 * options.c (bss-spool) - the tables of its verbs
 */
#include "spool.h"

#define SPOOL_OPTION							\
	{ 'S', "spool", OPT_DIR, "folder",				\
	    OPT_DST(struct spool_opts, spool),				\
	    "the spool ($OSSBSS_HOME/spool)" }
#define QUIET_OPTION							\
	{ 'q', "quiet", OPT_FLAG, NULL,					\
	    OPT_DST(struct spool_opts, stream.quiet),			\
	    "no warnings, notes or progress" }
#define STREAM_OPTION(letter, name, kind, arg, member, help)		\
	{ letter, name, kind, arg, OPT_DST(struct spool_opts,		\
	    stream.member), help }

#define WAIT_OPTION							\
	{ 0, "wait", OPT_DURATION, "time",				\
	    OPT_DST(struct spool_opts, wait_us),			\
	    "how long to wait for the spool's lock (10s)" }
#define DRY_OPTION(help)						\
	{ 'n', "dry-run", OPT_FLAG, NULL,				\
	    OPT_DST(struct spool_opts, dry_run), help }
#define WHY_OPTION							\
	{ 0, "why", OPT_STR, "text", OPT_DST(struct spool_opts, why),	\
	    "reason to write into the journal" }
#define NOW_OPTION							\
	{ 0, "now", OPT_TIME, "time", OPT_DST(struct spool_opts, now_us), \
	    "the time to take for now" }
#define PERIOD_OPTIONS(help)						\
	{ 0, "period", OPT_STR, "period",				\
	    OPT_DST(struct spool_opts, period), help },			\
	{ 0, "zone", OPT_STR, "name", OPT_DST(struct spool_opts, zone),	\
	    "time zone of the period (that of the catalog)" },		\
	{ 'c', "catalog", OPT_DIR, "folder",				\
	    OPT_DST(struct spool_opts, catalog),			\
	    "catalog that names the zone ($OSSBSS_HOME/catalog)" }

#define RANGE_OPTIONS							\
	{ 0, "from", OPT_TIME, "time", OPT_DST(struct spool_opts, from_us), \
	    "events at or after this instant" },			\
	{ 0, "to", OPT_TIME, "time", OPT_DST(struct spool_opts, to_us),	\
	    "events before this instant" }

static const struct opt add_options[] = {
	SPOOL_OPTION,
	{ 0, "memory", OPT_UINT, "mebibytes",
	    OPT_DST(struct spool_opts, memory_mib),
	    "memory for sorting (256)" },
	WAIT_OPTION,
	DRY_OPTION("say what would be landed"),
	{ 0, "file-name", OPT_STR, "name",
	    OPT_DST(struct spool_opts, file_name),
	    "the file that standard input was made of, for the register" },
	STREAM_FORMAT_OPTION(struct spool_opts, stream),
	STREAM_CARE_OPTIONS(struct spool_opts, stream),
	QUIET_OPTION,
	STREAM_OPTION('v', "verbose", OPT_FLAG, NULL, verbose,
	    "report totals on stderr"),
	OPT_END
};

static const struct opt cat_options[] = {
	SPOOL_OPTION,
	PERIOD_OPTIONS("events of a month, a day, or date/date"),
	RANGE_OPTIONS,
	{ 0, "usage-type", OPT_LIST, "type",
	    OPT_DST(struct spool_opts, usage_type),
	    "only this usage type; may be repeated" },
	{ 0, "identifier", OPT_LIST, "text",
	    OPT_DST(struct spool_opts, identifier),
	    "only usage of this identifier; may be repeated" },
	STREAM_OPTION('o', "output", OPT_ENUM, "ndjson|csv", out_format,
	    "format of the output"),
	STREAM_OPTION('r', "rejects", OPT_FILE, "file", rejects,
	    "where held records go"),
	STREAM_OPTION(0, "max-rejects", OPT_STR, "n|p%", max_rejects,
	    "fail when more records than this are rejected"),
	STREAM_OPTION(0, "audit", OPT_FILE, "file", audit,
	    "write the account of all records read"),
	STREAM_OPTION(0, "schema", OPT_FLAG, NULL, schema,
	    "print the JSON Schema of the output and exit"),
	QUIET_OPTION,
	STREAM_OPTION('v', "verbose", OPT_FLAG, NULL, verbose,
	    "report totals on stderr"),
	OPT_END
};

static const struct opt seal_options[] = {
	SPOOL_OPTION,
	PERIOD_OPTIONS("the period to seal"),
	NOW_OPTION,
	WHY_OPTION,
	WAIT_OPTION,
	DRY_OPTION("add the period up, seal nothing"),
	QUIET_OPTION,
	OPT_END
};

static const struct opt unseal_options[] = {
	SPOOL_OPTION,
	PERIOD_OPTIONS("the period to unseal"),
	NOW_OPTION,
	WHY_OPTION,
	WAIT_OPTION,
	QUIET_OPTION,
	OPT_END
};

static const struct opt withdraw_options[] = {
	SPOOL_OPTION,
	NOW_OPTION,
	WHY_OPTION,
	WAIT_OPTION,
	QUIET_OPTION,
	OPT_END
};

static const struct opt purge_options[] = {
	SPOOL_OPTION,
	{ 0, "before", OPT_STR, "date", OPT_DST(struct spool_opts, before),
	    "purge periods that ended by then: 2026-01-01" },
	{ 0, "keep", OPT_DURATION, "time", OPT_DST(struct spool_opts, keep_us),
	    "purge periods that ended longer ago: 400d" },
	{ 0, "zone", OPT_STR, "name", OPT_DST(struct spool_opts, zone),
	    "time zone of the date (that of the catalog)" },
	{ 'c', "catalog", OPT_DIR, "folder",
	    OPT_DST(struct spool_opts, catalog),
	    "catalog that names the zone ($OSSBSS_HOME/catalog)" },
	NOW_OPTION,
	WHY_OPTION,
	WAIT_OPTION,
	DRY_OPTION("say what would be purged"),
	QUIET_OPTION,
	OPT_END
};

static const struct opt prove_options[] = {
	SPOOL_OPTION,
	PERIOD_OPTIONS("the period to prove"),
	{ 'o', "output", OPT_ENUM, "text|ndjson",
	    OPT_DST(struct spool_opts, list_format), "format of the output" },
	QUIET_OPTION,
	OPT_END
};

static const struct opt conflicts_options[] = {
	SPOOL_OPTION,
	PERIOD_OPTIONS("batches with events of a month, a day, or date/date"),
	RANGE_OPTIONS,
	{ 0, "limit", OPT_UINT, "n", OPT_DST(struct spool_opts, limit),
	    "show so many at most (1000)" },
	{ 'o', "output", OPT_ENUM, "text|ndjson",
	    OPT_DST(struct spool_opts, list_format), "format of the output" },
	QUIET_OPTION,
	OPT_END
};

static const struct opt settle_options[] = {
	SPOOL_OPTION,
	{ 0, "choose", OPT_STR, "version", OPT_DST(struct spool_opts, choose),
	    "this version is right" },
	{ 0, "batch", OPT_STR, "batch", OPT_DST(struct spool_opts, batch),
	    "the version of this batch is right" },
	{ 0, "all", OPT_FLAG, NULL, OPT_DST(struct spool_opts, all),
	    "of all conflicts that the batch is part of" },
	NOW_OPTION,
	WHY_OPTION,
	WAIT_OPTION,
	QUIET_OPTION,
	OPT_END
};

static const struct opt status_options[] = {
	SPOOL_OPTION,
	PERIOD_OPTIONS("the period to look at"),
	{ 0, "expect", OPT_FILE, "file", OPT_DST(struct spool_opts, expect),
	    "what must come by when ($OSSBSS_HOME/expect.csv)" },
	NOW_OPTION,
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv",
	    OPT_DST(struct spool_opts, list_format), "format of the output" },
	QUIET_OPTION,
	OPT_END
};

static const struct opt list_options[] = {
	SPOOL_OPTION,
	{ 'o', "output", OPT_ENUM, "text|ndjson",
	    OPT_DST(struct spool_opts, list_format), "format of the output" },
	OPT_END
};

static const struct opt verify_options[] = {
	SPOOL_OPTION,
	QUIET_OPTION,
	OPT_END
};

static const struct verb verbs[] = {
	{ "add", verb_add, add_options, "[file ...]",
	    "land a stream of records as one batch" },
	{ "cat", verb_cat, cat_options, NULL,
	    "write the records of all batches in order, each once" },
	{ "list", verb_list, list_options, NULL, "list the batches" },
	{ "seal", verb_seal, seal_options, NULL,
	    "fix what a period is delivered from" },
	{ "unseal", verb_unseal, unseal_options, NULL,
	    "take back the seal of the last period" },
	{ "withdraw", verb_withdraw, withdraw_options, "batch [batch ...]",
	    "read a batch no more that was landed by mistake" },
	{ "restore", verb_restore, withdraw_options, "batch [batch ...]",
	    "read a withdrawn batch again" },
	{ "conflicts", verb_conflicts, conflicts_options, NULL,
	    "show the versions of what stands with several contents" },
	{ "settle", verb_settle, settle_options, "[identity ...]",
	    "say which version is right" },
	{ "purge", verb_purge, purge_options, NULL,
	    "remove the details of old sealed periods" },
	{ "prove", verb_prove, prove_options, "[file ...]",
	    "say what is proven of a sealed period" },
	{ "status", verb_status, status_options, NULL,
	    "say what is complete, late or missing of what must come" },
	{ "journal", verb_journal, list_options, NULL,
	    "show who decided what, when and why" },
	{ "verify", verb_verify, verify_options, NULL,
	    "read all batches again and check them" },
	{ NULL, NULL, NULL, NULL, NULL }
};

const struct tool spool_tool = {
	.name = "bss-spool",
	.summary = "the landing place of records: immutable batches, read in "
	    "order",
	.verbs = verbs,
};
