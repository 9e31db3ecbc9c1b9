/*
 * spool_versions.h (store) - things that stand with several contents, each
 * version with where it came from
 * Memory grows with the records asked for, not with the spool.
 */
#ifndef STORE_SPOOL_VERSIONS_H
#define STORE_SPOOL_VERSIONS_H

#include "store/spool_view.h"

#define SPOOL_VERSIONS_MAX	1000	/* contents of a thing that are kept */

struct spool_version {			/* one content of a thing */
	struct spool_mark	 mark;
	int64_t			 ts_us;
	char			*line;		/* owned; one of its spellings */
	const char		**batch;	/* owned array of borrowed names */
	size_t			 batches, batches_cap;
	bool			 delivered;	/* with a sealed period */
};

struct spool_thing {
	enum rec_type		 type;
	char			*id;		/* owned */
	size_t			 id_len;
	struct spool_version	*version;	/* owned; by mark */
	size_t			 versions, versions_cap;
	uint64_t		 more;		/* records of other contents */
};

struct spool_things {
	struct spool_register	 reg;		/* names that versions borrow */
	struct spool_mark	*want;		/* owned; ascending, content 0 */
	size_t			 want_len, want_cap;
	struct spool_thing	*thing;		/* owned; thing n is want n */
};

/* Ask for a thing: content part 0. Before spool_things_read. */
void	spool_things_want(struct spool_things *, struct spool_mark id);
/*
 * Read all batches of the view for what is wanted. A thing that is nowhere
 * has no version. 0; -1, said
 */
int	spool_things_read(struct spool_things *, const struct spool_view *);
void	spool_things_release(struct spool_things *);

#endif
