/*
 * put.c (ossctl-kpi) - figures as records
 */
#include "base/digest.h"
#include "put.h"

#define NANO_PER_US	(MONEY_SCALE / US_PER_S)
#define ID_LEN		16	/* hex digits of SHA-256 */

static void
put_us(struct out *o, enum field f, __int128 us)
{
	out_sum(o, f, (money_sum_t)us * NANO_PER_US);
}

static void
put_count(struct out *o, enum field f, unsigned __int128 n)
{
	out_sum(o, f, (money_sum_t)n * MONEY_SCALE);
}

static void
put_names(struct out *o, const struct subject *s)
{
	out_str(o, F_KIND, slice_of(class_name(s->class)));
	out_str(o, F_NODE, s->node);
	out_str(o, F_OBJECT, s->object);
	out_str(o, F_A_NODE, s->a_node);
	out_str(o, F_A_PORT, s->a_port);
	out_str(o, F_B_NODE, s->b_node);
	out_str(o, F_B_PORT, s->b_port);
}

static void
put_share(struct out *o, enum field f, uint64_t pct)
{
	out_money(o, f, (money_t)pct * (MONEY_SCALE / (money_t)PCT_SCALE));
}

static void
put_time(struct out *o, const struct uptime_parts *t, uint64_t outages)
{
	struct availability a = uptime_availability(t);

	put_us(o, F_SERVICE_S, t->up + t->down + t->planned + t->off
	    + t->unknown);
	put_us(o, F_UP_S, t->up);
	put_us(o, F_DOWN_S, t->down);
	put_us(o, F_PLANNED_S, t->planned);
	put_us(o, F_OFF_S, t->off);
	put_us(o, F_UNKNOWN_S, t->unknown);
	if (a.has_known)
		put_share(o, F_AVAILABILITY_PCT, a.known);
	if (a.has_any) {
		put_share(o, F_AVAILABILITY_MIN_PCT, a.least);
		put_share(o, F_AVAILABILITY_MAX_PCT, a.most);
	}
	out_u64(o, F_OUTAGES, outages);
}

static void
put_repairs(struct out *o, const struct kpi *k)
{
	if (k->outages == 0)
		return;
	put_us(o, F_MTTR_S, kpi_mttr_us(k));
	put_us(o, F_MTBF_S, kpi_mtbf_us(k));
	out_u64(o, F_DETECTED_OUTAGES, k->detected);
	if (k->detected != 0)
		put_us(o, F_DETECT_S, k->detect_us / (__int128)k->detected);
}

static const struct {
	enum field	sum, mean, p50, p95, max;
	enum field	mean_pct, p95_pct, max_pct;
} sides[SIDES] = {
	{ F_OCTETS_IN_SUM, F_IN_MEAN_BPS, F_IN_P50_BPS, F_IN_P95_BPS,
	    F_IN_MAX_BPS, F_IN_MEAN_PCT, F_IN_P95_PCT, F_IN_MAX_PCT },
	{ F_OCTETS_OUT_SUM, F_OUT_MEAN_BPS, F_OUT_P50_BPS, F_OUT_P95_BPS,
	    F_OUT_MAX_BPS, F_OUT_MEAN_PCT, F_OUT_P95_PCT, F_OUT_MAX_PCT }
};

static void
put_pct(struct out *o, enum field f, uint64_t bps, uint64_t speed_bps)
{
	uint64_t pct;

	if (kpi_pct(bps, speed_bps, &pct))
		out_sum(o, f, (money_sum_t)pct * (MONEY_SCALE / 10000));
}

static void
put_traffic(struct out *o, const struct kpi *k)
{
	if (k->ports == 0)
		return;
	put_us(o, F_COUNTED_S, k->counted_us);
	out_u64(o, F_WINDOWS, k->windows);
	out_u64(o, F_WINDOWS_MISSING, k->windows_missing);
	if (k->speed_bps != 0)
		out_u64(o, F_SPEED_BPS, k->speed_bps);
	if (k->counted_us == 0)
		return;
	for (int s = 0; s < SIDES; s++)
		put_count(o, sides[s].sum, k->octets[s]);
	for (int s = 0; s < SIDES; s++) {
		out_u64(o, sides[s].mean, k->mean_bps[s]);
		if (k->windows == 0)
			continue;
		out_u64(o, sides[s].p50, k->rates[s].p50_bps);
		out_u64(o, sides[s].p95, k->rates[s].p95_bps);
		out_u64(o, sides[s].max, k->rates[s].max_bps);
	}
	for (int s = 0; s < SIDES; s++) {
		put_pct(o, sides[s].mean_pct, k->mean_bps[s], k->speed_bps);
		if (k->windows == 0)
			continue;
		put_pct(o, sides[s].p95_pct, k->rates[s].p95_bps,
		    k->speed_bps);
		put_pct(o, sides[s].max_pct, k->rates[s].max_bps,
		    k->speed_bps);
	}
}

static void
put_losses(struct out *o, const struct kpi *k)
{
	static const enum field sum[LOSSES] = { F_IN_ERRORS_SUM,
		F_OUT_ERRORS_SUM, F_IN_DISCARDS_SUM, F_OUT_DISCARDS_SUM };
	static const enum field ppm[LOSSES] = { F_IN_ERRORS_PPM,
		F_OUT_ERRORS_PPM, F_IN_DISCARDS_PPM, F_OUT_DISCARDS_PPM };

	for (int i = 0; i < LOSSES; i++)
		if (k->has_loss[i])
			put_count(o, sum[i], k->loss[i]);
	for (int i = 0; i < LOSSES; i++)
		if (k->has_ppm[i])
			out_u64(o, ppm[i], k->loss_ppm[i]);
}

