/*
 * differ.h (bss) - two catalogs that are compared, and who is told
 */
#ifndef BSS_DIFFER_H
#define BSS_DIFFER_H

#include "base/buf.h"
#include "bss/catalog.h"
#include "bss/catalog_view.h"

struct catalog_side {
	const struct catalog	  *catalog;
	const struct catalog_view *view;	/* of the same files */
};

struct catalog_diff {
	struct catalog_side	was, is;
	/* A difference: one line of text, borrowed for the call. */
	void	(*differs)(struct slice text, void *arg);
	void	*arg;
};

/* Private to catalog_diff*.c: say one; documents, prefixes, tables. */
struct differ {
	const struct catalog_diff *job;
	uint64_t		   count;
};
void	differ_say(struct differ *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
void	differ_prefixes(struct differ *);
/* The rows of one table each, which belong to a price; label: its name */
void	differ_rates(struct differ *, const struct view_entry *price,
	    const struct view_table *was, const struct view_table *is);
/* Rows of tables that have no prices */
void	differ_rows(struct differ *, const struct view_table *was,
	    const struct view_table *is);
/* Whether a table's rows are rates. */
bool	table_has_rates(const struct view_table *);

#endif
