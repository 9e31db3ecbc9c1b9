/*
 * call_rows.h - rows of which several make the usage of one call
 * Between runs, with a state, records of calls that are not whole are held:
 * each is a part record, with the values of its columns as the format names
 * them; those of calls that are over only say that they were here.
 */
#ifndef MEDIATE_CALL_ROWS_H
#define MEDIATE_CALL_ROWS_H

#include "rec/rec.h"
#include "usage.h"

struct call_rows;

/* All are borrowed. */
struct call_rows *call_rows_new(struct format *, struct usage_maker *,
	    struct stream *);
void	call_rows_free(struct call_rows *);
/*
 * A row that is mapped and has its id: usage where its call is whole by it,
 * else held. 0 or -1: stop, said.
 */
int	call_rows_take(struct call_rows *, const char *file,
	    const struct csvrow *);
/*
 * No more rows: calls that were silent for too long at the time of the latest
 * record, or at now_us (INT64_MIN: not said), are usage as they are; with
 * all, every one. What then is held is counted. 0 or -1: stop, said.
 */
int	call_rows_end(struct call_rows *, int64_t now_us, bool all);

/* A part record of the state; false: it is none. */
bool	call_rows_load(struct call_rows *, const struct rec *);
int	call_rows_save(struct call_rows *, struct out *);

#endif
