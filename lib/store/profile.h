/*
 * profile.h (store) - the files of device profiles (ossbss-profile(5))
 * A profile is a JSON document; its name is that of the file. All of
 * share/profiles are loaded, and $OSSBSS_HOME/profiles; of two with one name
 * the operator's own is taken.
 */
#ifndef STORE_PROFILE_H
#define STORE_PROFILE_H

#include "base/arena.h"
#include "oss/profile.h"

#define PROFILE_FILE_MAX	((size_t)1 << 20)

struct profile_sources;

struct profiles {
	struct profile_set set;
	char		**path;		/* owned; of set.item[i] */
	struct profile_sources *sources; /* owned; of late ones, or NULL */
	bool		 broken;	/* one is not usable, said */
	regex_t		**pattern;	/* owned */
	size_t		 patterns, pattern_cap;
	struct arena	 mem;
};

/*
 * All of them, or the operator's own and of the installed ones what says whom
 * they match: these are made when a node wants them (set.late).
 */
enum profiles_how { PROFILES_ALL, PROFILES_LATE };
/*
 * 0, or -1: one is not usable, said (`profile-syntax`, `profile-invalid`); the
 * others are there, an installed one for an own of its name. Release it in
 * either case.
 */
int	profiles_load(struct profiles *, enum profiles_how);
/* One document, to be the only profile; path is for messages. */
int	profiles_load_text(struct profiles *, const char *name,
	    const char *path, struct slice text);
void	profiles_release(struct profiles *);

#endif
