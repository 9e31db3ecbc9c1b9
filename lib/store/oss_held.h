/*
 * oss_held.h (store) - observations that wait for their time
 * Parts of oss_db_load and oss_db_save.
 */
#ifndef STORE_OSS_HELD_H
#define STORE_OSS_HELD_H

#include "oss/watch.h"
#include "store/db.h"

int	oss_held_load(struct db *, struct watch *);
int	oss_held_save(struct db *, const struct watch *);

#define OSS_GAUGE_COLUMNS						\
	"has, bits, in_octets, out_octets, in_errors, out_errors,"	\
	" in_discards, out_discards, speed_bps, uptime_cs, discontinuity_cs,"\
	" mtu, duplex"
/* The columns above from `at` on. */
struct port_gauge oss_gauge_of(sqlite3_stmt *, int at, int64_t ts_us);

#endif
