/*
 * aid.c - what fuzz targets share; see aid.h
 */
#include "aid.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

#define PATHS	4

static char folder[80];

static int
drop_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
folder_remove(void)
{
	nftw(folder, drop_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* On a disk a truncated file is written out at each close. */
static const char *
where(void)
{
	const char *tmp = getenv("TMPDIR");

	if (tmp != NULL && strlen(tmp) < 40)
		return tmp;
	return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

const char *
aid_folder(void)
{
	if (folder[0] != '\0')
		return folder;
	snprintf(folder, sizeof(folder), "%s/ossbss-fuzz.XXXXXX", where());
	if (mkdtemp(folder) == NULL)
		abort();
	atexit(folder_remove);
	return folder;
}

const char *
aid_path(const char *name)
{
	static char path[PATHS][256];
	static unsigned turn;
	char *p = path[turn++ % PATHS];

	snprintf(p, sizeof(path[0]), "%s/%s", aid_folder(), name);
	return p;
}

const char *
aid_sub(const char *name)
{
	const char *path = aid_path(name);

	if (access(path, F_OK) != 0 && mkdir(path, 0700) != 0)
		abort();
	return path;
}

const char *
aid_file(const char *name, struct slice text)
{
	const char *path = aid_path(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write_all(fd, text.p, text.len) != 0 || close(fd) != 0)
		abort();
	return path;
}

void
aid_drop(const char *name)
{
	unlink(aid_path(name));
}

int
aid_fd(const void *data, size_t len)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write_all(fd, data, len) != 0
	    || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

const char *
aid_fd_path(int fd)
{
	static char path[PATHS][32];
	static unsigned turn;
	char *p = path[turn++ % PATHS];

	snprintf(p, sizeof(path[0]), "/proc/self/fd/%d", fd);
	return p;
}

void
aid_quiet(bool on)
{
	static int none = -1, err = -1;

	if (none < 0) {
		none = open("/dev/null", O_WRONLY | O_CLOEXEC);
		err = fcntl(2, F_DUPFD_CLOEXEC, 3);
	}
	if (none < 0 || err < 0 || dup2(on ? none : err, 2) < 0)
		abort();
}

struct slice
aid_piece(struct slice *rest)
{
	const char *cut = rest->len != 0 ? memchr(rest->p, '\f', rest->len)
	    : NULL;
	struct slice s = *rest;

	if (cut == NULL) {
		*rest = (struct slice){ NULL, 0 };
		return s;
	}
	s.len = (size_t)(cut - s.p);
	rest->p += s.len + 1;
	rest->len -= s.len + 1;
	return s;
}
