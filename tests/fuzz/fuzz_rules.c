/*
 * fuzz_rules.c - rules.json and notices.json, read and asked
 * Whatever stands in it: no crash, no octet read outside, no severity that
 * there is not.
 */

#include "aid.h"
#include "base/buf.h"
#include "store/alarm_rules.h"
#include "store/oss_notice.h"

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

/* One alarm, told at three times. */
static void
route(const struct notice_rules *rules)
{
	const struct notice_alarm a = { .alarm_id = slice_of("0123456789abcdef"),
	    .node = slice_of("core1"), .object = slice_of("core1"),
	    .alarm_type = slice_of("node-unreachable"), .root = true,
	    .severity = SEVERITY_CRITICAL, .raised_us = 1000000 };
	const int64_t now_us[] = { 0, INT64_C(90000000), INT64_MAX };
	struct notices n = { 0 }, next = { 0 };

	for (size_t i = 0; i < sizeof(now_us) / sizeof(now_us[0]); i++) {
		notices_make(&next, rules->route, rules->len, &a, 1, n.group,
		    n.groups, now_us[i]);
		notices_release(&n);
		n = next;
		next = (struct notices){ 0 };
	}
	notices_release(&n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct thresholds all = { 0 };
	struct notice_rules rules = { 0 };

	aid_quiet(true);
	if (alarm_rules_parse(&all, "rules.json",
	    (struct slice){ (const char *)data, len }) == 0) {
		ask(&all, 0);
		ask(&all, INT64_MAX);
		ask(&all, INT64_MIN);
	}
	if (notice_rules_parse(&rules, "notices.json",
	    (struct slice){ (const char *)data, len }) == 0)
		route(&rules);
	aid_quiet(false);
	notice_rules_release(&rules);
	thresholds_release(&all);
	return 0;
}
