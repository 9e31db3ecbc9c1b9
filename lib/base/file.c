#include "base/fd.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tool.h"

#define READ_STEP	((size_t)65536)

int
file_read(const char *path, size_t max, struct buf *out)
{
	bool std = strcmp(path, "-") == 0;
	int fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	size_t start = out->len;
	ssize_t n;

	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", path);
		return -1;
	}
	out->max = out->max != 0 ? out->max : start + max + READ_STEP;
	for (;;) {
		buf_reserve(out, READ_STEP);
		n = read(fd, out->data + out->len, READ_STEP);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		out->len += (size_t)n;
		if (out->len - start > max) {
			diag_at(REASON_FILE_TOO_LARGE, path, 0,
			    "file is larger than %zu octets", max);
			errno = EFBIG;
			break;
		}
	}
	if (n < 0)
		diag_errno(REASON_READ_FAILED, "cannot read '%s'", path);
	if (!std)
		close(fd);
	return n == 0 ? 0 : -1;
}

bool
file_is_input(const char *made, const char *input)
{
	struct stat x, y;
	int rc = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &y)
	    : stat(input, &y);

	return rc == 0 && stat(made, &x) == 0 && S_ISREG(x.st_mode)
	    && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* A device or pipe, still one when it is open. */
static int
special_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		return fd;
	if (fd >= 0) {
		close(fd);
		errno = ESTALE;
	}
	return -1;
}

/* The one of stdout and stderr that goes to this file, or -1 */
static int
own_fd(const char *path)
{
	struct stat st, own;

	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		if (stat(path, &st) == 0 && fstat(fd, &own) == 0
		    && own.st_dev == st.st_dev && own.st_ino == st.st_ino)
			return fd;
	return -1;
}

bool
file_is_own(const char *path)
{
	return own_fd(path) >= 0;
}

/*
 * What a rename must not replace: a device or pipe, and the file that stdout
 * or stderr goes to, which a link in /dev may name. Its descriptor; or -1
 * with errno, 0: a file like any other, or none.
 */
static int
in_place(const char *path)
{
	struct stat st;
	int own;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return special_open(path);
	if ((own = own_fd(path)) >= 0)
		return fcntl(own, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	errno = 0;
	return -1;
}

/*
 * A file that nobody else has open. What stands under its name was left by
 * one that died, or put there by someone who waits for us to write into it.
 */
static int
tmp_open(const char *tmp, unsigned mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = open(tmp, flags, mode);

	if (fd < 0 && errno == EEXIST && unlink(tmp) == 0)
		fd = open(tmp, flags, mode);
	return fd;
}

int
file_new_open(struct file_new *f, const char *path, unsigned mode)
{
	char *tmp;

	*f = (struct file_new){ .path = xstrdup(path), .fd = in_place(path) };
	if (f->fd >= 0)
		return 0;
	if (errno != 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", path);
		file_new_release(f);
		return -1;
	}
	tmp = xasprintf("%s.%ld.tmp", path, (long)getpid());
	if ((f->fd = tmp_open(tmp, mode)) >= 0) {
		f->tmp = tmp;
		return 0;
	}
	diag_errno(REASON_OPEN_FAILED, "cannot create '%s'", tmp);
	free(tmp);
	file_new_release(f);
	return -1;
}

int
file_sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? xstrdup(".")
	    : slash == path ? xstrdup("/")
	    : xstrndup(path, (size_t)(slash - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	free(dir);
	return rc;
}

int
file_new_commit(struct file_new *f)
{
	int rc = f->tmp != NULL ? fsync(f->fd) : 0;

	if (close(f->fd) != 0)
		rc = -1;
	f->fd = -1;
	if (rc == 0 && f->tmp != NULL)
		rc = rename(f->tmp, f->path);
	if (rc != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot write '%s'", f->path);
		return -1;
	}
	if (f->tmp == NULL)
		return 0;
	free(f->tmp);
	f->tmp = NULL;
	if (file_sync_folder(f->path) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot sync the folder of '%s'",
		    f->path);
		return -1;
	}
	return 0;
}

void
file_new_release(struct file_new *f)
{
	if (f->path != NULL && f->fd >= 0)
		close(f->fd);
	if (f->tmp != NULL)
		unlink(f->tmp);
	free(f->tmp);
	free(f->path);
	*f = (struct file_new){ .fd = -1 };
}

int
file_put(const char *path, unsigned mode, struct slice text)
{
	struct file_new f;
	int rc = -1;

	if (file_new_open(&f, path, mode) < 0)
		return -1;
	if (write_all(f.fd, text.p, text.len) < 0)
		diag_errno(REASON_WRITE_FAILED, "cannot write '%s'", path);
	else
		rc = file_new_commit(&f);
	file_new_release(&f);
	return rc;
}

int
file_new_check(const char *path, unsigned mode)
{
	struct file_new f;
	struct stat st;

	/* who reads a pipe would see it open and close */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)
	    && !S_ISDIR(st.st_mode))
		return 0;
	if (file_new_open(&f, path, mode) != 0)
		return -1;
	file_new_release(&f);
	return 0;
}

int
dir_make(const char *path)
{
	char *copy = xstrdup(path), *p = copy;
	int rc = 0;

	do {
		p = strchr(p + 1, '/');
		if (p != NULL)
			*p = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
			diag_errno(REASON_WRITE_FAILED, "cannot make folder "
			    "'%s'", copy);
			rc = -1;
		}
		if (p != NULL)
			*p = '/';
	} while (rc == 0 && p != NULL && p[1] != '\0');
	free(copy);
	return rc;
}

int
file_nameless(void)
{
	const char *dir = getenv("TMPDIR");
	char *path = xasprintf("%s/%s.XXXXXX", dir != NULL && *dir != '\0'
	    ? dir : "/tmp", tool_name());
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd < 0)
		diag_errno(REASON_OPEN_FAILED, "cannot make '%s'", path);
	else
		(void)unlink(path);
	free(path);
	return fd;
}

char *
home_path(const char *name)
{
	const char *home = getenv("OSSBSS_HOME");

	if (home == NULL || *home == '\0')
		return NULL;
	return xasprintf("%s/%s", home, name);
}

char *
share_path(const char *name)
{
	const char *share = getenv("OSSBSS_SHARE");

	if (share == NULL || *share == '\0')
		share = OSSBSS_DATADIR;
	return xasprintf("%s/%s", share, name);
}
