/*
 * explain_word.c (bss-rate) - words and lines of --explain
 */
#include "base/diag.h"
#include "explain.h"

void
explain_trace(struct buf *line, const char *name)
{
	struct buf safe = { 0 };

	vis_add(&safe, buf_slice(line));
	printf("\t%s\t%.*s\n", name, (int)safe.len, safe.data);
	buf_release(&safe);
	buf_clear(line);
}

void
explain_time(struct buf *b, const struct rate_run *run, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	tstamp_format_offset(us, zone_offset(&run->catalog.zone, us, NULL),
	    text);
	buf_adds(b, text);
}

const char *
explain_unit(struct slice unit, uint64_t n)
{
	if (slice_is(unit, "octet"))
		return n == 1 ? "octet" : "octets";
	if (slice_is(unit, "1"))
		return n == 1 ? "piece" : "pieces";
	return unit.p;
}
