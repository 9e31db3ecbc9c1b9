/*
 * bigmem.h (base) - memory for large tables that are looked into at random
 * From 2 MiB on it asks the kernel for huge pages: a look-up then costs a
 * cache miss and not a page table walk too.
 */
#ifndef BASE_BIGMEM_H
#define BASE_BIGMEM_H

#include <stddef.h>

/* Zeroed, aligned to 64, free() it. Never NULL (`no-memory`, exit 2). */
void	*bigmem_alloc(size_t);

#endif
