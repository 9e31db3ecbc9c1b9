/*
 * text.h (ossctl-diag) - alarms for people: cells in columns, encoded as
 * vis(3) does
 */
#ifndef OSSCTL_DIAG_TEXT_H
#define OSSCTL_DIAG_TEXT_H

#include "base/buf.h"
#include "base/slice.h"

#define COLUMNS_MAX	8

struct columns {
	size_t		 len;		/* columns */
	struct buf	 text;		/* cells, a NUL behind each */
	size_t		 width[COLUMNS_MAX];
	size_t		 cells;
};

void	columns_init(struct columns *, size_t len);
void	columns_release(struct columns *);
void	columns_add(struct columns *, struct slice);
void	columns_add_time(struct columns *, int64_t us);
/* All rows to stdout, two spaces between columns, none at the end. */
void	columns_print(const struct columns *);

/* "name: value", nothing when it is missing. */
void	line_print(const char *name, struct slice value);
void	line_print_time(const char *name, int64_t us);

#endif
