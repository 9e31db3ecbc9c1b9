/*
 * near.h (oss) - what nodes say of the nodes beside them, in one pass
 * LLDP and CDP neighbours by the node's own port, and how nodes call
 * themselves (sysName), so that a neighbour's word can be held against a
 * record. Names are compared without case and, where they have a domain,
 * with it and without; a name that two nodes have is nobody's.
 * Pure. A zeroed struct is valid and empty.
 */
#ifndef OSS_NEAR_H
#define OSS_NEAR_H

#include "oss/names.h"

#define NEAR_LOOK_US	(INT64_C(60) * 1000000)	/* a look at a node may take */

struct near_seen {
	int64_t		ts_us;
	uint32_t	node;		/* number in nodes */
	struct slice	port;		/* the node's own */
	struct slice	peer_node, peer_port;	/* as the protocol calls them */
	struct slice	protocol;
};

struct near {
	struct arena	 arena;
	struct names	 nodes;
	struct names	 called;	/* canonical names */
	uint32_t	*called_node;	/* in nodes; NAMES_NONE: several */
	size_t		 called_cap;
	struct near_seen *seen;		/* sorted by near_sort */
	size_t		 seens, seens_cap;
};

void	near_release(struct near *);
/* What is lent is copied. */
void	near_add(struct near *, struct slice node, const struct near_seen *);
/* A node is called so, by others or by itself. */
void	near_call(struct near *, struct slice node, struct slice name);
/* By node and time, before the two below. */
void	near_sort(struct near *);
/*
 * What a node saw at its latest look after since_us and up to now_us: first
 * and number in seen[]; 0: it did not look in this pass.
 */
size_t	near_latest(const struct near *, struct slice node, int64_t since_us,
	    int64_t now_us, size_t *first);
/* The node that is called so; missing: none, or several. */
struct slice near_node(const struct near *, struct slice name);

#endif
