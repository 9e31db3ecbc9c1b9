/*
 * diff.c (bss-catalog) - what another catalog does to prices
 */
#include <stdio.h>

#include "base/diag.h"
#include "bss/catalog_diff.h"
#include "verbs.h"

static void
difference_print(struct slice text, void *arg)
{
	struct buf line = { 0 };

	(void)arg;
	vis_add(&line, text);
	printf("%.*s\n", (int)line.len, line.data);
	buf_release(&line);
}

static int
words(const struct loaded *was, const struct loaded *is)
{
	const struct catalog_diff job = {
		.was = { &was->catalog, &was->view },
		.is = { &is->catalog, &is->view },
		.differs = difference_print
	};

	return catalog_diff(&job) > 0 ? EXIT_FINDINGS : EXIT_OK;
}

static int
options_check(const struct catalog_opts *o)
{
	if (o->usage != NULL && o->subs == NULL) {
		diag(REASON_USAGE_MISSING, "no subscriptions: give -s file");
		return -1;
	}
	if (o->usage == NULL && o->output != SHEET_TEXT) {
		diag(REASON_USAGE_VALUE, "--output is for --usage: words are "
		    "text");
		return -1;
	}
	return 0;
}

int
verb_diff(int argc, char **argv)
{
	struct catalog_opts o = { .output = SHEET_TEXT };
	struct loaded was, is;
	int rc = catalog_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (options_check(&o) < 0 || loaded_open(&was, argv[0]) < 0)
		return tool_exit_code(-1);
	if (loaded_open(&is, argv[1]) < 0) {
		loaded_release(&was);
		return tool_exit_code(-1);
	}
	rc = o.usage != NULL ? impact_of(&was, &is, &o) : words(&was, &is);
	loaded_release(&was);
	loaded_release(&is);
	return rc;
}
