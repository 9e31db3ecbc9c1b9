/*
 * catalog_files.c (store) - see catalog_files.h
 */
#include "store/catalog_files.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/file.h"

/* ---- which folder ------------------------------------------------------- */

bool
catalog_digest_like(const char *s, size_t min)
{
	size_t len = strlen(s);

	return len >= min && len <= CATALOG_DIGEST_LEN
	    && strspn(s, "0123456789abcdef") == len;
}

/*
 * The folder of the published catalog that a word names: CATALOG_DIGEST_MIN
 * or more digits of its digest. 0 and *path for free(); 1: the word is no
 * digest, or there is none; -1: there are several, said.
 */
static int
published_path(const char *word, char **path)
{
	char *archive = home_path("catalogs");
	DIR *d = NULL;
	struct dirent *e;
	unsigned found = 0;

	*path = NULL;
	if (archive != NULL && catalog_digest_like(word, CATALOG_DIGEST_MIN))
		d = opendir(archive);
	while (d != NULL && (e = readdir(d)) != NULL)
		if (catalog_digest_like(e->d_name, CATALOG_DIGEST_LEN)
		    && strncmp(e->d_name, word, strlen(word)) == 0) {
			free(*path);
			*path = xasprintf("%s/%s", archive, e->d_name);
			found++;
		}
	if (d != NULL)
		closedir(d);
	free(archive);
	if (found == 1)
		return 0;
	free(*path);
	*path = NULL;
	if (found == 0)
		return 1;
	diag(REASON_USAGE_VALUE, "%u published catalogs begin with '%s'",
	    found, word);
	return -1;
}

char *
catalog_folder(const char *word, bool *published)
{
	struct stat st;
	char *path;
	int rc;

	if (word == NULL) {
		if ((path = home_path("catalog")) == NULL)
			diag(REASON_USAGE_MISSING,
			    "no catalog: give -c or set OSSBSS_HOME");
		return path;
	}
	if (stat(word, &st) == 0)
		return xstrdup(word);
	rc = published_path(word, &path);
	*published = rc == 0;
	return rc > 0 ? xstrdup(word) : path;
}

/* ---- its files ---------------------------------------------------------- */

static char *
path_in(const struct catalog_files *all, const char *name)
{
	return xasprintf("%s/%s", all->dir, name);
}

bool
catalog_file_exists(const struct catalog_files *all, const char *name)
{
	char *path = path_in(all, name);
	struct stat st;
	bool found = stat(path, &st) == 0;

	free(path);
	return found;
}

static void
file_release(struct catalog_file *f)
{
	free(f->name);
	free(f->path);
	buf_release(&f->text);
}

struct catalog_file *
catalog_file_read(struct catalog_files *all, const char *name)
{
	struct catalog_file *f;
	size_t i;

	for (i = 0; i < all->len; i++)
		if (strcmp(all->file[i].name, name) == 0)
			return &all->file[i];
	GROW(all->file, all->len, all->cap);
	f = &all->file[all->len++];
	*f = (struct catalog_file){ .name = xstrdup(name),
	    .path = path_in(all, name) };
	if (file_read(f->path, CATALOG_FILE_MAX, &f->text) == 0)
		return f;
	all->len--;
	file_release(f);
	return NULL;
}

void
catalog_files_release(struct catalog_files *all)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		file_release(&all->file[i]);
	free(all->file);
	*all = (struct catalog_files){ 0 };
}

static int
file_compare(const void *a, const void *b)
{
	return strcmp(((const struct catalog_file *)a)->name,
	    ((const struct catalog_file *)b)->name);
}

/* "name\nlength\n" and the octets of each file, sorted by name */
void
catalog_files_digest(struct catalog_files *all, char hex[SHA256_HEX_MAX])
{
	struct sha256 *sha = sha256_new();
	struct buf head = { 0 };
	const struct catalog_file *f;
	size_t i;

	qsort(all->file, all->len, sizeof(*f), file_compare);
	for (i = 0; i < all->len; i++) {
		f = &all->file[i];
		buf_clear(&head);
		buf_addf(&head, "%s\n%zu\n", f->name, f->text.len);
		sha256_add(sha, head.data, head.len);
		sha256_add(sha, f->text.data, f->text.len);
	}
	sha256_end_hex(sha, hex);
	sha256_free(sha);
	buf_release(&head);
}
