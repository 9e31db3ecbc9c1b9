/*
 * catalog_view.c (bss) - see catalog_view.h
 */
#include "bss/catalog_view.h"

#include <stdlib.h>

#include "base/money.h"

void
catalog_view_release(struct catalog_view *v)
{
	size_t i;

	for (i = 0; i < v->len; i++)
		free(v->entry[i].member);
	free(v->entry);
	for (i = 0; i < v->tables; i++)
		free(v->table[i].row);
	free(v->table);
	arena_release(&v->arena);
	*v = (struct catalog_view){ 0 };
}

const struct view_entry *
view_entry(const struct catalog_view *v, struct slice section,
    struct slice id)
{
	size_t i;

	for (i = 0; i < v->len; i++)
		if (slice_eq(v->entry[i].id, id)
		    && slice_eq(v->entry[i].section, section))
			return &v->entry[i];
	return NULL;
}

const struct view_table *
view_table(const struct catalog_view *v, struct slice file)
{
	size_t i;

	for (i = 0; i < v->tables; i++)
		if (slice_eq(v->table[i].file, file))
			return &v->table[i];
	return NULL;
}

const struct view_member *
view_member(const struct view_entry *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->len; i++)
		if (slice_is(e->member[i].name, name))
			return &e->member[i];
	return NULL;
}

int
view_column(const struct view_table *t, const char *name)
{
	unsigned i;

	for (i = 0; i < t->columns; i++)
		if (slice_is(t->column[i], name))
			return (int)i;
	return -1;
}

struct slice
view_cell(const struct view_table *t, const struct view_row *r,
    const char *column)
{
	int at = view_column(t, column);

	return at >= 0 ? r->cell[at] : (struct slice){ NULL, 0 };
}

uint32_t
view_line(const struct catalog_view *v, const char *section, struct slice id)
{
	const struct view_entry *e = view_entry(v, slice_of(section), id);

	return e != NULL ? e->line : 0;
}

const char *
view_default(struct slice name)
{
	static const struct {
		const char	*name, *text;
	} defaults[] = {
		{ "direction", "out" }, { "counts", "quantity" },
		{ "increment", "1" }, { "timing", "advance" },
		{ "proration", "calendar" }, { "per", "1" },
		{ "connect_fee", "0" }, { "first_increment", "1" },
		{ "minimum", "0" }
	};
	size_t i;

	for (i = 0; i < sizeof(defaults) / sizeof(*defaults); i++)
		if (slice_is(name, defaults[i].name))
			return defaults[i].text;
	return NULL;
}

struct slice
view_or_default(struct slice name, struct slice text)
{
	return text.len > 0 ? text : slice_of(view_default(name));
}

bool
view_same(struct slice name, struct slice a, struct slice b)
{
	money_t x, y;

	a = view_or_default(name, a);
	b = view_or_default(name, b);
	return slice_eq(a, b) || (money_parse(a, &x) == NUM_OK
	    && money_parse(b, &y) == NUM_OK && x == y);
}
