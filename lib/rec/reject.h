/*
 * reject.h (rec) - where bad records go, so that none vanishes
 * FILE takes one `reject` record a line: code, reason, file, line and the raw
 * text (base64 where it is not UTF-8). A line that is too long for a record
 * goes into FILE.big, its reject names offset and length. Mode 0600.
 */
#ifndef REC_REJECT_H
#define REC_REJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"
#include "base/slice.h"
#include "rec/rec.h"

struct out;
struct rejects;

/*
 * path NULL: the first reject is refused (`rejects-refused`). max: NULL, "N"
 * or "P%". NULL on failure, said.
 */
struct rejects *rejects_new(const char *path, const char *max);
void	rejects_free(struct rejects *);
/*
 * The header row of the file that lines are set aside of from here on, copied;
 * empty: it has none. One that is not UTF-8 is left out.
 */
void	rejects_header(struct rejects *, struct slice);
/* A huge line, in pieces, before the reject that it belongs to. 0 or -1. */
int	rejects_huge(struct rejects *, const char *, size_t);
/* Set a line aside; raw.p NULL: the huge one. 0 or -1 (stop, said). */
int	rejects_put(struct rejects *, enum reason, const char *file,
	    uint64_t line, struct slice raw, const char *detail);
/* More than "P%" of `read` (more than "N" has stopped the run before). */
bool	rejects_too_many(const struct rejects *, uint64_t read);
/* Those so far are on the disk. 0 or -1, said. */
int	rejects_sync(struct rejects *);
/*
 * All are on the disk, and they are not too many of `read`. 0 or -1, said.
 */
int	rejects_finish(struct rejects *, uint64_t read);
/*
 * A raw line as a field: `text` where it is UTF-8, else `b64`, its base64.
 */
void	reject_put_text(struct out *, enum field text, enum field b64,
	    struct slice raw);
/*
 * The raw line of a reject record that has it, out of its scratch memory.
 * REASON_FIELD_VALUE: not base64.
 */
enum reason reject_raw(const struct rec *, struct slice *);

#endif
