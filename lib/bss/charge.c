/*
 * charge.c (bss) - see charge.h
 */
#include "bss/charge.h"

struct day_span
charge_cycle(const struct price *p, struct day_span active, int bill_day,
    int64_t day)
{
	if (p->months <= 1)
		return cycle_of(day, bill_day);
	return cycle_of_months(day, bill_day, p->months,
	    p->anchor == ANCHOR_SUBSCRIPTION
	    ? cycle_month(active.first, bill_day) : 0);
}

/* Whether the period bills, in advance, what is charged from day `first`. */
static bool
in_advance(const struct charge_walk *w, int64_t first)
{
	if (first == w->active.first)
		return first >= w->period.first && first < w->period.end;
	return first > w->period.first && first <= w->period.end;
}

/* The days of the walk's cycle that this period bills; may be empty. */
static struct day_span
billed_days(const struct charge_walk *w)
{
	static const struct day_span none = { 0, 0 };
	struct day_span part = day_span_cut(w->cycle, w->active);

	if (day_span_empty(part))
		return none;
	if (w->price->timing == TIMING_ADVANCE)
		return in_advance(w, part.first) ? part : none;
	if (w->price->proration == PRORATION_NONE || w->price->months > 1)
		return part.end > w->period.first && part.end <= w->period.end
		    ? part : none;
	return day_span_cut(part, w->period);
}

bool
charge_next(struct charge_walk *w, struct charge *out)
{
	struct day_span days;

	for (;;) {
		/* Before the period only its own cycle can be billed by it. */
		w->cycle = charge_cycle(w->price, w->active, w->bill_day,
		    w->begun ? w->cycle.end : w->period.first);
		w->begun = true;
		if (w->cycle.first > w->period.end)
			return false;
		days = billed_days(w);
		if (!day_span_empty(days)) {
			out->cycle = w->cycle;
			out->part = days;
			return true;
		}
	}
}
