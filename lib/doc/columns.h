/*
 * columns.h (doc) - a table for people: cells in columns, two spaces between
 * Text from outside is shown as vis(3) does. A missing cell is a dash.
 */
#ifndef DOC_COLUMNS_H
#define DOC_COLUMNS_H

#include "base/buf.h"

#define COLUMNS_TABLE_MAX	16

struct columns_table {
	size_t		 len;		/* columns */
	uint64_t	 right;		/* bit per column: numbers */
	struct buf	 text;		/* cells, a NUL behind each */
	size_t		 width[COLUMNS_TABLE_MAX];
	size_t		 cells;
};

/* The head: len names. */
void	columns_table_init(struct columns_table *, const char *const *head,
	    size_t len, uint64_t right);
void	columns_table_release(struct columns_table *);
void	columns_table_add(struct columns_table *, struct slice);
/* To stdout, when there is any row. */
void	columns_table_print(const struct columns_table *);

#endif
