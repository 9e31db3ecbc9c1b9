/*
 * charged.c (bss) - see charged.h
 */
#include "bss/charged.h"

static bool
spans_meet(struct day_span a, struct day_span b)
{
	return !day_span_empty(day_span_cut(a, b));
}

struct slice
charged_tax(const struct charged *c)
{
	return c->taxed_as.len > 0 ? c->taxed_as : c->tax_code;
}

bool
charged_known(struct charged_list l)
{
	for (size_t i = 0; i < l.len; i++)
		if (l.item[i].before)
			return true;
	return false;
}

bool
charged_end(struct charged_list l, struct slice price, int64_t *end)
{
	bool any = false;

	for (size_t i = 0; i < l.len; i++) {
		const struct charged *c = &l.item[i];

		if (c->kind != LINE_RECURRING || !c->before
		    || !slice_eq(c->price, price))
			continue;
		if (!any || c->days.end > *end)
			*end = c->days.end;
		any = true;
	}
	return any;
}

/* The first recurring line of the price that meets the span, or NULL. */
static const struct charged *
first_in(struct charged_list l, struct slice price, struct day_span span)
{
	for (size_t i = 0; i < l.len; i++)
		if (l.item[i].kind == LINE_RECURRING
		    && slice_eq(l.item[i].price, price)
		    && spans_meet(l.item[i].days, span))
			return &l.item[i];
	return NULL;
}

bool
charged_gap(struct charged_list l, struct slice price, struct day_span *rest,
    struct day_span *gap)
{
	const struct charged *c;

	while (!day_span_empty(*rest)) {
		c = first_in(l, price, *rest);
		*gap = *rest;
		if (c == NULL) {
			rest->first = rest->end;
			return true;
		}
		gap->end = c->days.first;
		rest->first = c->days.end;
		if (!day_span_empty(*gap))
			return true;
	}
	return false;
}

bool
charged_has(struct charged_list l, enum line_kind kind, struct slice price,
    struct day_span span)
{
	for (size_t i = 0; i < l.len; i++)
		if (l.item[i].kind == kind && slice_eq(l.item[i].price, price)
		    && spans_meet(l.item[i].days, span))
			return true;
	return false;
}

static bool
is_usage_of(const struct charged *c, struct slice price, struct slice tax_code,
    struct day_span days, bool late)
{
	return (c->kind == LINE_USAGE || c->kind == LINE_CORRECTION
	    || (late && c->kind == LINE_LATE))
	    && slice_eq(c->price, price) && slice_eq(c->tax_code, tax_code)
	    && c->days.first >= days.first && c->days.end <= days.end;
}

bool
charged_usage_sum(struct charged_list l, struct slice price,
    struct slice tax_code, struct day_span days, bool late,
    struct charged_usage *u)
{
	*u = (struct charged_usage){ .any = false };
	for (size_t i = 0; i < l.len; i++) {
		const struct charged *c = &l.item[i];

		if (!is_usage_of(c, price, tax_code, days, late))
			continue;
		u->any = true;
		if (c->own)
			u->tax = charged_tax(c);
		if (!money_add(u->net, c->net, &u->net)
		    || __builtin_add_overflow(u->quantity, c->quantity,
		    &u->quantity) || __builtin_add_overflow(u->records,
		    c->records, &u->records))
			return false;
	}
	return true;
}

/*
 * What some days of a line are worth of its net amount: parts add up to it,
 * as in proration.h.
 */
static bool
worth(const struct charged *c, struct day_span days, unsigned decimals,
    money_t *out)
{
	uint64_t all = (uint64_t)(c->days.end - c->days.first);
	money_t a, b;

	*out = 0;
	if (day_span_empty(days))
		return true;
	if (!money_mul_div(c->net, (uint64_t)(days.first - c->days.first),
	    all, decimals, ROUND_HALF_UP, &a)
	    || !money_mul_div(c->net, (uint64_t)(days.end - c->days.first),
	    all, decimals, ROUND_HALF_UP, &b))
		return false;
	*out = b - a;
	return true;
}

/* Corrections lie within the line that they correct. */
static bool
corrects(const struct charged *c, const struct charged *line)
{
	return c->kind == LINE_CORRECTION && slice_eq(c->price, line->price)
	    && c->days.first >= line->days.first
	    && c->days.end <= line->days.end;
}

/* The days of a line outside `kept`, which may be behind and before it. */
static struct day_span
days_outside(struct day_span line, struct day_span kept)
{
	if (day_span_empty(kept))
		return line;
	if (kept.first == line.first)
		return (struct day_span){ kept.end, line.end };
	if (kept.end == line.end)
		return (struct day_span){ line.first, kept.first };
	return line;
}

/* The least span that has both; an empty one has no days. */
static struct day_span
day_span_hull(struct day_span a, struct day_span b)
{
	if (day_span_empty(a))
		return b;
	return (struct day_span){
		a.first < b.first ? a.first : b.first,
		a.end > b.end ? a.end : b.end
	};
}

bool
charged_correct(struct charged_list l, const struct charged *line,
    struct day_span active, bool whole, unsigned decimals, money_t *amount,
    struct day_span *days)
{
	struct day_span kept = day_span_cut(line->days, active);
	money_sum_t had = line->net;
	bool back;
	money_t due;

	if (whole && !day_span_empty(kept))
		kept = line->days;
	if (!worth(line, kept, decimals, &due))
		return false;
	*days = days_outside(line->days, kept);
	back = day_span_empty(*days);	/* all of it is to be had again */
	for (size_t i = 0; i < l.len; i++)
		if (corrects(&l.item[i], line)) {
			had += l.item[i].net;
			if (back)
				*days = day_span_hull(*days, l.item[i].days);
		}
	return money_from_sum(due - had, amount);
}
