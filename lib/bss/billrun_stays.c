/*
 * billrun_stays.c (bss) - the days of subscriptions, and their cycles
 */
#include "bss/billrun_make.h"

bool
cycle_next(const struct maker *m, struct day_span days,
    struct day_span *cycle, struct day_span *part)
{
	if (day_span_empty(days) || cycle->end >= days.end)
		return false;
	*cycle = cycle_of(cycle->end, m->run->account[m->account].bill_day);
	*part = day_span_cut(*cycle, days);
	return true;
}

struct day_stays
stays_of(struct billrun *b, uint32_t payer, struct day_span days,
    bool (*has)(void *, uint32_t), void *arg)
{
	uint32_t first = b->first[payer], end = b->first[payer + 1];
	struct day_stays s = { .len = 0 };

	s.span = arena_alloc(&b->arena, (end - first) * sizeof(*s.span));
	for (uint32_t i = first; i < end; i++)
		if (has(arg, b->of_payer[i]))
			s.span[s.len++] = day_span_cut(
			    b->sub[b->of_payer[i]].active, days);
	s.len = day_spans_union(s.span, s.len);
	if (s.len > 0)
		s.all = (struct day_span){ s.span[0].first,
		    s.span[s.len - 1].end };
	return s;
}

bool
stays_next(const struct maker *m, const struct day_stays *s, bool whole,
    struct stays_walk *w)
{
	int64_t before = w->begun ? w->cycle.first : INT64_MIN;

	for (; w->stay < s->len; w->stay++, w->begun = false) {
		if (!w->begun)
			w->cycle.end = s->span[w->stay].first;
		w->begun = true;
		while (cycle_next(m, s->span[w->stay], &w->cycle, &w->part)) {
			if (!whole)
				return true;
			w->part = w->cycle;
			if (w->cycle.first != before)
				return true;
		}
		before = w->cycle.first;
	}
	return false;
}
