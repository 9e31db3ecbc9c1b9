/*
 * catalog_view.h (bss) - a catalog as it was written, member by member
 * The compiled catalog (catalog.h) says what holds; the view says what stands
 * where, for those who show, compare and blame. It knows no member by name:
 * a document is cut into entries (section "prices", id "voice") with flat
 * members ("rounding.mode"), a CSV file into rows, so what the language of
 * catalogs learns appears here without being listed again.
 * Pure: no I/O, no clock. All text lives in the arena.
 */
#ifndef BSS_CATALOG_VIEW_H
#define BSS_CATALOG_VIEW_H

#include "base/arena.h"

struct view_member {
	struct slice	name;		/* "rounding.mode", "rates.0.percent" */
	struct slice	text;		/* lists of texts: "a, b" */
	bool		list;
	uint32_t	line;
};

/*
 * What the root has by key and id. A member of the root that is no object
 * stands in the entry of section "" and id ""; an object's members that are
 * none, and arrays, in the entry of their section and id "".
 */
struct view_entry {
	struct slice	    section, id;
	uint32_t	    line;
	struct view_member *member;
	size_t		    len, cap;
};

struct view_row {
	uint32_t	    line;
	const struct slice *cell;	/* one a column; {NULL, 0}: empty */
};

struct view_table {
	struct slice	    file;	/* within the folder */
	const struct slice *column;
	unsigned	    columns;
	struct view_row	   *row;
	size_t		    len, cap;
};

struct catalog_view {
	struct arena	    arena;
	struct view_entry  *entry;	/* in the order of the document */
	size_t		    len, cap;
	struct view_table  *table;	/* sorted by file */
	size_t		    tables, tables_cap;
};

void	catalog_view_release(struct catalog_view *);

/* NULL when there is none. */
const struct view_entry *view_entry(const struct catalog_view *,
	    struct slice section, struct slice id);
const struct view_table *view_table(const struct catalog_view *,
	    struct slice file);
const struct view_member *view_member(const struct view_entry *,
	    const char *name);
/* -1 when the table has no such column. */
int	view_column(const struct view_table *, const char *name);
/* Its cell, {NULL, 0} when there is no such column. */
struct slice view_cell(const struct view_table *, const struct view_row *,
	    const char *column);
/* The line of an entry, 0 when there is none. */
uint32_t view_line(const struct catalog_view *, const char *section,
	    struct slice id);

/* What is meant where a member or cell is not there; NULL: nothing. */
const char *view_default(struct slice name);
/* The text, or what is meant without it. */
struct slice view_or_default(struct slice name, struct slice text);
/* The same text, or the same number. */
bool	view_same(struct slice name, struct slice a, struct slice b);

#endif
