/*
 * sample.c (ossctl-diag) - samples to observations and values
 */
#include "base/tstamp.h"
#include "observe.h"

struct taking {
	struct intake	*in;
	const struct rec *r;
	uint32_t	 object;
	int64_t		 ts_us;
	struct observation seen;
	struct slice	 word;		/* why it is down */
};

/* ---- whether the object works ------------------------------------------- */

/* A node sample that does not say whether it answered says nothing here. */
static enum fate
read_node(struct taking *t)
{
	bool reachable;

	if (rec_bool(t->r, F_REACHABLE, &reachable) != REASON_NONE)
		return FATE_FILTERED;
	if (rec_has(t->r, F_SYS_NAME))
		near_call(&t->in->watch->near, rec_str(t->r, F_NODE),
		    rec_str(t->r, F_SYS_NAME));
	t->word = rec_str(t->r, F_ERROR);
	reading_of_node(reachable, t->word, &t->seen.reading,
	    &t->seen.cause);
	return FATE_USED;
}

static enum fate
read_port(struct taking *t)
{
	if (!rec_has(t->r, F_OPER))
		return FATE_FILTERED;
	if (!reading_of_port(rec_str(t->r, F_ADMIN), rec_str(t->r, F_OPER),
	    &t->seen.reading, &t->seen.cause))
		return observe_bad(t->in,
		    "admin or oper is no word of RFC 2863");
	return FATE_USED;
}

/* As a port, or by status; dying-gasp says that it lost its power. */
static enum fate
read_termination(struct taking *t)
{
	struct slice why = rec_str(t->r, F_LAST_DOWN_CAUSE);

	if (rec_has(t->r, F_OPER)) {
		if (!reading_of_port(rec_has(t->r, F_ADMIN)
		    ? rec_str(t->r, F_ADMIN) : slice_of("up"),
		    rec_str(t->r, F_OPER), &t->seen.reading, &t->seen.cause))
			return observe_bad(t->in,
			    "admin or oper is no word of RFC 2863");
	} else if (!reading_of_status(rec_str(t->r, F_STATUS), &t->seen)) {
		return FATE_FILTERED;
	}
	if (t->seen.reading != READING_DOWN)
		return FATE_USED;
	t->seen.severity = SEVERITY_CLEARED;
	reading_of_down_cause(why, &t->seen);
	t->word = why;
	return FATE_USED;
}

static enum fate
read_neighbor(struct taking *t)
{
	struct slice protocol = rec_str(t->r, F_PROTOCOL);

	/* who is at the other end of the cable */
	if (slice_is(protocol, "lldp") || slice_is(protocol, "cdp"))
		near_add(&t->in->watch->near, rec_str(t->r, F_NODE),
		    &(struct near_seen){ .ts_us = t->ts_us,
		    .port = rec_str(t->r, F_PORT),
		    .peer_node = rec_str(t->r, F_PEER_NODE),
		    .peer_port = rec_str(t->r, F_PEER_PORT),
		    .protocol = protocol });
	t->word = rec_str(t->r, F_STATE);
	reading_of_neighbor(protocol, t->word,
	    rec_str(t->r, F_ADMIN), &t->seen.reading);
	return FATE_USED;
}

static enum fate
read_sensor(struct taking *t)
{
	struct slice status = rec_str(t->r, F_STATUS);

	if (!rec_has(t->r, F_STATUS))
		return FATE_FILTERED;
	if (!reading_of_status(status, &t->seen))
		return observe_bad(t->in, "status is not ok, warning, "
		    "failed, absent or unknown");
	t->seen.cause = cause_of_sensor(rec_str(t->r, F_SENSOR_CLASS),
	    CAUSE_NONE);
	t->word = status;
	return FATE_USED;
}

/*
 * A service that is not reached, or that says what was not expected. An error
 * or matched is the probe's own verdict; without them a code of HTTP is judged.
 * The prober's own trouble (local) says nothing about the service.
 */
