/*
 * sizes.h (base) - sizes that a fuzzer wants smaller
 * Windows are large for speed, limits for the longest record of a real file.
 * With small ones a short input gets across the border of a window and up to
 * a limit, and no megabyte is cleared for it: `make fuzz` builds with these.
 */
#ifndef BASE_SIZES_H
#define BASE_SIZES_H

#include <stddef.h>

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define SIZE_OF(real, fuzzed)	((size_t)(fuzzed))
#else
#define SIZE_OF(real, fuzzed)	((size_t)(real))
#endif

#endif
