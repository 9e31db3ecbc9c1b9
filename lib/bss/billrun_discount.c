/*
 * billrun_discount.c (bss) - discounts and commitments of a document
 * Those of a subscription follow its lines, those of the account come last.
 * Of either first the discounts by id, each of what the ones before it left,
 * then for each commitment by id the maximum, and the minimum of what is left.
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "bss/billrun_make.h"
#include "bss/extra.h"
#include "bss/minor.h"

#define CODE_DISCOUNT	"95"		/* UNTDID 5189 */

struct spending {
	struct maker	*m;
	enum spend_scope scope;
	struct slice	 discounts, commitments;	/* lists of ids */
	struct slice	 account_discounts, account_commitments;
	const struct discount *by_ended; /* only those that have it */
	int64_t		 began;
	struct day_stays active;	/* of those of the document */
	size_t		 first, end;	/* lines of the document */
};

/*
 * Who has what
 */

/* The next word of a list, *list is moved behind it; empty: the end. */
static struct slice
word_next(struct slice *list)
{
	struct slice word;

	while (list->len > 0 && (list->p[0] == ' ' || list->p[0] == ',')) {
		list->p++;
		list->len--;
	}
	word = (struct slice){ list->p, 0 };
	while (list->len > 0 && list->p[0] != ' ' && list->p[0] != ',') {
		list->p++;
		list->len--;
		word.len++;
	}
	return word;
}

static bool
in_list(struct slice list, struct slice id)
{
	struct slice word;

	while ((word = word_next(&list)).len > 0)
		if (slice_eq(word, id))
			return true;
	return false;
}

static bool
offer_discounts(const struct offer *o, const struct discount *d)
{
	for (size_t i = 0; o != NULL && i < o->discounts; i++)
		if (o->discount[i] == d)
			return true;
	return false;
}

static bool
offer_commits(const struct offer *o, const struct commitment *k)
{
	for (size_t i = 0; o != NULL && i < o->commitments; i++)
		if (o->commitment[i] == k)
			return true;
	return false;
}

static bool
has_lines(const struct spending *s, const struct bill_subscription *sub)
{
	const struct invoice *inv = s->m->inv;

	for (size_t i = s->first; i < s->end; i++)
		if (slice_eq(inv->line[i].subscription, sub->id))
			return true;
	return false;
}

/* What one gives that has days of the period */
static bool
takes_part(const struct spending *s, const struct bill_subscription *sub)
{
	return sub->offer != NULL && offer_served(sub->offer)
	    && !day_span_empty(day_span_cut(sub->active, s->m->run->days));
}

static struct slice
list_of(struct billrun *b, struct slice extra, const char *name)
{
	return extra_get(extra, slice_of(name), &b->arena);
}

/* A subscription has it by its offer or, for its account, by its fields. */
static bool
sub_has(const struct spending *s, const struct bill_subscription *sub,
    const struct discount *d, const struct commitment *k)
{
	struct billrun *b = s->m->run;

	if (d != NULL ? offer_discounts(sub->offer, d)
	    : offer_commits(sub->offer, k))
		return true;
	return s->scope == SCOPE_ACCOUNT && sub->own != NULL
	    && in_list(list_of(b, sub->own->extra, d != NULL
	    ? "param_discounts" : "param_commitments"),
	    d != NULL ? d->id : k->id);
}

/* Who of the account has it, and is or is not active; NULL: nobody. */
static const struct bill_subscription *
who_has(const struct spending *s, const struct discount *d,
    const struct commitment *k, bool active)
{
	const struct billrun *b = s->m->run;
	const struct bill_subscription *sub;

	for (uint32_t at = b->first[s->m->account];
	    at < b->first[s->m->account + 1]; at++) {
		sub = &b->sub[b->of_payer[at]];
		if (takes_part(s, sub) == active && (active
		    || has_lines(s, sub)) && sub_has(s, sub, d, k))
			return sub;
	}
	return NULL;
}

/* The account has what one of its subscriptions has. */
static bool
some_has(const struct spending *s, const struct discount *d,
    const struct commitment *k)
{
	return s->scope == SCOPE_SUBSCRIPTION
	    ? sub_has(s, &s->m->run->sub[s->m->sub], d, k)
	    : who_has(s, d, k, true) != NULL;
}

/*
 * What lines of a subscription that has ended charge or give back was
 * discounted, and nothing else is.
 */
static bool
has_discount(struct spending *s, const struct discount *d)
{
	s->by_ended = NULL;
	if (d->of.scope != s->scope)
		return false;
	if (in_list(s->discounts, d->id) || in_list(s->account_discounts,
	    d->id) || some_has(s, d, NULL))
		return true;
	if (s->scope != SCOPE_ACCOUNT || who_has(s, d, NULL, false) == NULL)
		return false;
	s->by_ended = d;
	return true;
}

