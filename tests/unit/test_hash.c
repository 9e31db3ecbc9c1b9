/*
 * test_hash.c - who knows the hash does not know where a name goes
 */
#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "tap.h"

#define NAMES	64u
#define MASK	0xfffu

/* Names that a hash without a seed puts into one slot of 4096. */
static unsigned
alike(char name[NAMES][24])
{
	unsigned found = 0;
	uint64_t n;

	for (n = 0; found < NAMES; n++) {
		int len = snprintf(name[found], sizeof(name[found]),
		    "%08" PRIx64, n);

		found += (XXH3_64bits(name[found], (size_t)len) & MASK) == 0;
	}
	return found;
}

/* Slots that they have: 64 of 4096 are seldom alike, 8 are never so few. */
static unsigned
slots(char name[NAMES][24], uint64_t before)
{
	static bool used[MASK + 1];
	unsigned count = 0, i;

	memset(used, 0, sizeof(used));
	for (i = 0; i < NAMES; i++) {
		struct slice s = slice_of(name[i]);
		bool *u = &used[(before == 0 ? hash_slice(s)
		    : hash_more(s, before)) & MASK];

		count += !*u;
		*u = true;
	}
	return count;
}

/* The seed of another process, by its word. */
static uint64_t
seed_of_another(const char *self)
{
	char command[4096], line[32] = "";
	FILE *f;

	snprintf(command, sizeof(command), "'%s' seed", self);
	f = popen(command, "r");
	if (f == NULL || fgets(line, sizeof(line), f) == NULL)
		line[0] = '\0';
	if (f != NULL)
		pclose(f);
	return strtoull(line, NULL, 16);
}

int
main(int argc, char **argv)
{
	char name[NAMES][24];

	if (argc > 1) {
		printf("%016" PRIx64 "\n", hash_seed);
		return 0;
	}
	is_u64(alike(name), NAMES, "names that are alike without a seed");
	ok(slots(name, 0) > 8, "are not with ours");
	ok(slots(name, 7) > 8, "nor behind another part");
	ok(seed_of_another(argv[0]) != 0, "another process has a seed");
	ok(seed_of_another(argv[0]) != hash_seed, "and not this one's");
	return tap_done();
}
