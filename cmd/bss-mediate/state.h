/*
 * state.h - state files of bss-mediate: streams of records with their end
 */
#ifndef MEDIATE_STATE_H
#define MEDIATE_STATE_H

#include "rec/out.h"

/*
 * Never in place: A must be there until all behind has committed; nor in the
 * place of an input. 0 or -1
 */
int	state_check(const char *in, const char *out, int argc, char **argv);

/*
 * Read one: fn gets each record and returns 0, or -1 when it has said what is
 * wrong. Cut or changed ones are refused. 0 or -1, said.
 */
int	state_load(const char *path, int (*fn)(void *, const struct rec *),
	    void *arg);
/* Write it beside, sync it, rename it. 0 or -1, said. */
int	state_save(const char *path, int (*fn)(void *, struct out *),
	    void *arg);

#endif