static bool
has_commitment(struct spending *s, const struct commitment *k)
{
	s->by_ended = NULL;
	return k->of.scope == s->scope && (in_list(s->commitments, k->id)
	    || in_list(s->account_commitments, k->id)
	    || some_has(s, NULL, k));
}

/* An id that the catalog does not have is a finding, never nothing. */
static void
check_lists(const struct spending *s)
{
	const struct catalog *c = s->m->run->catalog;
	struct slice list = s->discounts, word;

	while ((word = word_next(&list)).len > 0)
		if (catalog_discount(c, word) == NULL)
			maker_fail(s->m, REASON_BILL_DISCOUNT, word);
	list = s->commitments;
	while ((word = word_next(&list)).len > 0)
		if (catalog_commitment(c, word) == NULL)
			maker_fail(s->m, REASON_BILL_DISCOUNT, word);
}

/*
 * Which lines
 */
static int64_t
first_day(const struct invoice_line *l)
{
	struct civil c = { 0 };

	date_parse(slice_of(l->first), &c);
	return civil_days(c.year, c.month, c.day);
}

/* Whether a line's own subscription has what is applied */
static bool
is_by_ended(const struct spending *s, const struct invoice_line *l)
{
	const struct billrun *b = s->m->run;
	const struct bill_subscription *sub;

	for (uint32_t at = b->first[s->m->account];
	    at < b->first[s->m->account + 1]; at++) {
		sub = &b->sub[b->of_payer[at]];
		if (slice_eq(sub->id, l->subscription))
			return sub_has(s, sub, s->by_ended, NULL);
	}
	return false;
}

static bool
is_of(const struct spending *s, const struct spend_of *of,
    const struct invoice_line *l)
{
	const struct catalog *c = s->m->run->catalog;
	const struct price *p;

	if (s->by_ended != NULL && !is_by_ended(s, l))
		return false;
	if (of->price != NULL) {
		p = catalog_price(c, l->price);
		if (p == NULL || !of->price[p - c->price])
			return false;
	}
	return spend_holds(of, first_day(l), s->began,
	    s->m->run->account[s->m->account].bill_day);
}

/* Choose the lines and sum what is left of them. */
static bool
pick(const struct spending *s, const struct spend_of *of, money_t *spend)
{
	struct maker *m = s->m;
	money_sum_t sum = 0;

	for (size_t i = s->first; i < s->end; i++) {
		m->rest[i].picked = is_of(s, of, &m->inv->line[i]);
		if (m->rest[i].picked)
			sum += m->rest[i].left;
	}
	return money_from_sum(sum, spend);
}

/*
 * Taking off
 */
static bool
same_tax(const struct invoice_line *a, const struct invoice_line *b)
{
	return slice_eq(a->tax_category, b->tax_category)
	    && a->tax_percent == b->tax_percent;
}

/* The picked lines taxed as line i; false when an earlier one is of them. */
static bool
group_sum(const struct spending *s, size_t at, money_t *sum)
{
	const struct maker *m = s->m;

	*sum = 0;
	for (size_t i = s->first; i < s->end; i++) {
		if (!m->rest[i].picked || !same_tax(&m->inv->line[i],
		    &m->inv->line[at]))
			continue;
		if (i < at)
			return false;
		*sum += m->rest[i].left;	/* a part of the spend */
	}
	return true;
}

/*
 * The share of what is taken off that falls to the spend from a to b of a
 * whole; of one that comes to nothing a percentage is still taken of each
 * part of it.
 */
static bool
share_of(const struct spending *s, const struct invoice_allowance *by,
    money_t amount, money_t a, money_t b, money_t whole, money_t *out)
{
	if (whole == 0) {
		amount = by->has_percent ? by->percent : 0;
		whole = 100 * MONEY_SCALE;
	}
	return spend_share(amount, a, b, whole, s->m->inv->decimals, out);
}

/* Share out what is taken off a group among its lines. */
static bool
group_take(const struct spending *s, const struct invoice_allowance *a,
    size_t at, money_t sum)
{
	struct maker *m = s->m;
	money_t until = 0, left, part;

	for (size_t i = at; i < s->end; i++) {
		if (!m->rest[i].picked || !same_tax(&m->inv->line[i],
		    &m->inv->line[at]))
			continue;
		left = m->rest[i].left;
		if (!share_of(s, a, a->amount, until, until + left, sum,
		    &part))
			return false;
		until += left;
		m->rest[i].left = left - part;
	}
	return true;
}

