/*
 * reading.c (bss) - see reading.h
 */
#include "bss/reading.h"

enum reason
reading_of_rec(const struct rec *rec, const struct percentile_terms *t,
    struct reading *r)
{
	enum reason why;

	*r = (struct reading){
		.gap = slice_is(rec_str(rec, F_READING_QUALITY), "gap")
	};
	if ((why = rec_time(rec, F_TS, &r->from_us)) != REASON_NONE)
		return why;
	r->to_us = r->from_us;
	if (rec_has(rec, F_END_TS)
	    && (rec_time(rec, F_END_TS, &r->to_us) != REASON_NONE
	    || r->to_us < r->from_us))
		return REASON_FIELD_VALUE;
	if (t->measure == MEASURE_SUM)
		return rec_u64(rec, F_QUANTITY, &r->in_octets);
	if (t->measure != MEASURE_OUT && (why = rec_u64(rec, F_IN_OCTETS,
	    &r->in_octets)) != REASON_NONE)
		return why;
	return t->measure == MEASURE_IN ? REASON_NONE
	    : rec_u64(rec, F_OUT_OCTETS, &r->out_octets);
}
