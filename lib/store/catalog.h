/*
 * catalog.h (store) - a catalog folder, read and compiled
 * catalog.json, calendar.csv, destinations.csv and rates/(any).csv, as ossbss-catalog(5)
 * has them. Every file of the folder that the catalog takes is in its digest.
 */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "bss/catalog.h"

#define CATALOG_FILE_MAX	((size_t)64 << 20)	/* octets in a file */

/*
 * dir: the folder, NULL is $OSSBSS_HOME/catalog. 0, or -1: said, every
 * fault with file and line (a CSV file) or path within the document, as far
 * as they can be found in one go. *c is empty then. Free with
 * catalog_release.
 */
int	catalog_load(struct catalog *c, const char *dir);

#endif
