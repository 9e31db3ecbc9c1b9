/*
 * options.c (bss-rate) - its table
 */
#include "base/diag.h"
#include "base/file.h"
#include "rate.h"

const struct opt rate_options[] = {
	{ 'c', "catalog", OPT_DIR, "folder",
	    OPT_DST(struct rate_opts, catalog),
	    "catalog to rate with ($OSSBSS_HOME/catalog)" },
	{ 's', "subscriptions", OPT_FILE, "file",
	    OPT_DST(struct rate_opts, subs),
	    "who uses which offer, from when to when" },
	{ 0, "period", OPT_STR, "period", OPT_DST(struct rate_opts, period),
	    "period of the usage: 2026-10, 2026-10-15/2026-11-15" },
	{ 0, "opening", OPT_FILE, "file", OPT_DST(struct rate_opts, opening),
	    "what the last period left in the buckets" },
	{ 0, "closing", OPT_FILE, "file", OPT_DST(struct rate_opts, closing),
	    "where to write what this period leaves in them" },
	{ 0, "shard", OPT_STR, "i/n", OPT_DST(struct rate_opts, shard_text),
	    "take the accounts of part i of n alone" },
	{ 0, "rerate", OPT_FLAG, NULL, OPT_DST(struct rate_opts, rerate),
	    "take rated records too, and rate them again" },
	{ 0, "differences", OPT_FILE, "file",
	    OPT_DST(struct rate_opts, differences),
	    "with --rerate: where to write what became of each amount" },
	{ 0, "explain", OPT_FLAG, NULL, OPT_DST(struct rate_opts, explain),
	    "say in words how each price comes about" },
	{ 0, "explain-json", OPT_FLAG, NULL,
	    OPT_DST(struct rate_opts, explain_json),
	    "... as one JSON document a record" },
	STREAM_OPTIONS(struct rate_opts, stream),
	OPT_END
};

const struct tool rate_tool = {
	.name = "bss-rate",
	.summary = "price usage with a catalog and subscriptions",
	.operands = "[file ...]",
	.options = rate_options,
};

static bool
reads_stdin(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (strcmp(argv[i], "-") == 0)
			return true;
	return argc == 0;
}

/* What is made must not take the place of what is read, now or again. */
static int
check_files(const struct rate_opts *o, int argc, char **argv)
{
	if (o->opening != NULL && o->closing != NULL
	    && file_is_input(o->closing, o->opening)) {
		diag(REASON_USAGE_VALUE, "--opening and --closing are the "
		    "same file '%s'", o->closing);
		return -1;
	}
	if (stream_spare("--closing", o->closing, REC_BIT(REC_ALLOWANCE)
	    | REC_BIT(REC_END), argc, argv) < 0)
		return -1;
	return stream_spare("--differences", o->differences,
	    REC_BIT(REC_RATED_DIFF) | REC_BIT(REC_END), argc, argv);
}

int
rate_opts_check(struct rate_opts *o, int argc, char **argv)
{
	o->explain |= o->explain_json;
	if (o->stream.schema)
		return EXIT_OK;
	if (o->subs == NULL) {
		diag(REASON_USAGE_MISSING, "no subscriptions: give -s file");
		return EXIT_TROUBLE;
	}
	if (strcmp(o->subs, "-") == 0 && reads_stdin(argc, argv)) {
		diag(REASON_USAGE_VALUE, "subscriptions and usage cannot both "
		    "come from stdin");
		return EXIT_TROUBLE;
	}
	if (o->period == NULL && (o->opening != NULL || o->closing != NULL)) {
		diag(REASON_USAGE_MISSING,
		    "--opening and --closing are of a --period");
		return EXIT_TROUBLE;
	}
	if (o->opening != NULL && strcmp(o->opening, "-") == 0) {
		diag(REASON_USAGE_VALUE,
		    "opening balances do not come from stdin");
		return EXIT_TROUBLE;
	}
	if (check_files(o, argc, argv) < 0)
		return EXIT_TROUBLE;
	if (o->differences != NULL && !o->rerate) {
		diag(REASON_USAGE_MISSING, "--differences wants --rerate");
		return EXIT_TROUBLE;
	}
	if (o->shard_text != NULL
	    && !shard_parse(o->shard_text, &o->shard)) {
		diag(REASON_USAGE_VALUE, "--shard '%s' is not i/n with i from "
		    "1 to n", o->shard_text);
		return EXIT_TROUBLE;
	}
	return EXIT_OK;
}
