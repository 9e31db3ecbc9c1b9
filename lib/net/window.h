/*
 * window.h (net) - how much may be in flight at the same time
 */
#ifndef NET_WINDOW_H
#define NET_WINDOW_H

#include <stddef.h>

/*
 * Descriptors for a window of so many, and some for everything else: the soft
 * limit is raised, the hard one rules. What there is room for, at least 1;
 * `window-lowered` is said.
 */
size_t	window_fit(size_t want);

#endif
