/*
 * impact.c (bss-catalog) - what usage costs with one catalog and the other
 * Each record is rated twice, by the code that bss-rate has; what each paying
 * account would have paid is summed.
 */
#include <stdlib.h>

#include "base/diag.h"
#include "base/period.h"
#include "bss/rated.h"
#include "rec/in.h"
#include "store/opening.h"
#include "store/subscriptions.h"
#include "verbs.h"

#define FAULTS_SHOWN	20

enum { WAS, IS };

struct side {
	const struct catalog	*catalog;
	struct subscriptions	 subs;
	struct meters		 meters;
	struct rater		 rater;
	struct rated		 rated;		/* the record at work */
	enum reason		 why;
	uint64_t		 settled;
};

/* What an account pays in one currency, and what it costs in that */
struct account {
	money_sum_t	amount[2], cost[2];
	uint64_t	records, gained, lost;
	uint64_t	uncosted;	/* whose cost is not known now */
	bool		costed;		/* there is a cost, if of 0 */
};

struct impact {
	const struct catalog_opts *opts;
	struct side	 side[2];
	struct period	 period;
	bool		 has_period;
	struct key_names names;		/* numbers of "EUR A1" */
	struct arena	 arena;
	struct account	*account;	/* by number */
	size_t		 len, cap;
	uint64_t	 records, unrated, bad;
	int64_t		 last_us;
};

/* ---- opening ---------------------------------------------------------- */

static int
side_open(struct impact *im, struct side *s)
{
	const struct catalog *c = s->catalog;
	char digest[SHA256_HEX_MAX];

	if (subscriptions_load(&s->subs, c, im->opts->subs, digest) < 0)
		return -1;
	s->rater = (struct rater){ .catalog = c, .subs = &s->subs };
	if (!catalog_is_metered(c))
		return 0;
	if (!im->has_period) {
		diag(REASON_USAGE_MISSING, "no period: a catalog has "
		    "allowances or graduated prices, so give --period "
		    "2026-10");
		return -1;
	}
	meters_make(&s->meters, c, &s->subs, im->period.from_us,
	    im->period.to_us, NULL, NULL);
	if (im->opts->opening != NULL && opening_read(&s->meters,
	    im->opts->opening, im->opts->no_end) < 0)
		return -1;
	meters_start(&s->meters);
	s->rater.meters = &s->meters;
	return 0;
}

static int
impact_open(struct impact *im)
{
	const struct catalog *was = im->side[WAS].catalog;
	const struct catalog *is = im->side[IS].catalog;

	if (!slice_eq(was->currency, is->currency)) {
		diag(REASON_USAGE_VALUE, "one catalog is in %s, the other in "
		    "%s", was->currency.p, is->currency.p);
		return -1;
	}
	if (im->opts->period != NULL && !period_parse(im->opts->period,
	    &is->zone, &im->period)) {
		diag(REASON_USAGE_VALUE, "--period '%s' is none of 2026-10, "
		    "2026-10-05 and 2026-10-15/2026-11-15", im->opts->period);
		return -1;
	}
	im->has_period = im->opts->period != NULL;
	im->last_us = INT64_MIN;
	return side_open(im, &im->side[WAS]) < 0
	    || side_open(im, &im->side[IS]) < 0 ? -1 : 0;
}

static void
impact_release(struct impact *im)
{
	int i;

	for (i = WAS; i <= IS; i++) {
		rater_release(&im->side[i].rater);
		meters_release(&im->side[i].meters);
		subscriptions_release(&im->side[i].subs);
	}
	key_names_release(&im->names);
	arena_release(&im->arena);
	free(im->account);
}

/* ---- one record ------------------------------------------------------- */

static void
side_rate(const struct impact *im, struct side *s, const struct rec *rec)
{
	s->why = rated_find(&s->rater, rec, &s->rated);
	if (s->why == REASON_NONE && im->has_period
	    && s->rated.usage.ts_us >= im->period.to_us)
		s->why = REASON_RATE_PERIOD;
	if (s->why == REASON_NONE)
		s->why = rated_reckon(&s->rater, rec, &s->rated);
	if (s->why == REASON_NONE && s->rated.price->settle != NULL)
		s->settled++;
}

