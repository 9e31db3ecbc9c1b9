/*
 * measure.h (ossctl-kpi) - figures of what is in a book
 */
#ifndef OSSCTL_KPI_MEASURE_H
#define OSSCTL_KPI_MEASURE_H

#include "kpis.h"

/* What figures are of; what does not belong to its class is missing. */
struct subject {
	enum object_class class;
	struct slice	node, object;
	struct slice	a_node, a_port, b_node, b_port;
	struct slice	identifier, account;
};

struct measure_end {				/* one object at work */
	const struct kpi_object	*object;
	struct series_points	 points;
	struct uptime		 uptime;
};

struct measuring {
	const struct book	*book;
	const struct kpi_time	*time;
	struct kpi_work		 work;
	struct measure_end		 a, b;
	struct measure_end		 node;		/* the one read last */
	struct uptime		 uptime;
	struct spans		 windows, open, valid;
	struct kpi_alarm	*alarm;		/* owned */
	size_t			 alarms, alarms_cap;
	/* outages of the last object or link that was measured */
	uint64_t		 repeated;	/* readings of one instant */
};

/* False when the period has too many windows; said. */
bool	measure_init(struct measuring *, const struct book *,
	    const struct kpi_time *);
void	measure_release(struct measuring *);

void	measure_object(struct measuring *, const struct kpi_object *,
	    struct subject *, struct kpi *);
void	measure_link(struct measuring *, const struct book_link *,
	    struct subject *, struct kpi *);
/* m->work.outage holds what the last of these two found. */

/*
 * Subscriptions in one account, or of one identifier, that are next to each
 * other in `sub` (by account and identifier). False when nothing was read of
 * any.
 */
bool	measure_subs(struct measuring *, const struct book_sub *const *sub,
	    size_t n, struct kpi *);

/* The node of an object, with its uptime; NULL: nothing was read of it. */
const struct measure_end *measure_node_of(struct measuring *,
	    const struct kpi_object *);
/* The object of an identifier: its uptime, planned work (m->a, m->windows) */
const struct kpi_object *measure_named(struct measuring *,
	    struct slice identifier);

#endif
