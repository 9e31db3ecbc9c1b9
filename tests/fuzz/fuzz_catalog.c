/*
 * fuzz_catalog.c - the files of a catalog, read, checked and compared
 * Form feeds cut the input into catalog.json, destinations.csv,
 * rates/voice.csv and calendar.csv. Whatever stands in them: no crash, no octet
 * read outside; and a catalog that loads has no difference to itself.
 */

#include "aid.h"
#include "bss/catalog_check.h"
#include "bss/catalog_diff.h"
#include "store/catalog.h"
#include "store/catalog_view.h"

static const char *const names[] = {
	"catalog.json", "destinations.csv", "rates/voice.csv", "calendar.csv"
};
#define NAMES	(sizeof(names) / sizeof(*names))

static volatile size_t sum;	/* what was found is used */

static void
files_write(struct slice rest)
{
	for (size_t i = 0; i < NAMES; i++)
		aid_drop(names[i]);
	for (size_t i = 0; i < NAMES && (i == 0 || rest.p != NULL); i++)
		aid_file(names[i], aid_piece(&rest));
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
	struct catalog_files files;
	struct catalog c;

	aid_sub("rates");
	files_write((struct slice){ (const char *)data, len });
	aid_quiet(true);
	if (catalog_load_files(&c, aid_folder(), &files) == 0) {
		catalog_use(&c, &files);
		catalog_files_release(&files);
		catalog_release(&c);
	}
	aid_quiet(false);
	return 0;
}
