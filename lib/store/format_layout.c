/*
 * format_layout.c (store) - how a format's rows are laid out: csv, json,
 * fixed, their columns and the lines that are no rows
 */
#include "store/format_doc.h"

#define LINE_MAX_OCTETS	((uint64_t)FIXEDROW_MAX)

static const char *const layout_names[] = {
	[MAP_CSV] = "csv", [MAP_JSON] = "json", [MAP_FIXED_WIDTH] = "fixed",
	[MAP_DETAIL] = "radius",
};

const char *
format_layout_name(const struct format *f)
{
	return layout_names[f->map.layout];
}

/* One printable character, no letter, digit or line end; of quotes "none". */
static int
read_sign(const struct doc *d, json_t *j, const char *key, char *out)
{
	const char *text = NULL;

	if (doc_text(d, j, key, &text) < 0)
		return -1;
	if (text == NULL)
		return 0;
	if (strcmp(key, "quote") == 0 && strcmp(text, "none") == 0) {
		*out = CSVROW_UNQUOTED;
		return 0;
	}
	if (strlen(text) != 1 || (text[0] != '\t'
	    && strchr(",;|:\"'^~", text[0]) == NULL))
		return doc_bad(d, "'%s' must be one of , ; | : \" ' ^ ~ or a "
		    "tab", key);
	*out = text[0];
	return 0;
}

static int
read_csv(struct doc *d, json_t *j, struct csvrow_opts *o)
{
	int encoding = 0;

	d->place = "csv";
	*o = (struct csvrow_opts){ .delimiter = ',', .quote = '"' };
	if (j == NULL)
		return 0;
	if (doc_only(d, j, "delimiter|quote|header|trim|encoding|"
	    "final_newline") < 0
	    || read_sign(d, j, "delimiter", &o->delimiter) < 0
	    || read_sign(d, j, "quote", &o->quote) < 0
	    || doc_bool(d, j, "header", &d->map->header) < 0
	    || doc_bool(d, j, "trim", &d->map->trim) < 0
	    || doc_bool(d, j, "final_newline", &o->need_newline) < 0
	    || doc_word(d, j, "encoding", "utf-8|latin-1", &encoding) < 0)
		return -1;
	o->latin1 = encoding == 1;
	if (o->delimiter == o->quote)
		return doc_bad(d, "'delimiter' and 'quote' are the same");
	return 0;
}

static int
add_columns(struct doc *d, const struct slice *name, unsigned len)
{
	struct usagemap *m = d->map;
	unsigned i, k;

	for (i = 0; i < len; i++) {
		if (m->columns == USAGEMAP_COLUMNS_MAX)
			return doc_bad(d, "more than %d columns",
			    USAGEMAP_COLUMNS_MAX);
		for (k = 0; k < m->columns; k++)
			if (slice_eq(m->column[k].name, name[i]))
				return doc_bad(d, "column '%.*s' stands twice",
				    SLICE_FMT(name[i]));
		m->column[m->columns] = (struct map_column){
		    .name = name[i], .position = m->columns };
		m->columns++;
	}
	return 0;
}

static int
read_csv_columns(struct doc *d, json_t *j)
{
	struct slice *name = NULL, *optional = NULL;
	unsigned len = 0, optionals = 0;
	struct usagemap *m = d->map;

	d->place = "";
	if (doc_texts(d, j, "optional_columns", &optional, &optionals) < 0)
		return -1;
	if (m->header)
		return json_object_get(j, "columns") == NULL ? 0
		    : doc_bad(d, "a file with a header row names its columns "
		    "itself: drop 'columns'");
	if (doc_texts(d, j, "columns", &name, &len) < 0
	    || doc_bool(d, j, "more_columns", &m->open) < 0)
		return -1;
	if (len == 0)
		return doc_bad(d, "'columns' must name the columns in order");
	if (add_columns(d, name, len) < 0
	    || add_columns(d, optional, optionals) < 0)
		return -1;
	m->width_min = len;
	m->width_max = m->open ? UINT_MAX : len + optionals;
	return 0;
}

static int
read_json(struct doc *d, json_t *j, struct format *f)
{
	d->place = "json";
	if (doc_only(d, j, "trim|percent") < 0
	    || doc_bool(d, j, "trim", &d->map->trim) < 0
	    || doc_bool(d, j, "percent", &f->percent) < 0)
		return -1;
	return 0;
}

