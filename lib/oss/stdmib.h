/*
 * stdmib.h (oss) - the columns of standard MIBs that every node is asked for
 * They are numbered by enum std_column, as in struct cells; the columns of a
 * profile follow from STD_COLUMNS on. Ports are iftable.h's.
 * Pure.
 */
#ifndef OSS_STDMIB_H
#define OSS_STDMIB_H

#include "oss/varbind.h"

enum std_column {
#define TABLE(id)
#define COLUMN(id, ...)	STD_##id,
#define LATE(id, ...)	STD_##id,
#include "oss/stdmib.def"
#undef TABLE
#undef COLUMN
#undef LATE
	STD_COLUMNS
};

enum std_table {
#define TABLE(id)	STD_TABLE_##id,
#define COLUMN(id, ...)
#define LATE(id, ...)
#include "oss/stdmib.def"
#undef TABLE
#undef COLUMN
#undef LATE
	STD_TABLES
};

struct oid_ref	 std_oid(enum std_column);
/* The first column of its table: it tells whether there is one. */
bool		 std_is_key(enum std_column);
/* The column of that name, or -1. */
int		 std_find(struct oid_ref);

#endif
