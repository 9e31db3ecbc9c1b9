/*
 * test_spool_crash.c - landing, and deciding, die or fail at each call that
 * changes the disk, one after the other
 * write, fsync, rename, mkdir, unlinkat and open with O_CREAT are defined
 * here, in front of libc's: the n-th of them kills the process, kills it with
 * half of the octets written, or fails. After each: nothing of the batch or
 * act is in the spool or all of it is, and the same again ends well.
 */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include <zstd.h>

#include "base/diag.h"
#include "base/tool.h"
#include "rec/scan.h"
#include "store/spool_land.h"
#include "store/spool_sort.h"
#include "store/spool_verify.h"
#include "store/spool_view.h"
#include "tap.h"

#define RECORDS		3000
#define MEMORY		((size_t)384 << 10)	/* makes a few runs */

enum mode { MODE_KILL, MODE_HALF, MODE_FAIL };
static const char *const mode_name[] = { "killed", "cut and killed", "failed" };

static char dir[] = "/tmp/test_spool.XXXXXX";
static char *folder;
static unsigned calls, stop_at;	/* the writer has a thread */
static enum mode mode;

/* Count a call; true: it must fail. */
static bool
strikes(int fd, const void *p, size_t n)
{
	if (stop_at == 0 || __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED)
	    != stop_at)
		return false;
	if (mode == MODE_HALF && n > 1)
		syscall(SYS_write, fd, p, n / 2);
	if (mode != MODE_FAIL)
		raise(SIGKILL);
	errno = ENOSPC;
	return true;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	return fd > STDERR_FILENO && strikes(fd, p, n) ? -1
	    : syscall(SYS_write, fd, p, n);
}