static enum fate
read_probe(struct taking *t)
{
	bool reachable = true, matched = true, says = false;
	struct slice error = rec_str(t->r, F_ERROR);
	uint64_t sent, received, code;

	if (slice_is(error, "local"))
		return FATE_FILTERED;
	says |= rec_bool(t->r, F_REACHABLE, &reachable) == REASON_NONE;
	if (rec_u64(t->r, F_SENT, &sent) == REASON_NONE && sent > 0
	    && rec_u64(t->r, F_RECEIVED, &received) == REASON_NONE) {
		reachable &= received > 0;
		says = true;
	}
	if (rec_bool(t->r, F_MATCHED, &matched) == REASON_NONE) {
		says = true;
	} else if (rec_u64(t->r, F_HTTP_STATUS, &code) == REASON_NONE) {
		matched = code < 400;
		says = true;
	}
	if (!says)
		return FATE_FILTERED;
	t->seen.reading = reachable && matched && error.len == 0 ? READING_UP
	    : READING_DOWN;
	/* who refuses is there, but what should listen is not */
	t->seen.cause = reachable || slice_is(error, "refused")
	    ? CAUSE_SOFTWARE : slice_is(error, "resolve")
	    ? CAUSE_CONFIGURATION : CAUSE_COMMUNICATIONS;
	t->word = error.len != 0 ? error : !reachable ? slice_of("no answer")
	    : slice_of("not what was expected");
	return FATE_USED;
}

static enum fate
read_own(struct taking *t, enum object_kind kind)
{
	switch (kind) {
	case OBJECT_NODE:
		return read_node(t);
	case OBJECT_INTERFACE:
		return read_port(t);
	case OBJECT_TERMINATION:
		return read_termination(t);
	case OBJECT_NEIGHBOR:
		return read_neighbor(t);
	case OBJECT_SENSOR:
		return read_sensor(t);
	case OBJECT_PROBE:
		return read_probe(t);
	default:
		return FATE_FILTERED;	/* sessions: by values alone */
	}
}

/* ---- values ------------------------------------------------------------- */

static void
measure(struct taking *t, enum metric m, money_t v, struct slice unit)
{
	watch_measure(t->in->watch, t->object, m, t->ts_us, v, unit);
}

static void
measure_field(struct taking *t, enum metric m, enum field f)
{
	money_t v;

	if (rec_has(t->r, f) && rec_money(t->r, f, &v) == REASON_NONE)
		measure(t, m, v, (struct slice){ NULL, 0 });
}

static void
measure_node(struct taking *t)
{
	uint64_t used, total;
	money_t pct;

	measure_field(t, METRIC_CPU, F_CPU_PCT);
	if (rec_u64(t->r, F_MEM_USED_OCTETS, &used) == REASON_NONE
	    && rec_u64(t->r, F_MEM_TOTAL_OCTETS, &total) == REASON_NONE
	    && total != 0 && used <= total
	    && money_mul_div(100 * MONEY_SCALE, used, total, 9,
	    ROUND_DOWN, &pct))
		measure(t, METRIC_MEMORY, pct, (struct slice){ NULL, 0 });
}

static void
measure_port(struct taking *t)
{
	static const enum field fields[PORT_COUNTERS] = { F_IN_OCTETS,
	    F_OUT_OCTETS, F_IN_ERRORS, F_OUT_ERRORS, F_IN_DISCARDS,
	    F_OUT_DISCARDS };
	struct port_gauge g = { .ts_us = t->ts_us };
	struct slice duplex = rec_str(t->r, F_DUPLEX);
	uint64_t bits, mtu;

	for (int c = 0; c < PORT_COUNTERS; c++)
		if (rec_u64(t->r, fields[c], &g.value[c]) == REASON_NONE)
			g.has |= (uint8_t)(1u << c);
	if (g.has == 0)
		return;
	if (rec_u64(t->r, F_COUNTER_BITS, &bits) == REASON_NONE && bits == 32)
		g.bits = 32;
	rec_u64(t->r, F_SPEED_BPS, &g.speed_bps);
	g.has_uptime = rec_u64(t->r, F_UPTIME_CS, &g.uptime_cs)
	    == REASON_NONE;
	g.has_discontinuity = rec_u64(t->r, F_DISCONTINUITY_CS,
	    &g.discontinuity_cs) == REASON_NONE;
	if (rec_u64(t->r, F_MTU, &mtu) == REASON_NONE && mtu <= UINT32_MAX)
		g.mtu = (uint32_t)mtu;
	g.duplex = slice_is(duplex, "half") ? DUPLEX_HALF
	    : slice_is(duplex, "full") ? DUPLEX_FULL : DUPLEX_UNKNOWN;
	watch_port(t->in->watch, t->object, &g);
}

