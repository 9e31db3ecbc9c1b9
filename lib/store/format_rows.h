/*
 * format_rows.h (store) - the rows of a file, as its format lays them out
 * One reader for CSV, JSON and fixed width. The header row is bound to the
 * map, lines that are no rows are passed over, what header and trailer say is
 * held against the rows, and all from a line of `until` on is passed over, too
 * (but read to its end, so that a packed file is checked).
 */
#ifndef STORE_FORMAT_ROWS_H
#define STORE_FORMAT_ROWS_H

#include "store/format.h"

struct format_rows;

/* The format is borrowed; binding a header changes its map. */
struct format_rows *format_rows_new(struct format *);
void	format_rows_free(struct format_rows *);
void	format_rows_on_wait(struct format_rows *, int (*fn)(void *), void *);
void	format_rows_on_huge(struct format_rows *,
	    int (*fn)(void *, const char *, size_t), void *);
/* Called with an empty row where a file begins, and with its header row. */
void	format_rows_on_header(struct format_rows *,
	    void (*fn)(void *, struct slice), void *);
/* Called with the number that a header or trailer says; empty: it has none. */
void	format_rows_on_number(struct format_rows *,
	    void (*fn)(void *, struct slice), void *);
/* Begin a file; src is borrowed. */
void	format_rows_open(struct format_rows *, struct unpack *src);
/*
 * Of the file that was begun: it grows, so a record at its end that is not
 * whole is left there (CSVROW_EOF).
 */
void	format_rows_growing(struct format_rows *);
/*
 * Begin in the middle of a file, at this octet and line. The header of it was
 * bound before, by format_rows_header on its begin.
 */
void	format_rows_resume(struct format_rows *, struct unpack *src,
	    uint64_t offset, uint64_t line);
/* CSVROW_OK also where there is none to be read. */
enum csvrow_status format_rows_header(struct format_rows *, struct csvrow *);
/* Octets up to the next row, its line; at CSVROW_EOF octets that are left. */
uint64_t format_rows_offset(const struct format_rows *);
uint64_t format_rows_line(const struct format_rows *);
uint64_t format_rows_left(const struct format_rows *);
/*
 * As csvrows_next; a row is mapped by usagemap_apply. CSVROW_FAIL also with
 * REASON_CSV_HEADER and REASON_JSON_CUT: format_rows_say says it.
 */
enum csvrow_status format_rows_next(struct format_rows *, struct csvrow *);
/* Why CSVROW_FAIL or CSVROW_BAD: in words, without the file. */
const char *format_rows_why(struct format_rows *, const struct csvrow *);
/* Say it, unless a callback did. */
void	format_rows_say(struct format_rows *, const struct csvrow *,
	    const char *file);

#endif
