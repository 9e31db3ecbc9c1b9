/*
 * portname.h (oss) - the ways in which a port's name is written
 * A device writes GigabitEthernet0/1 in its messages and Gi0/1 in its ifName.
 * What is the same stands in a table that is data (share/events/ports.csv): a
 * word and its short form, whatever numbers come behind. Pure.
 */
#ifndef OSS_PORTNAME_H
#define OSS_PORTNAME_H

#include "base/arena.h"
#include "base/buf.h"

struct port_words {
	struct slice	*word;		/* owned; pairs: long, short */
	size_t		 len, cap;
	struct arena	 text;
};

void	port_words_release(struct port_words *);
/* A row of the table. NULL, or what is wrong with it (a literal). */
enum { PORT_CELL_NAME, PORT_CELL_SHORT, PORT_CELLS };
const char *port_words_add(struct port_words *,
	    const struct slice cell[PORT_CELLS]);
/*
 * The next other way to write a name; *at is 0 at first. False: no more.
 *	for (at = 0; port_words_next(w, name, &at, &b);)
 */
bool	port_words_next(const struct port_words *, struct slice name,
	    size_t *at, struct buf *out);

#endif
