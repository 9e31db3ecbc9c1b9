/*
 * known.h (oss) - what a watch knows of an object, as octets and back
 * A node and all that is in it is one block of entries, so that a store has a
 * row a node to write in a pass and not several a port.
 *
 *	entry	 fixed 4	octets that follow; 0: filling, up to the end
 *		 octet		kind, as one of "niotspe" (known.c)
 *		 octet		which parts there are
 *		 varint, octets	name; of the node itself empty
 *		 varint		base, microseconds: the newest time within;
 *				the others are differences to it, zigzag
 *		 parts		health, gauge, flow in, flow out, baseline,
 *				hours in, hours out, each a week's as bits or as
 *				runs; or port (varint and octets)
 *		 conditions	an octet 1, type and qualifier (varint and
 *				octets each), health; 0 behind the last
 *
 * Entries stand for themselves and may be copied as they are. One whose kind
 * is not known is of a newer program: it is kept, not read.
 * Pure.
 */
#ifndef OSS_KNOWN_H
#define OSS_KNOWN_H

#include "oss/watch.h"

struct known {			/* an entry; borrowed from its block */
	enum object_kind kind;	/* OBJECT_ANY: not ours */
	struct slice	 name;	/* empty: the node's own */
	int64_t		 base_us;
	uint8_t		 parts;
	struct slice	 rest;	/* the parts */
	struct slice	 octets; /* all of it */
};

/* Append what is known of an object; of which nothing is, nothing. */
void	known_put(struct buf *, const struct watch *, uint32_t object);
/* Filling, so that a block that grew a little is as long as it was. */
void	known_fill(struct buf *);

/* Take the next entry off a block. 1; 0: there is none; -1: damaged. */
int	known_next(struct slice *block, struct known *);
/* Whether only events name it or a condition of it: their number is limited. */
bool	known_has_events(const struct known *);
/* Whether the object's own health is known. */
bool	known_has_health(const struct known *);
/* Into an object of that kind. 0 or -1: damaged. */
int	known_take(const struct known *, struct watch *, uint32_t object);

#endif
