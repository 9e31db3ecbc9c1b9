#include "base/bigmem.h"

#include <sys/mman.h>

#include "base/diag.h"
#include "base/tool.h"

#define HUGE_PAGE	((size_t)2 << 20)
#define CACHE_LINE	((size_t)64)

void *
bigmem_alloc(size_t size)
{
	size_t align = size >= HUGE_PAGE ? HUGE_PAGE : CACHE_LINE;
	size_t whole = (size + align - 1) / align * align;
	void *p = whole >= size ? aligned_alloc(align, whole) : NULL;

	if (p == NULL) {
		diag(REASON_NO_MEMORY, NULL);
		exit(EXIT_TROUBLE);
	}
	if (align == HUGE_PAGE)		/* a kernel without them is no harm */
		(void)madvise(p, whole, MADV_HUGEPAGE);
	memset(p, 0, size);
	return p;
}
