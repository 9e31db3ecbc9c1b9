/*
 * explain_json.c (bss-rate) - how a price came about, for programs
 * One document a record: the sentence for people, and what it rests on, with
 * file and line of each rate. Numbers are texts, as in all documents.
 */
#include <inttypes.h>
#include <jansson.h>

#include "doc/json_set.h"
#include "explain.h"

static void
time_set(json_t *o, const char *key, const struct rate_run *run, int64_t us)
{
	struct buf b = { 0 };

	explain_time(&b, run, us);
	json_set_text(o, key, buf_slice(&b));
	buf_release(&b);
}

static void
rounding_set(json_t *o, const char *key, const char *of, enum rounding mode,
    unsigned decimals)
{
	json_t *r = json_object();

	if (of != NULL)
		json_set_text(r, "of", slice_of(of));
	json_set_text(r, "mode", slice_of(rounding_name(mode)));
	json_object_set_new(r, "decimals", json_integer(decimals));
	json_object_set_new(o, key, r);
}

/* Where a rate stands */
static void
place_set(json_t *o, const struct rate_run *run, const struct price *p,
    const struct charge_leg *leg)
{
	struct slice file = leg->key != KEY_NONE ? p->keyed.file : p->rates;

	json_set_text(o, "file", file.len > 0 ? file
	    : SLICE_LIT("catalog.json"));
	if (leg->rate->line != 0)
		json_set_count(o, file.len > 0 ? "line" : "row",
		    leg->rate->line);
	if (leg->key != KEY_NONE)
		json_set_text(o, "for", run->catalog.keys.name[leg->key]);
}

static json_t *
parts_of(const struct rate_run *run, const struct price *p,
    const struct charge *c)
{
	json_t *parts = json_array(), *o;
	const struct rate *rate;
	unsigned i;

	for (i = 0; i < c->len; i++) {
		rate = c->leg[i].rate;
		o = json_object();
		json_set_count(o, "quantity", c->leg[i].quantity);
		if (rate->band != BAND_ANY)
			json_set_text(o, "band", run->catalog.bands.name[
			    rate->band]);
		json_set_money(o, "price", rate->price);
		json_set_count(o, "per", rate->per);
		json_set_count(o, "first_increment", rate->first_increment);
		json_set_count(o, "next_increment", rate->next_increment);
		if (rate->after > 0)
			json_set_count(o, "after", rate->after);
		if (i > 0 && charge_leg_fee(c, i) > 0)
			json_set_money(o, "connect_fee", charge_leg_fee(c, i));
		place_set(o, run, p, &c->leg[i]);
		json_array_append_new(parts, o);
	}
	return parts;
}

/* Fees and limits are those of the first part. */
static void
limits_set(json_t *o, const struct charge *c)
{
	const struct rate *first = c->len > 0 ? c->leg[0].rate : NULL;

	if (first == NULL)
		return;
	if (first->connect_fee > 0)
		json_set_money(o, "connect_fee", first->connect_fee);
	if (first->minimum > 0)
		json_set_money(o, "minimum", first->minimum);
	if (first->maximum > 0)
		json_set_money(o, "maximum", first->maximum);
	if (c->at_minimum || c->at_maximum || c->cut)
		json_set_text(o, "limited", slice_of(c->cut ? "cut-off"
		    : c->at_maximum ? "maximum" : "minimum"));
}

/* Parts, limits and rounding, up to the amount in the price's currency */
static void
charge_set(json_t *o, const struct rate_run *run, const struct price *p,
    const struct charge *c)
{
	static const char *const of[] = {
		[INNER_UNIT] = "unit", [INNER_INCREMENT] = "increment",
		[INNER_PART] = "part"
	};
	char text[MONEY_SUM_TEXT_MAX];

	if (c->destination != DESTINATION_NONE)
		json_set_text(o, "destination",
		    price_destinations(&run->catalog,
		    p)->name[c->destination]);
	json_object_set_new(o, "parts", parts_of(run, p, c));
	limits_set(o, c);
	if (p->terms.inner != INNER_NONE)
		rounding_set(o, "intermediate_rounding", of[p->terms.inner],
		    p->terms.inner_mode, p->terms.inner_decimals);
	json_object_set_new(o, "exact", json_stringn(text,
	    money_sum_format(c->exact, text)));
	json_set_count(o, "exact_per", c->per);
	rounding_set(o, "rounding", NULL, p->rounding, p->decimals);
}

static void
convert_set(json_t *o, const struct price *p, money_t amount, money_t rate)
{
	json_t *c;

	if (rate == 0)
		return;
	c = json_object();
	json_set_money(c, "amount", amount);
	json_set_text(c, "currency", p->currency);
	json_set_money(c, "rate", rate);
	rounding_set(c, "rounding", NULL, p->convert->rounding,
	    p->convert->decimals);
	json_object_set_new(o, "converted_from", c);
}

