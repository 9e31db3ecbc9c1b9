/*
 * judge.h (ossctl-kpi) - whether SLA policies were kept
 */
#ifndef OSSCTL_KPI_JUDGE_H
#define OSSCTL_KPI_JUDGE_H

#include "put.h"

struct sla_judge {
	struct sla_policies	 policies;
	struct spans		*open;	/* owned; of each policy */
	struct outages		 outages;
	struct spans		 valid, cut;
};

/* Of --sla, or of $OSSBSS_HOME/sla.json where that is; 0 or -1: said. */
int	judge_open(struct sla_judge *, const struct kpi_opts *,
	    const struct kpi_time *);
void	judge_release(struct sla_judge *);
/* False: no policy, or it has no time in the period. */
bool	judge_sub(struct sla_judge *, struct measuring *,
	    const struct book_sub *, struct verdict *);

#endif
