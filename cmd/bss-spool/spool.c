/*
 * spool.c (bss-spool) - what its verbs take by default, and which spool
 */
#include "spool.h"

#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "store/spool_sort.h"

#define MEMORY_DEFAULT_MIB	256
#define MIB			((uint64_t)1 << 20)
#define LIMIT_DEFAULT		1000
#define WAIT_DEFAULT_US		(10 * US_PER_S)

static bool
memory_ok(uint64_t mib)
{
	if (mib >= SPOOL_MEMORY_MIN / MIB && mib <= SPOOL_MEMORY_MAX / MIB)
		return true;
	diag(REASON_USAGE_VALUE, "--memory is out of range: %llu to %llu",
	    (unsigned long long)(SPOOL_MEMORY_MIN / MIB),
	    (unsigned long long)(SPOOL_MEMORY_MAX / MIB));
	return false;
}

int
spool_parse(struct spool_opts *o, int *argc, char ***argv, char **home,
    int *rc)
{
	int parsed;

	*o = (struct spool_opts){ .memory_mib = MEMORY_DEFAULT_MIB,
		.wait_us = WAIT_DEFAULT_US, .limit = LIMIT_DEFAULT,
		.from_us = INT64_MIN, .to_us = INT64_MAX };
	*home = NULL;
	parsed = verb_parse(o, argc, argv);
	*rc = verb_stop(parsed);
	if (parsed != 0 || !memory_ok(o->memory_mib))
		return -1;
	if (o->spool == NULL)
		o->spool = *home = home_path("spool");
	if (o->spool != NULL || o->stream.schema)
		return 0;
	diag(REASON_USAGE_MISSING, "no spool: give -S folder or set "
	    "OSSBSS_HOME");
	return -1;
}