int
fsync(int fd)
{
	return strikes(-1, NULL, 0) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
rename(const char *from, const char *to)
{
	return strikes(-1, NULL, 0) ? -1
	    : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
mkdir(const char *path, mode_t how)
{
	return strikes(-1, NULL, 0) ? -1
	    : (int)syscall(SYS_mkdirat, AT_FDCWD, path, how);
}

int
unlinkat(int fd, const char *path, int flags)
{
	return strikes(-1, NULL, 0) ? -1
	    : (int)syscall(SYS_unlinkat, fd, path, flags);
}

int
open(const char *path, int flags, ...)
{
	if ((flags & O_CREAT) && strikes(-1, NULL, 0))
		return -1;
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}

static int
sort_all(struct spool_sort *s)
{
	struct scanner *scanner = scanner_new();
	struct buf line = { 0 };
	int rc = 0;

	for (int i = 0; i < RECORDS && rc == 0; i++) {
		struct rec r = { 0 };
		const char *next, *at;
		enum reason why;

		buf_clear(&line);
		buf_addf(&line, "{\"type\":\"usage\",\"usage_id\":\"t:%d\","
		    "\"ts\":\"2026-10-01T%02d:%02d:%02dZ\",\"usage_type\":"
		    "\"voice\",\"identifier\":\"+331%d\",\"quantity\":%d,"
		    "\"unit\":\"s\",\"source\":\"t\",\"seq\":%d}\n", i,
		    i * 7 % 24, i % 60, i * 13 % 60, i % 50, i % 600, i);
		buf_reserve(&line, SCAN_PADDING);
		if (scan_line(scanner, line.data, &r, &next, &at)
		    != REASON_NONE)
			abort();
		rc = spool_sort_add(s, &r, &why);
	}
	scanner_free(scanner);
	buf_release(&line);
	return rc;
}

static int
commit(struct spool_land *l, struct spool_sort *s)
{
	char *path = spool_path(l->tmp, "batch", ""), name[SPOOL_NAME_MAX];
	struct spool_origin from = { .no_end = true };
	struct buf entry = { 0 };
	struct spool_sum sum;
	bool known;
	int rc = EXIT_TROUBLE;

	if (spool_sort_finish(s, path, &sum) == 0) {
		spool_name_make(&sum, name);
		spool_entry_make(name, &sum, spool_sort_totals(s),
		    spool_sort_ids(s), &from, &entry);
		rc = spool_land_commit(l, "batch", name, &entry, &known);
	}
	buf_release(&entry);
	free(path);
	return rc;
}

static int
land(void)
{
	struct spool_land l;
	struct spool_sort *s = NULL;
	int rc = spool_land_begin(&l, folder, 0);

	if (rc == EXIT_OK) {
		s = spool_sort_new(l.tmp, MEMORY);
		rc = sort_all(s) == 0 ? commit(&l, s) : EXIT_TROUBLE;
	}
	spool_sort_free(s);
	spool_land_release(&l);
	return rc;
}

/* An act with a list of all batches, as a seal has one; once. */
static int
decide(void)
{
	const struct spool_span span = { INT64_MIN, INT64_MAX, 0 };
	struct spool_act_def def = { .kind = ACT_PURGE };
	struct spool_list list = { 0 };
	struct spool_view view = { 0 };
	struct spool_state state;
	struct spool_land l = { .lock = -1, .tmp_lock = -1 };
	int rc = EXIT_TROUBLE;

	if (spool_state_read(&state, folder) != 0)
		return EXIT_TROUBLE;
	view.folder = folder;
	view.state = &state;
	if (spool_view_list(&view, &span, &list) == 0)
		rc = spool_land_begin(&l, folder, 0);
	def.list = &list;
	if (rc == EXIT_OK && state.acts.len == 0)
		rc = spool_act_commit(&l, &state.acts, &def, json_object());
	spool_land_release(&l);
	spool_list_release(&list);
	spool_state_release(&state);
	return rc;
}

/* How many acts there are; -1: they are not whole */
static int
acts(void)
{
	struct spool_state state;
	int n;

	if (spool_state_read(&state, folder) != 0)
		return -1;
	n = (int)state.acts.len;
	spool_state_release(&state);
	return n;
}

/* In a child that stops at call n; its exit code, -1 when it was killed */
static int
until(int (*fn)(void), unsigned n)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(99);
		stop_at = n;
		_exit(fn());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
land_until(unsigned n)
{
	return until(land, n);
}

/* Batches in the spool; -1: one is not whole */
static int
batches(void)
{
	ZSTD_DCtx *unpack = ZSTD_createDCtx();
	struct spool_register reg = { 0 };
	int n = 0;

	if (access(folder, F_OK) == 0
	    && spool_register_read(&reg, folder, INT64_MIN, INT64_MAX) == 0) {
		n = (int)reg.len;
		for (size_t i = 0; i < reg.len; i++)
			if (spool_verify(folder, reg.batch[i].name, unpack)
			    != 0)
				n = -1;
	}
	spool_register_release(&reg);
	ZSTD_freeDCtx(unpack);
	return n;
}

/* Files below a folder of the spool, "" for all of it */
static int
files_in(const char *sub)
{
	char *cmd = xasprintf("test $(find '%s%s' -type f 2>/dev/null | wc -l) "
	    "-eq %d", folder, sub, *sub == '\0' ? 2 : 0);
	int rc = system(cmd);

	free(cmd);
	return rc;
}

static void
wipe(void)
{
	char *cmd = xasprintf("rm -rf '%s'", folder);

	if (system(cmd) != 0)
		abort();
	free(cmd);
}

/* One point: true when there was such a call at all. */
static bool
point(unsigned n)
{
	int rc, after, again;

	wipe();
	rc = land_until(n);
	if (rc == EXIT_OK)
		return false;
	after = batches();
	again = land_until(0);
	if (rc != (mode == MODE_FAIL ? EXIT_TROUBLE : -1) || after < 0
	    || after > 1 || again != EXIT_OK || batches() != 1
	    || files_in("") != 0 || files_in("/tmp") != 0)
		ok(false, "%s at call %u: ended with %d, %d batches after, "
		    "then %d and %d batches", mode_name[mode], n, rc, after,
		    again, batches());
	return true;
}

/* The same for an act about a batch that is there. */
static bool
act_point(unsigned n)
{
	char *cmd = xasprintf("rm -f '%s'/act-*", folder);
	int rc, after, again;

	if (system(cmd) != 0)
		abort();
	free(cmd);
	rc = until(decide, n);
	if (rc == EXIT_OK)
		return false;
	after = acts();
	again = until(decide, 0);
	if (rc != (mode == MODE_FAIL ? EXIT_TROUBLE : -1) || after < 0
	    || after > 1 || again != EXIT_OK || acts() != 1
	    || files_in("/tmp") != 0)
		ok(false, "act %s at call %u: ended with %d, %d acts after, "
		    "then %d and %d acts", mode_name[mode], n, rc, after,
		    again, acts());
	return true;
}

int
main(void)
{
	unsigned n;

	if (mkdtemp(dir) == NULL)
		return 2;
	folder = xasprintf("%s/spool", dir);
	ok(land_until(0) == EXIT_OK && batches() == 1, "undisturbed");
	for (mode = MODE_KILL; mode <= MODE_FAIL; mode++) {
		for (n = 1; point(n); n++)
			;
		ok(n > 20, "%s at each of %u calls: nothing or all, and the "
		    "next landing ends well", mode_name[mode], n - 1);
	}
	ok(land_until(0) == EXIT_OK || batches() == 1, "a batch");
	for (mode = MODE_KILL; mode <= MODE_FAIL; mode++) {
		for (n = 1; act_point(n); n++)
			;
		ok(n > 9, "an act %s at each of %u calls: it is there or not",
		    mode_name[mode], n - 1);
	}
	wipe();
	rmdir(dir);
	free(folder);
	return tap_done();
}
