/*
 * locals.h - the networks that are inside, and whose they are
 */
#ifndef MEDIATE_LOCALS_H
#define MEDIATE_LOCALS_H

#include "base/opt.h"
#include "bss/network.h"

#define LOCALS_FILE_MAX	((size_t)64 << 20)

/*
 * Read a CSV file with the columns network and identifier (NULL: none) and
 * the prefixes of the command line. NULL: said.
 */
struct networks *locals_load(const char *file, const struct opt_list *);

#endif
