/*
 * csv_in.h (rec) - rows of record CSV to the text of flat JSON objects
 * So everything behind has one kind of record. Known fields take the kind of
 * the table, unknown ones are strings, empty cells are left out.
 */
#ifndef REC_CSV_IN_H
#define REC_CSV_IN_H

#include "base/buf.h"
#include "rec/csvrow.h"
#include "rec/types.h"

struct csv_in;

/*
 * The first row is the header. file: for messages, borrowed. type: of rows
 * where there is no column `type`; REC_NONE: the column must be there. NULL:
 * the header is not usable (`csv-header`), said.
 */
struct csv_in *csv_in_new(const char *file, enum rec_type type,
	    const struct csvrow *header);
void	csv_in_free(struct csv_in *);

/*
 * A row as one object and a newline in *text, padded for the scanner. Or
 * REASON_CSV_COLUMNS. No cell with a value: *text is empty.
 */
enum reason csv_in_row(struct csv_in *, const struct csvrow *,
	    struct buf *text);

#endif