#define CURRENCY_LEN	3	/* ISO 4217 */

/* The number of the account that pays in a currency, made when it is new */
static uint32_t
account_number(struct impact *im, const struct side *s, struct slice currency)
{
	struct slice payer = subscription_payer(s->rated.sub);
	uint32_t n = key_names_find(&im->names, currency.p, payer);
	struct buf text = { 0 };

	if (n == KEY_NONE) {
		buf_addf(&text, "%s %.*s", currency.p, SLICE_FMT(payer));
		n = key_names_add(&im->names, arena_slice(&im->arena,
		    buf_slice(&text)));
		buf_release(&text);
	}
	while (im->len <= n) {
		GROW(im->account, im->len, im->cap);
		im->account[im->len++] = (struct account){ .records = 0 };
	}
	return n;
}

/* What is settled with its period has no amount yet. */
static money_t
side_amount(const struct side *s)
{
	return s->rated.price->settle != NULL ? 0 : s->rated.amount;
}

/* What the record costs the operator, in the row of the cost's currency */
static void
cost_add(struct impact *im, int which)
{
	struct side *s = &im->side[which];
	const struct price *p;
	struct account *a;

	if (s->why != REASON_NONE || (p = s->rated.price->cost) == NULL)
		return;
	a = &im->account[account_number(im, s, price_record_currency(p))];
	a->costed = true;
	if (s->rated.cost.why == REASON_NONE)
		a->cost[which] += s->rated.cost.amount;
	else
		a->uncosted += which == IS;
}

/* Buckets and tiers go by what was used before. */
static int
order_check(struct impact *im, const struct rec *rec)
{
	int64_t us;

	if (rec_time(rec, F_TS, &us) != REASON_NONE)
		return 0;
	if (us < im->last_us && (im->side[WAS].rater.meters != NULL
	    || im->side[IS].rater.meters != NULL)) {
		diag_at(REASON_RATE_ORDER, rec->file, rec->line_no, "usage is "
		    "before the one ahead of it: use bss-spool cat");
		return -1;
	}
	im->last_us = us;
	return 0;
}

static int
record_take(struct impact *im, const struct rec *rec)
{
	struct side *was = &im->side[WAS], *is = &im->side[IS];
	struct account *a[2] = { NULL, NULL };
	uint32_t number[2] = { 0, 0 };

	if (order_check(im, rec) < 0)
		return -1;
	im->records++;
	side_rate(im, was, rec);
	side_rate(im, is, rec);
	if (was->why != REASON_NONE && is->why != REASON_NONE) {
		im->unrated++;
		return 0;
	}
	if (was->why == REASON_NONE)
		number[WAS] = account_number(im, was,
		    price_record_currency(was->rated.price));
	if (is->why == REASON_NONE)
		number[IS] = account_number(im, is,
		    price_record_currency(is->rated.price));
	if (was->why == REASON_NONE)
		a[WAS] = &im->account[number[WAS]];
	if (is->why == REASON_NONE)
		a[IS] = &im->account[number[IS]];
	if (a[WAS] != NULL) {
		a[WAS]->records++;
		a[WAS]->lost += a[IS] != a[WAS];
		a[WAS]->amount[WAS] += side_amount(was);
	}
	if (a[IS] != NULL) {
		a[IS]->records += a[IS] != a[WAS];
		a[IS]->gained += a[IS] != a[WAS];
		a[IS]->amount[IS] += side_amount(is);
	}
	cost_add(im, WAS);
	cost_add(im, IS);
	return 0;
}

