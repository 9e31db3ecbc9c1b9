/*
 * spill.h (ossctl-kpi) - memory for packed readings, up to a bound
 * What is more than the bound is in a file without a name in $TMPDIR, mapped:
 * pages that are full are written by the system and need no memory until they
 * are read.
 */
#ifndef OSSCTL_KPI_SPILL_H
#define OSSCTL_KPI_SPILL_H

#include <stdbool.h>
#include <stddef.h>

struct kpi_spill {
	size_t	 bound, held;
	char	*at, *end;		/* room in the last slab */
	char   **slab;			/* owned */
	size_t	 slabs, slabs_cap;
	size_t	 mapped;		/* of them, the last ones, in the file */
	int	 fd;			/* -1: none yet */
};

void	spill_init(struct kpi_spill *, size_t bound);
void	spill_release(struct kpi_spill *);
/* n octets, at most SPILL_SLAB; ends the process when there are none. */
#define SPILL_SLAB	((size_t)1 << 20)
void	*spill_more(void *spill, size_t n);

#endif
