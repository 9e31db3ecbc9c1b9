/*
 * causes_net.h (oss) - the network of a watch, as rca.h wants it
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_NET_H
#define OSS_CAUSES_NET_H

#include "oss/rca.h"
#include "oss/watch.h"

struct causes_net {
	struct rca	 rca;
	struct names	 names;		/* of nodes; number is rca's */
	uint32_t	*node_object;	/* by node: or WATCH_NONE */
	uint32_t	*port_object;	/* by port */
	uint32_t	*term_object;	/* by termination */
	uint32_t	*link_watch;	/* by link: in watch.link[] */
	struct slice	*group_name;	/* by group */
	uint32_t	*of_object;	/* by object of the watch: number of
					 * its node, port or termination; of
					 * optics: their port */
	size_t		 objects;	/* that of_object knows */
	uint32_t	*term_link;	/* by object: last link to it, or NONE */
	uint32_t	*link_before;	/* by link: one to the same */
	uint32_t	*link_at;	/* of each node its links, in order */
	uint32_t	*links_from;	/* by node: where they begin there */
	bool		 grouped;
	struct names	 served;	/* identifiers of services; made when
					 * somebody asks */
	bool		 services_read;
};

/* Nodes, ports, terminations, links and what lies in one duct. */
struct causes_net *causes_net_new(const struct watch *);
/*
 * And what else may fail as one: cards, sites, splitters. Only failures want
 * to know; in a network where all is well it would be half of the work.
 */
void	causes_net_groups(struct causes_net *, const struct watch *);
void	causes_net_free(struct causes_net *);

/* The links of a node: *n of them. */
static inline const uint32_t *
causes_links_of(const struct causes_net *c, uint32_t node, size_t *n)
{
	*n = c->links_from[node + 1] - c->links_from[node];
	return c->link_at + c->links_from[node];
}

/* Whether a service hangs on a port. */
bool	causes_serves(struct causes_net *, const struct watch *, uint32_t port);

/*
 * Groups of ports by slot: "ge-0/1/2" lies in 0 and 0/1, "Gi1/0/3" in 1 and
 * 1/0, "Ethernet3/1" in 3. The parts before the last one, or none; *path is
 * where the numbers begin.
 */
size_t	causes_slots(struct slice port, struct slice *path, size_t end[],
	    size_t max);

#endif
