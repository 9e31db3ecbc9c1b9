/*
 * text.c (ossctl-kpi) - figures for people
 */
#include <inttypes.h>
#include <stdio.h>

#include "text.h"

static void
pair_add(struct buf *b, struct slice node, struct slice port)
{
	buf_add_slice(b, node);
	if (port.len == 0)
		return;
	buf_addc(b, '/');
	buf_add_slice(b, port);
}

void
subject_name_add(struct buf *b, const struct subject *s)
{
	switch (s->class) {
	case CLASS_LINK:
		pair_add(b, s->a_node, s->a_port);
		buf_adds(b, " - ");
		pair_add(b, s->b_node, s->b_port);
		break;
	case CLASS_IDENTIFIER:
		buf_add_slice(b, s->identifier);
		break;
	case CLASS_ACCOUNT:
		buf_add_slice(b, s->account);
		break;
	case CLASS_NODE:
		buf_add_slice(b, s->node);
		break;
	default:
		pair_add(b, s->node, s->object);
		break;
	}
}

void
duration_add(struct buf *b, __int128 us)
{
	int64_t s = (int64_t)(us / US_PER_S);

	if (s >= 86400)
		buf_addf(b, "%" PRId64 "d ", s / 86400);
	buf_addf(b, "%02d:%02d:%02d", (int)(s / 3600 % 24),
	    (int)(s / 60 % 60), (int)(s % 60));
}

void
share_add(struct buf *b, bool has, uint64_t pct, unsigned decimals)
{
	uint64_t unit = PCT_SCALE;
	unsigned i;

	if (!has)
		return;
	for (i = 0; i < decimals; i++)
		unit /= 10;
	buf_addf(b, "%" PRIu64 ".%0*" PRIu64, pct / PCT_SCALE, (int)decimals,
	    pct % PCT_SCALE / unit);
}

void
rate_add(struct buf *b, uint64_t bps)
{
	static const char unit[] = " kMGTPE";
	unsigned i = 0;
	uint64_t per = 1;

	for (; bps / per >= 1000 && i < 6; i++)
		per *= 1000;
	if (i == 0)
		buf_addf(b, "%" PRIu64, bps);
	else
		buf_addf(b, "%" PRIu64 ".%" PRIu64 "%c", bps / per,
		    bps % per / (per / 10), unit[i]);
}

void
round_trip_add(struct buf *b, uint64_t us)
{
	if (us < 1000)
		buf_addf(b, "%" PRIu64 "us", us);
	else if (us < 1000000)
		buf_addf(b, "%" PRIu64 ".%02" PRIu64 "ms", us / 1000,
		    us % 1000 / 10);
	else
		buf_addf(b, "%" PRIu64 ".%02" PRIu64 "s", us / 1000000,
		    us % 1000000 / 10000);
}

void
text_init(struct kpi_text *t)
{
	static const char *const kpi[] = { "KIND", "NAME", "AVAILABLE%",
		"DOWN", "PLANNED", "UNKNOWN", "OUTAGES", "MTTR", "IN95",
		"OUT95", "MAX%", "LOSS%", "RTT95" };
	static const char *const outage[] = { "OUTAGE OF", "FROM", "TO",
		"DOWN", "PLANNED", "DETECTED", "ALARM" };
	static const char *const verdict[] = { "SUBSCRIPTION", "ACCOUNT",
		"IDENTIFIER", "SLA", "TARGET%", "AVAILABLE%", "UNKNOWN",
		"OUTAGES", "CREDIT%", "VERDICT" };

	*t = (struct kpi_text){ 0 };
	columns_table_init(&t->kpi, kpi, sizeof(kpi) / sizeof(kpi[0]), ~3ULL);
	columns_table_init(&t->outage, outage,
	    sizeof(outage) / sizeof(outage[0]), 0x38);
	columns_table_init(&t->verdict, verdict,
	    sizeof(verdict) / sizeof(verdict[0]), 0x1f0);
}

void
text_release(struct kpi_text *t)
{
	columns_table_release(&t->kpi);
	columns_table_release(&t->outage);
	columns_table_release(&t->verdict);
	buf_release(&t->name);
}

static void
cell(struct columns_table *c, struct buf *b)
{
	columns_table_add(c, buf_slice(b));
	buf_clear(b);
}

