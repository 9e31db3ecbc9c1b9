/*
 * lines.h (rec) - lines that were scanned and wait; private to in.c
 * What in_look_ahead asks for is done here: a table's memory takes as long to
 * come as some records to be worked at.
 */
#ifndef REC_LINES_H
#define REC_LINES_H

#include "rec/in.h"
#include "rec/scan.h"

#define AT_ONCE		8	/* lines scanned in a row by who looks ahead */
#define ENTRY_AHEAD	4	/* records between two steps of in_ahead */
#define DEEP_AHEAD	2
_Static_assert(SCAN_LINES >= 2 * AT_ONCE, "those that wait, and new ones");

/* A line that was scanned and not handed on yet. */
struct scanned {
	struct rec	  rec;
	const char	 *line, *at;	/* at: what is wrong */
	size_t		  len;		/* without its newline */
	enum reason	  why;
};

struct lines {
	struct scanned	scanned[SCAN_LINES];	/* a ring */
	unsigned	ready, taken;		/* of them, counted on */
	unsigned	entered, deepened;
	struct in_ahead	ahead;
};

static inline struct scanned *
scanned_at(struct lines *w, unsigned i)
{
	return &w->scanned[i % SCAN_LINES];
}

/* For those that are new */
static inline void
look_ahead_slots(struct lines *w, unsigned from)
{
	const struct in_ahead *a = &w->ahead;

	for (; from != w->ready; from++) {
		struct scanned *l = scanned_at(w, from);

		if (l->why == REASON_NONE)
			l->rec.ahead = a->slot(a->table, &l->rec);
	}
}

/* The next step for all that are less than `ahead` records away. */
static inline void
look_ahead_step(struct lines *w, unsigned *at, unsigned ahead,
    uint64_t (*step)(const void *, uint64_t))
{
	unsigned waiting = w->ready - w->taken;
	unsigned until = w->taken + (waiting < ahead ? waiting : ahead);

	for (; *at != until; ++*at) {
		struct scanned *l = scanned_at(w, *at);

		if (l->why == REASON_NONE)
			l->rec.ahead = step(w->ahead.table, l->rec.ahead);
	}
}

static inline void
look_ahead_steps(struct lines *w)
{
	look_ahead_step(w, &w->entered, ENTRY_AHEAD, w->ahead.entry);
	if (w->ahead.deep != NULL)
		look_ahead_step(w, &w->deepened, DEEP_AHEAD, w->ahead.deep);
}

/* All steps at once, for a record that comes alone */
static inline uint64_t
look_ahead_alone(const struct in_ahead *a, const struct rec *r)
{
	uint64_t v = a->entry(a->table, a->slot(a->table, r));

	return a->deep != NULL ? a->deep(a->table, v) : v;
}

#endif
