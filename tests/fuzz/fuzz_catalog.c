/*
 * fuzz_catalog.c - the files of a catalog, read, checked and compared
 * Form feeds cut the input into catalog.json, destinations.csv,
 * rates/voice.csv and calendar.csv. Whatever stands in them: no crash, no octet
 * read outside; and a catalog that loads has no difference to itself.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "bss/catalog_check.h"
#include "bss/catalog_diff.h"
#include "store/catalog.h"
#include "store/catalog_view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *const names[] = {
	"catalog.json", "destinations.csv", "rates/voice.csv", "calendar.csv"
};
#define NAMES	(sizeof(names) / sizeof(*names))

static char folder[64];
static volatile size_t sum;	/* what was found is used */

static void
path_of(const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", folder, name);
}

static void
folder_remove(void)
{
	char path[128];

	for (size_t i = 0; i < NAMES; i++) {
		path_of(names[i], path);
		unlink(path);
	}
	path_of("rates", path);
	rmdir(path);
	rmdir(folder);
}

static void
folder_make(void)
{
	const char *tmp = getenv("TMPDIR");
	char path[128];

	if (folder[0] != '\0')
		return;
	snprintf(folder, sizeof(folder), "%.40s/fuzz-catalog.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL)
		abort();
	path_of("rates", path);
	if (mkdir(path, 0700) != 0)
		abort();
	atexit(folder_remove);
}

static void
file_write(const char *name, const uint8_t *data, size_t len)
{
	char path[128];
	int fd;

	path_of(name, path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write_all(fd, data, len) != 0)
		abort();
	close(fd);
}

static void
files_write(const uint8_t *data, size_t len)
{
	const uint8_t *cut;
	char path[128];
	size_t i, n;

	for (i = 0; i < NAMES; i++) {
		path_of(names[i], path);
		unlink(path);
	}
	for (i = 0; i < NAMES; i++) {
		cut = len > 0 ? memchr(data, '\f', len) : NULL;
		n = cut != NULL ? (size_t)(cut - data) : len;
		file_write(names[i], data, n);
		if (cut == NULL)
			return;
		data += n + 1;
		len -= n + 1;
	}
}

static void
found(const struct catalog_finding *f, void *arg)
{
	(void)arg;
	sum += f->text.len + f->file.len + f->line;
}

static void
differs(struct slice text, void *arg)
{
	(void)text;
	(void)arg;
	abort();
}

static void
catalog_use(const struct catalog *c, const struct catalog_files *files)
{
	struct catalog_view v;
	struct catalog_check check = { .catalog = c, .view = &v,
		.has_now = true, .now_us = 1, .found = found };
	struct catalog_diff diff = { .was = { c, &v }, .is = { c, &v },
		.differs = differs };

	catalog_view_make(&v, files);
	catalog_check(&check);
	catalog_diff(&diff);
	catalog_view_release(&v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int quiet = open("/dev/null", O_WRONLY), err = dup(2);
	struct catalog_files files;
	struct catalog c;

	folder_make();
	files_write(data, len);
	dup2(quiet, 2);
	if (catalog_load_files(&c, folder, &files) == 0) {
		catalog_use(&c, &files);
		catalog_files_release(&files);
		catalog_release(&c);
	}
	dup2(err, 2);
	close(quiet);
	close(err);
	return 0;
}
