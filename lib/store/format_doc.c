/*
 * format_doc.c (store) - members of a format's document, with their place
 */
#include "base/diag.h"
#include "store/format_doc.h"

int
doc_bad(const struct doc *d, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_at(REASON_FORMAT_INVALID, d->path, 0, "%s%s%s%s%s", d->within,
	    *d->within != '\0' && *d->place != '\0' ? "." : "", d->place,
	    *d->within != '\0' || *d->place != '\0' ? ": " : "",
	    buf_str(&text));
	buf_release(&text);
	return -1;
}

int
doc_text(const struct doc *d, const json_t *obj, const char *key,
    const char **out)
{
	const json_t *j = json_object_get(obj, key);

	if (j == NULL)
		return 0;
	if (!json_is_string(j) || json_string_length(j) == 0)
		return doc_bad(d, "'%s' must be text", key);
	*out = arena_strdup(&d->map->mem, slice_of(json_string_value(j)));
	return 0;
}

int
doc_bool(const struct doc *d, const json_t *obj, const char *key, bool *out)
{
	const json_t *j = json_object_get(obj, key);

	if (j == NULL)
		return 0;
	if (!json_is_boolean(j))
		return doc_bad(d, "'%s' must be true or false", key);
	*out = json_is_true(j);
	return 0;
}

int
doc_uint(const struct doc *d, const json_t *obj, const char *key,
    uint64_t max, uint64_t *out)
{
	const json_t *j = json_object_get(obj, key);

	if (j == NULL)
		return 0;
	if (!json_is_integer(j) || json_integer_value(j) < 1
	    || (uint64_t)json_integer_value(j) > max)
		return doc_bad(d, "'%s' must be a whole number from 1 to %ju",
		    key, (uintmax_t)max);
	*out = (uint64_t)json_integer_value(j);
	return 0;
}

/* Index of word in "a|b|c", -1 when it is not there. */
static int
word_index(const char *words, const char *word)
{
	size_t n = strlen(word);
	const char *p = words;
	int i;

	for (i = 0; p != NULL; i++) {
		const char *end = strchr(p, '|');
		size_t len = end != NULL ? (size_t)(end - p) : strlen(p);

		if (len == n && memcmp(p, word, n) == 0)
			return i;
		p = end != NULL ? end + 1 : NULL;
	}
	return -1;
}

int
doc_word(const struct doc *d, const json_t *obj, const char *key,
    const char *words, int *out)
{
	const char *word = NULL;
	int i;

	if (doc_text(d, obj, key, &word) < 0)
		return -1;
	if (word == NULL)
		return 0;
	i = word_index(words, word);
	if (i < 0)
		return doc_bad(d, "'%s' is '%s', it must be one of %s", key,
		    word, words);
	*out = i;
	return 0;
}

int
doc_texts(const struct doc *d, const json_t *obj, const char *key,
    struct slice **out, unsigned *len)
{
	const json_t *j = json_object_get(obj, key), *item;
	struct slice *s;
	size_t i;

	if (j == NULL)
		return 0;
	if (!json_is_array(j))
		return doc_bad(d, "'%s' must be a list of texts", key);
	s = arena_alloc(&d->map->mem, (json_array_size(j) + 1) * sizeof(*s));
	json_array_foreach(j, i, item) {
		if (!json_is_string(item))
			return doc_bad(d, "'%s' must be a list of texts", key);
		s[i] = arena_slice(&d->map->mem, (struct slice){
		    json_string_value(item), json_string_length(item) });
	}
	*out = s;
	*len = (unsigned)json_array_size(j);
	return 0;
}

int
doc_only(const struct doc *d, json_t *obj, const char *keys)
{
	const char *key;
	json_t *item;

	if (!json_is_object(obj))
		return doc_bad(d, "must be an object");
	json_object_foreach(obj, key, item)
		if (word_index(keys, key) < 0)
			return doc_bad(d, "'%s' is not known here, it must be "
			    "one of %s", key, keys);
	return 0;
}

/* A header's columns are found when the file is there. */
static int
column_add(const struct doc *d, struct slice name, unsigned position,
    unsigned *out)
{
	struct usagemap *m = d->map;
	unsigned i;

	for (i = 0; i < m->columns; i++) {
		if (name.p != NULL ? slice_eq(m->column[i].name, name)
		    : m->column[i].name.p == NULL
		    && m->column[i].position == position) {
			*out = i;
			return 0;
		}
	}
	if (name.p != NULL && !m->header && m->layout != MAP_JSON)
		return doc_bad(d, "there is no column '%.*s'",
		    SLICE_FMT(name));
	if (m->columns == USAGEMAP_COLUMNS_MAX)
		return doc_bad(d, "more than %d columns",
		    USAGEMAP_COLUMNS_MAX);
	m->column[m->columns] = (struct map_column){ .position
	    = m->layout == MAP_JSON ? m->columns : position };
	if (name.p != NULL)
		m->column[m->columns].name = arena_slice(&m->mem, name);
	*out = m->columns++;
	return 0;
}

int
doc_column(const struct doc *d, const json_t *ref, unsigned *out)
{
	const struct slice none = { NULL, 0 };
	json_int_t n;

	if (json_is_string(ref))
		return column_add(d, (struct slice){ json_string_value(ref),
		    json_string_length(ref) }, 0, out);
	if (!json_is_integer(ref))
		return doc_bad(d, "a column must be a name or a number");
	n = json_integer_value(ref);
	if (d->map->layout == MAP_JSON)
		return doc_bad(d, "a column of JSON is a path, not a number");
	if (n < 1 || n > CSVROW_COLUMNS_MAX || (!d->map->header
	    && n > (json_int_t)d->map->width_max))
		return doc_bad(d, "there is no column %jd", (intmax_t)n);
	if (!d->map->header && n <= (json_int_t)d->map->columns
	    && d->map->column[n - 1].position == (unsigned)n - 1) {
		*out = (unsigned)n - 1;
		return 0;
	}
	return column_add(d, none, (unsigned)n - 1, out);
}

int
doc_columns(const struct doc *d, const json_t *refs, unsigned **out,
    unsigned *len)
{
	const json_t *ref;
	unsigned *col;
	size_t i;

	if (refs == NULL)
		return 0;
	if (!json_is_array(refs) || json_array_size(refs) == 0
	    || json_array_size(refs) > USAGEMAP_COLUMNS_MAX)
		return doc_bad(d, "must be a list of columns");
	col = arena_alloc(&d->map->mem, json_array_size(refs) * sizeof(*col));
	json_array_foreach(refs, i, ref)
		if (doc_column(d, ref, &col[i]) < 0)
			return -1;
	*out = col;
	*len = (unsigned)json_array_size(refs);
	return 0;
}