/* An allowance for each way in which the lines are taxed (BG-20). */
static bool
take_off(const struct spending *s, const struct invoice_allowance *a,
    money_t spend)
{
	static const struct tax_terms known = { .gl = { NULL, 0 } };
	struct invoice_allowance one = *a;
	struct maker *m = s->m;
	money_t until = 0, sum;

	for (size_t i = s->first; i < s->end; i++) {
		if (!m->rest[i].picked || !group_sum(s, i, &sum))
			continue;
		one.base = sum;
		one.tax_category = m->inv->line[i].tax_category;
		one.tax_percent = m->inv->line[i].tax_percent;
		if (!share_of(s, a, a->amount, until, until + sum, spend,
		    &one.amount) || !group_take(s, &one, i, sum))
			return false;
		until += sum;
		if (one.amount == 0)
			continue;
		*invoice_add_allowance(m->inv) = one;
		if (!tax_add_allowance(m->inv, &one, &known))
			return false;
	}
	return true;
}

static struct slice
subscription_of(const struct spending *s)
{
	return s->scope == SCOPE_SUBSCRIPTION ? s->m->run->sub[s->m->sub].id
	    : (struct slice){ NULL, 0 };
}

static bool
discount_apply(const struct spending *s, const struct discount *d)
{
	struct invoice_allowance a = {
		.discount = d->id, .reason = d->name, .gl = d->gl,
		.code = SLICE_LIT(CODE_DISCOUNT),
		.subscription = subscription_of(s),
		.has_percent = d->percent != 0, .percent = d->percent,
	};
	money_t spend;

	if (!pick(s, &d->of, &spend) || !discount_of(d, spend,
	    s->m->inv->decimals, &a.amount))
		return false;
	return (a.amount == 0 && (spend != 0 || !a.has_percent))
	    || take_off(s, &a, spend);
}

/*
 * Commitments
 */

/* Whether usage of the cycle would be looked at. */
static bool
holds_in(const struct spending *s, const struct commitment *k,
    struct day_span cycle)
{
	return spend_holds(&k->of, cycle.first, s->began,
	    s->m->run->account[s->m->account].bill_day);
}

/*
 * A limit of a cycle for the days of the period that are covered. What is
 * owed (a minimum) is so only of cycles in which the commitment holds.
 */
static bool
limit_of(const struct spending *s, const struct commitment *k,
    money_t amount, bool owed, money_t *out)
{
	const struct charge_rounding r = { ROUND_HALF_UP,
	    s->m->inv->decimals, s->m->inv->decimals };
	struct stays_walk w = { .stay = 0 };
	struct charge_part cost;

	*out = 0;
	while (stays_next(s->m, &s->active, !k->prorated, &w))
		if ((!owed || holds_in(s, k, w.cycle))
		    && (!prorate(amount, w.cycle, w.part, &r, &cost)
		    || !money_add(*out, cost.net, out)))
			return false;
	return true;
}

static bool
maximum_apply(const struct spending *s, const struct commitment *k,
    money_t *spend)
{
	struct invoice_allowance a = {
		.discount = k->id, .reason = k->name, .gl = k->gl,
		.code = SLICE_LIT(CODE_DISCOUNT),
		.subscription = subscription_of(s),
	};
	money_t limit;

	if (!limit_of(s, k, k->maximum, false, &limit))
		return false;
	if (*spend <= limit)
		return true;
	a.amount = *spend - limit;
	if (!take_off(s, &a, *spend))
		return false;
	*spend = limit;
	return true;
}

/* What was given back is no spend below nothing. */
static bool
minimum_apply(const struct spending *s, const struct commitment *k,
    money_t spend)
{
	const struct price as = { .id = k->id, .name = k->name, .gl = k->gl };
	struct maker *m = s->m;
	struct invoice_line *l;
	money_t limit;

	if (!limit_of(s, k, k->minimum, true, &limit))
		return false;
	if (spend < 0)
		spend = 0;
	if (spend >= limit)
		return true;
	l = invoice_add_line(m->inv);
	l->kind = LINE_COMMITMENT;
	l->quantity = 1;
	l->unit = SLICE_LIT("1");
	l->net = limit - spend;
	l->settle = SLICE_LIT("minimum");
	l->measured_unit = m->inv->currency;
	l->measured = (uint64_t)minor_from_money(spend, m->inv->decimals);
	l->commit = (uint64_t)minor_from_money(limit, m->inv->decimals);
	line_dates(l, s->active.all);
	if (!line_finish(m, l, &as, k->tax, s->active.all.end - 1))
		return false;
	if (s->scope == SCOPE_ACCOUNT)
		l->subscription = l->identifier = l->account = l->offer
		    = l->offer_name = (struct slice){ NULL, 0 };
	return true;
}

