/*
 * columns.c (doc) - a table for people: cells in columns
 */
#include <assert.h>
#include <stdio.h>

#include "base/diag.h"
#include "doc/columns.h"
#include "doc/width.h"

void
columns_table_init(struct columns_table *t, const char *const *head,
    size_t len, uint64_t right)
{
	assert(len <= COLUMNS_TABLE_MAX);
	*t = (struct columns_table){ .len = len, .right = right };
	for (size_t i = 0; i < len; i++)
		columns_table_add(t, slice_of(head[i]));
}

void
columns_table_release(struct columns_table *t)
{
	buf_release(&t->text);
}

void
columns_table_add(struct columns_table *t, struct slice s)
{
	size_t at = t->text.len, *max = &t->width[t->cells++ % t->len], w;

	vis_add(&t->text, s.len != 0 ? s : SLICE_LIT("-"));
	w = text_width((struct slice){ t->text.data + at, t->text.len - at });
	buf_addc(&t->text, '\0');
	if (w > *max)
		*max = w;
}

void
columns_table_print(const struct columns_table *t)
{
	const char *cell = t->text.data;

	for (size_t i = 0; t->cells > t->len && i < t->cells; i++) {
		size_t col = i % t->len;
		bool last = col + 1 == t->len, right = t->right >> col & 1;
		int pad = (int)(t->width[col] - text_width(slice_of(cell)));

		printf("%*s%s%*s%s", right ? pad : 0, "", cell,
		    right || last ? 0 : pad, "", last ? "\n" : "  ");
		cell += strlen(cell) + 1;
	}
}
