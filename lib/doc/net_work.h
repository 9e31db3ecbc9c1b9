/*
 * net_work.h (doc) - what the layouts of netplot.c share: marks on a sheet
 */
#ifndef DOC_NET_WORK_H
#define DOC_NET_WORK_H

#include "doc/netplot.h"

#define NET_NONE	UINT32_MAX
#define NET_EDGE	24		/* free around a drawing */

/* Where a label stands, seen from its mark. */
enum net_side { NET_BELOW, NET_RIGHT, NET_LEFT, NET_ABOVE, NET_UNNAMED };

/* A spot: a node, and others that it stands for. */
struct net_mark {
	uint32_t	node;
	uint32_t	more, ill;	/* folded into it; of them not well */
	int		x, y;
	int		room;		/* columns that its label may take */
	enum net_side	side;
	bool		place;		/* named by the site of all of them */
};

struct net_sheet {
	const struct net *net;
	int		 width, height;
	struct net_mark	*mark;		/* owned */
	size_t		 marks;
	uint32_t	*mark_of;	/* owned; by node, or NET_NONE */
	uint32_t	 left_out;	/* nodes that no mark stands for */
	/* map: units that so many metres are, for a scale; 0: no map */
	int		 scale_units;
	uint64_t	 scale_m;
};

/* Neighbours of each node: to[start[n]] up to to[start[n + 1]]. Owned. */
struct net_ways {
	uint32_t	*start, *to;
};
void	net_ways_init(struct net_ways *, const struct net *);
void	net_ways_release(struct net_ways *);

void	net_layers(struct net_sheet *);
/* False: too few nodes have a place. */
bool	net_map(struct net_sheet *);

#endif