static bool
commitment_apply(const struct spending *s, const struct commitment *k)
{
	money_t spend;

	if (s->active.len == 0)
		return true;
	return pick(s, &k->of, &spend)
	    && (!k->has_maximum || maximum_apply(s, k, &spend))
	    && (!k->has_minimum || minimum_apply(s, k, spend));
}

/*
 * The order
 */
static void
rest_fill(struct spending *s)
{
	struct maker *m = s->m;

	s->end = m->inv->lines;
	if (m->rests_cap < s->end) {
		m->rests_cap = s->end * 2;
		m->rest = xreallocarray(m->rest, m->rests_cap,
		    sizeof(*m->rest));
	}
	for (; m->rests < s->end; m->rests++)
		m->rest[m->rests].left = m->inv->line[m->rests].net;
}

/* Amounts of discounts and commitments are in the catalog's currency. */
static bool
speaks_currency(const struct spending *s, const struct discount *d,
    const struct commitment *k)
{
	bool amounts = d != NULL ? d->percent == 0 : k != NULL;

	return !amounts || slice_eq(s->m->inv->currency,
	    s->m->run->catalog->currency);
}

/* A line that cannot be taxed has said why. */
static bool
is_of_tax(enum reason why)
{
	return why == REASON_BILL_TAX || why == REASON_BILL_TREATMENT;
}

static bool
apply(struct spending *s)
{
	const struct catalog *c = s->m->run->catalog;

	rest_fill(s);
	check_lists(s);
	for (size_t i = 0; i < c->discount_len; i++) {
		if (!has_discount(s, &c->discount[i]))
			continue;
		if (!speaks_currency(s, &c->discount[i], NULL))
			return maker_fail(s->m, REASON_BILL_CURRENCY,
			    c->discount[i].id);
		if (!discount_apply(s, &c->discount[i]))
			return maker_fail(s->m, REASON_MONEY_OVERFLOW,
			    c->discount[i].id);
	}
	for (size_t i = 0; i < c->commitment_len; i++) {
		if (!has_commitment(s, &c->commitment[i]))
			continue;
		if (!speaks_currency(s, NULL, &c->commitment[i]))
			return maker_fail(s->m, REASON_BILL_CURRENCY,
			    c->commitment[i].id);
		if (!commitment_apply(s, &c->commitment[i]))
			return is_of_tax(s->m->fault->why)
			    ? false : maker_fail(s->m, REASON_MONEY_OVERFLOW,
			    c->commitment[i].id);
	}
	return true;
}

static void
lists_read(struct spending *s, struct slice extra)
{
	s->discounts = list_of(s->m->run, extra, "param_discounts");
	s->commitments = list_of(s->m->run, extra, "param_commitments");
}

static bool
has_any(const struct catalog *c)
{
	return c->discount_len > 0 || c->commitment_len > 0;
}

bool
add_discounts(struct maker *m, size_t first)
{
	struct billrun *b = m->run;
	const struct bill_subscription *sub = &b->sub[m->sub];
	struct spending s = { .m = m, .scope = SCOPE_SUBSCRIPTION,
	    .first = first, .began = sub->active.first };
	struct day_span days;

	/* its limits are of the days that are charged with the period */
	days = day_span_cut(sub->active, (struct day_span){ m->since,
	    b->days.end });
	if (sub->offer != NULL && offer_served(sub->offer)
	    && !day_span_empty(days))
		s.active = (struct day_stays){ &days, 1, days };
	if (!has_any(b->catalog) && sub->own == NULL)
		return true;
	if (sub->own != NULL)
		lists_read(&s, sub->own->extra);
	s.account_discounts = m->account_discounts;
	s.account_commitments = m->account_commitments;
	return apply(&s);
}

void
account_lists(struct maker *m)
{
	struct slice extra = m->run->account[m->account].extra;

	m->account_discounts = list_of(m->run, extra, "param_discounts");
	m->account_commitments = list_of(m->run, extra, "param_commitments");
}

static bool
any_sub(void *arg, uint32_t sub)
{
	(void)arg;
	(void)sub;
	return true;
}

bool
add_account_discounts(struct maker *m)
{
	struct spending s = { .m = m, .scope = SCOPE_ACCOUNT,
	    .began = INT64_MIN, .discounts = m->account_discounts,
	    .commitments = m->account_commitments };

	if (!has_any(m->run->catalog) && s.discounts.len == 0
	    && s.commitments.len == 0)
		return true;
	/* the days on which it had a subscription */
	s.active = stays_of(m->run, m->account, m->run->days, any_sub, NULL);
	return apply(&s);
}
