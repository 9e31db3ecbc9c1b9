/*
 * byhand.h (rec) - a file that is kept by hand, or written by another tool
 * It has no rejects: what is wrong in it is mended, not set aside, and all of
 * it is said at once. Records of other types are not looked at, but there has
 * to be one of the wanted type where there is any.
 */
#ifndef REC_BYHAND_H
#define REC_BYHAND_H

#include "rec/in.h"

/* NULL, or what is wrong with it ("ts is no time"). */
typedef const char *byhand_fn(void *arg, const struct rec *);

/* 0, or -1: said, with the code. */
int	byhand_read(const char *path, enum rec_type, enum reason code,
	    byhand_fn *, void *arg);

#endif
