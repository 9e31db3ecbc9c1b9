/*
 * csvrow.h (rec) - the rows of CSV, as their writers left them
 * For record streams (in.h) and for foreign CSV: call detail records, exports
 * of other systems.
 *
 * libcsv in strict mode, spaces kept, says what a row is. Rows that leave it
 * nothing to decide - each field free of quotes, or quoted with none inside -
 * are cut by a vector scan instead, three times as fast, and a fuzz target
 * holds the two against each other.
 *
 * A bad row is bad at its first line: the line is handed out as CSVROW_BAD
 * and reading goes on with the next one, so a stray quote costs one line and
 * not the rest of the file. Memory is constant. Empty lines and a byte order
 * mark are passed over; CRLF is a line end.
 */
#ifndef REC_CSVROW_H
#define REC_CSVROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"
#include "base/sizes.h"
#include "base/slice.h"
#include "rec/unpack.h"

#define CSVROW_COLUMNS_MAX	600
#define CSVROW_MAX		SIZE_OF(1 << 20, 4 << 10)	/* octets in a row */

#define CSVROW_UNQUOTED		'\0'	/* as quote: there are none */

struct csvrow_opts {
	char	delimiter, quote;
	bool	latin1;		/* ISO 8859-1, handed out as UTF-8 */
	bool	need_newline;	/* a last line without one is cut */
};

enum csvrow_status {
	CSVROW_OK,
	CSVROW_BAD,		/* row->reason; row->raw is its first line */
	CSVROW_EOF,		/* of this file */
	CSVROW_FAIL		/* cannot read: unpack_say; reason none: a
				 * callback failed and said why */
};

struct csvrow {			/* borrowed until the next call */
	const struct slice *col;
	unsigned	len;
	uint64_t	line;	/* of the row's first octet, from 1 */
	struct slice	raw;	/* without its line end; {NULL,0}: too long */
	enum reason	reason;
	/*
	 * All is ASCII that a string in JSON holds as it stands, and what lies
	 * CSVROW_BEYOND octets behind a column may be read.
	 */
	bool		clean;
};

#define CSVROW_BEYOND	32

struct csvrows;

struct csvrows *csvrows_new(const struct csvrow_opts *);
void	csvrows_free(struct csvrows *);
/*
 * Begin a file. src is borrowed. begun: its first octets, where they were read
 * already to tell what it is (at most CSVROW_MAX, copied; else {NULL, 0}).
 */
void	csvrows_open(struct csvrows *, struct unpack *src, struct slice begun);
enum csvrow_status csvrows_next(struct csvrows *, struct csvrow *);
/*
 * Of the file that was begun: it grows, so what it ends with is left while its
 * line end or closing quote is missing (CSVROW_EOF). And: it goes on at this
 * octet and line.
 */
void	csvrows_growing(struct csvrows *);
void	csvrows_from(struct csvrows *, uint64_t offset, uint64_t line);
/* Octets up to the next row, its line; at CSVROW_EOF octets behind that. */
uint64_t csvrows_offset(const struct csvrows *);
uint64_t csvrows_line(const struct csvrows *);
uint64_t csvrows_left(const struct csvrows *);
/* Called before a read that would block (flush what was made so far). */
void	csvrows_on_wait(struct csvrows *, int (*fn)(void *), void *arg);
/*
 * A line over CSVROW_MAX is handed to fn in pieces while it is skipped: fn
 * gets them before csvrows_next returns CSVROW_BAD. -1 of fn: CSVROW_FAIL.
 */
void	csvrows_on_huge(struct csvrows *,
	    int (*fn)(void *, const char *, size_t), void *arg);
/* Let libcsv read every row (for the tests that compare). */
void	csvrows_plain(struct csvrows *, bool);

#endif
