/*
 * hostres.h (oss) - processors, memory and disks after HOST-RESOURCES-MIB
 * Source: RFC 2790. Pure: no I/O, no clock.
 */
#ifndef OSS_HOSTRES_H
#define OSS_HOSTRES_H

#include "oss/cells.h"
#include "oss/view.h"

/* The mean of all processors; memory; a sensor per disk. Nothing that is
 * known already is touched. */
void	hostres_read(struct view *, const struct cells *);

#endif
