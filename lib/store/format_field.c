/*
 * format_field.c (store) - one field of a format: where it comes from and
 * what is made of it
 */
#include "store/format_doc.h"

#define FACTOR_MAX	UINT64_C(1000000000)

static int
constant(const struct doc *d, const char *text, struct map_field *f)
{
	f->from = MAP_CONSTANT;
	f->text = slice_of(arena_strdup(&d->map->mem, slice_of(text)));
	return f->text.len != 0 ? 0 : doc_bad(d, "a constant must not be empty");
}

static int
part_column(const struct doc *d, struct slice name, struct map_part *p)
{
	uint64_t number;
	json_t *ref;
	unsigned at;
	int rc;

	if (u64_parse(name, &number) == NUM_OK)
		ref = json_integer((json_int_t)(number & INT32_MAX));
	else
		ref = json_stringn(name.p, name.len);
	rc = doc_column(d, ref, &at);
	json_decref(ref);
	p->column = at + 1;
	return rc;
}

/* "{node}/{port}": text and columns by turns. */
static int
template(const struct doc *d, const char *text, struct map_field *f)
{
	const char *p = text, *end;
	size_t n = 0;

	f->from = MAP_TEMPLATE;
	f->part = arena_alloc(&d->map->mem,
	    (strlen(text) + 1) * sizeof(*f->part));
	while (*p != '\0') {
		if (*p == '{') {
			end = strchr(p, '}');
			if (end == NULL)
				return doc_bad(d, "a } is missing in '%s'",
				    text);
			if (part_column(d, (struct slice){ p + 1,
			    (size_t)(end - p - 1) }, &f->part[n++]) < 0)
				return -1;
			p = end + 1;
		} else {
			end = p + strcspn(p, "{");
			f->part[n++].text = (struct slice){ p,
			    (size_t)(end - p) };
			p = end;
		}
	}
	f->parts = (unsigned)n;
	return 0;
}

static int
ts_plus(const struct doc *d, const char *what, struct map_field *f)
{
	f->from = MAP_TS_PLUS;
	if (f->field != F_END_TS || strcmp(what, "quantity") != 0)
		return doc_bad(d, "'ts_plus' is for end_ts, with 'quantity'");
	return 0;
}

static int
elapsed(const struct doc *d, const char *what, struct map_field *f)
{
	f->from = MAP_ELAPSED;
	if (f->field != F_QUANTITY || strcmp(what, "end_ts") != 0)
		return doc_bad(d, "'elapsed' is for quantity, with 'end_ts'");
	return 0;
}

/*
 * Exactly one of constant, column, first, template, sum, ts_plus and elapsed.
 */
static int
read_from(const struct doc *d, json_t *j, struct map_field *f)
{
	json_t *column = json_object_get(j, "column");
	json_t *sum = json_object_get(j, "sum");
	json_t *first = json_object_get(j, "first");
	const char *text = NULL, *tmpl = NULL, *plus = NULL, *span = NULL;
	int origins;

	if (doc_text(d, j, "constant", &text) < 0
	    || doc_text(d, j, "elapsed", &span) < 0
	    || doc_text(d, j, "template", &tmpl) < 0
	    || doc_text(d, j, "ts_plus", &plus) < 0)
		return -1;
	origins = (column != NULL) + (sum != NULL) + (first != NULL)
	    + (text != NULL) + (tmpl != NULL) + (plus != NULL)
	    + (span != NULL);
	if (origins != 1)
		return doc_bad(d, "%s one of column, first, constant, "
		    "template, sum, ts_plus and elapsed is wanted",
		    origins > 1 ? "only" : "no column is named:");
	if (span != NULL)
		return elapsed(d, span, f);
	if (text != NULL)
		return constant(d, text, f);
	if (tmpl != NULL)
		return template(d, tmpl, f);
	if (plus != NULL)
		return ts_plus(d, plus, f);
	if (sum != NULL || first != NULL) {
		f->from = sum != NULL ? MAP_SUM : MAP_FIRST;
		return doc_columns(d, sum != NULL ? sum : first, &f->column,
		    &f->columns);
	}
	f->from = MAP_COLUMN;
	f->columns = 1;
	f->column = arena_alloc(&d->map->mem, sizeof(*f->column));
	return doc_column(d, column, f->column);
}

static int
pair_cmp(const void *a, const void *b)
{
	return slice_cmp(((const struct map_pair *)a)->from,
	    ((const struct map_pair *)b)->from);
}

