/*
 * explain.c (bss-rate) - how a price came about, for people
 * A sentence per record, and below it, indented, what it rests on: a name, a
 * tab, a value.
 */
#include "base/diag.h"
#include "explain.h"

/* stdout; everything from outside is made safe for a terminal */
static void
text_put(struct buf *line)
{
	struct buf safe = { 0 };

	vis_add(&safe, buf_slice(line));
	fputs(buf_str(&safe), stdout);
	putchar('\n');
	buf_release(&safe);
	buf_clear(line);
}

static void
money_add_text(struct buf *b, money_t v)
{
	char text[MONEY_TEXT_MAX];

	money_format(v, text);
	buf_adds(b, text);
}

/* "72 s at 0.12 per 60 in peak" */
static void
leg_add_text(struct buf *b, const struct rate_run *run,
    const struct rated *r, const struct charge_leg *leg)
{
	const struct rate *rate = leg->rate;

	buf_addf(b, "%llu %s at ", (unsigned long long)leg->quantity,
	    explain_unit(r->price->unit, leg->quantity));
	money_add_text(b, rate->price);
	buf_addf(b, " per %llu", (unsigned long long)rate->per);
	if (rate->band != BAND_ANY)
		buf_addf(b, " in %s", run->catalog.bands.name[rate->band].p);
	if (leg->key != KEY_NONE)
		buf_addf(b, " for %s", run->catalog.keys.name[leg->key].p);
}

/* What became of the sum of the parts */
static void
limits_add_text(struct buf *b, const struct rated *r)
{
	static const char *const of[] = {
		[INNER_UNIT] = "the price of a unit",
		[INNER_INCREMENT] = "each increment", [INNER_PART] = "each part"
	};
	const struct charge *c = &r->charge;
	const struct terms *t = &r->price->terms;

	if (t->inner != INNER_NONE)
		buf_addf(b, ", %s rounded %s to %u decimals before",
		    of[t->inner], rounding_name(t->inner_mode),
		    t->inner_decimals);
	if (c->at_minimum) {
		buf_adds(b, ", raised to the minimum ");
		money_add_text(b, c->leg[0].rate->minimum);
	}
	if (c->cut || c->at_maximum) {
		buf_adds(b, c->cut ? ", cut off below the maximum "
		    : ", lowered to the maximum ");
		money_add_text(b, c->leg[0].rate->maximum);
	}
}

/*
 * "u1: 1200 octets: 200 octets out of fair, 1000 octets priced with the
 * period: tier of price transit"
 */
static void
sentence_settle(struct buf *b, const struct rate_run *run,
    const struct rated *r)
{
	struct slice unit = r->price->unit;

	if (r->price->settle->kind != SETTLE_PERCENTILE)
		buf_addf(b, "%llu %s", (unsigned long long)r->usage.quantity,
		    explain_unit(unit, r->usage.quantity));
	if (explain_units(b, run))
		buf_addf(b, ", %llu %s ", (unsigned long long)
		    r->charge.quantity, explain_unit(unit,
		    r->charge.quantity));
	else if (r->price->settle->kind != SETTLE_PERCENTILE)
		buf_adds(b, ", ");
	buf_addf(b, "priced with the period: %s of price %s",
	    settle_kind_name(r->price->settle->kind), r->price->id.p);
}

static void
fee_add_text(struct buf *b, const struct charge *c)
{
	unsigned i;
	money_t fee;

	for (i = 0; i < c->len; i++) {
		if ((fee = charge_leg_fee(c, i)) == 0)
			continue;
		buf_adds(b, ", connect fee ");
		money_add_text(b, fee);
		if (i > 0)
			buf_addf(b, " behind %llu", (unsigned long long)
			    c->leg[i].rate->after);
	}
}

