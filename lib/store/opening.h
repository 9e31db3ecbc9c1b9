/*
 * opening.h (store) - the balances with which buckets begin a period
 * As bss-rate --closing wrote them at the end of the one before.
 */
#ifndef STORE_OPENING_H
#define STORE_OPENING_H

#include "bss/meter.h"

/*
 * Set the meters, between meters_make and meters_start, to the balances of a
 * file. no_end: it may be without its end record. 0, or -1: said. What nobody
 * has any more is a warning (rate-opening).
 */
int	opening_read(struct meters *, const char *path, bool no_end);

#endif
