/*
 * neighbor.h (oss) - whom a node sees: LLDP, CDP, BGP and OSPF neighbours
 * Ports are named as their own records name them (iftable.h), whatever the
 * protocol calls them.
 * Source: IEEE 802.1AB (LLDP-MIB and LLDP-V2-MIB), CISCO-CDP-MIB, RFC 4273,
 * RFC 4750. Pure: no I/O, no clock.
 */
#ifndef OSS_NEIGHBOR_H
#define OSS_NEIGHBOR_H

#include "oss/cells.h"
#include "oss/iftable.h"
#include "oss/view.h"

/* A table of LLDP neighbours, wherever its columns stand. */
struct lldp_columns {
	size_t	 chassis_kind, chassis, port_kind, port, port_descr, name,
		 descr;
	unsigned index_len;	/* time mark, local port, ..., number */
	bool	 if_index;	/* the local port is an ifIndex */
};

void	neighbor_read_lldp(struct view *, const struct cells *,
	    const struct iftable *, const struct lldp_columns *);
void	neighbor_read_cdp(struct view *, const struct cells *,
	    const struct iftable *);
/* BGP and OSPF; view.address is known. */
void	neighbor_read_routing(struct view *, const struct cells *,
	    const struct iftable *);
/* The node's own LLDP chassis id, as neighbours call it. */
void	neighbor_read_chassis(struct view *, const struct cells *);

#endif
