/*
 * test_alarm.c - what an alarm is, and the table of names under it
 */
#include <stdio.h>

#include "oss/alarm.h"
#include "oss/names.h"
#include "tap.h"

/* printf 'core1\0core1\0node-unreachable' | sha256sum | cut -c 1-16 */
static void
test_id(void)
{
	struct slice node = SLICE_LIT("core1");
	char id[ALARM_ID_MAX];

	alarm_id_make(id, node, node, OBJECT_NODE);
	is_str(id, "b1088c9d2537a5c7", "node-unreachable");
	alarm_id_make(id, node, SLICE_LIT("eth0"), OBJECT_INTERFACE);
	is_str(id, "9b89da220615d709", "port-down");
}

static void
test_words(void)
{
	enum object_kind kind = OBJECT_NODE;
	enum alarm_state state = ALARM_RAISED;

	ok(object_kind_lookup(SLICE_LIT("interface"), &kind)
	    && kind == OBJECT_INTERFACE, "kind interface");
	ok(!object_kind_lookup(SLICE_LIT("sensor"), &kind), "kind sensor");
	ok(alarm_state_lookup(SLICE_LIT("cleared"), &state)
	    && state == ALARM_CLEARED, "state cleared");
	ok(!alarm_state_lookup(SLICE_LIT("up"), &state), "no state");
	is_str(alarm_severity(OBJECT_NODE), "critical", "X.733 severity");
}

static void
test_names(void)
{
	struct names n = { 0 };
	char text[16];
	bool dense = true, found = true;
	int len;

	is_u64(names_find(&n, SLICE_LIT("a")), NAMES_NONE, "empty");
	for (uint32_t i = 0; i < 1000; i++) {
		len = snprintf(text, sizeof(text), "name%u", i);
		dense &= names_add(&n, (struct slice){ text, (size_t)len })
		    == i;
	}
	ok(dense, "numbers are dense, in the order of arrival");
	for (uint32_t i = 0; i < 1000; i++) {
		len = snprintf(text, sizeof(text), "name%u", i);
		found &= names_add(&n, (struct slice){ text, (size_t)len })
		    == i;
	}
	ok(found, "and stay");
	is_u64(n.len, 1000, "no doubles");
	is_u64(names_add(&n, (struct slice){ 0 }), 1000, "the empty name");
	is_u64(names_find(&n, SLICE_LIT("")), 1000, "is one too");
	names_release(&n);
}

int
main(void)
{
	test_id();
	test_words();
	test_names();
	return tap_done();
}
