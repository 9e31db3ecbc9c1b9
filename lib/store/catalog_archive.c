/*
 * catalog_archive.c (store) - see catalog_archive.h
 */
#include "store/catalog_archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "store/who.h"

#define NOTE_NAME	"published.json"
#define NOTE_MAX	((size_t)65536)
#define TREE_DEPTH	4

static char *
archive_path(void)
{
	char *path = home_path("catalogs");

	if (path == NULL)
		diag(REASON_USAGE_MISSING, "no place for published catalogs: "
		    "set OSSBSS_HOME");
	return path;
}

/* ---- writing ---------------------------------------------------------- */

static int
file_write(const char *dir, const char *name, struct slice text)
{
	char *path = xasprintf("%s/%s", dir, name), *slash;
	int rc;

	slash = strrchr(path, '/');
	*slash = '\0';
	rc = dir_make(path);
	*slash = '/';
	if (rc == 0)
		rc = file_put(path, 0400, text);
	free(path);
	return rc;
}

static int
note_write(const char *dir, const struct publication *p)
{
	char at[TSTAMP_TEXT_MAX];
	json_t *note;
	char *text;
	int rc;

	at[tstamp_format(p->at_us, at)] = '\0';
	note = json_pack("{s:s, s:s, s:s, s:s, s:s}", "catalog", p->digest,
	    "name", p->name, "at", at, "user", p->user, "why", p->why);
	text = json_dumps(note, JSON_COMPACT);
	json_decref(note);
	if (text == NULL) {
		diag(REASON_WRITE_FAILED, "cannot write '%s/%s': text is not "
		    "UTF-8", dir, NOTE_NAME);
		return -1;
	}
	rc = file_write(dir, NOTE_NAME, slice_of(text));
	free(text);
	return rc;
}

/*
 * What was begun, by someone who died or by us: files, in folders one deep or
 * two. No link is followed, whoever may write here beside us.
 */
static void
tree_remove(int at, const char *name, int depth)
{
	struct dirent *e;
	DIR *d;
	int fd;

	if (unlinkat(at, name, 0) == 0 || depth == TREE_DEPTH)
		return;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || (d = fdopendir(fd)) == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0
		    && strcmp(e->d_name, "..") != 0)
			tree_remove(fd, e->d_name, depth + 1);
	closedir(d);
	(void)unlinkat(at, name, AT_REMOVEDIR);
}

static void
folder_remove(const char *dir)
{
	tree_remove(AT_FDCWD, dir, 0);
}

/* What is there must be what it was: rating relies on the digest. */
static int
verify(const char *dir, const char *digest)
{
	struct catalog c;
	int rc = 0;

	if (catalog_load(&c, dir) < 0)
		return -1;
	if (strcmp(c.digest, digest) != 0) {
		diag_at(REASON_CATALOG_DAMAGED, dir, 0,
		    "the files have the digest %s", c.digest);
		rc = -1;
	}
	catalog_release(&c);
	return rc;
}

static int
folder_fill(const char *tmp, const struct catalog_files *files,
    const struct publication *p)
{
	size_t i;

	if (mkdir(tmp, 0700) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot make folder '%s'",
		    tmp);
		return -1;
	}
	for (i = 0; i < files->len; i++)
		if (file_write(tmp, files->file[i].name,
		    buf_slice(&files->file[i].text)) < 0)
			return -1;
	if (note_write(tmp, p) < 0)
		return -1;
	return verify(tmp, p->digest);
}

static int
folder_make(const char *dir, const struct catalog_files *files,
    const struct publication *p, bool *known)
{
	char *tmp = xasprintf("%s.%ld.tmp", dir, (long)getpid());
	int rc;

	folder_remove(tmp);
	rc = folder_fill(tmp, files, p);
	if (rc == 0 && rename(tmp, dir) != 0) {
		if (errno == EEXIST || errno == ENOTEMPTY) {
			*known = true;	/* another was faster */
			rc = verify(dir, p->digest);
		} else {
			diag_errno(REASON_WRITE_FAILED, "cannot rename '%s'",
			    tmp);
			rc = -1;
		}
	}
	if (rc == 0 && file_sync_folder(dir) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot sync the folder of "
		    "'%s'", dir);
		rc = -1;
	}
	folder_remove(tmp);
	free(tmp);
	return rc;
}

