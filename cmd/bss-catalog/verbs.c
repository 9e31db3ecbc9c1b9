/*
 * verbs.c (bss-catalog) - what its verbs do alike
 */
#include "verbs.h"

#include "base/diag.h"

int
catalog_parse(struct catalog_opts *o, int *argc, char ***argv)
{
	int rc = verb_parse(o, argc, argv);

	if (rc == 0)
		diag_set_quiet(o->quiet);
	return rc;
}

int
loaded_open(struct loaded *l, const char *folder)
{
	*l = (struct loaded){ .files = { 0 } };
	if (catalog_load_files(&l->catalog, folder, &l->files) < 0)
		return -1;
	catalog_view_make(&l->view, &l->files);
	return 0;
}

void
loaded_release(struct loaded *l)
{
	catalog_view_release(&l->view);
	catalog_files_release(&l->files);
	catalog_release(&l->catalog);
}
