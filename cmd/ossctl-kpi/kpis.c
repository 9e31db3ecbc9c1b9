/*
 * kpis.c (ossctl-kpi) - what its verbs take by default, and which options go
 * together
 */
#include "kpis.h"

#include "base/diag.h"

#define MEMORY_DEFAULT_MIB	256
#define TOP_DEFAULT		5
#define TOP_MAX			1000
#define MIB_MAX			((uint64_t)1 << 30)

static int
usage(const char *why)
{
	diag(REASON_USAGE_VALUE, "%s", why);
	return -1;
}

static int
options_check(const struct kpi_opts *o, bool when)
{
	struct shard shard;

	if (when && (o->period != NULL) == (o->from_us != INT64_MIN
	    || o->to_us != INT64_MAX))
		return usage("--period, or --from and --to");
	if (when && o->period == NULL && (o->from_us == INT64_MIN
	    || o->to_us == INT64_MAX || o->from_us >= o->to_us))
		return usage("--from is not before --to");
	if (o->hold_us == 0 || o->window_us < US_PER_S)
		return usage("--max-gap is more than 0, --rate-window a "
		    "second or more");
	if (o->memory_mib == 0 || o->memory_mib > MIB_MAX)
		return usage("--memory is a number of mebibytes");
	if (o->top > TOP_MAX)
		return usage("--top is at most 1000");
	if (o->shard != NULL && !shard_parse(o->shard, &shard))
		return usage("--shard is i/n, with i from 1 to n");
	for (size_t i = 0; i < o->by.len; i++)
		if (class_lookup(slice_of(o->by.item[i])) == CLASS_COUNT)
			return usage("--by is node, interface, termination, "
			    "probe, link, identifier or account");
	return 0;
}

int
kpi_parse(struct kpi_opts *o, int *argc, char ***argv)
{
	const char *verb = (*argv)[0];
	int rc;

	*o = (struct kpi_opts){ .from_us = INT64_MIN, .to_us = INT64_MAX,
		.hold_us = 900 * US_PER_S, .window_us = 300 * US_PER_S,
		.memory_mib = MEMORY_DEFAULT_MIB, .top = TOP_DEFAULT };
	rc = verb_parse(o, argc, argv);
	if (rc == 0 && strcmp(verb, "graph") == 0 && o->of == NULL)
		rc = usage("--of says what to draw");
	if (rc == 0 && !o->stream.schema && options_check(o,
	    strcmp(verb, "archive") != 0) < 0)
		rc = -1;
	return rc;
}

bool
kpi_wants(const struct kpi_opts *o, enum object_class c)
{
	for (size_t i = 0; i < o->by.len; i++)
		if (class_lookup(slice_of(o->by.item[i])) == c)
			return true;
	return o->by.len == 0;
}
