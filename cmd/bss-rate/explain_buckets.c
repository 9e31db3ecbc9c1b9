/*
 * explain_buckets.c (bss-rate) - what came out of which bucket, for people
 */
#include "explain.h"

static void
quantity_add(struct buf *b, const struct allowance *a, uint64_t n)
{
	char text[MONEY_TEXT_MAX];

	if (allowance_is_money(a)) {
		money_format((money_t)(n <= INT64_MAX ? n : INT64_MAX), text);
		buf_addf(b, "%s %.*s", text, SLICE_FMT(a->currency));
	} else
		buf_addf(b, "%llu %s", (unsigned long long)n,
		    explain_unit(a->unit, n));
}

/* "120 s out of minutes" */
static void
part_add(struct buf *b, const struct metering_part *p)
{
	char text[MONEY_TEXT_MAX];

	quantity_add(b, p->allowance, p->taken);
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
		part_add(b, &g->part[i]);
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

/* "600 s at 0.10 per 60 in step 1", or "80 % of 1.25 in step 2" */
static void
tier_add(struct buf *b, const struct price *price, const struct tier_part *p)
{
	const struct graduated *g = price->graduated;
	char text[MONEY_TEXT_MAX], amount[MONEY_TEXT_MAX];
	unsigned step = (unsigned)(p->tier - g->tiers.tier) + 1;

	money_format(p->tier->price, text);
	if (g->by_amount) {
		money_format((money_t)p->quantity, amount);
		buf_addf(b, "%s %% of %s %.*s in step %u", text, amount,
		    SLICE_FMT(price->currency), step);
		return;
	}
	buf_addf(b, "%llu %s at %s per %llu in step %u",
	    (unsigned long long)p->charged,
	    explain_unit(price->unit, p->charged),
	    text, (unsigned long long)p->tier->per, step);
	if (!p->fee)
		return;
	money_format(p->tier->fee, text);
	buf_addf(b, " with its fee of %s", text);
}

void
explain_tiers(struct buf *b, const struct rate_run *run,
    const struct price *price, const char *before)
{
	const struct metering *g = &run->rater.metering;
	size_t i;

	for (i = 0; g->graduated != NULL && i < g->tiers; i++) {
		buf_adds(b, i == 0 ? before : ", ");
		tier_add(b, price, &g->tier[i]);
	}
}

void
explain_count(struct buf *b, const struct rate_run *run,
    const struct price *price)
{
	const struct metering *g = &run->rater.metering;
	char before[MONEY_TEXT_MAX], after[MONEY_TEXT_MAX];

	if (g->graduated == NULL)
		return;
	if (g->graduated->by_amount) {
		money_format((money_t)g->before, before);
		money_format((money_t)g->after, after);
		buf_addf(b, "from %s to %s %.*s of the cycle", before, after,
		    SLICE_FMT(price->currency));
	} else
		buf_addf(b, "from %llu to %llu %s of the cycle",
		    (unsigned long long)g->before,
		    (unsigned long long)g->after,
		    explain_unit(price->unit, g->after));
	explain_trace(b, "graduated");
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
		quantity_add(b, p->allowance, p->taken);
		buf_adds(b, " taken, ");
		quantity_add(b, p->allowance, p->left);
		buf_adds(b, " left");
		to_us = run->meters.rest[p->meter].to_us;
		if (to_us != INT64_MAX) {
			buf_adds(b, ", until ");
			explain_time(b, run, to_us);
		}
		explain_trace(b, "allowance");
	}
}
