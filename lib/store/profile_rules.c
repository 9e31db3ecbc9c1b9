/*
 * profile_rules.c (store) - what a profile reads of a node
 */
#include "store/profile_doc.h"

#define ENTITY_SENSOR_COLUMNS	5	/* type, scale, precision, ... */
#define LLDP_FIRST		4	/* chassis id subtype */
#define LLDP_COLUMNS		7

static const char classes[] = "other|temperature|voltage|current|power|"
    "frequency|humidity|fan|supply|battery|optical-rx-power|"
    "optical-tx-power|optical-bias|load|memory|storage|count";
static const char statuses[] = "|ok|warning|failed|absent|unknown";
static const char units[] = "Cel|V|A|W|Hz|%|1/min|dB|dBm|dBmV|m3/min|octet|s|1";

/* One entry of a list of rules. */
typedef int read_fn(struct pdoc *, json_t *, void *rule);

static int
read_list(struct pdoc *d, json_t *doc, const char *key, read_fn *read,
    size_t size, void **rules, unsigned *len)
{
	json_t *j = json_object_get(doc, key);
	size_t n, back = pdoc_enter(d, key, PDOC_MEMBER), at;
	int rc = pdoc_entries(d, j, &n);

	*len = 0;
	if (rc == 0)
		*rules = pdoc_alloc(d, n, size);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		at = pdoc_enter(d, "", i);
		rc = read(d, pdoc_entry(j, i),
		    (char *)*rules + size * (*len)++);
		pdoc_leave(d, at);
	}
	pdoc_leave(d, back);
	return rc;
}

static int
read_load(struct pdoc *d, json_t *j, void *rule)
{
	struct load_rule *r = rule;
	int take = TAKE_MEAN;

	if (pdoc_only(d, j, "load|idle|where|take") < 0
	    || pdoc_word(d, j, "take", "mean|max|first|sum", &take) < 0
	    || pdoc_filter(d, j, &r->where) < 0)
		return -1;
	r->take = (enum profile_take)take;
	r->idle = json_object_get(j, "idle") != NULL;
	if (r->idle == (json_object_get(j, "load") != NULL))
		return pdoc_bad(d, "needs either 'load' or 'idle'");
	return pdoc_number(d, j, r->idle ? "idle" : "load", &r->value);
}

static int
read_less(struct pdoc *d, json_t *j, struct memory_rule *r)
{
	size_t n;
	json_t *one;

	if (pdoc_entries(d, j, &n) < 0)
		return -1;
	if (n > sizeof(r->less) / sizeof(*r->less))
		return pdoc_bad(d, "'less' has more than 4 entries");
	for (size_t i = 0; i < n; i++) {
		one = json_pack("{s:O}", "less", pdoc_entry(j, i));
		if (pdoc_number(d, one, "less", &r->less[r->lesses++]) < 0) {
			json_decref(one);
			return -1;
		}
		json_decref(one);
	}
	return 0;
}

static int
read_memory(struct pdoc *d, json_t *j, void *rule)
{
	struct memory_rule *r = rule;
	int take = 0;

	if (pdoc_only(d, j, "total|used|free|percent|less|unit|where|take")
	    < 0 || pdoc_word(d, j, "take", "first|sum", &take) < 0
	    || pdoc_filter(d, j, &r->where) < 0
	    || pdoc_number(d, j, "total", &r->total) < 0
	    || pdoc_number(d, j, "used", &r->used) < 0
	    || pdoc_number(d, j, "free", &r->free) < 0
	    || pdoc_number(d, j, "percent", &r->percent) < 0
	    || pdoc_number(d, j, "unit", &r->unit) < 0
	    || read_less(d, json_object_get(j, "less"), r) < 0)
		return -1;
	r->take = take == 0 ? TAKE_FIRST : TAKE_SUM;
	return r->total.given || r->used.given ? 0
	    : pdoc_bad(d, "needs 'total' or 'used'");
}

static int
read_sensor(struct pdoc *d, json_t *j, void *rule)
{
	struct sensor_rule *r = rule;
	int class = -1, unit = -1;
	const char *fixed;

	if (pdoc_only(d, j, "class|unit|value|status|where|label|port") < 0
	    || pdoc_word(d, j, "class", classes, &class) < 0
	    || pdoc_word(d, j, "unit", units, &unit) < 0
	    || pdoc_number(d, j, "value", &r->value) < 0
	    || pdoc_words(d, j, "status", statuses, &r->status) < 0
	    || pdoc_filter(d, j, &r->where) < 0
	    || pdoc_pieces(d, j, "label", &r->label) < 0
	    || pdoc_pieces(d, j, "port", &r->port) < 0)
		return -1;
	if (class < 0)
		return pdoc_bad(d, "'class' is missing");
	r->class = (enum sensor_class)class;
	fixed = sensor_class_unit(r->class);
	r->unit = unit >= 0 ? arena_slice(&d->all->mem,
	    slice_of(json_string_value(json_object_get(j, "unit"))))
	    : slice_of(fixed);
	if (r->value.given && r->unit.len == 0)
		return pdoc_bad(d, "a value of this class needs a 'unit'");
	if (!r->value.given && !r->status.given)
		return pdoc_bad(d, "needs 'value' or 'status'");
	r->rows = r->value.given ? r->value.ref.column
	    : r->status.ref.column;
	return 0;
}

