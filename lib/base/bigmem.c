#include "base/bigmem.h"

#include <sys/mman.h>

#include "base/diag.h"
#include "base/tool.h"

#define HUGE_PAGE	((size_t)2 << 20)

/* mmap takes no size of 0 */
static size_t
whole(size_t size)
{
	return size != 0 ? size : 1;
}

static void *
got(void *p, size_t size)
{
	if (p == MAP_FAILED) {
		diag(REASON_NO_MEMORY, NULL);
		_Exit(EXIT_TROUBLE);
	}
	if (size >= HUGE_PAGE)		/* a kernel without them is no harm */
		(void)madvise(p, size, MADV_HUGEPAGE);
	return p;
}

void *
bigmem_alloc(size_t size)
{
	return got(mmap(NULL, whole(size), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), size);
}

void *
bigmem_grow(void *p, size_t size, size_t more)
{
	if (p == NULL)
		return bigmem_alloc(more);
	return got(mremap(p, whole(size), whole(more), MREMAP_MAYMOVE), more);
}

void
bigmem_free(void *p, size_t size)
{
	if (p != NULL)
		munmap(p, whole(size));
}
