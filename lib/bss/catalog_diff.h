/*
 * catalog_diff.h (bss) - what another catalog does to prices, in words
 * Entries of the documents are compared member by member, prefixes by the
 * numbers that they move, rows of rates by the times at which they hold: a
 * row that was cut in two says nothing, a price that is another from a date on
 * says from when. No member and no column is known by name but for those that
 * say which row it is, when it holds, and what is meant where it is empty.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_CATALOG_DIFF_H
#define BSS_CATALOG_DIFF_H

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

/* All differences; their number. */
uint64_t catalog_diff(const struct catalog_diff *);

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
/* What is meant where a member or cell is not there; NULL: nothing. */
const char *view_default(struct slice name);
/* The same text, or the same number. */
bool	view_same(struct slice name, struct slice a, struct slice b);

#endif
