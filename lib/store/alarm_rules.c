/*
 * alarm_rules.c (store) - rules.json: which values raise alarms
 */
#include <unistd.h>

#include "base/file.h"
#include "store/alarm_rules.h"
#include "store/document.h"

#define FILE_MAX	((size_t)4 << 20)

struct threshold_text {
	int		metric;
	struct slice	node, object, sensor_class, hysteresis;
	json_t		*high, *low;
};

#define AT(m) offsetof(struct threshold_text, m)
static const struct doc_member threshold_members[] = {
	{ "metric", DOC_ENUM, true, AT(metric), "reading|rx_power_dbm|"
	    "tx_power_dbm|head_rx_power_dbm|cpu_pct|mem_pct|loss_pct|rtt_us|"
	    "rtt_deviation|certificate_d|sessions_lost|errors_per_s|"
	    "discards_per_s|utilisation_pct|quiet_readings" },
	{ "node", DOC_STR, false, AT(node), NULL },
	{ "object", DOC_STR, false, AT(object), NULL },
	{ "sensor_class", DOC_STR, false, AT(sensor_class), NULL },
	{ "high", DOC_OBJECT, false, AT(high), NULL },
	{ "low", DOC_OBJECT, false, AT(low), NULL },
	{ "hysteresis", DOC_STR, false, AT(hysteresis), NULL },
	DOC_END
};
#undef AT

struct levels_text {
	struct slice at[SEVERITY_COUNT];
};

#define AT(s) (offsetof(struct levels_text, at) \
	    + SEVERITY_##s * sizeof(struct slice))
static const struct doc_member level_members[] = {
	{ "critical", DOC_STR, false, AT(CRITICAL), NULL },
	{ "major", DOC_STR, false, AT(MAJOR), NULL },
	{ "minor", DOC_STR, false, AT(MINOR), NULL },
	{ "warning", DOC_STR, false, AT(WARNING), NULL },
	DOC_END
};
#undef AT

static bool
number(const struct doc_at *at, const char *key, struct slice text,
    money_t *out)
{
	if (money_parse(text, out) == NUM_OK)
		return true;
	doc_fault(at, REASON_DOC_VALUE, "'%s' is no number '%.*s'", key,
	    SLICE_FMT(text));
	return false;
}

/* Worse is further away: higher of high levels, lower of low ones. */
static void
check_order(const struct doc_at *at, const struct levels *l, int sign)
{
	int last = -1;

	for (int s = SEVERITY_CLEARED; s < SEVERITY_COUNT; s++) {
		if ((l->has >> s & 1) == 0)
			continue;
		if (last >= 0 && (sign > 0 ? l->at[s] <= l->at[last]
		    : l->at[s] >= l->at[last]))
			doc_fault(at, REASON_DOC_VALUE, "'%s' is not further "
			    "away than '%s'", severity_name((enum severity)s),
			    severity_name((enum severity)last));
		last = s;
	}
}

static void
read_levels(const struct doc_at *up, const char *key, json_t *value, int sign,
    struct levels *l)
{
	struct doc_at at = doc_member_at(up, key, value);
	struct levels_text text = { 0 };

	if (value == NULL || !doc_object(&at, level_members, &text))
		return;
	for (int s = 0; s < SEVERITY_COUNT; s++)
		if (text.at[s].len != 0 && number(&at,
		    severity_name((enum severity)s), text.at[s], &l->at[s]))
			l->has |= (uint8_t)(1u << s);
	check_order(&at, l, sign);
}

static void
read_threshold(struct thresholds *all, const struct doc_at *at)
{
	struct threshold_text text = { 0 };
	struct threshold t = { 0 };

	if (!doc_object(at, threshold_members, &text))
		return;
	t.metric = (enum metric)text.metric;
	t.node = text.node;
	t.object = text.object;
	t.sensor_class = text.sensor_class;
	if (t.sensor_class.len != 0 && t.metric != METRIC_READING)
		doc_fault(at, REASON_DOC_VALUE,
		    "'sensor_class' goes with the metric 'reading'");
	if (text.hysteresis.len != 0 && number(at, "hysteresis",
	    text.hysteresis, &t.hysteresis) && t.hysteresis < 0)
		doc_fault(at, REASON_DOC_VALUE, "'hysteresis' is below 0");
	read_levels(at, "high", text.high, 1, &t.high);
	read_levels(at, "low", text.low, -1, &t.low);
	GROW(all->item, all->len, all->cap);
	all->item[all->len++] = t;
}

