/*
 * threshold.c (oss) - which values are too high or too low
 */
#include "base/buf.h"
#include "oss/threshold.h"

static const struct metric_def metrics[METRIC_COUNT] = {
	[METRIC_READING] = { "reading", "", ALARM_READING_HIGH,
	    ALARM_READING_LOW, NULL, OBJECT_SENSOR },
	[METRIC_RX_POWER] = { "rx_power_dbm", "dBm", ALARM_OPTICAL_POWER,
	    ALARM_OPTICAL_POWER, "rx", OBJECT_TERMINATION },
	[METRIC_TX_POWER] = { "tx_power_dbm", "dBm", ALARM_OPTICAL_POWER,
	    ALARM_OPTICAL_POWER, "tx", OBJECT_TERMINATION },
	[METRIC_HEAD_RX_POWER] = { "head_rx_power_dbm", "dBm",
	    ALARM_OPTICAL_POWER, ALARM_OPTICAL_POWER, "head-rx",
	    OBJECT_TERMINATION },
	[METRIC_CPU] = { "cpu_pct", "%", ALARM_LOAD, ALARM_LOAD, "cpu",
	    OBJECT_NODE },
	[METRIC_MEMORY] = { "mem_pct", "%", ALARM_LOAD, ALARM_LOAD, "memory",
	    OBJECT_NODE },
	[METRIC_LOSS] = { "loss_pct", "%", ALARM_LOSS, ALARM_LOSS, NULL,
	    OBJECT_PROBE },
	[METRIC_RTT] = { "rtt_us", "us", ALARM_RTT, ALARM_RTT, NULL,
	    OBJECT_PROBE },
	[METRIC_RTT_DEVIATION] = { "rtt_deviation", "", ALARM_RTT, ALARM_RTT,
	    "baseline", OBJECT_PROBE },
	[METRIC_CERTIFICATE] = { "certificate_d", "d", ALARM_CERTIFICATE,
	    ALARM_CERTIFICATE, NULL, OBJECT_PROBE },
	[METRIC_SESSIONS_LOST] = { "sessions_lost", "", ALARM_SESSIONS_LOST,
	    ALARM_SESSIONS_LOST, NULL, OBJECT_SESSIONS },
	[METRIC_ERRORS] = { "errors_per_s", "1/s", ALARM_ERRORS,
	    ALARM_ERRORS, NULL, OBJECT_INTERFACE },
	[METRIC_DISCARDS] = { "discards_per_s", "1/s", ALARM_DISCARDS,
	    ALARM_DISCARDS, NULL, OBJECT_INTERFACE },
	[METRIC_UTILISATION] = { "utilisation_pct", "%", ALARM_UTILISATION,
	    ALARM_UTILISATION, NULL, OBJECT_INTERFACE },
	[METRIC_QUIET] = { "quiet_readings", "", ALARM_PORT_SILENT,
	    ALARM_PORT_SILENT, NULL, OBJECT_INTERFACE },
};

const struct metric_def *
metric_def(enum metric m)
{
	return &metrics[m];
}

void
thresholds_release(struct thresholds *t)
{
	arena_release(&t->arena);
	free(t->item);
	free(t->level);
	*t = (struct thresholds){ 0 };
}

bool
pattern_takes(struct slice p, struct slice s)
{
	size_t at = 0, from = 0, star = SIZE_MAX, i = 0;

	while (i < s.len) {
		if (at < p.len && p.p[at] == '*') {
			star = at++;
			from = i;
		} else if (at < p.len && (p.p[at] == '?'
		    || p.p[at] == s.p[i])) {
			at++;
			i++;
		} else if (star != SIZE_MAX) {
			at = star + 1;	/* the last * takes one more */
			i = ++from;
		} else {
			return false;
		}
	}
	while (at < p.len && p.p[at] == '*')
		at++;
	return at == p.len;
}

bool
pattern_allows(struct slice p, struct slice s)
{
	return p.len == 0 || pattern_takes(p, s);
}

const struct threshold *
threshold_find(const struct thresholds *all, enum metric m, struct slice node,
    struct slice object, struct slice sensor_class)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct threshold *t = &all->item[i];

		if (t->metric == m && pattern_allows(t->node, node)
		    && pattern_allows(t->object, object)
		    && pattern_allows(t->sensor_class, sensor_class))
			return t;
	}
	return NULL;
}

bool
threshold_of_all(const struct thresholds *all, enum metric m,
    const struct threshold **t)
{
	*t = NULL;
	for (size_t i = 0; i < all->len && *t == NULL; i++)
		if (all->item[i].metric == m)
			*t = &all->item[i];
	return *t == NULL || ((*t)->node.len == 0 && (*t)->object.len == 0
	    && (*t)->sensor_class.len == 0);
}

static money_t
less(money_t a, money_t b)
{
	money_t out;

	return __builtin_sub_overflow(a, b, &out) ? INT64_MIN : out;
}

static money_t
more(money_t a, money_t b)
{
	money_t out;

	return __builtin_add_overflow(a, b, &out) ? INT64_MAX : out;
}

enum severity
threshold_high(const struct threshold *t, money_t v, enum severity had)
{
	for (int s = SEVERITY_CRITICAL; s > SEVERITY_CLEARED; s--)
		if ((t->high.has >> s & 1) != 0 && (v >= t->high.at[s]
		    || ((int)had >= s && v > less(t->high.at[s],
		    t->hysteresis))))
			return (enum severity)s;
	return SEVERITY_CLEARED;
}

enum severity
threshold_low(const struct threshold *t, money_t v, enum severity had)
{
	for (int s = SEVERITY_CRITICAL; s > SEVERITY_CLEARED; s--)
		if ((t->low.has >> s & 1) != 0 && (v <= t->low.at[s]
		    || ((int)had >= s && v < more(t->low.at[s],
		    t->hysteresis))))
			return (enum severity)s;
	return SEVERITY_CLEARED;
}
