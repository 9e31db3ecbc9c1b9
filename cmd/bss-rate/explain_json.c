/*
 * explain_json.c (bss-rate) - how a price came about, for programs
 * One document a record: the sentence for people, and what it rests on, with
 * file and line of each rate. Numbers are texts, as in all documents.
 */
#include <inttypes.h>
#include <jansson.h>

#include "explain.h"

static void
str_set(json_t *o, const char *key, struct slice s)
{
	if (s.len > 0)
		json_object_set_new(o, key, json_stringn(s.p, s.len));
}

static void
u64_set(json_t *o, const char *key, uint64_t v)
{
	char text[24];

	json_object_set_new(o, key, json_stringn(text, u64_format(v, text)));
}

static void
money_set(json_t *o, const char *key, money_t v)
{
	char text[MONEY_TEXT_MAX];

	json_object_set_new(o, key, json_stringn(text, money_format(v,
	    text)));
}

static void
time_set(json_t *o, const char *key, const struct rate_run *run, int64_t us)
{
	struct buf b = { 0 };

	explain_time(&b, run, us);
	str_set(o, key, buf_slice(&b));
	buf_release(&b);
}

static void
rounding_set(json_t *o, const char *key, const char *of, enum rounding mode,
    unsigned decimals)
{
	json_t *r = json_object();

	if (of != NULL)
		str_set(r, "of", slice_of(of));
	str_set(r, "mode", slice_of(rounding_name(mode)));
	json_object_set_new(r, "decimals", json_integer(decimals));
	json_object_set_new(o, key, r);
}

/* Where a rate stands */
static void
place_set(json_t *o, const struct rate_run *run, const struct price *p,
    const struct charge_leg *leg)
{
	struct slice file = leg->key != KEY_NONE ? p->keyed.file : p->rates;

	str_set(o, "file", file.len > 0 ? file : SLICE_LIT("catalog.json"));
	if (leg->rate->line != 0)
		u64_set(o, file.len > 0 ? "line" : "row", leg->rate->line);
	if (leg->key != KEY_NONE)
		str_set(o, "for", run->catalog.keys.name[leg->key]);
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
		u64_set(o, "quantity", c->leg[i].quantity);
		if (rate->band != BAND_ANY)
			str_set(o, "band", run->catalog.bands.name[
			    rate->band]);
		money_set(o, "price", rate->price);
		u64_set(o, "per", rate->per);
		u64_set(o, "first_increment", rate->first_increment);
		u64_set(o, "next_increment", rate->next_increment);
		if (rate->after > 0)
			u64_set(o, "after", rate->after);
		if (i > 0 && charge_leg_fee(c, i) > 0)
			money_set(o, "connect_fee", charge_leg_fee(c, i));
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
		money_set(o, "connect_fee", first->connect_fee);
	if (first->minimum > 0)
		money_set(o, "minimum", first->minimum);
	if (first->maximum > 0)
		money_set(o, "maximum", first->maximum);
	if (c->at_minimum || c->at_maximum || c->cut)
		str_set(o, "limited", slice_of(c->cut ? "cut-off"
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
		str_set(o, "destination", price_destinations(&run->catalog,
		    p)->name[c->destination]);
	json_object_set_new(o, "parts", parts_of(run, p, c));
	limits_set(o, c);
	if (p->terms.inner != INNER_NONE)
		rounding_set(o, "intermediate_rounding", of[p->terms.inner],
		    p->terms.inner_mode, p->terms.inner_decimals);
	json_object_set_new(o, "exact", json_stringn(text,
	    money_sum_format(c->exact, text)));
	u64_set(o, "exact_per", c->per);
	rounding_set(o, "rounding", NULL, p->rounding, p->decimals);
}

static void
convert_set(json_t *o, const struct price *p, money_t amount, money_t rate)
{
	json_t *c;

	if (rate == 0)
		return;
	c = json_object();
	money_set(c, "amount", amount);
	str_set(c, "currency", p->currency);
	money_set(c, "rate", rate);
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
		str_set(one, "allowance", g->part[i].allowance->id);
		str_set(one, "unit", money ? g->part[i].allowance->currency
		    : g->part[i].allowance->unit);
		if (money) {
			money_set(one, "taken", (money_t)g->part[i].taken);
			money_set(one, "left", (money_t)g->part[i].left);
		} else {
			u64_set(one, "taken", g->part[i].taken);
			u64_set(one, "left", g->part[i].left);
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
		money_set(o, key, (money_t)v);
	else
		u64_set(o, key, v);
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
		u64_set(one, "step", (uint64_t)(t->tier
		    - g->graduated->tiers.tier) + 1);
		count_set(one, "quantity", money, t->charged);
		money_set(one, money ? "percent" : "price", t->tier->price);
		if (!money)
			u64_set(one, "per", t->tier->per);
		if (t->fee)
			money_set(one, "fee", t->tier->fee);
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

	str_set(o, "cost", p->id);
	if (r->cost.why != REASON_NONE) {
		str_set(o, "code", slice_of(reason_code(r->cost.why)));
		return o;
	}
	charge_set(o, run, p, &r->cost.charge);
	money_set(o, "amount", r->cost.amount);
	str_set(o, "currency", price_record_currency(p));
	convert_set(o, p, r->cost.charge.amount, r->cost.exchange);
	return o;
}

static void
rated_set(json_t *o, const struct rate_run *run, const struct rated *r)
{
	str_set(o, "unit", r->price->unit);
	u64_set(o, "quantity", r->usage.quantity);
	if (r->price->settle != NULL) {
		str_set(o, "settle", slice_of(settle_kind_name(
		    r->price->settle->kind)));
		if (r->price->settle->kind == SETTLE_PERCENTILE)
			return;
	}
	u64_set(o, "charged_quantity", r->charge.quantity);
	allowances_set(o, run);
	if (r->price->settle != NULL)
		return;
	if (run->rater.metering.graduated != NULL)
		graduated_set(o, run);
	charge_set(o, run, r->price, &r->charge);
	money_set(o, "amount", r->amount);
	str_set(o, "currency", price_record_currency(r->price));
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
	str_set(o, "account", subscription_account(r->sub));
	str_set(o, "subscription", subscription_id(r->sub));
	str_set(o, "offer", run->catalog.offer[r->sub->offer].id);
	if (r->price != NULL)
		str_set(o, "price", r->price->id);
}

int
explain_json(struct rate_run *run, const struct rec *rec,
    const struct rated *r, enum reason why, struct slice sentence)
{
	json_t *o = json_object();
	int rc;

	str_set(o, "type", SLICE_LIT("explanation"));
	str_set(o, "usage_id", rec_str(rec, F_USAGE_ID));
	str_set(o, "record_file", slice_of(rec->file));
	u64_set(o, "record_line", rec->line_no);
	str_set(o, "text", sentence);
	if (why != REASON_NONE)
		str_set(o, "code", slice_of(reason_code(why)));
	time_set(o, "start", run, r->usage.ts_us);
	str_set(o, "identifier", rec_str(rec, F_IDENTIFIER));
	owner_set(o, run, r);
	str_set(o, "number", r->usage.number);
	if (why == REASON_NONE)
		rated_set(o, run, r);
	rc = json_dumpf(o, stdout, JSON_COMPACT);
	json_decref(o);
	putchar('\n');
	return rc != 0 || ferror(stdout) ? -1 : 0;
}