static void
put_round_trips(struct out *o, const struct kpi *k)
{
	if (k->has_sent) {
		out_u64(o, F_SENT, k->sent);
		out_u64(o, F_RECEIVED, k->received);
		if (k->sent != 0)
			out_u64(o, F_LOSS_PPM, (uint64_t)((unsigned __int128)
			    (k->sent - k->received) * 1000000 / k->sent));
	}
	if (k->rtt.any) {
		out_u64(o, F_RTT_COUNT, k->rtt.count);
		out_u64(o, F_RTT_MEAN_US, k->rtt.mean);
		out_u64(o, F_RTT_MIN_US, k->rtt.min);
		out_u64(o, F_RTT_P50_US, k->rtt.p50);
		out_u64(o, F_RTT_P95_US, k->rtt.p95);
		out_u64(o, F_RTT_P99_US, k->rtt.p99);
		out_u64(o, F_RTT_MAX_US, k->rtt.max);
	}
	if (k->jitter.any) {
		out_u64(o, F_JITTER_P50_US, k->jitter.p50);
		out_u64(o, F_JITTER_P95_US, k->jitter.p95);
		out_u64(o, F_JITTER_P99_US, k->jitter.p99);
	}
}

int
put_kpi(struct out *o, const struct kpi_time *t, const struct subject *s,
    const struct kpi *k)
{
	out_begin(o, REC_KPI);
	out_str(o, F_PERIOD, slice_of(t->name));
	put_names(o, s);
	out_str(o, F_IDENTIFIER, s->identifier);
	out_str(o, F_ACCOUNT, s->account);
	out_time(o, F_FROM, t->rules.from_us);
	out_time(o, F_TO, t->end_us);
	if (!time_is_over(t))
		out_time(o, F_UNTIL, t->rules.to_us);
	out_u64(o, F_OBJECTS, k->objects);
	if (k->has_time) {
		put_time(o, &k->time, k->outages);
		put_repairs(o, k);
	}
	put_traffic(o, k);
	put_losses(o, k);
	put_round_trips(o, k);
	return out_done(o);
}

/* ---- outages ------------------------------------------------------------ */

static void
add_name(struct sha256 *h, struct slice s)
{
	sha256_add(h, s.p, s.len);
	sha256_add(h, "", 1);
}

/* Over kind, names and the first instant, a NUL behind each. */
static void
outage_id(const struct subject *s, const struct outage *t,
    char hex[SHA256_HEX_MAX])
{
	char from[TSTAMP_TEXT_MAX];
	struct sha256 *h = sha256_new();

	add_name(h, slice_of(class_name(s->class)));
	if (s->class == CLASS_LINK) {
		add_name(h, s->a_node);
		add_name(h, s->a_port);
		add_name(h, s->b_node);
		add_name(h, s->b_port);
	} else {
		add_name(h, s->node);
		add_name(h, s->object);
	}
	add_name(h, (struct slice){ from, tstamp_format(t->from_us, from) });
	sha256_end_hex(h, hex);
	sha256_free(h);
}

int
put_outage(struct out *o, const struct kpi_time *t, const struct subject *s,
    const struct kpi_outage *x)
{
	char id[SHA256_HEX_MAX];

	outage_id(s, &x->time, id);
	out_begin(o, REC_OUTAGE);
	out_str(o, F_OUTAGE, (struct slice){ id, ID_LEN });
	out_str(o, F_PERIOD, slice_of(t->name));
	put_names(o, s);
	out_time(o, F_FROM, x->time.from_us);
	out_time(o, F_TO, x->time.to_us);
	if (x->time.lasting)
		out_bool(o, F_LASTING, true);
	put_us(o, F_DOWN_S, x->time.down_us);
	put_us(o, F_PLANNED_S, x->time.planned_us);
	out_bool(o, F_PLANNED, x->time.down_us == 0);
	if (x->alarm != NULL) {
		put_us(o, F_DETECT_S, x->alarm->ts_us - x->time.from_us);
		out_str(o, F_ALARM_ID, x->alarm->id);
		out_str(o, F_ROOT_ALARM_ID, x->alarm->root_id);
	}
	return out_done(o);
}

/* ---- verdicts ----------------------------------------------------------- */

const char *
verdict_name(const struct verdict *v)
{
	static const char *const name[] = { "met", "missed", "undecided" };

	return name[v->verdict];
}

int
put_verdict(struct out *o, const struct kpi_time *t, const struct verdict *v)
{
	out_begin(o, REC_SLA_VERDICT);
	out_str(o, F_SUBSCRIPTION, v->sub->subscription);
	out_str(o, F_PERIOD, slice_of(t->name));
	out_str(o, F_SLA, v->policy->id);
	out_str(o, F_ACCOUNT, v->sub->account);
	out_str(o, F_IDENTIFIER, v->sub->identifier);
	out_time(o, F_FROM, v->from_us);
	out_time(o, F_TO, v->to_us);
	if (v->to_us > t->rules.to_us)
		out_time(o, F_UNTIL, t->rules.to_us);
	out_str(o, F_VERDICT, slice_of(verdict_name(v)));
	out_money(o, F_TARGET_PCT, v->policy->target_pct);
	put_time(o, &v->time, v->outages);
	if (v->outages != 0)
		put_us(o, F_LONGEST_S, v->longest_us);
	if (v->policy->repair_s != 0)
		out_u64(o, F_REPAIR_S, v->policy->repair_s);
	if (v->has_credit)
		out_money(o, F_CREDIT_PCT, v->credit_pct);
	if (v->object != NULL) {
		out_str(o, F_KIND,
		    slice_of(class_name(v->object->class)));
		out_str(o, F_NODE, v->object->node);
		out_str(o, F_OBJECT, v->object->name);
	}
	return out_done(o);
}
