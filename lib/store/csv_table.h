/*
 * csv_table.h (store) - a small CSV file with a header, read whole
 * For what people keep by hand (destinations, rates). libcsv in strict mode;
 * columns in any order, unknown ones are refused, empty cells are missing.
 * UTF-8 with or without a byte order mark, LF or CRLF.
 */
#ifndef STORE_CSV_TABLE_H
#define STORE_CSV_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define CSV_TABLE_COLUMNS_MAX	32

struct csv_column {
	const char	*name;
	bool		 required;	/* the column, and a value in each row */
};

/*
 * column NULL: the header says the columns, and `header` is told; rows have
 * them all, in the order of the header.
 */
struct csv_table {
	const char		*file;		/* for messages */
	const struct csv_column	*column;
	unsigned		 len;
	void	(*header)(void *arg, const struct slice *cell, unsigned len);
	/*
	 * A row: cell[i] is the value of column i, {NULL, 0} when missing.
	 * Borrowed for the call. line is where the row ends.
	 */
	void	(*row)(void *arg, uint64_t line, const struct slice *cell);
	void	*arg;
};

/* The number of faults, all said: `csv-header`, `csv-syntax`, ... */
unsigned	csv_table_read(const struct csv_table *, struct slice text);

#endif
