/*
 * window.c (net) - see window.h
 */
#include <sys/resource.h>

#include "base/diag.h"
#include "net/window.h"

#define FILES_OWN	64	/* descriptors for everything else */

size_t
window_fit(size_t want)
{
	struct rlimit lim;
	size_t have;

	if (getrlimit(RLIMIT_NOFILE, &lim) < 0
	    || lim.rlim_cur >= want + FILES_OWN)
		return want;
	lim.rlim_cur = want + FILES_OWN;
	if (lim.rlim_max != RLIM_INFINITY && lim.rlim_cur > lim.rlim_max)
		lim.rlim_cur = lim.rlim_max;
	setrlimit(RLIMIT_NOFILE, &lim);
	have = lim.rlim_cur > FILES_OWN ? (size_t)lim.rlim_cur - FILES_OWN : 1;
	if (have >= want)
		return want;
	diag(REASON_WINDOW_LOWERED,
	    "descriptors allow a window of %zu, not %zu", have, want);
	return have;
}
