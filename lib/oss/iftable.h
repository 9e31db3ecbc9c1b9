/*
 * iftable.h (oss) - the cells of ifTable, ifXTable, dot3StatsTable: ports
 * Cells arrive in any order of columns and rows; a port is what has an
 * ifIndex. A column that the device does not have is missing, never 0.
 * Source: RFC 2863 (IF-MIB), section 3.1.6 for the width of counters;
 * RFC 3635 (EtherLike-MIB).
 * Pure: no I/O, no clock.
 */
#ifndef OSS_IFTABLE_H
#define OSS_IFTABLE_H

#include "base/buf.h"
#include "oss/plan.h"
#include "oss/varbind.h"

#define IFTABLE_ROWS_MAX	((size_t)131072)	/* ports of a node */
#define IF_MAC_TEXT		18	/* xx:xx:xx:xx:xx:xx and a NUL */
#define IFTABLE_TEXT_MAX	((size_t)64 << 20)	/* their names */

enum if_column {
	IF_DESCR, IF_SPEED, IF_ADMIN, IF_OPER,
	IF_IN_DISCARDS, IF_IN_ERRORS, IF_OUT_DISCARDS, IF_OUT_ERRORS,
	IF_NAME, IF_HC_IN_OCTETS, IF_HC_OUT_OCTETS, IF_HIGH_SPEED, IF_ALIAS,
	IF_DISCONTINUITY, IF_TYPE, IF_MTU, IF_MAC, IF_LAST_CHANGE,
	IF_HC_IN_UNICAST, IF_HC_IN_MULTICAST, IF_HC_IN_BROADCAST,
	IF_HC_OUT_UNICAST, IF_HC_OUT_MULTICAST, IF_HC_OUT_BROADCAST,
	/* of dot3StatsTable; asked when the ports are known */
	IF_ALIGNMENT, IF_FCS, IF_LATE_COLLISIONS, IF_DUPLEX,
	/* asked only where a port has no 64-bit octet counters that count */
	IF_IN_OCTETS, IF_OUT_OCTETS,
	IF_COLUMNS
};
#define IF_COLUMNS_FIRST	IF_ALIGNMENT
#define IF_COLUMNS_NARROW	IF_IN_OCTETS

/* Name of a column without the ifIndex behind it. */
struct oid_ref	if_column_oid(enum if_column);

struct if_text {
	uint32_t	at, len;	/* in iftable.text; len 0: missing */
};

struct if_row {
	uint32_t	   if_index;
	uint32_t	   has;			/* bit per if_column */
	uint64_t	   number[IF_COLUMNS];	/* of the numeric columns */
	struct if_text	   descr, name, alias, object;
	struct if_text	   mac;			/* octets as they came */
	struct answer_time time;		/* of its octet counters */
};

struct iftable {
	struct if_row	*row;		/* owned, by ascending ifIndex */
	size_t		 len, cap;
	size_t		 last[IF_COLUMNS];	/* row of the column's last cell */
	bool		 silent;	/* the 64-bit octet counters are all 0 */
	bool		 dead;		/* and the 32-bit ones are not */
	struct buf	 text;
	uint32_t	*order;		/* owned; room for sorting by name */
	size_t		 order_cap;
	struct if_find	*find;		/* owned; rows by their texts */
	struct oid_ref	 name[IF_COLUMNS];	/* lent to a plan */
};

/* A zeroed struct iftable is empty. clear keeps the memory. */
void	iftable_release(struct iftable *);
void	iftable_clear(struct iftable *);

enum if_cell {
	IF_CELL_OK,
	IF_CELL_STRANGE,	/* no ifIndex, or not a value of the column */
	IF_CELL_FULL		/* IFTABLE_ROWS_MAX or _TEXT_MAX is reached */
};
enum if_cell iftable_add(struct iftable *, enum if_column,
	    const struct varbind *, const struct answer_time *);

/*
 * Plan to read the ports of a node into the (cleared) table; behind them
 * what Ethernet ports count, and the 32-bit octet counters when a 64-bit one
 * has proved missing.
 */
void	iftable_plan(struct iftable *, struct plan *);

/*
 * Some port lacks one of its 64-bit octet counters, or they are all 0, as
 * agents have them that do not count there: ask the 32-bit ones. When these
 * are in, narrow_done decides which are true.
 */
bool	iftable_lacks_wide(struct iftable *);
void	iftable_narrow_done(struct iftable *);

/*
 * Name the ports: ifName, else ifDescr, else ifIndex. A name that stands
 * twice, or is the node's own, gets #ifIndex. Call it when all cells are in.
 */
void	iftable_name(struct iftable *, struct slice node);

/*
 * Looking up, when they are named: the object of a port, or missing. By its
 * ifName, else ifDescr, else ifAlias; a text that stands twice finds none.
 */
struct slice iftable_object(const struct iftable *, uint32_t if_index);
struct slice iftable_by_text(const struct iftable *, struct slice);
struct slice iftable_by_mac(const struct iftable *, struct slice octets);

/* What the device itself calls a port. Borrowed; may be missing. */
struct if_names {
	struct slice	name, descr;	/* ifName, ifDescr */
};
void	iftable_names(const struct iftable *, size_t i, struct if_names *);

/* A port as it goes into a record. Text is borrowed from the table. */
struct port {
	struct slice	object, alias;
	const char	*admin, *oper, *duplex;	/* NULL: missing */
	char		 mac[IF_MAC_TEXT];	/* "": missing */
	uint32_t	 if_index;
	unsigned	 counter_bits;	/* of the octets; 0: there are none */
	unsigned	 has;		/* PORT_... */
	uint64_t	 speed_bps, in_octets, out_octets, in_errors,
			 out_errors, in_discards, out_discards,
			 discontinuity_cs, type, mtu, last_change_cs,
			 in_packets, out_packets, alignment, fcs,
			 late_collisions;
	struct answer_time time;
};
enum {
	PORT_SPEED = 1, PORT_IN_OCTETS = 2, PORT_OUT_OCTETS = 4,
	PORT_IN_ERRORS = 8, PORT_OUT_ERRORS = 16, PORT_IN_DISCARDS = 32,
	PORT_OUT_DISCARDS = 64, PORT_DISCONTINUITY = 128, PORT_TYPE = 256,
	PORT_MTU = 512, PORT_LAST_CHANGE = 1024, PORT_IN_PACKETS = 2048,
	PORT_OUT_PACKETS = 4096, PORT_ALIGNMENT = 8192, PORT_FCS = 16384,
	PORT_LATE_COLLISIONS = 32768
};
void	iftable_port(const struct iftable *, size_t i, struct port *out);

#endif
