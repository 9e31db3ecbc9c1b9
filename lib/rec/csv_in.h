/*
 * csv_in.h (rec) - record CSV to lines of NDJSON
 * libcsv (strict) parses; a row becomes the text of one flat JSON object, so
 * that everything behind has one kind of record. Known fields take the kind
 * of the table, unknown ones are strings, empty cells are left out.
 */
#ifndef REC_CSV_IN_H
#define REC_CSV_IN_H

#include "base/buf.h"
#include "base/reason.h"
#include "rec/types.h"

struct csv_in;

enum csv_in_status {
	CSV_MORE,	/* the row goes on in the next line */
	CSV_ROW,	/* csv_in_row holds an object and a newline */
	CSV_NOTHING,	/* header or empty line */
	CSV_BAD,	/* not usable: csv_in_reason; parser starts anew */
	CSV_FATAL	/* header not usable: said */
};

/* type: of rows without a `type` column; REC_NONE: the column must be there.
 * file: for messages, borrowed. */
struct csv_in *csv_in_new(const char *file, enum rec_type type);
void	csv_in_free(struct csv_in *);

/* One line with its newline (or the last one without), line_no for messages */
enum csv_in_status csv_in_line(struct csv_in *, struct slice line,
	    uint64_t line_no);
/* The input has ended: an open quote is CSV_BAD. */
enum csv_in_status csv_in_finish(struct csv_in *);
/* Drop the row that is being built, start anew with the next line. */
void	csv_in_reset(struct csv_in *);

struct buf *csv_in_row(struct csv_in *);	/* padded for the scanner */
enum reason csv_in_reason(const struct csv_in *);

#endif
