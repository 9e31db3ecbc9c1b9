#include "base/hash.h"

#include <sys/auxv.h>
#include <unistd.h>

uint64_t hash_seed;

__attribute__((constructor)) static void
seed_draw(void)
{
	/* without entropy where the loader put us is better than nothing */
	if (getentropy(&hash_seed, sizeof(hash_seed)) != 0)
		hash_seed = getauxval(AT_BASE) ^ (uint64_t)getpid();
}