/* { "name": "caller", "from": 11, "length": 15 } */
static int
read_fixed_column(struct doc *d, json_t *j, struct fixed_column *c)
{
	uint64_t from = 0, len = 0;
	const char *name = NULL;
	struct slice s;

	if (doc_only(d, j, "name|from|length") < 0
	    || doc_text(d, j, "name", &name) < 0
	    || doc_uint(d, j, "from", LINE_MAX_OCTETS, &from) < 0
	    || doc_uint(d, j, "length", LINE_MAX_OCTETS, &len) < 0)
		return -1;
	if (name == NULL || from == 0 || len == 0)
		return doc_bad(d, "a column must have 'name', 'from' (the "
		    "first is 1) and 'length'");
	*c = (struct fixed_column){ (unsigned)from - 1, (unsigned)len };
	s = slice_of(name);
	return add_columns(d, &s, 1);
}

static int
read_fixed(struct doc *d, json_t *j, json_t *columns, struct format *f)
{
	struct fixed_column *c;
	uint64_t least = 0;
	int encoding = 0;
	json_t *item;
	size_t i;

	d->place = "fixed";
	d->map->trim = true;
	if (doc_only(d, j, "trim|encoding|final_newline|length") < 0
	    || doc_bool(d, j, "trim", &d->map->trim) < 0
	    || doc_uint(d, j, "length", LINE_MAX_OCTETS, &least) < 0
	    || doc_bool(d, j, "final_newline", &f->fixed.need_newline) < 0
	    || doc_word(d, j, "encoding", "utf-8|latin-1", &encoding) < 0)
		return -1;
	f->fixed.latin1 = encoding == 1;
	f->fixed.least = (unsigned)least;
	d->place = "columns";
	if (!json_is_array(columns) || json_array_size(columns) == 0
	    || json_array_size(columns) > USAGEMAP_COLUMNS_MAX)
		return doc_bad(d, "must be a list of columns with name, from "
		    "and length");
	c = arena_alloc(&d->map->mem, json_array_size(columns) * sizeof(*c));
	json_array_foreach(columns, i, item)
		if (read_fixed_column(d, item, &c[i]) < 0)
			return -1;
	f->fixed.column = c;
	f->fixed.columns = (unsigned)json_array_size(columns);
	d->map->width_min = d->map->width_max = f->fixed.columns;
	return 0;
}

/* Beginnings of lines. */
static int
read_lines(struct doc *d, json_t *j, const char *key, struct slice **out,
    unsigned *len)
{
	unsigned i;

	d->place = "";
	if (doc_texts(d, j, key, out, len) < 0)
		return -1;
	for (i = 0; i < *len; i++)
		if ((*out)[i].len == 0)
			return doc_bad(d, "'%s' must not have an empty text: "
			    "every line begins with it", key);
	return 0;
}

/* { "column": 3, "of": "lasted", "decimal": "," } */
static int
read_line_sum(struct doc *d, json_t *j, struct format_sum *s)
{
	int decimal = 0;

	if (doc_only(d, j, "column|of|decimal") < 0
	    || doc_column(d, json_object_get(j, "column"), &s->column) < 0
	    || doc_column(d, json_object_get(j, "of"), &s->of) < 0
	    || doc_word(d, j, "decimal", ".|,", &decimal) < 0)
		return -1;
	s->decimal = decimal == 0 ? '.' : ',';
	return 0;
}

/* The header's line comes before the one that names the columns. */
static int
check_line_names(const struct doc *d, const struct format_line *l)
{
	const struct map_column *c = d->map->column;
	bool named = (l->counts && c[l->count].name.p != NULL)
	    || (l->numbers && c[l->number].name.p != NULL);

	for (unsigned i = 0; i < l->sums; i++)
		named |= c[l->sum[i].column].name.p != NULL;
	return named && d->map->header ? doc_bad(d, "its columns have no "
	    "names: say their numbers") : 0;
}

