/*
 * profiles.c (ossctl-poll) - the list of device profiles
 */
#include <stdio.h>

#include "poller.h"

int
profiles_list(void)
{
	struct profiles all;
	int rc = profiles_load(&all, PROFILES_ALL) < 0 ? EXIT_TROUBLE : EXIT_OK;

	for (size_t i = 0; i < all.set.len; i++) {
		const struct profile *p = &all.set.item[i];

		printf("%.*s\t%.*s\t%s\t%.*s\n", SLICE_FMT(p->name),
		    SLICE_FMT(p->description), all.path[i],
		    SLICE_FMT(p->verified));
	}
	profiles_release(&all);
	return rc;
}
