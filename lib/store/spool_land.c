#include "store/spool_land.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/tool.h"
#include "base/tstamp.h"

#define RETRY_US	20000	/* between two tries for the lock */
#define TMP_TRIES	10000

static int
trouble(const char *what, const char *path)
{
	diag_errno(REASON_WRITE_FAILED, "cannot %s '%s'", what, path);
	return EXIT_TROUBLE;
}

/*
 * The lock
 */

static int
lock(struct spool_land *l)
{
	const struct timespec pause = { .tv_nsec = RETRY_US * 1000 };
	int64_t until = mono_us() + l->wait_us;

	while (flock(l->lock, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return trouble("lock", l->folder);
		if (mono_us() >= until) {
			diag(REASON_SPOOL_LOCKED,
			    "another process holds the spool '%s'", l->folder);
			return EXIT_RETRY;
		}
		nanosleep(&pause, NULL);
	}
	return EXIT_OK;
}

static void
unlock(struct spool_land *l)
{
	flock(l->lock, LOCK_UN);
}

/*
 * Leftovers
 */

/*
 * Remove a folder and the files in it. fd is of that folder: what its name
 * leads to by now may be another's.
 */
static void
folder_remove(int fd, const char *path)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.')
			unlinkat(fd, e->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

/* pid.n: a folder that tmp_make made */
static bool
is_landing(const char *name)
{
	size_t pid = strspn(name, "0123456789");
	size_t n = name[pid] == '.' ? strspn(name + pid + 1, "0123456789") : 0;

	return pid > 0 && n > 0 && name[pid + 1 + n] == '\0';
}

/* Folders of landings that are dead: nobody holds their lock. */
static void
clean_tmp(const char *tmp)
{
	DIR *dir = opendir(tmp);
	struct dirent *e;

	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL) {
		char *path;
		int fd;

		if (!is_landing(e->d_name))
			continue;
		path = spool_path(tmp, e->d_name, "");
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC
		    | O_NOFOLLOW);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			folder_remove(fd, path);
		if (fd >= 0)
			close(fd);
		free(path);
	}
	closedir(dir);
}

bool
spool_has(const char *folder, const char *name)
{
	char *path = spool_path(folder, name, ".json");
	bool has = access(path, F_OK) == 0;

	free(path);
	return has;
}

/* Batches without an entry. No landing is between its renames: we hold the
 * lock. */
static void
clean_batches(const char *folder)
{
	DIR *dir = opendir(folder);
	struct spool_batch b;
	struct dirent *e;

	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL)
		if (spool_name_parse(e->d_name, ".zst", &b)
		    && !spool_has(folder, b.name))
			unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
}

/*
 * Landing
 */

/* tmp/<pid>.<n>: a pid may be that of a landing in another pid namespace. */
static int
tmp_make(struct spool_land *l, const char *tmp)
{
	for (int n = 0; n < TMP_TRIES; n++) {
		char *path = xasprintf("%s/%ld.%d", tmp, (long)getpid(), n);

		if (mkdir(path, 0700) == 0) {
			l->tmp = path;
			l->tmp_lock = open(path, O_RDONLY | O_DIRECTORY
			    | O_CLOEXEC);
			if (l->tmp_lock >= 0
			    && flock(l->tmp_lock, LOCK_EX | LOCK_NB) == 0)
				return EXIT_OK;
			return trouble("lock", path);
		}
		free(path);
		if (errno != EEXIST)
			break;
	}
	return trouble("make a folder in", tmp);
}