static bool
name_taken(const struct catalog_files *files)
{
	size_t i;

	for (i = 0; i < files->len; i++)
		if (strcmp(files->file[i].name, NOTE_NAME) == 0)
			return true;
	return false;
}

int
catalog_archive(const struct catalog_files *files, struct publication *p,
    bool *known)
{
	char *archive = archive_path(), *dir;
	struct who who = who_am_i();
	struct stat st;
	int rc = -1;

	if (archive == NULL)
		return -1;
	dir = xasprintf("%s/%s", archive, p->digest);
	who_text(&who, p->user, sizeof(p->user));
	p->at_us = who_when(p->at_us);
	*known = stat(dir, &st) == 0;
	if (name_taken(files))
		diag(REASON_CATALOG_ROW, "a file of the catalog has the name "
		    "of the archive's own '%s'", NOTE_NAME);
	else if (*known)
		rc = verify(dir, p->digest);
	else if (dir_make(archive) == 0)
		rc = folder_make(dir, files, p, known);
	free(dir);
	free(archive);
	return rc;
}

/* ---- reading ---------------------------------------------------------- */

static void
text_take(const json_t *note, const char *key, char *out, size_t size)
{
	const char *s = json_string_value(json_object_get(note, key));

	snprintf(out, size, "%s", s != NULL ? s : "");
}

/* digest: all of one */
static int
note_read(const char *archive, const char *digest, struct publication *p)
{
	char *path = xasprintf("%s/%s/%s", archive, digest, NOTE_NAME);
	struct buf text = { 0 };
	char at[TSTAMP_TEXT_MAX];
	json_t *note = NULL;
	int rc = -1;

	*p = (struct publication){ .at_us = 0 };
	memcpy(p->digest, digest, CATALOG_DIGEST_LEN);
	if (file_read(path, NOTE_MAX, &text) == 0) {
		note = json_loadb(text.data, text.len, 0, NULL);
		text_take(note, "name", p->name, sizeof(p->name));
		text_take(note, "user", p->user, sizeof(p->user));
		text_take(note, "why", p->why, sizeof(p->why));
		text_take(note, "at", at, sizeof(at));
		if (tstamp_parse(slice_of(at), &p->at_us))
			rc = 0;
		else
			diag_at(REASON_CATALOG_DAMAGED, path, 0,
			    "not a note of publication");
	}
	json_decref(note);
	buf_release(&text);
	free(path);
	return rc;
}

static int
publication_compare(const void *va, const void *vb)
{
	const struct publication *a = va, *b = vb;

	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	return strcmp(a->digest, b->digest);
}

/* Nothing was published yet; but the operator's folder is there. */
static int
no_archive(const char *archive)
{
	char *home = home_path(".");
	struct stat st;
	int rc = home != NULL && stat(home, &st) == 0 ? 0 : -1;

	if (rc < 0)
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", archive);
	free(home);
	return rc;
}

int
catalog_published(const char *beginning, struct publication **p, size_t *len)
{
	char *archive = archive_path();
	size_t cap = 0;
	struct dirent *e;
	DIR *d;
	int rc = 0;

	*p = NULL;
	*len = 0;
	if (archive == NULL)
		return -1;
	d = opendir(archive);
	while (d != NULL && rc == 0 && (e = readdir(d)) != NULL) {
		if (!catalog_digest_like(e->d_name, CATALOG_DIGEST_LEN)
		    || strncmp(e->d_name, beginning, strlen(beginning)) != 0)
			continue;
		GROW(*p, *len, cap);
		rc = note_read(archive, e->d_name, &(*p)[(*len)++]);
	}
	if (d == NULL && errno == ENOENT)
		rc = no_archive(archive);
	else if (d == NULL) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", archive);
		rc = -1;
	} else
		closedir(d);
	if (rc == 0 && *len > 0)
		qsort(*p, *len, sizeof(**p), publication_compare);
	free(archive);
	return rc;
}