static int
read_pairs(const struct doc *d, json_t *j, struct map_field *f)
{
	json_t *map = json_object_get(j, "map"), *to;
	struct arena *mem = &d->map->mem;
	const char *from, *other = NULL;

	if (doc_text(d, j, "else", &other) < 0
	    || doc_bool(d, j, "keep", &f->pairs_open) < 0)
		return -1;
	if (map == NULL && (other != NULL || f->pairs_open))
		return doc_bad(d, "'else' and 'keep' go with 'map'");
	if (map == NULL)
		return 0;
	if (!json_is_object(map) || json_object_size(map) == 0)
		return doc_bad(d, "'map' must be an object of values");
	f->pair = arena_alloc(mem, json_object_size(map) * sizeof(*f->pair));
	json_object_foreach(map, from, to) {
		if (!json_is_string(to))
			return doc_bad(d, "'map' must give texts");
		f->pair[f->pairs++] = (struct map_pair){
		    slice_of(arena_strdup(mem, slice_of(from))),
		    slice_of(arena_strdup(mem, slice_of(
		    json_string_value(to)))) };
	}
	qsort(f->pair, f->pairs, sizeof(*f->pair), pair_cmp);
	f->other = slice_of(other);
	return 0;
}

static int
read_time(struct doc *d, json_t *j, struct map_field *f)
{
	const char *pattern = NULL, *why;
	struct timefmt *t;

	f->as = MAP_TIME;
	if (f->from == MAP_TS_PLUS)
		return 0;
	if (f->from == MAP_SUM || doc_text(d, j, "time", &pattern) < 0
	    || pattern == NULL)
		return doc_bad(d, "'time' must say how it is written");
	t = arena_alloc(&d->map->mem, sizeof(*t));
	why = timefmt_compile(t, pattern);
	if (why != NULL)
		return doc_bad(d, "'%s' is no time pattern: %s", pattern, why);
	f->time = t;
	wallclock_init(&f->wall, &d->map->zone);
	d->wall = d->wall || !t->has_zone;
	return 0;
}

static int
read_quantity(const struct doc *d, json_t *j, struct map_field *f)
{
	static const enum rounding modes[] = { ROUND_DOWN, ROUND_UP,
	    ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN };
	const char *decimal = ".", *group = "";
	int mode = 0;

	f->as = MAP_QUANTITY;
	if (doc_bool(d, j, "hms", &f->hms) < 0
	    || doc_uint(d, j, "multiply", FACTOR_MAX, &f->multiply) < 0
	    || doc_uint(d, j, "divide", FACTOR_MAX, &f->divide) < 0
	    || doc_word(d, j, "round", "exact|up|down|half-up|half-even",
	    &mode) < 0
	    || doc_text(d, j, "decimal", &decimal) < 0
	    || doc_text(d, j, "group", &group) < 0)
		return -1;
	if (strcmp(decimal, ".") != 0 && strcmp(decimal, ",") != 0)
		return doc_bad(d, "'decimal' must be . or ,");
	if (strlen(group) > 1 || (group[0] != '\0'
	    && strchr(".,' ", group[0]) == NULL) || group[0] == decimal[0])
		return doc_bad(d, "'group' must be one of . , ' and blank, and "
		    "not what 'decimal' is");
	f->decimal = decimal[0];
	f->group = group[0];
	f->exact = mode == 0;
	f->round = modes[mode];
	return 0;
}

static int
read_text(const struct doc *d, json_t *j, struct map_field *f)
{
	bool number = false;

	f->as = MAP_TEXT;
	if (f->from == MAP_SUM)
		return doc_bad(d, "text has no sum");
	if (doc_bool(d, j, "number", &number) < 0)
		return -1;
	if (number && !d->numbers)
		return doc_bad(d, "'number' wants a plan in 'numbers'");
	if (number)
		f->as = MAP_NUMBER;
	return 0;
}

/* The members that a field of this kind may have. */
static const char *
members(enum field_kind kind)
{
#define EVERY "constant|column|first|template|default|missing|map|else|keep|" \
	    "required|behind|before"
	switch (kind) {
	case KIND_TIME:
		return EVERY "|ts_plus|time";
	case KIND_UINT:
		return EVERY "|sum|elapsed|hms|decimal|group|multiply|divide|"
		    "round";
	default:
		return EVERY "|number";
	}
#undef EVERY
}

static bool
is_extra(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return strncmp(name, "x_", 2) == 0 && n > 2 && name[n] == '\0';
}

/* A field of the usage type that a format may make. */
static int
find_field(const struct doc *d, const char *name, struct map_field *f)
{
	const struct type_def *t = type_def(REC_USAGE);
	size_t i;

	f->name = slice_of(arena_strdup(&d->map->mem, slice_of(name)));
	f->field = F_UNKNOWN;
	if (is_extra(name))
		return 0;
	f->field = field_lookup(f->name);
	if (f->field == F_USAGE_ID || f->field == F_SOURCE
	    || f->field == F_SEQ)
		return doc_bad(d, "this field is made, not mapped");
	for (i = 0; i < t->len; i++) {
		if (t->field[i].field == f->field) {
			f->required = t->field[i].required;
			return 0;
		}
	}
	return doc_bad(d, "usage has no such field (an own one begins with "
	    "x_)");
}

