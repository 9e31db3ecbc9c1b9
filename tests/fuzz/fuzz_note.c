/*
 * fuzz_note.c - what stands beside a published catalog
 * Whatever stands in it: no crash, no octet read outside; the texts that are
 * handed out end.
 */
#include <stdlib.h>

#include "aid.h"
#include "store/catalog_archive.h"

#define DIGEST	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static volatile size_t sum;	/* what was read is used */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct publication *p = NULL;
	size_t n;

	if (setenv("OSSBSS_HOME", aid_folder(), 1) != 0)
		abort();
	aid_sub("catalogs");
	aid_sub("catalogs/" DIGEST);
	aid_file("catalogs/" DIGEST "/published.json",
	    (struct slice){ (const char *)data, len });
	aid_quiet(true);
	if (catalog_published("", &p, &n) == 0) {
		if (n != 1)
			abort();
		sum += strlen(p->name) + strlen(p->user) + strlen(p->why);
	}
	free(p);
	aid_quiet(false);
	return 0;
}
