/*
 * netgroup.h (bss) - networks, named whole or by how their names begin
 * What usage says in `network`: a visited network ("20801"), a trunk, a
 * carrier. Patterns are such a name, or its beginning and a star ("208*");
 * the empty one is usage without a network. Of several that fit a name the
 * whole one counts, else the longest beginning: its place is what groups of
 * networks are made of.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_NETGROUP_H
#define BSS_NETGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

#define NETGROUP_PATTERNS_MAX	10000
#define NETGROUP_OTHER		0	/* the place of all other networks */

struct net_pattern {
	struct slice	text;		/* without the star */
	bool		open;		/* with it */
	uint32_t	up;		/* place of the longest open one that
					 * begins it, or NETGROUP_OTHER */
};

struct net_places {
	struct net_pattern *pattern;	/* owned; sorted; place 1 is [0] */
	uint32_t	    len, cap;
};

void	net_places_release(struct net_places *);
/* "208*", "20801" or "": false when the star stands elsewhere, or alone. */
bool	net_pattern_parse(struct slice, struct net_pattern *);
/* The text is borrowed. */
void	net_places_add(struct net_places *, const struct net_pattern *);
/* After the last one; those that stand several times are one. */
void	net_places_compile(struct net_places *);
/* Number of places, that of all others included. */
static inline uint32_t
net_places_count(const struct net_places *n)
{
	return n->len + 1;
}
/* Where a network's name belongs. */
uint32_t net_place(const struct net_places *, struct slice network);
/* "208*" for people; place 0 is "any other". */
void	net_place_name(const struct net_places *, uint32_t place,
	    struct slice *text, const char **behind);
/* Mark in has[place] all that a pattern of the compiled ones covers. */
void	net_places_mark(const struct net_places *, const struct net_pattern *,
	    uint8_t *has);

#endif
