/*
 * growth.h - how far files that grow were read, between runs
 * A file is known by what stands in it and not by its name: the first and the
 * last octets that were read, and how many. So a log that was rotated is found
 * under its new name (also packed), and another file under the old name is
 * read from its begin. The state file is a stream of cursor records with its
 * end record.
 */
#ifndef MEDIATE_GROWTH_H
#define MEDIATE_GROWTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"

#define GROWTH_WINDOW	4096	/* octets that are compared, at either end */

struct position {
	char		*file;		/* owned */
	uint64_t	 octets;	/* read, unpacked */
	uint64_t	 lines;
	uint64_t	 left;		/* octets of a record that is not whole */
	char		 digest[SHA256_HEX_MAX];
	bool		 moved;		/* found under another name: a rotated log */
	bool		 found;		/* in this run */
};

struct rec;
struct out;

struct growth {
	/* what else is in the state: one record; 0 or -1; may be NULL */
	bool		(*load)(void *arg, const struct rec *);
	int		(*save)(void *arg, struct out *);
	void		*arg;
	bool		whole;		/* another file of a name is no news */
	const char	*path;		/* of the state read; borrowed */
	struct position	*old, *now;	/* owned; the old ones by name */
	size_t		 olds, olds_cap, nows, nows_cap;
	struct position	**by_octets;	/* owned: the old ones; made when needed */
};

void	growth_release(struct growth *);
/* Whether a file that can be read at any place is packed. */
bool	growth_is_packed(int fd);
/* 0 or -1, said. */
int	growth_load(struct growth *, const char *path);
/*
 * The position up to which a file was read, in it or in the one that it was
 * before a rotation; NULL: never. Borrowed. fd is at its begin again.
 */
const struct position *growth_find(struct growth *, const char *file, int fd);
/*
 * Note how far a file was read. before: what growth_find said. 0 or -1, said.
 */
int	growth_note(struct growth *, const char *file, int fd,
	    const struct position *before, uint64_t octets, uint64_t lines,
	    uint64_t left);
/*
 * Write what was noted, and the positions of files that are there but were
 * not named. Warns of a file that another one took the place of. 0 or -1, said.
 */
int	growth_save(struct growth *, const char *path);

#endif
