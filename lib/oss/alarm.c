/*
 * alarm.c (oss) - what an alarm is: identity, type, severity
 */
#include "base/digest.h"
#include "oss/alarm.h"

/* An object has one alarm type so far: one row each. */
static const struct {
	const char	*kind, *alarm_type, *severity;
} kinds[OBJECT_KIND_COUNT] = {
	[OBJECT_NODE] = { "node", "node-unreachable", "critical" },
	[OBJECT_INTERFACE] = { "interface", "port-down", "major" },
};

static const char *const states[] = {
	[ALARM_RAISED] = "raised",
	[ALARM_CHANGED] = "changed",
	[ALARM_CLEARED] = "cleared",
};

const char *
object_kind_name(enum object_kind k)
{
	return kinds[k].kind;
}

bool
object_kind_lookup(struct slice s, enum object_kind *k)
{
	for (int i = 0; i < OBJECT_KIND_COUNT; i++)
		if (slice_is(s, kinds[i].kind)) {
			*k = (enum object_kind)i;
			return true;
		}
	return false;
}

const char *
alarm_type_name(enum object_kind k)
{
	return kinds[k].alarm_type;
}

const char *
alarm_severity(enum object_kind k)
{
	return kinds[k].severity;
}

const char *
alarm_state_name(enum alarm_state s)
{
	return states[s];
}

bool
alarm_state_lookup(struct slice s, enum alarm_state *out)
{
	for (int i = ALARM_RAISED; i <= ALARM_CLEARED; i++)
		if (slice_is(s, states[i])) {
			*out = (enum alarm_state)i;
			return true;
		}
	return false;
}

void
alarm_id_make(char id[ALARM_ID_MAX], struct slice node, struct slice object,
    enum object_kind kind)
{
	struct slice type = slice_of(kinds[kind].alarm_type);
	struct sha256 *h = sha256_new();
	char hex[SHA256_HEX_MAX];

	sha256_add(h, node.p, node.len);
	sha256_add(h, "", 1);
	sha256_add(h, object.p, object.len);
	sha256_add(h, "", 1);
	sha256_add(h, type.p, type.len);
	sha256_end_hex(h, hex);
	sha256_free(h);
	memcpy(id, hex, ALARM_ID_MAX - 1);
	id[ALARM_ID_MAX - 1] = '\0';
}

void
alarm_init(struct alarm *a, struct slice node, struct slice object,
    enum object_kind kind)
{
	*a = (struct alarm){ .cause = CAUSE_NONE };
	alarm_id_make(a->id, node, object, kind);
}
