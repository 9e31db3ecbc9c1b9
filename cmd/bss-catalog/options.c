/*
 * options.c (bss-catalog) - its table of verbs, and what they do alike
 */
#include "base/diag.h"
#include "verbs.h"

#define T struct catalog_opts

#define OUTPUT_OPTION							\
	{ 'o', "output", OPT_ENUM, "text|ndjson|csv", OPT_DST(T, output), \
	    "form of the output (text)" }
#define NOW_OPTION							\
	{ 0, "now", OPT_TIME, "time", OPT_DST(T, now_us),		\
	    "the time to take for now" }
#define QUIET_OPTION							\
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(T, quiet),		\
	    "no warnings or notes" }

static const struct opt check_options[] = {
	OUTPUT_OPTION, NOW_OPTION,
	{ 0, "strict", OPT_FLAG, NULL, OPT_DST(T, strict),
	    "warnings count too" },
	QUIET_OPTION, OPT_END
};

static const struct opt show_options[] = {
	{ 0, "offer", OPT_STR, "id", OPT_DST(T, offer),
	    "one offer, with its prices" },
	{ 0, "price", OPT_STR, "id", OPT_DST(T, price),
	    "one price, with its rates" },
	{ 0, "destination", OPT_STR, "name", OPT_DST(T, destination),
	    "one destination: its prefixes, and rates to it" },
	{ 0, "number", OPT_STR, "number", OPT_DST(T, number),
	    "which prefix, band and rate a number has, and why" },
	{ 0, "at", OPT_TIME, "time", OPT_DST(T, at_us),
	    "the time at which --number is called" },
	{ 0, "network", OPT_STR, "name", OPT_DST(T, network),
	    "the network in which --number is called" },
	OUTPUT_OPTION, QUIET_OPTION, OPT_END
};

static const struct opt diff_options[] = {
	{ 0, "usage", OPT_FILE, "file", OPT_DST(T, usage),
	    "say what each account would have paid for this usage" },
	{ 's', "subscriptions", OPT_FILE, "file", OPT_DST(T, subs),
	    "who uses which offer, from when to when" },
	{ 0, "period", OPT_STR, "period", OPT_DST(T, period),
	    "of the usage: 2026-10" },
	{ 0, "opening", OPT_FILE, "file", OPT_DST(T, opening),
	    "balances of buckets at its beginning, from bss-rate --closing" },
	{ 0, "no-end", OPT_FLAG, NULL, OPT_DST(T, no_end),
	    "accept usage and balances without their end record" },
	OUTPUT_OPTION, QUIET_OPTION, OPT_END
};

static const struct opt publish_options[] = {
	NOW_OPTION,
	{ 0, "why", OPT_STR, "text", OPT_DST(T, why),
	    "the reason, kept with the catalog" },
	QUIET_OPTION, OPT_END
};

static const struct opt list_options[] = { OUTPUT_OPTION, OPT_END };

static const struct verb verbs[] = {
	{ "check", verb_check, check_options, "[folder]",
	    "find what loads and is wrong nonetheless" },
	{ "show", verb_show, show_options, "[folder]",
	    "show offers, prices and rates, or what a number costs" },
	{ "diff", verb_diff, diff_options, "old new",
	    "say in words what another catalog does to prices" },
	{ "publish", verb_publish, publish_options, "[folder]",
	    "archive a catalog under its digest" },
	{ "list", verb_list, list_options, "[digest]",
	    "list the catalogs that were published" },
	{ 0 }
};

const struct tool catalog_tool = {
	.name = "bss-catalog",
	.summary = "check, show, compare and publish catalogs",
	.operands = "",
	.verbs = verbs,
};
