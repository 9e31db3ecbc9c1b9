/*
 * topology.h (oss) - what stands between the poller and a node that is down
 * A graph of nodes and links, an answer for each node that is down: is it a
 * cause, or does another failure hide it? Nodes that answer, and the node at
 * which the poller sits, are where light comes from; it passes through nodes
 * that nobody asked and along links whose near port is not down.
 *
 *	a node next to the light by a link that works	it is a cause
 *	next to the light by one dead link only		the dead port is
 *	next to the light by several, all dead		it is: it took its
 *							neighbours' ports down
 *	not next to the light				what hides it: the
 *							nearest of the above
 *	no light in its part of the graph		nobody knows: a cause
 *
 * Ties are settled by the order of nodes and links, so the caller sorts
 * them. More than this (shared ducts, weights of evidence) is the business
 * of root-cause analysis, which can stand beside it.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_TOPOLOGY_H
#define OSS_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOPOLOGY_NONE	UINT32_MAX

enum topology_state {
	TOPOLOGY_UNKNOWN,	/* not asked: light passes through */
	TOPOLOGY_UP,
	TOPOLOGY_DOWN
};

struct topology_link {
	uint32_t a, b;			/* nodes */
	bool	 a_down, b_down;	/* the port at that end is down */
};

struct topology {
	const enum topology_state *node;	/* borrowed */
	size_t			   nodes;
	const struct topology_link *link;	/* borrowed */
	size_t			   links;
	uint32_t		   poller;	/* node, or TOPOLOGY_NONE */
};

struct topology_cause {
	enum { TOPOLOGY_ITSELF, TOPOLOGY_NODE, TOPOLOGY_PORT } kind;
	uint32_t node;		/* NODE: which; PORT: whose port it is */
	uint32_t link;		/* PORT: the one at this link's end */
};

/*
 * cause[i] for each node i that is DOWN (others: ITSELF), and
 * port_cause[2 * l], [2 * l + 1] for the ports at ends a and b of link l:
 * the node that took the port down, or TOPOLOGY_NONE.
 */
void	topology_locate(const struct topology *, struct topology_cause *cause,
	    uint32_t *port_cause);

#endif
