/*
 * bigmem.h (base) - memory for large tables that are looked into at random
 * It comes from the kernel page by page as it is touched, zeroed, and in huge
 * pages where there are any: a look-up then costs a cache miss and not a page
 * table walk too. Growing moves pages, not octets, and they are small ones until
 * bigmem_settle: of a huge one that was grown into, most may stay unused.
 */
#ifndef BASE_BIGMEM_H
#define BASE_BIGMEM_H

#include <stddef.h>

/* Zeroed, aligned to a page. Never NULL (`no-memory`, exit 2). */
void	*bigmem_alloc(size_t);
/* The same contents in more room; what is new is zeroed. p may be NULL, 0. */
void	*bigmem_grow(void *p, size_t size, size_t more);
/* It grows no more: the first `used` octets, in so much room. */
void	*bigmem_settle(void *p, size_t size, size_t used);
/* With the size that it was asked with. p may be NULL. */
void	 bigmem_free(void *p, size_t size);

#endif