/* What no bucket covers; `before` stands before the first of it. */
static void
sentence_charged(struct buf *b, struct rate_run *run, const struct rated *r,
    const char *before)
{
	const struct charge *c = &r->charge;
	unsigned i;

	for (i = 0; i < c->len; i++) {
		buf_adds(b, i == 0 ? before : ", ");
		leg_add_text(b, run, r, &c->leg[i]);
	}
	fee_add_text(b, c);
	limits_add_text(b, r);
	explain_tiers(b, run, r->price, c->len > 0 ? ", " : before);
}

/* ", that is 0.5 USD at 0.92, rounded half-up to 4 decimals" */
static void
converted_add_text(struct buf *b, const struct price *p, money_t amount,
    money_t rate)
{
	buf_adds(b, ", that is ");
	money_add_text(b, amount);
	buf_addf(b, " %.*s at ", SLICE_FMT(p->currency));
	money_add_text(b, rate);
	buf_addf(b, ", rounded %s to %u decimals",
	    rounding_name(p->convert->rounding), p->convert->decimals);
}

/* "u1: 0.2240 EUR for 61 s to France mobile: 61 s at ... , connect fee 0.08" */
static void
sentence_rated(struct buf *b, struct rate_run *run, const struct rated *r)
{
	const struct charge *c = &r->charge;
	bool covered;

	money_add_text(b, r->amount);
	buf_addf(b, " %.*s for %llu %s",
	    SLICE_FMT(price_record_currency(r->price)),
	    (unsigned long long)r->usage.quantity,
	    explain_unit(r->price->unit, r->usage.quantity));
	if (c->destination != DESTINATION_NONE)
		buf_addf(b, " to %s",
		    run->catalog.destinations.name[c->destination].p);
	if (r->usage.quantity == 0 && r->price->terms.zero == ZERO_FREE) {
		buf_adds(b, ": nothing was used");
		return;
	}
	covered = explain_units(b, run);
	if (c->quantity > 0 || c->cut || r->usage.quantity == 0)
		sentence_charged(b, run, r, covered ? ", " : ": ");
	else if (explain_fee_left(run))
		fee_add_text(b, c);
	buf_addf(b, ", rounded %s to %u decimals",
	    rounding_name(r->price->rounding), r->price->decimals);
	explain_money(b, run);
	if (r->exchange != 0)
		converted_add_text(b, r->price, c->amount, r->exchange);
}

/* "rates/voice.csv:12", "rates[1]" of the price, "" where it has but one */
static void
place_add_text(struct buf *b, const struct rate_run *run,
    const struct price *p, const struct charge_leg *leg)
{
	struct slice file = leg->key != KEY_NONE ? p->keyed.file : p->rates;

	if (file.len > 0)
		buf_addf(b, ", %.*s:%u", SLICE_FMT(file), leg->rate->line);
	else if (leg->rate->line != 0)
		buf_addf(b, ", rates[%u]", leg->rate->line - 1);
	if (leg->key != KEY_NONE)
		buf_addf(b, " for %s", run->catalog.keys.name[leg->key].p);
}

static void
trace_legs(struct buf *b, const struct rate_run *run, const struct price *p,
    const struct charge *c, uint64_t used, const char *name)
{
	const struct rate *rate;
	unsigned i;

	for (i = 0; i < c->len; i++) {
		rate = c->leg[i].rate;
		if (c->leg[i].quantity == 0 && used > 0)
			continue;	/* all of it is out of buckets */
		buf_addf(b, "%llu", (unsigned long long)c->leg[i].quantity);
		buf_addf(b, " in increments of %llu, then %llu",
		    (unsigned long long)rate->first_increment,
		    (unsigned long long)rate->next_increment);
		if (rate->after > 0)
			buf_addf(b, " after %llu",
			    (unsigned long long)rate->after);
		place_add_text(b, run, p, &c->leg[i]);
		explain_trace(b, name);
	}
}

