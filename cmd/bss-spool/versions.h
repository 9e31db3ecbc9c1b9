/*
 * versions.h (bss-spool) - what showing and settling conflicts share
 */
#ifndef BSS_SPOOL_VERSIONS_H
#define BSS_SPOOL_VERSIONS_H

#include "spool.h"
#include "store/spool_versions.h"

/* A version's name: the content's part of its mark, in hex */
#define SPOOL_VERSION_LEN	10
void	spool_version_name(const struct spool_version *,
	    char name[SPOOL_VERSION_LEN + 1]);

/*
 * A view of all that landed in the range, whatever is sealed, and its
 * conflicts. Without a range it begins behind what is purged. 0; -1, said
 */
int	spool_all_view(struct spool_view *, const struct spool_state *,
	    const struct spool_range *);

#endif
