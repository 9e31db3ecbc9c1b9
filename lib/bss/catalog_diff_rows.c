/*
 * catalog_diff_rows.c (bss) - see catalog_diff.h: prefixes and rows
 */
#include "bss/differ.h"

#include <stdlib.h>

/* ---- prefixes --------------------------------------------------------- */

static const struct slice prefixes = { "destinations.csv", 16 };

static int
slice_compare(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

struct texts {
	struct slice	*item;
	size_t		 len, cap;
};

static void
prefixes_take(struct texts *t, const struct catalog_view *v)
{
	const struct view_table *table = view_table(v, prefixes);
	int at = table != NULL ? view_column(table, "prefix") : -1;
	size_t i;

	for (i = 0; at >= 0 && i < table->len; i++) {
		GROW(t->item, t->len, t->cap);
		t->item[t->len++] = table->row[i].cell[at];
	}
}

/* Where the numbers lead that begin so: by the longest prefix */
static struct slice
leads_to(const struct catalog *c, struct slice prefix)
{
	uint32_t d;

	if (destination_of(&c->destinations, prefix, &d) != DESTINATION_OK)
		return (struct slice){ NULL, 0 };
	return c->destinations.name[d];
}

void
differ_prefixes(struct differ *d)
{
	const struct catalog_diff *job = d->job;
	struct texts t = { 0 };
	struct slice was, is;
	size_t i;

	prefixes_take(&t, job->was.view);
	prefixes_take(&t, job->is.view);
	if (t.len > 0)
		qsort(t.item, t.len, sizeof(*t.item), slice_compare);
	for (i = 0; i < t.len; i++) {
		if (i > 0 && slice_eq(t.item[i], t.item[i - 1]))
			continue;
		was = leads_to(job->was.catalog, t.item[i]);
		is = leads_to(job->is.catalog, t.item[i]);
		if (slice_eq(was, is))
			continue;
		differ_say(d, "numbers that begin with %.*s: %.*s -> %.*s",
		    SLICE_FMT(t.item[i]), SLICE_FMT(was.len > 0 ? was
		    : SLICE_LIT("nowhere")), SLICE_FMT(is.len > 0 ? is
		    : SLICE_LIT("nowhere")));
	}
	free(t.item);
}

/* ---- rows without prices ---------------------------------------------- */

/* "2026-12-25, holiday" */
static struct slice
row_text(struct arena *a, const struct view_table *t,
    const struct view_row *r)
{
	struct buf b = { 0 };
	struct slice s;
	unsigned i;

	for (i = 0; i < t->columns; i++)
		buf_addf(&b, "%s%.*s", i > 0 ? ", " : "",
		    SLICE_FMT(r->cell[i]));
	s = arena_slice(a, buf_slice(&b));
	buf_release(&b);
	return s;
}

static void
rows_take(struct texts *t, struct arena *a, const struct view_table *table)
{
	size_t i;

	for (i = 0; i < table->len; i++) {
		GROW(t->item, t->len, t->cap);
		t->item[t->len++] = row_text(a, table, &table->row[i]);
	}
	if (t->len > 0)
		qsort(t->item, t->len, sizeof(*t->item), slice_compare);
}

void
differ_rows(struct differ *d, const struct view_table *was,
    const struct view_table *is)
{
	struct slice file = is->file.len > 0 ? is->file : was->file;
	struct texts a = { 0 }, b = { 0 };
	struct arena arena = { 0 };
	size_t i = 0, n = 0;
	int c;

	if (slice_eq(file, prefixes))
		return;
	rows_take(&a, &arena, was);
	rows_take(&b, &arena, is);
	while (i < a.len || n < b.len) {
		c = i == a.len ? 1 : n == b.len ? -1
		    : slice_cmp(a.item[i], b.item[n]);
		if (c < 0)
			differ_say(d, "%.*s: without %.*s", SLICE_FMT(file),
			    SLICE_FMT(a.item[i]));
		else if (c > 0)
			differ_say(d, "%.*s: with %.*s", SLICE_FMT(file),
			    SLICE_FMT(b.item[n]));
		i += c <= 0;
		n += c >= 0;
	}
	free(a.item);
	free(b.item);
	arena_release(&arena);
}
