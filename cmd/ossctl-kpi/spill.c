/*
 * spill.c (ossctl-kpi) - memory for packed readings, up to a bound
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/tool.h"
#include "spill.h"

#define RESIDENT	64	/* slabs of the file that stay mapped in */

void
spill_init(struct kpi_spill *s, size_t bound)
{
	*s = (struct kpi_spill){ .bound = bound, .fd = -1 };
}

void
spill_release(struct kpi_spill *s)
{
	for (size_t i = 0; i < s->slabs; i++) {
		if (i + s->mapped >= s->slabs)
			munmap(s->slab[i], SPILL_SLAB);
		else
			free(s->slab[i]);
	}
	free(s->slab);
	if (s->fd >= 0)
		close(s->fd);
	spill_init(s, 0);
}

static void
no_room(void)
{
	diag_errno(REASON_WRITE_FAILED, "no room for readings in $TMPDIR");
	exit(tool_exit(EXIT_TROUBLE));
}

/* The disk's room is asked for, so that a full one is no signal later. */
static char *
slab_of_file(struct kpi_spill *s)
{
	off_t at = (off_t)(s->mapped * SPILL_SLAB);
	char *p;

	if (s->fd < 0 && (s->fd = file_nameless()) < 0)
		exit(tool_exit(EXIT_TROUBLE));
	if ((errno = posix_fallocate(s->fd, at, (off_t)SPILL_SLAB)) != 0)
		no_room();
	p = mmap(NULL, SPILL_SLAB, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd,
	    at);
	if (p == MAP_FAILED)
		no_room();
	s->mapped++;
	if (s->mapped > RESIDENT)
		madvise(s->slab[s->slabs - RESIDENT], SPILL_SLAB,
		    MADV_DONTNEED);
	return p;
}

void *
spill_more(void *spill, size_t n)
{
	struct kpi_spill *s = spill;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if ((size_t)(s->end - s->at) < n) {
		char *slab = s->held + SPILL_SLAB > s->bound && s->slabs > 0
		    ? slab_of_file(s) : xmalloc(SPILL_SLAB);

		GROW(s->slab, s->slabs, s->slabs_cap);
		s->slab[s->slabs++] = slab;
		s->held += SPILL_SLAB;
		s->at = slab;
		s->end = slab + SPILL_SLAB;
	}
	p = s->at;
	s->at += n;
	return p;
}
