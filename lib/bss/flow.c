/*
 * flow.c (bss) - when a flow was, as its exporter's uptime says
 */
#include "bss/flow.h"

/* Turns to take off a time so that it is not after `latest`. */
static unsigned
wraps_of(int64_t us, int64_t latest)
{
	int64_t n;

	if (us <= latest)
		return 0;
	n = (us - latest + FLOW_WRAP_US - 1) / FLOW_WRAP_US;
	return n > FLOW_WRAPS_MAX ? FLOW_WRAPS_MAX + 1 : (unsigned)n;
}

enum flow_verdict
flow_judge(struct flow_times *t, int64_t received_us, int64_t max_delay_us,
    unsigned *wraps)
{
	const int64_t latest = received_us + FLOW_SKEW_US;
	unsigned first = wraps_of(t->ts_us, latest);
	unsigned last = t->has_end ? wraps_of(t->end_us, latest) : first;
	int64_t ts = t->ts_us - first * FLOW_WRAP_US;
	int64_t end = t->has_end ? t->end_us - last * FLOW_WRAP_US : ts;

	if (first > FLOW_WRAPS_MAX || last > FLOW_WRAPS_MAX || end < ts
	    || received_us - end > max_delay_us)
		return FLOW_ODD;
	if (first == 0 && last == 0)
		return FLOW_FINE;
	t->ts_us = ts;
	if (t->has_end)
		t->end_us = end;
	*wraps = first > last ? first : last;
	return FLOW_WRAPPED;
}
