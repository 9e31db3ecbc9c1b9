/*
 * numbered.h - files that are numbered: which are missing, from run to run
 */
#ifndef MEDIATE_NUMBERED_H
#define MEDIATE_NUMBERED_H

#include "rec/stream.h"
#include "store/format.h"

struct numbered {
	const struct sequence_terms *terms;	/* NULL: they are not */
	struct sequence	 seen;
	int64_t		 loaded;	/* the highest of the run before */
	bool		 files;		/* some file was read */
	bool		 in_rows;	/* a row of the file has its number */
};

/* A file of the run; again: what stands in it was read by one before. */
void	numbered_file(struct numbered *, struct stream *, const char *name,
	    bool again);
/* The number that a header or trailer of it says; empty: none. */
void	numbered_row(struct numbered *, struct stream *, const char *name,
	    struct slice number, bool again);
/* Say what is missing; new gaps are a finding. */
void	numbered_end(struct numbered *, struct stream *);

/* A record of the state; false: it is none of these. */
bool	numbered_load(struct numbered *, const struct rec *);
int	numbered_save(const struct numbered *, struct out *);

#endif
