/*
 * csv_out.h (rec) - records to CSV rows
 * The header is the columns of the first record's type in table order, then
 * its unknown fields. A record of another type or with a field that has no
 * column stops with `csv-shape`.
 */
#ifndef REC_CSV_OUT_H
#define REC_CSV_OUT_H

#include "base/buf.h"
#include "rec/rec.h"

struct csv_out;
struct csv_out *csv_out_new(const char *name);
void	csv_out_free(struct csv_out *);
/* Replace what stands in b from `at` on by the row of r (and, at the first
 * call, the header before it). r may stand in b. 0; -1: said. */
int	csv_out_row(struct csv_out *, const struct rec *r, struct buf *b,
	    size_t at);

#endif
