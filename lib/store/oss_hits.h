/*
 * oss_hits.h (store) - whom an alarm hits, beside its row
 * The transition that the alarm is in says it; one that is cleared hits
 * nobody. Part of the queries for alarms.
 */
#ifndef STORE_OSS_HITS_H
#define STORE_OSS_HITS_H

#include "oss/impact.h"
#include "store/db.h"

#define OSS_HITS_COLUMNS						\
	"h.customer_count, h.revenue_month, h.currency,"		\
	" iif(h.customer_count IS NULL, 0, (SELECT count(*) FROM"	\
	" (SELECT account FROM impact WHERE seq = h.seq"		\
	" AND effect = 'at-risk' EXCEPT SELECT account FROM impact"	\
	" WHERE seq = h.seq AND effect <> 'at-risk')))"
/* of the alarm `a` */
#define OSS_HITS_JOIN							\
	" LEFT JOIN transition h ON a.active = 1 AND h.seq ="		\
	" (SELECT max(seq) FROM transition WHERE alarm_id = a.alarm_id)"
/* The columns above from `at` on; borrowed as the row. */
struct hits oss_hits_of(sqlite3_stmt *, int at);

#endif
