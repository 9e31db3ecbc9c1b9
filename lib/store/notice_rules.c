/*
 * notice_rules.c (store) - notices.json: who is told of which alarms
 */
#include "base/file.h"
#include "base/tstamp.h"
#include "store/document.h"
#include "store/oss_notice.h"

#define FILE_MAX	((size_t)4 << 20)
#define TIME_MAX_S	UINT64_C(31536000)	/* a year */

struct route_text {
	struct slice	name, receiver, node, site, alarm_type;
	int		severity, planned, symptoms, resolved, further;
	uint64_t	wait_s, interval_s, repeat_s;
	json_t		*group_by, *escalate;
};

#define AT(m) offsetof(struct route_text, m)
static const struct doc_member route_members[] = {
	{ "name", DOC_STR, true, AT(name), NULL },
	{ "receiver", DOC_STR, true, AT(receiver), NULL },
	{ "node", DOC_STR, false, AT(node), NULL },
	{ "site", DOC_STR, false, AT(site), NULL },
	{ "alarm_type", DOC_STR, false, AT(alarm_type), NULL },
	/* as enum severity */
	{ "severity", DOC_ENUM, false, AT(severity),
	    "any|indeterminate|warning|minor|major|critical" },
	{ "planned", DOC_ENUM, false, AT(planned), "no|yes" },
	{ "symptoms", DOC_ENUM, false, AT(symptoms), "no|yes" },
	{ "resolved", DOC_ENUM, false, AT(resolved), "no|yes" },
	{ "further", DOC_ENUM, false, AT(further), "no|yes" },
	{ "wait_s", DOC_WHOLE, false, AT(wait_s), NULL },
	{ "interval_s", DOC_WHOLE, false, AT(interval_s), NULL },
	{ "repeat_s", DOC_COUNT, false, AT(repeat_s), NULL },
	{ "group_by", DOC_ARRAY, false, AT(group_by), NULL },
	{ "escalate", DOC_ARRAY, false, AT(escalate), NULL },
	DOC_END
};
#undef AT

struct step_text {
	uint64_t	after_s;
	struct slice	receiver;
};

#define AT(m) offsetof(struct step_text, m)
static const struct doc_member step_members[] = {
	{ "after_s", DOC_COUNT, true, AT(after_s), NULL },
	{ "receiver", DOC_STR, true, AT(receiver), NULL },
	DOC_END
};
#undef AT

static int64_t
seconds(const struct doc_at *at, const char *key, uint64_t s)
{
	if (s <= TIME_MAX_S)
		return (int64_t)s * US_PER_S;
	doc_fault(at, REASON_DOC_VALUE, "'%s' is more than a year", key);
	return 0;
}

static void
read_group_by(const struct doc_at *up, json_t *list, struct notice_route *r)
{
	static const char *const words[GROUP_BY_COUNT] = {
		[GROUP_NODE] = "node", [GROUP_SITE] = "site",
		[GROUP_ALARM_TYPE] = "alarm_type",
		[GROUP_SEVERITY] = "severity", [GROUP_ALARM] = "alarm",
	};
	struct doc_at at = doc_member_at(up, "group_by", list), one_at;
	json_t *one;
	size_t i;
	int w;

	json_array_foreach(list, i, one) {
		const char *text = json_string_value(one);

		for (w = 0; w < GROUP_BY_COUNT && (text == NULL
		    || strcmp(text, words[w]) != 0); w++)
			;
		one_at = doc_element_at(&at, i, one);
		if (w == GROUP_BY_COUNT)
			doc_fault(&one_at, REASON_DOC_VALUE, "not node, "
			    "site, alarm_type, severity or alarm");
		else
			r->by |= (uint8_t)(1u << w);
	}
}

static void
read_steps(const struct doc_at *up, json_t *list, struct notice_route *r)
{
	struct doc_at at = doc_member_at(up, "escalate", list), one_at;
	json_t *one;
	size_t i;

	if (json_array_size(list) > NOTICE_STEPS_MAX) {
		doc_fault(&at, REASON_DOC_VALUE, "more than %d steps",
		    NOTICE_STEPS_MAX);
		return;
	}
	json_array_foreach(list, i, one) {
		struct step_text text = { 0 };

		one_at = doc_element_at(&at, i, one);
		if (!doc_object(&one_at, step_members, &text))
			continue;
		r->step[r->steps].after_us = seconds(&one_at, "after_s",
		    text.after_s);
		if (r->steps > 0 && r->step[r->steps].after_us
		    <= r->step[r->steps - 1].after_us)
			doc_fault(&one_at, REASON_DOC_VALUE,
			    "'after_s' is not after the step before");
		r->step[r->steps++].receiver = text.receiver;
	}
}

static void
read_route(struct notice_rules *rules, const struct doc_at *at)
{
	struct route_text text = { .interval_s = 300 };
	struct notice_route r = { 0 };

	if (!doc_object(at, route_members, &text))
		return;
	r.name = text.name;
	r.receiver = text.receiver;
	r.node = text.node;
	r.site = text.site;
	r.alarm_type = text.alarm_type;
	r.severity = (enum severity)text.severity;
	r.planned = text.planned;
	r.symptoms = text.symptoms;
	r.resolved = text.resolved;
	r.further = text.further;
	r.wait_us = seconds(at, "wait_s", text.wait_s);
	r.interval_us = seconds(at, "interval_s", text.interval_s);
	r.repeat_us = seconds(at, "repeat_s", text.repeat_s);
	read_group_by(at, text.group_by, &r);
	read_steps(at, text.escalate, &r);
	for (size_t i = 0; i < rules->len; i++)
		if (slice_eq(rules->route[i].name, r.name))
			doc_fault(at, REASON_DOC_VALUE,
			    "a second route of this name");
	GROW(rules->route, rules->len, rules->cap);
	rules->route[rules->len++] = r;
}

int
notice_rules_parse(struct notice_rules *rules, const char *file,
    struct slice text)
{
	struct document doc = { .file = file, .arena = &rules->arena };
	static const struct doc_member members[] = {
		{ "routes", DOC_ARRAY, true, 0, NULL },
		DOC_END
	};
	struct doc_at root, all_at, at;
	json_t *list = NULL, *one;
	size_t i;
	int rc = -1;

	if (document_parse(&doc, text) == 0) {
		root = doc_root(&doc);
		if (doc_object(&root, members, &list)) {
			all_at = doc_member_at(&root, "routes", list);
			if (json_array_size(list) > NOTICE_ROUTES_MAX)
				doc_fault(&all_at, REASON_DOC_VALUE,
				    "more than %d routes", NOTICE_ROUTES_MAX);
			else
				json_array_foreach(list, i, one) {
					at = doc_element_at(&all_at, i, one);
					read_route(rules, &at);
				}
		}
		rc = doc.faults == 0 ? 0 : -1;
	}
	document_release(&doc);
	return rc;
}

int
notice_rules_load(struct notice_rules *rules, const char *path)
{
	struct buf text = { 0 };
	char *found = path == NULL ? home_path("notices.json") : NULL;
	int rc;

	if (path == NULL)
		path = found != NULL ? found : "notices.json";
	rc = file_read(path, FILE_MAX, &text);
	if (rc == 0)
		rc = notice_rules_parse(rules, path, buf_slice(&text));
	buf_release(&text);
	free(found);
	return rc;
}

void
notice_rules_release(struct notice_rules *rules)
{
	arena_release(&rules->arena);
	free(rules->route);
	*rules = (struct notice_rules){ 0 };
}
