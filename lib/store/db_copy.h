/*
 * db_copy.h (store) - check, back up and restore a database
 * Copies are SQLite's online backup: consistent while others write, and
 * neither side waits for the other.
 */
#ifndef STORE_DB_COPY_H
#define STORE_DB_COPY_H

#include "store/db.h"

/*
 * Every page, index, constraint and reference. Each finding is said
 * (`db-damaged`, `db-reference`). The number of findings, or -1.
 */
int	db_check(struct db *);

/* A copy at `to`, 0600, written beside, synced and renamed. 0 or -1. */
int	db_backup(struct db *, const char *to);

/*
 * Put the copy `from` in the place of the database. It is checked first, and
 * what was there is kept as FILE.before-restore. The change is one
 * transaction: who reads at the time sees the old state or the new one. With
 * replace, a database that can no longer be opened is moved to FILE.damaged
 * instead (nobody may have it open). 0 or -1.
 */
int	db_restore(const struct db_side *, const struct db_opts *,
	    const char *from, bool replace);

#endif
