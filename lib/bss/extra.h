/*
 * extra.h (bss) - the fields of a record that the table does not know
 * They are users' own (x_*) and the parameters of offers (param_*). Kept as
 * the text of one flat JSON object, so that a value comes out as it went in.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_EXTRA_H
#define BSS_EXTRA_H

#include "base/arena.h"
#include "rec/rec.h"

/* The fields of rec that are not its type's; {NULL, 0} when there are none. */
struct slice	extra_of_rec(const struct rec *, struct arena *);

/*
 * extra with name set to a string, at its place or last; an empty value
 * removes it. {NULL, 0} when nothing is left.
 */
struct slice	extra_set(struct slice extra, struct slice name,
		    struct slice value, struct arena *);

/*
 * Call fn for each field in order until it returns non-zero; that, or 0.
 * Name and value live for the call.
 */
struct scanner;
int	extra_each(struct slice extra, struct scanner *,
	    int (*fn)(struct slice name, const struct rec_val *, void *),
	    void *arg);

/*
 * The text of a field, escapes decoded, copied into the arena; {NULL, 0} when
 * there is none of that name.
 */
struct slice	extra_get(struct slice extra, struct slice name,
		    struct arena *);

/* Whether a field may be one of them: x_ or param_, and more behind it. */
bool	 extra_named(struct slice field);

#endif