/* { "begins": "99", "count": 2, "number": 3, "sums": [ ... ] } */
static int
read_line(struct doc *d, json_t *j, const char *place, struct format_line *l)
{
	json_t *count, *number, *sums, *item;
	const char *text = NULL;
	size_t i;

	if (j == NULL)
		return 0;
	d->place = place;
	count = json_object_get(j, "count");
	number = json_object_get(j, "number");
	sums = json_object_get(j, "sums");
	if (doc_only(d, j, "begins|count|number|sums") < 0
	    || doc_text(d, j, "begins", &text) < 0)
		return -1;
	if (text == NULL)
		return doc_bad(d, "'begins' must say what its line begins "
		    "with");
	l->begins = slice_of(text);
	l->counts = count != NULL;
	l->numbers = number != NULL;
	if ((count != NULL && doc_column(d, count, &l->count) < 0)
	    || (number != NULL && doc_column(d, number, &l->number) < 0))
		return -1;
	if (sums != NULL && (!json_is_array(sums)
	    || json_array_size(sums) > FORMAT_SUMS_MAX))
		return doc_bad(d, "'sums' must be a list of at most %d",
		    FORMAT_SUMS_MAX);
	json_array_foreach(sums, i, item)
		if (read_line_sum(d, item, &l->sum[l->sums++]) < 0)
			return -1;
	return 0;
}

static int
read_header_trailer(struct doc *d, json_t *j, struct format *f)
{
	if (read_line(d, json_object_get(j, "header"), "header", &f->header)
	    < 0 || check_line_names(d, &f->header) < 0)
		return -1;
	return read_line(d, json_object_get(j, "trailer"), "trailer",
	    &f->trailer);
}

/* Where the number stands: in the file's name, its header or its trailer */
static int
read_sequence_place(struct doc *d, const char *name, const struct format *f,
    struct sequence_terms *t)
{
	const char *at = name != NULL ? strstr(name, "{n}") : NULL;

	if ((name != NULL) + f->header.numbers + f->trailer.numbers != 1)
		return doc_bad(d, "the number stands in one place: 'name', or "
		    "'number' of the header or the trailer");
	t->before = t->behind = SLICE_LIT("");
	if (name == NULL)
		return 0;
	if (at == NULL || strstr(at + 1, "{n}") != NULL
	    || strchr(name, '/') != NULL)
		return doc_bad(d, "'name' must be a file's name with {n} where "
		    "its number stands");
	t->before = (struct slice){ name, (size_t)(at - name) };
	t->behind = slice_of(at + 3);
	return 0;
}

/* { "name": "CDR_{n}.csv", "from": "0", "to": "9999" } */
int
format_sequence_read(struct doc *d, json_t *j, struct format *f)
{
	struct sequence_terms *t = &f->sequence;
	const char *name = NULL, *from = "1", *to = NULL;

	d->place = "sequence";
	if (j == NULL)
		return f->header.numbers || f->trailer.numbers ? doc_bad(d,
		    "'number' of a header or trailer wants it") : 0;
	if (doc_only(d, j, "name|from|to") < 0
	    || doc_text(d, j, "name", &name) < 0
	    || doc_text(d, j, "from", &from) < 0
	    || doc_text(d, j, "to", &to) < 0)
		return -1;
	if (read_sequence_place(d, name, f, t) < 0)
		return -1;
	if (u64_parse(slice_of(from), &t->from) != NUM_OK
	    || (to != NULL && u64_parse(slice_of(to), &t->to) != NUM_OK)
	    || t->from > INT32_MAX || t->to > INT32_MAX
	    || (to != NULL && t->to <= t->from))
		return doc_bad(d, "'from' and 'to' are the least and the "
		    "greatest number, as texts");
	if (d->flow)
		return doc_bad(d, "files of flows are not numbered");
	f->is_sequence = true;
	return 0;
}

/* What only one of the layouts takes. */
static int
refuse(struct doc *d, json_t *j, const char *key)
{
	d->place = "";
	return json_object_get(j, key) == NULL ? 0
	    : doc_bad(d, "'%s' does not go with '%s'", key,
	    layout_names[d->map->layout]);
}

