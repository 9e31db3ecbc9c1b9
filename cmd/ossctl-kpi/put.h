/*
 * put.h (ossctl-kpi) - figures as records
 */
#ifndef OSSCTL_KPI_PUT_H
#define OSSCTL_KPI_PUT_H

#include "measure.h"
#include "store/sla.h"

struct verdict {
	const struct book_sub	 *sub;
	const struct sla_policy	 *policy;
	const struct kpi_object	 *object;	/* NULL: nothing was read */
	int64_t			  from_us, to_us;
	struct uptime_parts	  time;
	int64_t			  later_us;	/* service time to come */
	uint64_t		  outages;
	int64_t			  longest_us;
	enum { VERDICT_MET, VERDICT_MISSED, VERDICT_UNDECIDED } verdict;
	money_t			  credit_pct;
	bool			  has_credit;
};
const char *verdict_name(const struct verdict *);

/* 0 or -1: said */
int	put_kpi(struct out *, const struct kpi_time *, const struct subject *,
	    const struct kpi *);
int	put_outage(struct out *, const struct kpi_time *,
	    const struct subject *, const struct kpi_outage *);
int	put_verdict(struct out *, const struct kpi_time *,
	    const struct verdict *);

#endif
