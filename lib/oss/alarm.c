/*
 * alarm.c (oss) - what an alarm is: identity, severity, its state
 */
#include "base/digest.h"
#include "oss/alarm.h"

static const char *const states[] = {
	[ALARM_RAISED] = "raised",
	[ALARM_CHANGED] = "changed",
	[ALARM_CLEARED] = "cleared",
};

const char *
alarm_state_name(enum alarm_state s)
{
	return states[s];
}

void
alarm_id_make(char id[ALARM_ID_MAX], struct slice node, struct slice object,
    enum alarm_type type, struct slice qualifier)
{
	struct slice name = slice_of(alarm_type_def(type)->name);
	struct sha256 *h = sha256_new();
	char hex[SHA256_HEX_MAX];

	sha256_add(h, node.p, node.len);
	sha256_add(h, "", 1);
	sha256_add(h, object.p, object.len);
	sha256_add(h, "", 1);
	sha256_add(h, name.p, name.len);
	if (qualifier.len != 0) {
		sha256_add(h, "", 1);
		sha256_add(h, qualifier.p, qualifier.len);
	}
	sha256_end_hex(h, hex);
	sha256_free(h);
	memcpy(id, hex, ALARM_ID_MAX - 1);
	id[ALARM_ID_MAX - 1] = '\0';
}

void
alarm_init(struct alarm *a, enum alarm_type type)
{
	*a = (struct alarm){ .cause = CAUSE_NONE,
	    .severity = alarm_type_def(type)->severity };
}
