/*
 * walk.h (ossctl-kpi) - all that is in a book, in the order of the output
 */
#ifndef OSSCTL_KPI_WALK_H
#define OSSCTL_KPI_WALK_H

#include "judge.h"

/* What to do with each; 0, or -1 to stop. */
struct walk {
	/* with the outages of an object or link in m->work.outage */
	int	(*kpi)(void *arg, const struct measuring *m,
		    const struct subject *, const struct kpi *);
	int	(*verdict)(void *arg, const struct verdict *);
	void	*arg;
};

/*
 * Objects by class and name, links, identifiers, accounts, verdicts by
 * subscription: those that are wanted. 0 or -1.
 */
int	walk_book(const struct walk *, struct measuring *, struct sla_judge *,
	    const struct kpi_opts *);

#endif
