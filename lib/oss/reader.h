/*
 * reader.h (oss) - everything of a node beside its ports, from plan to view
 * First the first column of each standard table is asked, and all of the
 * profile; then the rest of the tables that proved to be there, so that a
 * small device costs few questions.
 *
 *	reader_begin(&r, profile);
 *	reader_plan(&r, plan);			cells come
 *	iftable_name(ports, node);
 *	reader_finish(&r, ports, sys_descr);	r.view is complete
 *
 * Pure: no I/O, no clock.
 */
#ifndef OSS_READER_H
#define OSS_READER_H

#include "oss/plan.h"
#include "oss/profile.h"
#include "oss/stdmib.h"

#define READER_COLUMNS_MAX	(STD_COLUMNS + PROFILE_COLUMNS_MAX)

struct reader {
	struct cells	cells;
	struct view	view;
	const struct profile *profile;	/* borrowed; NULL: none */
	/* lent to the plan */
	struct oid_ref	 name[2][READER_COLUMNS_MAX];
	uint16_t	 column[2][READER_COLUMNS_MAX];
	unsigned	 names[2];
	struct oid_ref	 chassis[4];
	snmp_subid	 chassis_room[4][16];
};

/* A zeroed struct reader is valid. */
void	reader_release(struct reader *);
void	reader_begin(struct reader *, const struct profile *);
void	reader_plan(struct reader *, struct plan *);
void	reader_finish(struct reader *, const struct iftable *,
	    struct slice sys_descr);

#endif
