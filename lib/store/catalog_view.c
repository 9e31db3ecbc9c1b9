/*
 * catalog_view.c (store) - see catalog_view.h
 */
#include "store/catalog_view.h"

#include "base/buf.h"
#include "store/csv_table.h"
#include "store/json_walk.h"

/* ---- catalog.json ----------------------------------------------------- */

struct walk {
	struct catalog_view *v;
	struct json_walk at;
	struct buf	 name;		/* of the member at work */
};

static struct view_entry *
entry_at(struct walk *w, struct slice section, struct slice id)
{
	struct catalog_view *v = w->v;
	size_t i;

	/* the one without id goes on behind others; those with one are new */
	for (i = v->len; id.len == 0 && i > 0; i--)
		if (v->entry[i - 1].id.len == 0
		    && slice_eq(v->entry[i - 1].section, section))
			return &v->entry[i - 1];
	GROW(v->entry, v->len, v->cap);
	v->entry[v->len] = (struct view_entry){ .section = section, .id = id,
		.line = w->at.line };
	return &v->entry[v->len++];
}

static void
member_add(struct walk *w, struct view_entry *e, uint32_t line,
    struct slice text, bool list)
{
	GROW(e->member, e->len, e->cap);
	e->member[e->len++] = (struct view_member){
		arena_slice(&w->v->arena, buf_slice(&w->name)), text, list, line
	};
}

static void value_flatten(struct walk *, struct view_entry *);

/* name becomes name.part; where it was is returned */
static size_t
name_push(struct walk *w, struct slice part)
{
	size_t was = w->name.len;

	if (was > 0)
		buf_addc(&w->name, '.');
	buf_add_slice(&w->name, part);
	return was;
}

static void
object_flatten(struct walk *w, struct view_entry *e)
{
	size_t was;

	json_take(&w->at, '{');
	while (json_peek(&w->at) == '"') {
		was = name_push(w, json_scalar(&w->at, &w->v->arena));
		json_take(&w->at, ':');
		value_flatten(w, e);
		w->name.len = was;
		json_take(&w->at, ',');
	}
	json_take(&w->at, '}');
}

/* One that is empty stands in a list, too: a group of networks has it. */
static void
list_add(struct buf *list, struct slice s)
{
	buf_adds(list, list->len > 0 ? ", " : "");
	buf_add_slice(list, s.len > 0 ? s : SLICE_LIT("\"\""));
}

/* Texts and numbers in a row make one: "line-month, voice" */
static void
array_flatten(struct walk *w, struct view_entry *e)
{
	struct buf list = { 0 };
	uint32_t line = w->at.line;
	char index[24];
	size_t was, i;

	json_take(&w->at, '[');
	for (i = 0; json_peek(&w->at) != ']' && w->at.p < w->at.end; i++) {
		if (*w->at.p == '{' || *w->at.p == '[') {
			snprintf(index, sizeof(index), "%zu", i);
			was = name_push(w, slice_of(index));
			value_flatten(w, e);
			w->name.len = was;
		} else
			list_add(&list, json_scalar(&w->at, &w->v->arena));
		json_take(&w->at, ',');
	}
	json_take(&w->at, ']');
	if (list.len > 0)
		member_add(w, e, line, arena_slice(&w->v->arena,
		    buf_slice(&list)), true);
	buf_release(&list);
}

static void
value_flatten(struct walk *w, struct view_entry *e)
{
	char c = json_peek(&w->at);
	uint32_t line = w->at.line;

	if (c == '{')
		object_flatten(w, e);
	else if (c == '[')
		array_flatten(w, e);
	else
		member_add(w, e, line,
		    json_scalar(&w->at, &w->v->arena), false);
}

/* A member of the root that is an object: entries by id */
static void
section_walk(struct walk *w, struct slice section)
{
	static const struct slice none = { NULL, 0 };
	struct view_entry *e;
	struct slice id;
	char c;

	json_take(&w->at, '{');
	while (json_peek(&w->at) == '"') {
		uint32_t line = w->at.line;

		id = json_scalar(&w->at, &w->v->arena);
		json_take(&w->at, ':');
		c = json_peek(&w->at);
		e = entry_at(w, section, c == '{' || c == '[' ? id : none);
		if (e->id.len > 0)
			e->line = line;
		else
			name_push(w, id);
		value_flatten(w, e);
		buf_clear(&w->name);
		json_take(&w->at, ',');
	}
	json_take(&w->at, '}');
}

static void
root_walk(struct walk *w)
{
	static const struct slice none = { NULL, 0 };
	struct slice key;
	char c;

	json_take(&w->at, '{');
	while (json_peek(&w->at) == '"') {
		key = json_scalar(&w->at, &w->v->arena);
		json_take(&w->at, ':');
		c = json_peek(&w->at);
		if (c == '{')
			section_walk(w, key);
		else if (c == '[')
			value_flatten(w, entry_at(w, key, none));
		else {
			name_push(w, key);
			value_flatten(w, entry_at(w, none, none));
			buf_clear(&w->name);
		}
		json_take(&w->at, ',');
	}
}

static void
document_view(struct catalog_view *v, struct slice text)
{
	struct walk w = { .v = v };

	json_walk_start(&w.at, text);
	root_walk(&w);
	buf_release(&w.name);
}

/* ---- CSV -------------------------------------------------------------- */

struct table_walk {
	struct catalog_view *v;
	struct view_table   *t;
};

static struct slice *
cells_copy(struct catalog_view *v, const struct slice *cell, unsigned len)
{
	struct slice *copy = arena_alloc(&v->arena,
	    (len + 1) * sizeof(*copy));
	unsigned i;

	for (i = 0; i < len; i++)
		if (cell[i].len > 0)
			copy[i] = arena_slice(&v->arena, cell[i]);
	return copy;
}

static void
table_header(void *arg, const struct slice *cell, unsigned len)
{
	struct table_walk *w = arg;

	w->t->column = cells_copy(w->v, cell, len);
	w->t->columns = len;
}

static void
table_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct table_walk *w = arg;
	struct view_table *t = w->t;

	GROW(t->row, t->len, t->cap);
	t->row[t->len++] = (struct view_row){ (uint32_t)line,
		cells_copy(w->v, cell, t->columns) };
}

static void
table_view(struct catalog_view *v, const struct catalog_file *f)
{
	struct table_walk w = { .v = v };
	struct csv_table table = { .file = f->path, .header = table_header,
		.row = table_row, .arg = &w };

	GROW(v->table, v->tables, v->tables_cap);
	w.t = &v->table[v->tables++];
	*w.t = (struct view_table){
		.file = arena_slice(&v->arena, slice_of(f->name))
	};
	csv_table_read(&table, buf_slice(&f->text));
}

void
catalog_view_make(struct catalog_view *v, const struct catalog_files *files)
{
	size_t i;

	*v = (struct catalog_view){ 0 };
	for (i = 0; i < files->len; i++)
		if (strcmp(files->file[i].name, "catalog.json") == 0)
			document_view(v, buf_slice(&files->file[i].text));
		else
			table_view(v, &files->file[i]);
}
