/*
 * fixedrow.h (rec) - lines of fixed width as rows
 * A column is a stretch of octets of the line. What a line is too short for
 * is missing. Empty lines are passed over; CRLF is a line end. Memory is
 * constant.
 */
#ifndef REC_FIXEDROW_H
#define REC_FIXEDROW_H

#include "base/sizes.h"
#include "rec/csvrow.h"
#include "rec/textin.h"

#define FIXEDROW_MAX	SIZE_OF(1 << 20, 4 << 10)	/* octets in a line */

struct fixed_column {
	unsigned	from, len;	/* octets; from counts from 0 */
};

struct fixedrow_opts {
	const struct fixed_column *column;	/* copied */
	unsigned	columns;	/* at most CSVROW_COLUMNS_MAX */
	unsigned	least;		/* octets that a line has */
	bool		latin1;		/* ISO 8859-1, handed out as UTF-8 */
	bool		need_newline;	/* a last line without one is cut */
};

struct fixedrows;

struct fixedrows *fixedrows_new(const struct fixedrow_opts *);
void	fixedrows_free(struct fixedrows *);
/* Begin a file; src is borrowed. */
void	fixedrows_open(struct fixedrows *, struct unpack *src);
/* As csvrows_next; a line that is too short has its columns all the same. */
enum csvrow_status fixedrows_next(struct fixedrows *, struct csvrow *);
/* Of the file that was begun, its window: see textin.h. */
struct textin *fixedrows_text(struct fixedrows *);
void	fixedrows_on_wait(struct fixedrows *, int (*fn)(void *), void *arg);
void	fixedrows_on_huge(struct fixedrows *,
	    int (*fn)(void *, const char *, size_t), void *arg);

#endif
