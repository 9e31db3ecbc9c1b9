/*
 * db_schema.h (store) - how a database comes to be, and grows
 * The schema of a side is share/schema/SIDE/0001-name.sql, 0002-name.sql, ...
 * without a gap, after share/schema/journal.sql, which all sides have. A
 * file that was released is never changed; a new one is added.
 */
#ifndef STORE_DB_SCHEMA_H
#define STORE_DB_SCHEMA_H

#include "store/db.h"

/*
 * Make the database, 0600. It appears under its name complete or not at all.
 * 0, or -1: `db-exists`, and what db_open says.
 */
int	db_init(const struct db_side *, const struct db_opts *);

/*
 * Run the files that are missing, each in a transaction of its own, after a
 * consistent copy to FILE.before-N (N: the first file to run). *from and *to
 * are the versions before and after. Pages of another size than the side's
 * are made that, which nobody else may have the database open for. 0 or -1.
 */
int	db_migrate(const struct db_side *, const struct db_opts *, int *from,
	    int *to);

#endif