/* The spool's own name must outlive a power cut too. */
static int
sync_parent(const char *folder)
{
	char *up = spool_path(folder, "..", "");
	int fd = open(up, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = EXIT_OK;

	/* one that we may not read was not made by us */
	if (fd >= 0 && fsync(fd) != 0)
		rc = trouble("sync", up);
	if (fd >= 0)
		close(fd);
	free(up);
	return rc;
}

static int
folder_open(struct spool_land *l, const char *tmp)
{
	if (dir_make(tmp) != 0)
		return EXIT_TROUBLE;
	l->lock = open(l->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (l->lock < 0)
		return trouble("open", l->folder);
	return sync_parent(l->folder);
}

int
spool_land_begin(struct spool_land *l, const char *folder, int64_t wait_us)
{
	char *tmp = spool_path(folder, "tmp", "");
	int rc;

	*l = (struct spool_land){ .folder = folder, .wait_us = wait_us,
		.lock = -1, .tmp_lock = -1 };
	rc = folder_open(l, tmp);
	if (rc == EXIT_OK)
		rc = lock(l);
	if (rc == EXIT_OK) {
		clean_tmp(tmp);
		clean_batches(folder);
		rc = tmp_make(l, tmp);
		unlock(l);
	}
	free(tmp);
	return rc;
}

/* A file of the landing's folder gets its name in the spool, for good. */
static int
move_in(struct spool_land *l, const char *from, const char *name,
    const char *ending)
{
	char *to = spool_path(l->folder, name, ending);
	int rc = EXIT_OK;

	if (rename(from, to) != 0)
		rc = trouble("write", to);
	else if (fsync(l->lock) != 0)
		rc = trouble("sync", l->folder);
	free(to);
	return rc;
}

/* A new file, down to the disk. */
static int
file_write(const char *path, const struct buf *text)
{
	int fd, rc;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return trouble("create", path);
	rc = write_all(fd, text->data, text->len) == 0 && fsync(fd) == 0
	    ? EXIT_OK : trouble("write", path);
	if (close(fd) != 0 && rc == EXIT_OK)
		rc = trouble("write", path);
	return rc;
}

/* A batch whose entry could not be read back would be no batch. */
static int
entry_write(const char *path, const struct buf *entry)
{
	if (entry->len <= SPOOL_ENTRY_MAX)
		return file_write(path, entry);
	diag(REASON_FILE_TOO_LARGE, "the entry is larger than %zu octets: "
	    "fewer files at a time", SPOOL_ENTRY_MAX);
	return EXIT_TROUBLE;
}

int
spool_land_commit(struct spool_land *l, const char *batch, const char *name,
    const struct buf *entry, bool *known)
{
	char *data = spool_path(l->tmp, batch, "");
	char *json = spool_path(l->tmp, "entry", "");
	int rc = entry_write(json, entry);

	*known = false;
	if (rc == EXIT_OK)
		rc = lock(l);
	if (rc == EXIT_OK) {
		*known = spool_has(l->folder, name);
		if (!*known)
			rc = move_in(l, data, name, ".zst");
		if (!*known && rc == EXIT_OK)
			rc = move_in(l, json, name, ".json");
		unlock(l);
	}
	free(data);
	free(json);
	return rc;
}

static int
act_move(struct spool_land *l, const char *before, const char *name,
    const char *list, const char *text)
{
	int rc = EXIT_OK;

	if (spool_has(l->folder, name)
	    || (before != NULL && !spool_has(l->folder, before))) {
		diag(REASON_SPOOL_CHANGED, "something else was decided about "
		    "the spool '%s' meanwhile", l->folder);
		return EXIT_RETRY;
	}
	if (list != NULL)
		rc = move_in(l, list, name, ".list");
	return rc == EXIT_OK ? move_in(l, text, name, ".json") : rc;
}

int
spool_land_act(struct spool_land *l, const char *before, const char *name,
    const struct buf *list, const struct buf *text)
{
	char *list_path = list == NULL ? NULL : spool_path(l->tmp, "list", "");
	char *text_path = spool_path(l->tmp, "act", "");
	int rc = list == NULL ? EXIT_OK : file_write(list_path, list);

	if (rc == EXIT_OK)
		rc = entry_write(text_path, text);
	if (rc == EXIT_OK)
		rc = lock(l);
	if (rc == EXIT_OK) {
		rc = act_move(l, before, name, list_path, text_path);
		unlock(l);
	}
	free(list_path);
	free(text_path);
	return rc;
}

void
spool_land_release(struct spool_land *l)
{
	if (l->folder == NULL)
		return;
	if (l->tmp != NULL)
		folder_remove(l->tmp_lock, l->tmp);
	if (l->tmp_lock >= 0)
		close(l->tmp_lock);
	if (l->lock >= 0)
		close(l->lock);
	free(l->tmp);
	*l = (struct spool_land){ .lock = -1, .tmp_lock = -1 };
}
