/*
 * catalog_archive.h (store) - published catalogs, by digest
 * $OSSBSS_HOME/catalogs/<digest>/ has the files of a catalog as they were,
 * read-only, and published.json: its name, who published it, when and why. A
 * folder is there as a whole or not at all, and is never changed again.
 */
#ifndef STORE_CATALOG_ARCHIVE_H
#define STORE_CATALOG_ARCHIVE_H

#include "store/catalog.h"

struct publication {
	char		digest[SHA256_HEX_MAX];
	char		name[128];
	char		user[128];
	char		why[256];
	int64_t		at_us;
};

/*
 * Archive a catalog with the files that it was loaded from. p: its name,
 * digest and so on; who is the caller. *known: it was there already, and its
 * files are what they were (`catalog-damaged` if not). 0 or -1, said.
 */
int	catalog_archive(const struct catalog_files *, struct publication *p,
	    bool *known);

/*
 * The publications whose digest begins so ("" for all), by time. 0 and an
 * array for free(), or -1, said.
 */
int	catalog_published(const char *beginning, struct publication **p,
	    size_t *len);

#endif
