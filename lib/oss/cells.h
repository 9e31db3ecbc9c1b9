/*
 * cells.h (oss) - the cells of a node's tables, kept until all are there
 * A column is an OID without an index, numbered by who asks for it; a scalar
 * is a column whose only index is 0. Texts stay as the device sent them:
 * clean what goes out (devtext.h).
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CELLS_H
#define OSS_CELLS_H

#include "base/arena.h"
#include "oss/varbind.h"

#define CELLS_ROWS_MAX		((size_t)131072)	/* of a column */
#define CELLS_OCTETS_MAX	((size_t)64 << 20)	/* of a node */

struct cell {
	const uint32_t	*index;		/* borrowed until cells_clear */
	uint32_t	 index_len;
	enum varbind_kind kind;
	uint64_t	 number;	/* as in varbind */
	struct slice	 octets;	/* OCTETS */
	const uint32_t	*oid;		/* OID: its sub-identifiers, */
	uint32_t	 oid_len;	/* and how many */
};

struct cell_column {
	struct cell	*cell;		/* owned; ascending by index */
	size_t		 len, cap;
};

struct cells {
	struct cell_column *column;	/* owned */
	size_t		 columns;
	struct arena	 mem;
	size_t		 octets;	/* taken of CELLS_OCTETS_MAX */
};

/* A zeroed struct cells is empty. */
void	cells_release(struct cells *);
/* Drop all cells, with room for columns from 0 to n - 1. Memory is kept. */
void	cells_clear(struct cells *, size_t n);

/*
 * Add a cell whose name has a prefix of that many sub-identifiers. An index
 * that stands there already is ignored. 0, or -1: full.
 */
int	cells_add(struct cells *, size_t column, size_t prefix_len,
	    const struct varbind *);

/* NULL when there is none. */
const struct cell *cells_find(const struct cells *, size_t column,
	    const uint32_t *index, size_t len);
/* The same at an index of one sub-identifier. */
const struct cell *cells_at(const struct cells *, size_t column,
	    uint32_t index);
/* The column's first cell whose index begins so. */
const struct cell *cells_begins(const struct cells *, size_t column,
	    const uint32_t *index, size_t len);
/* How many cells the column has. */
size_t	cells_len(const struct cells *, size_t column);
const struct cell *cells_nth(const struct cells *, size_t column, size_t n);

/* The value as a number from 0; false when it is none (or c is NULL). */
bool	cell_u64(const struct cell *, uint64_t *out);
/* The value as a whole number; false as before, or too large. */
bool	cell_i64(const struct cell *, int64_t *out);
/* OCTETS, else missing. */
struct slice cell_octets(const struct cell *);
/* Lexicographic order of indexes: negative, 0, positive. */
int	index_cmp(const uint32_t *a, size_t alen, const uint32_t *b,
	    size_t blen);

#endif
