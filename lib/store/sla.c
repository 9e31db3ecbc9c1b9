/*
 * sla.c (store) - SLA policies, as a file or a catalog has them
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "oss/uptime.h"
#include "store/document.h"
#include "store/sla.h"

#define FILE_MAX	((size_t)64 << 20)
#define PCT_UNIT	(MONEY_SCALE / (money_t)PCT_SCALE)

struct policy_text {
	struct slice	name, hours;
	money_t		availability;
	uint64_t	repair_s;
	int		per, node_down;
	json_t		*credits;
};

static const struct doc_member policy_members[] = {
	{ "name", DOC_STR, false, offsetof(struct policy_text, name), NULL },
	{ "availability", DOC_MONEY, true,
	    offsetof(struct policy_text, availability), NULL },
	{ "per", DOC_ENUM, false, offsetof(struct policy_text, per),
	    "any|day|month|quarter|year" },
	{ "hours", DOC_STR, false, offsetof(struct policy_text, hours),
	    NULL },
	{ "repair_s", DOC_COUNT, false,
	    offsetof(struct policy_text, repair_s), NULL },
	{ "node_down", DOC_ENUM, false,
	    offsetof(struct policy_text, node_down), "unknown|down" },
	{ "credits", DOC_ARRAY, false,
	    offsetof(struct policy_text, credits), NULL },
	DOC_END
};

struct credit_text {
	money_t	below, percent;
};

static const struct doc_member credit_members[] = {
	{ "below", DOC_MONEY, true, offsetof(struct credit_text, below),
	    NULL },
	{ "percent", DOC_MONEY, true, offsetof(struct credit_text, percent),
	    NULL },
	DOC_END
};

/* A percentage of time, to six decimals. */
static uint64_t
availability(const struct doc_at *at, const char *key, money_t pct)
{
	if (pct == 0 || pct > 100 * MONEY_SCALE || pct % PCT_UNIT != 0)
		doc_fault(at, REASON_KPI_SLA, "'%s' is above 0, at most 100, "
		    "with at most 6 decimals", key);
	return (uint64_t)(pct / PCT_UNIT);
}

static void
credits_read(const struct doc_at *at, struct sla_policy *p)
{
	struct credit_text text;
	struct doc_at one;
	json_t *value;
	size_t i;

	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		if (i == SLA_CREDITS_MAX) {
			doc_fault(&one, REASON_KPI_SLA,
			    "more than %d credits", SLA_CREDITS_MAX);
			return;
		}
		text = (struct credit_text){ 0 };
		if (!doc_object(&one, credit_members, &text))
			continue;
		p->credit[i].below = availability(&one, "below", text.below);
		p->credit[i].percent = text.percent;
		if (text.percent > 100 * MONEY_SCALE)
			doc_fault(&one, REASON_KPI_SLA,
			    "'percent' is at most 100");
		if (i > 0 && p->credit[i - 1].below <= p->credit[i].below)
			doc_fault(&one, REASON_KPI_SLA,
			    "'below' falls from credit to credit");
		p->credits = i + 1;
	}
}

static void
policy_read(const struct doc_at *at, struct sla_policy *p)
{
	struct policy_text text = { .per = SLA_PER_MONTH };
	struct doc_at list;

	if (!doc_object(at, policy_members, &text))
		return;
	p->name = text.name;
	p->target_pct = text.availability;
	p->target = availability(at, "availability", text.availability);
	p->per = text.per;
	p->node_down = text.node_down;
	p->repair_s = text.repair_s;
	p->has_hours = text.hours.len != 0;
	if (p->has_hours && !hours_parse(&p->hours, text.hours))
		doc_fault(at, REASON_KPI_SLA, "not hours of service '%.*s'",
		    SLICE_FMT(text.hours));
	list = doc_member_at(at, "credits", text.credits);
	if (text.credits != NULL)
		credits_read(&list, p);
}

static int
policy_cmp(const void *a, const void *b)
{
	return slice_cmp(((const struct sla_policy *)a)->id,
	    ((const struct sla_policy *)b)->id);
}

static void
policies_read(struct sla_policies *s, const struct doc_at *at)
{
	const char *key;
	json_t *value;

	s->item = xcalloc(json_object_size(at->value) + 1, sizeof(*s->item));
	json_object_foreach(at->value, key, value) {
		struct doc_at one = doc_member_at(at, key, value);

		s->item[s->len].id = arena_slice(&s->text, slice_of(key));
		policy_read(&one, &s->item[s->len++]);
	}
	if (s->len > 1)
		qsort(s->item, s->len, sizeof(*s->item), policy_cmp);
}

int
sla_read(struct sla_policies *s, const char *path)
{
	struct document doc = { .file = path, .arena = &s->text };
	struct buf text = { 0 };
	struct doc_at root, at;
	json_t *policies;
	int rc = -1;

	*s = (struct sla_policies){ 0 };
	if (file_read(path, FILE_MAX, &text) == 0
	    && document_parse(&doc, buf_slice(&text)) == 0) {
		root = doc_root(&doc);
		policies = json_object_get(doc.root, "sla_policies");
		at = doc_member_at(&root, "sla_policies", policies);
		if (json_is_object(policies))
			policies_read(s, &at);
		else
			doc_fault(&root, REASON_KPI_SLA,
			    "no object 'sla_policies'");
		rc = doc.faults != 0 ? -1 : 0;
	}
	document_release(&doc);
	buf_release(&text);
	return rc;
}

void
sla_release(struct sla_policies *s)
{
	for (size_t i = 0; i < s->len; i++)
		hours_release(&s->item[i].hours);
	free(s->item);
	arena_release(&s->text);
	*s = (struct sla_policies){ 0 };
}

const struct sla_policy *
sla_find(const struct sla_policies *s, struct slice id)
{
	for (size_t i = 0; i < s->len; i++)
		if (slice_eq(s->item[i].id, id))
			return &s->item[i];
	return NULL;
}
