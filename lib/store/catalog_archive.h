/*
 * catalog_archive.h (store) - published catalogs, by digest
 * $OSSBSS_HOME/catalogs/<digest>/ has the files of a catalog as they were,
 * read-only, and published.json: its name, who published it, when and why. A
 * folder is there as a whole or not at all, and is never changed again.
 */
#ifndef STORE_CATALOG_ARCHIVE_H
#define STORE_CATALOG_ARCHIVE_H

#include "store/catalog.h"

#define CATALOG_DIGEST_MIN	4	/* digits of a digest that name one */

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

/*
 * The folder of the published catalog that a word names: CATALOG_DIGEST_MIN
 * or more digits of its digest. 0 and *path for free(); 1: the word is no
 * digest, or there is none; -1: there are several, said.
 */
int	catalog_published_path(const char *word, char **path);

#endif
