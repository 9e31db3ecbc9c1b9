/*
 * netplot.h (doc) - a network and its state as SVG
 * Nodes that have coordinates stand where they are (equirectangular, true to
 * scale at the middle latitude); without them in rows by their distance from
 * one node, each near those of the row above that it is joined to. What is
 * too much for one look is folded: well nodes into the one that they hang on,
 * neighbours of a place into one mark, with their number. What is not well is
 * folded last. The same network gives the same octets.
 *
 * A state has a shape and a letter besides its colour: X.733 severities are a
 * diamond C, a triangle M, a square m, a disc W. Colours are variables of
 * netplot_style, so that a page may change them. Numbers are whole; no clock.
 */
#ifndef DOC_NETPLOT_H
#define DOC_NETPLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Worse is greater. */
enum net_look {
	NET_WELL, NET_UNKNOWN, NET_PLANNED, NET_RISK, NET_HIT,
	NET_WARNING, NET_MINOR, NET_MAJOR, NET_CRITICAL, NET_LOOKS
};
extern const char *const net_look_names[NET_LOOKS];

struct net_node {
	struct slice	name, site;	/* borrowed */
	enum net_look	look;
	bool		placed;		/* lat and lon are known */
	int64_t		lat, lon;	/* millionths of a degree */
};

struct net_link {
	uint32_t	a, b;		/* in node */
	enum net_look	look;
	struct slice	name;		/* for who points at it */
};

struct net {
	const struct net_node *node;
	size_t		 nodes;
	const struct net_link *link;
	size_t		 links;
	uint32_t	 from;		/* the first row; no matter on a map */
};

/* The CSS of what is drawn. */
extern const char netplot_style[];

/*
 * The network, `width` units wide and as high as it needs to be; class is
 * that of the svg element.
 */
void	netplot(struct buf *, const struct net *, int width,
	    const char *class);
/* The sign of a state alone, 16 units wide, for a legend or a list. */
void	netplot_sign(struct buf *, enum net_look);

#endif
