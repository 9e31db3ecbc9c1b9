/*
 * json_walk.h (store) - where things stand in a document
 * jansson knows no lines, so the text of a document that it has accepted is
 * walked once more: a walk that checks nothing can be this short.
 */
#ifndef STORE_JSON_WALK_H
#define STORE_JSON_WALK_H

#include "base/arena.h"

struct json_walk {
	const char	*p, *end;	/* into the text; borrowed */
	uint32_t	 line;		/* of p, from 1 */
};

void	json_walk_start(struct json_walk *, struct slice text);
/* The character behind what is blank; NUL at the end. */
char	json_peek(struct json_walk *);
/* It is c, and passed over. */
bool	json_take(struct json_walk *, char c);
/* A text, decoded, or a number, true, false or null; a copy in the arena. */
struct slice json_scalar(struct json_walk *, struct arena *);
/* Pass over a value, whatever it holds. */
void	json_skip(struct json_walk *);

#endif
