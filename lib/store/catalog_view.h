/*
 * catalog_view.h (store) - the files of a catalog to a view
 */
#ifndef STORE_CATALOG_VIEW_H
#define STORE_CATALOG_VIEW_H

#include "bss/catalog_view.h"
#include "store/catalog.h"

/*
 * files: as catalog_load_files left them, so they are JSON and CSV. Release
 * with catalog_view_release.
 */
void	catalog_view_make(struct catalog_view *, const struct catalog_files *);

#endif
