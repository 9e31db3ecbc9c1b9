/*
 * catalog_view.c (store) - see catalog_view.h
 * jansson knows no lines, so the text of a document that it has accepted is
 * walked once more: a walk that checks nothing can be this short.
 */
#include "store/catalog_view.h"

#include <jansson.h>

#include "base/buf.h"
#include "store/csv_table.h"

/* ---- catalog.json ----------------------------------------------------- */

struct walk {
	struct catalog_view *v;
	const char	*p, *end;
	uint32_t	 line;
	struct buf	 name;		/* of the member at work */
};

static void
space_skip(struct walk *w)
{
	for (; w->p < w->end && (*w->p == ' ' || *w->p == '\t'
	    || *w->p == '\r' || *w->p == '\n'); w->p++)
		w->line += *w->p == '\n';
}

static bool
take(struct walk *w, char c)
{
	space_skip(w);
	if (w->p >= w->end || *w->p != c)
		return false;
	w->p++;
	return true;
}

static char
peek(struct walk *w)
{
	space_skip(w);
	return w->p < w->end ? *w->p : '\0';
}

/* A text, decoded by jansson where it has escapes */
static struct slice
text_take(struct walk *w)
{
	const char *from = w->p++;
	bool escaped = false;
	struct slice s;
	json_t *value;

	for (; w->p < w->end && *w->p != '"'; w->p++)
		if (*w->p == '\\') {
			escaped = true;
			w->p++;
		}
	w->p++;
	if (!escaped)
		return arena_slice(&w->v->arena, (struct slice){ from + 1,
		    (size_t)(w->p - from) - 2 });
	value = json_loadb(from, (size_t)(w->p - from), JSON_DECODE_ANY,
	    NULL);
	s = arena_slice(&w->v->arena, (struct slice){
	    json_string_value(value), json_string_length(value) });
	json_decref(value);
	return s;
}

/* A text, a number, true, false or null */
static struct slice
scalar_take(struct walk *w)
{
	const char *from;

	if (peek(w) == '"')
		return text_take(w);
	for (from = w->p; w->p < w->end
	    && strchr(",]} \t\r\n", *w->p) == NULL; w->p++)
		;
	return arena_slice(&w->v->arena, (struct slice){ from,
	    (size_t)(w->p - from) });
}

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
		.line = w->line };
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

	take(w, '{');
	while (peek(w) == '"') {
		was = name_push(w, text_take(w));
		take(w, ':');
		value_flatten(w, e);
		w->name.len = was;
		take(w, ',');
	}
	take(w, '}');
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
	uint32_t line = w->line;
	char index[24];
	size_t was, i;

	take(w, '[');
	for (i = 0; peek(w) != ']' && w->p < w->end; i++) {
		if (*w->p == '{' || *w->p == '[') {
			snprintf(index, sizeof(index), "%zu", i);
			was = name_push(w, slice_of(index));
			value_flatten(w, e);
			w->name.len = was;
		} else
			list_add(&list, scalar_take(w));
		take(w, ',');
	}
	take(w, ']');
	if (list.len > 0)
		member_add(w, e, line, arena_slice(&w->v->arena,
		    buf_slice(&list)), true);
	buf_release(&list);
}

static void
value_flatten(struct walk *w, struct view_entry *e)
{
	char c = peek(w);
	uint32_t line = w->line;

	if (c == '{')
		object_flatten(w, e);
	else if (c == '[')
		array_flatten(w, e);
	else
		member_add(w, e, line, scalar_take(w), false);
}

/* A member of the root that is an object: entries by id */
static void
section_walk(struct walk *w, struct slice section)
{
	static const struct slice none = { NULL, 0 };
	struct view_entry *e;
	struct slice id;
	char c;

	take(w, '{');
	while (peek(w) == '"') {
		uint32_t line = w->line;

		id = text_take(w);
		take(w, ':');
		c = peek(w);
		e = entry_at(w, section, c == '{' || c == '[' ? id : none);
		if (e->id.len > 0)
			e->line = line;
		else
			name_push(w, id);
		value_flatten(w, e);
		buf_clear(&w->name);
		take(w, ',');
	}
	take(w, '}');
}

static void
root_walk(struct walk *w)
{
	static const struct slice none = { NULL, 0 };
	struct slice key;
	char c;

	take(w, '{');
	while (peek(w) == '"') {
		key = text_take(w);
		take(w, ':');
		c = peek(w);
		if (c == '{')
			section_walk(w, key);
		else if (c == '[')
			value_flatten(w, entry_at(w, key, none));
		else {
			name_push(w, key);
			value_flatten(w, entry_at(w, none, none));
			buf_clear(&w->name);
		}
		take(w, ',');
	}
}

static void
document_view(struct catalog_view *v, struct slice text)
{
	struct walk w = { .v = v, .p = text.p, .end = text.p + text.len,
		.line = 1 };

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
