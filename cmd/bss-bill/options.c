/*
 * options.c (bss-bill) - its verbs and their tables
 */
#include "verbs.h"

#define T struct bill_opts

#define PERIOD_OPTION							\
	{ 0, "period", OPT_STR, "period", OPT_DST(T, period),		\
	    "bill period: 2026-10, 2026-10-15/2026-11-15" }
#define OPERATOR_OPTION							\
	{ 0, "operator", OPT_FILE, "file", OPT_DST(T, operator),	\
	    "the operator's data ($OSSBSS_HOME/operator.json)" }
#define DRY_RUN_OPTION(help)						\
	{ 'n', "dry-run", OPT_FLAG, NULL, OPT_DST(T, dry_run), help }
#define OUTPUT_OPTION							\
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv", OPT_DST(T, output), \
	    "form of the output (text)" }
#define QUIET_OPTION							\
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(T, stream.quiet),	\
	    "no warnings or notes" }
#define VERBOSE_OPTION							\
	{ 'v', "verbose", OPT_FLAG, NULL, OPT_DST(T, stream.verbose),	\
	    "say on stderr what was done" }
#define LANGUAGE_OPTION							\
	{ 0, "language", OPT_STR, "code", OPT_DST(T, language),		\
	    "language of the document, instead of its own" }

static const struct opt run_options[] = {
	PERIOD_OPTION,
	{ 0, "late-from", OPT_STR, "date", OPT_DST(T, late_from),
	    "charge late usage, too: the input has all from this day on" },
	{ 'c', "catalog", OPT_DIR, "folder", OPT_DST(T, catalog),
	    "catalog to bill with ($OSSBSS_HOME/catalog)" },
	OPERATOR_OPTION,
	DB_OPTIONS(T, db), DB_WHY_OPTION(T, db), DB_NOW_OPTION(T, db),
	DRY_RUN_OPTION("read, compute and report, and write nothing"),
	STREAM_FORMAT_OPTION(T, stream),
	STREAM_CARE_OPTIONS(T, stream),
	QUIET_OPTION, VERBOSE_OPTION, OPT_END
};

static const struct opt post_options[] = {
	PERIOD_OPTION, OPERATOR_OPTION,
	DB_OPTIONS(T, db), DB_WHY_OPTION(T, db), DB_NOW_OPTION(T, db),
	QUIET_OPTION, VERBOSE_OPTION, OPT_END
};

static const struct opt list_options[] = {
	PERIOD_OPTION, DB_OPTIONS(T, db), OUTPUT_OPTION, OPT_END
};

static const struct opt show_options[] = {
	PERIOD_OPTION, DB_OPTIONS(T, db), LANGUAGE_OPTION, OPT_END
};

static const struct opt render_options[] = {
	{ 0, "format", OPT_ENUM, "text|html|json|view",
	    OPT_DST(T, format), "what to make of a document (text)" },
	{ 0, "draft", OPT_FLAG, NULL, OPT_DST(T, draft),
	    "operands are accounts: render their drafts" },
	{ 0, "all", OPT_FLAG, NULL, OPT_DST(T, all),
	    "render all documents (of --period, when given)" },
	{ 0, "out", OPT_DIR, "folder", OPT_DST(T, out),
	    "write a file per document into this folder" },
	{ 0, "template", OPT_FILE, "file", OPT_DST(T, template),
	    "jq template for HTML, instead of the installed one" },
	{ 0, "details", OPT_FILE, "file", OPT_DST(T, details),
	    "itemise usage: rated records of the accounts" },
	{ 0, "mask", OPT_UINT, "digits", OPT_DST(T, mask),
	    "of numbers that --details shows hide so many digits at the end" },
	{ 0, "free", OPT_FLAG, NULL, OPT_DST(T, free),
	    "let --details list what costs nothing, too" },
	{ 0, "zone", OPT_STR, "name", OPT_DST(T, zone),
	    "time zone of --details, instead of the catalog's" },
	LANGUAGE_OPTION, PERIOD_OPTION, DB_OPTIONS(T, db), OPT_END
};

static const struct opt ledger_options[] = {
	PERIOD_OPTION, DB_OPTIONS(T, db), OUTPUT_OPTION, OPT_END
};

static const struct opt balance_options[] = {
	{ 0, "accounts", OPT_FLAG, NULL, OPT_DST(T, accounts),
	    "what each billing account owes" },
	DB_OPTIONS(T, db), OUTPUT_OPTION, OPT_END
};

static const struct opt check_options[] = {
	DB_OPTIONS(T, db), VERBOSE_OPTION, OPT_END
};

static const struct verb verbs[] = {
	{ "run", verb_run, run_options, "[file ...]",
	    "make the drafts of a period from its rated usage" },
	{ "post", verb_post, post_options, "",
	    "number, date and book the drafts of a period" },
	{ "list", verb_list, list_options, "[number|account]",
	    "list drafts and documents" },
	{ "show", verb_show, show_options, "[number|account ...]",
	    "show documents, or how a period stands" },
	{ "render", verb_render, render_options, "[number ...]",
	    "make text, HTML or JSON of documents" },
	{ "ledger", verb_ledger, ledger_options, "[number|account]",
	    "list ledger entries" },
	{ "balance", verb_balance, balance_options, "[account]",
	    "balances of the ledger" },
	{ "check", verb_check, check_options, "",
	    "prove documents, numbers and ledger" },
	{ 0 }
};

const struct tool bill_tool = {
	.name = "bss-bill",
	.summary = "bill a period: drafts, invoices, ledger",
	.operands = "",
	.verbs = verbs,
};
