/*
 * cells.c (oss) - see cells.h
 */
#include <stdlib.h>

#include "base/buf.h"
#include "oss/cells.h"

void
cells_release(struct cells *s)
{
	for (size_t i = 0; i < s->columns; i++)
		free(s->column[i].cell);
	free(s->column);
	arena_release(&s->mem);
	*s = (struct cells){ 0 };
}

void
cells_clear(struct cells *s, size_t n)
{
	for (size_t i = 0; i < s->columns; i++)
		s->column[i].len = 0;
	if (n > s->columns) {
		s->column = xreallocarray(s->column, n, sizeof(*s->column));
		memset(s->column + s->columns, 0,
		    (n - s->columns) * sizeof(*s->column));
		s->columns = n;
	}
	arena_clear(&s->mem);
	s->octets = 0;
}

int
index_cmp(const uint32_t *a, size_t alen, const uint32_t *b, size_t blen)
{
	size_t n = alen < blen ? alen : blen;

	for (size_t i = 0; i < n; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return (alen > blen) - (alen < blen);
}

/* Where the index stands in the column, or would. */
static size_t
search(const struct cell_column *col, const uint32_t *index, size_t len)
{
	size_t lo = 0, hi = col->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (index_cmp(col->cell[mid].index, col->cell[mid].index_len,
		    index, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static uint32_t *
copy_oid(struct cells *s, const snmp_subid *id, size_t len)
{
	uint32_t *out = arena_alloc(&s->mem, (len + 1) * sizeof(*out));

	for (size_t i = 0; i < len; i++)
		out[i] = id[i] <= UINT32_MAX ? (uint32_t)id[i] : UINT32_MAX;
	return out;
}

/* Octets that a cell takes of the node's ceiling. */
static size_t
weight(const struct varbind *vb)
{
	size_t n = sizeof(struct cell) + vb->name.len * sizeof(uint32_t);

	if (vb->kind == VARBIND_OCTETS)
		n += vb->octets.len;
	else if (vb->kind == VARBIND_OID)
		n += vb->oid.len * sizeof(uint32_t);
	return n;
}

int
cells_add(struct cells *s, size_t column, size_t prefix_len,
    const struct varbind *vb)
{
	struct cell_column *col = &s->column[column];
	size_t n = vb->name.len - prefix_len, at;
	struct cell c = { .index_len = (uint32_t)n, .kind = vb->kind,
	    .number = vb->number };

	if (col->len >= CELLS_ROWS_MAX
	    || s->octets + weight(vb) > CELLS_OCTETS_MAX)
		return -1;
	c.index = copy_oid(s, vb->name.id + prefix_len, n);
	at = search(col, c.index, n);
	if (at < col->len && index_cmp(col->cell[at].index,
	    col->cell[at].index_len, c.index, n) == 0)
		return 0;
	s->octets += weight(vb);
	if (vb->kind == VARBIND_OCTETS)
		c.octets = arena_slice(&s->mem, vb->octets);
	if (vb->kind == VARBIND_OID) {
		c.oid = copy_oid(s, vb->oid.id, vb->oid.len);
		c.oid_len = (uint32_t)vb->oid.len;
	}
	GROW(col->cell, col->len, col->cap);
	memmove(&col->cell[at + 1], &col->cell[at],
	    (col->len - at) * sizeof(*col->cell));
	col->cell[at] = c;
	col->len++;
	return 0;
}

const struct cell *
cells_begins(const struct cells *s, size_t column, const uint32_t *index,
    size_t len)
{
	const struct cell_column *col;
	size_t at;

	if (column >= s->columns)
		return NULL;
	col = &s->column[column];
	at = search(col, index, len);
	if (at >= col->len || col->cell[at].index_len < len
	    || index_cmp(col->cell[at].index, len, index, len) != 0)
		return NULL;
	return &col->cell[at];
}

const struct cell *
cells_find(const struct cells *s, size_t column, const uint32_t *index,
    size_t len)
{
	const struct cell *c = cells_begins(s, column, index, len);

	return c != NULL && c->index_len == len ? c : NULL;
}

const struct cell *
cells_at(const struct cells *s, size_t column, uint32_t index)
{
	return cells_find(s, column, &index, 1);
}

size_t
cells_len(const struct cells *s, size_t column)
{
	return column < s->columns ? s->column[column].len : 0;
}

const struct cell *
cells_nth(const struct cells *s, size_t column, size_t n)
{
	return n < cells_len(s, column) ? &s->column[column].cell[n] : NULL;
}

bool
cell_u64(const struct cell *c, uint64_t *out)
{
	struct varbind vb;

	if (c == NULL)
		return false;
	vb = (struct varbind){ .kind = c->kind, .number = c->number };
	return varbind_u64(&vb, out);
}

bool
cell_i64(const struct cell *c, int64_t *out)
{
	uint64_t n;

	if (c != NULL && c->kind == VARBIND_INTEGER) {
		*out = (int64_t)c->number;
		return true;
	}
	if (!cell_u64(c, &n) || n > INT64_MAX)
		return false;
	*out = (int64_t)n;
	return true;
}

struct slice
cell_octets(const struct cell *c)
{
	if (c == NULL || c->kind != VARBIND_OCTETS)
		return (struct slice){ NULL, 0 };
	return c->octets;
}
