/*
 * destination.h (bss) - where a number leads: the longest prefix wins
 * A trie over decimal digits: one step per digit, whatever the number of
 * prefixes. Numbers are E.164 with a leading +; what stands without it is a
 * short code of the national plan (112, 118712). Prefixes of those are written
 * short:118, for a forgotten + is no short code; what none begins is no number.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_DESTINATION_H
#define BSS_DESTINATION_H

#include <stdint.h>

#include "base/slice.h"

#define E164_DIGITS_MAX		15	/* ITU-T E.164 6.1 */
#define SHORT_PREFIX		"short:"
#define SHORT_DIGITS_MAX	8
#define DESTINATION_NONE	0

/*
 * A step by one digit: the node behind which prefixes go on, 0 when there is
 * none, and the destination of the prefix that ends there. Every step of
 * node 0 leads to nothing and to itself.
 */
struct prefix_step {
	uint32_t	child, found;
};

struct prefix_node {
	struct prefix_step	step[10];
};
#define PREFIX_ROOT		1
#define SHORT_ROOT		2

/* Three steps at once; found is of the longest prefix among them. */
#define PREFIX_HEADS		1000

/* The same in half the memory, for who looks up numbers all the time */
struct prefix_narrow {
	struct {
		uint16_t	child, found;
	} step[10];
};

/* Destinations are numbered from 1 in the order of their first prefix. */
struct destinations {
	struct prefix_node	*node;	/* owned */
	uint32_t		 node_len, node_cap;
	uint32_t		 depth;	/* digits of the longest prefix */
	struct prefix_narrow	*narrow;	/* owned; NULL: not compiled,
						 * or there are too many */
	struct prefix_step	*head;	/* owned; PREFIX_HEADS of them */
	struct slice		*name;	/* owned array; name[0] is empty */
	uint32_t		 len, cap;
	uint32_t		*slot;	/* hash table of numbers by name */
	uint32_t		 slots;	/* a power of two */
};

enum destination_err {
	DESTINATION_OK = 0,
	DESTINATION_SYNTAX,	/* not + and 1 to 15 digits, nor short: and 1
				 * to 8; of a number: nor a known short code */
	DESTINATION_TWICE,	/* the prefix has a destination already */
	DESTINATION_UNKNOWN	/* no prefix of it is known */
};

void	destinations_release(struct destinations *);
/* name is borrowed for as long as the destinations live. */
enum destination_err destination_add(struct destinations *,
	    struct slice prefix, struct slice name);
/* After the last one: makes looking up faster. */
void	destinations_compile(struct destinations *);
/*
 * Whether no number but the prefix itself leads where it says: each that goes
 * on has a longer prefix. The prefix was added.
 */
bool	destination_hidden(const struct destinations *, struct slice prefix);
/*
 * The octets of the number's prefix that destination_of takes, the + among
 * them; 0 when there is none.
 */
size_t	destination_prefix_len(const struct destinations *,
	    struct slice number);
/* DESTINATION_NONE when no prefix leads to that name. */
uint32_t destination_by_name(const struct destinations *, struct slice name);
enum destination_err destination_of(const struct destinations *,
	    struct slice number, uint32_t *destination);

#endif
