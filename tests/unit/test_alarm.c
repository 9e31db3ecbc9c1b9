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

	alarm_id_make(id, node, node, ALARM_NODE_UNREACHABLE,
	    (struct slice){ 0 });
	is_str(id, "b1088c9d2537a5c7", "node-unreachable");
	alarm_id_make(id, node, SLICE_LIT("eth0"), ALARM_PORT_DOWN,
	    (struct slice){ 0 });
	is_str(id, "9b89da220615d709", "port-down");
	/* printf 'core1\0eth0\0errors-high\0in' */
	alarm_id_make(id, node, SLICE_LIT("eth0"), ALARM_ERRORS,
	    SLICE_LIT("in"));
	is_str(id, "8ebcb15a5a8d0734", "with its qualifier");
}

static void
test_words(void)
{
	enum object_kind kind = OBJECT_NODE;

	ok(object_kind_lookup(SLICE_LIT("interface"), &kind)
	    && kind == OBJECT_INTERFACE, "kind interface");
	ok(!object_kind_lookup(SLICE_LIT("ports"), &kind), "no kind");
	ok(object_kind_lookup(SLICE_LIT("srlg"), &kind)
	    && !object_kind_sampled(kind), "a group of links has no samples");
}

/* Each row of the table is whole, and found by its name. */
static void
test_types(void)
{
	enum alarm_type found;
	enum severity severity = SEVERITY_CLEARED;

	for (int t = 0; t < ALARM_TYPE_COUNT; t++) {
		const struct alarm_type_def *d = alarm_type_def(
		    (enum alarm_type)t);

		ok(d->name != NULL && alarm_type_lookup(slice_of(d->name),
		    &found) && (int)found == t
		    && d->severity > SEVERITY_CLEARED
		    && d->alarm_class != NULL
		    && alarm_meaning(slice_of(d->name))[0] != '\0',
		    "type %s", d->name);
	}
	for (int k = 0; k < OBJECT_SAMPLED_COUNT; k++)
		is_i64(alarm_type_def(alarm_type_own((enum object_kind)k))
		    ->kind, k, "what %s has of its own",
		    object_kind_name((enum object_kind)k));
	for (int c = 0; c < CAUSE_COUNT; c++)
		ok(cause_name((enum cause)c) != NULL
		    && (int)cause_lookup(slice_of(cause_name((enum cause)c)))
		    == c, "cause %s", cause_name((enum cause)c));
	is_str(severity_name(alarm_type_def(ALARM_NODE_UNREACHABLE)
	    ->severity), "critical", "X.733 severity");
	ok(severity_lookup(SLICE_LIT("minor"), &severity)
	    && severity == SEVERITY_MINOR, "severity minor");
	ok(!severity_lookup(SLICE_LIT("bad"), &severity), "no severity");
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
	test_types();
	test_names();
	return tap_done();
}