int
format_layout_read(struct doc *d, json_t *j, struct format *f)
{
	json_t *csv = json_object_get(j, "csv");
	json_t *json = json_object_get(j, "json");
	json_t *fixed = json_object_get(j, "fixed");
	struct usagemap *m = d->map;
	int rc;

	d->place = "";
	if ((csv != NULL) + (json != NULL) + (fixed != NULL) > 1)
		return doc_bad(d, "one of csv, json and fixed is wanted");
	m->layout = json != NULL ? MAP_JSON : fixed != NULL ? MAP_FIXED_WIDTH
	    : MAP_CSV;
	if (read_lines(d, j, "skip", &f->skip, &f->skips) < 0
	    || read_lines(d, j, "until", &f->until, &f->untils) < 0)
		return -1;
	if (m->layout == MAP_CSV) {
		rc = read_csv(d, csv, &f->csv);
		if (rc == 0 && !m->header)
			rc = refuse(d, j, "aliases");
		else if (rc == 0)
			rc = refuse(d, j, "more_columns");
		if (rc == 0)
			rc = read_csv_columns(d, j);
		return rc < 0 ? rc : read_header_trailer(d, j, f);
	}
	if (m->layout == MAP_JSON && (refuse(d, j, "header") < 0
	    || refuse(d, j, "trailer") < 0))
		return -1;
	if (refuse(d, j, "optional_columns") < 0
	    || refuse(d, j, "more_columns") < 0 || refuse(d, j, "aliases") < 0
	    || (m->layout == MAP_JSON && refuse(d, j, "columns") < 0))
		return -1;
	if (m->layout == MAP_JSON)
		return read_json(d, json, f);
	rc = read_fixed(d, fixed, json_object_get(j, "columns"), f);
	return rc < 0 ? rc : read_header_trailer(d, j, f);
}

/* ---- when all fields are read: what is said of columns they name ----------- */

static struct map_column *
column_named(struct usagemap *m, struct slice name)
{
	unsigned i;

	for (i = 0; i < m->columns; i++)
		if (slice_eq(m->column[i].name, name))
			return &m->column[i];
	return NULL;
}

static int
mark_optional(struct doc *d, json_t *j)
{
	struct slice *name = NULL;
	struct map_column *c;
	unsigned i, len = 0;

	if (doc_texts(d, j, "optional_columns", &name, &len) < 0)
		return -1;
	for (i = 0; i < len; i++) {
		if ((c = column_named(d->map, name[i])) == NULL)
			return doc_bad(d, "no field names the optional column "
			    "'%.*s'", SLICE_FMT(name[i]));
		c->optional = true;
	}
	return 0;
}

static int
read_aliases(struct doc *d, json_t *j)
{
	struct map_column *c;
	const char *name;
	json_t *item;

	d->place = "aliases";
	if (j == NULL)
		return 0;
	if (!json_is_object(j))
		return doc_bad(d, "must be an object of lists");
	json_object_foreach(j, name, item) {
		if ((c = column_named(d->map, slice_of(name))) == NULL)
			return doc_bad(d, "no field names the column '%s'",
			    name);
		if (doc_texts(d, j, name, &c->alias, &c->aliases) < 0)
			return -1;
	}
	return 0;
}

/* The paths of a JSON format are tried out. */
static int
check_paths(struct doc *d, const struct format *f)
{
	unsigned bad = 0;
	struct jsonrows *r = format_json(f, &bad);

	d->place = "fields";
	if (r == NULL)
		return doc_bad(d, "'%.*s' is no path of a JSON member, or "
		    "stands twice", SLICE_FMT(d->map->column[bad].name));
	jsonrows_free(r);
	return 0;
}

int
format_layout_finish(struct doc *d, json_t *j, struct format *f)
{
	struct usagemap *m = d->map;

	d->place = "";
	if (m->layout == MAP_JSON) {
		m->width_min = m->width_max = m->columns;
		return check_paths(d, f);
	}
	if (m->layout != MAP_CSV || !m->header)
		return 0;
	return mark_optional(d, j) < 0 ? -1
	    : read_aliases(d, json_object_get(j, "aliases"));
}

struct jsonrows *
format_json(const struct format *f, unsigned *bad)
{
	struct slice path[USAGEMAP_COLUMNS_MAX];
	const struct jsonrow_opts o = { path, f->map.columns, f->percent };
	unsigned i;

	for (i = 0; i < f->map.columns; i++)
		path[i] = f->map.column[i].name;
	return jsonrows_new(&o, bad);
}
