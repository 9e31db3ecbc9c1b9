/*
 * verb.c (base) - `tool verb [options]`: find the verb and run it
 */
#include <assert.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/tool.h"

/* What tool_verb() runs: so that a verb need not know its tool's table */
static struct {
	const struct tool	*tool;
	const struct verb	*verb;
}	running;

/* Something before the verb that is none: it can only be --help and such. */
static int
without_verb(const struct tool *t, int argc, char **argv)
{
	const struct tool bare = { .name = t->name, .summary = t->summary,
	    .verbs = t->verbs };

	switch (opt_parse(&bare, NULL, NULL, &argc, &argv)) {
	case 1:
		return EXIT_OK;
	case 0:		/* -- and nothing behind it */
		diag(REASON_USAGE_VERB, "no verb given; see --help");
		/* FALLTHROUGH */
	default:
		return EXIT_TROUBLE;
	}
}

int
tool_verb(const struct tool *t, int argc, char **argv)
{
	const struct verb *v = t->verbs;

	if (argc < 2) {
		diag(REASON_USAGE_VERB, "no verb given; see --help");
		return EXIT_TROUBLE;
	}
	if (argv[1][0] == '-')
		return without_verb(t, argc, argv);
	for (; v->name != NULL; v++)
		if (strcmp(v->name, argv[1]) == 0) {
			running.tool = t;
			running.verb = v;
			return v->run(argc - 1, argv + 1);
		}
	diag(REASON_USAGE_VERB, "no such verb '%s'; see --help", argv[1]);
	return EXIT_TROUBLE;
}

int
verb_parse(void *dst, int *argc, char ***argv)
{
	assert(running.verb != NULL);
	return opt_parse_verb(running.tool, running.verb, dst, argc, argv);
}

int
verb_stop(int parsed)
{
	return parsed > 0 ? EXIT_OK : EXIT_TROUBLE;
}
