/*
 * profile_head.h (store) - whom a profile matches, without reading all of it
 * Shared by profile.c and profile_head.c only.
 */
#ifndef STORE_PROFILE_HEAD_H
#define STORE_PROFILE_HEAD_H

#include "base/arena.h"
#include "oss/profile.h"

/*
 * The sysObjectIDs of its match rules, and how many patterns each has. False:
 * it has to be read in full to know, and be told what is wrong with it.
 */
bool	profile_head_read(struct profile *, struct slice text, struct arena *);

#endif
