/*
 * fuzz_rules.c - rules.json, read and asked
 * Whatever stands in it: no crash, no octet read outside, no severity that
 * there is not.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/alarm_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
ask(const struct thresholds *all, money_t v)
{
	for (int m = 0; m < METRIC_COUNT; m++) {
		const struct threshold *t = threshold_find(all,
		    (enum metric)m, slice_of("core1"), slice_of("ge-0/0/1"),
		    slice_of("temperature"));

		if (t != NULL && (threshold_high(t, v, SEVERITY_MAJOR)
		    >= SEVERITY_COUNT || threshold_low(t, v, SEVERITY_MINOR)
		    >= SEVERITY_COUNT))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int quiet = open("/dev/null", O_WRONLY), err = dup(2);
	struct thresholds all = { 0 };

	dup2(quiet, 2);
	if (alarm_rules_parse(&all, "rules.json",
	    (struct slice){ (const char *)data, len }) == 0) {
		ask(&all, 0);
		ask(&all, INT64_MAX);
		ask(&all, INT64_MIN);
	}
	dup2(err, 2);
	thresholds_release(&all);
	close(quiet);
	close(err);
	return 0;
}
