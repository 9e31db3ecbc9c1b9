/*
 * text.h (ossctl-kpi) - figures for people
 */
#ifndef OSSCTL_KPI_TEXT_H
#define OSSCTL_KPI_TEXT_H

#include "doc/columns.h"
#include "put.h"

struct kpi_text {
	struct columns_table	kpi, outage, verdict;
	struct buf		name;
};

void	text_init(struct kpi_text *);
void	text_release(struct kpi_text *);
void	text_kpi(struct kpi_text *, const struct subject *, const struct kpi *);
/* Those of the subject that was measured last. */
void	text_outages(struct kpi_text *, const struct measuring *,
	    const struct subject *);
void	text_verdict(struct kpi_text *, const struct verdict *);
/* Tables that have a row; a blank line between them. */
void	text_print(const struct kpi_text *);

/* How people call a subject: "edge1/xe-0", "a/p - b/q". */
void	subject_name_add(struct buf *, const struct subject *);
/* "1d 02:03:04", "00:05:00" */
void	duration_add(struct buf *, __int128 us);
/* "99.9812", "-" when it is not known; decimals cut. */
void	share_add(struct buf *, bool has, uint64_t pct, unsigned decimals);
/* "12.3M" of bit/s */
void	rate_add(struct buf *, uint64_t bps);
/* "812us", "1.23ms", "2.5s" */
void	round_trip_add(struct buf *, uint64_t us);

#endif
