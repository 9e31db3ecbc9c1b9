/*
 * plan.h (oss) - what a node is asked, step by step
 * A step is either columns of a table, which are walked side by side, or
 * scalars, which are asked by name. It says what to ask and who takes the
 * cells; sending, retries, limits and broken agents are lib/net's business
 * (survey.h), which runs the same plan over live agents and recordings.
 *
 *	plan_table(p, columns, n, on_cell, on_done, arg);
 *	plan_scalars(p, names, n, on_cell, NULL, arg);
 *
 * Order: steps are taken in the order in which they were added. Neighbours
 * may be asked in the same requests (many small tables cost few round trips),
 * so their cells come interleaved; cells of one column come by ascending
 * index. When a step's turn is over its `done` is called, and may add steps
 * behind all others: what depends on an answer is added there. A table of
 * any number of columns will do.
 * Names are borrowed until the plan is cleared: point to static tables or to
 * what a profile owns. Pure: no I/O, no clock.
 */
#ifndef OSS_PLAN_H
#define OSS_PLAN_H

#include "oss/varbind.h"

#define PLAN_STEPS_MAX	256	/* more are not added: plan_table says so */
#define PLAN_PREFIX_MAX	24	/* leaves room for an index */

/* When the answer that bore a cell came, and what sysUpTime stood in it. */
struct answer_time {
	int64_t		at_us;		/* microseconds, UTC */
	uint64_t	uptime_cs;
	bool		has_uptime;
};

/*
 * A cell. `column` counts from 0 within the step: the place in its list of
 * names. The varbind (its name is the whole one, the index stands behind the
 * column's prefix) is valid during the call. Exceptions (noSuchObject, ...)
 * are not delivered: what a device does not have is missing. The type is as
 * the agent gave it: check it. A value that is no good is ignored with 0.
 * -1: the receiver is full; the column ends there and the poll is marked.
 */
typedef int plan_cell_fn(void *arg, unsigned column, const struct varbind *,
    const struct answer_time *);

struct plan;
/* All cells of the step have come (complete), or what there was of them. */
typedef void plan_done_fn(void *arg, struct plan *, bool complete);

struct plan_step {
	const struct oid_ref *name;	/* borrowed: prefixes, or scalars */
	unsigned	 len;
	bool		 scalars;
	bool		 broken;	/* set by who runs it */
	plan_cell_fn	*cell;
	plan_done_fn	*done;		/* may be NULL */
	void		*arg;
};

struct plan {
	struct plan_step *step;		/* owned */
	size_t		  len, cap;
	size_t		  at;		/* the first that is not done */
};

/* A zeroed struct plan is empty. clear keeps the memory. */
void	plan_release(struct plan *);
void	plan_clear(struct plan *);

/*
 * Columns of a table: names without the index, of PLAN_PREFIX_MAX
 * sub-identifiers at most. False: the plan is full or a name too long, and
 * nothing was added. A step without names is done at once.
 */
bool	plan_table(struct plan *, const struct oid_ref *, unsigned n,
	    plan_cell_fn *, plan_done_fn *, void *arg);
/* Scalars, or single cells: names with their instance (.0). */
bool	plan_scalars(struct plan *, const struct oid_ref *, unsigned n,
	    plan_cell_fn *, plan_done_fn *, void *arg);

#endif
