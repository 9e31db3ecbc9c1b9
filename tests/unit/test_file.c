/*
 * test_file.c - files written beside their names, in folders where others
 * may write, too
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file.h"
#include "tap.h"

static char dir[] = "/tmp/test_file.XXXXXX";

static char *
at(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write_all(fd, text, strlen(text)) != 0)
		ok(false, "cannot write %s", path);
	close(fd);
}

static bool
holds(const char *path, const char *text)
{
	struct buf b = { 0 };
	bool same = file_read(path, 1 << 20, &b) == 0
	    && slice_is(buf_slice(&b), text);

	buf_release(&b);
	return same;
}

/* Write text to path the way everything does. 0 or -1 */
static int
replace(const char *path, const char *text)
{
	struct file_new f;
	int rc = -1;

	if (file_new_open(&f, path, 0600) != 0)
		return -1;
	if (write_all(f.fd, text, strlen(text)) == 0)
		rc = file_new_commit(&f);
	file_new_release(&f);
	return rc;
}

static char *
tmp_of(const char *path)
{
	return xasprintf("%s.%ld.tmp", path, (long)getpid());
}

static void
test_replace(void)
{
	char *path = at("plain"), *tmp = tmp_of(path);
	struct file_new f;
	struct stat st;

	put(path, "old");
	chmod(path, 0644);
	is_i64(replace(path, "new"), 0, "replaced");
	ok(holds(path, "new") && stat(path, &st) == 0
	    && (st.st_mode & 0777) == 0600, "with the mode asked for");
	ok(access(tmp, F_OK) != 0, "nothing is left beside it");
	is_i64(file_new_open(&f, path, 0600), 0, "begun");
	file_new_release(&f);
	ok(holds(path, "new") && access(tmp, F_OK) != 0,
	    "given up: as it was");
	free(tmp);
	free(path);
}

/* What another put where the temporary file will be is not written into. */
static void
test_planted(void)
{
	char *path = at("out"), *victim = at("victim"), *tmp = tmp_of(path);
	char *planted = at("planted");
	struct stat st;

	put(victim, "precious");
	ok(symlink(victim, tmp) == 0, "a link to a file of ours");
	is_i64(replace(path, "1"), 0, "written all the same");
	ok(holds(victim, "precious"), "not through the link");
	ok(lstat(path, &st) == 0 && S_ISREG(st.st_mode), "to a file");

	put(planted, "x");
	chmod(planted, 0666);
	ok(link(planted, tmp) == 0, "a file that another can write");
	is_i64(replace(path, "2"), 0, "written all the same");
	ok(holds(planted, "x"), "not into that file");
	ok(holds(path, "2") && stat(path, &st) == 0
	    && (st.st_mode & 0777) == 0600, "but into one of our own");

	mkdir(tmp, 0700);
	is_i64(replace(path, "3"), -1, "a folder stands in the way");
	ok(holds(path, "2"), "nothing has changed");
	rmdir(tmp);
	free(planted);
	free(tmp);
	free(victim);
	free(path);
}

/* /dev/stdout is a link to what may be a plain file: it stays what it is. */
static void
test_standard(void)
{
	char *path = at("stdout"), *log = at("log");
	int saved = dup(STDOUT_FILENO);
	struct stat st;
	int rc;

	ok(symlink("/proc/self/fd/1", path) == 0, "a link as /dev/stdout");
	fflush(stdout);
	rc = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(rc, STDOUT_FILENO);
	close(rc);
	write_all(STDOUT_FILENO, "a", 1);
	rc = replace(path, "b");
	write_all(STDOUT_FILENO, "c", 1);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	is_i64(rc, 0, "written");
	ok(lstat(path, &st) == 0 && S_ISLNK(st.st_mode), "it is a link yet");
	ok(holds(log, "abc"), "in the order of writing");
	free(log);
	free(path);
}

static void
test_special(void)
{
	struct stat st;

	is_i64(replace("/dev/null", "x"), 0, "a device is written in place");
	ok(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode),
	    "and is one yet");
	is_i64(replace(dir, "x"), -1, "a folder is no file");
}

int
main(void)
{
	char *rm;

	if (mkdtemp(dir) == NULL)
		return 2;
	test_replace();
	test_planted();
	test_standard();
	test_special();
	rm = xasprintf("rm -r %s", dir);
	ok(system(rm) == 0, "cleaned up");
	free(rm);
	return tap_done();
}
