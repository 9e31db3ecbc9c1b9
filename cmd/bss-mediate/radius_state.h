/*
 * radius_state.h - what bss-mediate radius knows between runs
 * Sessions, access servers, and how far each file was read. A file is known
 * by its first octets, not by its name: one that was renamed goes on where it
 * was left.
 */
#ifndef MEDIATE_RADIUS_STATE_H
#define MEDIATE_RADIUS_STATE_H

#include "base/arena.h"
#include "base/digest.h"
#include "bss/session.h"

#define RADIUS_HEAD	4096u	/* octets of a file that tell it */

struct file_cursor {
	sum128_t	head;		/* of the first RADIUS_HEAD octets, or
					 * of all that were read */
	uint64_t	octets, lines;	/* read */
	int64_t		seen_s;		/* last packet; SESSION_NEVER */
	const char	*name;		/* for people */
};

struct radius_state {
	struct sessions	   *sessions;	/* borrowed */
	struct file_cursor *file;
	size_t		    files, cap;
	struct arena	    mem;
};

void	radius_state_release(struct radius_state *);
int	radius_state_load(struct radius_state *, const char *path);
/* Cursors of files that nobody has added to since before_s are left out. */
int	radius_state_save(struct radius_state *, const char *path,
	    int64_t before_s);

/*
 * The cursor of a file whose first octets and size are these; NULL: it is not
 * known.
 */
struct file_cursor *radius_state_file(struct radius_state *, const char *head,
	    size_t len, uint64_t size);
struct file_cursor *radius_state_file_add(struct radius_state *);
void	radius_state_name(struct radius_state *, struct file_cursor *,
	    const char *name);

#endif
