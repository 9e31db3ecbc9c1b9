/*
 * rating_terms.h (bss) - the general way to rate usage
 */
#ifndef BSS_RATING_TERMS_H
#define BSS_RATING_TERMS_H

#include "base/reason.h"
#include "bss/rating_usage.h"

/* As rate_usage() of rating.h, for a price with terms, or usage with keys. */
enum reason rate_usage_by_terms(const struct catalog *, const struct price *,
	    const struct rating_usage *, struct band_cache *,
	    struct charge *out);

#endif