/*
 * Amounts of memory and storage are no shares: thresholds of these classes
 * are in percent.
 */
static void
measure_sensor(struct taking *t)
{
	struct slice class = rec_str(t->r, F_SENSOR_CLASS),
	    unit = rec_str(t->r, F_READING_UNIT);
	money_t v;

	if (rec_money(t->r, F_READING, &v) != REASON_NONE
	    || ((slice_is(class, "memory") || slice_is(class, "storage"))
	    && unit.len != 0 && !slice_is(unit, "%")))
		return;
	measure(t, METRIC_READING, v, unit);
}

static void
measure_certificate(struct taking *t)
{
	int64_t to_us, left;
	money_t days;

	if (rec_time(t->r, F_CERTIFICATE_TO, &to_us) != REASON_NONE
	    || __builtin_sub_overflow(to_us, t->ts_us, &left))
		return;
	if (money_mul_div(left, MONEY_SCALE, US_PER_DAY, 9, ROUND_DOWN,
	    &days))
		measure(t, METRIC_CERTIFICATE, days,
		    (struct slice){ NULL, 0 });
}

static void
measure_all(struct taking *t, enum object_kind kind)
{
	switch (kind) {
	case OBJECT_NODE:
		measure_node(t);
		break;
	case OBJECT_INTERFACE:
		measure_port(t);
		break;
	case OBJECT_TERMINATION:
		measure_field(t, METRIC_RX_POWER, F_RX_POWER_DBM);
		measure_field(t, METRIC_TX_POWER, F_TX_POWER_DBM);
		measure_field(t, METRIC_HEAD_RX_POWER, F_HEAD_RX_POWER_DBM);
		break;
	case OBJECT_SENSOR:
		measure_sensor(t);
		break;
	case OBJECT_PROBE:
		measure_field(t, METRIC_LOSS, F_LOSS_PCT);
		measure_field(t, METRIC_RTT, F_RTT_US);
		measure_certificate(t);
		break;
	case OBJECT_SESSIONS:
		measure_field(t, METRIC_SESSIONS_LOST, F_SESSIONS_LOST);
		break;
	default:
		break;
	}
}

/* Optics belong to a port: what they miss may be missing on its link. */
static void
find_port(struct taking *t)
{
	static const char optics[] = "optical-";
	struct slice class = rec_str(t->r, F_SENSOR_CLASS),
	    port = rec_str(t->r, F_PORT);

	if (class.len >= sizeof(optics)
	    && memcmp(class.p, optics, sizeof(optics) - 1) == 0)
		watch_port_of(t->in->watch, t->object, port);
}

enum fate
observe_sample(struct intake *in, const struct rec *r)
{
	struct slice node = rec_str(r, F_NODE), name = rec_str(r, F_OBJECT);
	struct watch *w = in->watch;
	struct taking t = { .in = in, .r = r };
	size_t before = w->items;
	enum object_kind kind;
	enum fate fate;

	if (!object_kind_lookup(rec_str(r, F_KIND), &kind)
	    || !object_kind_sampled(kind))
		return FATE_FILTERED;
	if (kind == OBJECT_NODE)
		name = node;
	if (rec_time(r, F_TS, &t.ts_us) != REASON_NONE)
		return observe_bad(in, "ts is no time");
	t.seen.ts_us = t.ts_us;
	fate = read_own(&t, kind);
	if (fate == FATE_BAD)
		return fate;
	t.object = watch_object(w, kind, node, name);
	if (kind == OBJECT_TERMINATION || kind == OBJECT_NEIGHBOR)
		watch_port_of(w, t.object, rec_str(r, F_PORT));
	if (fate == FATE_USED)
		watch_observe(w, w->object[t.object].own, &t.seen,
		    t.seen.reading == READING_DOWN ? t.word
		    : (struct slice){ NULL, 0 });
	if (w->rules.thresholds != NULL) {
		if (kind == OBJECT_SENSOR) {
			watch_sensor_class(w, t.object,
			    rec_str(r, F_SENSOR_CLASS));
			find_port(&t);
		}
		measure_all(&t, kind);
	}
	return w->items > before ? FATE_USED : FATE_FILTERED;
}