static int
usage_read(struct impact *im, struct in *in)
{
	const struct rec *rec;
	enum in_status st;

	in_default_type(in, REC_USAGE);
	while ((st = in_next(in, &rec)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD) {
			if (im->bad++ < FAULTS_SHOWN)
				diag_at(in_reason(in), in_file(in),
				    in_line(in), "%s", in_detail(in));
		} else if ((rec->type == REC_USAGE || rec->type == REC_RATED)
		    && record_take(im, rec) < 0)
			return -1;
	}
	if (st != IN_EOF)
		return -1;
	if (in_end(in) == IN_END_OK || (in_end(in) == IN_END_MISSING
	    && im->opts->no_end))
		return 0;
	diag_at(REASON_STREAM_CUT, im->opts->usage, 0, "the usage does not "
	    "end with its end record; --no-end accepts that");
	return -1;
}

/* ---- what came of it -------------------------------------------------- */

/* 100 * (is - was) / was, one decimal; false when there is none */
static bool
percent_of(money_sum_t was, money_sum_t is, money_t *out)
{
	money_t w, d;

	return was > 0 && money_from_sum(was, &w)
	    && money_from_sum(is - was, &d) && money_mul_div(d,
	    100 * (uint64_t)MONEY_SCALE, (uint64_t)w, 1, ROUND_HALF_UP, out);
}

#define CURRENCY_LEN	3	/* ISO 4217 */

/* "A1" of "EUR A1" */
static struct slice
account_part(struct slice name)
{
	return (struct slice){ name.p + CURRENCY_LEN + 1,
		name.len - CURRENCY_LEN - 1 };
}

/* As many as show all of it, and those of the currency at least */
static unsigned
decimals_of(const money_sum_t v[2], unsigned decimals)
{
	uint64_t unit = MONEY_SCALE;
	unsigned i;

	for (i = 0; i < decimals; i++)
		unit /= 10;
	for (; unit > 1 && (v[WAS] % unit != 0 || v[IS] % unit != 0);
	    unit /= 10)
		decimals++;
	return decimals;
}

/* What people see: all numbers of a column have as many. */
struct shown {
	unsigned	amount, cost;	/* decimals */
};

static struct shown
shown_of(const struct impact *im)
{
	struct shown s = { 0, 0 };
	int least;
	size_t i;

	for (i = 1; i < im->len; i++) {
		least = currency_decimals((struct slice){
		    im->names.name[i].p, CURRENCY_LEN });
		if (least > (int)s.amount)
			s.amount = (unsigned)least;
		if (least > (int)s.cost)
			s.cost = (unsigned)least;
		s.amount = decimals_of(im->account[i].amount, s.amount);
		s.cost = decimals_of(im->account[i].cost, s.cost);
	}
	return s;
}

static int
account_put(const struct impact *im, struct sheet *s, uint32_t n,
    struct shown shown)
{
	const struct account *a = &im->account[n];
	struct slice name = im->names.name[n];
	money_t percent;

	sheet_row(s);
	sheet_str(s, F_ACCOUNT, account_part(name));
	sheet_u64(s, F_RECORDS, a->records);
	sheet_sum(s, F_OLD_TOTAL, a->amount[WAS], shown.amount);
	sheet_sum(s, F_NEW_TOTAL, a->amount[IS], shown.amount);
	sheet_sum(s, F_CHANGE, a->amount[IS] - a->amount[WAS], shown.amount);
	if (percent_of(a->amount[WAS], a->amount[IS], &percent))
		sheet_money(s, F_PERCENT, percent, 1);
	sheet_u64(s, F_NEWLY_RATED, a->gained);
	sheet_u64(s, F_UNRATED, a->lost);
	name.len = CURRENCY_LEN;
	sheet_str(s, F_CURRENCY, name);
	if (a->costed) {
		sheet_sum(s, F_OLD_COST, a->cost[WAS], shown.cost);
		sheet_sum(s, F_NEW_COST, a->cost[IS], shown.cost);
		sheet_sum(s, F_COST_CHANGE, a->cost[IS] - a->cost[WAS],
		    shown.cost);
		sheet_u64(s, F_COST_UNKNOWN, a->uncosted);
	}
	return sheet_done(s);
}

static int
name_compare(const void *va, const void *vb, void *arg)
{
	const struct key_names *names = arg;
	const uint32_t *a = va, *b = vb;

	int c = slice_cmp(account_part(names->name[*a]),
	    account_part(names->name[*b]));

	return c != 0 ? c : slice_cmp(names->name[*a], names->name[*b]);
}

