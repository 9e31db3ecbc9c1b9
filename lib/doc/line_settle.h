/*
 * line_settle.h (doc) - lines that were settled with their period, in words
 */
#ifndef DOC_LINE_SETTLE_H
#define DOC_LINE_SETTLE_H

#include "bss/invoice.h"
#include "doc/doc_text.h"

/* "843.2 Mbit/s", exact, in units of `per` when that is 1000, 10^6, ... */
void	doc_rate(struct buf *, const struct doc_text *, uint64_t bps,
	    uint64_t per);
/*
 * What was measured, and how: "95th percentile 843.2 Mbit/s, commitment
 * 500 Mbit/s". Nothing for other lines.
 */
void	doc_line_settle(struct buf *, const struct doc_text *,
	    const struct invoice_line *, unsigned decimals);
/* The quantity of a line, in the unit that its price is for. */
void	doc_line_quantity(struct buf *, const struct doc_text *,
	    const struct invoice_line *);

#endif
