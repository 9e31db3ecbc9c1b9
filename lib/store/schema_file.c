/*
 * schema_file.c (store) - see schema_file.h
 */
#include "store/schema_file.h"

#include <dirent.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"

/* The number that a name begins with: "0002-billing.sql" is 2, else 0. */
static int
file_number(const char *name)
{
	size_t len = strlen(name);
	int n = 0;

	if (len < 10 || strspn(name, "0123456789") != 4 || name[4] != '-'
	    || strcmp(name + len - 4, ".sql") != 0)
		return 0;
	for (int i = 0; i < 4; i++)
		n = n * 10 + (name[i] - '0');
	return n;
}

/* The folder is small and read seldom: no cache. */
char *
schema_file(const char *side, int number, int *last)
{
	char *name = xasprintf("schema/%s", side);
	char *folder = share_path(name), *path = NULL;
	DIR *dir = opendir(folder);
	struct dirent *e;
	int n;

	*last = 0;
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		n = file_number(e->d_name);
		if (n > *last)
			*last = n;
		if (n != 0 && n == number && path == NULL)
			path = xasprintf("%s/%s", folder, e->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	if (*last == 0 || (path == NULL && number != 0 && number <= *last)) {
		diag(REASON_SHARE_MISSING, "no schema file %04d in '%s'; "
		    "OSSBSS_SHARE says where the share folder is, when not "
		    "there", number != 0 ? number : 1, folder);
		*last = -1;
	}
	free(folder);
	free(name);
	return path;
}

int
schema_last(const char *side)
{
	int last;

	free(schema_file(side, 0, &last));
	return last;
}
