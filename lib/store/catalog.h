/*
 * catalog.h (store) - a catalog folder, read and compiled
 * catalog.json, calendar.csv, destinations.csv and rates/(any).csv, as
 * ossbss-catalog(5) has them. Every file of the folder that the catalog takes
 * is in its digest.
 */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "bss/catalog.h"
#include "store/catalog_files.h"

/*
 * dir: the folder, or the digest of a published catalog
 * (catalog_archive.h); NULL is $OSSBSS_HOME/catalog. 0, or -1: said, every
 * fault with file and line (a CSV file) or path within the document, as far
 * as they can be found in one go. *c is empty then. Free with
 * catalog_release.
 */
int	catalog_load(struct catalog *c, const char *dir);
/*
 * Its time zone alone, whatever else it says. 1: loaded; 0: there is no
 * catalog where NULL says it is; -1: said.
 */
struct zone;
int	catalog_zone(const char *dir, struct zone *);
/*
 * As catalog_load, and the files as they were read, sorted by name; empty on
 * failure.
 */
int	catalog_load_files(struct catalog *c, const char *dir,
	    struct catalog_files *files);

#endif
