/*
 * format_tally.h (store) - what a file's header and trailer say of its rows
 * Either may count the rows, sum up columns and number the file. A part of a
 * file is what lies between a header, or a trailer, and the next.
 */
#ifndef STORE_FORMAT_TALLY_H
#define STORE_FORMAT_TALLY_H

#include "base/money.h"
#include "store/format.h"

struct format_claim {			/* of the header, the trailer */
	bool		there;
	bool		count_bad;	/* it is no number */
	uint64_t	count;
	bool		sum_bad[FORMAT_SUMS_MAX];
	money_sum_t	sum[FORMAT_SUMS_MAX];
	uint64_t	line;
};

struct format_tally {
	struct format_claim header;	/* of the part that is read */
	uint64_t	count;		/* rows of the part */
	bool		unread;		/* one of them cannot be read */
	money_sum_t	sum[2][FORMAT_SUMS_MAX];	/* header's, trailer's */
	uint64_t	no_sum[2][FORMAT_SUMS_MAX];	/* rows without number */
};

/* A part begins. */
void	format_tally_begin(struct format_tally *);
/* A row of the part; col NULL: it cannot be read. */
void	format_tally_row(struct format_tally *, const struct format *,
	    const struct slice *col, unsigned len);
/* What a header or trailer says. */
void	format_tally_claim(struct format_claim *, const struct format *,
	    const struct format_line *, const struct csvrow *);
/*
 * Whether a claim is what was found. Else HEADER_COUNT, HEADER_SUM,
 * TRAILER_COUNT, TRAILER_SUM, and why in words.
 */
enum reason format_tally_fits(const struct format_tally *,
	    const struct format *, bool trailer, const struct format_claim *,
	    struct buf *why);

#endif