struct level_text {
	int		severity;
	uint64_t	customers;
	money_t		revenue_month;
	struct slice	currency;
};

#define AT(m) offsetof(struct level_text, m)
static const struct doc_member impact_members[] = {
	{ "severity", DOC_ENUM, true, AT(severity),
	    "warning|minor|major|critical" },
	{ "customers", DOC_COUNT, false, AT(customers), NULL },
	{ "revenue_month", DOC_MONEY, false, AT(revenue_month), NULL },
	{ "currency", DOC_STR, false, AT(currency), NULL },
	DOC_END
};
#undef AT

static void
read_level(struct thresholds *all, const struct doc_at *at)
{
	struct level_text text = { .revenue_month = -1 };
	struct impact_level l;

	if (!doc_object(at, impact_members, &text))
		return;
	l = (struct impact_level){
	    (enum severity)(SEVERITY_WARNING + text.severity),
	    text.customers, text.revenue_month >= 0, text.revenue_month,
	    text.currency };
	if (l.by_revenue != (l.currency.len != 0))
		doc_fault(at, REASON_DOC_VALUE,
		    "'revenue_month' and 'currency' go together");
	if (l.customers == 0 && !l.by_revenue)
		doc_fault(at, REASON_DOC_VALUE,
		    "neither 'customers' nor 'revenue_month'");
	GROW(all->level, all->levels, all->level_cap);
	all->level[all->levels++] = l;
}

/* Each of a list by read. */
static void
read_list(struct thresholds *all, const struct doc_at *root, const char *key,
    json_t *list, void (*read)(struct thresholds *, const struct doc_at *))
{
	struct doc_at all_at = doc_member_at(root, key, list), at;
	json_t *one;
	size_t i;

	if (json_array_size(list) > ALARM_RULES_MAX) {
		doc_fault(&all_at, REASON_DOC_VALUE, "more than %d %s",
		    ALARM_RULES_MAX, key);
		return;
	}
	json_array_foreach(list, i, one) {
		at = doc_element_at(&all_at, i, one);
		read(all, &at);
	}
}

int
alarm_rules_parse(struct thresholds *all, const char *file, struct slice text)
{
	struct document doc = { .file = file, .arena = &all->arena };
	struct { json_t *thresholds, *impact; } lists = { NULL, NULL };
	const struct doc_member members[] = {
		{ "thresholds", DOC_ARRAY, true, 0, NULL },
		{ "impact", DOC_ARRAY, false, sizeof(json_t *), NULL },
		DOC_END
	};
	struct doc_at root;
	int rc = -1;

	if (document_parse(&doc, text) == 0) {
		root = doc_root(&doc);
		if (doc_object(&root, members, &lists)) {
			read_list(all, &root, "thresholds", lists.thresholds,
			    read_threshold);
			if (lists.impact != NULL)
				read_list(all, &root, "impact", lists.impact,
				    read_level);
		}
		rc = doc.faults == 0 ? 0 : -1;
	}
	document_release(&doc);
	return rc;
}

int
alarm_rules_load(struct thresholds *all, const char *path)
{
	struct buf text = { 0 };
	char *found = NULL;
	int rc;

	if (path == NULL) {
		found = home_path("rules.json");
		if (found == NULL || access(found, F_OK) != 0) {
			free(found);
			found = share_path("rules.json");
		}
		path = found;
	}
	rc = file_read(path, FILE_MAX, &text);
	if (rc == 0)
		rc = alarm_rules_parse(all, path, buf_slice(&text));
	buf_release(&text);
	free(found);
	return rc;
}
