/*
 * jsonrow.h (rec) - JSON objects as rows: chosen members, by their paths
 * A file is objects one after another (NDJSON, pretty-printed, parted by
 * commas), or arrays of them. A column is a path: names of members joined by
 * full stops, a number for an element of an array, from 0; `\.` is a full
 * stop within a name: variables.uuid, callflow.0.caller_profile.context. A
 * value is text: a string decoded, a number as it is written (it never passes
 * through a double), true or false; null, "" and what is not there are
 * missing. An object or array where a value is wanted is JSON_NESTED.
 *
 * Every octet is validated (RFC 8259, UTF-8). A line that begins with a brace
 * begins an object, so what was cut in the middle costs itself alone; within
 * an object braces are indented. Text between objects is a bad line. Memory is
 * constant, each octet is looked at once to frame and once to parse.
 */
#ifndef REC_JSONROW_H
#define REC_JSONROW_H

#include "base/sizes.h"
#include "rec/csvrow.h"
#include "rec/textin.h"

#define JSONROW_MAX	SIZE_OF(1 << 20, 4 << 10)	/* octets in an object */
#define JSONROW_DEPTH	32			/* objects within objects */
#define JSONROW_PATH	16			/* names in a path */

struct jsonrow_opts {
	const struct slice *path;	/* borrowed for jsonrows_new only */
	unsigned	 paths;		/* at most CSVROW_COLUMNS_MAX */
	bool		 percent;	/* %41 in a string is A */
};

struct jsonrows;

/* NULL when a path is none: *bad is its index. */
struct jsonrows *jsonrows_new(const struct jsonrow_opts *, unsigned *bad);
void	jsonrows_free(struct jsonrows *);
/* Begin a file; src is borrowed. */
void	jsonrows_open(struct jsonrows *, struct unpack *src);
/*
 * As csvrows_next; row->col has one column for each path. CSVROW_FAIL with
 * REASON_JSON_CUT: an array is not closed at the end of the file.
 */
enum csvrow_status jsonrows_next(struct jsonrows *, struct csvrow *);
/* Of the file that was begun, its window: see textin.h. */
struct textin *jsonrows_text(struct jsonrows *);
void	jsonrows_on_wait(struct jsonrows *, int (*fn)(void *), void *arg);
void	jsonrows_on_huge(struct jsonrows *,
	    int (*fn)(void *, const char *, size_t), void *arg);

#endif