static void
allowances_set(json_t *o, const struct rate_run *run)
{
	const struct metering *g = &run->rater.metering;
	json_t *all = json_array(), *one;
	bool money;
	size_t i;

	for (i = 0; i < g->parts; i++) {
		money = allowance_is_money(g->part[i].allowance);
		one = json_object();
		json_set_text(one, "allowance", g->part[i].allowance->id);
		json_set_text(one, "unit", money
		    ? g->part[i].allowance->currency
		    : g->part[i].allowance->unit);
		if (money) {
			json_set_money(one, "taken", (money_t)g->part[i].taken);
			json_set_money(one, "left", (money_t)g->part[i].left);
		} else {
			json_set_count(one, "taken", g->part[i].taken);
			json_set_count(one, "left", g->part[i].left);
		}
		json_array_append_new(all, one);
	}
	json_object_set_new(o, "allowances", all);
}

/* A count of units, or of money */
static void
count_set(json_t *o, const char *key, bool money, uint64_t v)
{
	if (money)
		json_set_money(o, key, (money_t)v);
	else
		json_set_count(o, key, v);
}

/* The count before and behind the record, and what each step has of it */
static void
graduated_set(json_t *o, const struct rate_run *run)
{
	const struct metering *g = &run->rater.metering;
	json_t *of = json_object(), *steps = json_array(), *one;
	bool money = g->graduated->by_amount;
	const struct tier_part *t;

	count_set(of, "before", money, g->before);
	count_set(of, "after", money, g->after);
	for (t = g->tier; t < g->tier + g->tiers; t++) {
		one = json_object();
		json_set_count(one, "step", (uint64_t)(t->tier
		    - g->graduated->tiers.tier) + 1);
		count_set(one, "quantity", money, t->charged);
		json_set_money(one, money ? "percent" : "price",
		    t->tier->price);
		if (!money)
			json_set_count(one, "per", t->tier->per);
		if (t->fee)
			json_set_money(one, "fee", t->tier->fee);
		json_array_append_new(steps, one);
	}
	json_object_set_new(of, "steps", steps);
	json_object_set_new(o, "graduated", of);
}

static json_t *
cost_of(const struct rate_run *run, const struct rated *r)
{
	const struct price *p = r->price->cost;
	json_t *o = json_object();

	json_set_text(o, "cost", p->id);
	if (r->cost.why != REASON_NONE) {
		json_set_text(o, "code", slice_of(reason_code(r->cost.why)));
		return o;
	}
	charge_set(o, run, p, &r->cost.charge);
	json_set_money(o, "amount", r->cost.amount);
	json_set_text(o, "currency", price_record_currency(p));
	convert_set(o, p, r->cost.charge.amount, r->cost.exchange);
	return o;
}

static void
rated_set(json_t *o, const struct rate_run *run, const struct rated *r)
{
	json_set_text(o, "unit", r->price->unit);
	json_set_count(o, "quantity", r->usage.quantity);
	if (r->price->settle != NULL) {
		json_set_text(o, "settle", slice_of(settle_kind_name(
		    r->price->settle->kind)));
		if (r->price->settle->kind == SETTLE_PERCENTILE)
			return;
	}
	json_set_count(o, "charged_quantity", r->charge.quantity);
	allowances_set(o, run);
	if (r->price->settle != NULL)
		return;
	if (run->rater.metering.graduated != NULL)
		graduated_set(o, run);
	charge_set(o, run, r->price, &r->charge);
	json_set_money(o, "amount", r->amount);
	json_set_text(o, "currency", price_record_currency(r->price));
	convert_set(o, r->price, r->charge.amount, r->exchange);
	if (r->price->cost != NULL)
		json_object_set_new(o, "cost", cost_of(run, r));
}

/* Who it was found to be of */
static void
owner_set(json_t *o, const struct rate_run *run, const struct rated *r)
{
	if (r->sub == NULL)
		return;
	json_set_text(o, "account", subscription_account(r->sub));
	json_set_text(o, "subscription", subscription_id(r->sub));
	json_set_text(o, "offer", run->catalog.offer[r->sub->offer].id);
	if (r->price != NULL)
		json_set_text(o, "price", r->price->id);
}

int
explain_json(struct rate_run *run, const struct rec *rec,
    const struct rated *r, enum reason why, struct slice sentence)
{
	json_t *o = json_object();
	int rc;

	json_set_text(o, "type", SLICE_LIT("explanation"));
	json_set_text(o, "usage_id", rec_str(rec, F_USAGE_ID));
	json_set_text(o, "record_file", slice_of(rec->file));
	json_set_count(o, "record_line", rec->line_no);
	json_set_text(o, "text", sentence);
	if (why != REASON_NONE)
		json_set_text(o, "code", slice_of(reason_code(why)));
	time_set(o, "start", run, r->usage.ts_us);
	json_set_text(o, "identifier", rec_str(rec, F_IDENTIFIER));
	owner_set(o, run, r);
	json_set_text(o, "number", r->usage.number);
	if (why == REASON_NONE)
		rated_set(o, run, r);
	rc = json_dumpf(o, stdout, JSON_COMPACT);
	json_decref(o);
	putchar('\n');
	return rc != 0 || ferror(stdout) ? -1 : 0;
}