/* Which part of a column it is, and which values are none */
static int
read_part(const struct doc *d, json_t *j, struct map_field *f)
{
	bool column = f->from == MAP_COLUMN || f->from == MAP_FIRST;
	unsigned i;

	if (doc_texts(d, j, "missing", &f->missing, &f->missings) < 0
	    || doc_texts(d, j, "behind", &f->behind, &f->behinds) < 0
	    || doc_texts(d, j, "before", &f->before, &f->befores) < 0)
		return -1;
	if (f->missings != 0 && !column)
		return doc_bad(d, "'missing' goes with 'column' and 'first'");
	if (f->behinds + f->befores != 0 && !column)
		return doc_bad(d, "'behind' and 'before' go with 'column' and "
		    "'first'");
	for (i = 0; i < f->behinds + f->befores; i++)
		if ((i < f->behinds ? f->behind[i]
		    : f->before[i - f->behinds]).len == 0)
			return doc_bad(d, "'behind' and 'before' want texts "
			    "that are not empty");
	return 0;
}

/* What stands at f->name, a field of kind, becomes *f. */
static int
read_as(struct doc *d, json_t *j, enum field_kind kind, struct map_field *f)
{
	const char *missing = NULL;
	json_t *object;
	int rc;

	object = json_is_string(j) ? json_pack("{s:O}", "constant", j)
	    : json_incref(j);
	rc = doc_only(d, object, members(kind));
	if (rc == 0)
		rc = read_from(d, object, f);
	if (rc == 0)
		rc = read_pairs(d, object, f);
	if (rc == 0)
		rc = kind == KIND_TIME ? read_time(d, object, f)
		    : kind == KIND_UINT ? read_quantity(d, object, f)
		    : read_text(d, object, f);
	if (rc == 0 && f->pairs != 0 && f->from == MAP_SUM)
		rc = doc_bad(d, "'map' does not go with 'sum'");
	if (rc == 0 && !f->required)
		rc = doc_bool(d, object, "required", &f->required);
	if (rc == 0)
		rc = read_part(d, object, f);
	if (rc == 0)
		rc = doc_text(d, object, "default", &missing);
	if (rc == 0 && missing != NULL)
		f->text = slice_of(missing);
	json_decref(object);
	return rc;
}

int
format_field_read(struct doc *d, const char *name, json_t *j,
    struct map_field *f)
{
	*f = (struct map_field){ .multiply = 1, .divide = 1, .exact = true };
	if (find_field(d, name, f) < 0)
		return -1;
	return read_as(d, j, f->field == F_UNKNOWN ? KIND_STR
	    : field_defs[f->field].kind, f);
}

int
format_flow_read(struct doc *d, json_t *j, struct format *f)
{
	static const struct {
		const char *name;
		enum field_kind kind;
		bool required;
	} part[FLOW_PARTS] = {
		[FLOW_SOURCE] = { "source", KIND_STR, true },
		[FLOW_DESTINATION] = { "destination", KIND_STR, true },
		[FLOW_OCTETS] = { "octets", KIND_UINT, true },
		[FLOW_REVERSE] = { "reverse_octets", KIND_UINT, false },
		[FLOW_RECEIVED] = { "received", KIND_TIME, false },
		[FLOW_SAMPLING] = { "sampling", KIND_UINT, false },
		[FLOW_SCALED] = { "scaled", KIND_STR, false },
	};
	json_t *item;
	unsigned i;

	d->place = "flow";
	if (j == NULL)
		return 0;
	d->flow = f->is_flow = true;
	if (doc_only(d, j, "source|destination|octets|reverse_octets|received|"
	    "sampling|scaled") < 0)
		return -1;
	for (i = 0; i < FLOW_PARTS; i++) {
		struct map_field *p = &f->part[i];

		item = json_object_get(j, part[i].name);
		d->place = "flow";
		if (item == NULL && part[i].required)
			return doc_bad(d, "'%s' is missing", part[i].name);
		if (item == NULL)
			continue;
		*p = (struct map_field){ .field = F_UNKNOWN, .multiply = 1,
		    .divide = 1, .exact = true, .name = slice_of(part[i].name),
		    .required = part[i].required };
		if (read_as(d, item, part[i].kind, p) < 0)
			return -1;
		if (p->from == MAP_TEMPLATE || p->as == MAP_NUMBER)
			return doc_bad(d, "'%s' has no template and no number",
			    part[i].name);
		f->has_part[i] = true;
	}
	return 0;
}
