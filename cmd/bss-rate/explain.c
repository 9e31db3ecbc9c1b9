/*
 * explain.c (bss-rate) - how a price came about, for people
 * A sentence per record, and below it, indented, what it rests on: a name, a
 * tab, a value.
 */
#include "base/diag.h"
#include "rate.h"

/* stdout; everything from outside is made safe for a terminal */
static void
text_put(struct buf *line)
{
	struct buf safe = { 0 };

	vis_add(&safe, buf_slice(line));
	fwrite(safe.data, 1, safe.len, stdout);
	putchar('\n');
	buf_release(&safe);
	buf_clear(line);
}

static void
trace_put(struct buf *line, const char *name)
{
	struct buf safe = { 0 };

	vis_add(&safe, buf_slice(line));
	printf("\t%s\t%.*s\n", name, (int)safe.len, safe.data);
	buf_release(&safe);
	buf_clear(line);
}

static void
time_add(struct buf *b, const struct zone *z, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	tstamp_format_offset(us, zone_offset(z, us, NULL), text);
	buf_adds(b, text);
}

static void
money_add_text(struct buf *b, money_t v)
{
	char text[MONEY_TEXT_MAX];

	money_format(v, text);
	buf_adds(b, text);
}

static const char *
unit_name(const struct price *p)
{
	return slice_is(p->unit, "octet") ? "octets"
	    : slice_is(p->unit, "1") ? "pieces" : p->unit.p;
}

/* "72 s at 0.12 per 60 in peak" */
static void
leg_add_text(struct buf *b, const struct rate_run *run,
    const struct rated *r, const struct charge_leg *leg)
{
	const struct rate *rate = leg->rate;

	buf_addf(b, "%llu %s at ", (unsigned long long)leg->quantity,
	    unit_name(r->price));
	money_add_text(b, rate->price);
	buf_addf(b, " per %llu", (unsigned long long)rate->per);
	if (rate->band != BAND_ANY)
		buf_addf(b, " in %s", run->catalog.bands.name[rate->band].p);
}

/* "u1: 1200 octets, priced with the period: percentile of price transit" */
static void
sentence_settle(struct buf *b, const struct rated *r)
{
	if (r->price->settle->kind != SETTLE_PERCENTILE)
		buf_addf(b, "%llu %s, ", (unsigned long long)r->charge
		    .quantity, unit_name(r->price));
	buf_addf(b, "priced with the period: %s of price %s",
	    settle_kind_name(r->price->settle->kind), r->price->id.p);
}

/* "u1: 0.2240 EUR for 61 s to France mobile: 61 s at ... , connect fee 0.08" */
static void
sentence_rated(struct buf *b, struct rate_run *run, const struct rated *r)
{
	const struct charge *c = &r->charge;
	unsigned i;

	money_add_text(b, c->amount);
	buf_addf(b, " %s for %llu %s", run->catalog.currency.p,
	    (unsigned long long)r->usage.quantity, unit_name(r->price));
	if (c->destination != DESTINATION_NONE)
		buf_addf(b, " to %s",
		    run->catalog.destinations.name[c->destination].p);
	if (r->usage.quantity == 0) {
		buf_adds(b, ": nothing was used");
		return;
	}
	for (i = 0; i < c->len; i++) {
		buf_adds(b, i == 0 ? ": " : ", ");
		leg_add_text(b, run, r, &c->leg[i]);
	}
	if (c->leg[0].rate->connect_fee != 0) {
		buf_adds(b, ", connect fee ");
		money_add_text(b, c->leg[0].rate->connect_fee);
	}
	if (c->at_minimum) {
		buf_adds(b, ", raised to the minimum ");
		money_add_text(b, c->leg[0].rate->minimum);
	}
	buf_addf(b, ", rounded %s to %u decimals",
	    rounding_name(r->price->rounding), r->price->decimals);
}

static void
trace_legs(struct buf *b, const struct rated *r)
{
	const struct rate *rate;
	unsigned i;

	for (i = 0; i < r->charge.len; i++) {
		rate = r->charge.leg[i].rate;
		buf_addf(b, "%llu", (unsigned long long)r->charge.leg[i]
		    .quantity);
		buf_addf(b, " in increments of %llu, then %llu",
		    (unsigned long long)rate->first_increment,
		    (unsigned long long)rate->next_increment);
		if (rate->line != 0)
			buf_addf(b, ", line %u of the rates", rate->line);
		trace_put(b, "rate");
	}
}

static void
trace_common(struct buf *b, const struct rate_run *run,
    const struct rec *rec, const struct rated *r)
{
	struct slice identifier = rec_str(rec, F_IDENTIFIER);

	buf_addf(b, "%s:%llu", rec->file, (unsigned long long)rec->line_no);
	trace_put(b, "record");
	time_add(b, &run->catalog.zone, r->usage.ts_us);
	trace_put(b, "start");
	buf_add_slice(b, identifier);
	trace_put(b, "identifier");
	if (r->sub == NULL)
		return;
	buf_addf(b, "%.*s of account %.*s from ",
	    SLICE_FMT(subscription_id(r->sub)),
	    SLICE_FMT(subscription_account(r->sub)));
	time_add(b, &run->catalog.zone, r->sub->from_us);
	if (r->sub->to_us != INT64_MAX) {
		buf_adds(b, " to ");
		time_add(b, &run->catalog.zone, r->sub->to_us);
	}
	trace_put(b, "subscription");
	buf_add_slice(b, run->catalog.offer[r->sub->offer].id);
	trace_put(b, "offer");
	if (r->price != NULL) {
		buf_add_slice(b, r->price->id);
		trace_put(b, "price");
	}
}

/* The number, where it was asked for; of one without a rate, where it leads. */
static void
trace_number(struct buf *b, const struct rate_run *run,
    const struct rated *r, enum reason why)
{
	bool leads;

	if (r->price == NULL || (why != REASON_NONE
	    && why != REASON_RATE_NO_PRICE
	    && why != REASON_RATE_NO_DESTINATION))
		return;
	leads = r->charge.destination != DESTINATION_NONE;
	if (r->usage.number.len > 0
	    && (leads || why == REASON_RATE_NO_DESTINATION)) {
		buf_add_slice(b, r->usage.number);
		trace_put(b, "number");
	}
	if (leads && why == REASON_RATE_NO_PRICE) {
		buf_adds(b,
		    run->catalog.destinations.name[r->charge.destination].p);
		trace_put(b, "destination");
	}
}

int
explain_put(struct rate_run *run, const struct rec *rec,
    const struct rated *r, enum reason why)
{
	struct buf line = { 0 };

	buf_addf(&line, "%.*s: ", SLICE_FMT(rec_str(rec, F_USAGE_ID)));
	if (why == REASON_NONE && r->price->settle != NULL)
		sentence_settle(&line, r);
	else if (why == REASON_NONE)
		sentence_rated(&line, run, r);
	else
		buf_addf(&line, "not rated, %s [%s]", reason_text(why),
		    reason_code(why));
	text_put(&line);
	trace_common(&line, run, rec, r);
	trace_number(&line, run, r, why);
	if (why == REASON_NONE)
		trace_legs(&line, r);
	buf_release(&line);
	return ferror(stdout) ? -1 : 0;
}
