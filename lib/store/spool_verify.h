/*
 * spool_verify.h (store) - is a batch what its entry in the register says?
 * Everything that is written down is worked out again from the lines: the
 * octets of the file, each frame, each record, its keys, the order, marks,
 * counts, totals and digests.
 */
#ifndef STORE_SPOOL_VERIFY_H
#define STORE_SPOOL_VERIFY_H

#include "store/spool_register.h"

/*
 * 0; -1: damaged or not readable, said (`spool-damaged`), naming the batch.
 * unpack as for spool_reader_open.
 */
int	spool_verify(const char *folder, const char *name,
	    struct ZSTD_DCtx_s *unpack);

#endif
