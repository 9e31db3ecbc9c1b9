/*
 * suspense_journal.h (store) - the journal of an entry, object "entry N"
 */
#ifndef STORE_SUSPENSE_JOURNAL_H
#define STORE_SUSPENSE_JOURNAL_H

#include "store/db.h"

/* 0 or -1, said. */
int	suspense_journal(struct db *, const char *action, int64_t entry,
	    struct slice detail);

#endif