static void
trace_cost(struct buf *b, const struct rate_run *run, const struct rated *r)
{
	const struct price *p = r->price->cost;

	if (r->cost.why != REASON_NONE) {
		buf_addf(b, "not known, %s [%s]", reason_text(r->cost.why),
		    reason_code(r->cost.why));
		explain_trace(b, "cost");
		return;
	}
	money_add_text(b, r->cost.amount);
	buf_addf(b, " %.*s by %s", SLICE_FMT(price_record_currency(p)),
	    p->id.p);
	if (r->cost.exchange != 0)
		converted_add_text(b, p, r->cost.charge.amount,
		    r->cost.exchange);
	explain_trace(b, "cost");
	trace_legs(b, run, p, &r->cost.charge, r->usage.quantity,
	    "cost-rate");
}

/* For what it is, where it is not for all such usage */
static void
trace_choice(struct buf *b, const struct rate_run *run,
    const struct rec *rec, const struct price *p)
{
	struct slice network = rec_str(rec, F_NETWORK);
	const char *behind;
	struct slice text;

	if (p->only_to == NULL && p->only_in == NULL)
		return;
	if (p->only_to != NULL)
		buf_adds(b, "some destinations");
	if (p->only_in != NULL) {
		net_place_name(&run->catalog.places,
		    net_place(&run->catalog.places, network), &text, &behind);
		buf_addf(b, "%snetwork %.*s%s", b->len > 0 ? ", " : "",
		    SLICE_FMT(text), behind);
	}
	explain_trace(b, "price-for");
}

static void
trace_common(struct buf *b, const struct rate_run *run,
    const struct rec *rec, const struct rated *r)
{
	struct slice identifier = rec_str(rec, F_IDENTIFIER);

	buf_addf(b, "%s:%llu", rec->file, (unsigned long long)rec->line_no);
	explain_trace(b, "record");
	explain_time(b, run, r->usage.ts_us);
	explain_trace(b, "start");
	buf_add_slice(b, identifier);
	explain_trace(b, "identifier");
	if (r->sub == NULL)
		return;
	buf_addf(b, "%.*s of account %.*s from ",
	    SLICE_FMT(subscription_id(r->sub)),
	    SLICE_FMT(subscription_account(r->sub)));
	explain_time(b, run, r->sub->from_us);
	if (r->sub->to_us != INT64_MAX) {
		buf_adds(b, " to ");
		explain_time(b, run, r->sub->to_us);
	}
	explain_trace(b, "subscription");
	buf_add_slice(b, run->catalog.offer[r->sub->offer].id);
	explain_trace(b, "offer");
	if (r->price != NULL) {
		buf_add_slice(b, r->price->id);
		explain_trace(b, "price");
		trace_choice(b, run, rec, r->price);
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
		explain_trace(b, "number");
	}
	if (leads && why == REASON_RATE_NO_PRICE) {
		buf_adds(b,
		    run->catalog.destinations.name[r->charge.destination].p);
		explain_trace(b, "destination");
	}
}

int
explain_put(struct rate_run *run, const struct rec *rec,
    const struct rated *r, enum reason why)
{
	struct buf line = { 0 };
	int rc;

	buf_addf(&line, "%.*s: ", SLICE_FMT(rec_str(rec, F_USAGE_ID)));
	if (why == REASON_NONE && r->price->settle != NULL)
		sentence_settle(&line, run, r);
	else if (why == REASON_NONE)
		sentence_rated(&line, run, r);
	else
		buf_addf(&line, "not rated, %s [%s]", reason_text(why),
		    reason_code(why));
	if (run->opts->explain_json) {
		rc = explain_json(run, rec, r, why, buf_slice(&line));
		buf_release(&line);
		return rc;
	}
	text_put(&line);
	trace_common(&line, run, rec, r);
	trace_number(&line, run, r, why);
	if (why == REASON_NONE) {
		explain_left(&line, run);
		explain_count(&line, run, r->price);
		trace_legs(&line, run, r->price, &r->charge,
		    r->usage.quantity, "rate");
		if (r->price->cost != NULL)
			trace_cost(&line, run, r);
	}
	buf_release(&line);
	return ferror(stdout) ? -1 : 0;
}
