/*
 * scan.h (rec) - the record scanner: one line of flat JSON to slices
 * One pass validates every octet (grammar of RFC 8259, UTF-8, no control
 * characters, one level, nothing behind the brace) and takes the values as
 * slices. Records that follow each other have the same keys in the same
 * places: the text between two values (`,"quantity":`) seen at the n-th place
 * of the last record is compared first, up to SHAPES_MAX such shapes.
 */
#ifndef REC_SCAN_H
#define REC_SCAN_H

#include "rec/rec.h"

#define SCAN_PADDING	64	/* readable octets behind the last newline */
#define SCAN_LINES	16	/* records that are valid at a time */
#define SHAPES_MAX	16	/* more, so that theirs are */
#define REC_KEY_MAX	200	/* octets of a field name */

struct scanner;
struct scanner *scanner_new(void);
void	scanner_free(struct scanner *);

/*
 * Scan the line at p, which ends in '\n' within memory that is readable for
 * SCAN_PADDING octets more. On REASON_NONE *r holds line, shape, val, type
 * and scratch, valid until SCAN_LINES more lines were scanned, and *next stands
 * behind the newline. Otherwise *next is untouched and *at points to the
 * offending octet.
 */
enum reason scan_line(struct scanner *, const char *p, struct rec *r,
	    const char **next, const char **at);
/* Remember that records of this shape have all that this type requires. */
void	scan_complete(struct scanner *, const struct rec *);

#endif
