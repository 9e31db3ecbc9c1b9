/*
 * spool_view.h (store) - which records a reading of the spool is made of
 * A view is a range of events and the batches that count for it.
 *
 *	a range		all batches
 *	a sealed period	the batches that its seal and those before it list;
 *			of its own list what is of earlier periods, late
 *	the next one	(it begins where the last seal of its cycle ends)
 *			all batches; of those that no seal lists what is of
 *			sealed periods, late
 *
 * So a sealed period reads the same for ever, and each record of a cycle's
 * periods is delivered once, with its own period or late with a later one.
 * Batches that were withdrawn count for no view; what was settled after a
 * period was sealed does not change it.
 */
#ifndef STORE_SPOOL_VIEW_H
#define STORE_SPOOL_VIEW_H

#include "store/spool_marks.h"
#include "store/spool_merge.h"

#define SPOOL_NO_CYCLE	(-1)

struct spool_span {
	int64_t	from_us, to_us;
	int	cycle;			/* SPOOL_NO_CYCLE: a range */
};

struct spool_part {			/* batches read side by side */
	struct spool_source	*source;	/* owned */
	size_t			 len, cap;
	int64_t			 from_us, to_us;
};

struct spool_view {
	const char		*folder;	/* borrowed */
	const struct spool_state *state;	/* borrowed */
	const struct spool_seal	*seal;		/* of the period; NULL: open */
	bool			 next;		/* the period behind the last */
	int64_t			 gone_us;	/* before: purged */
	bool			 blurred;	/* what was late of purged periods
						   cannot be told from repeats */
	struct spool_register	 reg;
	struct spool_part	 late, main;	/* read one after the other */
	struct spool_settled	*settled;	/* owned; what counts here */
	size_t			 settled_len;
	struct spool_conflicts	 conflicts;
};

/*
 * 0; -1, said: `spool-purged` where details of the range are gone. The view
 * borrows state and folder. spool_view_conflicts looks for conflicts then,
 * in all that the view reads.
 */
int	spool_view_open(struct spool_view *, const struct spool_state *,
	    const struct spool_span *);
int	spool_view_conflicts(struct spool_view *);
void	spool_view_release(struct spool_view *);
/* All batches that are read, each once; the register is to be released. */
void	spool_view_batches(const struct spool_view *, struct spool_register *);
/*
 * What sealing the period of the view lists: batches that no seal of the
 * cycle does, with their entries' digests. 0; -1, said
 */
int	spool_view_list(const struct spool_view *, const struct spool_span *,
	    struct spool_list *);

/* What becomes of a record that a view reads. */
enum spool_fate {
	FATE_DELIVER,
	FATE_LATE,		/* delivered, of an earlier period */
	FATE_UNWANTED,
	FATE_REPEAT,		/* the same was there already */
	FATE_SETTLED,		/* someone chose another content */
	FATE_CONFLICT,		/* held: which content is right? */
	FATE_GONE		/* held: its period's details are purged, so
				   whether it was delivered cannot be told */
};

struct spool_delivery;
/*
 * wanted (NULL: all are) is asked first. The view is borrowed and has its
 * conflicts.
 */
struct spool_delivery *spool_delivery_new(const struct spool_view *,
	    bool (*wanted)(void *, const struct spool_rec *,
	    const struct spool_slot *), void *arg);
void	spool_delivery_free(struct spool_delivery *);
/* 1 and the next record, valid until the next call; 0 at the end; -1, said */
int	spool_delivery_next(struct spool_delivery *,
	    const struct spool_rec **, struct spool_reader **,
	    enum spool_fate *);

#endif
