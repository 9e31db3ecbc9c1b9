#include "base/bigmem.h"

#include <string.h>
#include <sys/mman.h>

#include "base/diag.h"
#include "base/tool.h"

#define HUGE_PAGE	((size_t)2 << 20)

/* What is mapped: not 0, and a size for which huge pages fit in */
static size_t
whole(size_t size)
{
	if (size < HUGE_PAGE)
		return size != 0 ? size : 1;
	return (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
}

static void *
got(void *p)
{
	if (p == MAP_FAILED) {
		diag(REASON_NO_MEMORY, NULL);
		_Exit(EXIT_TROUBLE);
	}
	return p;
}

static void *
map(size_t size)
{
	return got(mmap(NULL, whole(size), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

void *
bigmem_alloc(size_t size)
{
	void *p = map(size);

	/* but for the last one, when it is not full */
	if (size >= HUGE_PAGE)		/* a kernel without them is no harm */
		(void)madvise(p, size & ~(HUGE_PAGE - 1), MADV_HUGEPAGE);
	return p;
}

void *
bigmem_grow(void *p, size_t size, size_t more)
{
	return p == NULL ? map(more) : got(mremap(p, whole(size), whole(more),
	    MREMAP_MAYMOVE));
}

void *
bigmem_settle(void *p, size_t size, size_t used)
{
	char *to = bigmem_alloc(used), *from = p;
	size_t i, n;

	/* what was copied is given back: both are never there in full */
	for (i = 0; i < used; i += n) {
		n = used - i < HUGE_PAGE ? used - i : HUGE_PAGE;
		memcpy(to + i, from + i, n);
		(void)madvise(from + i, n, MADV_DONTNEED);
	}
	bigmem_free(p, size);
	return to;
}

void
bigmem_free(void *p, size_t size)
{
	if (p != NULL)
		munmap(p, whole(size));
}
