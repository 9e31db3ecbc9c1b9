/*
 * alarms.c (ossctl-diag) - what its verbs take by default
 */
#include "alarms.h"

#include "base/tstamp.h"

const struct change_opts change_defaults = { .db = DB_OPTS_DEFAULT };

const struct notices_opts notices_defaults = { .db = DB_OPTS_DEFAULT };

const struct run_opts run_defaults = {
	.db = DB_OPTS_DEFAULT,
	.recover = "1",
	.flap = "30/15",
	.observations_max = 20000000,
	.stale_us = 900 * US_PER_S,
};

const struct list_opts list_defaults = {
	.db = DB_OPTS_DEFAULT,
	.since_us = INT64_MIN,
	.full = 4,
	.stale_us = 900 * US_PER_S,
};
