/*
 * explain_buckets.c (bss-rate) - what came out of which bucket, for people
 */
#include "explain.h"

static void
quantity_add(struct buf *b, const struct rate_run *run,
    const struct allowance *a, uint64_t n)
{
	char text[MONEY_TEXT_MAX];

	if (allowance_is_money(a)) {
		money_format((money_t)(n <= INT64_MAX ? n : INT64_MAX), text);
		buf_addf(b, "%s %s", text, run->catalog.currency.p);
	} else
		buf_addf(b, "%llu %s", (unsigned long long)n,
		    explain_unit(a->unit));
}

/* "120 s out of minutes" */
static void
part_add(struct buf *b, const struct rate_run *run,
    const struct metering_part *p)
{
	char text[MONEY_TEXT_MAX];

	quantity_add(b, run, p->allowance, p->taken);
	buf_addf(b, " out of %s", p->allowance->id.p);
	if (p->allowance->price == 0)
		return;
	money_format(p->allowance->price, text);
	buf_addf(b, " at %s per %llu", text,
	    (unsigned long long)p->allowance->per);
}

static bool
parts_add(struct buf *b, const struct rate_run *run, bool money,
    const char *before)
{
	const struct metering *g = &run->rater.metering;
	bool any = false;
	size_t i;

	for (i = 0; i < g->parts; i++) {
		if (allowance_is_money(g->part[i].allowance) != money)
			continue;
		buf_adds(b, any ? ", " : before);
		part_add(b, run, &g->part[i]);
		any = true;
	}
	return any;
}

bool
explain_units(struct buf *b, const struct rate_run *run)
{
	return parts_add(b, run, false, ": ");
}

void
explain_money(struct buf *b, const struct rate_run *run)
{
	parts_add(b, run, true, ", less ");
}

bool
explain_fee_left(const struct rate_run *run)
{
	const struct metering *g = &run->rater.metering;
	size_t i;

	for (i = 0; i < g->parts; i++)
		if (g->part[i].allowance->takes_fee)
			return true;
	return false;
}

void
explain_left(struct buf *b, const struct rate_run *run)
{
	const struct metering *g = &run->rater.metering;
	const struct metering_part *p;
	int64_t to_us;

	for (p = g->part; p < g->part + g->parts; p++) {
		buf_addf(b, "%s (%s): ", p->allowance->name.p,
		    p->allowance->id.p);
		quantity_add(b, run, p->allowance, p->taken);
		buf_adds(b, " taken, ");
		quantity_add(b, run, p->allowance, p->left);
		buf_adds(b, " left");
		to_us = run->meters.meter[p->meter].to_us;
		if (to_us != INT64_MAX) {
			buf_adds(b, ", until ");
			explain_time(b, run, to_us);
		}
		explain_trace(b, "allowance");
	}
}
