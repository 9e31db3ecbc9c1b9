/*
 * kpi.c (oss) - key figures of an object, a link or several objects together
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oss/kpi.h"

bool
kpi_work_init(struct kpi_work *w, const struct kpi_rules *rules)
{
	*w = (struct kpi_work){ .rules = *rules };
	return throughput_init(&w->traffic, rules->from_us, rules->to_us,
	    rules->window_us);
}

void
kpi_work_release(struct kpi_work *w)
{
	throughput_release(&w->traffic);
	free(w->rtt.item);
	free(w->jitter.item);
	free(w->scratch.item);
	free(w->outages.item);
	free(w->outage);
	*w = (struct kpi_work){ 0 };
}

void
kpi_begin(struct kpi_work *w)
{
	throughput_clear(&w->traffic);
	w->rtt.len = w->jitter.len = 0;
	w->outage_len = 0;
	w->expected = 0;
	w->kpi = (struct kpi){ 0 };
}

/* ---- one object of it --------------------------------------------------- */

static const struct kpi_alarm *
alarm_within(const struct kpi_part *p, const struct outage *o)
{
	size_t lo = 0, hi = p->alarms;

	if (o->clipped)		/* it may have been told before */
		return NULL;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->alarm[mid].ts_us < o->from_us)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->alarms && p->alarm[lo].ts_us <= o->to_us
	    ? &p->alarm[lo] : NULL;
}

static void
add_time(struct kpi_work *w, const struct kpi_part *p)
{
	uptime_add(&w->kpi.time, p->uptime, p->open, p->windows);
	w->kpi.has_time = true;
	uptime_outages(p->uptime, p->open, p->windows, w->rules.from_us,
	    w->rules.to_us, &w->outages);
	w->outage_len = 0;
	for (size_t i = 0; i < w->outages.len; i++) {
		struct kpi_outage o = { w->outages.item[i], NULL };

		o.alarm = alarm_within(p, &o.time);
		GROW(w->outage, w->outage_len, w->outage_cap);
		w->outage[w->outage_len++] = o;
		if (o.time.down_us == 0)
			continue;
		w->kpi.outages++;
		if (o.alarm != NULL) {
			w->kpi.detected++;
			w->kpi.detect_us += o.alarm->ts_us - o.time.from_us;
		}
	}
}

static void
value_add(struct kpi_values *v, uint64_t x)
{
	GROW(v->item, v->len, v->cap);
	v->item[v->len++] = x;
}

static void
add_round_trips(struct kpi_work *w, const struct kpi_part *part)
{
	const struct series_points *points = part->points;

	for (size_t i = 0; i < points->len; i++) {
		const struct point *p = &points->item[i];
		const uint32_t *rtt = points->rtt + p->rtt_at;

		if ((p->has >> SERIES_RTT & 0xf) == 0 && p->rtts == 0)
			continue;
		if (!spans_has(part->open, p->ts_us))
			continue;
		for (unsigned n = 0; n < p->rtts; n++)
			value_add(&w->rtt, rtt[n]);
		if (p->rtts == 0 && point_has(p, SERIES_RTT))
			value_add(&w->rtt, p->value[SERIES_RTT]);
		if (point_has(p, SERIES_JITTER))
			value_add(&w->jitter, p->value[SERIES_JITTER]);
		if (!point_has(p, SERIES_SENT)
		    || !point_has(p, SERIES_RECEIVED))
			continue;
		w->kpi.has_sent = true;
		w->kpi.sent += p->value[SERIES_SENT];
		w->kpi.received += p->value[SERIES_RECEIVED];
	}
}

void
kpi_add(struct kpi_work *w, const struct kpi_part *p)
{
	w->kpi.objects++;
	if (p->uptime != NULL)
		add_time(w, p);
	if (p->points == NULL)
		return;
	if (w->open != p->open || p->open_anew) {
		w->open = p->open;
		w->windows = throughput_expected(&w->traffic, p->open);
	}
	if (w->windows > w->expected)
		w->expected = w->windows;
	throughput_add(&w->traffic, p->points, p->open, w->rules.hold_us,
	    p->turned, p->speed_bps);
	add_round_trips(w, p);
}

/* ---- what came of it ---------------------------------------------------- */

static void
latency_of(struct kpi_work *w, struct kpi_values *v, struct latency *l)
{
	unsigned __int128 sum = 0;

	if (v->len == 0)
		return;
	if (w->scratch.cap < v->len) {
		w->scratch.cap = v->cap;
		w->scratch.item = xreallocarray(w->scratch.item, v->cap,
		    sizeof(*v->item));
	}
	for (size_t i = 0; i < v->len; i++)
		sum += v->item[i];
	sort_u64(v->item, w->scratch.item, v->len);
	*l = (struct latency){ .any = true, .count = v->len,
	    .mean = (uint64_t)(sum / v->len), .min = v->item[0],
	    .max = v->item[v->len - 1],
	    .p50 = v->item[nearest_rank(v->len, 50)],
	    .p95 = v->item[nearest_rank(v->len, 95)],
	    .p99 = v->item[nearest_rank(v->len, 99)] };
}

static void
carried(struct kpi_work *w, struct kpi *k)
{
	struct throughput *t = &w->traffic;

	k->ports = t->ports;
	if (k->ports == 0)
		return;
	k->counted_us = t->counted_us;
	k->speed_bps = t->speed_bps;
	for (int s = 0; s < SIDES; s++) {
		k->octets[s] = t->sum[s];
		k->mean_bps[s] = t->mean_bps[s];
		throughput_rates(t, s, &k->rates[s]);
	}
	k->windows = k->rates[SIDE_IN].windows;
	k->windows_missing = w->expected > k->windows
	    ? w->expected - k->windows : 0;
	for (int i = 0; i < LOSSES; i++) {
		k->has_loss[i] = t->has_loss[i];
		k->loss[i] = t->loss[i];
		k->has_ppm[i] = throughput_ppm(t, (enum loss)i,
		    &k->loss_ppm[i]);
	}
}

void
kpi_end(struct kpi_work *w, struct kpi *k)
{
	*k = w->kpi;
	carried(w, k);
	latency_of(w, &w->rtt, &k->rtt);
	latency_of(w, &w->jitter, &k->jitter);
}

int64_t
kpi_mttr_us(const struct kpi *k)
{
	return (int64_t)(k->time.down / k->outages);
}

int64_t
kpi_mtbf_us(const struct kpi *k)
{
	return (int64_t)(k->time.up / k->outages);
}

bool
kpi_pct(uint64_t bps, uint64_t speed_bps, uint64_t *pct_e4)
{
	if (speed_bps == 0)
		return false;
	*pct_e4 = (uint64_t)((unsigned __int128)bps * 1000000 / speed_bps);
	return true;
}