static int
accounts_put(struct impact *im, struct sheet *s, bool *differs)
{
	uint32_t *order = xcalloc(im->len + 1, sizeof(*order)), i, n = 0;
	struct shown shown = shown_of(im);
	const struct account *a;
	int rc = 0;

	for (i = 1; i < im->len; i++)
		order[n++] = i;
	qsort_r(order, n, sizeof(*order), name_compare, &im->names);
	for (i = 0; i < n && rc == 0; i++) {
		a = &im->account[order[i]];
		*differs |= a->amount[WAS] != a->amount[IS] || a->gained > 0
		    || a->lost > 0 || a->cost[WAS] != a->cost[IS];
		rc = account_put(im, s, order[i], shown);
	}
	free(order);
	return rc;
}

/* "1.09 -> 0.8 EUR" */
static void
change_add(struct buf *b, const struct impact *im, const money_sum_t sum[2])
{
	char was[MONEY_SUM_TEXT_MAX], is[MONEY_SUM_TEXT_MAX];

	money_sum_format(sum[WAS], was);
	money_sum_format(sum[IS], is);
	buf_addf(b, "%s -> %s %.3s", was, is,
	    im->len > 1 ? im->names.name[1].p : "");
}

static void
sum_say(const struct impact *im)
{
	uint64_t settled = im->side[WAS].settled + im->side[IS].settled;
	money_sum_t sum[2] = { 0, 0 }, cost[2] = { 0, 0 };
	uint64_t uncosted = 0;
	bool costed = false;
	struct buf b = { 0 };
	size_t i;

	for (i = 1; i < im->len; i++) {
		if (memcmp(im->names.name[i].p, im->names.name[1].p,
		    CURRENCY_LEN) != 0)
			return;		/* several currencies have no sum */
		sum[WAS] += im->account[i].amount[WAS];
		sum[IS] += im->account[i].amount[IS];
		cost[WAS] += im->account[i].cost[WAS];
		cost[IS] += im->account[i].cost[IS];
		costed |= im->account[i].costed;
		uncosted += im->account[i].uncosted;
	}
	change_add(&b, im, sum);
	buf_addf(&b, "; %llu rated by neither",
	    (unsigned long long)im->unrated);
	if (costed) {
		buf_addf(&b, "; cost ");
		change_add(&b, im, cost);
	}
	if (uncosted > 0)
		buf_addf(&b, ", not known of %llu",
		    (unsigned long long)uncosted);
	note("%llu records: %.*s%s", (unsigned long long)im->records,
	    SLICE_FMT(buf_slice(&b)), settled > 0
	    ? "; what is settled with its period is left out" : "");
	buf_release(&b);
}

static int
impact_put(struct impact *im, struct sheet *s)
{
	bool differs = false;
	int rc = sheet_open(s, REC_COMPARISON,
	    (enum sheet_form)im->opts->output);

	if (rc != EXIT_OK)
		return rc;
	s->lean = true;
	rc = sheet_close(s, accounts_put(im, s, &differs));
	if (rc != EXIT_OK)
		return rc;
	sum_say(im);
	return differs || im->bad > 0 ? EXIT_FINDINGS : EXIT_OK;
}

int
impact_of(const struct loaded *was, const struct loaded *is,
    const struct catalog_opts *o)
{
	struct impact im = { .opts = o };
	struct sheet sheet;
	struct in *in = NULL;
	int rc = EXIT_OK;

	im.side[WAS].catalog = &was->catalog;
	im.side[IS].catalog = &is->catalog;
	if (impact_open(&im) < 0)
		rc = tool_exit_code(-1);
	if (rc == EXIT_OK) {
		in = in_new(&o->usage, 1, FORMAT_AUTO);
		rc = usage_read(&im, in) < 0 ? tool_exit_code(-1)
		    : impact_put(&im, &sheet);
		in_free(in);
	}
	impact_release(&im);
	return rc;
}
