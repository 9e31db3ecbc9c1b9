/*
 * linker.h (oss) - links of a network out of what its nodes see
 * Takes nodes, their ports and their LLDP and CDP neighbours in any order and
 * says what is connected: a link that both ends see is one, and so is one
 * that two protocols see. A neighbour that is no node of ours is kept by the
 * name it gives itself.
 *	Nodes are known by LLDP chassis id, hardware address of a port, sysName
 * (with and without domain) and address; what two nodes have says nothing.
 * Ports are known by ifName, ifDescr, hardware address, ifAlias, ifIndex.
 * The same input gives the same links, in the same order.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_LINKER_H
#define OSS_LINKER_H

#include "oss/iftable.h"
#include "oss/names.h"
#include "oss/view.h"

struct link_end {
	struct slice	node, port;	/* port may be missing */
};
struct link_found {
	struct link_end	a, b;		/* in order of node, then port */
	bool		has_capacity;
	uint64_t	capacity_bps;	/* of the slower port */
};

/* Neighbours of a node that are looked at: a bad one has as many as it says. */
#define LINKER_NEIGHBORS_MAX	8192

struct linker;

struct linker *linker_new(void);
void	linker_free(struct linker *);
/* What a node said; its ports are named. Texts are copied. */
void	linker_add(struct linker *, struct slice node, struct slice address,
	    struct slice sys_name, const struct iftable *,
	    const struct view *);
/* All links, sorted; borrowed until the linker is freed. Once. */
size_t	linker_finish(struct linker *, const struct link_found **out);

#endif
