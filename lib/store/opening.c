/*
 * opening.c (store) - see opening.h
 */
#include "store/opening.h"

#include "base/diag.h"
#include "rec/in.h"

#define FAULTS_SHOWN	20

struct opening {
	struct meters	*meters;
	const char	*path;
	bool		 no_end;
	unsigned	 faults;
	uint64_t	 lapsed;	/* balances that nobody has any more */
	struct buf	 first;		/* the first of them */
};

/* The number of a balance: one of four fields, in units or money */
static enum reason
state_number(const struct rec *r, bool tiers, uint64_t *out)
{
	const enum field money = tiers ? F_USED_AMOUNT : F_LEFT_AMOUNT;
	enum reason why;
	money_t amount;

	if (!rec_has(r, money))
		return rec_u64(r, tiers ? F_USED_QUANTITY : F_LEFT_QUANTITY,
		    out);
	why = rec_money(r, money, &amount);
	if (why == REASON_NONE && amount < 0)
		why = REASON_FIELD_VALUE;
	if (why == REASON_NONE)
		*out = (uint64_t)amount;
	return why;
}

static enum reason
state_read(const struct rec *r, struct meter_state *s)
{
	enum reason why;

	*s = (struct meter_state){
		.allowance = rec_str(r, F_ALLOWANCE),
		.price = rec_str(r, F_PRICE),
		.subscription = rec_str(r, F_SUBSCRIPTION),
		.identifier = rec_str(r, F_IDENTIFIER),
		.account = rec_str(r, F_ACCOUNT), .payer = rec_str(r, F_PAYER),
		.to_us = INT64_MAX,
		.of = rec_str(r, rec_has(r, F_CURRENCY) ? F_CURRENCY : F_UNIT)
	};
	if (s->allowance.len == 0 && s->price.len == 0)
		return REASON_FIELD_MISSING;
	why = rec_time(r, F_FROM, &s->from_us);
	if (why == REASON_NONE && rec_has(r, F_TO))
		why = rec_time(r, F_TO, &s->to_us);
	if (why == REASON_NONE && rec_has(r, F_ROLLED))
		why = rec_u64(r, F_ROLLED, &s->rolled);
	return why == REASON_NONE ? state_number(r, s->allowance.len == 0,
	    &s->left) : why;
}

static void
lapse(struct opening *o, const struct meter_state *s)
{
	struct slice who = s->subscription;

	if (o->lapsed++ > 0)
		return;
	if (who.len == 0)
		who = s->identifier.len > 0 ? s->identifier
		    : s->account.len > 0 ? s->account : s->payer;
	buf_addf(&o->first, "'%.*s' of '%.*s'", SLICE_FMT(s->allowance.len > 0
	    ? s->allowance : s->price), SLICE_FMT(who));
}

static void
balance_read(struct opening *o, const struct rec *r)
{
	struct meter_state s = { .from_us = 0 };
	enum reason why = state_read(r, &s);
	enum meter_opening found;

	if (why != REASON_NONE) {
		o->faults++;
		diag_at(why, r->file, r->line_no, "not a balance");
		return;
	}
	found = meters_open(o->meters, &s);
	if (found != METER_SET && found != METER_ELSEWHERE
	    && (o->meters->mine == NULL || o->meters->mine(
	    o->meters->mine_arg, s.payer.len > 0 ? s.payer : s.account)))
		lapse(o, &s);
}

static bool
balances_read(struct opening *o, struct in *in)
{
	const struct rec *r;
	enum in_status st;

	in_default_type(in, REC_ALLOWANCE);
	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD) {
			o->faults++;
			diag_at(in_reason(in), in_file(in), in_line(in), "%s",
			    in_detail(in));
		} else if (r->type == REC_ALLOWANCE)
			balance_read(o, r);
		if (o->faults == FAULTS_SHOWN)
			return false;
	}
	if (st != IN_EOF || o->faults > 0)
		return false;
	if (in_twice(in)) {
		diag_at(REASON_STREAM_TWICE, o->path, 0, NULL);
		return false;
	}
	if (in_end(in) == IN_END_OK || (in_end(in) == IN_END_MISSING
	    && o->no_end))
		return true;
	diag_at(REASON_STREAM_CUT, o->path, 0, "the balances "
	    "do not end with their end record; --no-end accepts that");
	return false;
}

int
opening_read(struct meters *m, const char *path, bool no_end)
{
	struct opening o = { .meters = m, .path = path, .no_end = no_end };
	struct in *in = in_new(&path, 1, FORMAT_AUTO);
	bool good = balances_read(&o, in);

	if (good && o.lapsed > 0)
		diag(REASON_RATE_OPENING, "%llu of the opening balances "
		    "lapse, nobody has such a bucket now: %s",
		    (unsigned long long)o.lapsed, buf_str(&o.first));
	buf_release(&o.first);
	in_free(in);
	return good ? 0 : -1;
}