static const char *const number_names[TERM_NUMBERS] = {
	[TERM_RX_POWER] = "rx_power_dbm", [TERM_TX_POWER] = "tx_power_dbm",
	[TERM_HEAD_RX_POWER] = "head_rx_power_dbm",
	[TERM_IN_SNR] = "in_snr_db", [TERM_OUT_SNR] = "out_snr_db",
	[TERM_IN_ATTENUATION] = "in_attenuation_db",
	[TERM_OUT_ATTENUATION] = "out_attenuation_db",
	[TERM_SIGNAL] = "signal_dbm", [TERM_NOISE] = "noise_dbm",
	[TERM_DISTANCE] = "distance_m", [TERM_IN_RATE] = "in_rate_bps",
	[TERM_OUT_RATE] = "out_rate_bps", [TERM_IN_OCTETS] = "in_octets",
	[TERM_OUT_OCTETS] = "out_octets",
};
static const char *const text_names[] = {
	[TERM_SERIAL] = "serial", [TERM_MODEL] = "model",
	[TERM_VERSION] = "os_version", [TERM_ALIAS] = "alias",
	[TERM_MAC] = "mac",
};
#define TEXT_NAMES	(sizeof(text_names) / sizeof(*text_names))

static int
read_termination(struct pdoc *d, json_t *j, void *rule)
{
	struct termination_rule *r = rule;

	if (pdoc_only(d, j, "rows|label|port|where|oper|admin|"
	    "last_down_cause|rx_power_dbm|tx_power_dbm|head_rx_power_dbm|"
	    "in_snr_db|out_snr_db|in_attenuation_db|out_attenuation_db|"
	    "signal_dbm|noise_dbm|distance_m|in_rate_bps|out_rate_bps|"
	    "in_octets|out_octets|serial|model|os_version|alias|mac") < 0)
		return -1;
	if (json_object_get(j, "rows") == NULL)
		return pdoc_bad(d, "'rows' is missing");
	if (pdoc_column(d, json_object_get(j, "rows"), &r->rows) < 0
	    || pdoc_pieces(d, j, "label", &r->label) < 0
	    || pdoc_pieces(d, j, "port", &r->port) < 0
	    || pdoc_filter(d, j, &r->where) < 0
	    || pdoc_words(d, j, "oper", "up|down|testing|unknown|dormant",
	    &r->oper) < 0
	    || pdoc_words(d, j, "admin", "up|down|testing", &r->admin) < 0
	    || pdoc_words(d, j, "last_down_cause", NULL, &r->cause) < 0)
		return -1;
	for (int i = 0; i < TERM_NUMBERS; i++)
		if (pdoc_number(d, j, number_names[i], &r->number[i]) < 0)
			return -1;
	for (size_t i = 0; i < TEXT_NAMES; i++)
		if (pdoc_sources(d, j, text_names[i], &r->text[i],
		    &r->texts[i]) < 0)
			return -1;
	return 0;
}

/* ---- tables that look like standard ones -------------------------------- */

/* Columns first to first + n - 1 of a table; they follow each other. */
static int
read_table(struct pdoc *d, const json_t *j, int first, int n, size_t *out)
{
	char oid[512];
	size_t at = 0;
	int rc = 0;

	*out = NO_COLUMN;
	if (j == NULL)
		return 0;
	if (!json_is_string(j) || json_string_length(j) > sizeof(oid) - 16)
		return pdoc_bad(d, "must be an OID");
	for (int i = 0; i < n && rc == 0; i++) {
		json_t *text;

		snprintf(oid, sizeof(oid), "%s.%d", json_string_value(j),
		    first + i);
		text = json_string(oid);
		rc = pdoc_column(d, text, &at);
		json_decref(text);
		if (i == 0)
			*out = at;
		else if (rc == 0 && at != *out + (size_t)i)
			rc = pdoc_bad(d, "its columns are used elsewhere, too");
	}
	return rc;
}

static int
read_tables(struct pdoc *d, json_t *doc)
{
	json_t *lldp = json_object_get(doc, "lldp");
	size_t back = pdoc_enter(d, "entity_sensors", PDOC_MEMBER);
	int64_t index = LLDP_FIRST;
	int rc;

	/* first of all, so that their columns follow each other */
	rc = read_table(d, json_object_get(doc, "entity_sensors"), 1,
	    ENTITY_SENSOR_COLUMNS, &d->profile->entity_sensors);
	pdoc_leave(d, back);
	pdoc_enter(d, "lldp", PDOC_MEMBER);
	if (rc == 0 && lldp != NULL
	    && (pdoc_only(d, lldp, "table|index_length") < 0
	    || pdoc_int(d, lldp, "index_length", 3, 5, &index) < 0))
		rc = -1;
	if (rc == 0)
		rc = read_table(d, json_object_get(lldp, "table"), LLDP_FIRST,
		    LLDP_COLUMNS, &d->profile->lldp);
	d->profile->lldp_index = (unsigned)index;
	pdoc_leave(d, back);
	return rc;
}

int
profile_rules_read(struct pdoc *d, json_t *doc)
{
	struct profile *p = d->profile;

	if (read_tables(d, doc) < 0
	    || pdoc_sources(d, doc, "model", &p->model, &p->models) < 0
	    || pdoc_sources(d, doc, "os_version", &p->os_version,
	    &p->os_versions) < 0
	    || pdoc_sources(d, doc, "serial", &p->serial, &p->serials) < 0)
		return -1;
	if (read_list(d, doc, "cpu", read_load, sizeof(*p->load),
	    (void **)&p->load, &p->loads) < 0
	    || read_list(d, doc, "memory", read_memory, sizeof(*p->memory),
	    (void **)&p->memory, &p->memories) < 0
	    || read_list(d, doc, "sensors", read_sensor, sizeof(*p->sensor),
	    (void **)&p->sensor, &p->sensors) < 0
	    || read_list(d, doc, "terminations", read_termination,
	    sizeof(*p->termination), (void **)&p->termination,
	    &p->terminations) < 0)
		return -1;
	return 0;
}