static void
cell_duration(struct columns_table *c, struct buf *b, __int128 us)
{
	if (us != 0)
		duration_add(b, us);
	cell(c, b);
}

static void
cell_time(struct columns_table *c, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	columns_table_add(c, (struct slice){ text, tstamp_format(us, text) });
}

/* The busier side at its busiest. */
static void
cell_busiest(struct columns_table *c, struct buf *b, const struct kpi *k)
{
	uint64_t in = k->rates[SIDE_IN].max_bps, pct;
	uint64_t out = k->rates[SIDE_OUT].max_bps;

	if (k->windows != 0 && kpi_pct(in > out ? in : out, k->speed_bps,
	    &pct))
		share_add(b, true, pct * (PCT_SCALE / 10000), 1);
	cell(c, b);
}

void
text_outages(struct kpi_text *t, const struct measuring *m,
    const struct subject *s)
{
	struct buf *b = &t->name;

	for (size_t i = 0; i < m->work.outage_len; i++) {
		const struct kpi_outage *o = &m->work.outage[i];

		subject_name_add(b, s);
		cell(&t->outage, b);
		cell_time(&t->outage, o->time.from_us);
		if (o->time.lasting)
			columns_table_add(&t->outage, SLICE_LIT("lasting"));
		else
			cell_time(&t->outage, o->time.to_us);
		cell_duration(&t->outage, b, o->time.down_us);
		cell_duration(&t->outage, b, o->time.planned_us);
		if (o->alarm != NULL)
			duration_add(b, o->alarm->ts_us - o->time.from_us);
		cell(&t->outage, b);
		columns_table_add(&t->outage, o->alarm != NULL
		    ? o->alarm->id : (struct slice){ NULL, 0 });
	}
}

void
text_kpi(struct kpi_text *t, const struct subject *s, const struct kpi *k)
{
	struct availability a = uptime_availability(&k->time);
	struct buf *b = &t->name;

	columns_table_add(&t->kpi, slice_of(class_name(s->class)));
	subject_name_add(b, s);
	cell(&t->kpi, b);
	share_add(b, a.has_known, a.known, 4);
	cell(&t->kpi, b);
	cell_duration(&t->kpi, b, k->time.down);
	cell_duration(&t->kpi, b, k->time.planned);
	cell_duration(&t->kpi, b, k->time.unknown);
	buf_addf(b, "%" PRIu64, k->outages);
	cell(&t->kpi, b);
	cell_duration(&t->kpi, b, k->outages != 0 ? kpi_mttr_us(k) : 0);
	for (int side = 0; side < SIDES; side++) {
		if (k->windows != 0)
			rate_add(b, k->rates[side].p95_bps);
		cell(&t->kpi, b);
	}
	cell_busiest(&t->kpi, b, k);
	share_add(b, k->sent != 0, k->sent == 0 ? 0 : (uint64_t)
	    ((unsigned __int128)(k->sent - k->received) * 100 * PCT_SCALE
	    / k->sent), 2);
	cell(&t->kpi, b);
	if (k->rtt.any)
		round_trip_add(b, k->rtt.p95);
	cell(&t->kpi, b);
}

void
text_verdict(struct kpi_text *t, const struct verdict *v)
{
	struct availability a = uptime_availability(&v->time);
	struct columns_table *c = &t->verdict;
	char pct[MONEY_TEXT_MAX];
	struct buf *b = &t->name;

	columns_table_add(c, v->sub->subscription);
	columns_table_add(c, v->sub->account);
	columns_table_add(c, v->sub->identifier);
	columns_table_add(c, v->policy->id);
	columns_table_add(c, (struct slice){ pct,
	    money_format(v->policy->target_pct, pct) });
	share_add(b, a.has_known, a.known, 4);
	cell(c, b);
	cell_duration(c, b, v->time.unknown);
	buf_addf(b, "%" PRIu64, v->outages);
	cell(c, b);
	columns_table_add(c, v->has_credit ? (struct slice){ pct,
	    money_format(v->credit_pct, pct) } : (struct slice){ NULL, 0 });
	columns_table_add(c, slice_of(verdict_name(v)));
}

void
text_print(const struct kpi_text *t)
{
	const struct columns_table *const table[] = { &t->kpi, &t->outage,
		&t->verdict };
	bool any = false;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i]->cells <= table[i]->len)
			continue;
		if (any)
			putchar('\n');
		columns_table_print(table[i]);
		any = true;
	}
}
